package ghsatest

// actTable are the requests about advisories beyond those of the first table.
func actTable() []route { return nil }

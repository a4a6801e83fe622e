package ghsatest

// accountTable are the requests about the App, accounts and installations beyond
// those of the first table.
func accountTable() []route { return nil }

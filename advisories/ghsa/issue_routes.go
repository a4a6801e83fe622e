package ghsa

// issueRoutes are the requests about tracking issues.
func issueRoutes() []Route { return nil }

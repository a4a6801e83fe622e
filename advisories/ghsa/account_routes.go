package ghsa

// accountRoutes are the requests about the App, its installations and what these
// granted.
func accountRoutes() []Route { return nil }

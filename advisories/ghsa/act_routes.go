package ghsa

// actRoutes are the requests that change an advisory beyond its state and comments.
func actRoutes() []Route { return nil }

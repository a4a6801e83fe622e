package advisories

import "time"

// Installation is the App on one account.
type Installation struct {
	ID        int64
	Account   string
	AccountID int64
	// Organization is true where GitHub says that the account is one. The docket
	// does not keep it.
	Organization bool
	Suspended    bool
	// Permissions are those granted, by GitHub's names ("repository_advisories":
	// "write").
	Permissions map[string]string
	// LeftAt is when it was uninstalled; zero while it is there.
	LeftAt time.Time
}

// FailedDelivery is an entry of GitHub's delivery log that no attempt delivered.
type FailedDelivery struct {
	GUID         string
	Event        string
	Action       string
	Installation int64
	Repository   int64
}

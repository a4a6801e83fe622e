package advisories

// Change is what a draft would set on an advisory beside its state. What is empty
// stays as it is. It may hold text of the advisory, so it is stored sealed.
type Change struct {
	// Users (logins) and Teams (slugs) are people to add as collaborators; who is
	// there already stays.
	Users []string `json:"users,omitempty"`
	Teams []string `json:"teams,omitempty"`
	// Credits are to be added; who is credited already stays as they are.
	Credits []Credit `json:"credits,omitempty"`
	// Severity (critical, high, medium, low) or CVSS, a vector: GitHub takes one of
	// the two.
	Severity string `json:"severity,omitempty"`
	CVSS     string `json:"cvss,omitempty"`
	// CWEs and Vulnerabilities replace those of the advisory whole.
	CWEs            []string        `json:"cwes,omitempty"`
	Vulnerabilities []Vulnerability `json:"vulnerabilities,omitempty"`
	// Assign are people to assign to and mention in the tracking issue.
	Assign []Person `json:"assign,omitempty"`
	// Reason and Of are why a report is closed, kept with the draft that closes it.
	Reason CloseReason `json:"reason,omitempty"`
	Of     GHSA        `json:"of,omitempty"`
}

// Empty reports whether nothing is to be set.
func (c Change) Empty() bool {
	return len(c.Users) == 0 && len(c.Teams) == 0 && len(c.Credits) == 0 && c.Severity == "" && c.CVSS == "" &&
		len(c.CWEs) == 0 && len(c.Vulnerabilities) == 0 && len(c.Assign) == 0 && c.Reason == "" && c.Of == ""
}

package ghsa

import "encoding/json"

// The shapes of GitHub's answers, as far as they are read. Everything is
// optional: answers of 2023 lack fields of 2026, fields may be null, and new ones
// appear. What a field means stands in the nouns that it becomes (nouns.go).

type wirePerson struct {
	ID    int64  `json:"id"`
	Login string `json:"login"`
	Type  string `json:"type"`
}

type wireAdvisory struct {
	GHSA        string      `json:"ghsa_id"`
	CVE         string      `json:"cve_id"`
	HTMLURL     string      `json:"html_url"`
	Summary     string      `json:"summary"`
	Description string      `json:"description"`
	Severity    string      `json:"severity"`
	State       string      `json:"state"`
	Author      *wirePerson `json:"author"`
	Publisher   *wirePerson `json:"publisher"`
	Submission  *struct {
		Accepted bool `json:"accepted"`
	} `json:"submission"`
	CreatedAt       stamp               `json:"created_at"`
	UpdatedAt       stamp               `json:"updated_at"`
	PublishedAt     stamp               `json:"published_at"`
	ClosedAt        stamp               `json:"closed_at"`
	WithdrawnAt     stamp               `json:"withdrawn_at"`
	Vulnerabilities []wireVulnerability `json:"vulnerabilities"`
	CVSS            *wireCVSS           `json:"cvss"` // gone in version 2026-03-10
	CVSSSeverities  *struct {
		V3 *wireCVSS `json:"cvss_v3"`
		V4 *wireCVSS `json:"cvss_v4"`
	} `json:"cvss_severities"`
	CWEs []struct {
		ID string `json:"cwe_id"`
	} `json:"cwes"`
	CWEIDs          []string     `json:"cwe_ids"`
	Credits         []wireCredit `json:"credits"`
	CreditsDetailed []wireCredit `json:"credits_detailed"`
	Users           []wirePerson `json:"collaborating_users"`
	Teams           []struct {
		Slug string `json:"slug"`
	} `json:"collaborating_teams"`
	PrivateFork *struct {
		ID int64 `json:"id"`
	} `json:"private_fork"`
	Comments    *int           `json:"comments"`
	CommentsURL nullableString `json:"comments_url"`
}

type wireVulnerability struct {
	Package *struct {
		Ecosystem string `json:"ecosystem"`
		Name      string `json:"name"`
	} `json:"package"`
	Affected  string   `json:"vulnerable_version_range"`
	Patched   string   `json:"patched_versions"`
	Functions []string `json:"vulnerable_functions"`
}

type wireCVSS struct {
	Vector string `json:"vector_string"`
}

// wireCredit is an element of credits (login) or credits_detailed (user, state).
type wireCredit struct {
	Login string      `json:"login"`
	User  *wirePerson `json:"user"`
	Type  string      `json:"type"`
	State string      `json:"state"`
}

type wireComment struct {
	ID        int64       `json:"id"`
	Body      string      `json:"body"`
	HTMLURL   string      `json:"html_url"`
	User      *wirePerson `json:"user"`
	Author    *wirePerson `json:"author"`
	CreatedAt stamp       `json:"created_at"`
	UpdatedAt stamp       `json:"updated_at"`
}

type wireInstallation struct {
	ID          int64              `json:"id"`
	Account     *wirePerson        `json:"account"`
	SuspendedAt stamp              `json:"suspended_at"`
	Permissions map[string]*string `json:"permissions"`
}

type wireRepositories struct {
	Repositories []wireRepository `json:"repositories"`
}

type wireRepository struct {
	ID       int64       `json:"id"`
	Name     string      `json:"name"`
	Owner    *wirePerson `json:"owner"`
	Private  bool        `json:"private"`
	Archived bool        `json:"archived"`
}

type wireDelivery struct {
	GUID           string `json:"guid"`
	DeliveredAt    stamp  `json:"delivered_at"`
	StatusCode     int    `json:"status_code"`
	Event          string `json:"event"`
	Action         string `json:"action"`
	InstallationID int64  `json:"installation_id"`
	RepositoryID   int64  `json:"repository_id"`
}

type wirePermission struct {
	Permission string      `json:"permission"`
	RoleName   string      `json:"role_name"`
	User       *wirePerson `json:"user"`
}

type wireMembership struct {
	State string `json:"state"`
}

type wireApp struct {
	Slug string `json:"slug"`
}

// nullableString tells an absent field from a null one.
type nullableString struct {
	present bool
	value   string
}

func (n *nullableString) UnmarshalJSON(b []byte) error {
	n.present = true
	return json.Unmarshal(b, &n.value)
}

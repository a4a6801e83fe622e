package setup

//go:generate go test -run ^TestAppYAML$ . -args -update

// Manifest is the App's registration, with the keys of GitHub's App manifest
// (docs.github.com, "Registering a GitHub App from a manifest"). GitHub takes it
// as JSON; app.yml is the same as YAML.
type Manifest struct {
	// Name must be free on GitHub; whoever registers the App may change it.
	Name        string `json:"name"`
	Description string `json:"description"`
	// URL is the page that tells people what the App is.
	URL  string `json:"url"`
	Hook Hook   `json:"hook_attributes"`
	// RedirectURL is where GitHub sends the browser when the App is created, with
	// the code that its keys are had for. Empty in app.yml.
	RedirectURL string `json:"redirect_url,omitempty"`
	// Public is whether accounts other than the App's owner may install it.
	Public bool `json:"public"`
	// Permissions are access levels by GitHub's names. An installation grants them
	// whole; each token is narrowed further.
	Permissions map[string]string `json:"default_permissions"`
	// Events are those to subscribe to. GitHub refuses a manifest that names an
	// event which it always sends, such as installation.
	Events []string `json:"default_events"`
}

// Hook is where GitHub sends deliveries.
type Hook struct {
	// URL is the public address of the webhook door.
	URL    string `json:"url"`
	Active bool   `json:"active"`
}

// doorPath is where the webhook door is, below the public address.
const doorPath = "/api/github/webhooks"

// PlaceholderURL stands in the manifest for the address of the webhook door,
// which only the one who runs the program knows. Nobody can have that name.
const PlaceholderURL = "https://advisory-bot.example.com" + doorPath

// asked is something that the registration asks for: a permission with its
// level, or an event.
type asked struct{ name, level, why string }

// permissions by name.
var permissions = []asked{
	{"contents", "read", "policy files of the repository and its owner; push events"},
	{"issues", "write", "the tracking issue, in the one repository that the policy names; commands there"},
	{"members", "read", "who is in the teams that a policy names"},
	{"metadata", "read", "the repositories and who has which role; every token needs it"},
	{"organization_custom_org_roles", "read", "who is a security manager of the organization"},
	{"repository_advisories", "write", "private reports: read, comment, set their state"},
}

// forkPermission is asked for only where private forks are wanted: it is the right
// to change a repository's settings, and GitHub has none that is smaller.
var forkPermission = asked{"administration", "write", "temporary private forks; it may also change the repository's settings"}

// events by name. Whether GitHub always sends installation_target (an account was
// renamed) is not sure: its settings page offers it, its documents do not say. It
// is left out, since a manifest with one wrong event is refused whole.
var events = []asked{
	{name: "issue_comment", why: "a command in a tracking issue"},
	{name: "push", why: "a policy file was changed"},
	{name: "repository", why: "renamed, transferred, archived, deleted"},
	{name: "repository_advisory", why: "a report came in; an advisory was published"},
}

// Registration is the App's manifest as this version of the program needs it,
// without what only some want; see [Wishes.Manifest].
func Registration() Manifest {
	m := Manifest{
		Name:        "advisory-bot",
		Description: "Looks after private security advisories: answers reporters by the project's own disclosure policy and keeps its deadlines.",
		URL:         "https://github.com/advisory-bot/advisory-bot",
		Hook:        Hook{URL: PlaceholderURL, Active: true},
		Permissions: map[string]string{},
	}
	for _, p := range permissions {
		m.Permissions[p.name] = p.level
	}
	for _, e := range events {
		m.Events = append(m.Events, e.name)
	}
	return m
}

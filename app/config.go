package app

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/sethvargo/go-envconfig"
)

// Prefix begins the name of each variable of the environment that is read.
const Prefix = "ADVISORY_BOT_"

// Environment is the configuration as the environment writes it, one variable a
// field. Every variable may instead be named with _FILE at its end and hold the
// path of a file with the value; secrets should be. What is set in neither way and
// was stored by setup is read from the data directory (see [storedFiles]). The tag
// part says which commands read it (see [Need]); the others neither check it nor
// open its file.
type Environment struct {
	AppID         string `env:"APP_ID" part:"github" need:"yes" about:"The App's numeric id."`
	PrivateKey    string `env:"PRIVATE_KEY" part:"github" need:"yes" secret:"yes" about:"The App's private key, PEM. Write \\n for line ends where the environment cannot hold them."`
	WebhookSecret string `env:"WEBHOOK_SECRET" part:"door" need:"yes" secret:"yes" about:"The webhook's secret; several, comma-separated, while one replaces another."`
	APIURL        string `env:"API_URL, default=https://api.github.com/" part:"github" about:"GitHub's REST API."`
	GraphQLURL    string `env:"GRAPHQL_URL" part:"github" about:"GitHub's GraphQL API; derived from API_URL where not set."`
	WebURL        string `env:"WEB_URL, default=https://github.com/" part:"docket" about:"GitHub's pages, for links that people follow."`
	ClientID      string `env:"CLIENT_ID" part:"door" about:"The App's client id, for signing people in."`
	ClientSecret  string `env:"CLIENT_SECRET" part:"door" secret:"yes" about:"The App's client secret, for signing people in."`
	Owners        string `env:"OWNERS" part:"github" about:"Accounts to serve, comma-separated; empty serves all that install the App."`
	ListenAddr    string `env:"LISTEN_ADDR, default=:8080" part:"door" about:"Where webhooks come in."`
	AdminAddr     string `env:"ADMIN_ADDR, default=127.0.0.1:9090" part:"health,admin" about:"Where /healthz, /readyz and /metrics are."`
	PublicURL     string `env:"PUBLIC_URL" part:"door" about:"Where the webhook door is reached from outside, https://HOST/; empty: nowhere, and the sweep finds everything."`
	DataDir       string `env:"DATA_DIR, default=./data" part:"docket" about:"Directory of the embedded database, the generated sealing key, and what setup stored."`
	DatabaseURL   string `env:"DATABASE_URL" part:"docket" secret:"yes" about:"postgres://… for PostgreSQL; empty for an SQLite file in DATA_DIR."`
	SealKey       string `env:"SEAL_KEY" part:"docket" secret:"yes" about:"Sealing keys, base64 of 32 bytes each, newest first, comma-separated; empty generates one in DATA_DIR (not with PostgreSQL, whose replicas share it)."`
	Workers       string `env:"WORKERS, default=10" part:"work" about:"How many cases one process works at once, 1 to 100."`
	SweepInterval string `env:"SWEEP_INTERVAL, default=5m" part:"github" about:"How often GitHub is asked for what no webhook tells, 30s to 24h."`
	Retention     string `env:"RETENTION, default=90d" part:"github" about:"How long texts of drafts and reasons are kept after a case ended, and all data of an account after it uninstalled the App, 24h to 3650d."`
	NotifyURL     string `env:"NOTIFY_URL" part:"github" secret:"yes" about:"Where one signed POST goes for each deadline that is near or missed; empty: nowhere."`
	NotifySecret  string `env:"NOTIFY_SECRET" part:"github" secret:"yes" about:"The key that signs those POSTs, at least 16 characters; empty derives one from SEAL_KEY."`
	DryRun        string `env:"DRY_RUN, default=false" part:"github" about:"true files drafts and writes nothing to GitHub."`
	LogLevel      string `env:"LOG_LEVEL, default=info" part:"docket" about:"debug, info, warn or error."`
	LogFormat     string `env:"LOG_FORMAT, default=text" part:"docket" about:"text or json."`
}

// Config is the configuration as the program uses it.
type Config struct {
	AppID          int64
	PrivateKey     []byte
	WebhookSecrets [][]byte
	APIURL         string
	GraphQLURL     string
	WebURL         string
	// ClientID and ClientSecret are the App's, for signing people in; empty where
	// not set.
	ClientID     string
	ClientSecret string
	Owners       []string
	ListenAddr   string
	AdminAddr    string
	// PublicURL is where the webhook door is reached from outside, with a slash at
	// its end; empty where it is not.
	PublicURL   string
	DataDir     string
	DatabaseURL string
	SealKey     string
	// Workers is how many cases are worked at once; 0 is 10.
	Workers       int
	SweepInterval time.Duration
	// Retention is how long what belongs to an account is kept after it uninstalled
	// the App.
	Retention time.Duration
	// NotifyURL is where deadlines are told, empty for nowhere. It may hold a token,
	// so it is printed nowhere. NotifySecret signs; nil has a key derived.
	NotifyURL    string
	NotifySecret []byte
	DryRun       bool
	LogLevel     slog.Level
	LogFormat    string
	// Traces says where spans go; its zero value is nowhere.
	Traces TraceConfig
	// Warnings name variables of the environment that begin like ours and are none.
	Warnings []string
}

// Faults are all faults of a configuration, one a line, each naming its variable
// and none printing a value that may be secret.
type Faults []string

// Error is one fault a line.
func (f Faults) Error() string { return strings.Join(f, "\n") }

// Need says which part of the configuration a command uses, so that `case list`
// does not ask for a webhook secret.
type Need int

// The needs of commands.
const (
	// NeedHealth: the address of health and metrics only.
	NeedHealth Need = iota
	// NeedDocket: database and sealing key.
	NeedDocket
	// NeedGitHub: also the App's id and key.
	NeedGitHub
	// NeedWork: what the work role of serve uses. It has no door: no webhook secret,
	// no address for webhooks.
	NeedWork
	// NeedWeb: what the web role of serve uses. It asks GitHub nothing: no key of the
	// App's.
	NeedWeb
	// NeedDoor: what serve in both roles uses, which is everything.
	NeedDoor
)

// has reports whether a command of this need reads the variables of a part.
func (n Need) has(part string) bool {
	return slices.Contains(map[Need][]string{
		NeedHealth: {"health"},
		NeedDocket: {"docket"},
		NeedGitHub: {"docket", "github"},
		NeedWork:   {"docket", "github", "admin", "work"},
		NeedWeb:    {"docket", "admin", "door"},
		NeedDoor:   {"docket", "github", "admin", "work", "door"},
	}[n], part)
}

// split reports whether a command of this need is one of several that share a
// database.
func (n Need) split() bool { return n == NeedWork || n == NeedWeb }

// reads reports whether a command of this need reads a variable of these parts.
func (n Need) reads(parts string) bool {
	for part := range strings.SplitSeq(parts, ",") {
		if n.has(part) {
			return true
		}
	}
	return false
}

// ReadConfig reads the configuration from an environment of NAME=VALUE (nil is the
// process's own). All faults come at once, as [Faults].
func ReadConfig(ctx context.Context, environ []string, need Need) (Config, error) {
	if environ == nil {
		environ = os.Environ()
	}
	values := ours(environ)
	r := &reader{need: need}
	var env Environment
	look := envconfig.LookuperFunc(func(name string) (string, bool) { return r.look(values, name) })
	if err := envconfig.ProcessWith(ctx, &envconfig.Config{Target: &env, Lookuper: look}); err != nil {
		return Config{}, Faults{"configuration: " + err.Error()} // unreachable: every field is a plain string
	}
	c := r.read(env)
	if need.has("admin") {
		c.Traces = r.traces(named(environ, otelPrefix))
	}
	c.Warnings = strangers(values)
	if len(r.faults) > 0 {
		// A misspelt name is most often why another is missing, so it is told too.
		return Config{}, slices.Concat(r.inOrder(), r.unset(), Faults(c.Warnings))
	}
	return c, nil
}

// Table is the configuration as a Markdown table, generated from [Environment].
func Table() string {
	var b strings.Builder
	b.WriteString("| Variable | Default | What |\n| --- | --- | --- |\n")
	t := reflect.TypeFor[Environment]()
	for i := range t.NumField() {
		f := t.Field(i)
		name, def, _ := strings.Cut(f.Tag.Get("env"), ", default=")
		about := f.Tag.Get("about")
		if f.Tag.Get("secret") == "yes" {
			about += " Secret."
		}
		switch {
		case f.Tag.Get("need") == "yes":
			def = "required"
		case def == "":
			def = "empty"
		default:
			def = "`" + def + "`"
		}
		fmt.Fprintf(&b, "| `%s%s` | %s | %s |\n", Prefix, name, def, about)
	}
	return b.String()
}

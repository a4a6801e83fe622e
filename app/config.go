package app

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/sethvargo/go-envconfig"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Prefix begins the name of each variable of the environment that is read.
const Prefix = "ADVISORY_BOT_"

// Environment is the configuration as the environment writes it, one variable a
// field. Every variable may instead be named with _FILE at its end and hold the
// path of a file with the value; secrets should be.
type Environment struct {
	AppID         string `env:"APP_ID" need:"yes" about:"The App's numeric id."`
	PrivateKey    string `env:"PRIVATE_KEY" need:"yes" secret:"yes" about:"The App's private key, PEM. Write \\n for line ends where the environment cannot hold them."`
	WebhookSecret string `env:"WEBHOOK_SECRET" need:"yes" secret:"yes" about:"The webhook's secret; several, comma-separated, while one replaces another."`
	APIURL        string `env:"API_URL, default=https://api.github.com/" about:"GitHub's REST API."`
	GraphQLURL    string `env:"GRAPHQL_URL" about:"GitHub's GraphQL API; derived from API_URL where not set."`
	WebURL        string `env:"WEB_URL, default=https://github.com/" about:"GitHub's pages, for links that people follow."`
	Owners        string `env:"OWNERS" about:"Accounts to serve, comma-separated; empty serves all that install the App."`
	ListenAddr    string `env:"LISTEN_ADDR, default=:8080" about:"Where webhooks come in."`
	AdminAddr     string `env:"ADMIN_ADDR, default=127.0.0.1:9090" about:"Where /healthz, /readyz and /metrics are."`
	DataDir       string `env:"DATA_DIR, default=./data" about:"Directory of the embedded database and the generated sealing key."`
	DatabaseURL   string `env:"DATABASE_URL" about:"postgres://… for PostgreSQL; empty for an SQLite file in DATA_DIR."`
	SealKey       string `env:"SEAL_KEY" secret:"yes" about:"Sealing keys, base64 of 32 bytes each, newest first, comma-separated; empty generates one in DATA_DIR (PostgreSQL needs it set)."`
	SweepInterval string `env:"SWEEP_INTERVAL, default=5m" about:"How often GitHub is asked for what no webhook tells, 30s to 24h."`
	DryRun        string `env:"DRY_RUN, default=false" about:"true files drafts and writes nothing to GitHub."`
	LogLevel      string `env:"LOG_LEVEL, default=info" about:"debug, info, warn or error."`
	LogFormat     string `env:"LOG_FORMAT, default=text" about:"text or json."`
}

// Config is the configuration as the program uses it.
type Config struct {
	AppID          int64
	PrivateKey     []byte
	WebhookSecrets [][]byte
	APIURL         string
	GraphQLURL     string
	WebURL         string
	Owners         []string
	ListenAddr     string
	AdminAddr      string
	DataDir        string
	DatabaseURL    string
	SealKey        string
	SweepInterval  time.Duration
	DryRun         bool
	LogLevel       slog.Level
	LogFormat      string
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
	// NeedDocket: database and sealing key only.
	NeedDocket Need = iota
	// NeedGitHub: also the App's id and key.
	NeedGitHub
	// NeedDoor: also the webhook secret and the addresses.
	NeedDoor
)

// ReadConfig reads the configuration from the environment that look gives (nil is
// the process's own). All faults come at once, as [Faults].
func ReadConfig(ctx context.Context, look envconfig.Lookuper, need Need) (Config, error) {
	if look == nil {
		look = envconfig.OsLookuper()
	}
	files := &fileLookuper{next: envconfig.PrefixLookuper(Prefix, look)}
	var env Environment
	if err := envconfig.ProcessWith(ctx, &envconfig.Config{Target: &env, Lookuper: files}); err != nil {
		return Config{}, Faults{"configuration: " + err.Error()} // unreachable: every field is a plain string
	}
	r := reader{faults: files.faults}
	c := r.read(env, need)
	if len(r.faults) > 0 {
		return Config{}, r.faults
	}
	return c, nil
}

// fileLookuper reads NAME from the file that NAME_FILE names.
type fileLookuper struct {
	next   envconfig.Lookuper
	faults Faults
}

// Lookup implements envconfig.Lookuper.
func (l *fileLookuper) Lookup(key string) (string, bool) {
	value, ok := l.next.Lookup(key)
	path, inFile := l.next.Lookup(key + "_FILE")
	if !inFile || path == "" {
		return value, ok && value != ""
	}
	if ok && value != "" {
		l.faults = append(l.faults, Prefix+key+" and "+Prefix+key+"_FILE are both set: keep one")
		return value, true
	}
	b, err := os.ReadFile(path)
	if err != nil {
		l.faults = append(l.faults, Prefix+key+"_FILE: cannot read the file it names: "+reason(err))
		return "", false
	}
	return strings.TrimSpace(string(b)), true
}

func reason(err error) string {
	switch {
	case os.IsNotExist(err):
		return "it does not exist"
	case os.IsPermission(err):
		return "no permission"
	}
	return "it is not a readable file"
}

// reader turns the environment's strings into values and gathers faults.
type reader struct{ faults Faults }

func (r *reader) fault(name, want string) {
	r.faults = append(r.faults, Prefix+name+": "+want)
}

func (r *reader) read(e Environment, need Need) Config {
	c := Config{WebURL: e.WebURL, ListenAddr: e.ListenAddr, AdminAddr: e.AdminAddr, DataDir: filepath.Clean(e.DataDir), DatabaseURL: e.DatabaseURL,
		SealKey: e.SealKey, Owners: list(e.Owners), LogFormat: e.LogFormat}
	c.LogLevel = r.level(e.LogLevel)
	if c.LogFormat != "text" && c.LogFormat != "json" {
		r.fault("LOG_FORMAT", "want text or json")
	}
	r.database(e)
	c.WebURL = r.httpURL("WEB_URL", e.WebURL)
	if need >= NeedGitHub {
		r.github(&c, e)
	}
	if need >= NeedDoor {
		r.door(&c, e)
	}
	return c
}

func (r *reader) database(e Environment) {
	if e.SealKey != "" {
		if _, err := advisories.ParseKeys(e.SealKey); err != nil {
			r.fault("SEAL_KEY", "want base64 of 32 bytes (openssl rand -base64 32), several comma-separated, newest first")
		}
	}
	if e.DatabaseURL == "" {
		return
	}
	if u, err := url.Parse(e.DatabaseURL); err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		r.fault("DATABASE_URL", "want postgres://USER:PASSWORD@HOST/DATABASE, or nothing for SQLite in DATA_DIR")
	} else if e.SealKey == "" {
		r.fault("SEAL_KEY", "must be set with PostgreSQL, the same for every replica (openssl rand -base64 32)")
	}
}

func (r *reader) github(c *Config, e Environment) {
	id, err := strconv.ParseInt(e.AppID, 10, 64)
	switch {
	case e.AppID == "":
		r.fault("APP_ID", "not set: want the App's numeric id, from its settings page")
	case err != nil || id <= 0:
		r.fault("APP_ID", "want the App's numeric id, such as 123456")
	}
	c.AppID = id
	c.PrivateKey = []byte(strings.ReplaceAll(e.PrivateKey, `\n`, "\n"))
	switch {
	case e.PrivateKey == "":
		r.fault("PRIVATE_KEY", "not set: want the App's private key (PEM); "+Prefix+"PRIVATE_KEY_FILE can name the downloaded file")
	case !validKey(c.PrivateKey):
		r.fault("PRIVATE_KEY", "want an RSA private key in PEM, as GitHub generates it (-----BEGIN RSA PRIVATE KEY-----)")
	}
	c.APIURL = r.httpURL("API_URL", e.APIURL)
	c.GraphQLURL = graphQLURL(c.APIURL)
	if e.GraphQLURL != "" {
		c.GraphQLURL = strings.TrimSuffix(r.httpURL("GRAPHQL_URL", e.GraphQLURL), "/")
	}
	c.SweepInterval, err = time.ParseDuration(e.SweepInterval)
	if err != nil || c.SweepInterval < 30*time.Second || c.SweepInterval > 24*time.Hour {
		r.fault("SWEEP_INTERVAL", "want a duration from 30s to 24h, such as 5m")
	}
	if c.DryRun, err = strconv.ParseBool(e.DryRun); err != nil {
		r.fault("DRY_RUN", "want true or false")
	}
	for _, o := range c.Owners {
		if !advisories.ValidOwner(o) {
			r.fault("OWNERS", "want account names, comma-separated, such as acme,globex")
			break
		}
	}
}

func (r *reader) door(c *Config, e Environment) {
	for _, s := range list(e.WebhookSecret) {
		if len(s) < 16 {
			r.fault("WEBHOOK_SECRET", "want at least 16 characters a secret (openssl rand -hex 32)")
		}
		c.WebhookSecrets = append(c.WebhookSecrets, []byte(s))
	}
	if len(c.WebhookSecrets) == 0 {
		r.fault("WEBHOOK_SECRET", "not set: without it anybody could send webhooks (openssl rand -hex 32, and the same in the App's settings)")
	}
	r.address("LISTEN_ADDR", e.ListenAddr)
	r.address("ADMIN_ADDR", e.AdminAddr)
	if e.ListenAddr == e.AdminAddr && !strings.HasSuffix(e.ListenAddr, ":0") {
		r.fault("ADMIN_ADDR", "must differ from "+Prefix+"LISTEN_ADDR: metrics and health are not for the public")
	}
}

func (r *reader) address(name, addr string) {
	_, port, err := net.SplitHostPort(addr)
	n, perr := strconv.Atoi(port)
	if err != nil || perr != nil || n < 0 || n > 65535 {
		r.fault(name, "want HOST:PORT or :PORT, such as :8080")
	}
}

func (r *reader) httpURL(name, raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || (u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname()))) || u.User != nil || u.RawQuery != "" {
		r.fault(name, "want an https:// URL (http:// only for this machine itself)")
		return raw
	}
	return strings.TrimSuffix(raw, "/") + "/"
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (r *reader) level(s string) slog.Level {
	var l slog.Level
	if err := l.UnmarshalText([]byte(s)); err != nil {
		r.fault("LOG_LEVEL", "want debug, info, warn or error")
	}
	return l
}

// graphQLURL derives GraphQL's address: HOST/graphql for github.com, HOST/api/graphql
// where REST is at HOST/api/v3 (GitHub Enterprise Server).
func graphQLURL(api string) string {
	api = strings.TrimSuffix(api, "/")
	if base, ok := strings.CutSuffix(api, "/api/v3"); ok {
		return base + "/api/graphql"
	}
	return api + "/graphql"
}

func list(s string) []string {
	var out []string
	for _, part := range strings.Split(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
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

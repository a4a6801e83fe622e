package app

import (
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// reader turns the environment's strings into values and gathers faults, one a
// variable: the first thing to mend.
type reader struct {
	need   Need
	faults []configFault
	// stored names the variables whose value was found in the data directory.
	stored map[string]bool
}

type configFault struct{ name, text string }

func (r *reader) fault(name, want string) {
	if r.stored[name] {
		want += " (it was read from " + storedFiles[name] + " in " + Prefix + "DATA_DIR)"
	}
	r.faultAs(name, Prefix+name+": "+want)
}

func (r *reader) faultAs(name, text string) {
	if !slices.ContainsFunc(r.faults, func(f configFault) bool { return f.name == name }) {
		r.faults = append(r.faults, configFault{name, text})
	}
}

// inOrder are the faults in the order of [Environment], as the README has it, and
// then those of variables that are not ours.
func (r *reader) inOrder() Faults {
	known := names()
	at := func(f configFault) int {
		if i := slices.Index(known, f.name); i >= 0 {
			return i
		}
		return len(known)
	}
	slices.SortStableFunc(r.faults, func(a, b configFault) int { return at(a) - at(b) })
	var out Faults
	for _, f := range r.faults {
		out = append(out, f.text)
	}
	return out
}

// variables are the fields of [Environment].
func variables() []reflect.StructField {
	return reflect.VisibleFields(reflect.TypeFor[Environment]())
}

// variable is the name of a field's variable, without the prefix.
func variable(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("env"), ",")
	return name
}

// mostInFile bounds a file that a variable names.
const mostInFile = 1 << 20

// look is the value of a variable, or else what the file holds that NAME_FILE
// names, or else what setup stored. A variable that the command does not use is left alone, so that whoever
// may not read the App's key can still list cases.
func (r *reader) look(values map[string]string, name string) (string, bool) {
	i := slices.IndexFunc(variables(), func(f reflect.StructField) bool { return variable(f) == name })
	if i < 0 || !r.need.reads(variables()[i].Tag.Get("part")) {
		return "", false
	}
	value, path := values[name], values[name+fileSuffix]
	switch {
	case path == "" && value == "":
		return r.lookStored(values, name)
	case path == "":
		return value, true
	case value != "":
		r.faultAs(name, Prefix+name+" and "+Prefix+name+fileSuffix+" are both set: keep one")
		return value, true
	}
	text, fault := readValue(path)
	if fault != "" {
		r.faultAs(name, Prefix+name+fileSuffix+": cannot use the file it names: "+fault)
		return "", false
	}
	return text, true
}

// readValue is what a file holds, without the space around it. A fault says what
// is wrong and repeats neither path nor content: the path may be the secret, set
// in the wrong variable.
func readValue(path string) (text, fault string) {
	f, err := os.Open(path)
	if err != nil {
		return "", reason(err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, mostInFile+1))
	text = strings.TrimSpace(string(b))
	switch {
	case err != nil:
		return "", reason(err)
	case len(b) > mostInFile:
		return "", "it is too large"
	case text == "":
		return "", "it is empty"
	}
	return text, ""
}

func reason(err error) string {
	switch {
	case os.IsNotExist(err):
		return "it does not exist"
	case os.IsPermission(err):
		return "no permission to read it"
	}
	return "it is not a readable file"
}

func (r *reader) read(e Environment) Config {
	c := Config{WebURL: e.WebURL, ListenAddr: e.ListenAddr, AdminAddr: e.AdminAddr, DataDir: filepath.Clean(e.DataDir), DatabaseURL: e.DatabaseURL,
		SealKey: e.SealKey, Owners: list(e.Owners), LogFormat: e.LogFormat}
	if r.need == NeedHealth {
		r.address("ADMIN_ADDR", e.AdminAddr)
		return c
	}
	c.LogLevel = r.level(e.LogLevel)
	if c.LogFormat != "text" && c.LogFormat != "json" {
		r.fault("LOG_FORMAT", "want text or json")
	}
	r.database(e)
	c.WebURL = r.httpURL("WEB_URL", e.WebURL)
	if r.need.has("github") {
		r.github(&c, e)
	}
	if r.need.has("work") {
		c.Workers = r.workers(e.Workers)
	}
	if r.need.has("admin") {
		r.addresses(e)
	}
	if r.need.has("door") {
		r.door(&c, e)
	}
	return c
}

// mostWorkers is how many requests GitHub takes at once, of an App and all its
// installations together (source: "Rate limits for the REST API").
const mostWorkers = 100

func (r *reader) workers(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > mostWorkers {
		r.fault("WORKERS", "want a number from 1 to 100")
	}
	return n
}

func (r *reader) database(e Environment) {
	if e.SealKey != "" {
		if _, err := advisories.ParseKeys(e.SealKey); err != nil {
			r.fault("SEAL_KEY", "want base64 of 32 bytes (openssl rand -base64 32); several: comma-separated, newest first")
		}
	}
	if e.DatabaseURL == "" {
		if r.need.split() {
			r.fault("DATABASE_URL", "not set: "+noSplit)
		}
		return
	}
	if u, err := url.Parse(e.DatabaseURL); err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		r.fault("DATABASE_URL", "want postgres://USER:PASSWORD@HOST/DATABASE, or nothing for SQLite in "+Prefix+"DATA_DIR")
	} else if e.SealKey == "" && !r.sealKeyStored(e.DataDir) {
		r.fault("SEAL_KEY", "must be set with PostgreSQL, or stand in "+SealKeyFile+" in "+Prefix+"DATA_DIR, the same for every replica; "+
			"`openssl rand -base64 32` makes one")
	}
}

// sealKeyStored reports whether a sealing key is in the data directory, or was to be
// read and could not: that is told already, or is when it is opened.
func (r *reader) sealKeyStored(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, SealKeyFile))
	return !os.IsNotExist(err) || slices.ContainsFunc(r.faults, func(f configFault) bool { return f.name == "SEAL_KEY" })
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
		r.fault("PRIVATE_KEY", "not set: want the App's private key (PEM), or its file's path in "+Prefix+"PRIVATE_KEY_FILE")
	case !validKey(c.PrivateKey):
		r.fault("PRIVATE_KEY", "want the RSA private key as GitHub generates it (-----BEGIN RSA PRIVATE KEY-----)")
	}
	c.APIURL = r.httpURL("API_URL", e.APIURL)
	if c.APIURL == "https://github.com/" {
		r.fault("API_URL", "want the address of the API, such as https://api.github.com/ (https://github.com/ has the pages)")
	}
	c.GraphQLURL = graphQLURL(c.APIURL)
	if e.GraphQLURL != "" {
		c.GraphQLURL = strings.TrimSuffix(r.httpURL("GRAPHQL_URL", e.GraphQLURL), "/")
	}
	r.notify(c, e)
	c.Retention, err = duration(e.Retention)
	if err != nil || c.Retention < leastRetention || c.Retention > mostRetention {
		r.fault("RETENTION", "want a duration from 24h to 3650d, such as 90d")
	}
	c.SweepInterval, err = time.ParseDuration(e.SweepInterval)
	if err != nil || c.SweepInterval < 30*time.Second || c.SweepInterval > 24*time.Hour {
		r.fault("SWEEP_INTERVAL", "want a duration from 30s to 24h, such as 5m")
	}
	if c.DryRun, err = strconv.ParseBool(e.DryRun); err != nil {
		r.fault("DRY_RUN", "want true or false")
	}
	if slices.ContainsFunc(c.Owners, func(o string) bool { return !advisories.ValidOwner(o) }) {
		r.fault("OWNERS", "want account names, comma-separated, such as acme,globex")
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
		r.fault("WEBHOOK_SECRET", "not set: want the secret of the App's webhook settings (openssl rand -hex 32 makes one)")
	}
	c.ClientID, c.ClientSecret = e.ClientID, e.ClientSecret
	if e.PublicURL != "" {
		c.PublicURL = r.httpURL("PUBLIC_URL", e.PublicURL)
	}
}

func (r *reader) addresses(e Environment) {
	admin := r.address("ADMIN_ADDR", e.AdminAddr)
	if r.need.has("door") && r.address("LISTEN_ADDR", e.ListenAddr).overlaps(admin) {
		r.fault("ADMIN_ADDR", "must be another address than "+Prefix+"LISTEN_ADDR: metrics are not for the public")
	}
}

// address is where something listens; port 0 is any free one.
type address struct {
	host string
	port int
}

func (r *reader) address(name, text string) address {
	host, port, err := net.SplitHostPort(text)
	n, perr := strconv.ParseUint(port, 10, 16)
	if err != nil || perr != nil {
		r.fault(name, "want HOST:PORT or :PORT, such as :8080")
		return address{}
	}
	switch host {
	case "0.0.0.0", "::":
		host = ""
	case "localhost":
		host = "127.0.0.1"
	}
	return address{host, int(n)}
}

// overlaps reports whether only one of two can be listened at.
func (a address) overlaps(b address) bool {
	return a.port == b.port && a.port != 0 && (a.host == b.host || a.host == "" || b.host == "")
}

func (r *reader) httpURL(name, raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" || (u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname()))) ||
		u.User != nil || u.RawQuery != "" || u.Fragment != "" {
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
	l, known := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}[strings.ToLower(s)]
	if !known {
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

package main_test

import (
	"go/ast"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// layers from the top down. A room imports its own layer's rooms only as family
// says, lower layers freely, higher ones never.
var layers = []string{"cmd", "app", "policy", "advisories"}

// closed are rooms with a door of their own: only those named import them.
var closed = []struct {
	room string
	open []string
	why  string
}{
	{"app/intake", []string{"app"}, "only the wiring knows the rooms' concrete types; the others declare what they need"},
	{"app/desk", []string{"app"}, "only the wiring knows the rooms' concrete types; the others declare what they need"},
	{"app/tracking", []string{"app"}, "only the wiring knows the rooms' concrete types; the others declare what they need"},
	{"app/notify", []string{"app"}, "only the wiring knows the rooms' concrete types; the others declare what they need"},
	{"advisories/docket", []string{"app"}, "only the wiring knows the rooms' concrete types; the others declare what they need"},
	{"advisories/ghsa", []string{"app"}, "only the wiring knows the rooms' concrete types; the others declare what they need"},
	{"advisories/ghsa/ghsatest", []string{"app"}, "the simulated GitHub is for tests and the demo"},
	{"advisories/docket/dockettest", nil, "it starts servers for tests"},
}

// importing says why from may not import to, both rooms of this module; empty
// where it may.
func importing(from, to string) string {
	up, down := layer(from), layer(to)
	switch {
	case up < 0:
		return "this room is in none of the layers " + strings.Join(layers, " → ")
	case down < 0:
		return to + " is in none of the layers " + strings.Join(layers, " → ")
	case down < up:
		return to + " is above: imports go cmd → app → policy → advisories, never upwards"
	case down == up:
		return family(from, to)
	}
	for _, c := range closed {
		if to == c.room && !slices.Contains(c.open, from) {
			return to + " is not for this room: " + c.why
		}
	}
	return ""
}

func layer(room string) int { return slices.Index(layers, strings.Split(room, "/")[0]) }

// family says why from may not import to, both of one layer.
func family(from, to string) string {
	below, above := strings.HasPrefix(to, from+"/"), strings.HasPrefix(from, to+"/")
	switch layers[layer(from)] {
	case "advisories":
		// Below the nouns everybody knows the nouns; ghsatest must not know ghsa,
		// which it imitates, and ghsa not its imitation.
		if to == "advisories" {
			return ""
		}
		return to + " is beside this room: under advisories only the nouns at the top are imported"
	case "cmd":
		return to + " is another program"
	default:
		if below {
			return ""
		}
		if above {
			return to + " is the room above: the parent imports its children"
		}
		return to + " is beside this room: siblings never import each other"
	}
}

// library is a law on what is not ours. A path with all below it may be imported
// by rooms only (and the rooms below one that ends in "/").
type library struct {
	paths []string
	rooms []string
	why   string
}

var libraries = []library{
	{[]string{"github.com/google/go-github", "github.com/bradleyfalzon/ghinstallation", "github.com/shurcooL/githubv4", "github.com/golang-jwt/jwt"},
		[]string{"advisories/ghsa"}, "one room speaks GitHub, so that one room can be held to its specification"},
	{[]string{"database/sql", "github.com/jackc/pgx", "modernc.org/sqlite", "github.com/riverqueue/river", "github.com/pressly/goose"},
		[]string{"advisories/docket", "advisories/docket/dockettest"}, "one room remembers: what is stored, and that no report text is, can be read there"},
	{[]string{"github.com/tink-crypto/tink-go"},
		[]string{"advisories/docket"}, "what could quote a report is sealed where it is stored"},
	{[]string{"github.com/goccy/go-yaml", "gopkg.in/yaml.v2", "gopkg.in/yaml.v3", "go.yaml.in/yaml", "sigs.k8s.io/yaml"},
		[]string{"policy", "policy/promise"}, "policy files and report forms are the only YAML that is read, each with its limits in one place"},
	{[]string{"github.com/go-json-experiment/json"}, []string{"app/intake"}, "deliveries are the only JSON whose reading is felt; elsewhere encoding/json is enough"},
	{[]string{"github.com/yuin/goldmark"}, []string{"policy/promise"}, "prose is read by one room; reports are read by lines"},
	{[]string{"github.com/pandatix/go-cvss"}, []string{"policy/report"}, "vectors are checked where a report's claims are"},
	{[]string{"github.com/rickar/cal"}, []string{"policy/calendar"}, "one room knows the holidays"},
	{[]string{"github.com/sethvargo/go-envconfig"}, []string{"app"}, "one struct is the whole configuration"},
	{[]string{"github.com/prometheus/client_golang"}, []string{"app"}, "one place sees to it that metrics name nobody"},
	{[]string{"go.opentelemetry.io"}, []string{"app"}, "one place sees to it that traces name nobody"},
	{[]string{"golang.org/x/sync"}, []string{"app"}, "the wiring starts and ends what runs at once"},
	{[]string{"github.com/spf13/cobra"}, []string{"cmd/"}, "flags and help are the program's"},
	{[]string{"testing"}, nil, "what goes into the program is no test"},
}

// outside says why from may not import something that is not ours.
func outside(from, to string) string {
	for _, l := range libraries {
		for _, p := range l.paths {
			if to == p || strings.HasPrefix(to, p+"/") {
				if slices.ContainsFunc(l.rooms, func(room string) bool {
					return from == room || strings.HasSuffix(room, "/") && strings.HasPrefix(from, room)
				}) {
					return ""
				}
				return to + " is not for this room: " + l.why
			}
		}
	}
	if strings.Contains(strings.Split(to, "/")[0], ".") {
		return "no law says which rooms may import " + to + ": write it down"
	}
	return ""
}

// environment are the functions of os and syscall that read the environment.
var environment = []string{"Getenv", "LookupEnv", "Environ", "ExpandEnv"}

// importLaw is the law of rooms, of libraries, and of the environment.
func importLaw(files []source) []breach {
	var out []breach
	for _, s := range files {
		for _, spec := range s.Imports {
			to, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				out = append(out, breach{s.at(spec), err.Error()})
				continue
			}
			why := outside(s.dir, to)
			if room, ours := strings.CutPrefix(to, module+"/"); ours {
				why = importing(s.dir, room)
			}
			if why != "" {
				out = append(out, breach{s.at(spec), why})
			}
		}
		if s.dir == "app" || s.dir == "advisories/docket/dockettest" {
			continue // the latter is told whether a machine may lack PostgreSQL
		}
		ast.Inspect(s.File, func(n ast.Node) bool {
			if call, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := call.X.(*ast.Ident); ok && (x.Name == "os" || x.Name == "syscall") && slices.Contains(environment, call.Sel.Name) {
					out = append(out, breach{s.at(n), "the environment is read in app only: one struct is the whole configuration"})
				}
			}
			return true
		})
	}
	return out
}

func TestImportLaw(t *testing.T) { report(t, importLaw(sources(t, repository(t)))) }

func TestImportLawBites(t *testing.T) {
	for _, c := range []struct{ room, imports, want string }{
		{"cmd/advisory-bot", module + "/app", ""},
		{"cmd/advisory-bot", module + "/advisories", ""},
		{"cmd/advisory-bot", module + "/advisories/docket", "only the wiring"},
		{"cmd/advisory-bot", module + "/cmd/other", "another program"},
		{"app", module + "/cmd/advisory-bot", "is above"},
		{"app", module + "/app/desk", ""},
		{"app", module + "/advisories/ghsa", ""},
		{"app", module + "/tools", "none of the layers"},
		{"tools", module + "/app", "none of the layers"},
		{"app/desk", module + "/app", "the room above"},
		{"app/desk", module + "/app/intake", "beside this room"},
		{"app/desk", module + "/policy", ""},
		{"app/desk", module + "/advisories/docket", "only the wiring"},
		{"app/setup", module + "/advisories/ghsa", "only the wiring"},
		{"policy", module + "/policy/report", ""},
		{"policy", module + "/app", "is above"},
		{"policy", module + "/advisories/ghsa", "only the wiring"},
		{"policy/report", module + "/policy", "the room above"},
		{"policy/report", module + "/policy/calendar", "beside this room"},
		{"advisories", module + "/advisories/docket", "beside this room"},
		{"advisories", module + "/policy", "is above"},
		{"advisories/docket", module + "/advisories", ""},
		{"advisories/docket", module + "/advisories/ghsa", "beside this room"},
		{"advisories/ghsa/ghsatest", module + "/advisories", ""},
		{"advisories/ghsa/ghsatest", module + "/advisories/ghsa", "beside this room"},
		{"advisories/ghsa", module + "/advisories/ghsa/ghsatest", "beside this room"},
		{"advisories/ghsa", "github.com/google/go-github/v66/github", ""},
		{"advisories/ghsa/ghsatest", "github.com/google/go-github/v66/github", "one room speaks GitHub"},
		{"app", "github.com/shurcooL/githubv4", "one room speaks GitHub"},
		{"advisories/docket", "database/sql", ""},
		{"app/desk", "database/sql", "one room remembers"},
		{"app/desk", "github.com/riverqueue/river/rivertype", "one room remembers"},
		{"policy", "github.com/goccy/go-yaml/ast", ""},
		{"policy/report", "github.com/goccy/go-yaml", "the only YAML"},
		{"app", "gopkg.in/yaml.v3", "the only YAML"},
		{"app", "github.com/prometheus/client_golang/prometheus", ""},
		{"app/intake", "github.com/prometheus/client_golang/prometheus", "metrics name nobody"},
		{"app", "go.opentelemetry.io/otel/trace", ""},
		{"app/desk", "go.opentelemetry.io/otel/trace", "traces name nobody"},
		{"app/desk", "github.com/sethvargo/go-envconfig", "one struct"},
		{"app", "github.com/spf13/cobra", "the program's"},
		{"advisories", "github.com/google/uuid", "no law says"},
		{"advisories/ghsa/ghsatest", "testing", "no test"},
		{"app", module + "/advisories/docket/dockettest", "for tests"},
		{"advisories/docket/dockettest", "github.com/jackc/pgx/v5", ""},
		{"advisories", "database/sqlish", ""},
	} {
		files := sources(t, []file{{c.room + "/x.go", "package " + path.Base(strings.ReplaceAll(c.room, "-", "")) + "\nimport _ " + strconv.Quote(c.imports) + "\n"}})
		if c.want == "" {
			bites(t, importLaw(files))
		} else {
			bites(t, importLaw(files), c.want)
		}
	}
	env := "package desk\nimport \"os\"\nvar a, b = os.Getenv(\"A\"), os.Stdout\n"
	bites(t, importLaw(sources(t, []file{{"app/desk/x.go", env}})), "the environment")
	bites(t, importLaw(sources(t, []file{{"app/x.go", env}, {"app/desk/x_test.go", env}})))
}

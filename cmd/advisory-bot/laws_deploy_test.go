package main_test

import (
	"errors"
	"fmt"
	"io"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"github.com/advisory-bot/advisory-bot/app"
	main "github.com/advisory-bot/advisory-bot/cmd/advisory-bot"
)

// What is handed to operators (app/deploy, Dockerfile) is compared with the program:
// its variables, flags, ports and paths, and with what each platform needs to run it
// with few powers. A file that names what is not there fails here, not at night.

// setting is a variable of the environment, as the program knows it.
type setting struct {
	value  string // where it is not set
	secret bool
}

// settings are all variables, by their whole names.
func settings() map[string]setting {
	out := map[string]setting{}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[app.Environment]()) {
		name, more, _ := strings.Cut(f.Tag.Get("env"), ",")
		_, value, _ := strings.Cut(more, "default=")
		out[app.Prefix+name] = setting{value, f.Tag.Get("secret") == "yes"}
	}
	return out
}

// port is that of an address which is a variable's value where it is not set.
func port(t *testing.T, name string) int {
	t.Helper()
	var n int
	_, tail, ok := strings.Cut(settings()[app.Prefix+name].value, ":")
	if _, err := fmt.Sscanf(tail, "%d", &n); !ok || err != nil || n == 0 {
		t.Fatalf("%s has no port where it is not set: teach this test", name)
	}
	return n
}

// below are the files of a folder.
func below(files []file, folder string) []file {
	return slices.DeleteFunc(slices.Clone(files), func(f file) bool { return !strings.HasPrefix(f.name, folder) })
}

// deployed are the files that operators take.
func deployed(t *testing.T) []file {
	t.Helper()
	out := append(below(repository(t), "app/deploy/"), file{"Dockerfile", read(t, "Dockerfile")})
	if len(out) < 8 {
		t.Fatalf("only %d files: the law looked in the wrong place", len(out))
	}
	return out
}

// decoded reads each document of a YAML file into a new value of a type. A key that
// the type has not is an error: most often it is a slip that the platform would
// not tell either, and else the type has something to learn.
func decoded[T any](f file) ([]T, error) {
	d := yaml.NewDecoder(strings.NewReader(f.text), yaml.DisallowUnknownField(), yaml.AllowDuplicateMapKey())
	var out []T
	for {
		var v T
		err := d.Decode(&v)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
}

func isYAML(f file) bool { return path.Ext(f.name) == ".yml" || path.Ext(f.name) == ".yaml" }

// yamlLaw: what calls itself YAML is, with no key twice.
func yamlLaw(files []file) []breach {
	var out []breach
	for _, f := range files {
		if !isYAML(f) {
			continue
		}
		d := yaml.NewDecoder(strings.NewReader(f.text))
		for n := 0; ; n++ {
			var v map[string]any
			err := d.Decode(&v)
			if errors.Is(err, io.EOF) && n > 0 {
				break
			}
			if err != nil || len(v) == 0 {
				out = append(out, breach{f.name, fmt.Sprintf("document %d is no YAML of keys and values: %v", n+1, err)})
				break
			}
		}
	}
	return out
}

func TestDeployYAML(t *testing.T) {
	report(t, yamlLaw(append(deployed(t), below(repository(t), ".github/")...)))
}

func TestDeployYAMLBites(t *testing.T) {
	bites(t, yamlLaw([]file{{"a.yml", "a: 1\n---\nb: {c: 2}\n"}, {"b.yml", "a: [1\n"}, {"c.yml", "a: 1\na: 2\n"}, {"d.yml", ""}, {"e.txt", ":"}}),
		"b.yml: document 1", "c.yml: document 1", "d.yml: document 1")
}

var (
	ownVariable  = regexp.MustCompile(app.Prefix + `[A-Z0-9_]+`)
	ownValue     = regexp.MustCompile(`(?m)\b(` + app.Prefix + `[A-Z0-9_]+)(?:=|: |, value: )`)
	passwordInIt = regexp.MustCompile(`\b[a-z]+://[^\s:/@]+:([^\s/@]+)@`)
	longValue    = regexp.MustCompile(`(?i)\b(?:password|secret|token|key)\b["']?\s*[:=]\s*["']?([A-Za-z0-9+/]{16,}={0,2})`)
)

// variableLaw: every variable of ours that is set is one that the program reads, and
// secrets come as files.
func variableLaw(files []file, known map[string]setting) []breach {
	var out []breach
	for _, f := range files {
		for _, name := range ownVariable.FindAllString(f.text, -1) {
			if _, ok := known[strings.TrimSuffix(name, "_FILE")]; !ok {
				out = append(out, breach{f.name, name + " is no variable of the program"})
			}
		}
		prose := strings.HasSuffix(f.name, ".md") // tells of values, and sets none
		for _, m := range ownValue.FindAllStringSubmatch(f.text, -1) {
			if !prose && known[m[1]].secret {
				out = append(out, breach{f.name, m[1] + " is a secret: hand in a file by " + m[1] + "_FILE"})
			}
		}
		for _, m := range passwordInIt.FindAllStringSubmatch(f.text, -1) {
			if m[1] != "PASSWORD" {
				out = append(out, breach{f.name, "an address with a password in it"})
			}
		}
		if longValue.MatchString(f.text) {
			out = append(out, breach{f.name, "what looks like the value of a secret"})
		}
	}
	return out
}

func TestDeployVariables(t *testing.T) { report(t, variableLaw(deployed(t), settings())) }

func TestDeployVariablesBites(t *testing.T) {
	known := map[string]setting{app.Prefix + "A": {}, app.Prefix + "S": {secret: true}}
	line := func(s string) []file { return []file{{"x.yml", strings.ReplaceAll(s, "ADB_", app.Prefix)}} }
	for text, want := range map[string]string{
		"ADB_A: 1\nADB_S_FILE: /run/s\n":                  "",
		"{name: ADB_A_FILE, value: /run/a}":               "",
		"# postgres://USER:PASSWORD@HOST/DB":              "",
		"ADB_AA: 1":                                       "ADVISORY_BOT_AA is no variable",
		"Environment=ADB_B=1":                             "ADVISORY_BOT_B is no variable",
		"ADB_S: ${S}":                                     "ADVISORY_BOT_S is a secret",
		"- ADB_S=x":                                       "ADVISORY_BOT_S is a secret",
		"{name: ADB_S, value: x}":                         "ADVISORY_BOT_S is a secret",
		"u: postgres://bot:hun" + "ter2@db/x":             "with a password",
		"POSTGRES:\n  pass" + "word: abcdefABCDEF0123456": "looks like the value",
	} {
		if want == "" {
			bites(t, variableLaw(line(text), known))
			continue
		}
		bites(t, variableLaw(line(text), known), want)
	}
}

// startLaw: what a file has the platform start is a command that there is, with
// flags that it has.
func startLaw(where string, args []string, root func() *cobra.Command) []breach {
	c, rest, err := root().Find(args)
	if err == nil {
		err = c.ParseFlags(rest)
	}
	if err == nil {
		err = c.ValidateArgs(c.Flags().Args())
	}
	if err == nil && !c.Runnable() {
		err = errors.New("does nothing by itself")
	}
	if err != nil {
		return []breach{{where, fmt.Sprintf("advisory-bot %s: %v", strings.Join(args, " "), err)}}
	}
	return nil
}

func TestStartLawBites(t *testing.T) {
	bites(t, startLaw("x", []string{"serve"}, main.RootCommand))
	bites(t, startLaw("x", []string{"serve", "--wbe"}, main.RootCommand), "x: advisory-bot serve --wbe: unknown flag")
	bites(t, startLaw("x", []string{"srve"}, main.RootCommand), "unknown command")
	bites(t, startLaw("x", []string{"health", "now"}, main.RootCommand), "takes no arguments")
}

var servedPath = regexp.MustCompile(`"GET (/[a-z]+)"`)

// paths are what the program answers on ADMIN_ADDR, as its source has them.
func paths(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, s := range sources(t, repository(t)) {
		if s.dir == "app" {
			for _, m := range servedPath.FindAllStringSubmatch(s.text, -1) {
				out = append(out, m[1])
			}
		}
	}
	for _, want := range []string{"/healthz", "/readyz", "/metrics"} {
		if !slices.Contains(out, want) {
			t.Fatalf("%s is not among the paths that were found, %q: the law looked in the wrong place", want, out)
		}
	}
	return out
}

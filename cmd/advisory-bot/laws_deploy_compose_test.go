package main_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	main "github.com/advisory-bot/advisory-bot/cmd/advisory-bot"
)

const composeFile = "app/deploy/compose.yml"

// compose is what of the Compose specification our file uses.
type compose struct {
	Name     string
	Bot      any `yaml:"x-bot"`
	Services map[string]composed
	Networks map[string]struct {
		Internal bool
		Opts     map[string]string `yaml:"driver_opts"`
	}
	Volumes map[string]struct{}
	Secrets map[string]struct{ File string }
}

type composed struct {
	Image, User string
	Command     []string
	Environment map[string]string
	Secrets     []string
	DependsOn   map[string]struct{ Condition string } `yaml:"depends_on"`
	Healthcheck *composedHealth
	ReadOnly    bool `yaml:"read_only"`
	Tmpfs       []string
	CapDrop     []string `yaml:"cap_drop"`
	CapAdd      []string `yaml:"cap_add"`
	SecurityOpt []string `yaml:"security_opt"`
	Restart     string
	Grace       string `yaml:"stop_grace_period"`
	Logging     struct {
		Driver  string
		Options map[string]string
	}
	Deploy struct {
		Replicas  int
		Resources struct {
			Limits, Reservations struct {
				CPUs   string
				Memory string
				PIDs   int
			}
		}
	}
	Networks, Ports, Volumes []string
	SHM                      string `yaml:"shm_size"`
}

type composedHealth struct {
	Test              []string
	Interval, Timeout string
	StartPeriod       string `yaml:"start_period"`
	Retries           int
}

// composeLaw: few powers for all, a secret only for who reads it, and PostgreSQL
// within reach of nobody but the bot.
func composeLaw(c compose, door, user int, known map[string]setting) []breach {
	var out []breach
	for name, s := range c.Services {
		bad := func(format string, a ...any) {
			out = append(out, breach{composeFile + ": " + name, fmt.Sprintf(format, a...)})
		}
		limits := s.Deploy.Resources.Limits
		switch {
		case !s.ReadOnly:
			bad("want read_only")
		case !slices.Equal(s.CapDrop, []string{"ALL"}) || len(s.CapAdd) > 0:
			bad("want every capability dropped and none added")
		case !slices.Equal(s.SecurityOpt, []string{"no-new-privileges:true"}):
			bad("want no-new-privileges and nothing else in security_opt")
		case strings.HasPrefix(s.User, "0") || s.User == "" || strings.HasPrefix(s.User, "root"):
			bad("runs as root")
		case limits.CPUs == "" || limits.Memory == "" || limits.PIDs == 0:
			bad("want limits of CPUs, memory and PIDs")
		case s.Grace != "45s":
			bad("stop_grace_period is %q, want 45s", s.Grace)
		case s.Healthcheck == nil || len(s.Healthcheck.Test) < 2 || s.Healthcheck.Test[0] != "CMD":
			bad("want a health check without a shell")
		}
		for _, f := range s.Secrets {
			if c.Secrets[f].File != "secrets/"+f {
				bad("its secret %s is no file in secrets/", f)
			}
		}
		for _, n := range s.Networks {
			if _, ok := c.Networks[n]; !ok {
				bad("its network %s is none", n)
			}
		}
		if name == "postgres" {
			if !slices.Equal(s.Networks, []string{"database"}) || len(s.Ports) > 0 || !strings.Contains(s.Image, "@sha256:") {
				bad("want it on the network database alone, with no port published, and its image by digest")
			}
			continue
		}
		for _, what := range botLaw(s, door, user, known) {
			bad("%s", what)
		}
		out = append(out, startLaw(composeFile+": "+name, s.Command, main.RootCommand)...)
		if h := s.Healthcheck; h != nil && len(h.Test) > 2 {
			out = append(out, startLaw(composeFile+": "+name, h.Test[2:], main.RootCommand)...)
		}
	}
	if n, ok := c.Networks["database"]; !ok || !n.Internal {
		out = append(out, breach{composeFile, "want the network database to be internal"})
	}
	slices.SortFunc(out, func(a, b breach) int { return strings.Compare(a.where+a.what, b.where+b.what) })
	return out
}

// botLaw is what is wrong with a service of our program.
func botLaw(s composed, door, user int, known map[string]setting) []string {
	var out, secrets []string
	for name, value := range s.Environment {
		variable, ok := strings.CutSuffix(name, "_FILE")
		if !ok || !known[variable].secret {
			continue
		}
		secrets = append(secrets, strings.TrimPrefix(variable, "ADVISORY_BOT_"))
		if file, ok := strings.CutPrefix(value, "/run/secrets/"); !ok || !slices.Contains(s.Secrets, file) {
			out = append(out, name+" names a file that it is not given")
		}
	}
	slices.Sort(secrets)
	role := strings.Join(s.Command, " ")
	if want := roleSecrets[role]; !slices.Equal(secrets, want) || len(s.Secrets) != len(want) {
		out = append(out, fmt.Sprintf("advisory-bot %s gets the secrets %q, want %q", role, secrets, want))
	}
	if want := fmt.Sprintf("%d:%d", user, user); s.User != want {
		out = append(out, "want user "+want)
	}
	if data := s.Environment["ADVISORY_BOT_DATA_DIR"]; !slices.ContainsFunc(s.Tmpfs, func(m string) bool { return strings.HasPrefix(m, data+":") }) {
		out = append(out, "nothing is mounted at DATA_DIR")
	}
	if s.DependsOn["postgres"].Condition != "service_healthy" {
		out = append(out, "does not wait for PostgreSQL")
	}
	if s.Deploy.Replicas < 2 {
		out = append(out, "has one replica")
	}
	for _, p := range s.Ports {
		if !strings.HasPrefix(p, "127.0.0.1:") || !strings.HasSuffix(p, fmt.Sprintf(":%d", door)) {
			out = append(out, "publishes "+p+", want the door alone, for a proxy on this machine")
		}
	}
	slices.Sort(out)
	return out
}

func readCompose(t *testing.T, text string) (compose, []breach) {
	t.Helper()
	all, err := decoded[compose](file{composeFile, text})
	if err != nil || len(all) != 1 {
		return compose{}, []breach{{composeFile, fmt.Sprintf("%d documents: %v", len(all), err)}}
	}
	return all[0], nil
}

func TestCompose(t *testing.T) {
	c, out := readCompose(t, read(t, composeFile))
	report(t, out)
	if len(c.Services) != 3 {
		t.Fatalf("%d services, want web, work and postgres", len(c.Services))
	}
	report(t, composeLaw(c, port(t, "LISTEN_ADDR"), nobody(t), settings()))
}

// TestComposeBites spoils the real file in one place at a time.
func TestComposeBites(t *testing.T) {
	good := read(t, composeFile)
	for _, x := range []struct{ old, new, want string }{
		{"read_only: true", "read_olny: true", "read_olny"},
		{"read_only: true", "read_only: false", "want read_only"},
		{"cap_drop: [ALL]", "cap_drop: []", "every capability"},
		{"no-new-privileges:true", "apparmor:unconfined", "no-new-privileges"},
		{`user: "65532:65532"`, `user: "0:0"`, "runs as root"},
		{"stop_grace_period: 45s", "stop_grace_period: 10s", "45s"},
		{", pids: 256", "", "want limits"},
		{"[CMD, /advisory-bot, health]", "[CMD, /advisory-bot, healthy]", "unknown command"},
		{"[CMD, /advisory-bot, health]", "[CMD-SHELL, /advisory-bot health]", "without a shell"},
		{"command: [serve, --web]", "command: [serve, --wbe]", "unknown flag"},
		{"secrets: [webhook-secret, seal-key", "secrets: [private-key.pem, webhook-secret, seal-key", "gets the secrets"},
		{"/run/secrets/seal-key", "/run/secrets/seal", "SEAL_KEY_FILE names a file"},
		{"internal: true", "internal: false", "to be internal"},
		{"networks: [database]", "networks: [database, outside]", "database alone"},
		{"127.0.0.1:8080-8081:8080", "8080-8081:8080", "for a proxy on this machine"},
		{"127.0.0.1:8080-8081:8080", "127.0.0.1:9090:9090", "want the door alone"},
		{"condition: service_healthy", "condition: service_started", "does not wait"},
		{"file: secrets/seal-key", "file: seal-key", "no file in secrets/"},
		{"replicas: 2", "replicas: 1", "one replica"},
		{"/data:uid", "/datas:uid", "at DATA_DIR"},
	} {
		text := strings.Replace(good, x.old, x.new, 1)
		if text == good {
			t.Errorf("%s does not hold %q", composeFile, x.old)
			continue
		}
		c, got := readCompose(t, text)
		got = append(got, composeLaw(c, 8080, 65532, settings())...)
		if !slices.ContainsFunc(got, func(b breach) bool { return strings.Contains(b.what, x.want) }) {
			t.Errorf("%q for %q: no breach says %q: %q", x.new, x.old, x.want, got)
		}
	}
}

package app

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestRoles(t *testing.T) {
	for _, c := range []struct {
		roles Roles
		need  Need
		names string
	}{
		{Roles{}, NeedDoor, "web work"},
		{Roles{Web: true}, NeedWeb, "web"},
		{Roles{Work: true}, NeedWork, "work"},
		{Roles{Web: true, Work: true}, NeedDoor, "web work"},
	} {
		if got := strings.Join(c.roles.names(), " "); got != c.names || c.roles.Need() != c.need {
			t.Errorf("%+v: %s, need %d", c.roles, got, c.roles.Need())
		}
	}
	for _, r := range []Roles{{Web: true}, {Work: true}} {
		_, err := ReadConfig(t.Context(), environ(t), r.Need())
		var faults Faults
		if !errors.As(err, &faults) || len(faults) != 1 || !strings.HasPrefix(faults[0], Prefix+"DATABASE_URL: not set") {
			t.Errorf("%v on an SQLite file: %v", r.names(), err)
		}
		dir := filepath.Join(t.TempDir(), "data")
		if _, err := Assemble(t.Context(), Config{DataDir: dir}, Options{Roles: r}); !errors.As(err, &faults) {
			t.Errorf("assembled with %v on an SQLite file: %v", r.names(), err)
		}
		if _, err := os.Stat(dir); !os.IsNotExist(err) {
			t.Error("a refused start made the data directory")
		}
	}
}

// TestSealKeyWithPostgres: what every replica must share is never made up by one.
func TestSealKeyWithPostgres(t *testing.T) {
	dir := t.TempDir()
	env := environ(t, "DATABASE_URL=postgres://h/d", "DATA_DIR="+dir)
	for _, need := range []Need{NeedDocket, NeedGitHub, NeedWeb, NeedWork, NeedDoor} {
		if _, err := ReadConfig(t.Context(), env, need); err == nil || !strings.Contains(err.Error(), Prefix+"SEAL_KEY: must be set with PostgreSQL") {
			t.Errorf("need %d: %v", need, err)
		}
	}
	if _, err := sealKeys(Config{DatabaseURL: "postgres://h/d", DataDir: dir}); err == nil || !strings.Contains(err.Error(), "no key is made up") {
		t.Errorf("keys: %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("%d files were made", len(left))
	}
	if err := os.WriteFile(filepath.Join(dir, SealKeyFile), []byte(testSealKey+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := ReadConfig(t.Context(), env, NeedDoor)
	if err != nil {
		t.Fatal(err)
	}
	if keys, err := sealKeys(c); err != nil || keys.Len() != 1 {
		t.Errorf("the key in the data directory: %d keys, %v", keys.Len(), err)
	}
}

func TestTraces(t *testing.T) {
	cert := filepath.Join(t.TempDir(), "no-certificate.pem")
	if err := os.WriteFile(cert, []byte("SENTINEL"), 0o600); err != nil {
		t.Fatal(err)
	}
	on := []string{"OTEL_TRACES_EXPORTER=otlp"}
	for _, c := range []struct {
		name string
		env  []string
		want TraceConfig
	}{
		{"nothing set", nil, TraceConfig{}},
		{"only a collector", []string{"OTEL_EXPORTER_OTLP_ENDPOINT=http://collector.example:4318"}, TraceConfig{}},
		{"none", []string{"OTEL_TRACES_EXPORTER=none", "OTEL_EXPORTER_OTLP_PROTOCOL=grpc"}, TraceConfig{}},
		{"disabled", append(on, "OTEL_SDK_DISABLED=True"), TraceConfig{}},
		{"the default collector", on, TraceConfig{Endpoint: "http://localhost:4318/v1/traces", Service: "advisory-bot", Headers: map[string]string{}}},
		{"of all signals", append(on, "OTEL_EXPORTER_OTLP_ENDPOINT=https://collector.example/otlp/", "OTEL_SERVICE_NAME=bot",
			"OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20x, x-tenant = y", "OTEL_EXPORTER_OTLP_TIMEOUT=1500", "OTEL_EXPORTER_OTLP_COMPRESSION=gzip"),
			TraceConfig{Endpoint: "https://collector.example/otlp/v1/traces", Service: "bot", Timeout: 1500 * time.Millisecond, Gzip: true,
				Headers: map[string]string{"authorization": "Bearer x", "x-tenant": "y"}}},
		{"of traces", append(on, "OTEL_EXPORTER_OTLP_ENDPOINT=https://collector.example/", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=https://traces.example/in",
			"OTEL_EXPORTER_OTLP_COMPRESSION=gzip", "OTEL_EXPORTER_OTLP_TRACES_COMPRESSION=none", "OTEL_TRACES_SAMPLER=parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG=0.5"),
			TraceConfig{Endpoint: "https://traces.example/in", Service: "advisory-bot", Headers: map[string]string{}}},
	} {
		got, err := ReadConfig(t.Context(), append(environ(t), c.env...), NeedDoor)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if diff := cmp.Diff(c.want, got.Traces); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	for name, values := range map[string][]string{
		"TRACES_EXPORTER":                       {"SENTINEL", "console", "otlp,none", "OTLP"},
		"EXPORTER_OTLP_ENDPOINT":                {"SENTINEL", "SENTINEL:4318", "unix:///SENTINEL", "http://a:SENTINEL@collector.example/", "https://x/?SENTINEL", "http://%zz/"},
		"EXPORTER_OTLP_TRACES_ENDPOINT":         {"ftp://SENTINEL/"},
		"EXPORTER_OTLP_PROTOCOL":                {"grpc", "http/json", "SENTINEL"},
		"EXPORTER_OTLP_HEADERS":                 {"SENTINEL", "a=b,SENTINEL", "a=%SENTINEL", "SENTINEL b=c", "=SENTINEL", "a=b%0d%0aSENTINEL"},
		"EXPORTER_OTLP_TRACES_HEADERS":          {"SENTINEL"},
		"EXPORTER_OTLP_TIMEOUT":                 {"SENTINEL", "10s", "0", "-1", "65536"},
		"EXPORTER_OTLP_COMPRESSION":             {"SENTINEL", "zstd"},
		"EXPORTER_OTLP_CERTIFICATE":             {"/SENTINEL", cert},
		"EXPORTER_OTLP_CLIENT_CERTIFICATE":      {"/SENTINEL"},
		"EXPORTER_OTLP_TRACES_CERTIFICATE":      {cert},
		"TRACES_SAMPLER":                        {"SENTINEL", "jaeger_remote"},
		"TRACES_SAMPLER=traceidratio,_ARG":      {"SENTINEL"},
		"TRACES_SAMPLER=traceidratio,_ARG_MORE": {"1.5"},
	} {
		for _, v := range values {
			env := append([]string{"OTEL_TRACES_EXPORTER=otlp"}, "OTEL_"+name+"="+v)
			want := "OTEL_" + name + ": want"
			if strings.HasPrefix(name, "TRACES_SAMPLER=") {
				env = append(on, "OTEL_TRACES_SAMPLER=traceidratio", "OTEL_TRACES_SAMPLER_ARG="+v)
				want = "OTEL_TRACES_SAMPLER_ARG: want "
			}
			_, err := ReadConfig(t.Context(), append(environ(t), env...), NeedDoor)
			var faults Faults
			if !errors.As(err, &faults) || len(faults) != 1 || !strings.HasPrefix(faults[0], want) || strings.Contains(faults[0], "SENTINEL") {
				t.Errorf("%s=%s: %v", name, v, err)
			}
			if _, err := ReadConfig(t.Context(), append(environ(t), env...), NeedGitHub); err != nil {
				t.Errorf("a command that sends no spans looked at %s: %v", name, err)
			}
		}
	}
}

// TestTracesTellNoValue: as for our own variables.
func TestTracesTellNoValue(t *testing.T) {
	names := []string{"TRACES_EXPORTER", "EXPORTER_OTLP_ENDPOINT", "EXPORTER_OTLP_TRACES_ENDPOINT", "EXPORTER_OTLP_HEADERS", "EXPORTER_OTLP_TIMEOUT",
		"EXPORTER_OTLP_CERTIFICATE", "EXPORTER_OTLP_CLIENT_KEY", "TRACES_SAMPLER", "TRACES_SAMPLER_ARG", "SERVICE_NAME"}
	values := rapid.OneOf(rapid.StringMatching(`[ -~]{0,40}`), rapid.Just("=x"), rapid.Just("://x.example/"))
	rapid.Check(t, func(t *rapid.T) {
		env := []string{"OTEL_TRACES_EXPORTER=otlp"}
		for _, name := range names {
			if rapid.Bool().Draw(t, "set") {
				env = append(env, "OTEL_"+name+"=SENTINEL"+values.Draw(t, "value"))
			}
		}
		if _, err := ReadConfig(t.Context(), env, NeedDoor); err != nil && strings.Contains(err.Error(), "SENTINEL") {
			t.Fatalf("a value is told: %v", err)
		}
	})
}

func TestGraphQLURL(t *testing.T) {
	for api, want := range map[string]string{
		"https://api.github.com/":             "https://api.github.com/graphql",
		"https://api.github.com":              "https://api.github.com/graphql",
		"https://api.acme.ghe.com/":           "https://api.acme.ghe.com/graphql",
		"https://github.acme.example/api/v3/": "https://github.acme.example/api/graphql",
		"https://github.acme.example/api/v3":  "https://github.acme.example/api/graphql",
		"http://127.0.0.1:4000/":              "http://127.0.0.1:4000/graphql",
	} {
		if got := graphQLURL(api); got != want {
			t.Errorf("%s: %s, want %s", api, got, want)
		}
	}
}

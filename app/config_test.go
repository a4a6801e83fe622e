package app

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const testSealKey = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

// environ is a whole environment with changes: "NAME=value" sets, "NAME" takes away.
func environ(t *testing.T, changes ...string) []string {
	t.Helper()
	values := map[string]string{"APP_ID": "12", "PRIVATE_KEY": string(testPEM(t)), "WEBHOOK_SECRET": "0123456789abcdef"}
	for _, c := range changes {
		name, value, set := strings.Cut(c, "=")
		if values[name] = value; !set {
			delete(values, name)
		}
	}
	out := []string{"PATH=/bin", "HOME=/"}
	for name, value := range values {
		out = append(out, Prefix+name+"="+value)
	}
	return out
}

func TestReadConfig(t *testing.T) {
	got, err := ReadConfig(t.Context(), environ(t), NeedDoor)
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		AppID: 12, PrivateKey: testPEM(t), WebhookSecrets: [][]byte{[]byte("0123456789abcdef")},
		APIURL: "https://api.github.com/", GraphQLURL: "https://api.github.com/graphql", WebURL: "https://github.com/",
		ListenAddr: ":8080", AdminAddr: "127.0.0.1:9090", DataDir: "data", Workers: 10, SweepInterval: 5 * time.Minute, Retention: 90 * 24 * time.Hour,
		LogLevel: slog.LevelInfo, LogFormat: "text",
	}
	want.PrivateKey = []byte(strings.TrimSpace(string(want.PrivateKey)))
	got.PrivateKey = []byte(strings.TrimSpace(string(got.PrivateKey)))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the defaults (-want +got):\n%s", diff)
	}
}

func TestReadConfigValues(t *testing.T) {
	escaped := strings.ReplaceAll(string(testPEM(t)), "\n", `\n`)
	for _, c := range []struct {
		name   string
		change []string
		get    func(Config) any
		want   any
	}{
		{"secrets in rotation", []string{"WEBHOOK_SECRET=new-secret-0123456, old-secret-0123456,"}, func(c Config) any { return c.WebhookSecrets },
			[][]byte{[]byte("new-secret-0123456"), []byte("old-secret-0123456")}},
		{"a key without line ends", []string{"PRIVATE_KEY=" + escaped}, func(c Config) any { return string(c.PrivateKey) }, string(testPEM(t))},
		{"owners", []string{"OWNERS= acme , globex,"}, func(c Config) any { return c.Owners }, []string{"acme", "globex"}},
		{"an API without a slash", []string{"API_URL=https://ghe.example.com/api/v3"}, func(c Config) any { return c.APIURL }, "https://ghe.example.com/api/v3/"},
		{"GraphQL of a server", []string{"API_URL=https://ghe.example.com/api/v3"}, func(c Config) any { return c.GraphQLURL }, "https://ghe.example.com/api/graphql"},
		{"GraphQL as set", []string{"GRAPHQL_URL=https://x.example/graphql/"}, func(c Config) any { return c.GraphQLURL }, "https://x.example/graphql"},
		{"this machine", []string{"API_URL=http://127.0.0.1:3000"}, func(c Config) any { return c.APIURL }, "http://127.0.0.1:3000/"},
		{"this machine by name", []string{"API_URL=http://localhost:3000/"}, func(c Config) any { return c.APIURL }, "http://localhost:3000/"},
		{"this machine, version 6", []string{"API_URL=http://[::1]:3000/"}, func(c Config) any { return c.APIURL }, "http://[::1]:3000/"},
		{"a dry run", []string{"DRY_RUN=true"}, func(c Config) any { return c.DryRun }, true},
		{"a level in capitals", []string{"LOG_LEVEL=DEBUG"}, func(c Config) any { return c.LogLevel }, slog.LevelDebug},
		{"the slowest sweep", []string{"SWEEP_INTERVAL=24h"}, func(c Config) any { return c.SweepInterval }, 24 * time.Hour},
		{"any free port twice", []string{"LISTEN_ADDR=:0", "ADMIN_ADDR=:0"}, func(c Config) any { return c.AdminAddr }, ":0"},
		{"one port, two addresses", []string{"LISTEN_ADDR=10.0.0.1:80", "ADMIN_ADDR=127.0.0.1:80"}, func(c Config) any { return c.AdminAddr }, "127.0.0.1:80"},
		{"signing in", []string{"CLIENT_ID=Iv23.abc", "CLIENT_SECRET=of-the-client"}, func(c Config) any { return c.ClientID + " " + c.ClientSecret }, "Iv23.abc of-the-client"},
		{"a public address", []string{"PUBLIC_URL=https://bot.example.org"}, func(c Config) any { return c.PublicURL }, "https://bot.example.org/"},
		{"retention in days", []string{"RETENTION=30d"}, func(c Config) any { return c.Retention }, 720 * time.Hour},
		{"retention in hours", []string{"RETENTION=24h"}, func(c Config) any { return c.Retention }, 24 * time.Hour},
		{"retention in both", []string{"RETENTION=1d12h30m"}, func(c Config) any { return c.Retention }, 36*time.Hour + 30*time.Minute},
		{"the longest retention", []string{"RETENTION=3650d"}, func(c Config) any { return c.Retention }, 3650 * 24 * time.Hour},
		{"where to tell, with a token", []string{"NOTIFY_URL=https://hooks.example.org/T0/x?token=y"}, func(c Config) any { return c.NotifyURL },
			"https://hooks.example.org/T0/x?token=y"},
		{"where to tell, here", []string{"NOTIFY_URL=http://localhost:9000"}, func(c Config) any { return c.NotifyURL }, "http://localhost:9000"},
		{"what signs", []string{"NOTIFY_SECRET=0123456789abcdef"}, func(c Config) any { return string(c.NotifySecret) }, "0123456789abcdef"},
		{"PostgreSQL", []string{"DATABASE_URL=postgres://u:p@h/d", "SEAL_KEY=" + testSealKey}, func(c Config) any { return c.DatabaseURL }, "postgres://u:p@h/d"},
		{"a folder with dots", []string{"DATA_DIR=./a/../b/"}, func(c Config) any { return c.DataDir }, "b"},
		{"empty is not set", []string{"DATA_DIR=", "LOG_LEVEL="}, func(c Config) any { return c.DataDir }, "data"},
	} {
		t.Run(c.name, func(t *testing.T) {
			config, err := ReadConfig(t.Context(), environ(t, c.change...), NeedDoor)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, c.get(config)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestReadConfigFaults: the variable that is at fault is named, and alone.
func TestReadConfigFaults(t *testing.T) {
	for _, c := range []struct{ change, variable, words string }{
		{"APP_ID", "APP_ID", "not set"},
		{"APP_ID=0", "APP_ID", "numeric"},
		{"APP_ID=-5", "APP_ID", "numeric"},
		{"APP_ID=99999999999999999999", "APP_ID", "numeric"},
		{"APP_ID=12 ", "APP_ID", "numeric"},
		{"PRIVATE_KEY", "PRIVATE_KEY", "PRIVATE_KEY_FILE"},
		{"PRIVATE_KEY=-----BEGIN RSA PRIVATE KEY-----", "PRIVATE_KEY", "RSA private key"},
		{"WEBHOOK_SECRET", "WEBHOOK_SECRET", "not set"},
		{"WEBHOOK_SECRET=,,", "WEBHOOK_SECRET", "not set"},
		{"WEBHOOK_SECRET=0123456789abcdef,short", "WEBHOOK_SECRET", "at least 16"},
		{"API_URL=http://api.github.com/", "API_URL", "https://"},
		{"API_URL=api.github.com", "API_URL", "https://"},
		{"API_URL=https://", "API_URL", "https://"},
		{"API_URL=https://:443/", "API_URL", "https://"},
		{"API_URL=https://api.github.com/?a=b", "API_URL", "https://"},
		{"API_URL=https://api.github.com/#a", "API_URL", "https://"},
		{"API_URL=https://a:b@api.github.com/", "API_URL", "https://"},
		{"API_URL=https://github.com", "API_URL", "the API"},
		{"API_URL=http://10.0.0.1/", "API_URL", "this machine itself"},
		{"GRAPHQL_URL=graphql", "GRAPHQL_URL", "https://"},
		{"WEB_URL=//github.com", "WEB_URL", "https://"},
		{"OWNERS=acme/lib", "OWNERS", "account names"},
		{"OWNERS=acme globex", "OWNERS", "comma"},
		{"LISTEN_ADDR=8080", "LISTEN_ADDR", "HOST:PORT"},
		{"LISTEN_ADDR=:http", "LISTEN_ADDR", "HOST:PORT"},
		{"LISTEN_ADDR=:65536", "LISTEN_ADDR", "HOST:PORT"},
		{"LISTEN_ADDR=:-1", "LISTEN_ADDR", "HOST:PORT"},
		{"ADMIN_ADDR=:8080", "ADMIN_ADDR", "another address"},
		{"ADMIN_ADDR=0.0.0.0:8080", "ADMIN_ADDR", "another address"},
		{"ADMIN_ADDR=[::]:8080", "ADMIN_ADDR", "another address"},
		{"ADMIN_ADDR=localhost:8080", "ADMIN_ADDR", "another address"},
		{"DATABASE_URL=sqlite:x.db", "DATABASE_URL", "postgres://"},
		{"DATABASE_URL=postgres://h/d", "SEAL_KEY", "openssl rand -base64 32"},
		{"SEAL_KEY=c2hvcnQ=", "SEAL_KEY", "32 bytes"},
		{"SEAL_KEY=" + testSealKey + ",", "SEAL_KEY", "32 bytes"},
		{"WORKERS=0", "WORKERS", "1 to 100"},
		{"WORKERS=101", "WORKERS", "1 to 100"},
		{"WORKERS=many", "WORKERS", "1 to 100"},
		{"SWEEP_INTERVAL=5", "SWEEP_INTERVAL", "duration"},
		{"SWEEP_INTERVAL=29s", "SWEEP_INTERVAL", "30s"},
		{"SWEEP_INTERVAL=25h", "SWEEP_INTERVAL", "24h"},
		{"SWEEP_INTERVAL=-5m", "SWEEP_INTERVAL", "30s"},
		{"PUBLIC_URL=bot.example.org", "PUBLIC_URL", "https://"},
		{"PUBLIC_URL=http://bot.example.org/", "PUBLIC_URL", "https://"},
		{"RETENTION=90", "RETENTION", "90d"},
		{"RETENTION=23h59m", "RETENTION", "24h"},
		{"RETENTION=3651d", "RETENTION", "3650d"},
		{"RETENTION=-90d", "RETENTION", "90d"},
		{"RETENTION=99999999999999999999d", "RETENTION", "90d"},
		{"RETENTION=1d-1h", "RETENTION", "90d"},
		{"NOTIFY_URL=hooks.example.org/x", "NOTIFY_URL", "https://"},
		{"NOTIFY_URL=http://hooks.example.org/x", "NOTIFY_URL", "this machine itself"},
		{"NOTIFY_URL=https://a:b@hooks.example.org/x", "NOTIFY_URL", "https://"},
		{"NOTIFY_URL=https://hooks.example.org/x#y", "NOTIFY_URL", "https://"},
		{"NOTIFY_SECRET=short", "NOTIFY_SECRET", "16 characters"},
		{"DRY_RUN=yes", "DRY_RUN", "true or false"},
		{"LOG_LEVEL=loud", "LOG_LEVEL", "debug"},
		{"LOG_FORMAT=xml", "LOG_FORMAT", "text or json"},
	} {
		t.Run(c.change, func(t *testing.T) {
			_, err := ReadConfig(t.Context(), environ(t, c.change), NeedDoor)
			var faults Faults
			if !errors.As(err, &faults) || len(faults) != 1 {
				t.Fatalf("faults = %q, want one", err)
			}
			if !strings.HasPrefix(faults[0], Prefix+c.variable+":") || !strings.Contains(faults[0], c.words) {
				t.Errorf("fault %q does not name %s and %q", faults[0], c.variable, c.words)
			}
		})
	}
}

// TestReadConfigTellsNoValue: whatever stands in the environment, no fault or
// warning repeats it.
func TestReadConfigTellsNoValue(t *testing.T) {
	values := rapid.OneOf(rapid.StringMatching(`[ -~]{0,40}`), rapid.Just("https://x.example/"), rapid.Just(":80"), rapid.Just("postgres://u:p@h/d"))
	rapid.Check(t, func(t *rapid.T) {
		var env []string
		for _, name := range append(names(), "WEBHOOK_SECRTE", "TYPO") {
			if rapid.Bool().Draw(t, "set") {
				env = append(env, Prefix+name+"=SENTINEL"+values.Draw(t, "value"))
			}
		}
		need := Need(rapid.IntRange(int(NeedHealth), int(NeedDoor)).Draw(t, "need"))
		c, err := ReadConfig(t.Context(), env, need)
		if err != nil && strings.Contains(err.Error(), "SENTINEL") {
			t.Fatalf("a value is told: %v", err)
		}
		if strings.Contains(strings.Join(c.Warnings, "\n"), "SENTINEL") {
			t.Fatal("a value is told in a warning")
		}
	})
}

// TestNeeds: a command asks for what it uses and for nothing else.
func TestNeeds(t *testing.T) {
	var all []string
	for _, f := range variables() {
		all = append(all, Prefix+variable(f)+"=?")
	}
	want := map[Need]string{
		NeedHealth: "ADMIN_ADDR",
		NeedDocket: "WEB_URL DATABASE_URL SEAL_KEY LOG_LEVEL LOG_FORMAT",
		NeedGitHub: "APP_ID PRIVATE_KEY API_URL GRAPHQL_URL WEB_URL OWNERS DATABASE_URL SEAL_KEY SWEEP_INTERVAL " +
			"RETENTION NOTIFY_URL NOTIFY_SECRET DRY_RUN LOG_LEVEL LOG_FORMAT",
		NeedWork: "APP_ID PRIVATE_KEY API_URL GRAPHQL_URL WEB_URL OWNERS ADMIN_ADDR DATABASE_URL SEAL_KEY WORKERS SWEEP_INTERVAL " +
			"RETENTION NOTIFY_URL NOTIFY_SECRET DRY_RUN LOG_LEVEL LOG_FORMAT",
		NeedWeb: "WEBHOOK_SECRET WEB_URL LISTEN_ADDR ADMIN_ADDR PUBLIC_URL DATABASE_URL SEAL_KEY LOG_LEVEL LOG_FORMAT",
		NeedDoor: "APP_ID PRIVATE_KEY WEBHOOK_SECRET API_URL GRAPHQL_URL WEB_URL OWNERS LISTEN_ADDR ADMIN_ADDR PUBLIC_URL DATABASE_URL SEAL_KEY " +
			"WORKERS SWEEP_INTERVAL RETENTION NOTIFY_URL NOTIFY_SECRET DRY_RUN LOG_LEVEL LOG_FORMAT",
	}
	for need, names := range want {
		_, err := ReadConfig(t.Context(), all, need)
		var faults Faults
		errors.As(err, &faults)
		var got []string
		for _, f := range faults {
			name, _, _ := strings.Cut(strings.TrimPrefix(f, Prefix), ":")
			got = append(got, name)
		}
		if diff := cmp.Diff(names, strings.Join(got, " ")); diff != "" {
			t.Errorf("need %d (-want +got):\n%s", need, diff)
		}
	}
}

func TestReadConfigFromFiles(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	c, err := ReadConfig(t.Context(), environ(t, "PRIVATE_KEY", "PRIVATE_KEY_FILE="+file("key.pem", string(testPEM(t))+"\n\n"),
		"WEBHOOK_SECRET=", "WEBHOOK_SECRET_FILE="+file("secret", " 0123456789abcdef\r\n"), "LOG_LEVEL_FILE="+file("level", "warn")), NeedDoor)
	if err != nil {
		t.Fatal(err)
	}
	if string(c.WebhookSecrets[0]) != "0123456789abcdef" || c.LogLevel != slog.LevelWarn || !validKey(c.PrivateKey) {
		t.Errorf("%q, %v, key valid: %v", c.WebhookSecrets, c.LogLevel, validKey(c.PrivateKey))
	}
	for what, path := range map[string]string{
		"does not exist": filepath.Join(dir, "absent"), "not a readable file": dir, "is empty": file("blank", " \n"),
		"too large": file("large", strings.Repeat("x", mostInFile+1)),
	} {
		_, err := ReadConfig(t.Context(), environ(t, "APP_ID", "APP_ID_FILE="+path), NeedDoor)
		if err == nil || !strings.Contains(err.Error(), what) || strings.Contains(err.Error(), dir) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestProcessEnvironment(t *testing.T) {
	for _, line := range os.Environ() {
		if name, _, _ := strings.Cut(line, "="); strings.HasPrefix(name, Prefix) {
			t.Setenv(name, "") // comes back afterwards
			os.Unsetenv(name)
		}
	}
	t.Setenv(Prefix+"DATA_DIR", "here")
	c, err := ReadConfig(t.Context(), nil, NeedDocket)
	if err != nil || c.DataDir != "here" || len(c.Warnings) != 0 {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestStrangers(t *testing.T) {
	for name, meant := range map[string]string{
		"WEBHOOK_SECRTE": "WEBHOOK_SECRET", "WEBHOOK_SECRETS": "WEBHOOK_SECRET", "webhook_secret": "WEBHOOK_SECRET", "SECRET": "?",
		"APPID": "APP_ID", "GITHUB_APP_ID": "APP_ID", "PRIVATE_KEY_PATH": "PRIVATE_KEY", "PRIVATEKEY": "PRIVATE_KEY", "PRIVATE_KEY_FLIE": "PRIVATE_KEY_FILE",
		"LISTEN_ADDRESS": "LISTEN_ADDR", "DATADIR": "DATA_DIR", "DB_URL": "?", "SWEEP_INTERVALL": "SWEEP_INTERVAL", "LOGLEVEL": "LOG_LEVEL",
		"X": "?", "": "?", "COLOUR": "?", "PUBLICURL": "PUBLIC_URL", "NOTIFY_TOKEN": "?", strings.Repeat("A", 10_000): "?",
	} {
		got := strangers(map[string]string{name: "value"})
		if len(got) != 1 || !strings.HasPrefix(got[0], Prefix+name+": no such variable") {
			t.Errorf("%.40s: %.200q", name, got)
			continue
		}
		_, near, _ := strings.Cut(got[0], "did you mean "+Prefix)
		if near == "" {
			near = "?"
		}
		if meant != "?" && near != meant+"?" || meant == "?" && near != "?" && name != "SECRET" {
			t.Errorf("%.40s is taken for %s, want %s", name, near, meant)
		}
	}
	for _, name := range append(names(), "SERVICE_HOST", "SERVICE_PORT", "SERVICE_PORT_HTTP", "PORT", "PORT_8080_TCP", "PORT_8080_TCP_ADDR",
		"METRICS_SERVICE_HOST", "METRICS_SERVICE_PORT", "METRICS_SERVICE_PORT_HTTP", "METRICS_PORT", "METRICS_PORT_9090_TCP") {
		if got := strangers(map[string]string{name: "value"}); got != nil {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := ours([]string{"PATH=/bin", "ADVISORY_BOT=1", "ADVISORY_BOTS_X=1", Prefix + "X=a=b", "x"}); !cmp.Equal(got, map[string]string{"X": "a=b"}) {
		t.Errorf("ours = %q", got)
	}
}

func TestTable(t *testing.T) {
	lines := strings.Split(strings.TrimSuffix(Table(), "\n"), "\n")
	if lines[0] != "| Variable | Default | What |" || lines[1] != "| --- | --- | --- |" {
		t.Errorf("head: %q", lines[:2])
	}
	fields := variables()
	if len(lines) != len(fields)+2 {
		t.Fatalf("%d lines for %d variables", len(lines), len(fields))
	}
	for i, f := range fields {
		line, name := lines[i+2], variable(f)
		cells := strings.Split(strings.Trim(line, "|"), "|")
		if len(cells) != 3 || strings.TrimSpace(cells[0]) != "`"+Prefix+name+"`" {
			t.Fatalf("line %q is not about %s, or has not three cells", line, name)
		}
		about := strings.TrimSpace(cells[2])
		if len(about) < 10 || !strings.HasSuffix(about, ".") {
			t.Errorf("%s says too little: %q", name, about)
		}
		if strings.Contains(about, "Secret.") != (f.Tag.Get("secret") == "yes") || f.Tag.Get("part") == "" || f.Type.Kind() != reflect.String {
			t.Errorf("%s: tags and table do not go together", name)
		}
		if def := strings.TrimSpace(cells[1]); (def == "required") != (f.Tag.Get("need") == "yes") || def == "``" {
			t.Errorf("%s: default %q", name, def)
		}
	}
	for _, want := range []string{"| `" + Prefix + "LISTEN_ADDR` | `:8080` |", "| `" + Prefix + "APP_ID` | required |", "| `" + Prefix + "OWNERS` | empty |"} {
		if !strings.Contains(Table(), want) {
			t.Errorf("the table lacks %q", want)
		}
	}
}

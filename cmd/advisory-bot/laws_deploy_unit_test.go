package main_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	main "github.com/advisory-bot/advisory-bot/cmd/advisory-bot"
)

const unitFile = "app/deploy/advisory-bot.service"

// unit reads a systemd unit: the values of each key, in their order. Its form has
// more (quotes, lines that go on), which ours does without.
func unit(text string) map[string][]string {
	out := map[string][]string{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "[") {
			continue
		}
		key, value, _ := strings.Cut(line, "=")
		out[key] = append(out[key], value)
	}
	return out
}

// confined are the settings that leave the program what it needs and nothing else.
// What each does is in systemd.exec(5).
var confined = map[string]string{
	"ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes", "PrivateDevices": "yes", "PrivateUsers": "yes",
	"ProtectProc": "invisible", "ProtectClock": "yes", "ProtectHostname": "yes", "ProtectKernelLogs": "yes",
	"ProtectKernelModules": "yes", "ProtectKernelTunables": "yes", "ProtectControlGroups": "yes", "NoNewPrivileges": "yes",
	"CapabilityBoundingSet": "", "AmbientCapabilities": "", "RestrictAddressFamilies": "AF_INET AF_INET6", "RestrictNamespaces": "yes",
	"RestrictRealtime": "yes", "RestrictSUIDSGID": "yes", "LockPersonality": "yes", "MemoryDenyWriteExecute": "yes",
	"SystemCallArchitectures": "native", "UMask": "0077", "StateDirectoryMode": "0700", "RestartPreventExitStatus": "2",
}

// unitLaw: the unit starts what there is, confines it, and hands it secrets as
// credentials.
func unitLaw(text string, known map[string]setting) []breach {
	u := unit(text)
	var out []breach
	bad := func(format string, a ...any) { out = append(out, breach{unitFile, fmt.Sprintf(format, a...)}) }
	for key, want := range confined {
		if got := u[key]; len(got) != 1 || got[0] != want {
			bad("%s: want %q once, got %q", key, want, got)
		}
	}
	if !slices.Equal(u["SystemCallFilter"], []string{"@system-service", "~@privileged @resources"}) {
		bad("SystemCallFilter: want @system-service without @privileged and @resources, got %q", u["SystemCallFilter"])
	}
	if user := u["User"]; len(user) != 1 || user[0] == "root" || user[0] == "0" {
		bad("want a user of its own, got %q", user)
	}
	given := map[string]bool{}
	for _, c := range u["LoadCredential"] {
		name, from, _ := strings.Cut(c, ":")
		given["%d/"+name] = strings.HasPrefix(from, "/etc/advisory-bot/")
	}
	set := map[string]string{}
	for _, e := range u["Environment"] {
		name, value, _ := strings.Cut(e, "=")
		set[name] = value
		if variable, ok := strings.CutSuffix(name, "_FILE"); ok && known[variable].secret && !given[value] {
			bad("%s: %s is no credential that is loaded", name, value)
		}
	}
	if len(u["StateDirectory"]) != 1 || set["ADVISORY_BOT_DATA_DIR"] != "%S/"+u["StateDirectory"][0] {
		bad("want DATA_DIR to be the StateDirectory, which alone can be written to")
	}
	if len(u["ExecStart"]) != 1 {
		bad("want one ExecStart")
		return out
	}
	program, args, _ := strings.Cut(u["ExecStart"][0], " ")
	if !strings.HasSuffix(program, "/advisory-bot") {
		bad("ExecStart: %s is not the program", program)
	}
	out = append(out, startLaw(unitFile, strings.Fields(args), main.RootCommand)...)
	slices.SortFunc(out, func(a, b breach) int { return strings.Compare(a.what, b.what) })
	return out
}

func TestUnit(t *testing.T) { report(t, unitLaw(read(t, unitFile), settings())) }

func TestUnitBites(t *testing.T) {
	good := read(t, unitFile)
	for _, x := range []struct{ old, new, want string }{
		{"ProtectSystem=strict", "ProtectSystem=full", "ProtectSystem"},
		{"NoNewPrivileges=yes\n", "", "NoNewPrivileges"},
		{"MemoryDenyWriteExecute=yes", "MemoryDenyWriteExecute=no", "MemoryDenyWriteExecute"},
		{"AF_INET AF_INET6", "AF_INET AF_INET6 AF_PACKET", "RestrictAddressFamilies"},
		{"SystemCallFilter=~@privileged @resources\n", "", "SystemCallFilter"},
		{"CapabilityBoundingSet=", "CapabilityBoundingSet=CAP_NET_BIND_SERVICE", "CapabilityBoundingSet"},
		{"User=advisory-bot", "User=root", "a user of its own"},
		{"%d/private-key", "%d/key", "no credential"},
		{"%d/private-key", "/etc/advisory-bot/private-key.pem", "no credential"},
		{"%S/advisory-bot", "/srv/advisory-bot", "StateDirectory"},
		{"advisory-bot serve", "advisory-bot server", "unknown command"},
		{"advisory-bot serve", "advisory-bot serve --sqlite", "unknown flag"},
	} {
		text := strings.Replace(good, x.old, x.new, 1)
		if text == good {
			t.Errorf("%s does not hold %q", unitFile, x.old)
			continue
		}
		got := unitLaw(text, settings())
		if len(got) != 1 || !strings.Contains(got[0].what, x.want) {
			t.Errorf("%q for %q: want one breach that says %q: %q", x.new, x.old, x.want, got)
		}
	}
}

var (
	fromLine    = regexp.MustCompile(`(?m)^FROM (.*)$`)
	pinnedImage = regexp.MustCompile(`[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}( AS \w+)?$`)
	userLine    = regexp.MustCompile(`(?m)^USER (\d+):(\d+)$`)
	exposeLine  = regexp.MustCompile(`(?m)^EXPOSE (.*)$`)
	execForm    = regexp.MustCompile(`(?m)\bCMD \[(.*)\]$`)
)

// nobody is the user that the image runs as.
func nobody(t *testing.T) int {
	t.Helper()
	var n int
	if m := userLine.FindStringSubmatch(read(t, "Dockerfile")); m != nil {
		_, _ = fmt.Sscan(m[1], &n)
	}
	if n == 0 {
		t.Fatal("Dockerfile: no USER that is a number and not root")
	}
	return n
}

// imageLaw: the image is made of what is named by digest, by the script that releases
// are made with, and starts what there is.
func imageLaw(text string, door int) []breach {
	var out []breach
	bad := func(format string, a ...any) { out = append(out, breach{"Dockerfile", fmt.Sprintf(format, a...)}) }
	for _, m := range fromLine.FindAllStringSubmatch(text, -1) {
		if m[1] != "scratch" && !strings.HasPrefix(m[1], "scratch AS ") && !pinnedImage.MatchString(m[1]) {
			bad("FROM %s: want a version and a digest", m[1])
		}
	}
	if strings.HasPrefix(text, "# syntax") {
		bad("has BuildKit fetch another frontend, by a tag")
	}
	if m := userLine.FindStringSubmatch(text); m == nil || m[1] == "0" || m[1] != m[2] {
		bad("want USER N:N, in numbers, so that Kubernetes sees that it is not root")
	}
	if m := exposeLine.FindStringSubmatch(text); m == nil || m[1] != fmt.Sprint(door) {
		bad("want EXPOSE %d, the door", door)
	}
	if !strings.Contains(text, ".ci/build ") || strings.Contains(text, "go build") {
		bad("want the program built by .ci/build, as releases are")
	}
	if !strings.Contains(text, "SOURCE_DATE_EPOCH") {
		bad("its files bear the time of the build")
	}
	commands := execForm.FindAllStringSubmatch(text, -1)
	if len(commands) != 2 {
		bad("want CMD and HEALTHCHECK as lists, without a shell")
	}
	for _, m := range commands {
		args := strings.Split(strings.ReplaceAll(m[1], `"`, ""), ", ")
		if args[0] == "/advisory-bot" {
			args = args[1:]
		}
		out = append(out, startLaw("Dockerfile", args, main.RootCommand)...)
	}
	return out
}

func TestImage(t *testing.T) { report(t, imageLaw(read(t, "Dockerfile"), port(t, "LISTEN_ADDR"))) }

func TestImageBites(t *testing.T) {
	good := read(t, "Dockerfile")
	digest := regexp.MustCompile(`@sha256:[0-9a-f]{64}`).FindString(good)
	for _, x := range []struct{ old, new, want string }{
		{digest, "", "want a version and a digest"},
		{"# The same sources", "# syntax=docker/dockerfile:1\n# The same sources", "another frontend"},
		{"USER 65532:65532", "USER nonroot", "USER N:N"},
		{"EXPOSE 8080", "EXPOSE 8081", "want EXPOSE 8080"},
		{".ci/build \"$VERSION\"", "go build -o", ".ci/build"},
		{`CMD ["serve"]`, `CMD serve`, "as lists"},
		{`"health"`, `"healthy"`, "unknown command"},
	} {
		text := strings.Replace(good, x.old, x.new, 1)
		if text == good {
			t.Errorf("Dockerfile does not hold %q", x.old)
			continue
		}
		got := imageLaw(text, 8080)
		if len(got) != 1 || !strings.Contains(got[0].what, x.want) {
			t.Errorf("%q for %q: want one breach that says %q: %q", x.new, x.old, x.want, got)
		}
	}
}

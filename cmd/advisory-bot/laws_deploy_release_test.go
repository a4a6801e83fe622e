package main_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

const releaseFile = ".github/workflows/release.yml"

// workflow is what of GitHub's workflow syntax the law looks at.
type workflow struct {
	On          map[string]map[string][]string
	Permissions map[string]string
	Env         map[string]string
	Defaults    struct{ Run struct{ Shell string } }
	Jobs        map[string]struct {
		Needs       any
		Timeout     int `yaml:"timeout-minutes"`
		Environment string
		Permissions map[string]string
		Steps       []struct {
			Name, Uses, Run string
			With            map[string]any
		}
	}
}

var (
	pinnedAction = regexp.MustCompile(`^actions/[a-z-]+@[0-9a-f]{40}$`)
	namedVersion = regexp.MustCompile(`(?m)uses: \S+@[0-9a-f]{40}$`)
	goVersion    = regexp.MustCompile(`golang:(\d+\.\d+\.\d+)-`)
)

// powerful is what each job may write; a job that is not here may write nothing.
var powerful = map[string]map[string]string{
	"image":   {"contents": "read", "packages": "write"},
	"attest":  {"id-token": "write", "attestations": "write"},
	"publish": {"contents": "write"},
}

// releaseLaw: a release starts by a tag alone, takes nothing that somebody without
// write access could have put there, and each job has what it needs and no more.
func releaseLaw(text, dockerfile string) []breach {
	var w workflow
	if err := yaml.Unmarshal([]byte(text), &w); err != nil {
		return []breach{{releaseFile, err.Error()}}
	}
	var out []breach
	bad := func(format string, a ...any) { out = append(out, breach{releaseFile, fmt.Sprintf(format, a...)}) }
	if len(w.On) != 1 || len(w.On["push"]) != 1 || !slices.Equal(w.On["push"]["tags"], []string{"v*"}) {
		bad("starts by %v, want tags v* alone", w.On)
	}
	if w.Permissions == nil || len(w.Permissions) > 0 {
		bad("want permissions {}: each job says its own")
	}
	if w.Defaults.Run.Shell != "bash" {
		bad("want the shell bash, which ends at the first command that fails, in a pipe too")
	}
	for name, image := range w.Env {
		if !pinnedImage.MatchString(image) {
			bad("%s: want an image by version and digest", name)
		}
	}
	if at := namedVersion.FindString(text); at != "" {
		bad("%s: want the version beside it", at)
	}
	want := goVersion.FindStringSubmatch(dockerfile)
	for name, job := range w.Jobs {
		allowed, ok := powerful[name]
		if !ok {
			allowed = map[string]string{"contents": "read"}
		}
		if fmt.Sprint(job.Permissions) != fmt.Sprint(allowed) {
			bad("%s: has permissions %v, want %v", name, job.Permissions, allowed)
		}
		if ok && job.Environment != "release" {
			bad("%s: writes, and is not in the environment release, where a reviewer lets it", name)
		}
		if job.Timeout == 0 {
			bad("%s: has no time limit", name)
		}
		for _, s := range job.Steps {
			action, _, _ := strings.Cut(s.Uses, "@")
			switch {
			case s.Uses != "" && !pinnedAction.MatchString(s.Uses):
				bad("%s: uses %s, want an action of GitHub's own by its commit", name, s.Uses)
			case action == "actions/checkout" && s.With["persist-credentials"] != false:
				bad("%s: leaves a token on the disk", name)
			case action == "actions/checkout" && (name == "attest" || name == "publish"):
				bad("%s: may write, and has the repository's code", name)
			case action == "actions/cache" || action == "actions/setup-go" && s.With["cache"] != false:
				bad("%s: takes a cache, which others fill", name)
			case action == "actions/setup-go" && (want == nil || s.With["go-version"] != want[1]):
				bad("%s: has Go %v, the image %v", name, s.With["go-version"], want)
			case strings.Contains(s.Run, "${{"):
				bad("%s: puts text into a script, %q: hand it in by env", name, s.Name)
			}
		}
	}
	slices.SortFunc(out, func(a, b breach) int { return strings.Compare(a.what, b.what) })
	return out
}

func TestRelease(t *testing.T) { report(t, releaseLaw(read(t, releaseFile), read(t, "Dockerfile"))) }

func TestReleaseBites(t *testing.T) {
	good, dockerfile := read(t, releaseFile), read(t, "Dockerfile")
	version := goVersion.FindStringSubmatch(dockerfile)[1]
	checkout := regexp.MustCompile(`actions/checkout@[0-9a-f]{40} # v[0-9.]+`).FindString(good)
	for _, x := range []struct{ old, new, want string }{
		{"on:\n", "on:\n  pull_request_target:\n    types: [opened]\n", "starts by"},
		{`["v*"]`, `["*"]`, "starts by"},
		{"permissions: {}", "permissions: {contents: write}", "want permissions {}"},
		{"    permissions:\n      contents: read\n", "    permissions:\n      contents: write\n", "has permissions"},
		{"    permissions:\n      contents: read\n", "", "has permissions"},
		{"      contents: write\n", "      contents: write\n      packages: write\n", "publish: has permissions"},
		{"    environment: release\n", "", "not in the environment"},
		{checkout, "actions/checkout@v7", "by its commit"},
		{checkout, "someone/" + strings.TrimPrefix(checkout, "actions/"), "of GitHub's own"},
		{checkout, strings.Split(checkout, " ")[0], "want the version beside it"},
		{"persist-credentials: false", "persist-credentials: true", "token on the disk"},
		{"cache: false", "cache: true", "takes a cache"},
		{"go-version: " + version, "go-version: 1.20.1", "has Go 1.20.1"},
		{`"VERSION=$GITHUB_REF_NAME"`, `"VERSION=${{ github.ref_name }}"`, "puts text into a script"},
		{"    timeout-minutes: 30\n", "", "no time limit"},
		{"shell: bash", "shell: sh", "want the shell bash"},
		{regexp.MustCompile(`buildkit:v[0-9.]+@sha256:[0-9a-f]+`).FindString(good), "buildkit:latest", "BUILDKIT: want an image"},
	} {
		text := strings.Replace(good, x.old, x.new, 1)
		if text == good {
			t.Errorf("%s does not hold %q", releaseFile, x.old)
			continue
		}
		got := releaseLaw(text, dockerfile)
		if len(got) != 1 || !strings.Contains(got[0].what, x.want) {
			t.Errorf("%q for %q: want one breach that says %q: %q", x.new, x.old, x.want, got)
		}
	}
}

// built builds a small program with the script that builds ours, in a directory.
func built(t *testing.T, script, dir string, args ...string) []byte {
	t.Helper()
	for name, text := range map[string]string{
		".ci/build": script,
		"go.mod":    "module " + module + "\n\ngo 1.26.0\n",
		"app/v.go":  "package app\n\nvar stamped string\n\n// Version is what was stamped.\nfunc Version() string { return stamped }\n",
		"cmd/advisory-bot/main.go": "package main\n\nimport (\n\t\"os\"\n\t\"runtime\"\n\n\t\"" + module + "/app\"\n)\n\n" +
			"func main() {\n\t_, file, _, _ := runtime.Caller(0)\n\tos.Stdout.WriteString(app.Version() + \" \" + file)\n}\n",
	} {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	out := filepath.Join(t.TempDir(), "program")
	c := exec.CommandContext(t.Context(), filepath.Join(dir, ".ci", "build"), append(args, out)...)
	c.Dir = dir
	// What another machine might have set.
	c.Env = append(os.Environ(), "GOFLAGS=-tags=other", "GOAMD64=v3", "CGO_ENABLED=1")
	if said, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestBuildIsReproducible builds a program of two packages from two directories with
// .ci/build: same bytes. Our whole program takes minutes without a cache, so that
// .ci/reproduce does it, and the release workflow by it.
func TestBuildIsReproducible(t *testing.T) {
	if testing.Short() {
		t.Skip("builds programs")
	}
	script := read(t, ".ci/build")
	a, b := t.TempDir(), filepath.Join(t.TempDir(), "another", "place")
	one, two := built(t, script, a, "v1.2.3"), built(t, script, b, "v1.2.3")
	if !bytes.Equal(one, two) {
		t.Error("two directories, two programs")
	}
	if !bytes.Contains(one, []byte("v1.2.3")) {
		t.Error("the version is not in the program")
	}
	if other := built(t, script, a, "v1.2.4"); bytes.Equal(one, other) {
		t.Error("two versions, one program")
	}
	// It bites: without the flag the directory is in the program.
	spoilt := strings.ReplaceAll(script, "-trimpath", "-v")
	if bytes.Equal(built(t, spoilt, a, "v1.2.3"), built(t, spoilt, b, "v1.2.3")) {
		t.Error("without -trimpath two directories make one program: this test shows nothing")
	}
	for _, version := range []string{"", "v1 -X main.x=y", "v1;id", "$(id)"} {
		if out, err := exec.CommandContext(t.Context(), filepath.Join(root(t), ".ci", "build"), version, filepath.Join(a, "x")).CombinedOutput(); err == nil {
			t.Errorf("version %q was taken: %s", version, out)
		}
	}
}

// TestStampedVersion: the variable that .ci/build writes is the one that there is.
func TestStampedVersion(t *testing.T) {
	const name = "stamped"
	if !strings.Contains(read(t, ".ci/build"), module+"/app."+name+"=") || !strings.Contains(read(t, "app/version.go"), "\nvar "+name+" string\n") {
		t.Errorf(".ci/build writes no variable %s that app/version.go has: the linker would say nothing", name)
	}
}

package policy_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
	"github.com/advisory-bot/advisory-bot/policy/calendar"
)

// TestFaults parses each testdata/faults/*.txt: policy.yml or owner.yml, and what
// comes of it: its faults, or its settings, the keys not in effect
// and the notes of policy check.
func TestFaults(t *testing.T) {
	files, err := filepath.Glob("testdata/faults/*.txt")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			ar, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]string{}
			for _, f := range ar.Files {
				layer, ok := map[string]advisories.Layer{"policy.yml": advisories.LayerRepository, "owner.yml": advisories.LayerOwner}[f.Name]
				if !ok {
					continue
				}
				file, faults := policy.Parse(f.Name, string(f.Data), layer)
				if (file == nil) != (len(faults) > 0) {
					t.Fatalf("file %v with %d faults", file, len(faults))
				}
				if faults != nil {
					got["faults"] += faults.Error() + "\n"
					continue
				}
				got["settings"] += settingsText(file)
			}
			checkGolden(t, name, ar, got, "faults", "settings")
		})
	}
}

func settingsText(f *policy.File) string {
	var b strings.Builder
	for _, s := range f.Settings() {
		b.WriteString(s.Key + ": " + s.Text() + "  # " + s.Source.String() + "\n")
	}
	for _, u := range f.NotInEffect() {
		b.WriteString("not in effect: " + u.Key + "\n")
	}
	for _, p := range f.OutOfReach() {
		b.WriteString("note: " + p.String() + "\n")
	}
	return b.String()
}

// TestFaultsOfText holds what cannot stand in a readable test file.
func TestFaultsOfText(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "f:1:1: expected a policy, the file is empty: it begins with version: 1"},
		{"comment only", "# nothing\n", "f:1:1: expected a policy, the file is empty: it begins with version: 1"},
		{"too large", "version: 1\n# " + strings.Repeat("x", 64<<10), "f:1:1: expected at most 65536 bytes, the file has 65549"},
		{"too many lines", strings.Repeat("\n", 2001), "f:2001:1: expected at most 2000 lines"},
		{"no utf-8", "version: 1\nmode: \xff\n", "f:2:7: expected UTF-8"},
		{"direction", "version: 1\nmode: on # \u202eno\n", "f:2:12: expected no control or direction character, here is U+202E"},
		{"control", "version: 1\x00\n", "f:1:11: expected no control or direction character, here is U+0000"},
		{"flow depth", "version: " + strings.Repeat("[", 3000), "f:1:22: expected at most 12 levels"},
		{"list depth", "version:\n" + strings.Repeat("- ", 20000), "f:1:1: expected at most 8000 YAML tokens, the file has 20002"},
		{"line depth", "version:\n" + strings.Repeat("- ", 50) + "1", "f:2:25: expected at most 12 levels"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, faults := policy.Parse("f", c.text, advisories.LayerRepository)
			if len(faults) == 0 || faults[0].String() != c.want {
				t.Errorf("got %v, want %s", faults, c.want)
			}
		})
	}
}

func TestParseTakesByteOrderMarkAndLineEnds(t *testing.T) {
	f, faults := policy.Parse("f", "\ufeffversion: 1\r\nmode: off\r\n", advisories.LayerRepository)
	if faults != nil {
		t.Fatal(faults)
	}
	if got := settingsText(f); !strings.Contains(got, "mode: off  # repository, f line 2") {
		t.Error(got)
	}
}

func TestDurations(t *testing.T) {
	const wrong = -1
	for text, want := range map[string]time.Duration{
		"30m": 30 * time.Minute, "48h": 48 * time.Hour, "7d": 7 * 24 * time.Hour, "2w": 14 * 24 * time.Hour, "90s": 90 * time.Second,
		"1d12h": 36 * time.Hour, "1w1d1h1m1s": 8*24*time.Hour + time.Hour + time.Minute + time.Second, " 3d ": 72 * time.Hour,
		"P3D": 72 * time.Hour, "PT48H": 48 * time.Hour, "P1W": 7 * 24 * time.Hour, "P1DT12H": 36 * time.Hour, "PT30M": 30 * time.Minute,
		"": wrong, "0h": wrong, "P": wrong, "PT": wrong, "P1DT": wrong, "P1M": wrong, "P1Y": wrong, "3": wrong, "-3d": wrong, "12h1d": wrong,
		"1d1d": wrong, "3 days": wrong, "soon": wrong, "999999w": wrong, "1.5d": wrong, "3D": wrong,
		"99999999999999999999d": wrong, "３d": wrong,
	} {
		file, faults := policy.Parse("f", "version: 1\ncommitments: {acknowledge: \""+text+"\"}\n", advisories.LayerRepository)
		if (faults != nil) != (want == wrong) {
			t.Errorf("%q: %v", text, faults)
			continue
		}
		if faults == nil && file.Settings()[0].Value.(calendar.Span).Elapsed != want {
			t.Errorf("%q is %v, want %v", text, file.Settings()[0].Value, want)
		}
	}
}

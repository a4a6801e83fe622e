package policy

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/promise"
)

func proseFile(path, text string) advisories.PolicyFile {
	return advisories.PolicyFile{Layer: advisories.LayerPromise, Repository: "acme/rocket", Path: path, Ref: "main", Text: text}
}

// compareReading holds what is remembered of a file to what reading it gives.
func compareReading(t interface {
	Helper()
	Errorf(string, ...any)
}, r *Readings, f advisories.PolicyFile) {
	t.Helper()
	src := sourceOf(f)
	if d := cmp.Diff(Promised(src, promise.Read(f.Text)), r.promised(f, src)); d != "" {
		t.Errorf("%s: another answer (-read +remembered)\n%s", f.Path, d)
	}
}

// Each real policy gives what reading it gives, at the first look and at the second,
// under any name and at any commit.
func TestReadingsSayTheSame(t *testing.T) {
	names, err := filepath.Glob("promise/testdata/policies/*.md")
	if err != nil || len(names) < 50 {
		t.Fatal(len(names), err)
	}
	r := NewReadings(1000, 1<<20)
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f := proseFile("SECURITY.md", string(text))
		for range 2 {
			compareReading(t, r, f)
			f.Repository, f.Ref = "acme/other", "0123456789"
		}
		compareReading(t, r, proseFile(".github/SECURITY.md", string(text)))
	}
	if r.prose.used.Len() != 2*len(names) {
		t.Errorf("%d files are remembered of %d", r.prose.used.Len(), 2*len(names))
	}
}

// No file gets another's answer and no bound is passed, whatever is asked in whatever
// order.
func TestReadingsKeepFilesApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries, bytes := rapid.IntRange(0, 5).Draw(t, "entries"), rapid.SampledFrom([]int{-1, 0, 500, 2000, 1 << 20}).Draw(t, "bytes")
		r := NewReadings(entries, bytes)
		for range rapid.IntRange(1, 20).Draw(t, "looks") {
			days := rapid.IntRange(1, 8).Draw(t, "days")
			f := proseFile(rapid.SampledFrom([]string{"SECURITY.md", "SECURITY.mdW", ""}).Draw(t, "path"),
				fmt.Sprintf("We acknowledge reports within %d days.\n\nPlease include the affected versions.\n", days))
			if rapid.Bool().Draw(t, "vague") {
				f.Text = "We will answer as soon as possible.\n"
			}
			compareReading(t, r, f)
			if r.prose.used.Len() != len(r.prose.by) || r.prose.used.Len() > max(entries, 0) || r.prose.held > max(bytes, 0) || r.prose.held < 0 {
				t.Fatalf("%d and %d remembered in %d bytes", r.prose.used.Len(), len(r.prose.by), r.prose.held)
			}
		}
	})
}

func TestReadingsDigest(t *testing.T) {
	seen := map[digest]string{}
	for _, f := range [][2]string{{"", ""}, {"a", ""}, {"", "a"}, {"a", "b"}, {"ab", ""}, {"", "ab"}, {"a", "b\x00"}, {"a\x00", "b"}} {
		d := digestOf(advisories.PolicyFile{Path: f[0], Text: f[1]})
		if seen[d] != "" {
			t.Errorf("%q and %s are one", f, seen[d])
		}
		seen[d] = fmt.Sprintf("%q", f)
	}
}

// What was handed out is its user's: to change it changes no other's. Nothing of the
// text is kept.
func TestReadingsAreCopies(t *testing.T) {
	f := proseFile("SECURITY.md", "We acknowledge reports within 3 days.\n\nPlease include the affected versions and steps to reproduce.\n")
	r := NewReadings(10, 1<<20)
	for range 2 {
		got := r.promised(f, sourceOf(f))
		if len(got) < 3 {
			t.Fatalf("%d settings", len(got))
		}
		for i := range got {
			if words, ok := got[i].Value.([]string); ok {
				for j := range words {
					words[j] = "changed"
				}
			}
			got[i] = Setting{Key: "changed"}
		}
		_ = append(got[:0], Setting{Key: "more"})
	}
	compareReading(t, r, f)
	for e := r.prose.used.Front(); e != nil; e = e.Next() {
		if kept := fmt.Sprintf("%+v", e.Value); strings.Contains(kept, "acme") || strings.Contains(kept, "Please") || strings.Contains(kept, "SECURITY") {
			t.Error("the file is kept:", kept)
		}
	}
}

// The oldest use goes first.
func TestReadingsForgetWhatRests(t *testing.T) {
	r := NewReadings(2, 1<<20)
	file := func(n int) advisories.PolicyFile {
		return proseFile("SECURITY.md", fmt.Sprintf("We answer within %d days.\n", n))
	}
	for _, n := range []int{1, 2, 1, 3} {
		compareReading(t, r, file(n))
	}
	for n, want := range map[int]bool{1: true, 2: false, 3: true} {
		if _, got := r.prose.by[digestOf(file(n))]; got != want {
			t.Errorf("file %d: remembered is %v", n, got)
		}
	}
}

func TestReadingsAtOnce(t *testing.T) {
	r := NewReadings(3, 4000)
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			for i := range 40 {
				compareReading(t, r, proseFile("SECURITY.md", fmt.Sprintf("We answer within %d days. Include the version.\n", 1+(n+i)%5)))
			}
		})
	}
	all.Wait()
}

// BenchmarkComposePromise lays a policy with a SECURITY.md of 20 kB, read anew and
// remembered.
func BenchmarkComposePromise(b *testing.B) {
	text, err := os.ReadFile("promise/testdata/policies/001-hobby-terse.md")
	if err != nil {
		b.Fatal(err)
	}
	prose := strings.Repeat(string(text)+"\nWe fix critical problems within 14 days.\n\n", 1+20_000/len(text))[:20_000]
	for name, r := range map[string]*Readings{"anew": nil, "remembered": NewReadings(10, 1<<20)} {
		b.Run(name, func(b *testing.B) {
			in := ComposeInput{Files: []advisories.PolicyFile{proseFile("SECURITY.md", prose)}, Readings: r}
			b.ReportAllocs()
			for b.Loop() {
				Compose(in)
			}
		})
	}
}

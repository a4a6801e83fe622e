package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

// TestDemo runs the demonstration as `demo --once` does and reads what it prints.
func TestDemo(t *testing.T) {
	if testing.Short() {
		t.Skip("the story takes seconds")
	}
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	var out, log bytes.Buffer
	if err := RunDemo(t.Context(), Demo{Out: &out, Log: NewLog(&log, slog.LevelDebug, "text")}); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	text := out.String()
	if first, _, _ := strings.Cut(text, "\n"); !strings.HasPrefix(first, "This is a demonstration") || !strings.Contains(first, "simulated GitHub") {
		t.Errorf("the first line does not say that this is a demonstration: %q", first)
	}
	chapters := []string{"A researcher files a private report", "The researcher answers", "Nobody of the project has answered", "A maintainer takes note",
		"The maintainer accepts", "Two maintainers publish", "A report to a project that has only a SECURITY.md", "The tracking issue, as maintainers see it", "The case, as `advisory-bot case show", "GitHub's side: who wrote what where"}
	at := -1
	for _, c := range chapters {
		i := strings.Index(text, "\n== "+c)
		if i <= at {
			t.Errorf("the chapter %q is missing or out of order", c)
		}
		at = i
	}
	for _, step := range []string{"1-3 receive, verify, persist", "4   load", "5   judge", "6   plan", "7   file", "8   execute: begin", "8   execute: look again",
		"8   execute: perform", "8   execute: settle", "9   record"} {
		if !strings.Contains(text, "\n   "+step) {
			t.Errorf("the step %q is not shown", step)
		}
	}
	checkTranscript(t, text[at:])
	for line := range strings.Lines(text) {
		if n := columns(strings.TrimSuffix(line, "\n")); n > lineWidth && !strings.Contains(line, "  | ") && !strings.Contains(line, "://") {
			t.Errorf("%d columns: %s", n, line)
		}
	}
	if strings.Contains(log.String(), "ghs"+"_") || strings.Contains(log.String(), demoSecret) || strings.Contains(log.String(), demoSummary) {
		t.Error("the log tells a secret")
	}
	if left, err := filepath.Glob(filepath.Join(tmp, "*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// checkTranscript looks at GitHub's side: each act once, by whom it should be, in
// the order of the story.
func checkTranscript(t *testing.T, text string) {
	t.Helper()
	bot := `advisory-bot\[bot\] \(App\)`
	story := []string{
		"a-researcher reported", bot + ` wrote comment \d+`, bot + ` wrote comment \d+`, `a-researcher wrote comment \d+`, bot + ` wrote comment \d+`,
		bot + ` edited comment \d+`, bot + ` wrote comment \d+`, bot + " set state from triage to draft", bot + ` edited comment \d+`,
		"a-maintainer edited advisory", bot + ` wrote comment \d+`, bot + " edited advisory", bot + " set state from draft to published",
	}
	acts := regexp.MustCompile(`(?m)^\d\d:\d\d:\d\d  (.*)$`).FindAllStringSubmatch(text, -1)
	acts = slices.DeleteFunc(acts, func(a []string) bool { return strings.Contains(a[1], "issue") })
	if len(acts) != len(story) {
		t.Errorf("%d acts, want %d", len(acts), len(story))
	}
	for i := range min(len(acts), len(story)) {
		if !regexp.MustCompile("^" + story[i] + "$").MatchString(acts[i][1]) {
			t.Errorf("act %d is %q, want %s", i+1, acts[i][1], story[i])
		}
	}
	for _, said := range []string{"/ack", "/accept", "/approve "} {
		if !strings.Contains(text, "\n  | "+said) {
			t.Errorf("nobody commanded %s", said)
		}
	}
	for words, n := range map[string]int{
		"thank you for reporting this privately": 1, "**Missing:**": 1, "Received and complete": 1, "Acknowledged: a maintainer has answered": 1, "are about to publish": 1,
		"Accepted: the maintainers have taken it on": 1, "<!-- advisory-bot": 0,
	} {
		if got := strings.Count(text, words); got != n {
			t.Errorf("%q stands there %d times, want %d", words, got, n)
		}
	}
}

// TestDemoInterrupted: whoever does not press Enter can still leave.
func TestDemoInterrupted(t *testing.T) {
	in, keys := io.Pipe()
	defer keys.Close()
	ctx, cancel := context.WithCancel(t.Context())
	out := &waitingWriter{for_: "(press Enter)", found: cancel}
	if err := RunDemo(ctx, Demo{Out: out, In: in}); !errors.Is(err, errDemoInterrupted) {
		t.Errorf("error = %v", err)
	}
}

// waitingWriter calls found once what it waits for was written.
type waitingWriter struct {
	for_  string
	found func()
}

// Write implements io.Writer.
func (w *waitingWriter) Write(p []byte) (int, error) {
	if strings.Contains(string(p), w.for_) {
		w.found()
	}
	return len(p), nil
}

// TestDemoFails: a story that cannot be told ends with an error, and says no more
// than it did.
func TestDemoFails(t *testing.T) {
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "absent"))
	if err := RunDemo(t.Context(), Demo{Out: io.Discard}); err == nil || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error = %v", err)
	}
	t.Setenv("TMPDIR", t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out bytes.Buffer
	if err := RunDemo(ctx, Demo{Out: &out}); err == nil {
		t.Error(fmt.Errorf("a story that was called off ended well:\n%s", &out))
	}
}

package setup_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/app/setup"
)

// talk is somebody at a terminal: it reads what is printed, and types a line
// whenever the words are there that it waits for.
type talk struct {
	seen  strings.Builder
	typed *io.PipeWriter
	// turns are pairs of what to wait for and what to type.
	turns []string
	dir   string
}

// Write takes what is printed.
func (x *talk) Write(p []byte) (int, error) {
	x.seen.Write(p)
	for len(x.turns) > 0 && strings.Contains(x.seen.String(), x.turns[0]) {
		line := x.turns[1]
		x.turns = x.turns[2:]
		if strings.Contains(line, "STATE") {
			b, _ := os.ReadFile(filepath.Join(x.dir, setup.PageFile))
			line = strings.Replace(line, "STATE", stateParam.FindStringSubmatch(string(b))[1], 1)
		}
		x.seen.Reset()
		go func() { _, _ = io.WriteString(x.typed, line+"\n") }()
	}
	return len(p), nil
}

func runTerminal(t *testing.T, answers []error, turns ...string) (setup.Installed, []string, string, error) {
	t.Helper()
	x := &trial{t: t, dir: filepath.Join(t.TempDir(), "data"), answers: answers}
	in, typed := io.Pipe()
	t.Cleanup(func() { typed.Close() })
	questions := []string{"Public address", "", "Organization", "", "private forks", ""}
	who := &talk{typed: typed, turns: append(questions, turns...), dir: x.dir}
	cfg := setup.Config{WebURL: "https://github.example/", Store: setup.Store{Dir: x.dir}, Convert: x.convert, Patience: time.Minute}
	done, err := setup.Terminal(t.Context(), cfg, in, who)
	if strings.Contains(who.seen.String(), "SENTINEL") {
		t.Error("a key is printed")
	}
	if _, serr := os.Stat(filepath.Join(x.dir, setup.PageFile)); !errors.Is(serr, os.ErrNotExist) {
		t.Error("the page is left behind")
	}
	return done, x.asked, x.dir, err
}

const pasted = "http://127.0.0.1/advisory-bot-setup?code=abc&state=STATE"

func TestTerminalAgain(t *testing.T) {
	done, asked, dir, err := runTerminal(t, []error{gone(advisories.FaultUnavailable), nil}, "Address: ", pasted, "Press Enter", "")
	if err != nil || done.Slug != "bot" || strings.Join(asked, " ") != "abc abc" {
		t.Error(done, asked, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "app-id")); err != nil {
		t.Error(err)
	}
}

func TestTerminalUsedUp(t *testing.T) {
	_, asked, dir, err := runTerminal(t, []error{gone(advisories.FaultGone)}, "Address: ", "nonsense", "does not belong", pasted)
	if err == nil || advisories.CodeOf(err) != advisories.FaultGone || !strings.Contains(err.Error(), "Delete the App") || len(asked) != 1 {
		t.Error(asked, err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Error(entries, err)
	}
}

func TestTerminalEnds(t *testing.T) {
	in, typed := io.Pipe()
	t.Cleanup(func() { typed.Close() })
	cfg := setup.Config{WebURL: "https://github.example/", Store: setup.Store{Dir: t.TempDir()}, Patience: time.Millisecond}
	if _, err := setup.Terminal(t.Context(), cfg, in, io.Discard); !errors.Is(err, setup.ErrPatience) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	cfg.Patience = 0
	if _, err := setup.Terminal(ctx, cfg, in, io.Discard); err == nil || !strings.Contains(err.Error(), "interrupted") {
		t.Error(err)
	}
}

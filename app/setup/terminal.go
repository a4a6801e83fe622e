package setup

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// PageFile is the name of the page that [Terminal] writes into the data directory.
const PageFile = "setup.html"

// returnAddress is where GitHub sends a browser that is on another machine: to
// that machine itself, where most often nothing answers, and never to anybody else,
// for whoever gets the code gets the keys.
const returnAddress = "http://127.0.0.1/advisory-bot-setup"

// Terminal leads through setup without a browser on this machine: it asks on out
// and in, writes a page to be opened elsewhere, and takes the address that GitHub
// sends that browser to.
func Terminal(ctx context.Context, cfg Config, in io.Reader, out io.Writer) (Installed, error) {
	if err := cfg.Store.Ready(); err != nil {
		return Installed{}, err
	}
	limit := cfg.Patience
	if limit <= 0 {
		limit = patience
	}
	waiting, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	t := &terminal{ctx: waiting, flow: newFlow(cfg), lines: make(chan string), out: out}
	go t.read(in) // left behind where ctx ends first: the program does too
	done, err := t.lead()
	if errors.Is(err, context.DeadlineExceeded) {
		return done, ErrPatience
	}
	return done, err
}

// terminal is a conversation.
type terminal struct {
	ctx   context.Context
	flow  *flow
	lines chan string
	out   io.Writer
}

// read sends the lines that are typed; the channel's end is the end of the input.
func (t *terminal) read(in io.Reader) {
	defer close(t.lines)
	s := bufio.NewScanner(in)
	s.Buffer(nil, 16<<10)
	for s.Scan() {
		select {
		case t.lines <- strings.TrimSpace(s.Text()):
		case <-t.ctx.Done():
			return
		}
	}
}

var errEnd = errors.New("the input ended before setup did; nothing was stored")

// ask prints a question and waits for a line.
func (t *terminal) ask(format string, args ...any) (string, error) {
	fmt.Fprintf(t.out, format, args...)
	select {
	case line, ok := <-t.lines:
		if !ok {
			fmt.Fprintln(t.out)
			return "", errEnd
		}
		return line, nil
	case <-t.ctx.Done():
		fmt.Fprintln(t.out)
		if errors.Is(t.ctx.Err(), context.DeadlineExceeded) {
			return "", t.ctx.Err()
		}
		return "", errors.New("interrupted; nothing was stored")
	}
}

func (t *terminal) lead() (Installed, error) {
	if err := t.questions(); err != nil {
		return Installed{}, err
	}
	path, err := t.page()
	if err != nil {
		return Installed{}, err
	}
	defer os.Remove(path)
	fmt.Fprintf(t.out, "\nWrote %s. Copy it to a machine with a browser and open it\n"+
		"there. When the App is created, the browser is sent to an address that begins with\n%s\n"+
		"and shows an error there. Paste that whole address here within the hour. Until\nthen it is as good as the App's keys.\n\n", path, returnAddress)
	for {
		line, err := t.ask("Address: ")
		if err != nil {
			return Installed{}, err
		}
		u, err := url.Parse(line)
		if err != nil {
			u = &url.URL{} // which holds no code; the error would repeat the line
		}
		if err := t.flow.take(u.Query()); err != nil {
			fmt.Fprintln(t.out, t.flow.advice(err))
			continue
		}
		return t.redeem()
	}
}

// redeem gets and stores the keys, as often as it is worth another try.
func (t *terminal) redeem() (Installed, error) {
	for {
		done, err := t.flow.redeem(t.ctx)
		if err == nil {
			return done, nil
		}
		if !hopeful(err) {
			return Installed{}, &advised{t.flow.advice(err), err}
		}
		if _, err := t.ask("%s\nPress Enter to try again: ", t.flow.advice(err)); err != nil {
			return Installed{}, err
		}
	}
}

// advised is an error that says what to do.
type advised struct {
	text string
	err  error
}

func (a *advised) Error() string { return strings.TrimSuffix(a.text, ".") }
func (a *advised) Unwrap() error { return a.err }

// questions asks until the answers are usable. Enter keeps what is in brackets.
func (t *terminal) questions() error {
	w := t.flow.wishes
	for {
		var err error
		if w.PublicURL, err = t.keep("Public address of this program, such as https://bot.example.org\n(empty: none; the webhook stays off, and reports are found by asking: within minutes\nin an organization, within about an hour in a personal account)", w.PublicURL); err != nil {
			return err
		}
		if w.Organization, err = t.keep("Organization that the App shall belong to (empty: your own account)", w.Organization); err != nil {
			return err
		}
		forks, err := t.ask("Start temporary private forks? It needs administration: write,\nwhich may also change the repositories' settings (y/N)%s: ", map[bool]string{true: " [y]"}[w.PrivateForks])
		if err != nil {
			return err
		}
		if forks != "" {
			w.PrivateForks = strings.HasPrefix(strings.ToLower(forks), "y")
		}
		faults := t.flow.answer(w)
		if faults == nil {
			return nil
		}
		for _, name := range []string{"public_url", "organization"} {
			if faults[name] != "" {
				fmt.Fprintf(t.out, "  %s\n", faults[name])
			}
		}
		w = t.flow.cfg.Wishes.clean()
	}
}

func (t *terminal) keep(question, now string) (string, error) {
	if now != "" {
		question += " [" + now + "]"
	}
	line, err := t.ask("%s: ", question)
	if err == nil && line == "" {
		return now, nil
	}
	return line, err
}

// page writes the page that posts the manifest. It holds the state, so it is the
// user's alone.
func (t *terminal) page() (string, error) {
	action, manifest, err := t.flow.creation(returnAddress)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, "file", view{Action: action, Manifest: manifest, Permissions: lines(t.flow.wishes.reasons()), GitHub: host(t.flow.cfg.WebURL)}); err != nil {
		return "", fmt.Errorf("write page: %w", err)
	}
	temporary, err := t.flow.cfg.Store.temporary(b.String())
	if err != nil {
		return "", fmt.Errorf("write page: %w", err)
	}
	path := filepath.Join(t.flow.cfg.Store.Dir, PageFile)
	if err := os.Rename(temporary, path); err != nil {
		return "", errors.Join(fmt.Errorf("write page: %w", err), os.Remove(temporary))
	}
	return path, nil
}

package app_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app"
)

// crowd is a program with many cases, of which all was written that there was to
// write: receipts, status comments, tracking issues.
type crowd struct {
	*tale
	repos []string
}

func newCrowd(t *testing.T, n int) *crowd {
	t.Helper()
	s := &tale{T: t, clock: &movingClock{}, calm: true}
	s.w = newTracked(t, ghsatest.Options{Now: s.clock.now, Budget: 1 << 30})
	s.w.opt.Now = s.clock.now
	c := &crowd{tale: s, repos: s.w.github.AddRepositories(testOwner, "many", n)}
	for _, r := range c.repos {
		s.w.github.SetRole(r, "maintainer", "admin")
	}
	var err error
	if s.p, err = app.Assemble(t.Context(), s.w.config(), s.w.opt); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.p.Close() })
	s.clock.add(time.Minute)
	c.turn()
	for _, r := range c.repos {
		s.w.github.Report(r, "researcher", "One byte too many", complete)
	}
	for quiet := 0; quiet < 3; {
		s.clock.add(20 * time.Minute)
		quiet++
		if c.turn() {
			quiet = 0
		}
	}
	if made := len(s.w.github.Issues(casesRepo)); made != n {
		t.Fatalf("%d tracking issues for %d cases", made, n)
	}
	return c
}

// turn sweeps once and works what is due, and reports whether anything was written.
func (c *crowd) turn() (wrote bool) {
	c.Helper()
	c.w.github.ResetRequests()
	if err := c.p.Desk.Sweep(c.Context()); err != nil {
		c.Fatal(err)
	}
	for {
		due, err := c.p.Docket.Due(c.Context())
		if err != nil {
			c.Fatal(err)
		}
		if len(due) == 0 {
			break
		}
		for _, key := range due {
			err := c.p.Desk.Work(context.WithoutCancel(c.Context()), key)
			if err != nil && !errors.Is(err, advisories.ErrIdle) {
				c.Fatal(err)
			}
		}
	}
	return slices.ContainsFunc(c.w.github.Requests(), isWrite)
}

// isWrite tells requests that change something that people see.
func isWrite(r ghsatest.Request) bool {
	return strings.HasPrefix(r.GraphQL, "mutation") || r.Method != "GET" && r.Path != "/graphql" && !strings.HasSuffix(r.Path, "/access_tokens")
}

// TestSweepWithChangesCosts counts what a change costs in an organization where
// everything is settled, with all that follows from it: at most four requests more
// than a quiet sweep to find it and to judge it, and for each write that it leads to,
// the write and the fresh look before it. Tokens, which last an hour, are apart.
func TestSweepWithChangesCosts(t *testing.T) {
	if testing.Short() {
		t.Skip("it settles many cases")
	}
	const cases, changed = 40, 30
	for what, change := range map[string]func(w *world, repo string, id advisories.GHSA) error{
		"edited": func(w *world, repo string, id advisories.GHSA) error {
			return w.github.EditAdvisoryAs("maintainer", repo, id, func(a *advisories.Advisory) { a.Description += "\nMore of it.\n" })
		},
		"answered": func(w *world, repo string, id advisories.GHSA) error {
			_, err := w.github.CommentAs("maintainer", repo, id, "We look at it.")
			return err
		},
		"closed": func(w *world, repo string, id advisories.GHSA) error {
			return w.github.SetStateAs("maintainer", repo, id, advisories.StateClosed)
		},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			c := newCrowd(t, cases)
			c.clock.add(5 * time.Minute)
			if c.turn() {
				t.Fatal("it is not settled")
			}
			quiet := c.spent()
			for _, r := range c.repos[:changed] {
				if err := change(c.w, r, c.w.github.Advisories(r)[0]); err != nil {
					t.Fatal(err)
				}
			}
			c.clock.add(5 * time.Minute)
			c.turn()
			now := c.spent()
			looks, most := now.all-now.tokens-2*now.writes, 3+(cases+99)/100+4*changed
			t.Logf("a quiet sweep costs %d; with %d changed %d: %d writes, each with its look, %d tokens, and %d, at most %d, for the sweep and to judge them:\n%s",
				quiet.all, changed, now.all, now.writes, now.tokens, looks, most, now.routes)
			if looks > most {
				t.Errorf("too many")
			}
			if what != "edited" && now.writes < changed {
				t.Errorf("%d writes after %d changes", now.writes, changed)
			}
		})
	}
}

// bill is what the last turn asked of GitHub.
type bill struct {
	all, writes, tokens int
	routes              string
}

func (c *crowd) spent() bill {
	var b bill
	by := map[string]int{}
	for _, r := range c.w.github.Requests() {
		b.all++
		if isWrite(r) {
			b.writes++
		}
		if strings.HasSuffix(r.Path, "/access_tokens") {
			b.tokens++
		}
		by[r.Method+" "+r.Route+" "+r.GraphQL]++
	}
	for _, k := range slices.Sorted(maps.Keys(by)) {
		b.routes += fmt.Sprintf("%6d %s\n", by[k], k)
	}
	return b
}

package app_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app"
	"github.com/advisory-bot/advisory-bot/app/desk"
)

// calmDown lets GitHub fail no more, and time pass, until everybody has done what
// they meant to and nothing is left to do. What waits for a time is brought about by
// a start at a later hour, at which the queue is reconciled.
func (c *chaos) calmDown() {
	c.t.Helper()
	c.crowd.mu.Lock()
	c.crowd.calm = true
	c.crowd.forget()
	c.crowd.mu.Unlock()
	d := c.docket()
	for round := 0; !c.crowd.over(); round++ {
		if round == 12 {
			c.stuck(d)
			c.t.Fatal("people wait in vain")
		}
		c.round(d)
	}
	c.crowd.mu.Lock()
	c.crowd.deaf = false
	c.crowd.forget()
	c.crowd.mu.Unlock()
	for range 3 {
		c.round(d)
	}
	c.stopAll()
}

// stuck tells of the cases about which people wait.
func (c *chaos) stuck(d *docket.Docket) {
	cases, _ := d.Cases(c.t.Context(), docket.Filter{})
	for _, m := range c.crowd.matters {
		for _, k := range cases {
			if k.Key.GHSA != m.id || len(m.moves) == 0 {
				continue
			}
			drafts, _ := d.Drafts(c.t.Context(), k.Key)
			c.t.Logf("%s:%s", m.id, draftLines(drafts))
			if i, ok := c.github.Issue(casesRepo, m.issue); ok {
				for _, said := range i.Comments {
					c.t.Logf("%s: %s: %s %v", m.id, said.Author, said.Body, said.Reactions)
				}
			}
		}
	}
}

func draftLines(list []advisories.Draft) string {
	out := ""
	for _, d := range list {
		out += fmt.Sprintf("\n\t%d %s %s %s %s, begun %d times", d.Number, d.Key, d.State, d.Hold, d.Outcome.Code, d.Attempts)
	}
	return out
}

// round is an hour later, with a program that has just started.
func (c *chaos) round(d *docket.Docket) {
	c.t.Helper()
	c.stopAll()
	c.clock.add(61 * time.Minute)
	c.tellAll()
	r := c.start(killPoint{})
	quiet := 0
	swept := func() bool { return r.sweeps() > 0 }
	for end := time.Now().Add(6 * time.Minute); quiet < 15 || !swept(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			f, err := d.Figures(c.t.Context())
			c.t.Fatalf("never at rest: %+v, %v, swept %v", f, err, swept())
		}
		if !r.lives() {
			c.t.Fatalf("the program ended by itself:\n%s", tail(r.out.String(), 40))
		}
		if quiet++; c.crowd.finish() > 0 || !c.idle(d) {
			quiet = 0
		}
	}
}

// docket opens the replicas' docket beside them.
func (c *chaos) docket() *docket.Docket {
	c.t.Helper()
	d, _, err := app.OpenDocket(c.t.Context(), app.Config{DataDir: c.dir, DatabaseURL: c.spec.database, SealKey: sealKeyFor(c.spec.database)}, app.Options{Now: c.clock.now}, false)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = d.Close() })
	return d
}

// idle reports whether all deliveries were sent and nothing is due or in hand.
func (c *chaos) idle(d *docket.Docket) bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := c.github.Flush(ctx); err != nil {
		return false
	}
	f, err := d.Figures(ctx)
	return err == nil && f.Due == 0 && f.Held == 0
}

// judge looks at what is on GitHub: all of it, and once.
func (c *chaos) judge() {
	c.t.Helper()
	for _, m := range c.crowd.matters {
		m.judgeWords()
		m.judgeActs()
		if m.tracked {
			m.judgeIssue()
		}
	}
	c.twice()
	c.judgeDocket()
	verbs := map[ghsatest.Verb]int{}
	for _, a := range c.github.Acts() {
		if a.Bot {
			verbs[a.Verb]++
		}
	}
	c.t.Logf("seed %d: %d kills, %d reports, deliveries answered %v, our acts %v", c.seed, c.kills, len(c.crowd.matters), c.front.answers, verbs)
}

// times fails where something is not there as often as it should be.
func (m *matter) times(what string, got, want int) {
	m.crowd.c.t.Helper()
	if got != want {
		m.crowd.c.t.Errorf("%s: %s: %d times on GitHub, want %d", m.id, what, got, want)
	}
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func (m *matter) judgeWords() {
	m.times("receipt", m.marks(ghsatest.VerbComment, "/receipt/"), 1)
	m.times("question", m.marks(ghsatest.VerbComment, "/ask/"), count(m.incomplete))
	// Who is deaf says nothing in a thread: there nothing has to be told.
	m.times("status", m.marks(ghsatest.VerbComment, "/status/"), count(m.tracked || !m.crowd.quiet))
}

// judgeActs: what changes the advisory happened as often as people meant it to.
func (m *matter) judgeActs() {
	to := map[advisories.State]int{}
	for _, a := range m.ours(ghsatest.VerbState) {
		to[a.To]++
	}
	closed := m.said("/close spam")
	m.times("closing", to[advisories.StateClosed], closed)
	m.times("publication", to[advisories.StatePublished], count(m.state() == advisories.StatePublished))
	m.times("acceptance and reopening", to[advisories.StateDraft], closed+count(m.state() != advisories.StateTriage))
	asked := m.acts(ghsatest.VerbRequestCVE) // the policy asks for one too
	m.times("request for a CVE id", asked, max(m.said("/cve"), min(asked, 1)))
	m.times("fork", m.acts(ghsatest.VerbFork), m.said("/fork"))
}

// said is how often a command was given.
func (m *matter) said(body string) int {
	n := 0
	for _, a := range m.crowd.c.github.Acts() {
		if !a.Bot && a.Verb == ghsatest.VerbCommentIssue && a.Issue == m.issue && a.Body == body && m.issue > 0 {
			n++
		}
	}
	return n
}

func (m *matter) judgeIssue() {
	t := m.crowd.c.t
	opened := 0
	for _, i := range m.crowd.c.github.Issues(casesRepo) {
		if found := markOf.FindStringSubmatch(i.Body); found != nil && found[2] == string(m.id) {
			opened++
		}
	}
	m.times("tracking issue", opened, 1)
	issue, ok := m.crowd.c.github.Issue(casesRepo, m.find())
	if !ok {
		return
	}
	if ended := !m.state().Open(); issue.Closed != ended {
		t.Errorf("%s is %s and its issue closed: %v", m.id, m.state(), issue.Closed)
	}
	m.times("assignment", m.acts(ghsatest.VerbAssign), m.said("/assign @second"))
	for _, c := range issue.Comments {
		refused, command := m.commands[c.ID]
		if !command {
			continue
		}
		if len(c.Reactions) != 1 || refused && c.Reactions[0].Content != string(advisories.ReactionRefused) {
			t.Errorf("%s: %q was answered by %v", m.id, c.Body, c.Reactions)
			m.crowd.c.obeyed(m, c.ID)
		}
	}
}

// obeyed tells what the docket knows of a matter's commands, and of the delivery that
// told of a comment.
func (c *chaos) obeyed(m *matter, comment int64) {
	ctx, d := context.Background(), c.docket()
	cases, _ := d.Cases(ctx, docket.Filter{})
	for _, k := range cases {
		if k.Key.GHSA != m.id {
			continue
		}
		c.t.Logf("tracking: %+v", k.Tracking)
		list, _ := d.Commands(ctx, k.Key)
		for _, v := range list {
			c.t.Logf("command %d: /%s %s, answered %v, said %v", v.Comment, v.Verb, v.Code, v.Answered, v.At)
		}
		entries, _ := d.Timeline(ctx, k.Key)
		for _, e := range entries {
			c.t.Logf("entry %v %s %s %d %s", e.At, e.What, e.Actor, e.Draft, e.Detail)
		}
	}
	for _, v := range c.github.Deliveries() {
		if strings.Contains(string(v.Body), fmt.Sprint(comment)) {
			c.t.Logf("delivery %s at %v: %d, again %v", v.GUID, v.At, v.StatusCode, v.Redelivery)
		}
	}
	if i, ok := c.github.Issue(casesRepo, m.issue); ok {
		for _, k := range i.Comments {
			c.t.Logf("comment %d at %v by %s: %.40q %v", k.ID, k.CreatedAt, k.Author, k.Body, k.Reactions)
		}
	}
}

// twice fails where two things that we wrote bear one mark.
func (c *chaos) twice() {
	seen := map[string]int{}
	for _, a := range c.github.Acts() {
		found := markOf.FindStringSubmatch(a.Body)
		if !a.Bot || found == nil || a.Verb != ghsatest.VerbComment && a.Verb != ghsatest.VerbCommentIssue && a.Verb != ghsatest.VerbOpenIssue {
			continue
		}
		key := string(a.Verb) + " " + found[1] + " " + found[2]
		if seen[key]++; seen[key] == 2 {
			c.t.Errorf("%s was written twice", key)
		}
	}
}

// judgeDocket: nothing waits, nothing was given up, and the timelines hold.
func (c *chaos) judgeDocket() {
	ctx := context.Background()
	d := c.docket()
	cases, err := d.Cases(ctx, docket.Filter{})
	if err != nil {
		c.t.Fatal(err)
	}
	if len(cases) != len(c.crowd.matters) {
		c.t.Errorf("%d cases of %d reports", len(cases), len(c.crowd.matters))
	}
	for _, k := range cases {
		if err := d.Verify(ctx, k.Key); err != nil {
			c.t.Errorf("%s: %v", k.Key.GHSA, err)
		}
		drafts, err := d.Drafts(ctx, k.Key)
		if err != nil {
			c.t.Fatal(err)
		}
		for _, draft := range drafts {
			// Who says /cve once more after our request has GitHub refuse it.
			again := draft.Key.Kind == advisories.KindRequestCVE && draft.Outcome.Code == "refused" && asked(drafts)
			// That it is there, and once, was judged on GitHub's side.
			again = again || draft.Outcome.Code == desk.CodeMaybeDone
			if draft.State.Waiting() || draft.State == advisories.DraftFailed || draft.State == advisories.DraftHandedOff && !again {
				c.t.Errorf("%s: draft %d (%s) ended as %s (%s %s):%s", k.Key.GHSA, draft.Number, draft.Key, draft.State, draft.Outcome.Code, draft.Hold, draftLines(drafts))
			}
		}
	}
	if f, err := d.Figures(ctx); err != nil || f.RingsWaiting > 0 {
		c.t.Errorf("%d rings wait, %v", f.RingsWaiting, err)
	}
}

// asked reports whether a CVE id was asked for.
func asked(list []advisories.Draft) bool {
	return slices.ContainsFunc(list, func(d advisories.Draft) bool {
		return d.Key.Kind == advisories.KindRequestCVE && d.State == advisories.DraftDone
	})
}

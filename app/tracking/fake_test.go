package tracking_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/app/tracking"
)

var (
	bot   = advisories.Person{ID: 900, Login: "advisory-bot[bot]", Bot: true}
	kim   = advisories.Person{ID: 12, Login: "kim"}
	acme  = advisories.Person{ID: 77, Login: "acme"}
	start = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
)

// fakeIssue is an issue with its thread.
type fakeIssue struct {
	advisories.TrackingIssue
	deleted   bool
	comments  []advisories.TrackingComment
	reactions []string
}

// fake is a GitHub of one tracking repository. Its clock is the room's.
type fake struct {
	t      *testing.T
	now    time.Time
	repos  map[string]*advisories.TrackingRepository // by lower-case owner/name
	issues []*fakeIssue
	people int
	whole  bool
	// asked are the requests, in order; before is called ahead of each.
	asked  []string
	before func(op string)
	// refuse answers a request by a fault without doing it; lose does it, and the
	// answer is lost. Both count down.
	refuse map[string][]advisories.FaultCode
	lose   map[string]int
	// late holds what is applied only later, as a request that hangs at GitHub.
	late map[string]bool
	held []func()
	// leaks are writes that landed in a repository that was not private.
	leaks []string
}

func newFake(t *testing.T) *fake {
	return &fake{t: t, now: start, people: 3, whole: true, refuse: map[string][]advisories.FaultCode{}, lose: map[string]int{}, late: map[string]bool{},
		repos: map[string]*advisories.TrackingRepository{"acme/cases": {Node: "R_1", ID: 501, Owner: "acme", OwnerID: acme.ID, Name: "cases", Private: true, Writable: true}}}
}

func (f *fake) repo() *advisories.TrackingRepository { return f.repos["acme/cases"] }

func (f *fake) enter(op string) error {
	if f.before != nil {
		f.before(op)
	}
	f.asked = append(f.asked, op)
	if list := f.refuse[op]; len(list) > 0 {
		f.refuse[op] = list[1:]
		if list[0] != "" {
			return &advisories.Fault{Code: list[0], Attempted: op}
		}
	}
	return nil
}

// write applies an act on a repository, unless its answer is lost or late.
func (f *fake) write(op string, repositoryID int64, act func()) error {
	if err := f.enter(op); err != nil {
		return err
	}
	run := func() {
		for _, r := range f.repos {
			if r.ID == repositoryID && !r.Private {
				f.leaks = append(f.leaks, op)
			}
		}
		act()
	}
	unclear := &advisories.Fault{Code: advisories.FaultUnclear, Attempted: op}
	if f.late[op] {
		f.late[op] = false
		f.held = append(f.held, run)
		return unclear
	}
	run()
	if f.lose[op] > 0 {
		f.lose[op]--
		return unclear
	}
	return nil
}

func (f *fake) find(node string) *fakeIssue {
	i := slices.IndexFunc(f.issues, func(i *fakeIssue) bool { return i.Node == node && !i.deleted })
	if i < 0 {
		return nil
	}
	return f.issues[i]
}

func (f *fake) shown(i *fakeIssue) advisories.TrackingIssue {
	out := i.TrackingIssue
	for _, r := range f.repos {
		if r.Node == i.Repository.Node {
			out.Repository = *r
		}
	}
	return out
}

func (f *fake) Self(context.Context, int64) (advisories.Person, error) { return bot, nil }

func (f *fake) TrackingRepository(_ context.Context, _ int64, owner, name string) (advisories.TrackingRepository, error) {
	if err := f.enter("find"); err != nil {
		return advisories.TrackingRepository{}, err
	}
	r, ok := f.repos[owner+"/"+name]
	if !ok {
		return advisories.TrackingRepository{}, &advisories.Fault{Code: advisories.FaultGone, Attempted: "find"}
	}
	return *r, nil
}

func (f *fake) TrackingIssues(_ context.Context, at advisories.TrackingRepository, _ int64, since time.Time) ([]advisories.TrackingIssue, error) {
	if err := f.enter("list"); err != nil {
		return nil, err
	}
	var out []advisories.TrackingIssue
	for _, i := range slices.Backward(f.issues) {
		if s := f.shown(i); !i.deleted && s.Author.ID == bot.ID && s.Repository.Node == at.Node && !s.CreatedAt.Before(since) {
			out = append(out, s)
		}
	}
	return out, nil
}

func (f *fake) TrackingIssue(_ context.Context, _, _ int64, node string, since time.Time) (advisories.TrackingIssue, []advisories.TrackingComment, error) {
	if err := f.enter("look"); err != nil {
		return advisories.TrackingIssue{}, nil, err
	}
	i := f.find(node)
	if i == nil {
		return advisories.TrackingIssue{}, nil, &advisories.Fault{Code: advisories.FaultGone, Attempted: "look"}
	}
	var out []advisories.TrackingComment
	for _, c := range i.comments {
		if !c.CreatedAt.Before(since) {
			out = append(out, c)
		}
	}
	return f.shown(i), out, nil
}

func (f *fake) Audience(context.Context, int64, advisories.TrackingRepository) (int, bool, error) {
	return f.people, f.whole, f.enter("audience")
}

func (f *fake) OpenIssue(_ context.Context, _ int64, at advisories.TrackingRepository, title, body string) (advisories.TrackingIssue, error) {
	n := len(f.issues) + 1
	i := &fakeIssue{TrackingIssue: advisories.TrackingIssue{Node: fmt.Sprintf("I_%d", n), Number: n, Repository: at, Author: bot,
		Title: title, Body: body, CreatedAt: f.now, UpdatedAt: f.now}}
	err := f.write("open", at.ID, func() { f.issues = append(f.issues, i) })
	if err != nil {
		return advisories.TrackingIssue{}, err
	}
	return f.shown(i), nil
}

func (f *fake) change(op string, repositoryID int64, node string, act func(*fakeIssue)) (advisories.TrackingIssue, error) {
	i := f.find(node)
	if i == nil {
		return advisories.TrackingIssue{}, &advisories.Fault{Code: advisories.FaultGone, Attempted: op}
	}
	if err := f.write(op, repositoryID, func() { act(i); i.UpdatedAt = f.now }); err != nil {
		return advisories.TrackingIssue{}, err
	}
	return f.shown(i), nil
}

func (f *fake) EditIssue(_ context.Context, _, repositoryID int64, node, title, body string) (advisories.TrackingIssue, error) {
	return f.change("edit", repositoryID, node, func(i *fakeIssue) { i.Title, i.Body = title, body })
}

func (f *fake) CloseIssue(_ context.Context, _, repositoryID int64, node string) (advisories.TrackingIssue, error) {
	return f.change("close", repositoryID, node, func(i *fakeIssue) { i.Closed = true })
}

func (f *fake) ReopenIssue(_ context.Context, _, repositoryID int64, node string) (advisories.TrackingIssue, error) {
	return f.change("reopen", repositoryID, node, func(i *fakeIssue) { i.Closed = false })
}

func (f *fake) CommentIssue(_ context.Context, _, repositoryID int64, node, body string) (advisories.TrackingComment, advisories.TrackingRepository, error) {
	var c advisories.TrackingComment
	i, err := f.change("comment", repositoryID, node, func(i *fakeIssue) { c = f.say(i, bot, body) })
	return c, i.Repository, err
}

// say adds a comment.
func (f *fake) say(i *fakeIssue, by advisories.Person, body string) advisories.TrackingComment {
	id := int64(1000*i.Number + len(i.comments) + 1)
	c := advisories.TrackingComment{Node: fmt.Sprintf("IC_%d", id), ID: id, Author: by, Body: body, CreatedAt: f.now}
	i.comments = append(i.comments, c)
	i.UpdatedAt = f.now
	return c
}

func (f *fake) AssignIssue(_ context.Context, _, repositoryID int64, node string, people []advisories.Person) error {
	_, err := f.change("assign", repositoryID, node, func(i *fakeIssue) { i.Assignees = append(i.Assignees, people...) })
	return err
}

func (f *fake) WriteIssue(_ context.Context, _, repositoryID int64, node string, w advisories.IssueWrite) (advisories.TrackingIssue, error) {
	var ops []string
	for op, wanted := range map[string]bool{"1edit": w.Body != "", "2comment": w.Comment != "", "3react": len(w.Reactions) > 0, "4close": w.Close} {
		if wanted {
			ops = append(ops, op)
		}
	}
	slices.Sort(ops)
	for i := range ops {
		ops[i] = ops[i][1:]
	}
	return f.change(strings.Join(ops, "+"), repositoryID, node, func(i *fakeIssue) {
		if w.Body != "" {
			i.Title, i.Body = w.Title, w.Body
		}
		if w.Comment != "" {
			f.say(i, bot, w.Comment)
		}
		for _, r := range w.Reactions {
			i.reactions = append(i.reactions, r.Node+" "+string(r.Reaction))
		}
		i.Closed = i.Closed || w.Close
	})
}

func (f *fake) React(_ context.Context, _, repositoryID int64, comment string, r advisories.Reaction) error {
	return f.write("react", repositoryID, func() {
		for _, i := range f.issues {
			for _, c := range i.comments {
				if c.Node == comment {
					i.reactions = append(i.reactions, fmt.Sprintf("%d %s", c.ID, r))
				}
			}
		}
	})
}

// ours are the comments of our account.
func (i *fakeIssue) ours() []string {
	var out []string
	for _, c := range i.comments {
		if c.Author.ID == bot.ID {
			out = append(out, advisories.Unmarked(c.Body))
		}
	}
	return out
}

// lab is a room on a fake, with one case and what is kept of it.
type lab struct {
	*fake
	keys  advisories.Keys
	room  *tracking.Room
	view  tracking.View
	kept  advisories.Tracking
	keeps int
	// lost makes keeping fail.
	lost error
}

func newLab(t *testing.T) *lab {
	t.Helper()
	l := &lab{fake: newFake(t), view: sample()}
	l.rekey(7)
	return l
}

// rekey starts the program anew, with other sealing keys.
func (l *lab) rekey(seeds ...byte) {
	l.t.Helper()
	var raw [][]byte
	for _, s := range seeds {
		raw = append(raw, bytes.Repeat([]byte{s}, advisories.KeySize))
	}
	var err error
	if l.keys, err = advisories.NewKeys(raw...); err != nil {
		l.t.Fatal(err)
	}
	l.room, err = tracking.New(tracking.Config{GitHub: l.fake, Keys: l.keys, Now: func() time.Time { return l.now }})
	if err != nil {
		l.t.Fatal(err)
	}
}

// sample is a case whose report came in a moment ago.
func sample() tracking.View {
	return tracking.View{
		Case: advisories.Case{Key: advisories.CaseKey{Installation: 5, Repository: 41, GHSA: "GHSA-2345-cfgh-jmpq"}, Owner: "acme", Repo: "widget",
			Name: "amber-otter-123", Stage: advisories.StageReceived, Reporter: advisories.Person{ID: 31, Login: "rin"},
			ReportedAt: start.Add(-time.Hour), OpenedAt: start.Add(-time.Hour), WorkedAt: start},
		Owner: acme, Where: "acme/cases", CommentsKnown: true, Now: start,
		Entries: []advisories.Entry{{Seq: 1, At: start, What: "opened", Actor: "advisory-bot", Detail: "reported"}},
	}
}

// show is one Show, as the desk does it: what was kept comes back next time.
func (l *lab) show() error {
	l.view.Case.Tracking = l.kept
	l.view.Now = l.now
	t, err := l.room.Show(context.Background(), l.view, func(_ context.Context, t advisories.Tracking) error {
		if l.lost != nil {
			return l.lost
		}
		l.kept, l.keeps = t, l.keeps+1
		return nil
	})
	if err == nil && t != l.kept {
		l.t.Errorf("Show answers %+v and kept %+v", t, l.kept)
	}
	return err
}

// must shows, and fails the test on an error.
func (l *lab) must() {
	l.t.Helper()
	if err := l.show(); err != nil {
		l.t.Fatal(err)
	}
}

// happen adds an entry to the timeline.
func (l *lab) happen(what, detail string, draft int) {
	l.view.Entries = append(slices.Clone(l.view.Entries), advisories.Entry{Seq: int64(len(l.view.Entries) + 1), At: l.now, What: what, Actor: "someone on GitHub", Detail: detail, Draft: draft})
}

// requests are those since the last call.
func (l *lab) requests() []string {
	out := l.asked
	l.asked = nil
	return out
}

// one is the only issue.
func (l *lab) one() *fakeIssue {
	l.t.Helper()
	if len(l.issues) != 1 {
		l.t.Fatalf("%d issues, want 1", len(l.issues))
	}
	return l.issues[0]
}

package tracking_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/app/tracking"
)

var escalation = advisories.DraftKey{Rule: "escalate_acknowledge_target", Kind: advisories.KindEscalate, Occurrence: 1}

func TestTell(t *testing.T) {
	l := newLab(t)
	l.must()
	l.requests()
	ctx, key := context.Background(), l.view.Case.Key
	id, err := l.room.Tell(ctx, key, l.kept, escalation, "The first answer is due.", []advisories.Person{kim, {ID: 13, Login: "x](y)"}, bot})
	i := l.one()
	if err != nil || id != i.comments[0].ID || len(i.Assignees) != 3 {
		t.Fatal(id, err)
	}
	if diff := cmp.Diff([]string{"look", "assign", "look", "comment"}, l.requests()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"@kim\n\nThe first answer is due."}, i.ours()); diff != "" {
		t.Error(diff)
	}
	if found, ok, err := l.room.Find(ctx, key, l.kept, escalation, l.now); found != id || !ok || err != nil {
		t.Error(found, ok, err)
	}
	other := escalation
	other.Occurrence = 2
	if _, ok, err := l.room.Find(ctx, key, l.kept, other, l.now); ok || err != nil {
		t.Error("another draft's comment", err)
	}
	if _, ok, _ := l.room.Find(ctx, advisories.CaseKey{Installation: 5, GHSA: "GHSA-9999-cfgh-jmpq"}, l.kept, escalation, l.now); ok {
		t.Error("another case's comment")
	}
	i.comments[0].Author = kim
	if _, ok, _ := l.room.Find(ctx, key, l.kept, escalation, l.now); ok {
		t.Error("a person's comment with our mark")
	}
}

func TestTellMentionsOnce(t *testing.T) {
	for body, want := range map[string]string{
		"@Kim, look": "@Kim, look", "@kim": "@kim", "@kimberly, look": "@kim\n\n@kimberly, look", "ask @kim/x": "@kim\n\nask @kim/x", "x@kim.": "x@kim.",
	} {
		l := newLab(t)
		l.must()
		if _, err := l.room.Tell(context.Background(), l.view.Case.Key, l.kept, escalation, body, []advisories.Person{kim}); err != nil {
			t.Fatal(err)
		}
		if got := l.one().ours()[0]; got != want {
			t.Errorf("%q: %q", body, got)
		}
	}
}

func TestTellFaults(t *testing.T) {
	ctx := context.Background()
	for name, c := range map[string]struct {
		spoil   func(*lab)
		problem advisories.TrackingProblem
		code    advisories.FaultCode
		told    int
	}{
		"public":             {func(l *lab) { l.repo().Private = false }, advisories.TrackingNotPrivate, "", 0},
		"deleted":            {func(l *lab) { l.one().deleted, l.now = true, l.now.Add(time.Minute) }, advisories.TrackingGone, "", 0},
		"not to be seen yet": {func(l *lab) { l.refuse["look"] = []advisories.FaultCode{"gone"} }, "", "unavailable", 0},
		"locked":             {func(l *lab) { l.one().Locked = true }, advisories.TrackingNoIssues, "", 0},
		"audience":           {func(l *lab) { l.kept.Problem = advisories.TrackingAudience }, advisories.TrackingAudience, "", 0},
		"no right":           {func(l *lab) { l.refuse["comment"] = []advisories.FaultCode{"forbidden"} }, advisories.TrackingForbidden, "", 0},
		"not assignable":     {func(l *lab) { l.refuse["assign"] = []advisories.FaultCode{"refused"} }, "", "", 1},
		"unavailable":        {func(l *lab) { l.refuse["comment"] = []advisories.FaultCode{"unavailable"} }, "", "unavailable", 0},
		"unclear":            {func(l *lab) { l.lose["comment"] = 1 }, "", "unclear", 1},
		"assigning, unclear": {func(l *lab) { l.lose["assign"] = 1 }, "", "unclear", 0},
		"turned public at the write": {func(l *lab) {
			l.before = func(op string) {
				if op == "comment" {
					l.repo().Private = false
				}
			}
		}, advisories.TrackingNotPrivate, "", 1},
	} {
		l := newLab(t)
		l.must()
		i := l.one()
		c.spoil(l)
		id, err := l.room.Tell(ctx, l.view.Case.Key, l.kept, escalation, "Due.", []advisories.Person{kim})
		var p *tracking.ProblemError
		switch {
		case c.problem != "":
			if !errors.As(err, &p) || p.Problem != c.problem || (id != 0) != (c.told == 1) {
				t.Errorf("%s: %d, %v", name, id, err)
			}
		case c.code != "":
			if advisories.CodeOf(err) != c.code {
				t.Errorf("%s: %v", name, err)
			}
		case err != nil:
			t.Errorf("%s: %v", name, err)
		}
		if len(i.ours()) != c.told {
			t.Errorf("%s: %q", name, i.ours())
		}
	}
}

func TestAnswer(t *testing.T) {
	ctx := context.Background()
	l := newLab(t)
	l.must()
	i := l.one()
	said := l.say(i, kim, "/approve 3")
	c := advisories.Command{Case: l.view.Case.Key, Place: advisories.PlaceIssue, Comment: said.ID, Line: 1, Node: said.Node, By: kim, Verb: "approve", Code: advisories.CommandDone, At: l.now}
	l.requests()
	if err := l.room.Answer(ctx, l.kept, c, ""); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"react"}, l.requests()); diff != "" {
		t.Error(diff)
	}
	c.Code = "there is no draft 3"
	for range 2 { // the second time it stands there already
		if err := l.room.Answer(ctx, l.kept, c, "there is no draft 3"); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"`/approve` had no effect: there is no draft 3."}, i.ours()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"1001 THUMBS_UP", "1001 CONFUSED", "1001 CONFUSED"}, i.reactions); diff != "" {
		t.Error(diff)
	}
	c.Line = 2
	if err := l.room.Answer(ctx, l.kept, c, "say `/help` to @kim <b>"); err != nil || len(i.ours()) != 2 || strings.Contains(i.ours()[1], " @kim") {
		t.Errorf("%v %q", err, i.ours())
	}
	c.Line, c.Code = 3, advisories.CommandDone
	if err := l.room.Answer(ctx, l.kept, c, "Commands:\n\n- `/ack`"); err != nil || i.ours()[2] != "Commands:\n\n- `/ack`" {
		t.Errorf("%v %q", err, i.ours())
	}
}

func TestAnswerWhereNoneCanBe(t *testing.T) {
	ctx := context.Background()
	l := newLab(t)
	l.must()
	i := l.one()
	said := l.say(i, kim, "/x")
	c := advisories.Command{Case: l.view.Case.Key, Place: advisories.PlaceIssue, Comment: said.ID, Node: said.Node, Code: "x", At: l.now}
	l.refuse["react"] = []advisories.FaultCode{"gone", "unavailable"}
	if err := l.room.Answer(ctx, l.kept, c, ""); err != nil {
		t.Error("a comment that was deleted", err)
	}
	if err := l.room.Answer(ctx, l.kept, c, ""); advisories.CodeOf(err) != advisories.FaultUnavailable {
		t.Error(err)
	}
	l.requests()
	thread := c
	thread.Place = advisories.PlaceAdvisory
	if err := l.room.Answer(ctx, l.kept, thread, "x"); err != nil || len(l.requests()) != 0 {
		t.Error("an answer to the thread", err)
	}
	var p *tracking.ProblemError
	kept := l.kept
	kept.Problem = advisories.TrackingMoved
	if err := l.room.Answer(ctx, kept, c, "x"); !errors.As(err, &p) || len(l.requests()) != 0 {
		t.Error("an answer where nothing may be written", err)
	}
	l.repo().Private = false
	if err := l.room.Answer(ctx, l.kept, c, "x"); !errors.As(err, &p) || p.Problem != advisories.TrackingNotPrivate || len(i.ours()) != 0 {
		t.Error("a reply where everybody reads", err)
	}
	l.repo().Private = true
	l.lose["comment"] = 1
	if err := l.room.Answer(ctx, l.kept, c, "x"); advisories.CodeOf(err) != advisories.FaultUnclear {
		t.Error(err)
	}
	i.comments = i.comments[:1] // GitHub does not show it yet
	l.now = l.now.Add(5 * time.Second)
	var f *advisories.Fault
	if err := l.room.Answer(ctx, l.kept, c, "x"); !errors.As(err, &f) || f.RetryAt.IsZero() || len(i.ours()) != 0 {
		t.Error("in flight", err, i.ours())
	}
	l.now = l.now.Add(time.Minute)
	l.refuse["comment"] = []advisories.FaultCode{"limited"}
	if err := l.room.Answer(ctx, l.kept, c, "x"); advisories.CodeOf(err) != advisories.FaultLimited {
		t.Error(err)
	}
	for range 2 {
		if err := l.room.Answer(ctx, l.kept, c, "x"); err != nil {
			t.Error(err)
		}
	}
	if len(i.ours()) != 1 {
		t.Error("replied twice", i.ours())
	}
}

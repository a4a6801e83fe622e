package tracking_test

import (
	"context"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/app/tracking"
)

// Where a repository will not do, no issue is made, and where it stops to do nothing
// more is written. Each is over once it is mended.
func TestRepositoryWillNotDo(t *testing.T) {
	for name, c := range map[string]struct {
		spoil   func(*lab)
		mend    func(*lab)
		problem advisories.TrackingProblem
	}{
		"public": {func(l *lab) { l.repo().Private = false }, func(l *lab) { l.repo().Private = true }, advisories.TrackingNotPrivate},
		"archived": {func(l *lab) { l.repo().Writable = false }, func(l *lab) { l.repo().Writable = true },
			advisories.TrackingNoIssues},
		"the case's owner is another": {func(l *lab) { l.view.Owner = advisories.Person{ID: 78, Login: "acme"} },
			func(l *lab) { l.view.Owner = acme }, advisories.TrackingForeign},
		"the case's owner is not known": {func(l *lab) { l.view.Owner = advisories.Person{} },
			func(l *lab) { l.view.Owner = advisories.Person{Login: "ACME"} }, advisories.TrackingForeign},
		"too many readers": {func(l *lab) { l.view.Needed, l.people = 3, 4; l.now = l.now.Add(25 * time.Hour) },
			func(l *lab) { l.view.Accepted = true }, advisories.TrackingAudience},
		"more readers than counted": {func(l *lab) { l.view.Needed, l.people, l.whole = 3, 2, false; l.now = l.now.Add(25 * time.Hour) },
			func(l *lab) { l.whole = true; l.now = l.now.Add(11 * time.Minute) }, advisories.TrackingAudience},
	} {
		fresh := newLab(t)
		c.spoil(fresh)
		fresh.must()
		if len(fresh.issues) != 0 || fresh.kept.Problem != c.problem || fresh.kept.Begun.Key != "" {
			t.Errorf("%s: %d issues, kept %+v", name, len(fresh.issues), fresh.kept)
		}
		c.mend(fresh)
		fresh.must()
		if fresh.one(); fresh.kept.Problem != "" {
			t.Errorf("%s: mended, kept %+v", name, fresh.kept)
		}

		l := newLab(t)
		l.must()
		c.spoil(l)
		l.happen("stage", "received to assessed", 0)
		before := l.one().Body
		for range 3 {
			l.must()
		}
		if i := l.one(); i.Body != before || len(i.comments) != 0 || l.kept.Problem != c.problem || len(l.leaks) != 0 {
			t.Errorf("%s: written all the same: %q, kept %+v", name, i.ours(), l.kept)
		}
		c.mend(l)
		l.must()
		if i := l.one(); len(i.ours()) != 1 || l.kept.Problem != "" {
			t.Errorf("%s: mended: %q, kept %+v", name, i.ours(), l.kept)
		}
	}
}

// The repository changes between two writes, and between the look and the write.
func TestChangesBetweenTwoWrites(t *testing.T) {
	moved := func(l *lab) { r := l.repo(); r.Owner, r.OwnerID = "other", 78 }
	public := func(l *lab) { l.repo().Private = false }
	for name, c := range map[string]struct {
		change  func(*lab)
		problem advisories.TrackingProblem
	}{"public": {public, advisories.TrackingNotPrivate}, "transferred": {moved, advisories.TrackingMoved}} {
		for _, at := range []string{"look", "edit+comment"} {
			l := newLab(t)
			l.must()
			l.view.Case.Stage, l.view.Case.History.Coordinator = advisories.StageAccepted, kim
			l.happen("stage", "received to accepted", 0)
			written := false
			l.before = func(op string) {
				if op == "assign" {
					written = true
				}
				if written && op == at {
					c.change(l)
				}
			}
			l.must()
			i := l.one()
			// What slips between look and write cannot be undone; it is noticed, and is the last.
			if want := map[string]int{"look": 0, "edit+comment": 1}[at]; len(i.comments) != want || l.kept.Problem != c.problem {
				t.Errorf("%s before %s: %d comments, kept %+v", name, at, len(i.comments), l.kept)
			}
			told := len(i.comments)
			l.before = nil
			l.happen("stage", "accepted to closed", 0)
			l.must()
			if len(i.comments) != told {
				t.Errorf("%s before %s: written on", name, at)
			}
			l.repo().Private, l.repo().Owner, l.repo().OwnerID = true, "acme", acme.ID
			l.must()
			if len(i.comments) != told+1 || l.kept.Problem != "" {
				t.Errorf("%s before %s: %d comments once mended, kept %+v", name, at, len(i.comments), l.kept)
			}
		}
	}
}

// The repository changes between finding it and opening the issue.
func TestChangesWhileOpening(t *testing.T) {
	l := newLab(t)
	finds := 0
	l.before = func(op string) {
		if op == "find" {
			if finds++; finds == 2 {
				l.repo().Private = false
			}
		}
	}
	l.must()
	if len(l.issues) != 0 || l.kept.Problem != advisories.TrackingNotPrivate || l.kept.Begun.Key != "" {
		t.Errorf("%d issues, kept %+v", len(l.issues), l.kept)
	}
	l = newLab(t)
	finds = 0
	l.before = func(op string) {
		if op == "find" {
			if finds++; finds == 2 { // another repository took the name
				l.repos["acme/cases"] = &advisories.TrackingRepository{Node: "R_2", ID: 502, Owner: "acme", OwnerID: acme.ID, Name: "cases", Private: true, Writable: true}
			}
		}
	}
	l.must()
	if len(l.issues) != 0 || l.kept.Problem != advisories.TrackingMoved {
		t.Errorf("%d issues, kept %+v", len(l.issues), l.kept)
	}
	l = newLab(t)
	l.before = func(op string) {
		if op == "open" {
			l.repo().Private = false
		}
	}
	l.must()
	if l.kept.Problem != advisories.TrackingNotPrivate || l.kept.Issue == "" {
		t.Errorf("an issue that slipped out is not known: %+v", l.kept)
	}
}

func TestWhereNothingIsSeen(t *testing.T) {
	for name, c := range map[string]struct {
		spoil   func(*lab)
		problem advisories.TrackingProblem
	}{
		"gone":      {func(l *lab) { delete(l.repos, "acme/cases") }, advisories.TrackingGone},
		"forbidden": {func(l *lab) { l.refuse["find"] = []advisories.FaultCode{advisories.FaultForbidden} }, advisories.TrackingForbidden},
		"no name":   {func(l *lab) { l.view.Where = "../cases" }, advisories.TrackingGone},
		"no list":   {func(l *lab) { l.refuse["list"] = []advisories.FaultCode{advisories.FaultForbidden} }, advisories.TrackingForbidden},
	} {
		l := newLab(t)
		c.spoil(l)
		l.must()
		if len(l.issues) != 0 || l.kept.Problem != c.problem {
			t.Errorf("%s: %d issues, kept %+v", name, len(l.issues), l.kept)
		}
	}
	l := newLab(t)
	l.refuse["audience"] = []advisories.FaultCode{advisories.FaultForbidden}
	l.view.Needed = 1
	l.must()
	if l.one(); l.kept.Audience != 0 {
		t.Error("readers that GitHub does not tell are counted")
	}
	l.one().Locked = true
	l.happen("stage", "x", 0)
	l.must()
	if l.kept.Problem != advisories.TrackingNoIssues {
		t.Errorf("locked: %+v", l.kept)
	}
}

// A repository that was renamed is the same; one that will not do any more gives way
// to the one that the policy names then.
func TestAnotherRepository(t *testing.T) {
	l := newLab(t)
	l.must()
	l.repo().Name = "renamed"
	l.happen("stage", "x", 0)
	l.must()
	if l.kept.Repository.Name != "renamed" || l.kept.Problem != "" {
		t.Errorf("renamed: %+v", l.kept)
	}
	l.repos["acme/new"] = &advisories.TrackingRepository{Node: "R_2", ID: 502, Owner: "acme", OwnerID: acme.ID, Name: "new", Private: true, Writable: true}
	l.view.Where = "acme/new"
	l.happen("stage", "y", 0)
	l.must()
	if len(l.issues) != 1 {
		t.Error("a case left an issue that will do")
	}
	l.repo().Private = false
	l.happen("stage", "z", 0)
	l.must() // what it found
	l.must() // what it does about it
	if len(l.issues) != 2 || l.kept.Repository.Node != "R_2" || l.kept.Problem != "" || len(l.leaks) != 0 {
		t.Errorf("%d issues, kept %+v, leaks %v", len(l.issues), l.kept, l.leaks)
	}
}

func TestLook(t *testing.T) {
	l := newLab(t)
	l.must()
	i := l.one()
	l.say(i, kim, "/ack")
	ctx := context.Background()
	look := func() tracking.Look {
		t.Helper()
		out, err := l.room.Look(ctx, 5, l.kept)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	if got := look(); got.Problem != "" || got.Edited || len(got.Comments) != 1 {
		t.Errorf("%+v", got)
	}
	title, body := i.Title, i.Body
	i.Title = "GHSA-2345-cfgh-jmpq, another"
	if !look().Edited {
		t.Error("a changed title is not seen")
	}
	i.Title, i.Body = title, "Draft 1 is harmless\n"+body
	if !look().Edited {
		t.Error("a changed card is not seen")
	}
	i.Body = l.keys.Marked("other words of ours", advisories.DraftKey{Rule: "news", Kind: "tracking", Occurrence: 1}, "GHSA-2345-cfgh-jmpq")
	if !look().Edited {
		t.Error("another text of ours in the card's place is not seen")
	}
	l.repo().Private = false
	if got := look(); got.Problem != advisories.TrackingNotPrivate || got.Tracking.Problem != got.Problem {
		t.Errorf("%+v", got.Problem)
	}
	i.deleted, l.now = true, l.now.Add(time.Minute)
	if got := look(); got.Problem != advisories.TrackingGone {
		t.Errorf("%+v", got.Problem)
	}
	l.refuse["look"] = []advisories.FaultCode{advisories.FaultForbidden, advisories.FaultUnavailable}
	if got := look(); got.Problem != advisories.TrackingForbidden {
		t.Errorf("%+v", got.Problem)
	}
	if _, err := l.room.Look(ctx, 5, l.kept); advisories.CodeOf(err) != advisories.FaultUnavailable {
		t.Error(err)
	}
	if got, err := l.room.Look(ctx, 5, advisories.Tracking{}); err != nil || got.Problem != advisories.TrackingGone {
		t.Error("no issue", got.Problem, err)
	}
	kept := l.kept
	kept.Problem = advisories.TrackingAudience
	i.deleted, l.repo().Private = false, true
	if got, err := l.room.Look(ctx, 5, kept); err != nil || got.Problem != advisories.TrackingAudience {
		t.Error("a look cannot end that problem", got.Problem, err)
	}
}

package ghsatest_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// ripe are the fields without which GitHub publishes nothing.
var ripe = []advisories.Vulnerability{{Ecosystem: "npm", Package: "lib", Affected: "< 2", Patched: "2"}}

// clientActs carries a report from triage to publication by the client's acts.
func (l *lab) clientActs(t *testing.T, c *speaker) {
	ctx := context.Background()
	l.SetPermissions(l.installation, allPermissions)
	id, _ := l.report()
	ada := did[advisories.Person](t, c, "Person")(c.Person(ctx, l.place(), "ADA"))
	if ada.Login != "ada" || ada.ID != l.AddUser("ada") || ada.Node == "" {
		t.Errorf("person %+v", ada)
	}
	did[map[int64]advisories.Power](t, c, "PowersNow")(c.PowersNow(ctx, l.place(), []advisories.Person{ada}, nil))
	now := did[advisories.Advisory](t, c, "SetState")(c.SetState(ctx, l.place(), id, advisories.StateDraft))
	fields := advisories.Change{Severity: "high", CWEs: []string{"CWE-22"}, Vulnerabilities: ripe}
	now = did[advisories.Advisory](t, c, "SetFields")(c.SetFields(ctx, l.place(), id, now, fields))
	people := advisories.Change{Users: []string{"ada"}, Teams: []string{"security"}}
	now = did[advisories.Advisory](t, c, "AddCollaborators")(c.AddCollaborators(ctx, l.place(), id, now, people))
	credits := advisories.Change{Credits: []advisories.Credit{{Login: "ada", Type: "remediation_developer"}}}
	now = did[advisories.Advisory](t, c, "AddCredits")(c.AddCredits(ctx, l.place(), id, now, credits))
	for method, act := range map[string]func(context.Context, advisories.Repository, advisories.GHSA) error{"RequestCVE": c.RequestCVE, "StartFork": c.StartFork} {
		c.used[method] = true
		if err := act(ctx, l.place(), id); err != nil {
			t.Errorf("%s: %v", method, err)
		}
		if got := advisories.CodeOf(act(ctx, l.place(), id)); got != advisories.FaultRefused {
			t.Errorf("%s twice: %q", method, got)
		}
	}
	now.PrivateFork = true
	if d := cmp.Diff(l.Advisory(lib, id), now); d != "" {
		t.Errorf("before publication (-GitHub +client)\n%s", d)
	}
	got := did[advisories.Advisory](t, c, "Publish")(c.Publish(ctx, l.place(), id, now))
	if d := cmp.Diff(l.Advisory(lib, id), got); d != "" || got.State != advisories.StatePublished || got.Publisher.ID != l.Bot() || got.PrivateFork {
		t.Errorf("published %+v (-GitHub +client)\n%s", got, d)
	}
}

// What was slipped in between the approval and the publication does not stay.
func TestPublishAsApproved(t *testing.T) {
	l := newLab(t)
	c, ctx := l.speaker(), context.Background()
	id, _ := l.report()
	vector := "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
	must := func(edit func(*advisories.Advisory)) {
		t.Helper()
		if err := l.EditAdvisoryAs("rex", lib, id, edit); err != nil {
			t.Fatal(err)
		}
	}
	must(func(a *advisories.Advisory) { a.Vulnerabilities, a.CVSS3, a.Severity = ripe, vector, "critical" })
	approved := did[advisories.Advisory](t, c, "SetState")(c.SetState(ctx, l.place(), id, advisories.StateDraft))
	must(func(a *advisories.Advisory) {
		a.Summary, a.Description, a.CWEs = "Buy now", "https://ads.example", []string{"CWE-1"}
		a.Vulnerabilities = append(a.Vulnerabilities, advisories.Vulnerability{Ecosystem: "npm", Package: "other", Affected: "*"})
		a.Credits = append(a.Credits, advisories.Credit{Login: "ada", Type: "finder"})
	})
	got := did[advisories.Advisory](t, c, "Publish")(c.Publish(ctx, l.place(), id, approved))
	want := approved
	want.State, want.Publisher, want.PublishedAt, want.UpdatedAt, want.CommentsClosed = got.State, got.Publisher, got.PublishedAt, got.UpdatedAt, true
	if d := cmp.Diff(want, got); d != "" || got.State != advisories.StatePublished {
		t.Errorf("(-approved +published)\n%s", d)
	}
}

// What GitHub refuses to publish stays a draft.
func TestPublishRefused(t *testing.T) {
	l := newLab(t)
	c, ctx := l.speaker(), context.Background()
	id, _ := l.report()
	is := func(want advisories.FaultCode) {
		t.Helper()
		if _, err := c.Publish(ctx, l.place(), id, l.Advisory(lib, id)); advisories.CodeOf(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	is(advisories.FaultRefused) // nothing is affected, and it is in triage
	did[advisories.Advisory](t, c, "SetState")(c.SetState(ctx, l.place(), id, advisories.StateDraft))
	is(advisories.FaultRefused)
	if err := l.EditAdvisoryAs("ada", lib, id, func(a *advisories.Advisory) { a.Vulnerabilities = ripe }); err != nil {
		t.Fatal(err)
	}
	if err := l.LockAs("ada", lib, id, true); err != nil {
		t.Fatal(err)
	}
	is(advisories.FaultForbidden)
	if err := l.LockAs("ada", lib, id, false); err != nil {
		t.Fatal(err)
	}
	l.Fault(ghsatest.Fault{Kind: ghsatest.AppliedAnswerLost, Method: "PATCH"})
	is(advisories.FaultUnclear)
	is("") // the same again is no change
	if a := l.Advisory(lib, id); a.State != advisories.StatePublished {
		t.Error(a.State)
	}
}

// A credit that is sent again keeps its answer, and severity and vector exclude
// each other.
func TestFieldsAndCredits(t *testing.T) {
	l := newLab(t)
	c, ctx := l.speaker(), context.Background()
	l.AddUser("zoe")
	id, _ := l.report()
	if err := l.AnswerCredit("zoe", lib, id, true); err == nil {
		t.Error("somebody answered who is not credited")
	}
	if err := l.AnswerCredit("rex", lib, id, true); err != nil {
		t.Fatal(err)
	}
	a := did[advisories.Advisory](t, c, "AddCredits")(c.AddCredits(ctx, l.place(), id, l.Advisory(lib, id),
		advisories.Change{Credits: []advisories.Credit{{Login: "zoe", Type: "analyst"}}}))
	want := []advisories.Credit{{Login: "rex", Type: "reporter", State: "accepted"}, {Login: "zoe", Type: "analyst", State: "pending"}}
	if d := cmp.Diff(want, a.Credits); d != "" {
		t.Error(d)
	}
	a = did[advisories.Advisory](t, c, "SetFields")(c.SetFields(ctx, l.place(), id, a, advisories.Change{CVSS: "CVSS:4.0/AV:N"}))
	if a.CVSS4 == "" || a.Severity == "" {
		t.Errorf("%+v", a)
	}
	if _, err := c.SetFields(ctx, l.place(), id, advisories.Advisory{}, advisories.Change{Severity: "low"}); advisories.CodeOf(err) != advisories.FaultRefused {
		t.Error("GitHub took a severity beside a vector:", err)
	}
	a = did[advisories.Advisory](t, c, "SetFields")(c.SetFields(ctx, l.place(), id, a, advisories.Change{Severity: "low"}))
	if a.CVSS4 != "" || a.Severity != "low" {
		t.Errorf("%+v", a)
	}
}

// People ask for CVE ids and forks too, by their rights.
func TestPeopleAsk(t *testing.T) {
	l := newLab(t)
	id, one := l.report()
	if err := l.StartForkAs("rex", lib, id); err != nil || l.StartForkAs("ada", lib, id) == nil {
		t.Error("a reporter starts the fork of their report, once:", err)
	}
	if l.RequestCVEAs("ada", lib, id) == nil {
		t.Error("a CVE id was asked for in triage")
	}
	l.patch(one, `{"state":"draft"}`)
	if l.RequestCVEAs("rex", lib, id) == nil {
		t.Error("a reporter asked for a CVE id")
	}
	if err := l.RequestCVEAs("ada", lib, id); err != nil {
		t.Error(err)
	}
	l.send("POST", one+"/cve", l.token(""), "").is(t, 422)
}

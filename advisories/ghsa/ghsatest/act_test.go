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

// A write whose answer was lost was done, once, and a look tells; asking again does
// no harm.
func TestActsWithLostAnswers(t *testing.T) {
	vector := "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
	for name, tc := range map[string]struct {
		act  func(context.Context, *speaker, *lab, advisories.Advisory) error
		done func(advisories.Advisory) bool
		verb ghsatest.Verb
		// again is what the second try comes to.
		again advisories.FaultCode
	}{
		"fields": {func(ctx context.Context, c *speaker, l *lab, now advisories.Advisory) error {
			_, err := c.SetFields(ctx, l.place(), now.GHSA, now, advisories.Change{CVSS: vector, Vulnerabilities: ripe})
			return err
		}, func(a advisories.Advisory) bool { return a.CVSS3 == vector && len(a.Vulnerabilities) == 1 }, ghsatest.VerbEdit, ""},
		"collaborators": {func(ctx context.Context, c *speaker, l *lab, now advisories.Advisory) error {
			_, err := c.AddCollaborators(ctx, l.place(), now.GHSA, now, advisories.Change{Users: []string{"ada"}})
			return err
		}, func(a advisories.Advisory) bool { return len(a.Collaborators) == 2 }, ghsatest.VerbEdit, ""},
		"credits": {func(ctx context.Context, c *speaker, l *lab, now advisories.Advisory) error {
			_, err := c.AddCredits(ctx, l.place(), now.GHSA, now, advisories.Change{Credits: []advisories.Credit{{Login: "ada", Type: "analyst"}}})
			return err
		}, func(a advisories.Advisory) bool { return len(a.Credits) == 2 }, ghsatest.VerbEdit, ""},
		"CVE": {func(ctx context.Context, c *speaker, l *lab, now advisories.Advisory) error {
			return c.RequestCVE(ctx, l.place(), now.GHSA)
		}, func(advisories.Advisory) bool { return true }, ghsatest.VerbRequestCVE, advisories.FaultRefused},
		"fork": {func(ctx context.Context, c *speaker, l *lab, now advisories.Advisory) error {
			return c.StartFork(ctx, l.place(), now.GHSA)
		}, func(a advisories.Advisory) bool { return a.PrivateFork }, ghsatest.VerbFork, advisories.FaultRefused},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			l.SetPermissions(l.installation, allPermissions)
			c, ctx := l.speaker(), context.Background()
			id, _ := l.report()
			now := did[advisories.Advisory](t, c, "SetState")(c.SetState(ctx, l.place(), id, advisories.StateDraft))
			is := func(want advisories.FaultCode) {
				t.Helper()
				if err := tc.act(ctx, c, l, now); advisories.CodeOf(err) != want {
					t.Errorf("got %v, want %q", err, want)
				}
			}
			l.Fault(ghsatest.Fault{Kind: ghsatest.AppliedAnswerLost, PathPattern: string(id)})
			is(advisories.FaultUnclear)
			snap := did[advisories.Snapshot](t, c, "Snapshot")(c.Snapshot(ctx, l.place(), id, advisories.Want{}))
			if !tc.done(snap.Advisory) {
				t.Errorf("%+v", snap.Advisory)
			}
			for _, status := range []int{502, 500} {
				l.Fault(ghsatest.Fault{Kind: ghsatest.Status, Status: status, PathPattern: string(id)})
				is(advisories.FaultUnclear)
			}
			l.Fault(ghsatest.Fault{Kind: ghsatest.Status, Status: 422, PathPattern: string(id)})
			is(advisories.FaultRefused)
			if now = snap.Advisory; tc.verb != ghsatest.VerbEdit || name == "fields" {
				is(tc.again)
			}
			before := len(l.ActsOf("advisory-bot[bot]"))
			if name == "collaborators" || name == "credits" {
				is("") // who is there is not sent again
			}
			if got := l.ActsOf("advisory-bot[bot]"); len(got) != before || got[1].Verb != tc.verb {
				t.Errorf("%+v", got)
			}
		})
	}
}

// A closed advisory's thread may be closed too.
func TestClosedThread(t *testing.T) {
	for _, none := range []bool{false, true} {
		l := newLab(t, func(o *ghsatest.Options) { o.ClosedNoComments = none })
		c, ctx := l.speaker(), context.Background()
		id, _ := l.report()
		did[advisories.Advisory](t, c, "SetState")(c.SetState(ctx, l.place(), id, advisories.StateClosed))
		snap := did[advisories.Snapshot](t, c, "Snapshot")(c.Snapshot(ctx, l.place(), id, advisories.Want{}))
		_, err := c.Comment(ctx, l.place(), id, "Too late?")
		if got := advisories.CodeOf(err) == advisories.FaultNoComments; got != none || snap.Advisory.CommentsClosed != none {
			t.Errorf("%v: %v, closed %v", none, err, snap.Advisory.CommentsClosed)
		}
	}
}

// An organization's list shows what the installation does not cover, too.
func TestUnselectedRepositories(t *testing.T) {
	l := newLab(t)
	l.AddRepository("acme/other", false)
	l.SelectRepositories(l.installation, lib)
	id := l.Report("acme/other", "rex", "Elsewhere", "Text")
	got, err := l.speaker().OpenOfOrganization(context.Background(), l.installation, "acme")
	if err != nil || len(got) != 1 || got[0].Repo != "other" || got[0].Advisory.GHSA != id {
		t.Errorf("%+v %v", got, err)
	}
}

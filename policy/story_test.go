package policy_test

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
)

// story plays a case as the desk does: learn, judge, plan, reconcile, and carry
// out what may leave.
type story struct {
	t        *testing.T
	pol      *policy.Policy
	snap     advisories.Snapshot
	hist     advisories.History
	past     []advisories.Draft
	now      time.Time
	adopted  bool
	broken   bool
	comments int64
}

var reportTime = time.Date(2026, 11, 22, 15, 30, 0, 0, time.UTC)

func newStory(t *testing.T, pol *policy.Policy, description string) *story {
	t.Helper()
	return &story{
		t: t, pol: pol, now: reportTime, comments: 100,
		snap: advisories.Snapshot{
			Advisory: advisories.Advisory{GHSA: "GHSA-2345-cfgh-jmpq", State: advisories.StateTriage, Submitted: true,
				Summary: "Links are followed", Description: description,
				Author: advisories.Person{ID: 11, Login: "kim-reporter"}, CreatedAt: reportTime, UpdatedAt: reportTime},
			CommentsKnown: true,
			Powers:        map[int64]advisories.Power{21: {Admin: true}},
			Self:          advisories.Person{ID: 900, Login: "advisory-bot[bot]", Bot: true},
		},
	}
}

// turn works the case once and answers with what was carried out.
func (s *story) turn(later time.Duration) []string {
	s.t.Helper()
	s.now = s.now.Add(later)
	s.snap.At = s.now
	in := policy.Input{Snapshot: s.snap, Reading: policy.ReadReport(s.pol, s.snap), History: s.hist, Adopted: s.adopted, Now: s.now}
	in.History = policy.Study(s.pol, in, s.past)
	s.hist = in.History
	v := policy.Judge(s.pol, in)
	plan := policy.PlanInput{Input: in, CaseName: "amber-otter-123", Past: s.past, StatusBroken: s.broken}
	wanted := policy.Plan(s.pol, v, plan)
	for i, d := range wanted {
		sum := sha256.Sum256([]byte(fmt.Sprint(d.Key, d.Act, d.Comment, d.To, d.Body, v.Policy)))
		wanted[i].Digest = fmt.Sprintf("%x", sum[:4])
	}
	checkDrafts(s.t, plan, wanted)
	file, settle := policy.Reconcile(wanted, s.past)
	var did []string
	for n, o := range settle {
		s.past[n-1].State, s.past[n-1].Outcome = o.State, o
	}
	for i := range s.past {
		if o, ok := settle[s.past[i].Number]; ok {
			did = append(did, fmt.Sprintf("%d %s", s.past[i].Number, o.Code))
		}
	}
	for _, d := range file {
		d.Number, d.State = len(s.past)+1, advisories.DraftHeld
		if d.Permit == advisories.PermitAuto && d.Hold == "" {
			s.carryOut(&d)
		}
		s.past = append(s.past, d)
		did = append(did, fmt.Sprintf("%d %s %s %s", d.Number, d.Key, d.Act, d.State))
	}
	return did
}

func (s *story) carryOut(d *advisories.Draft) {
	d.State = advisories.DraftDone
	switch d.Act {
	case advisories.ActComment:
		d.Outcome = advisories.Outcome{State: d.State, Comment: s.comment(s.snap.Self, d.Body)}
		if d.Key.Kind == advisories.KindAsk {
			s.hist.Asked = s.now
		}
	case advisories.ActEdit:
		d.Outcome = advisories.Outcome{State: d.State, Comment: d.Comment}
	case advisories.ActState:
		s.snap.Advisory.State, s.snap.Advisory.Accepted = d.To, true
		s.snap.Advisory.UpdatedAt = s.now
	}
}

func (s *story) comment(by advisories.Person, body string) int64 {
	s.comments++
	s.snap.Comments = append(s.snap.Comments, advisories.Comment{ID: s.comments, Author: by, Body: body, CreatedAt: s.now, UpdatedAt: s.now})
	return s.comments
}

func (s *story) want(later time.Duration, want ...string) {
	s.t.Helper()
	if diff := cmp.Diff(want, s.turn(later)); diff != "" {
		s.t.Fatalf("%s: (-want +got)\n%s", s.now.Sub(reportTime), diff)
	}
}

const (
	fullReport = "## Description\n\nThe archive reader follows symbolic links out of the target folder and overwrites files there.\n\n" +
		"## Steps to reproduce\n\n1. Create an archive with a link to /tmp/outside.\n2. Run `rocket unpack evil.tar`.\n3. The file was written outside.\n\n" +
		"## Affected versions\n\n1.2.0 up to and including 1.4.3\n"
	answer = "### Steps to reproduce\n\n1. Create an archive with a link to /tmp/outside.\n2. Run `rocket unpack evil.tar`.\n3. The file was written outside.\n\n### Affected versions\n\n1.2.0 to 1.4.3\n"
)

var (
	maintainer = advisories.Person{ID: 21, Login: "maya"}
	reporter   = advisories.Person{ID: 11, Login: "kim-reporter"}
)

// TestStory follows one report from its arrival to its publication. Between the
// steps nothing is ever planned twice, however often the case is worked.
func TestStory(t *testing.T) {
	s := newStory(t, policy.Builtin(), "## Description\n\nThe archive reader follows symbolic links out of the target folder and overwrites files there.\n")
	s.want(time.Minute, "1 received/receipt/1 comment done", "2 content/ask/1 comment done")
	s.want(time.Hour)
	s.want(23 * time.Hour) // at risk: nothing to say

	s.comment(reporter, answer)
	s.want(time.Minute, "3 status/status/1 comment done")
	s.want(time.Minute)

	s.comment(maintainer, "Thanks, looking.")
	s.want(time.Minute, "4 status/status/2 edit done", "5 assessed/accept/1 state held")
	s.want(time.Hour)
	s.want(80*time.Hour, "6 status/status/3 edit done") // the assessment is late
	s.want(time.Hour)

	s.past[4].State = advisories.DraftDone // approved and carried out
	s.carryOut(&s.past[4])
	s.want(time.Minute, "7 status/status/4 edit done")
	s.want(10 * 24 * time.Hour)
	s.want(80 * 24 * time.Hour) // the built-in date of publication is nobody's promise: its passing is not told

	s.snap.Advisory.State, s.snap.Advisory.PublishedAt, s.snap.Advisory.UpdatedAt = advisories.StatePublished, s.now, s.now
	s.want(time.Hour)

	said := 0
	for _, d := range s.past {
		if d.Notifies() && d.Act == advisories.ActComment {
			said++
		}
	}
	if said != 3 {
		t.Errorf("%d comments that notify, want receipt, ask and status", said)
	}
}

func TestStoryStatusRestoredOnce(t *testing.T) {
	s := newStory(t, policy.Builtin(), fullReport)
	s.want(time.Minute, "1 received/receipt/1 comment done")
	s.comment(maintainer, "Thanks.")
	s.want(time.Minute, "2 status/status/1 comment done", "3 assessed/accept/1 state held")
	s.broken = true
	s.want(time.Minute, "4 status_restored/status/1 edit done")
	s.want(time.Minute)
	s.snap.Comments = nil // deleted, with everything else
	s.want(time.Minute)
}

func TestStoryAdopted(t *testing.T) {
	s := newStory(t, policy.Builtin(), "Something is wrong.")
	s.adopted = true
	got := s.turn(400 * 24 * time.Hour)
	for _, line := range got {
		if !strings.HasSuffix(line, " held") {
			t.Errorf("adopted, and yet: %s", line)
		}
	}
	s.want(time.Hour)
	s.snap.Advisory.State = advisories.StateClosed
	s.want(time.Hour, "1 rule_lapsed", "2 rule_lapsed")
	s.want(time.Hour)
}

func TestStoryObserveThenOn(t *testing.T) {
	observe, _ := policy.Compose(policy.ComposeInput{Files: []advisories.PolicyFile{
		{Layer: advisories.LayerRepository, Path: policy.Path, Text: "version: 1\nmode: observe\n"}}})
	s := newStory(t, observe, fullReport)
	s.want(time.Minute, "1 received/receipt/1 comment held")
	s.pol = policy.Builtin()
	s.want(time.Minute, "1 superseded", "2 received/receipt/1 comment done")
}

func TestReconcile(t *testing.T) {
	key := advisories.DraftKey{Rule: "received", Kind: advisories.KindReceipt, Occurrence: 1}
	wanted := []advisories.Draft{{Key: key, Digest: "a"}, {Key: key, Digest: "a"}}
	past := func(state advisories.DraftState, digest string) advisories.Draft {
		return advisories.Draft{Key: key, Number: 7, State: state, Digest: digest}
	}
	const files, keeps = true, false
	for _, c := range []struct {
		name string
		past []advisories.Draft
		want bool
		code string
	}{
		{"nothing past", nil, files, ""},
		{"held, same", []advisories.Draft{past(advisories.DraftHeld, "a")}, keeps, ""},
		{"ready, same", []advisories.Draft{past(advisories.DraftReady, "a")}, keeps, ""},
		{"held, other", []advisories.Draft{past(advisories.DraftHeld, "b")}, files, policy.CodeSuperseded},
		{"ready, other", []advisories.Draft{past(advisories.DraftReady, "b")}, files, policy.CodeSuperseded},
		{"begun, other", []advisories.Draft{past(advisories.DraftBegun, "b")}, keeps, ""},
		{"done", []advisories.Draft{past(advisories.DraftDone, "b")}, keeps, ""},
		{"denied", []advisories.Draft{past(advisories.DraftDenied, "b")}, keeps, ""},
		{"handed off", []advisories.Draft{past(advisories.DraftHandedOff, "b")}, keeps, ""},
		{"failed", []advisories.Draft{past(advisories.DraftFailed, "b")}, keeps, ""},
		{"stale", []advisories.Draft{past(advisories.DraftStale, "a")}, files, ""},
		{"superseded", []advisories.Draft{past(advisories.DraftSuperseded, "a")}, files, ""},
		{"a stray held one, then done", []advisories.Draft{past(advisories.DraftHeld, "a"), {Key: key, Number: 8, State: advisories.DraftDone, Digest: "a"}}, keeps, policy.CodeSuperseded},
		{"two held", []advisories.Draft{{Key: key, Number: 6, State: advisories.DraftHeld, Digest: "a"}, past(advisories.DraftHeld, "a")}, keeps, policy.CodeSuperseded},
	} {
		t.Run(c.name, func(t *testing.T) {
			file, settle := policy.Reconcile(wanted, c.past)
			if (len(file) == 1) != c.want || len(file) > 1 {
				t.Errorf("files %d drafts", len(file))
			}
			if settle[7].Code != c.code {
				t.Errorf("settles %+v, want %q", settle, c.code)
			}
			_, lapsed := policy.Reconcile(nil, c.past)
			for _, d := range c.past {
				waits := d.State == advisories.DraftHeld || d.State == advisories.DraftReady
				if (lapsed[d.Number].Code == policy.CodeRuleLapsed) != waits {
					t.Errorf("unwanted %s: %+v", d.State, lapsed)
				}
			}
		})
	}
}

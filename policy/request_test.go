package policy_test

import (
	"slices"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
)

// TestAskedBy: the drafts that a person's command brought about are known by it.
func TestAskedBy(t *testing.T) {
	lou := advisories.Person{ID: 22, Login: "lou"}
	h := advisories.History{
		Requests:  []advisories.Request{{Kind: advisories.KindClose, By: maintainer}, {Kind: advisories.KindAccept, By: lou}, {Kind: advisories.KindClose, By: lou}},
		Moved:     map[advisories.Commitment][]advisories.Move{advisories.CommitmentFix: {{By: ""}, {By: "github:21:maya"}}},
		Embargoes: []advisories.Embargo{{By: "github:22:lou"}},
	}
	key := func(rule string, k advisories.Kind, n int) advisories.DraftKey {
		return advisories.DraftKey{Rule: rule, Kind: k, Occurrence: n}
	}
	for k, want := range map[advisories.DraftKey]string{
		key("command", advisories.KindClose, 1):       "github:21:maya",
		key("command", advisories.KindClose, 2):       "github:22:lou",
		key("closing", advisories.KindUpdate, 2):      "github:22:lou",
		key("command", advisories.KindAccept, 1):      "github:22:lou",
		key("extended_fix", advisories.KindUpdate, 2): "github:21:maya",
		key("embargo", advisories.KindUpdate, 1):      "github:22:lou",
		key("command", advisories.KindClose, 3):       "",
		key("command", advisories.KindPublish, 1):     "",
		key("extended_fix", advisories.KindUpdate, 1): "", // a draft told of it
		key("extended_fix", advisories.KindUpdate, 3): "",
		key("embargo", advisories.KindUpdate, 0):      "",
		key("thanks", advisories.KindUpdate, 1):       "",
		key("assessed", advisories.KindAccept, 1):     "",
	} {
		if got, ok := policy.AskedBy(h, k); got != want || ok != (want != "") {
			t.Errorf("%s: %q, %v, want %q", k, got, ok, want)
		}
	}
}

// closeAsked is a report in triage that a person wants closed.
func closeAsked() (*policy.Policy, policy.PlanInput) {
	pol, in := benchCase()
	in.History.Requests = []advisories.Request{{Kind: advisories.KindClose, Reason: advisories.CloseSpam, By: maintainer, At: in.Now}}
	return pol, in
}

func find(drafts []advisories.Draft, rule string) (advisories.Draft, bool) {
	for _, d := range drafts {
		if d.Key.Rule == rule {
			return d, true
		}
	}
	return advisories.Draft{}, false
}

// TestGranted: what the installation was not granted is a person's to do; where it
// is not known, it is tried.
func TestGranted(t *testing.T) {
	pol, in := closeAsked()
	in.History.Requests = append(in.History.Requests, advisories.Request{Kind: advisories.KindPrivateFork, By: maintainer, At: in.Now})
	for _, c := range []struct {
		granted     map[string]string
		close, fork bool
	}{
		{nil, true, true},
		{map[string]string{}, false, false},
		{map[string]string{"repository_advisories": "write"}, true, false},
		{map[string]string{"repository_advisories": "write", "administration": "read"}, true, false},
		{map[string]string{"repository_advisories": "write", "administration": "write"}, true, true},
	} {
		in.Granted = c.granted
		for _, d := range policy.Plan(pol, policy.Judge(pol, in.Input), in) {
			want, asked := map[advisories.Kind]bool{advisories.KindClose: c.close, advisories.KindPrivateFork: c.fork}[d.Key.Kind]
			if asked && (d.HandOff == "") != want {
				t.Errorf("%v: %s, %q", c.granted, d.Key, d.HandOff)
			}
		}
	}
}

// TestAskedAgain: a question that a person asks for after the first wait begins
// another wait, whatever the clocks of GitHub and ours say.
func TestAskedAgain(t *testing.T) {
	pol, in := benchCase()
	hour := func(n int) time.Time { return reportTime.Add(time.Duration(n) * time.Hour) }
	in.Snapshot.Comments = []advisories.Comment{
		{ID: 1, Author: in.Snapshot.Self, CreatedAt: hour(1)},
		{ID: 2, Author: reporter, CreatedAt: hour(5)},
		{ID: 3, Author: in.Snapshot.Self, CreatedAt: hour(9).Add(-time.Minute)}, // GitHub's clock is behind
		{ID: 4, Author: reporter, CreatedAt: hour(12)},
	}
	draft := func(rule string, n int, comment int64, begun time.Time) advisories.Draft {
		return advisories.Draft{Key: advisories.DraftKey{Rule: rule, Kind: advisories.KindAsk, Occurrence: n}, State: advisories.DraftDone,
			BegunAt: begun, SettledAt: begun.Add(time.Second), Outcome: advisories.Outcome{Comment: comment}}
	}
	past := []advisories.Draft{draft(policy.RuleContent, 1, 1, hour(1)), draft(advisories.RuleCommand, 1, 3, hour(9))}
	in.History = policy.Study(pol, in.Input, past)
	want := []advisories.Wait{{From: hour(1), To: hour(5)}, {From: hour(9), To: hour(12)}}
	if len(in.History.Waits) != 2 || in.History.Waits[0] != want[0] || in.History.Waits[1] != want[1] {
		t.Fatalf("%+v", in.History.Waits)
	}
	in.Snapshot.Comments = nil // deleted: nothing is begun anew
	if again := policy.Study(pol, in.Input, past); len(again.Waits) != 2 {
		t.Errorf("%+v", again.Waits)
	}
}

// TestReopenedTwice: only the state at the last look tells that a closed advisory
// was opened a second time; a request from before then has lapsed.
func TestReopenedTwice(t *testing.T) {
	pol, in := closeAsked()
	in.History.Closed = advisories.Seen{At: in.Now.Add(-9 * time.Hour)}
	in.History.Reopened = advisories.Seen{At: in.Now.Add(-8 * time.Hour)}
	in.Snapshot.At = in.Now.Add(time.Hour)
	wants := func() bool {
		plan := in
		plan.History = policy.Study(pol, in.Input, nil)
		_, ok := find(policy.Plan(pol, policy.Judge(pol, plan.Input), plan), advisories.RuleCommand)
		return ok
	}
	if !wants() {
		t.Error("the request does not stand")
	}
	if in.Was = advisories.StateClosed; wants() {
		t.Error("it was closed and opened since, and the request stands")
	}
}

// TestStoryClosedByCommand: the reporter is told, then the report is closed, and
// nothing comes back when a person opens it again.
func TestStoryClosedByCommand(t *testing.T) {
	s := newStory(t, policy.Builtin(), fullReport)
	s.want(time.Minute, "1 received/receipt/1 comment done")
	s.hist.Requests = []advisories.Request{{Kind: advisories.KindClose, Reason: advisories.CloseDuplicate, By: maintainer, At: s.now}}
	s.want(time.Minute, "2 closing/update/1 comment held", "3 command/close/1 state held")
	for _, i := range []int{1, 2} {
		s.carryOut(&s.past[i])
		s.past[i].SettledAt = s.now
	}
	s.snap.Advisory.Accepted = false
	s.want(time.Minute)
	if h := s.hist; h.CloseReason != advisories.CloseDuplicate || !h.Closed.Happened() {
		t.Errorf("%+v", h)
	}
	s.snap.Advisory.State, s.snap.Advisory.UpdatedAt = advisories.StateTriage, s.now
	s.want(time.Minute)
	s.want(time.Hour)
}

// TestRequestedFields: what the advisory shows already is not set again, whatever
// field it is, and a later request takes the place of an earlier one that it covers.
func TestRequestedFields(t *testing.T) {
	pol, in := benchCase()
	in.Snapshot.Advisory.Severity, in.Snapshot.Advisory.CVSS3 = "high", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N"
	in.Snapshot.Advisory.CWEs = []string{"CWE-59"}
	in.Snapshot.Advisory.Vulnerabilities = []advisories.Vulnerability{{Ecosystem: "pip", Package: "rocket", Affected: "< 2"}}
	same := []advisories.Vulnerability{{Ecosystem: "pip", Package: "rocket", Affected: "< 2"}}
	other := []advisories.Vulnerability{{Ecosystem: "pip", Package: "rocket", Affected: "< 2", Patched: "2"}}
	for _, c := range []struct {
		name    string
		changes []advisories.Change
		want    []int
	}{
		{"as it is", []advisories.Change{{Severity: "HIGH"}, {CVSS: in.Snapshot.Advisory.CVSS3}, {CWEs: []string{"CWE-59"}}, {Vulnerabilities: same}, {}}, nil},
		{"each anew", []advisories.Change{{CVSS: "CVSS:4.0/x"}, {CWEs: []string{"CWE-22"}}, {Vulnerabilities: other}}, []int{1, 2, 3}},
		{"covered", []advisories.Change{{Severity: "low"}, {CWEs: []string{"CWE-22"}}, {Severity: "critical", CWEs: []string{"CWE-61"}}}, []int{3}},
		{"not covered", []advisories.Change{{Severity: "low", CWEs: []string{"CWE-22"}}, {CVSS: "CVSS:4.0/x"}}, []int{1, 2}},
	} {
		in.History.Requests = nil
		for _, ch := range c.changes {
			in.History.Requests = append(in.History.Requests, advisories.Request{Kind: advisories.KindFields, Change: ch, By: maintainer, At: in.Now})
		}
		var got []int
		for _, d := range policy.Plan(pol, policy.Judge(pol, in.Input), in) {
			if d.Act == advisories.ActFields {
				got = append(got, d.Key.Occurrence)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestRequestedPeople: people and credits that a person names are added as named.
func TestRequestedPeople(t *testing.T) {
	pol, in := benchCase()
	ch := advisories.Change{Users: []string{"zoe"}, Credits: []advisories.Credit{{Login: "zoe", Type: "analyst"}}}
	in.History.Requests = []advisories.Request{{Kind: advisories.KindCollaborators, Change: ch, By: maintainer, At: in.Now},
		{Kind: advisories.KindCredits, Change: ch, By: maintainer, At: in.Now}, {Kind: advisories.KindCredits, By: advisories.Person{ID: 3, Login: "@x"}, At: in.Now}}
	acts := map[advisories.Act]string{}
	for _, d := range policy.Plan(pol, policy.Judge(pol, in.Input), in) {
		if d.Key.Rule == advisories.RuleCommand {
			acts[d.Act] += d.Why
		}
	}
	if len(acts) != 2 || acts[advisories.ActCollaborators] != "asked for by @maya" || acts[advisories.ActCredits] != "asked for by @maya" {
		t.Errorf("%v", acts)
	}
}

// TestReadyDenied: a publication that was denied is not offered again; a person's
// word asks for it anew, with the thanks beside it.
func TestReadyDenied(t *testing.T) {
	pol, in := benchCase()
	in.Snapshot.Advisory.State, in.Snapshot.Advisory.Severity, in.Snapshot.Advisory.CWEs = advisories.StateDraft, "high", []string{"CWE-59"}
	in.Snapshot.Advisory.Vulnerabilities = []advisories.Vulnerability{{Package: "rocket", Affected: "< 2", Patched: "2"}}
	in.Past = []advisories.Draft{{Key: advisories.DraftKey{Rule: policy.RuleReady, Kind: advisories.KindPublish, Occurrence: 1}, State: advisories.DraftDenied}}
	plan := func() (out []string) {
		for _, d := range policy.Plan(pol, policy.Judge(pol, in.Input), in) {
			if d.Act == advisories.ActPublish || d.Key.Rule == policy.RuleThanks {
				out = append(out, d.Key.String())
			}
		}
		return out
	}
	if got := plan(); got != nil {
		t.Errorf("denied, and yet %v", got)
	}
	in.History.Requests = []advisories.Request{{Kind: advisories.KindPublish, By: maintainer, At: in.Now}}
	if got := plan(); !slices.Equal(got, []string{"thanks/update/1", "command/publish/1"}) {
		t.Errorf("%v", got)
	}
}

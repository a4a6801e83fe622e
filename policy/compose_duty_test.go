package policy_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
)

// TestDutyAcrossLayers: what a repository's file, which whoever can push writes, may
// say of tracking, audience, publication and duty.
func TestDutyAcrossLayers(t *testing.T) {
	pushed := "version: 1\ntracking: acme/elsewhere\ntracking_audience: accepted\npublication: {require: [severity], window: {days: [sun]}}\n" +
		"rotation: {people: [\"@zed\"], every: 7d, from: 2026-01-05}\nescalation: {quiet_hours: {from: \"00:00\", to: \"23:59\"}}\n"
	for _, c := range []struct {
		name, owner string
		tracking    string
		audience    bool
		require     string
		days        int
		people      string
		problems    int
	}{
		{"no owner's file", "", "", false, "severity", 1, "zed", 2},
		{"the owner says less", "version: 1\npublication: {require: []}\n", "", false, "severity", 1, "zed", 2},
		{"the owner says more", "version: 1\ntracking: acme/cases\npublication: {require: [cve, credits], window: {days: [mon, tue], from: \"09:00\"}}\n",
			"acme/cases", false, "cve credits severity", 2, "zed", 3},
		{"delegated", "version: 1\ntracking: acme/cases\ndelegate: [tracking]\n", "acme/elsewhere", true, "severity", 1, "zed", 0},
		{"locked", "version: 1\ntracking: acme/cases\npublication: {require: [cve]}\nrotation: {people: [\"@kay\"], every: 1d, from: 2026-01-05}\nlock: [publication, rotation, escalation]\n",
			"acme/cases", false, "cve", 0, "kay", 9},
		{"the owner accepts", "version: 1\ntracking: acme/cases\ntracking_audience: accepted\n", "acme/cases", true, "severity", 1, "zed", 2},
		{"somebody else's repository", "version: 1\ntracking: other/cases\n", "", false, "severity", 1, "zed", 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, problems := compose(t, c.owner, pushed)
			if p.Tracking != c.tracking || p.TrackingAudience != c.audience {
				t.Errorf("tracking %q, audience %v", p.Tracking, p.TrackingAudience)
			}
			if got := strings.Join(p.Publication.Require, " "); got != c.require || len(p.Publication.Window.Days) != c.days {
				t.Errorf("publication %+v", p.Publication)
			}
			if got := strings.Join(p.Rotation.People, " "); got != c.people {
				t.Errorf("rotation %+v", p.Rotation)
			}
			if len(problems) != c.problems {
				t.Errorf("%d problems: %v", len(problems), problems)
			}
		})
	}
}

// TestDutyFromTwoLayers: layers may say a rotation together, and hours that they
// turn round between them are none.
func TestDutyFromTwoLayers(t *testing.T) {
	p, problems := compose(t, "version: 1\nrotation: {every: 7d, from: 2026-01-05}\n", "version: 1\nrotation: {people: [\"@Kay\"]}\n")
	if diff := cmp.Diff([]string{"kay"}, p.Rotation.People); diff != "" || len(problems) != 0 {
		t.Errorf("%s %v", diff, problems)
	}
	p, _ = compose(t, "version: 1\nescalation: {quiet_hours: {from: \"22:00\", to: \"07:00\"}}\n", "version: 1\n")
	if want := (policy.QuietHours{From: 22 * time.Hour, To: 7 * time.Hour}); p.Quiet != want {
		t.Errorf("%+v", p.Quiet)
	}
	if b := policy.Builtin(); b.Tracking != "" || b.TrackingAudience || len(b.Rotation.People) != 0 || b.Quiet != (policy.QuietHours{}) ||
		!b.Publication.Window.Any() || len(b.CollaboratorsFrom) != 0 || len(b.Publication.Require) != 4 {
		t.Errorf("the built-in policy: %+v", b)
	}
}

// TestEscalationKeys: a key names clock and stage, and no other key is taken for one.
func TestEscalationKeys(t *testing.T) {
	for rule, want := range map[string]string{
		"escalate_fix_maximum": "fix maximum", "notify_cra_early_warning_target": "cra_early_warning target",
		"escalate_": "", "escalate_fix": "", "slips_fix": "", "fix_maximum": "",
	} {
		c, stage, ok := policy.Escalation(advisories.DraftKey{Rule: rule, Kind: advisories.KindEscalate})
		if got := strings.TrimSpace(string(c) + " " + stage); got != want || ok != (want != "") {
			t.Errorf("%s: %q, %v", rule, got, ok)
		}
	}
	if _, _, ok := policy.Escalation(advisories.DraftKey{Rule: "escalate_fix_maximum", Kind: advisories.KindUpdate}); ok {
		t.Error("the kind does not matter")
	}
}

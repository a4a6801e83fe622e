package policy_test

import (
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
	"github.com/advisory-bot/advisory-bot/policy/calendar"
)

// layered composes from an owner's file, a repository's file, prose and a form,
// each optional.
func layered(owner, repository, prose, form string) (*policy.Policy, []policy.Problem) {
	parts := map[string][]byte{}
	for name, text := range map[string]string{"owner.yml": owner, "policy.yml": repository, "SECURITY.md": prose, "form.yml": form} {
		if text != "" {
			parts[name] = []byte(text)
		}
	}
	return policy.Compose(composeInput(parts, advisories.Repository{Owner: "acme", Name: "rocket"}))
}

func value(p *policy.Policy, key string) string {
	for _, s := range p.Settings() {
		if s.Key == key {
			return s.Text()
		}
	}
	return ""
}

// TestFloorCannotBeStretched holds that neither a repository's file nor prose
// moves what the owner promised or locked to a later date, by whatever key.
func TestFloorCannotBeStretched(t *testing.T) {
	days := func(n int) calendar.Span { return calendar.Span{BusinessDays: n} }
	const day = 24 * 60 * 60 * 1e9
	for _, c := range []struct {
		name, owner, repository, prose string
		commitment                     advisories.Commitment
		severity                       string
		target, maximum                calendar.Span
	}{
		{name: "a late target raises the maximum", owner: "acknowledge: {maximum: 48h}", repository: "acknowledge: {target: 100d}",
			commitment: advisories.CommitmentAcknowledge, maximum: calendar.Span{Elapsed: 2 * day}},
		{name: "a late target over a locked maximum", owner: "lock:commitments.acknowledge.maximum", repository: "acknowledge: {target: 100d}",
			commitment: advisories.CommitmentAcknowledge, maximum: calendar.Span{Elapsed: 2 * day}},
		{name: "a range in prose", owner: "acknowledge: {maximum: 48h}", prose: "We will acknowledge your report within 5-10 days.",
			commitment: advisories.CommitmentAcknowledge, maximum: calendar.Span{Elapsed: 2 * day}},
		{name: "a severity with a target only", owner: "fix: {maximum: 30d}", repository: "fix: {critical: {target: 20d}}",
			commitment: advisories.CommitmentFix, severity: "critical", target: calendar.Span{Elapsed: 20 * day}, maximum: calendar.Span{Elapsed: 30 * day}},
		{name: "a severity with a late target", owner: "fix: {maximum: 30d}", repository: "fix: {critical: {target: 40d}}",
			commitment: advisories.CommitmentFix, severity: "critical", maximum: calendar.Span{Elapsed: 30 * day}},
		{name: "a severity with a maximum only", owner: "fix: {target: 10d, maximum: 30d}", repository: "fix: {critical: {maximum: 30d}}",
			commitment: advisories.CommitmentFix, severity: "critical", target: calendar.Span{Elapsed: 10 * day}, maximum: calendar.Span{Elapsed: 30 * day}},
		{name: "business days for time on the clock", owner: "acknowledge: {maximum: 72h}", repository: "acknowledge: {maximum: 2 business days}",
			commitment: advisories.CommitmentAcknowledge, maximum: calendar.Span{Elapsed: 3 * day}},
		{name: "a weekend for business days", owner: "acknowledge: {maximum: 3 business days}", repository: "acknowledge: {maximum: 4d}",
			commitment: advisories.CommitmentAcknowledge, maximum: days(3)},
		{name: "business days for business hours", owner: "fix: {maximum: 40 business hours}", repository: "fix: {maximum: 5 business days}",
			commitment: advisories.CommitmentFix, maximum: calendar.Span{BusinessHours: 40}},
		{name: "a length that is none", owner: "acknowledge: {maximum: 48h}", prose: "We will acknowledge your report within 300 years.",
			commitment: advisories.CommitmentAcknowledge, maximum: calendar.Span{Elapsed: 2 * day}},
		{name: "faster than the owner says for a severity", owner: "fix: {maximum: 30d, low: 90d}", repository: "fix: {low: 60d}",
			commitment: advisories.CommitmentFix, severity: "low", maximum: calendar.Span{Elapsed: 60 * day}},
		{name: "faster in the same unit", owner: "acknowledge: {maximum: 3 business days}", repository: "acknowledge: {maximum: 2 business days}",
			commitment: advisories.CommitmentAcknowledge, maximum: days(2)},
		{name: "no later than any business days", owner: "acknowledge: {maximum: 3 business days}", repository: "acknowledge: {maximum: 72h}",
			commitment: advisories.CommitmentAcknowledge, maximum: calendar.Span{Elapsed: 3 * day}},
	} {
		t.Run(c.name, func(t *testing.T) {
			owner, repository := "version: 1\ncommitments: {"+c.owner+"}\n", ""
			if key, ok := cutPrefix(c.owner, "lock:"); ok {
				owner = "version: 1\nlock: [" + key + "]\n"
			}
			if c.repository != "" {
				repository = "version: 1\ncommitments: {" + c.repository + "}\n"
			}
			p, problems := layered(owner, repository, c.prose, "")
			got := p.Terms[c.commitment].For(c.severity)
			if got.Target != c.target || got.Maximum != c.maximum {
				t.Errorf("target %q, maximum %q; want %q, %q; problems %v", got.Target, got.Maximum, c.target, c.maximum, problems)
			}
		})
	}
}

func cutPrefix(s, prefix string) (string, bool) {
	if len(s) >= len(prefix) && s[:len(prefix)] == prefix {
		return s[len(prefix):], true
	}
	return s, false
}

// TestLockedTargetStays holds that a shorter maximum does not take a locked target
// away.
func TestLockedTargetStays(t *testing.T) {
	p, problems := layered("version: 1\nlock: [commitments.acknowledge.target]\ncommitments: {acknowledge: {target: 5d, maximum: 10d}}\n",
		"version: 1\ncommitments: {acknowledge: {maximum: 1d}}\n", "", "")
	if got := value(p, "commitments.acknowledge.target"); got != "5d" || len(problems) != 1 {
		t.Errorf("target %s, problems %v", got, problems)
	}
	p, _ = layered("version: 1\nlock: [commitments.acknowledge.target]\n", "", "We will acknowledge your report within 36 hours.", "")
	if got := value(p, "commitments.acknowledge.target"); got != "1d" {
		t.Errorf("target %q", got)
	}
}

// TestLockedDraftsAndMessages holds that a text of a repository's file does not
// stop a draft that the owner locked to go out by itself.
func TestLockedDraftsAndMessages(t *testing.T) {
	p, problems := layered("version: 1\nlock: [drafts]\n", "version: 1\nmessages: {receipt: \"Thanks. {dates}\"}\n", "", "")
	if p.Rule(advisories.KindReceipt).Permit != advisories.PermitAuto || value(p, "messages.receipt") != "" || len(problems) != 1 {
		t.Errorf("%v, %v", p.Rule(advisories.KindReceipt), problems)
	}
}

// TestCalendarDoesNotStretchOwnersTime holds that a repository's calendar does not
// move what its owner promised in business time.
func TestCalendarDoesNotStretchOwnersTime(t *testing.T) {
	const owner = "version: 1\ncommitments: {acknowledge: 3 business days}\n"
	want, _ := layered(owner, "", "", "")
	due, _ := want.Calendar.Add(reportTime, want.Terms[advisories.CommitmentAcknowledge].Maximum)
	for _, text := range []string{
		"working_days: [mon]", "working_hours: {from: \"09:00\", to: \"09:30\"}", "holidays: [2026-11-23, 2026-11-24, 2026-11-25]",
		"away: [{from: 2026-11-01, to: 2400-12-31}]", "time_zone: Pacific/Niue",
	} {
		p, problems := layered(owner, "version: 1\ncalendar: {"+text+"}\n", "", "")
		got, _ := p.Calendar.Add(reportTime, p.Terms[advisories.CommitmentAcknowledge].Maximum)
		if !got.Equal(due) || len(problems) == 0 {
			t.Errorf("%s: %s instead of %s; problems %v", text, got, due, problems)
		}
	}
	p, problems := layered("version: 1\ncommitments: {acknowledge: 48h}\n", "version: 1\ncalendar: {time_zone: Europe/Berlin}\n", "", "")
	if p.Zone.String() != "Europe/Berlin" || len(problems) != 0 {
		t.Errorf("zone %s, problems %v", p.Zone, problems)
	}
}

// TestPromiseDropsNoContents holds that what the owner requires stays required
// where prose or a form asks for less or for something else.
func TestPromiseDropsNoContents(t *testing.T) {
	const owner = "version: 1\nreport:\n  required: [description, steps_to_reproduce]\n  fields: [{id: build, ask: the build number, required: true}]\n"
	const form = "name: Report\ndescription: x\nbody:\n  - type: input\n    id: browser\n    attributes: {label: Favourite browser}\n"
	p, _ := layered(owner, "", "You may include a proof of concept if you have one.", form)
	for _, id := range []string{"description", "steps_to_reproduce"} {
		if !contains(p.Required, id) || contains(p.Recommended, id) {
			t.Errorf("required %v, recommended %v: %s is dropped", p.Required, p.Recommended, id)
		}
	}
	own := map[string]bool{}
	for _, f := range p.Own {
		own[f.ID] = f.Required
	}
	if !own["build"] {
		t.Errorf("own contents %v", p.Own)
	}
}

// TestSameStartIsNoFault holds that a repository may say from when the owner's
// promise counts anyway, and nothing later.
func TestSameStartIsNoFault(t *testing.T) {
	const owner = "version: 1\ncommitments: {assess: 72h, update: 14d, fix: 30d}\n"
	p, problems := layered(owner, "version: 1\ncommitments: {assess: {after: acknowledge}, update: {after: acknowledge}}\n", "", "")
	if len(problems) != 0 || p.Terms[advisories.CommitmentAssess].After != advisories.CommitmentAcknowledge {
		t.Errorf("%v", problems)
	}
	p, problems = layered(owner, "version: 1\ncommitments: {update: {after: assess}, fix: {after: acknowledge}}\n", "", "")
	if len(problems) != 2 || p.Terms[advisories.CommitmentFix].After != "" {
		t.Errorf("%v", problems)
	}
}

// TestLostLocksAreToldAsLost holds that maintainers are not told that locks hold
// where what was remembered cannot be read any more.
func TestLostLocksAreToldAsLost(t *testing.T) {
	p, problems := policy.Compose(policy.ComposeInput{LastOwner: &advisories.PolicyFile{Layer: advisories.LayerOwner, Text: "version: 0\n"}})
	if len(problems) != 2 || p.Mode != policy.ModeObserve || problems[0].Kind != policy.ProblemFault || !strings.Contains(problems[0].Text, "do not hold") {
		t.Errorf("%v", problems)
	}
}

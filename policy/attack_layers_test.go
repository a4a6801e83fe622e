package policy_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
)

var (
	someSpans = []string{"1h", "12h", "1d", "2d", "72h", "5d", "7d", "30d", "90d", "1 business day", "3 business days", "5bd", "8bh", "40bh", "100bd"}
	someSays  = []string{
		"We will acknowledge your report within 5 business days.", "We will acknowledge your report within 24-48 hours.",
		"We will acknowledge your report within 300 years.", "You get a first assessment within 14 days of the acknowledgement.",
		"We fix critical issues within 7 days and low ones within 90 days.", "We publish an advisory within 120 days.",
		"We send you an update every 20 days.", "Please include steps to reproduce.", "You may include a proof of concept.",
		"We will acknowledge your report as soon as possible.", "We fix issues within 99999999999999999999 days.",
	}
	someLocks = []string{"team", "calendar", "calendar.working_days", "report", "report.required", "report.fields", "commitments",
		"commitments.acknowledge", "commitments.acknowledge.target", "commitments.fix.maximum", "commitments.fix.critical", "commitments.update",
		"commitments.assess.after", "drafts", "drafts.receipt", "drafts.close", "messages", "mode", "publication", "rotation", "escalation", "collaborators"}
)

// someFile draws a policy file that reads without a fault.
func someFile(t *rapid.T, label string, owner bool) string {
	draw := func(list ...string) string { return rapid.SampledFrom(list).Draw(t, label) }
	some := func() bool { return rapid.Bool().Draw(t, label+" has") }
	var b strings.Builder
	b.WriteString("version: 1\n")
	promise := func(name, afters string) {
		if !some() {
			return
		}
		var parts []string
		for _, group := range []string{"", "critical: ", "low: "} {
			var own []string
			if some() {
				own = append(own, "target: "+draw(someSpans...))
			}
			if some() {
				own = append(own, "maximum: "+draw(someSpans...))
			}
			switch {
			case len(own) == 0:
			case group == "":
				parts = append(parts, own...)
			default:
				parts = append(parts, group+"{"+strings.Join(own, ", ")+"}")
			}
		}
		if some() {
			parts = append(parts, "after: "+draw(strings.Fields(afters)...))
		}
		if len(parts) > 0 {
			fmt.Fprintf(&b, "  %s: {%s}\n", name, strings.Join(parts, ", "))
		}
	}
	b.WriteString("commitments:\n  cra: " + draw("true", "false") + "\n")
	promise("acknowledge", "report")
	promise("assess", "report acknowledge")
	promise("fix", "report acknowledge assess")
	promise("disclose", "report acknowledge assess fix")
	if some() {
		b.WriteString("  update: {every: " + draw(someSpans...) + ", after: " + draw("report", "acknowledge", "assess") + "}\n")
	}
	for _, line := range []string{
		"calendar: {" + draw("working_days: [mon]", "working_days: [sat, sun, mon]", "away: [{from: 2026-01-01, to: 2031-12-31}]",
			"working_hours: {from: \"09:00\", to: \"09:30\"}", "holidays: [DE, 2026-11-23]", "time_zone: Asia/Tokyo") + "}",
		"report: {required: [" + draw("", "logs", "description, impact") + "], recommended: [" + draw("", "cwe", "severity") + "]}",
		"team: [" + draw("acme/security", "acme/rocket", "\"@octocat\"", "other/team") + "]",
		"drafts: {receipt: " + draw("auto", "approve", "off") + ", close: " + draw("auto", "approve", "{approve: 2}") + "}",
		"messages: {receipt: \"" + draw("Hi. {dates}", "{dates}") + "\"}",
		"mode: " + draw("on", "observe", "off"),
	} {
		if some() {
			b.WriteString(line + "\n")
		}
	}
	if owner {
		if some() {
			b.WriteString("lock: [" + strings.Join(rapid.SliceOfNDistinct(rapid.SampledFrom(someLocks), 1, 3, rapid.ID).Draw(t, label+" locks"), ", ") + "]\n")
		}
	}
	return b.String()
}

// TestLayersHold draws an owner's file, and of the repository a file, prose and a
// form, and holds the rules of what the latter can do to the former.
func TestLayersHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		owner, repository := someFile(t, "owner", true), someFile(t, "repository", false)
		prose := "# Security\n\n" + strings.Join(rapid.SliceOfN(rapid.SampledFrom(someSays), 0, 5).Draw(t, "prose"), "\n\n") + "\n"
		form := "name: Report\ndescription: x\nbody:\n  - type: input\n    id: browser\n    attributes: {label: Favourite browser}\n"
		ownerFile, faults := policy.Parse("owner.yml", owner, advisories.LayerOwner)
		if faults != nil {
			t.Skip("a target beyond its maximum") // a fault of the drawn file itself
		}
		t.Logf("owner:\n%s\nrepository:\n%s", owner, repository)
		alone, _ := layered(owner, "", "", "")
		p, _ := layered(owner, repository, prose, form)
		said := map[string]bool{}
		for _, s := range ownerFile.Settings() {
			said[s.Key] = true
		}
		neverSlower(t, alone, p, said)
		locksHold(t, alone, p, ownerFile)
		for _, person := range []advisories.Person{{ID: 1, Login: "octocat"}, {ID: 2, Login: "x"}} {
			for _, power := range []advisories.Power{{}, {Maintain: true}, {Admin: true}, {Teams: []string{"acme/security"}},
				{Maintain: true, Teams: []string{"acme/rocket", "other/team"}}} {
				if p.PowerOf(person, power) && !alone.PowerOf(person, power) {
					t.Fatalf("%v has power with %v", person, power)
				}
			}
		}
		for kind, rule := range p.Drafts {
			if rule.Permit == advisories.PermitAuto && alone.Rule(kind).Permit != advisories.PermitAuto && kind.ChangesState() {
				t.Fatalf("%s: %v", kind, rule)
			}
		}
		heldByPin(t, composeInput(map[string][]byte{"owner.yml": []byte(owner), "policy.yml": []byte(repository),
			"SECURITY.md": []byte(prose), "form.yml": []byte(form)}, advisories.Repository{Owner: "acme", Name: "rocket"}))
	})
}

// neverSlower holds that every date that the owner promised comes no later.
func neverSlower(t *rapid.T, alone, p *policy.Policy, said map[string]bool) {
	start := reportTime.Add(time.Duration(rapid.IntRange(0, 24*20).Draw(t, "hours")) * time.Hour)
	order := map[advisories.Commitment]int{"": 0, advisories.CommitmentAcknowledge: 1, advisories.CommitmentAssess: 2, advisories.CommitmentFix: 3}
	due := func(p *policy.Policy, term policy.Term, maximum bool) time.Time {
		span := term.Target
		if maximum {
			span = term.Maximum
		}
		at, _ := p.Calendar.Add(start, span)
		return at
	}
	for name, term := range alone.Terms {
		for _, severity := range []string{"", "critical", "low"} {
			key := "commitments." + string(name)
			mine, theirs := term.For(severity), p.Terms[name].For(severity)
			if !said[key+".maximum"] && !said[key+"."+severity+".maximum"] {
				continue
			}
			was, is := due(alone, mine, true), due(p, theirs, true)
			if !was.IsZero() && (is.IsZero() || is.After(was)) || order[theirs.After] > order[mine.After] {
				t.Fatalf("%s %q: %s after %q instead of %s after %q", name, severity, theirs.Maximum, theirs.After, mine.Maximum, mine.After)
			}
			// A severity may have its target from elsewhere, and which of two kinds of time is
			// the longer is not exact.
			if aim := due(alone, mine, false); severity == "" && said[key+".target"] && !aim.IsZero() && !mine.Target.Business() && !theirs.Maximum.Business() {
				if at := due(p, theirs, false); (at.IsZero() || at.After(aim)) && is.After(aim) {
					t.Fatalf("%s %q: target %s, maximum %s instead of %s, %s", name, severity, theirs.Target, theirs.Maximum, mine.Target, mine.Maximum)
				}
			}
		}
	}
	if said["commitments.update.every"] {
		was, _ := alone.Calendar.Add(start, alone.UpdateEvery)
		if is, _ := p.Calendar.Add(start, p.UpdateEvery); is.IsZero() || is.After(was) {
			t.Fatalf("update every %s instead of %s", p.UpdateEvery, alone.UpdateEvery)
		}
	}
}

// locksHold holds that what is locked is as it is without the repository.
func locksHold(t *rapid.T, alone, p *policy.Policy, owner *policy.File) {
	i := slices.IndexFunc(owner.Settings(), func(s policy.Setting) bool { return s.Key == "lock" })
	if i < 0 {
		return
	}
	for _, lock := range owner.Settings()[i].Value.([]string) {
		for _, s := range append(alone.Settings(), p.Settings()...) {
			if (s.Key == lock || strings.HasPrefix(s.Key, lock+".")) && value(p, s.Key) != value(alone, s.Key) {
				t.Fatalf("%s is locked: %q instead of %q", s.Key, value(p, s.Key), value(alone, s.Key))
			}
		}
	}
}

package policy

import (
	"slices"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// RulePublication: the advisory holds what the policy requires of one that is
// published. Its children are "publication/<item>".
const RulePublication = "publication"

// judgePublication says what is still missing for publishing. It is judged once the
// report is accepted; before, nobody works on the advisory.
func judgePublication(pol *Policy, in Input) (f advisories.Finding, ok bool) {
	a := in.Snapshot.Advisory
	if a.State != advisories.StateDraft {
		return advisories.Finding{}, false
	}
	f = advisories.Finding{Rule: RulePublication, Result: advisories.ResultMet}
	missing := 0
	for _, item := range pol.Publication.Require {
		child := advisories.Finding{Rule: RulePublication + "/" + item, Required: true}
		child.Result, child.Why = publicationItem(item, in)
		if child.Result != advisories.ResultMet {
			missing++
		} else {
			child.Evidence = []advisories.Evidence{{Source: "fields"}}
		}
		f.Children = append(f.Children, child)
	}
	if missing > 0 {
		f.Result, f.Why = advisories.ResultMissing, plural(missing, "required item")+" missing"
	}
	return f, true
}

// publicationItem says whether an advisory holds one item.
func publicationItem(item string, in Input) (advisories.Result, string) {
	a := in.Snapshot.Advisory
	there := false
	switch item {
	case "severity":
		there = a.Severity != "" || a.CVSS3 != "" || a.CVSS4 != ""
	case "cwe":
		there = len(a.CWEs) > 0
	case "affected_versions":
		there = everyPackage(a, func(v advisories.Vulnerability) string { return v.Affected })
	case "patched_versions":
		there = patched(a)
	case "description":
		there = strings.TrimSpace(a.Summary) != "" && strings.TrimSpace(a.Description) != ""
	case "cve":
		if a.CVE == "" && in.History.CVERequested.Happened() {
			return advisories.ResultWaiting, "a CVE id was asked for"
		}
		there = a.CVE != ""
	case "credits":
		return credited(a)
	}
	if there {
		return advisories.ResultMet, ""
	}
	return advisories.ResultMissing, ""
}

// everyPackage reports whether there is an affected package and each has a value.
func everyPackage(a advisories.Advisory, value func(advisories.Vulnerability) string) bool {
	return len(a.Vulnerabilities) > 0 && !slices.ContainsFunc(a.Vulnerabilities, func(v advisories.Vulnerability) bool {
		return strings.TrimSpace(value(v)) == ""
	})
}

// patched reports whether each affected package has a version without the fault.
func patched(a advisories.Advisory) bool {
	return everyPackage(a, func(v advisories.Vulnerability) string { return v.Patched })
}

// credited says whether somebody is credited. GitHub shows those who accepted;
// older answers do not say who did.
func credited(a advisories.Advisory) (advisories.Result, string) {
	pending, open := 0, 0
	for _, c := range a.Credits {
		switch c.State {
		case "pending":
			pending++
		case "declined":
		default:
			open++
		}
	}
	switch {
	case len(a.Credits) == 0:
		return advisories.ResultMissing, ""
	case open == 0 && pending > 0:
		return advisories.ResultWaiting, plural(pending, "credit") + " not accepted yet"
	}
	return advisories.ResultMet, ""
}

// Missing are the items that the policy requires of a published advisory and that
// are not there yet, as the policy file names them; none where nothing is judged.
func Missing(v advisories.Verdict) []string {
	f, _ := v.Finding(RulePublication)
	var out []string
	for _, child := range f.Children {
		if child.Result != advisories.ResultMet {
			out = append(out, strings.TrimPrefix(child.Rule, RulePublication+"/"))
		}
	}
	return out
}

// fixKnown reports whether users can have a fix: a person said so, or each affected
// package has a patched version.
func fixKnown(in Input) bool {
	return keptBy(advisories.CommitmentFix, in).Happened() || patched(in.Snapshot.Advisory)
}

// notBefore is from when on the advisory may be published: after the embargo, in
// the window; zero where that is now.
func notBefore(pol *Policy, in Input) time.Time {
	at := in.Now
	if e, ok := lastEmbargo(in.History); ok && e.Until.After(at) {
		at = e.Until
	}
	if at = pol.Publication.Window.Next(at, pol.Zone); !at.After(in.Now) {
		return time.Time{}
	}
	return at.UTC()
}

// RuleCVE: a CVE id was asked for, or is there. It is the rule of the draft that
// asks for one too.
const RuleCVE = "cve"

// judgeCVE is told once somebody asked for an id or one is there.
func judgeCVE(pol *Policy, in Input) (f advisories.Finding, ok bool) {
	asked, seen := in.History.CVERequested, in.History.CVE
	f = advisories.Finding{Rule: RuleCVE, Required: slices.Contains(pol.Publication.Require, RuleCVE)}
	switch {
	case in.Snapshot.Advisory.CVE != "":
		f.Result, f.Why = advisories.ResultMet, "assigned"
		if seen.Happened() {
			f.Why = "seen " + moment(seen.At, pol.Zone)
		}
		f.Evidence = []advisories.Evidence{{Source: "fields"}}
	case asked.Happened():
		f.Result, f.Why = advisories.ResultWaiting, "asked for "+moment(asked.At, pol.Zone)+" by "+asked.By
	default:
		return f, false
	}
	return f, true
}

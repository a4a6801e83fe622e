package policy_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
)

func problemsText(problems []policy.Problem) string {
	var b strings.Builder
	for _, p := range problems {
		fmt.Fprintf(&b, "%s %s\n", p.Kind, p)
	}
	return b.String()
}

func verdictText(v advisories.Verdict) string {
	var b strings.Builder
	fmt.Fprintf(&b, "mode %s, stage %s", v.Mode, v.Stage)
	if v.CloseReason != "" {
		fmt.Fprintf(&b, " (%s)", v.CloseReason)
	}
	b.WriteString("\n")
	writeFindings(&b, v.Findings, "")
	for _, c := range v.Clocks {
		fmt.Fprintf(&b, "clock %s: %s\n", c.Commitment, c.State)
		for _, why := range c.Why {
			fmt.Fprintf(&b, "  %s\n", why)
		}
	}
	if due := v.NextDue(); !due.IsZero() {
		fmt.Fprintf(&b, "next due %s\n", due.Format(time.RFC3339))
	}
	return b.String()
}

func writeFindings(b *strings.Builder, list []advisories.Finding, indent string) {
	for _, f := range list {
		fmt.Fprintf(b, "%s%s: %s", indent, f.Rule, f.Result)
		if f.Why != "" {
			fmt.Fprintf(b, ", %s", f.Why)
		}
		for _, e := range f.Evidence {
			fmt.Fprintf(b, " [%s", e.Source)
			if e.Comment != 0 {
				fmt.Fprintf(b, " %d", e.Comment)
			}
			if e.Line != 0 {
				fmt.Fprintf(b, " line %d", e.Line)
			}
			b.WriteString("]")
		}
		if f.Rule != policy.RuleContent && strings.HasPrefix(f.Rule, policy.RuleContent) && !f.Required {
			b.WriteString(" (recommended)")
		}
		b.WriteString("\n")
		writeFindings(b, f.Children, indent+"  ")
	}
}

func draftsText(drafts []advisories.Draft) string {
	var b strings.Builder
	for _, d := range drafts {
		fmt.Fprintf(&b, "== %s: %s", d.Key, d.Act)
		if d.Comment != 0 {
			fmt.Fprintf(&b, " %d", d.Comment)
		}
		if d.To != "" {
			fmt.Fprintf(&b, " to %s", d.To)
		}
		fmt.Fprintf(&b, ", %s", d.Permit)
		if d.Approvals > 0 {
			fmt.Fprintf(&b, " %d", d.Approvals)
		}
		for _, extra := range []struct{ name, value string }{{"hold", d.Hold}, {"hand off", d.HandOff}} {
			if extra.value != "" {
				fmt.Fprintf(&b, ", %s %q", extra.name, extra.value)
			}
		}
		if d.Urgent {
			b.WriteString(", urgent")
		}
		if !d.NotBefore.IsZero() {
			fmt.Fprintf(&b, ", not before %s", d.NotBefore.Format(time.RFC3339))
		}
		fmt.Fprintf(&b, "\nwhy: %s\n", d.Why)
		if !d.Change.Empty() {
			change, _ := json.Marshal(d.Change)
			fmt.Fprintf(&b, "change: %s\n", change)
		}
		if d.EditedBy != "" {
			fmt.Fprintf(&b, "edited by: %s\n", d.EditedBy)
		}
		if d.Body != "" {
			fmt.Fprintf(&b, "\n%s\n", d.Body)
		}
		b.WriteString("\n")
	}
	if len(drafts) == 0 {
		return "none\n"
	}
	return b.String()
}

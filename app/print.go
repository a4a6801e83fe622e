package app

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Printing for people: plain text that reads the same in a terminal, a pipe and a
// screen reader. Report text is never printed: findings name where, not what.

// PrintJudgement writes a judgement for people.
func PrintJudgement(w io.Writer, j Judgement) {
	fmt.Fprintf(w, "%s: stage %s, mode %s, policy %.12s\n", j.GHSA, j.Verdict.Stage, j.Verdict.Mode, j.Verdict.Policy)
	for _, n := range j.Notes {
		fmt.Fprintf(w, "note: %s\n", n)
	}
	printVerdict(w, j.Verdict)
	fmt.Fprintf(w, "\nDrafts (%d)\n", len(j.Drafts))
	for i, d := range j.Drafts {
		fmt.Fprintf(w, "\n  %d  %s, %s, %s", i+1, d.Kind, d.Act, d.Permit)
		if d.To != "" {
			fmt.Fprintf(w, " to %s", d.To)
		}
		fmt.Fprintf(w, "\n     %s\n", d.Why)
		if d.HandOff != "" {
			fmt.Fprintf(w, "     needs a person: %s\n", d.HandOff)
		}
		printBody(w, "     | ", d.Body)
	}
}

func printVerdict(w io.Writer, v advisories.Verdict) {
	fmt.Fprintln(w, "\nFindings")
	for _, f := range v.Findings {
		printFinding(w, f, 1)
	}
	fmt.Fprintln(w, "\nClocks")
	if len(v.Clocks) == 0 {
		fmt.Fprintln(w, "  none")
	}
	for _, c := range v.Clocks {
		fmt.Fprintf(w, "  %-12s %s%s\n", c.Commitment, plain(string(c.State)), clockDates(c))
		for _, why := range c.Why {
			fmt.Fprintf(w, "               %s\n", why)
		}
	}
}

func printFinding(w io.Writer, f advisories.Finding, depth int) {
	need := ""
	if strings.Contains(f.Rule, "/") && !f.Required {
		need = " (recommended)"
	}
	fmt.Fprintf(w, "%s%-9s %s%s", strings.Repeat("  ", depth), plain(string(f.Result)), f.Rule, need)
	if f.Why != "" {
		fmt.Fprintf(w, ": %s", f.Why)
	}
	for _, e := range f.Evidence {
		fmt.Fprintf(w, " [%s]", evidence(e))
	}
	fmt.Fprintln(w)
	for _, c := range f.Children {
		printFinding(w, c, depth+1)
	}
}

func evidence(e advisories.Evidence) string {
	s := e.Source
	if e.Comment != 0 {
		s += fmt.Sprintf(" %d", e.Comment)
	}
	if e.Line != 0 {
		s += fmt.Sprintf(" line %d", e.Line)
	}
	return s
}

func clockDates(c advisories.Clock) string {
	switch {
	case c.State == advisories.ClockMet:
		return " " + stamp(c.MetAt) + " by " + c.MetBy
	case !c.Target.IsZero() && !c.Maximum.IsZero():
		return ", target " + stamp(c.Target) + ", maximum " + stamp(c.Maximum)
	case !c.Maximum.IsZero():
		return ", maximum " + stamp(c.Maximum)
	case !c.Target.IsZero():
		return ", target " + stamp(c.Target)
	}
	return ""
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format("2006-01-02 15:04 MST")
}

func plain(s string) string { return strings.ReplaceAll(s, "_", " ") }

func printBody(w io.Writer, prefix, body string) {
	if body == "" {
		return
	}
	for _, line := range strings.Split(strings.TrimRight(body, "\n"), "\n") {
		fmt.Fprintln(w, strings.TrimRight(prefix+line, " "))
	}
}

// PrintCases writes the list of cases and what maintainers must be told.
func PrintCases(w io.Writer, cases []advisories.Case, notices []advisories.Notice, now time.Time) {
	if len(cases) == 0 {
		fmt.Fprintln(w, "No cases. They open by themselves when a private report comes in; `advisory-bot sweep --once` looks now.")
	} else {
		t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
		fmt.Fprintln(t, "CASE\tREPOSITORY\tSTAGE\tREPORTED\tNEXT DATE\tNOTE")
		for _, c := range cases {
			fmt.Fprintf(t, "%s\t%s/%s\t%s\t%s\t%s\t%s\n", c.Name, c.Owner, c.Repo, plain(string(c.Stage)), age(now, c.ReportedAt), nextDate(c, now), caseNote(c))
		}
		t.Flush()
	}
	for _, n := range notices {
		about := n.Case
		if about == "" {
			about = strings.Trim(n.Owner+"/"+n.Name, "/")
		}
		fmt.Fprintf(w, "\n! %s, %s", plain(string(n.Kind)), about)
		if n.Count > 1 {
			fmt.Fprintf(w, " (%d times)", n.Count)
		}
		fmt.Fprintln(w)
		printBody(w, "  ", n.Text)
	}
}

func nextDate(c advisories.Case, now time.Time) string {
	if c.NextDue.IsZero() {
		return "-"
	}
	what := ""
	for _, k := range c.Verdict.Clocks {
		if k.Due().Equal(c.NextDue) {
			what = " (" + string(k.Commitment) + ")"
		}
	}
	return stamp(c.NextDue) + what
}

func caseNote(c advisories.Case) string {
	switch {
	case c.Problem != "":
		return "rests: " + plain(c.Problem)
	case c.Adopted:
		return "adopted: drafts wait for approval"
	}
	return ""
}

func age(now, at time.Time) string {
	if at.IsZero() {
		return "-"
	}
	d := now.Sub(at)
	switch {
	case d < 0:
		return stamp(at)
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return fmt.Sprintf("%d min ago", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h ago", int(d.Hours()))
	}
	return fmt.Sprintf("%d days ago", int(d.Hours()/24))
}

// CaseView is all that `case show` prints.
type CaseView struct {
	Case     advisories.Case
	Drafts   []advisories.Draft
	Timeline []advisories.Entry
	Notices  []advisories.Notice
	WebURL   string
}

// PrintCase writes one case for people.
func PrintCase(w io.Writer, v CaseView) {
	c := v.Case
	fmt.Fprintf(w, "%s: %s\n", c.Name, plain(string(c.Stage)))
	fmt.Fprintf(w, "%s%s/%s/security/advisories/%s\n", v.WebURL, c.Owner, c.Repo, c.Key.GHSA)
	fmt.Fprintf(w, "reported %s, last worked %s\n", stamp(c.ReportedAt), stamp(c.WorkedAt))
	if note := caseNote(c); note != "" {
		fmt.Fprintln(w, note)
	}
	printVerdict(w, c.Verdict)
	fmt.Fprintln(w, "\nDrafts")
	if len(v.Drafts) == 0 {
		fmt.Fprintln(w, "  none")
	}
	for _, d := range v.Drafts {
		PrintDraft(w, d)
	}
	for _, n := range v.Notices {
		fmt.Fprintf(w, "\n! %s\n", plain(string(n.Kind)))
		printBody(w, "  ", n.Text)
	}
	fmt.Fprintln(w, "\nTimeline")
	for _, e := range v.Timeline {
		draft := ""
		if e.Draft != 0 {
			draft = fmt.Sprintf(" %d", e.Draft)
		}
		detail := ""
		if e.Detail != "" {
			detail = ": " + e.Detail
		}
		fmt.Fprintf(w, "  %s  %s%s%s (%s)\n", stamp(e.At), plain(e.What), draft, detail, e.Actor)
	}
}

// PrintDraft writes one draft for people.
func PrintDraft(w io.Writer, d advisories.Draft) {
	fmt.Fprintf(w, "\n  %d  %s: %s", d.Number, d.Key.Kind, plain(string(d.State)))
	if d.Outcome.Code != "" && d.Outcome.Code != string(d.State) {
		fmt.Fprintf(w, " (%s)", plain(d.Outcome.Code))
	}
	if d.To != "" {
		fmt.Fprintf(w, ", sets the state to %s", d.To)
	}
	fmt.Fprintln(w)
	fmt.Fprintf(w, "     %s\n", d.Why)
	if d.Hold != "" {
		fmt.Fprintf(w, "     held: %s\n", plain(d.Hold))
	}
	if d.HandOff != "" || d.State == advisories.DraftHandedOff {
		fmt.Fprintf(w, "     hand-off: a person with write access posts this on the advisory's page (%s)\n", plain(firstOf(d.HandOff, d.Outcome.Code)))
	}
	if d.State == advisories.DraftHeld {
		fmt.Fprintf(w, "     digest %.12s\n", d.Digest)
	}
	if d.State.Waiting() || d.State == advisories.DraftHandedOff {
		printBody(w, "     | ", d.Body)
	}
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

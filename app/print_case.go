package app

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// CaseList is all that `case list` prints.
type CaseList struct {
	Cases []advisories.Case
	// Held counts the drafts of a case that wait for approval.
	Held    map[advisories.CaseKey]int
	Notices []advisories.Notice
	// HandOffs is, by what a notice is about, where its hand-off is to be done.
	HandOffs map[string]HandOff
	// All is true where Cases holds those that have ended too.
	All bool
}

// PrintCases writes the list of cases and what maintainers must be told.
func PrintCases(to io.Writer, l CaseList, now time.Time) {
	w := safeWriter{to}
	switch {
	case len(l.Cases) > 0:
		printCaseLines(w, l, now)
	case l.All:
		wrap(w, "", "", "No cases yet. They open by themselves when a private report comes in; `advisory-bot sweep --once` looks now.")
	default:
		wrap(w, "", "", "No open cases. They open by themselves when a private report comes in; `advisory-bot sweep --once` looks now, "+
			"`advisory-bot case list --all` also has those that have ended.")
	}
	if len(l.Notices) > 0 {
		fmt.Fprintf(w, "\nNotices (%d)\n", len(l.Notices))
	}
	for _, n := range l.Notices {
		printNotice(w, n)
		if h, ok := l.HandOffs[n.About]; ok && n.Kind == advisories.NoticeHandOff {
			printHandOffPlace(w, n.Case, h)
		}
	}
}

// printCaseLines writes a line a case, and beneath it what stands in its way. The
// tabwriter would align those too, so they are laid between its lines.
func printCaseLines(w io.Writer, l CaseList, now time.Time) {
	var table strings.Builder
	t := tabwriter.NewWriter(&table, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "CASE\tSTAGE\tREPORTED\tNEXT DATE (UTC)\tREPOSITORY")
	for _, c := range l.Cases {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", c.Name, plain(string(c.Stage)), age(now, c.ReportedAt), nextDate(c), c.Owner+"/"+c.Repo)
	}
	t.Flush()
	lines := strings.Split(strings.TrimRight(table.String(), "\n"), "\n")
	fmt.Fprintln(w, lines[0])
	for i, line := range lines[1:] {
		fmt.Fprintln(w, line)
		for _, note := range caseNotes(l.Cases[i], l.Held[l.Cases[i].Key]) {
			wrap(w, "  - ", "    ", note)
		}
	}
}

func nextDate(c advisories.Case) string {
	if c.NextDue.IsZero() {
		return "-"
	}
	at := strings.TrimSuffix(stamp(c.NextDue), " UTC")
	for _, k := range c.Verdict.Clocks {
		if k.Due().Equal(c.NextDue) {
			return at + " " + string(k.Commitment)
		}
	}
	return at
}

func caseNotes(c advisories.Case, held int) []string {
	var out []string
	if c.Problem != "" && c.Problem != c.CloseReason {
		out = append(out, "work rests: "+problemWord(c.Problem))
	}
	switch held {
	case 0:
	case 1:
		out = append(out, "1 draft waits for approval")
	default:
		out = append(out, fmt.Sprintf("%d drafts wait for approval", held))
	}
	if c.Adopted {
		out = append(out, "adopted: the advisory was there before this program, so every draft waits for approval")
	}
	return out
}

// printNotice writes one thing that maintainers must be told.
func printNotice(w io.Writer, n advisories.Notice) {
	about := ""
	switch {
	case n.Case != "":
		about = ", case " + n.Case
	case n.Name != "":
		about = ", " + n.Owner + "/" + n.Name
	case n.Owner != "":
		about = ", " + n.Owner
	}
	switch {
	case n.Kind == advisories.NoticeAdopted && n.Count > 0: // one notice for all of them
		about += fmt.Sprintf(" (%d advisories)", n.Count)
	case n.Count > 1:
		about += fmt.Sprintf(" (seen %d times)", n.Count)
	}
	fmt.Fprintf(w, "\n  %s%s\n", plain(string(n.Kind)), about)
	text := n.Text
	if head, code, ok := strings.Cut(text, " on GitHub: "); ok && n.Kind == advisories.NoticeHandOff {
		text = head + ": " + codeWord(code)
	}
	wrap(w, "    ", "      ", shortRefs(text))
	if n.Kind == advisories.NoticeFlood && n.Name != "" {
		fmt.Fprintf(w, "    advisory-bot case approve --flood %s/%s\n", n.Owner, n.Name)
	}
}

// HandOff is what a person needs to do what a draft handed off: who can, and where.
type HandOff struct{ Who, Link string }

// printHandOffPlace leads from a notice to where its hand-off is done. The text to
// post is long, and in `case show`.
func printHandOffPlace(w io.Writer, name string, h HandOff) {
	wrap(w, "    who:   ", "      ", h.Who)
	fmt.Fprintf(w, "    where: %s\n", h.Link)
	fmt.Fprintf(w, "    what:  advisory-bot case show %s\n", name)
}

// CaseView is all that `case show` prints.
type CaseView struct {
	Case      advisories.Case
	Drafts    []advisories.Draft
	Decisions []advisories.Decision
	Timeline  []advisories.Entry
	Notices   []advisories.Notice
	WebURL    string
}

// PrintCase writes one case for people.
func PrintCase(to io.Writer, v CaseView) {
	w, c := safeWriter{to}, v.Case
	fmt.Fprintf(w, "%s: %s\n", c.Name, stageWord(c.Stage, c.CloseReason))
	fmt.Fprintln(w, pageOf(v.WebURL, c))
	fmt.Fprintf(w, "reported %s, last looked at %s\n", stamp(c.ReportedAt), stamp(c.WorkedAt))
	for _, note := range caseNotes(c, 0) {
		wrap(w, "note: ", "  ", note)
	}
	printMode(w, c.Verdict.Mode)
	if len(v.Notices) > 0 {
		fmt.Fprintln(w, "\nNotices")
	}
	for _, n := range v.Notices {
		n.Case, n.Owner, n.Name = "", "", "" // the page is about that case
		printNotice(w, n)
	}
	printVerdict(w, c.Verdict)
	fmt.Fprintln(w, "\nDrafts")
	if len(v.Drafts) == 0 {
		fmt.Fprintln(w, "  none")
	}
	for _, d := range v.Drafts {
		var on []advisories.Decision
		for _, decision := range v.Decisions {
			if decision.Number == d.Number {
				on = append(on, decision)
			}
		}
		printDraft(w, c, pageOf(v.WebURL, c), d, on)
	}
	fmt.Fprintln(w, "\nTimeline")
	if len(v.Timeline) == 0 {
		fmt.Fprintln(w, "  none")
	}
	for _, e := range v.Timeline {
		printEntry(w, e)
	}
}

// PrintDraft writes one held draft, before it is decided on.
func PrintDraft(to io.Writer, name string, d advisories.Draft) {
	printDraft(safeWriter{to}, advisories.Case{Name: name}, "", d, nil)
}

// printDraft writes one draft with the decisions on it; page is the advisory's.
func printDraft(w io.Writer, c advisories.Case, page string, d advisories.Draft, decisions []advisories.Decision) {
	fmt.Fprintf(w, "\n  %d  %s: %s\n", d.Number, plain(string(d.Key.Kind)), stateWord(d.State))
	wrap(w, "     ", "     ", plain(d.Why))
	if d.Act == advisories.ActState {
		wrap(w, "     ", "     ", actWord(d.Act, d.To))
	}
	if d.Hold != "" && d.State == advisories.DraftHeld {
		wrap(w, "     held: ", "       ", holdWord(d.Hold))
	}
	if code := d.Outcome.Code; code != "" && code != string(d.State) && d.State != advisories.DraftHandedOff {
		wrap(w, "     ", "       ", codeWord(code))
	}
	printDecisions(w, d, decisions)
	if d.Purged {
		wrap(w, "     ", "       ", "text: "+purgedText)
	}
	switch d.State {
	case advisories.DraftHandedOff:
		printHandOff(w, c, page, d)
	case advisories.DraftHeld:
		if d.Key.Kind == advisories.KindPublish {
			wrap(w, "     ", "       ", "a person whom GitHub names must be among those who approve: an operator's word alone never publishes")
		}
		fmt.Fprintf(w, "     approve: advisory-bot case approve %s %d --digest %.12s\n", c.Name, d.Number, d.Digest)
		fmt.Fprintf(w, "     deny:    advisory-bot case deny %s %d --why TEXT\n", c.Name, d.Number)
		printBody(w, "     | ", d.Body)
	case advisories.DraftReady, advisories.DraftBegun:
		printBody(w, "     | ", d.Body)
	}
}

func printDecisions(w io.Writer, d advisories.Draft, decisions []advisories.Decision) {
	for _, v := range decisions {
		word := "denied"
		if v.Approve {
			word = "approved"
		}
		text := word + " " + stamp(v.At) + " by " + v.By
		switch {
		case v.Purged:
			text += "; reason: " + purgedText
		case v.Why != "":
			text += ": " + v.Why
		}
		wrap(w, "     ", "       ", text)
	}
	if d.State == advisories.DraftHeld && d.Approvals > 1 {
		fmt.Fprintf(w, "     %d of %d approvals\n", len(decisions), d.Approvals)
	}
}

// pageOf is an advisory's page; web ends with a slash.
func pageOf(web string, c advisories.Case) string {
	return fmt.Sprintf("%s%s/%s/security/advisories/%s", web, c.Owner, c.Repo, c.Key.GHSA)
}

// printHandOff says what a person is to do, who can, and where. The text to post stands without any
// prefix, so that it can be copied.
func printHandOff(w io.Writer, c advisories.Case, page string, d advisories.Draft) {
	why := d.HandOff
	if why == "" {
		why = d.Outcome.Code
	}
	what := "post the text below on the advisory's page"
	switch d.Act {
	case advisories.ActState:
		what = "set the advisory's state to " + string(d.To) + " on its page"
	case advisories.ActEdit:
		what = "put the text below in place of the comment on the advisory's page"
	}
	wrap(w, "     ", "       ", codeWord(why)+"; "+whoCan(d.Act, c)+" can "+what+":")
	fmt.Fprintf(w, "       %s\n", page)
	if d.Body != "" {
		fmt.Fprintf(w, "     ----- text of draft %d -----\n", d.Number)
		printBody(w, "", d.Body)
		fmt.Fprintln(w, "     ----- end of text -----")
	}
}

package app

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// PrintExport writes a case's export for people.
func PrintExport(to io.Writer, x CaseExport) {
	w := safeWriter{to}
	fmt.Fprintf(w, "%s: %s\n", x.Case, stageWord(x.Stage, x.CloseReason))
	fmt.Fprintf(w, "%s in %s\n", x.GHSA, x.Repository)
	for _, known := range []struct{ word, value string }{{"CVE", x.CVE}, {"severity", x.Severity}} {
		if known.value != "" {
			fmt.Fprintf(w, "%s %s\n", known.word, known.value)
		}
	}
	fmt.Fprintf(w, "reported %s, exported %s\n", stamp(x.ReportedAt), stamp(x.ExportedAt))
	if x.Adopted {
		wrap(w, "note: ", "  ", "adopted: the advisory was there before this program")
	}
	if x.Problem != "" && x.Problem != x.CloseReason {
		wrap(w, "note: ", "  ", "work rests: "+problemWord(x.Problem))
	}
	printFigures(w, x.Figures)
	fmt.Fprintln(w, "\nClocks")
	for _, c := range x.Clocks {
		wrap(w, "  ", "    ", string(c.Commitment)+": "+clockWord(c))
	}
	none(w, len(x.Clocks))
	fmt.Fprintln(w, "\nDrafts")
	for _, d := range x.Drafts {
		text := plain(string(d.Kind)) + ": " + stateWord(d.State)
		if d.Outcome != "" && d.Outcome != string(d.State) {
			text += ", " + codeWord(d.Outcome)
		}
		wrap(w, fmt.Sprintf("  %d  ", d.Number), "     ", text)
	}
	none(w, len(x.Drafts))
	fmt.Fprintln(w, "\nTimeline")
	if x.Fault != "" {
		wrap(w, "  warning: ", "    ", x.Fault)
	}
	for _, e := range x.Timeline {
		printEntry(w, advisories.Entry{Seq: e.Seq, At: e.At, What: e.What, Actor: e.Actor, Draft: e.Draft, Detail: e.Detail})
	}
	none(w, len(x.Timeline))
}

func none(w io.Writer, n int) {
	if n == 0 {
		fmt.Fprintln(w, "  none")
	}
}

// printEntry writes a line of a timeline.
func printEntry(w io.Writer, e advisories.Entry) {
	by := ""
	if e.Actor != "advisory-bot" && e.What != "rests" { // nobody rests it
		by = ", by " + e.Actor
	}
	wrap(w, "  "+stamp(e.At)+"  ", strings.Repeat(" ", 26), entryWord(e)+by)
}

func printFigures(w io.Writer, f CaseFigures) {
	fmt.Fprintln(w, "\nFigures")
	for _, m := range f.Milestones {
		fmt.Fprintf(w, "  %-13s %s, %s after the report\n", plain(m.What), stamp(m.At), span(m.AfterSeconds))
	}
	if f.WaitedSeconds > 0 {
		fmt.Fprintf(w, "  the reporter was waited for %s\n", span(f.WaitedSeconds))
	}
	if f.PausedSeconds > 0 {
		fmt.Fprintf(w, "  the clocks were stopped for %s\n", span(f.PausedSeconds))
	}
	if f.Moves > 0 {
		fmt.Fprintf(w, "  later dates promised: %d\n", f.Moves)
	}
	printCounts(w, "clocks", f.Clocks, func(s advisories.ClockState) string { return plain(string(s)) })
	printCounts(w, "drafts", f.Drafts, stateWord)
	fmt.Fprintf(w, "  decisions: %d approved, %d denied\n", f.Approved, f.Denied)
}

func printCounts[K ~string](w io.Writer, what string, counts map[K]int, word func(K) string) {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, fmt.Sprintf("%d %s", counts[k], word(k)))
	}
	if len(parts) > 0 {
		wrap(w, "  ", "    ", what+": "+strings.Join(parts, ", "))
	}
}

// span writes a time of so many seconds as its two largest parts.
func span(seconds int64) string {
	d := time.Duration(seconds) * time.Second
	days, hours, minutes := int(d.Hours())/24, int(d.Hours())%24, int(d.Minutes())%60
	switch {
	case days > 0 && hours > 0:
		return fmt.Sprintf("%d d %d h", days, hours)
	case days > 0:
		return fmt.Sprintf("%d d", days)
	case hours > 0 && minutes > 0:
		return fmt.Sprintf("%d h %d min", hours, minutes)
	case hours > 0:
		return fmt.Sprintf("%d h", hours)
	case minutes > 0:
		return fmt.Sprintf("%d min", minutes)
	}
	return "less than a minute"
}

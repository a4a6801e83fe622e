package app

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"
	"unicode"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Printing for people: plain text that reads the same in a terminal, a pipe and a
// screen reader. Report text is never printed: findings name where, not what. Our
// own sentences are broken at [lineWidth]; texts that people copy or decide on are
// printed as they are.

// lineWidth is the narrowest terminal that output is made for.
const lineWidth = 80

// PrintJudgement writes a judgement for people.
func PrintJudgement(to io.Writer, j Judgement) {
	w := safeWriter{to}
	id := string(j.GHSA)
	if id == "" {
		id = "advisory without an id"
	}
	fmt.Fprintf(w, "%s: %s\n", id, stageWord(j.Verdict.Stage, j.Verdict.CloseReason))
	for _, n := range j.Notes {
		wrap(w, "note: ", "  ", n)
	}
	printMode(w, j.Verdict.Mode)
	printVerdict(w, j.Verdict)
	fmt.Fprintf(w, "\nDrafts (%d)\n", len(j.Drafts))
	for i, d := range j.Drafts {
		fmt.Fprintf(w, "\n  %d  %s: %s, %s\n", i+1, d.Kind, actWord(advisories.Act(d.Act), advisories.State(d.To)), permitWord(advisories.Permit(d.Permit)))
		wrap(w, "     ", "     ", plain(d.Why))
		if d.Hold != "" {
			wrap(w, "     held: ", "       ", holdWord(d.Hold))
		}
		if d.HandOff != "" {
			wrap(w, "     needs a person: ", "       ", codeWord(d.HandOff))
		}
		printBody(w, "     | ", d.Body)
	}
}

func printMode(w io.Writer, mode string) {
	switch mode {
	case "off":
		wrap(w, "note: ", "  ", "the policy's mode is off: nothing is drafted")
	case "observe":
		wrap(w, "note: ", "  ", "the policy's mode is observe: drafts are filed and nothing leaves")
	}
}

func printVerdict(w io.Writer, v advisories.Verdict) {
	fmt.Fprintln(w, "\nFindings")
	for _, f := range v.Findings {
		printFinding(w, f, 1)
	}
	if len(v.Findings) == 0 {
		fmt.Fprintln(w, "  none")
	}
	fmt.Fprintln(w, "\nClocks")
	for _, c := range v.Clocks {
		printClock(w, c)
	}
	if len(v.Clocks) == 0 {
		fmt.Fprintln(w, "  none")
	}
	printWaiting(w, v.Waiting)
	if len(v.Drift) > 0 {
		fmt.Fprintln(w, "\nPolicy")
		wrap(w, "  ", "  ", "The files have changed since the case began; what was promised then holds. `advisory-bot case record CASE repin` takes what they say now:")
	}
	for _, line := range v.Drift {
		wrap(w, "  - ", "    ", line)
	}
}

// printWaiting says since when the reporter is waited for, and what comes of it.
func printWaiting(w io.Writer, wait *advisories.Waiting) {
	if wait == nil {
		return
	}
	text := "the reporter is waited for since " + stamp(wait.Since)
	if !wait.Remind.IsZero() {
		text += ", reminded from " + stamp(wait.Remind)
	}
	if !wait.GiveUp.IsZero() {
		text += ", given up on from " + stamp(wait.GiveUp)
	}
	wrap(w, "  ", "    ", text)
}

func printFinding(w io.Writer, f advisories.Finding, depth int) {
	rule, content := strings.CutPrefix(f.Rule, "content/")
	text := plain(rule)
	switch {
	case content && !f.Required:
		text += " (recommended)"
	case rule == "content":
		text = "contents"
	}
	switch {
	case strings.HasPrefix(f.Why, text): // "acknowledged Sun 22 Nov …"
		text = f.Why
	case f.Why != "":
		text += ": " + f.Why
	}
	var where []string
	for _, e := range f.Evidence {
		where = append(where, evidence(e))
	}
	if len(where) > 0 && !strings.HasSuffix(text, where[0]) { // the reason may end with it
		text += " [" + strings.Join(where, ", ") + "]"
	}
	indent := strings.Repeat("  ", depth)
	wrap(w, fmt.Sprintf("%s%-8s ", indent, resultWord(f.Result)), indent+strings.Repeat(" ", 9), text)
	for _, c := range f.Children {
		printFinding(w, c, depth+1)
	}
}

func evidence(e advisories.Evidence) string {
	s := e.Source
	switch e.Source {
	case "fields":
		s = "the advisory's own fields"
	case "state":
		s = "the advisory's state"
	}
	if e.Comment != 0 {
		s += fmt.Sprintf(" %d", e.Comment)
	}
	if e.Line != 0 {
		s += fmt.Sprintf(" line %d", e.Line)
	}
	return s
}

func printClock(w io.Writer, c advisories.Clock) {
	wrap(w, "  ", "    ", string(c.Commitment)+": "+clockWord(c))
	for _, why := range c.Why {
		if c.MetBy != "" && strings.HasPrefix(why, "met ") {
			continue // the line above says it
		}
		wrap(w, "    ", "      ", shortRefs(why))
	}
}

func clockWord(c advisories.Clock) string {
	state := plain(string(c.State))
	due := c.Maximum
	if due.IsZero() {
		due = c.Target
	}
	met := ""
	if !c.MetAt.IsZero() {
		met = stamp(c.MetAt) + " by " + c.MetBy
	}
	switch c.State {
	case advisories.ClockMet:
		return "met " + met
	case advisories.ClockMissed, advisories.ClockHistory:
		if c.State == advisories.ClockHistory {
			state = "over before this case was taken on"
		}
		state += ", due " + stamp(due)
		if met != "" {
			state += ", met " + met
		}
		return state
	case advisories.ClockPaused:
		return state
	case advisories.ClockAtRisk:
		return "at risk, the target has passed; due " + stamp(due)
	}
	if c.Target.IsZero() || c.Maximum.IsZero() {
		return state + ", due " + stamp(due)
	}
	return state + ", target " + stamp(c.Target) + ", due " + stamp(c.Maximum)
}

// commitPattern finds commit ids, of which twelve digits are enough for people.
var commitPattern = regexp.MustCompile(`\b([0-9a-f]{12})[0-9a-f]{28}\b`)

func shortRefs(s string) string { return commitPattern.ReplaceAllString(s, "$1") }

func stamp(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format("2006-01-02 15:04 MST")
}

func plain(s string) string { return strings.ReplaceAll(s, "_", " ") }

// wrap writes text in lines of at most [lineWidth] columns, broken at spaces: the
// first begins with first, the others with rest. A word that is longer than a line
// stays whole. Line ends in text stay; who acted is told by login.
func wrap(w io.Writer, first, rest, text string) {
	for part := range strings.SplitSeq(advisories.Readable(text), "\n") {
		line, used := first, 0
		for word := range strings.FieldsSeq(part) {
			if used > 0 && columns(line)+1+columns(word) > lineWidth {
				fmt.Fprintln(w, strings.TrimRight(line, " "))
				line, used = rest, 0
			}
			if used > 0 {
				line += " "
			}
			line += word
			used++
		}
		fmt.Fprintln(w, strings.TrimRight(line, " "))
		first = rest
	}
}

func columns(s string) int { return len([]rune(s)) }

// printBody writes a text line by line. Behind a prefix it is for reading: what is
// wider than [lineWidth] goes on in the next line, set in. Without one it is for
// copying, and stays as it is.
func printBody(w io.Writer, prefix, body string) {
	if body == "" {
		return
	}
	for line := range strings.SplitSeq(strings.TrimRight(body, "\n"), "\n") {
		before := prefix
		for prefix != "" && columns(before+line) > lineWidth {
			at := lastSpace(line, lineWidth-columns(before))
			if at < 0 {
				break // one long word
			}
			fmt.Fprintln(w, strings.TrimRight(before+line[:at], " "))
			before, line = prefix+"  ", line[at+1:]
		}
		fmt.Fprintln(w, strings.TrimRight(before+line, " "))
	}
}

// lastSpace is where a line can be broken so that what is before has at most so
// many columns, or else the first place where it can be broken; -1 where there is
// none but in its indent.
func lastSpace(line string, most int) int {
	at, n := -1, 0
	for i, r := range line {
		if r == ' ' && strings.TrimSpace(line[:i]) != "" {
			if n > most && at >= 0 {
				break
			}
			at = i
			if n > most {
				break
			}
		}
		n++
	}
	return at
}

// PrintFaults writes the faults of a configuration, each in lines of its own that
// begin with its variable.
func PrintFaults(w io.Writer, faults Faults) {
	for _, f := range faults {
		wrap(w, "  ", "    ", f)
	}
}

// safeWriter leaves out what could steer a terminal or hide a word: control
// characters and marks of the writing direction. What it prints is our own, but
// names and an operator's reasons come from elsewhere.
type safeWriter struct{ w io.Writer }

// Write implements io.Writer.
func (s safeWriter) Write(p []byte) (int, error) {
	clean := strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
			return -1
		}
		return r
	}, string(p))
	if _, err := io.WriteString(s.w, clean); err != nil {
		return 0, err
	}
	return len(p), nil
}

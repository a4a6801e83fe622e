package tracking

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// maxBody is the longest body that is written; GitHub takes 65,536 characters, and a
// mark has some 250.
const maxBody = 65000

// Card is title and body of the tracking issue, without its mark. It depends on the
// view alone, and not on its Now, so that it reads the same until something happens.
// web is where people see GitHub, with a slash at the end.
//
// A body that were too long first loses the oldest ended drafts, then the findings,
// then the texts of what only a person can do; a text that waits for approval and
// does not fit is replaced by a line that says where it is, never cut.
func Card(v View, web string) (title, body string) {
	c := card{v: v, page: page(web, v.Case)}
	title = fmt.Sprintf("%s (%s)", plain(v.Case.Name), v.Case.Key.GHSA)
	return title, c.fit()
}

// page is the advisory's page; empty where GitHub could not have given the names.
func page(web string, c advisories.Case) string {
	if !advisories.ValidOwner(c.Owner) || !advisories.ValidRepositoryName(c.Repo) {
		return ""
	}
	return fmt.Sprintf("%s%s/%s/security/advisories/%s", web, c.Owner, c.Repo, c.Key.GHSA)
}

type card struct {
	v    View
	page string
}

// fit leaves out what must be left out.
func (c card) fit() string {
	waiting, ended := c.sorted()
	var findings []string
	for _, f := range c.v.Case.Verdict.Findings {
		findings = append(findings, finding(f, 0)...)
	}
	without := map[int]bool{} // whose text is left out
	for {
		body := c.write(waiting, ended, findings, without)
		over := size(body) - maxBody
		switch {
		case over <= 0:
			return body
		case len(ended) > 0:
			ended = ended[min(len(ended), 1+over/60):] // a line has some 60 characters
		case len(findings) > 0:
			findings = nil
		case !leave(waiting, without, over):
			return cut(body) // thousands of drafts wait
		}
	}
}

// leave leaves out texts of so many characters, those of hand-offs first, then the
// longest.
func leave(drafts []advisories.Draft, without map[int]bool, over int) bool {
	list := slices.DeleteFunc(slices.Clone(drafts), func(d advisories.Draft) bool { return without[d.Number] || d.Body == "" })
	slices.SortStableFunc(list, func(a, b advisories.Draft) int {
		if handed(a) != handed(b) {
			if handed(a) {
				return -1
			}
			return 1
		}
		return len(b.Body) - len(a.Body)
	})
	for _, d := range list {
		if over <= 0 {
			break
		}
		without[d.Number] = true
		over -= size(d.Body)
	}
	return len(list) > 0
}

func handed(d advisories.Draft) bool { return d.State == advisories.DraftHandedOff }

func cut(s string) string {
	var b strings.Builder
	n := 0
	for line := range strings.Lines(s) {
		if n += size(line); n > maxBody-100 {
			b.WriteString("\nThe rest does not fit here.\n")
			break
		}
		b.WriteString(line)
	}
	return b.String()
}

// sorted are the drafts that still ask for something, and those that ended, oldest
// first. Once a case ended nothing is to be done by hand any more.
func (c card) sorted() (waiting, ended []advisories.Draft) {
	for _, d := range c.v.Drafts {
		if d.State.Waiting() || handed(d) && !c.v.Ended {
			waiting = append(waiting, d)
		} else {
			ended = append(ended, d)
		}
	}
	return waiting, ended
}

func (c card) write(waiting, ended []advisories.Draft, findings []string, without map[int]bool) string {
	var b strings.Builder
	b.WriteString("A program keeps this text; what is changed here by hand does not stay. Commands go into a comment, each at the start of a line: `/help` lists them. " +
		"Nothing of the report is here: it stays on the advisory.\n\n")
	for _, line := range c.facts() {
		b.WriteString("- " + line + "\n")
	}
	section(&b, "Please note", c.notices())
	c.drafts(&b, waiting, without)
	section(&b, "Dates", c.clocks())
	section(&b, "Findings", findings)
	var lines []string
	if left := len(c.v.Drafts) - len(waiting) - len(ended); left > 0 {
		lines = append(lines, fmt.Sprintf("- %s before these", plural(left, "draft")))
	}
	for _, d := range ended {
		lines = append(lines, c.endedLine(d))
	}
	section(&b, "Earlier drafts", lines)
	return strings.TrimSpace(b.String())
}

func section(b *strings.Builder, title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## %s\n\n", title)
	for _, l := range lines {
		b.WriteString(l + "\n")
	}
}

func (c card) notices() []string {
	var out []string
	if p := c.v.Case.Problem; p != "" && p != c.v.Case.CloseReason {
		out = append(out, "- Work rests: "+codeWord(p))
	}
	if c.v.Case.Adopted && !c.v.Ended {
		out = append(out, "- The advisory was there before this program, so every draft waits for approval.")
	}
	if !c.v.CommentsKnown && !c.v.Ended {
		out = append(out, "- The advisory's thread is not to be had for this program: what is to be said there is written below, for a person to post.")
	}
	for _, n := range c.v.Notices {
		out = append(out, "- "+noticeLine(n))
	}
	return out
}

// noticeLine is a notice without its machine words.
func noticeLine(n advisories.Notice) string {
	text := n.Text
	if head, code, ok := strings.Cut(text, " on GitHub: "); ok && n.Kind == advisories.NoticeHandOff {
		return plain(head) + ": " + codeWord(code)
	}
	return plain(text)
}

// commit is the id of a commit, of which the first twelve digits name it well.
var commit = regexp.MustCompile(`\b([0-9a-f]{12})[0-9a-f]{28}\b`)

func (c card) clocks() []string {
	var out []string
	for _, k := range c.v.Case.Verdict.Clocks {
		out = append(out, "- **"+plain(strings.ReplaceAll(string(k.Commitment), "_", " "))+"**: "+c.clock(k))
		for _, why := range k.Why {
			if k.State != advisories.ClockMet || !strings.HasPrefix(why, "met ") { // that stands above
				out = append(out, "  - "+plain(commit.ReplaceAllString(why, "$1")))
			}
		}
	}
	return out
}

// clock is the state of a clock with its dates; of one that was met, by whom and
// when: its dates are among the reasons.
func (c card) clock(k advisories.Clock) string {
	if k.State == advisories.ClockMet {
		if i := slices.IndexFunc(k.Why, func(why string) bool { return strings.HasPrefix(why, "met ") }); i >= 0 {
			return plain(k.Why[i])
		}
	}
	line := plain(strings.ReplaceAll(string(k.State), "_", " "))
	if !k.MetAt.IsZero() {
		line += " " + moment(k.MetAt, c.v.Zone)
	}
	if !k.Target.IsZero() {
		line += "; aimed at " + moment(k.Target, c.v.Zone)
	}
	if !k.Maximum.IsZero() {
		line += "; at the latest " + moment(k.Maximum, c.v.Zone)
	}
	if !k.Promised.IsZero() {
		line += ", first promised for " + moment(k.Promised, c.v.Zone)
	}
	return line
}

// finding is a node of the verdict with what stands below it.
func finding(f advisories.Finding, depth int) []string {
	if f.Result == advisories.ResultNotApplicable || depth > 4 {
		return nil
	}
	line := strings.Repeat("  ", depth) + "- " + code(f.Rule) + ": " + plain(string(f.Result))
	if f.Why != "" {
		line += ", " + plain(f.Why)
	}
	if at := places(f.Evidence); at != "" {
		line += " (" + at + ")"
	}
	out := []string{line}
	for _, child := range f.Children {
		out = append(out, finding(child, depth+1)...)
	}
	return out
}

// places says where something was found, never what.
func places(list []advisories.Evidence) string {
	var out []string
	for _, e := range list {
		at := plain(e.Source)
		if e.Comment != 0 {
			at = fmt.Sprintf("comment %d", e.Comment)
		}
		if e.Line > 0 {
			at += fmt.Sprintf(" line %d", e.Line)
		}
		if !slices.Contains(out, at) {
			out = append(out, at)
		}
	}
	const most = 5
	if len(out) > most {
		out = append(out[:most], "…")
	}
	return strings.Join(out, ", ")
}

package tracking

import (
	"fmt"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// drafts writes those that still ask for something, each with its exact text.
func (c card) drafts(b *strings.Builder, list []advisories.Draft, without map[int]bool) {
	if len(list) == 0 {
		return
	}
	b.WriteString("\n## Drafts\n")
	for _, d := range list {
		fmt.Fprintf(b, "\n### Draft %d: %s, %s\n\n", d.Number, plain(strings.ReplaceAll(string(d.Key.Kind), "_", " ")), stateWord(d.State))
		for _, line := range c.about(d) {
			b.WriteString("- " + line + "\n")
		}
		c.text(b, d, without[d.Number])
	}
}

// about says what the draft would do, why, and what to say about it.
func (c card) about(d advisories.Draft) []string {
	var out []string
	add := func(s string) {
		if s != "" {
			out = append(out, s)
		}
	}
	add(actWord(d))
	add(plain(d.Why))
	for _, line := range changeLines(d.Change) {
		add(line)
	}
	if d.EditedBy != "" {
		add("The text is by " + who(d.EditedBy) + ".")
	}
	if d.Hold != "" && d.State == advisories.DraftHeld {
		add("Held: " + holdWord(d.Hold))
	}
	if !d.NotBefore.IsZero() {
		add("Not before " + moment(d.NotBefore, c.v.Zone) + ", however early it is approved.")
	}
	add(c.approvals(d))
	switch d.State {
	case advisories.DraftHeld:
		if d.Key.Kind == advisories.KindPublish {
			add("What would be public is on the advisory's page: read it there. An approval holds for just that, by its digest " + code(short(d.Digest)) + ".")
		}
		say := fmt.Sprintf("`/approve %d`, or `/deny %d` and why", d.Number, d.Number)
		if editable(d) {
			say += fmt.Sprintf(", or `/edit %d` and another text below it", d.Number)
		}
		add("Say " + say + ".")
	case advisories.DraftReady:
		add(fmt.Sprintf("`/undo %d` holds it again.", d.Number))
	case advisories.DraftHandedOff:
		add(c.handOff(d))
	}
	return out
}

// approvals are the decisions on a draft that is held; their reasons may quote a
// report and stay away.
func (c card) approvals(d advisories.Draft) string {
	var names []string
	for _, v := range c.v.Decisions {
		if v.Number == d.Number && v.Approve && v.Digest == d.Digest {
			names = append(names, who(v.By))
		}
	}
	if d.State != advisories.DraftHeld {
		if len(names) == 0 {
			return ""
		}
		return "Approved by " + strings.Join(names, ", ") + "."
	}
	needed := max(d.Approvals, 1)
	if needed == 1 && len(names) == 0 {
		return ""
	}
	text := fmt.Sprintf("%d of %d approvals", len(names), needed)
	if len(names) > 0 {
		text += ": " + strings.Join(names, ", ")
	}
	return text
}

// text shows the exact text. What publishing makes public is the report's, so it
// stays on the advisory.
func (c card) text(b *strings.Builder, d advisories.Draft, without bool) {
	if d.Body == "" || d.Act == advisories.ActPublish {
		return
	}
	if without {
		fmt.Fprintf(b, "\nThe text is too long to stand here: `advisory-bot case show %s` prints it.\n", plain(c.v.Case.Name))
		return
	}
	if unseen(d.Body) {
		b.WriteString("\nThe text holds letters that cannot be seen, or that turn its direction.\n")
	}
	b.WriteString("\n" + fence(d.Body) + "\n")
}

func editable(d advisories.Draft) bool {
	return d.Body != "" && (d.Act == advisories.ActComment || d.Act == advisories.ActEdit)
}

func actWord(d advisories.Draft) string {
	switch d.Act {
	case advisories.ActComment:
		return "A new comment in the advisory's thread, for the reporter and its collaborators to read."
	case advisories.ActEdit:
		return "Changes our own comment in the advisory's thread."
	case advisories.ActState:
		return "Sets the advisory's state to " + plain(string(d.To)) + "."
	case advisories.ActFields:
		return "Sets fields of the advisory."
	case advisories.ActCollaborators:
		return "Lets people read, change and comment on the advisory."
	case advisories.ActCredits:
		return "Credits people on the advisory; they are asked whether they accept."
	case advisories.ActCVE:
		return "Asks GitHub for a CVE id. That publishes nothing."
	case advisories.ActFork:
		return "Starts the advisory's temporary private fork."
	case advisories.ActPublish:
		return "Publishes the advisory for everybody: summary, description, affected versions, severity, CWEs and credits, as they are on its page."
	case advisories.ActTell:
		return "A comment in this issue."
	case advisories.ActNotify:
		return "A notification to the operator's address."
	}
	return plain(string(d.Act))
}

// changeLines are the fields that would be set. Which packages and versions are
// affected is told by number only.
func changeLines(ch advisories.Change) []string {
	var out []string
	list := func(name string, values []string) {
		if len(values) == 0 {
			return
		}
		var shown []string
		for _, v := range values {
			shown = append(shown, code(v))
		}
		out = append(out, name+": "+strings.Join(shown, ", "))
	}
	one := func(name, value string) {
		if value != "" {
			list(name, []string{value})
		}
	}
	one("Reason", string(ch.Reason))
	one("Duplicate of", string(ch.Of))
	list("People", ch.Users)
	list("Teams", ch.Teams)
	one("Severity", ch.Severity)
	one("CVSS", ch.CVSS)
	list("CWEs", ch.CWEs)
	var credits []string
	for _, k := range ch.Credits {
		credits = append(credits, k.Login+" as "+k.Type)
	}
	list("Credits", credits)
	if n := len(ch.Vulnerabilities); n > 0 {
		out = append(out, "Affected versions: "+plural(n, "package"))
	}
	var assign []string
	for _, p := range ch.Assign {
		assign = append(assign, p.Login)
	}
	list("Assigns", assign)
	return out
}

// handOff says what a person is to do, who can, and where.
func (c card) handOff(d advisories.Draft) string {
	why := d.HandOff
	if why == "" {
		why = d.Outcome.Code
	}
	admin := "an admin of " + code(c.v.Case.Owner+"/"+c.v.Case.Repo)
	who, what := admin, "do it"
	switch d.Act {
	case advisories.ActComment:
		who, what = admin+" or a collaborator of the advisory", "post the text below"
	case advisories.ActEdit:
		what = "put the text below in place of the comment"
	case advisories.ActState:
		what = "set the state"
	}
	text := fmt.Sprintf("%s: %s can %s", codeWord(why), who, what)
	if c.page != "" {
		text += " on " + c.page
	}
	return text
}

// endedLine is what became of a draft.
func (c card) endedLine(d advisories.Draft) string {
	line := fmt.Sprintf("- %d, %s: %s", d.Number, plain(strings.ReplaceAll(string(d.Key.Kind), "_", " ")), stateWord(d.State))
	if code := d.Outcome.Code; code != "" && code != string(d.State) {
		line += ", " + codeWord(code)
	}
	if !d.SettledAt.IsZero() {
		line += ", " + moment(d.SettledAt, nil)
	}
	return line
}

func short(digest string) string { return digest[:min(len(digest), 12)] }

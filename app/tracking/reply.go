package tracking

import (
	"fmt"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Codes of commands that were refused, for [Refusal]. A command whose line was at
// fault has CodeFault.
const (
	CodeFault    = "fault"
	CodeNoPower  = "no_power"
	CodeEdited   = "edited"
	CodeNotFound = "no_such_draft"
	CodeDecided  = "not_waiting"
	CodeChanged  = "changed"
	CodeReporter = "by_the_reporter"
	CodeEnded    = "case_ended"
	CodeCard     = "card_edited"
	CodeNotNow   = "not_now"
)

// refusals are what the codes of refused commands mean, and what to do.
var refusals = map[string]string{
	CodeNoPower:  "it counts only from an admin of the advisory's repository, a security manager, or a member of the policy's team",
	CodeEdited:   "the comment was changed after it was written, so it does not count: write a new one",
	CodeNotFound: "there is no draft of that number",
	CodeDecided:  "the draft does not wait for a decision any more",
	CodeChanged:  "the draft changed after the text above was last written: read it again, and decide again",
	CodeReporter: "whoever reported the vulnerability cannot decide on that",
	CodeEnded:    "the case has ended",
	CodeCard:     "the text above had been changed by a person; it is put right now: read it again, and decide again",
	CodeNotNow:   "that makes no sense as the advisory stands now",
}

// Refusal is the reply to a command that had no effect. detail, where there is any,
// says why in our words (a line's Fault); else the command's code does. Of the
// person's own words it repeats the verb only.
func Refusal(c advisories.Command, detail string) string {
	if detail == "" {
		detail = refusals[c.Code]
	}
	if detail == "" {
		detail = codeWord(c.Code)
	}
	name := "That command"
	if c.Verb != "" {
		name = code("/" + c.Verb)
	}
	return fmt.Sprintf("%s had no effect: %s.", name, strings.TrimRight(quiet(detail), "."))
}

// quiet keeps the words of a fault, commands such as /approve 3 included, in a line
// that mentions and formats nothing.
func quiet(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		if strings.ContainsAny(w, "@<>`*_[]|#~\\&") || strings.HasPrefix(w, "/") {
			words[i] = code(w)
		}
	}
	return strings.Join(words, " ")
}

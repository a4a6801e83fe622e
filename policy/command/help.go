package command

import (
	"fmt"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Guide is the answer to /help: the commands of that place, in Markdown. No line of
// it begins with a slash.
func Guide(place advisories.Place) string {
	var b strings.Builder
	b.WriteString("Commands go into a comment, each at the very start of a line:\n\n")
	for _, s := range specs() {
		if !s.at(place) {
			continue
		}
		call := "/" + string(s.verb)
		if s.takes != "" {
			call += " " + s.takes
		}
		fmt.Fprintf(&b, "- `%s`: %s\n", call, s.about)
	}
	if place == advisories.PlaceAdvisory {
		return b.String()
	}
	fmt.Fprintf(&b, "\nREASON is one of %s.\n\n", code(reasonWords()))
	fmt.Fprintf(&b, "COMMITMENT is one of %s.\n\n", code(extendable()))
	b.WriteString("DURATION is written as in the policy file: `48h`, `7d`, `3 business days`.\n\n")
	b.WriteString("FIELD is the id of a content, as the findings in the card have it: `affected_versions`, `steps_to_reproduce`.\n\n")
	b.WriteString("What you ask for is approved by that; where the policy wants more people, it waits for them as a draft. " +
		"A comment may hold several commands. An edited comment does not count: write a new one.\n")
	return b.String()
}

// code lists words as code, so that nothing in them is markup.
func code(words []string) string { return "`" + strings.Join(words, "`, `") + "`" }

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
	b.WriteString("Commands, each at the very start of a line:\n\n")
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
	fmt.Fprintf(&b, "\nREASON is one of %s.\n", closeReasons())
	fmt.Fprintf(&b, "COMMITMENT is one of %s.\n", strings.Join(extendable(), ", "))
	b.WriteString("DURATION is written as in the policy file: 48h, 7d, 3 business days.\n")
	b.WriteString("A comment may hold several commands; one that is changed afterwards does not count, so write a new one.\n")
	return b.String()
}

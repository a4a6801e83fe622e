package tracking

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Refusal is the reply to a command that had no effect: why, in our words. Of the
// person's own words it repeats the verb only.
func Refusal(c advisories.Command, why string) string {
	name := "That command"
	if c.Verb != "" {
		name = code("/" + c.Verb)
	}
	return fmt.Sprintf("%s had no effect: %s.", name, strings.TrimRight(quiet(why), ". "))
}

// bare is a word that can stand as it is: letters and digits, in words joined by
// underscores or hyphens.
var bare = regexp.MustCompile(`^[(]?[\pL\pN]+(?:[_'.:/-][\pL\pN]+)*[).,;:?!]*$`)

// quiet keeps the words of a fault, commands such as /approve 3 included, in a line
// that mentions and formats nothing.
func quiet(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		if bare.MatchString(w) && !wwwPattern.MatchString(w) {
			continue
		}
		kept := strings.TrimRight(w, ").,;:?!")
		words[i] = code(kept) + w[len(kept):]
	}
	return strings.Join(words, " ")
}

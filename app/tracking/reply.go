package tracking

import (
	"fmt"
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

// quiet keeps the words of a fault, commands such as /approve 3 included, in a line
// that mentions and formats nothing.
func quiet(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		if strings.ContainsAny(w, "@<>`*_[]|#~\\&") || strings.HasPrefix(w, "/") || strings.Contains(w, "//") || wwwPattern.MatchString(w) {
			words[i] = code(w)
		}
	}
	return strings.Join(words, " ")
}

package ghsa

import (
	"slices"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// mostCodeowners bounds how many owners are read from a file.
const mostCodeowners = 50

// graphHome is the repository of an advisory: beside its promises the file that says
// who owns its code. The aliases are in the order of codeownersPaths.
type graphHome struct {
	graphPromiser
	Codeowners1 *graphObject `graphql:"codeowners1: object(expression: $codeowners1)"`
	Codeowners2 *graphObject `graphql:"codeowners2: object(expression: $codeowners2)"`
	Codeowners3 *graphObject `graphql:"codeowners3: object(expression: $codeowners3)"`
}

// codeownersVariables adds the places to the query's variables.
func codeownersVariables(v map[string]any) {
	for i, name := range [...]string{"codeowners1", "codeowners2", "codeowners3"} {
		v[name] = atHead(codeownersPaths[i])
	}
}

// promiser is the part that the owner's public repository has too.
func (r *graphHome) promiser() *graphPromiser {
	if r == nil {
		return nil
	}
	return &r.graphPromiser
}

// codeowners are the owners that the first of the files names.
func (r *graphHome) codeowners() []string {
	for _, o := range [...]*graphObject{r.Codeowners1, r.Codeowners2, r.Codeowners3} {
		if o == nil {
			continue
		}
		b := o.Blob
		if o.Typename != "Blob" || is(b.IsBinary) || b.Text == nil || b.ByteSize != nil && *b.ByteSize > maxCodeowners {
			return nil
		}
		text := *b.Text
		if is(b.IsTruncated) {
			text = text[:strings.LastIndexByte(text, '\n')+1] // the last line may be half of one
		}
		return codeowners(text)
	}
	return nil
}

// codeowners reads who owns code, as the file writes it ("@login", "@org/team"): the
// owners of everything first, then those of parts in the file's order, each once.
// Mail addresses are left out. The text is anybody's who can push.
func codeowners(text string) []string {
	var rules []ownRule
	last := map[string]int{} // where a pattern stands for the last time
	for line := range strings.Lines(strings.TrimPrefix(text, "\uFEFF")) {
		r, ok := readOwnRule(line)
		switch {
		case !ok:
		case coversAll(r.pattern):
			rules, last = []ownRule{r}, map[string]int{} // it takes all from those before
		default:
			last[r.pattern] = len(rules)
			rules = append(rules, r)
		}
	}
	var out []string
	for i, r := range rules {
		if at, ok := last[r.pattern]; ok && at != i {
			continue // the same files have other owners further down
		}
		for _, owner := range r.owners {
			if slices.ContainsFunc(out, func(have string) bool { return strings.EqualFold(have, owner) }) {
				continue
			}
			if out = append(out, owner); len(out) == mostCodeowners {
				return out
			}
		}
	}
	return out
}

// ownRule is a line of the file.
type ownRule struct {
	pattern string
	owners  []string
}

// readOwnRule reads a line; ok is false where it says nothing or is not understood.
func readOwnRule(line string) (r ownRule, ok bool) {
	for i, word := range words(line) {
		owner := strings.TrimPrefix(word, "@")
		switch {
		case i == 0 && !patternWorks(word):
			return r, false
		case i == 0:
			r.pattern = word
		case owner == word && strings.Contains(word, "@"): // a mail address
		case owner != word && mayOwn(owner):
			r.owners = append(r.owners, word)
		default:
			return r, false
		}
	}
	return r, r.pattern != ""
}

// words splits a line at its spaces that are not escaped, up to a comment.
func words(line string) (out []string) {
	var word strings.Builder
	escaped := false
	end := func() {
		if word.Len() > 0 {
			out = append(out, word.String())
			word.Reset()
		}
	}
	for _, c := range line {
		switch {
		case !escaped && (c == ' ' || c == '\t' || c == '\r' || c == '\n'):
			end()
		case c == '#' && word.Len() == 0:
			return out
		default:
			word.WriteRune(c)
		}
		escaped = c == '\\' && !escaped
	}
	end()
	return out
}

// mayOwn reports whether a name has the form of an account's or a team's.
func mayOwn(name string) bool {
	org, slug, team := strings.Cut(name, "/")
	return advisories.ValidOwner(org) && (!team || advisories.ValidRepositoryName(slug))
}

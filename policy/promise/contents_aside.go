package promise

import "strings"

// aside is a part of a text in parentheses, or one that gives examples ("such
// as …").
type aside struct {
	from, to int // words
	keeps    int
	example  bool // what it names is an example of what is asked for
	round    bool // in parentheses
}

// What an aside's words name.
const (
	keepsAll   = iota // contents like any other words
	keepsProof        // a proof of concept at most
	keepsNone         // nothing, unless what goes before is general ("any information")
)

// findAsides gives the asides of a text, in order, those in parentheses first.
func findAsides(text string, words []word) []aside {
	var out []aside
	depth, open := 0, 0
	for i, r := range text {
		switch r {
		case '(', '（', '[':
			if depth == 0 {
				open = i
			}
			depth++
		case ')', '）', ']':
			if depth > 0 {
				depth--
			}
			if depth == 0 && open >= 0 && open < i {
				out = appendAside(out, text, words, open, i)
			}
		}
	}
	for _, m := range exampleLexicon.find(words) {
		if asideOf(out, m) == nil {
			out = append(out, aside{from: m.to, to: clauseEnd(text, words, m.to), keeps: keepsAll, example: true})
		}
	}
	return out
}

func appendAside(out []aside, text string, words []word, open, end int) []aside {
	a := aside{from: len(words), round: true, keeps: keepsProof}
	for i, w := range words {
		if w.start > open && w.end <= end {
			a.from, a.to = min(a.from, i), i+1
		}
	}
	if a.from >= a.to {
		return out
	}
	inner := words[a.from:a.to]
	examples := exampleLexicon.find(inner)
	switch {
	case len(examples) > 0 && examples[0].from == 0, strings.Contains(strings.ToLower(text[open:end]), "etc"):
		a.keeps, a.example = keepsNone, true
	case len(includingLexicon.find(inner)) > 0:
		a.keeps = keepsAll
	}
	return append(out, a)
}

// exampleLexicon begins examples.
var exampleLexicon = newLexicon(map[string]string{"e": `
	e g, eg, i e, ie, such as, for example, for instance, things|something|information|details|stuff like, z b, zum beispiel, etwa, par exemple, tel|telle|tels|telles que, p ex, por ejemplo, tales como, tal como, como por, por exemplo, tais como, ad esempio, per esempio, np, na przyklad
	ornegin, 例如, 比如, 例えば, たとえば, 예를 들어`})

// includingLexicon begins, in parentheses, what is asked for too.
var includingLexicon = newLexicon(map[string]string{"i": `
	including, include|includes, with, plus, and, please, helpful, preferred, encouraged, appreciated, welcome, inklusive, einschliesslich, y compris, incluyendo, incluso, incluindo, compresi, wlacznie`})

func asideOf(asides []aside, m match) *aside {
	for i := range asides {
		if m.from >= asides[i].from && m.from < asides[i].to {
			return &asides[i]
		}
	}
	return nil
}

// clauseEnd is the word at which the clause that holds word i ends.
func clauseEnd(text string, words []word, i int) int {
	for j := i; j+1 < len(words); j++ {
		if strings.ContainsAny(text[words[j].end:words[j+1].start], ".;)\n。；") {
			return j + 1
		}
	}
	return len(words)
}

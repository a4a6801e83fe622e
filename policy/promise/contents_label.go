package promise

import (
	"slices"
	"strings"
)

// hedgeLabel hedges what the label of an entry asks for, from the request given
// on, where its explanation says so: "Logs: if you have them".
func (r *fieldReader) hedgeLabel(text string, words []word, named []found, from int) {
	others := false
	for _, f := range named {
		same := false
		for i := from; i < len(r.got); i++ {
			if r.got[i].ID == f.id {
				same = true
				if f.hedged && !f.firm {
					r.got[i].Strength = strengthRecommended
				}
			}
		}
		others = others || !same
	}
	if n := len(words); n > 0 && others {
		// "code or screenshots that show it (if possible)" is about the label.
		others = !endsHedged(text, words)
	}
	if others || !hasTag(hedgeLexicon.find(words), "near") {
		return
	}
	for i := from; i < len(r.got); i++ {
		r.got[i].Strength = strengthRecommended
	}
}

// endsHedged reports whether a hedge in parentheses ends a text.
func endsHedged(text string, words []word) bool {
	for _, a := range findAsides(text, words) {
		if a.round && a.to == len(words) && (suppositions[words[a.from].text] || hasTag(hedgeLexicon.find(words[a.from:]), "near")) {
			return true
		}
	}
	return false
}

// namesMore reports whether the explanation of an entry names contents that its
// label, "additional information", does not.
func namesMore(text string) bool {
	return slices.ContainsFunc(namedBriefly(text), func(f found) bool { return f.id != "other_info" && f.id != "other" })
}

// part of an entry.
type entryPart struct {
	from, to int
	label    bool
}

// entryParts parts an entry into its label and its sentences.
func entryParts(b *block, from, to int) []entryPart {
	text := b.text[from:to]
	end := labelEnd(text)
	var out []entryPart
	if end > 0 {
		out = append(out, entryPart{from, from + end, true})
	}
	rest := block{text: text[end:]}
	for _, s := range sentences(&rest) {
		out = append(out, entryPart{from + end + s.from, from + end + s.to, false})
	}
	return out
}

// labelEnd is where the label of an entry ends: "Impact: …", "Impact – …", or a
// short first line; 0 where it has none.
func labelEnd(text string) int {
	for i, c := range text {
		if i > 90 {
			break
		}
		switch {
		case c == ':' || c == '：' || c == '\n' && i > 0 || (c == '?' || c == '？') && i < len(text)-2:
		case (c == '-' || c == '–' || c == '—') && i > 0 && text[i-1] == ' ' && i+1 < len(text):
		default:
			continue
		}
		if n := wordCount(text[:i]); n == 0 {
			continue
		} else if n > 9 {
			return 0
		}
		end := i + len(string(c))
		if strings.TrimSpace(text[end:]) == "" {
			return 0
		}
		if c == '\n' && !strings.ContainsAny(text[:i], ":") && goesOn(text[end:]) {
			return 0
		}
		return end
	}
	return 0
}

// goesOn reports whether a line goes on with the sentence of the line before.
func goesOn(rest string) bool {
	rest = strings.TrimSpace(rest)
	return rest != "" && (rest[0] >= 'a' && rest[0] <= 'z' || rest[0] == '(')
}

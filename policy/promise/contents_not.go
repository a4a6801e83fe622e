package promise

import "strings"

// touching reports whether nothing but blanks part word i from the one before.
func touching(text string, words []word, i int) bool {
	return !strings.ContainsAny(text[words[i-1].end:words[i].start], ",;:.()")
}

// forbidden is the first word between from and to at which an English sentence
// turns to what not to do: "…, but do not post an exploit".
func forbidden(words []word, from, to int) int {
	for i := from + 1; i+1 < to; i++ {
		switch words[i].text {
		case "do", "don":
			if next := words[i+1].text; next != "not" && next != "t" {
				continue
			}
		case "never", "avoid", "refrain":
		default:
			continue
		}
		if before := words[i-1].text; before == "but" || before == "and" || before == "please" {
			return i
		}
	}
	return to
}

// unforbidden is a sentence that asks for contents wherever they stand, without
// the clauses that say what not to do: "podaj wersję, ale nie przesyłaj exploita".
func unforbidden(text string, words []word, cues []match) []asking {
	whole := asking{from: 0, to: len(words), stop: len(words), all: true}
	for _, c := range cues {
		if c.tag == "not" && forbidsBefore(words[c.from].text) {
			return beforeForbidden(text, words, c, whole)
		}
		if c.tag != "not" || !forbiddingWords[words[c.from].text] && !strings.ContainsAny(words[c.from].text, "勿不") {
			continue
		}
		turn := c.from == 0 || turns[words[c.from-1].text] || !touchingWide(text, words, c.from)
		if !turn || c.to < len(words) && harmless(words[c.to].text) {
			continue
		}
		end := c.to
		for end < len(words) && (touchingWide(text, words, end) || c.from == 0 && !asksAt(cues, end)) {
			end++
		}
		var out []asking
		for _, span := range [][2]int{{0, c.from}, {end, len(words)}} {
			if span[0] < span[1] {
				part := whole
				part.from, part.to, part.stop = span[0], span[1], span[1]
				out = append(out, part)
			}
		}
		return out
	}
	return []asking{whole}
}

// forbidsBefore reports whether a word forbids what stands before it, as verbs of
// Turkish, Japanese and Korean do.
func forbidsBefore(w string) bool {
	return strings.HasSuffix(w, "mayin") || strings.HasSuffix(w, "meyin") || w >= "\u3040" && w < "\u3100" || w >= "\uac00" && w < "\ud7b0"
}

// beforeForbidden is the sentence without the clause that ends in a forbidding verb.
func beforeForbidden(text string, words []word, c match, whole asking) []asking {
	from := c.from
	for from > 0 && touchingWide(text, words, from) {
		from--
	}
	var out []asking
	for _, span := range [][2]int{{0, from}, {c.to, len(words)}} {
		if span[0] < span[1] {
			part := whole
			part.from, part.to, part.stop = span[0], span[1], span[1]
			out = append(out, part)
		}
	}
	return out
}

// asksAt reports whether a request begins at word i or right behind it.
func asksAt(cues []match, i int) bool {
	for _, c := range cues {
		if c.tag == "around" && c.from >= i && c.from <= i+2 {
			return true
		}
	}
	return false
}

// touchingWide is touching for texts with the commas of Chinese and Japanese.
func touchingWide(text string, words []word, i int) bool {
	return touching(text, words, i) && !strings.ContainsAny(text[words[i-1].end:words[i].start], "，；：。、")
}

var (
	// forbiddingWords stand before the verb that they forbid.
	forbiddingWords = wordSet(`nie nigdy no nunca jamas non mai nao ne niemals не никогда`)
	// turns join a clause that says the contrary.
	turns = wordSet(`ale lecz i a y pero e mas ma mais et но и`)
)

// harmless reports whether the word after "not" makes no prohibition of it: "nicht
// nur", "non esitare a".
func harmless(w string) bool {
	for _, stem := range []string{"nur", "solo", "seulement", "tylko", "apenas", "vergess", "esita", "hesit", "oubli", "olvid", "dud", "esquec", "zapom", "dimentic", "jest", "es", "e", "sao", "est", "sono"} {
		if w == stem || len(stem) > 3 && strings.HasPrefix(w, stem) {
			return true
		}
	}
	return false
}

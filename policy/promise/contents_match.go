package promise

import (
	"slices"
	"strings"
)

// lexicon finds phrases among the words of a text. Phrases are written as
//
//	steps to reproduce         these words
//	reproduc* step|steps       a word that begins so, one of several words
//	steps [needed] to run      a word that may be missing
//	how .. exploited           up to six words between
//	+version* [of] [the]       two words at least
//
// so that a table of a language reads like the language.
type lexicon struct {
	whole  map[string][]phrase // by the first word
	begins map[string][]phrase // by the first letters of the first word
	may    [4096]bool          // by first letters: whether any phrase begins so
}

// sieve is where the first letters of a word lie in a lexicon's sieve.
func sieve(w string) uint16 {
	h := 0
	for i := 0; i < stemLetter && i < len(w); i++ {
		h = h*31 + int(w[i])
	}
	return uint16(h & 4095)
}

// opens reports whether a word can be the first of a phrase that is looked up by
// its first letters.
func (p *phrase) opens(w string) bool { return p.stem == "" || strings.HasPrefix(w, p.stem) }

// phrase is one way to say a thing.
type phrase struct {
	parts []part
	tag   string
	least int    // words
	stem  string // of the first word, where it is looked up by its first letters
}

// part is one place of a phrase.
type part struct {
	words    []string // any of them
	stems    []string // or any word that begins so
	optional bool
	gap      bool // words may stand between the part before and this one
}

// match is a phrase found: words [from, to) mean the tag.
type match struct {
	tag      string
	from, to int
}

const (
	maxGap     = 6 // words
	stemLetter = 3 // bytes by which a beginning is looked up
)

// newLexicon builds a lexicon from tables: tag to phrases, one a line or parted
// by commas.
func newLexicon(tables ...map[string]string) *lexicon {
	l := &lexicon{whole: map[string][]phrase{}, begins: map[string][]phrase{}}
	for _, table := range tables {
		for tag, text := range table {
			for _, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == ',' }) {
				body, two := strings.CutPrefix(strings.TrimSpace(line), "+")
				least := 1
				if two {
					least = 2
				}
				if parts := parsePhrase(body); len(parts) > 0 {
					l.add(phrase{parts: parts, tag: tag, least: least})
				}
			}
		}
	}
	return l
}

// add files a phrase under its first word, and once more without a first word
// that may be missing.
func (l *lexicon) add(p phrase) {
	if p.parts[0].optional && len(p.parts) > 1 {
		l.add(phrase{parts: p.parts[1:], tag: p.tag, least: p.least})
	}
	for _, w := range p.parts[0].words {
		l.whole[w] = append(l.whole[w], p)
		l.may[sieve(w)] = true
	}
	for _, stem := range p.parts[0].stems {
		p.stem = stem
		key := stem[:min(stemLetter, len(stem))]
		l.begins[key] = append(l.begins[key], p)
		l.may[sieve(key)] = true
	}
}

func parsePhrase(line string) []part {
	var parts []part
	gap := false
	for _, field := range strings.Fields(line) {
		if field == ".." {
			gap = true
			continue
		}
		p := part{gap: gap}
		// A gap before a word that may be missing is one before the next, too.
		gap = gap && strings.HasPrefix(field, "[")
		if strings.HasPrefix(field, "[") && strings.HasSuffix(field, "]") {
			p.optional = true
			field = field[1 : len(field)-1]
		}
		alternatives := strings.Split(field, "|")
		if len(alternatives) == 1 {
			for i, w := range foldedWords(field) {
				one := part{optional: p.optional, gap: p.gap && i == 0}
				one.accept(w)
				parts = append(parts, one)
			}
			continue
		}
		for _, a := range alternatives {
			for _, w := range foldedWords(a) {
				p.accept(w)
			}
		}
		parts = append(parts, p)
	}
	return parts
}

// accept adds a word, or a beginning that ends with a star, to those that fit.
func (p *part) accept(w string) {
	if stem, ok := strings.CutSuffix(w, "*"); ok {
		p.stems = append(p.stems, stem)
	} else {
		p.words = append(p.words, w)
	}
}

// foldedWords gives the words of a table's field as a text's are given, a
// star kept.
func foldedWords(field string) []string {
	stem, star := strings.CutSuffix(field, "*")
	var out []string
	for _, w := range splitWords(stem) {
		out = append(out, w.text)
	}
	if star && len(out) > 0 {
		out[len(out)-1] += "*"
	}
	return out
}

// find gives all matches, in the order of the text, of which none lies in a
// longer one.
func (l *lexicon) find(words []word) []match {
	var all []match
	for i, w := range words {
		if !l.may[w.key] {
			continue
		}
		all = l.at(words, i, l.whole[w.text], all)
		if len(w.text) >= stemLetter {
			all = l.at(words, i, l.begins[w.text[:stemLetter]], all)
		}
	}
	return longest(all)
}

func (l *lexicon) at(words []word, i int, phrases []phrase, out []match) []match {
	for k := range phrases {
		p := &phrases[k]
		if !p.opens(words[i].text) {
			continue
		}
		if end := follow(words, i+1, p.parts[1:]); end >= i+p.least {
			out = append(out, match{p.tag, i, end})
		}
	}
	return out
}

func (p *part) fits(w string) bool {
	for _, want := range p.words {
		if want == w {
			return true
		}
	}
	for _, stem := range p.stems {
		if strings.HasPrefix(w, stem) {
			return true
		}
	}
	return false
}

// follow gives the end of the longest match of the parts from word i on, zero
// for none.
func follow(words []word, i int, parts []part) int {
	if len(parts) == 0 {
		return i
	}
	p, best := &parts[0], 0
	last := i
	if p.gap {
		last = i + maxGap
	}
	for at := i; at <= last && at < len(words); at++ {
		if p.fits(words[at].text) {
			if best = follow(words, at+1, parts[1:]); best > 0 {
				return best
			}
		}
	}
	if p.optional {
		return follow(words, i, parts[1:])
	}
	return 0
}

// longest drops matches that overlap a longer one. Two of equal place and
// length both stay: a phrase can ask for two things.
func longest(all []match) []match {
	if len(all) < 2 {
		return all
	}
	slices.SortStableFunc(all, func(a, b match) int {
		if a.from != b.from {
			return a.from - b.from
		}
		if a.to != b.to {
			return b.to - a.to
		}
		return strings.Compare(a.tag, b.tag)
	})
	out := all[:0]
	for _, m := range all {
		if n := len(out); n > 0 && m.from < out[n-1].to {
			last := out[n-1]
			switch {
			case m.from == last.from && m.to == last.to:
				if m.tag == last.tag || last.tag == "-" {
					continue
				}
			case m.to-m.from > last.to-last.from:
				for len(out) > 0 && m.from < out[len(out)-1].to && m.to-m.from > out[len(out)-1].to-out[len(out)-1].from {
					out = out[:len(out)-1]
				}
			default:
				continue
			}
		}
		out = append(out, m)
	}
	return out
}

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
	whole  map[uint32][]onset // by the key of the first word
	begins map[uint32][]onset // by the key of the first letters of the first word
	may    sieve              // the keys of whole
	stems  sieve              // the keys of begins
}

// sieve is a set of keys, to pass over most words without looking them up.
type sieve [1 << keyBits / 64]uint64

// keyBits is how many bits a key has: enough to tell the words of a table apart.
const keyBits = 14

func (s *sieve) add(key uint32)      { s[key>>6&(1<<keyBits/64-1)] |= 1 << (key & 63) }
func (s *sieve) has(key uint32) bool { return s[key>>6&(1<<keyBits/64-1)]>>(key&63)&1 != 0 }

// keys are where a word and its first letters lie in a lexicon's sieves.
func keys(w string) (whole, stem uint32) {
	h, first := uint32(0), uint32(0)
	for i := 0; i < len(w); i++ {
		if h = h*31 + uint32(w[i]); i == stemLetter-1 {
			first = h
		}
	}
	return fold(h), fold(first)
}

// fold makes a sum of letters a key.
func fold(h uint32) uint32 { return (h ^ h>>keyBits) & (1<<keyBits - 1) }

// onset is the phrases that begin with a word, or with a word that begins so.
type onset struct {
	first   string
	stem    bool
	phrases []phrase
}

// opens reports whether a word, of which only the key is known to be the same, is
// the first of the phrases.
func (o *onset) opens(w string) bool {
	return w == o.first || o.stem && strings.HasPrefix(w, o.first)
}

// file puts a phrase under its onset.
func file(all []onset, first string, stem bool, p phrase) []onset {
	for i := range all {
		if all[i].first == first {
			all[i].phrases = append(all[i].phrases, p)
			return all
		}
	}
	return append(all, onset{first, stem, []phrase{p}})
}

// phrase is one way to say a thing.
type phrase struct {
	parts []part
	tag   string
	least int   // words
	next  *part // the second part, where its word must come right behind the first
}

// part is one place of a phrase.
type part struct {
	words    []string // any of them
	stems    []string // or any word that begins so
	heads    uint32   // the first letters of both, one bit each
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
	l := &lexicon{whole: map[uint32][]onset{}, begins: map[uint32][]onset{}}
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
	if p.next = nil; len(p.parts) > 1 && !p.parts[1].optional && !p.parts[1].gap {
		p.next = &p.parts[1]
	}
	for _, w := range p.parts[0].words {
		key, _ := keys(w)
		l.whole[key] = file(l.whole[key], w, false, p)
		l.may.add(key)
	}
	for _, stem := range p.parts[0].stems {
		_, key := keys(stem)
		l.begins[key] = file(l.begins[key], stem, true, p)
		l.stems.add(key)
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
	p.heads |= 1 << (w[0] & 31)
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
	var room [8]match // for most sentences
	all := room[:0]
	for i := range words {
		w := &words[i]
		if l.may.has(w.key) {
			all = l.at(words, i, l.whole[w.key], all)
		}
		if len(w.text) >= stemLetter && l.stems.has(w.stem) {
			all = l.at(words, i, l.begins[w.stem], all)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return append([]match(nil), longest(all)...)
}

// at adds the matches of the phrases that begin at word i.
func (l *lexicon) at(words []word, i int, onsets []onset, out []match) []match {
	for k := range onsets {
		o := &onsets[k]
		if !o.opens(words[i].text) {
			continue
		}
		for k := range o.phrases {
			p := &o.phrases[k]
			if n := p.next; n != nil && (i+1 >= len(words) || !n.fits(words[i+1].text)) {
				continue
			}
			if end := follow(words, i+1, p.parts[1:]); end >= i+p.least {
				out = append(out, match{p.tag, i, end})
			}
		}
	}
	return out
}

func (p *part) fits(w string) bool {
	if p.heads>>(w[0]&31)&1 == 0 {
		return false
	}
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

package promise

// langs is a set of languages.
type langs uint16

const (
	en langs = 1 << iota
	de
	fr
	es
	it
	pt
	tr
	pl
	ru
	zh
	ja
	ko
	nl
	id
	vi
	uk

	cjk = zh | ja | ko
)

// terms is the glossary for times, of all languages.
var terms = func() glossary {
	g := glossary{whole: map[uint32][]term{}, stems: map[uint32][]term{}, runes: map[rune][]term{}}
	for i := len(numberWords) - 1; i >= 0; i-- {
		for n, list := range numberWords[i].words {
			g.add(numberWords[i].l, mNumber, n, list)
		}
	}
	for _, table := range [][]entry{
		germanTerms, frenchTerms, spanishTerms, italianTerms, portugueseTerms, turkishTerms, polishTerms, russianTerms, scarceTerms,
		chineseTerms, japaneseTerms, koreanTerms,
		// English comes last: where a word means one thing in English and another
		// in the language of the text, the latter wins.
		englishActs, englishWords, englishTimes,
	} {
		for _, e := range table {
			g.add(e.l, e.m, e.n, e.list)
		}
	}
	return g.sorted()
}()

// An entry is a line of a language's table.
type entry struct {
	l    langs
	m    meaning
	n    int
	list string
}

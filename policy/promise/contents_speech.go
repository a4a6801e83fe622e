package promise

// speech is a tree with the sentences of its blocks and their words, which the
// readers of contents, channels and rules share. Headings are looked at for every
// block below them, so what they say is kept as well.
type speech struct {
	t     *tree
	said  [][]utterance // by block
	heads map[headAsked][]match
	mute  []bool // by block: a template's words to the maintainer
}

// utterance is a sentence of a block.
type utterance struct {
	sentence
	text  string
	words []word
}

type headAsked struct {
	block int
	lex   *lexicon
}

func newSpeech(t *tree) *speech {
	s := &speech{t: t, said: make([][]utterance, len(t.blocks)), heads: map[headAsked][]match{}, mute: make([]bool, len(t.blocks))}
	for i := range t.blocks {
		b := &t.blocks[i]
		if b.kind == kindCode {
			continue
		}
		for _, p := range sentences(b) {
			u := utterance{sentence: p, text: p.String()}
			u.words = splitWords(u.text)
			if len(u.words) <= maxWords {
				s.said[i] = append(s.said[i], u)
			}
		}
		for _, u := range s.said[i] {
			if isTemplate(u.words) {
				s.mute[i] = true
				break
			}
		}
	}
	return s
}

// say gives a part of a block with its words.
func say(p sentence) utterance {
	u := utterance{sentence: p, text: p.String()}
	u.words = splitWords(u.text)
	return u
}

// head finds the cues of a heading.
func (s *speech) head(block int, lex *lexicon) []match {
	key := headAsked{block, lex}
	cues, ok := s.heads[key]
	if !ok {
		cues = lex.find(splitWords(s.t.blocks[block].text))
		s.heads[key] = cues
	}
	return cues
}

// under finds the cues of the innermost heading above a block.
func (s *speech) under(b *block, lex *lexicon) []match {
	if len(b.heads) == 0 {
		return nil
	}
	return s.head(b.heads[len(b.heads)-1], lex)
}

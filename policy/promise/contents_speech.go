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
		all := t.sentences(i)
		if len(all) == 0 {
			continue
		}
		s.said[i] = make([]utterance, 0, len(all))
		plain := isPlain(t.lows[i]) && len(t.lows[i]) == len(b.text)
		for _, p := range all {
			u := utterance{sentence: p, text: p.String()}
			if plain {
				u.words = lowWords(t.lows[i][p.from:p.to])
			} else {
				u.words = splitWords(u.text)
			}
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

// apart is a speech that may be read while another goes on reading s: what they
// share is not written any more.
func (s *speech) apart() *speech {
	own := *s
	own.heads = map[headAsked][]match{}
	return &own
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

// reportingSteps reports whether a heading is about the steps of reporting.
func (s *speech) reportingSteps(block int) bool {
	return hasTag(s.head(block, stepsLexicon), "steps")
}

// stepsLexicon reads headings about how to report.
var stepsLexicon = newLexicon(map[string]string{"steps": `
	reporting|submission [process|procedure|steps|workflow|guide|guidelines], how to report|submit|disclose, report a|an|security|vulnerab*|process, ablauf der meldung, meldeprozess, meldung, melden, processus de signalement, signal*, proceso de reporte, reportar, informar, processo de reporte, segnala*, zglasz*, bildir*, 报告流程, 报告步骤, 提交流程, 报告方式, 如何报告, 報告手順, 報告方法, 신고 절차, 신고 방법, 보고 절차, 제보 방법`})

// under finds the cues of the innermost heading above a block.
func (s *speech) under(b *block, lex *lexicon) []match {
	if len(b.heads) == 0 {
		return nil
	}
	return s.head(b.heads[len(b.heads)-1], lex)
}

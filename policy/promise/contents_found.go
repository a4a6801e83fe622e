package promise

import (
	"slices"
	"strings"
)

// found is one content that words name.
type found struct {
	id     string
	words  match // which words
	hedged bool  // asked for with a hedge of its own
	firm   bool  // expressly required, whatever the list says
	sample bool  // named as an example of something else
	weak   bool  // counts only where nothing better names the content
}

// naming says how freely words are taken for contents.
type naming struct {
	// list: contents are being listed, so that single words name them too.
	list bool
	// body: the words explain a label that has named the content already.
	body bool
}

// namedIn gives the contents that a text names, which is known to ask for some.
func namedIn(text string, words []word, how naming) []found {
	asides := findAsides(text, words)
	matches := undescribed(contentLexicon.find(words), words)
	generic := slices.ContainsFunc(matches, func(m match) bool { return strings.HasPrefix(m.tag, "other_info") })
	var out []found
	for _, m := range matches {
		tag, loose := strings.CutSuffix(m.tag, "?")
		tag, weak := strings.CutSuffix(tag, "~")
		if tag == "-" || loose && !looseCounts(text, words, m, how, generic) {
			continue
		}
		example := false
		if a := asideOf(asides, m); a != nil {
			if a.round && !generic && tag == "proof_of_concept" && sampleNames[words[m.from].text] && a.to-a.from > m.to-m.from {
				continue // "steps (endpoint, payload)"
			}
			if a.keeps == keepsNone && !generic || a.keeps == keepsProof && !generic && tag != "proof_of_concept" {
				continue
			}
			example = a.example
		}
		if how.body && bodySilent[tag] && !(tag == "affected_component" && words[m.from].text == "which") {
			continue
		}
		for id := range strings.SplitSeq(tag, "+") {
			out = append(out, found{id: id, words: m, weak: weak, sample: example, hedged: example || triesAny(words, m)})
		}
	}
	if generic && slices.ContainsFunc(asides, func(a aside) bool { return a.example && holds(a, out) }) {
		// "any information, such as logs" asks for the logs.
		out = slices.DeleteFunc(out, func(f found) bool { return f.id == "other_info" })
	}
	out = slices.DeleteFunc(out, func(f found) bool { return bareVerb(text, words, f) })
	hedge(text, words, asides, out)
	return oneEach(out)
}

// sampleNames are words for what a proof is made of; in parentheses among others
// they say what the steps are to tell.
var sampleNames = wordSet(`payload payloads input inputs request requests http code`)

// holds reports whether an aside names a content of its own.
func holds(a aside, all []found) bool {
	return slices.ContainsFunc(all, func(f found) bool { return f.words.from >= a.from && f.words.from < a.to && f.id != "other_info" })
}

// bareVerb reports whether a verb that could name a description has no object:
// "please describe:".
func bareVerb(text string, words []word, f found) bool {
	if f.id == "description" && f.words.to == len(words) && (words[f.words.from].text == "详" || words[f.words.from].text == "描") {
		return strings.HasSuffix(strings.TrimRight(text, " *_"), "：") || strings.HasSuffix(strings.TrimRight(text, " *_"), ":")
	}
	if f.id != "description" || f.words.to-f.words.from > 1 {
		return false
	}
	switch words[f.words.from].text {
	case "describe", "describing", "decrivez", "describa", "descrivi", "descreva", "beschreiben", "opisz":
		return f.words.to == len(words) || strings.ContainsAny(text[words[f.words.from].end:words[f.words.to].start], ":：")
	}
	return false
}

// bodySilent are the contents that the explanation of another one mentions
// without asking for them.
var bodySilent = map[string]bool{"description": true, "affected_component": true, "configuration": true, "other_info": true, "issue_type": true}

// oneEach keeps one of several that name the same content.
func oneEach(all []found) []found {
	var out []found
	for _, f := range all {
		i := slices.IndexFunc(out, func(o found) bool { return o.id == f.id })
		if i < 0 {
			out = append(out, f)
			continue
		}
		out[i].hedged = out[i].hedged || f.hedged && !f.weak && !f.sample
		out[i].firm = out[i].firm || f.firm
		out[i].weak = out[i].weak && f.weak
	}
	return out
}

// describing are words that make no content of their own before the content that
// they are about: "a description of the impact" asks for the impact.
var describing = newLexicon(map[string]string{"d": `
	describe|describing|descriptive|describes, description|descriptions [of|about|on|regarding] how|why|what, description|descriptions of|about|on|regarding, details|detail|information|info|explanation|overview|summary of|about|on|regarding [how|why|what]
	explain|explaining|summarize
	beschreib* der|des|von|die|den|das|wie, description de|du|des|d|sur, descripcion de|del|sobre, descrizione di|del|della|dei|dell|delle, descricao de|do|da|dos|das|sobre, opis [mozliwego|potencjalnego]
	details sur|de|du|des, detalles de|sobre, dettagli su|di, detalhes de|sobre|do|da, informations sur, informacion sobre|de, informazioni su|sul|sulla, informacoes sobre|do|da`})

// fillers stand between "description of" and what is described.
var fillers = wordSet(`the a an any all your its their this that possible potential affected exact specific detailed full relevant special precise clear security
	der die das den des dem ein eine einer eines alle moglichen potenziellen le la les l un une des du de d toute tout el los las un una cualquier il lo i gli o os as um uma qualquer possible potentiel potentielle posible potencial`)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		set[w] = true
	}
	return set
}

// undescribed drops descriptions that are descriptions of another content.
func undescribed(matches []match, words []word) []match {
	heads := describing.find(words)
	if len(heads) == 0 {
		return matches
	}
	starts := map[int]bool{}
	for _, m := range matches {
		if m.tag != "description" && m.tag != "description?" && m.tag != "-" && m.tag != "other_info" {
			starts[m.from] = true
		}
	}
	describes := func(h match) bool {
		for i := h.to; i < len(words) && i < h.to+5; i++ {
			if starts[i] {
				return true
			}
			if !fillers[words[i].text] {
				return false
			}
		}
		return starts[h.to-1]
	}
	return slices.DeleteFunc(matches, func(m match) bool {
		if m.tag != "description" && m.tag != "description?" {
			return false
		}
		return slices.ContainsFunc(heads, func(h match) bool { return m.from <= h.from && h.from < m.to && m.to <= h.to && describes(h) })
	})
}

// triesAny reports whether a match is hedged by its own words: "any possible
// mitigations" asks for those that come to mind.
func triesAny(words []word, m match) bool {
	if m.to-m.from < 2 || m.from+1 >= len(words) {
		return false
	}
	if first := words[m.from].text; strings.HasPrefix(first, "eventu") || strings.HasPrefix(first, "ewentualn") {
		return true
	}
	return anyWords[words[m.from].text] && suggestWords[words[m.from+1].text]
}

var (
	anyWords     = wordSet(`any some eventuelle eventuali mogliche alle tout toute`)
	suggestWords = wordSet(`possible potential suggested proposed recommended suggestions suggestion ideas recommendations thoughts`)
)

// looseCounts reports whether a word that names a content only in a list stands
// as an entry of one: parted from what is before and behind it.
func looseCounts(text string, words []word, m match, how naming, generic bool) bool {
	if how.body {
		return false
	}
	if !how.list && !generic {
		return tight(text, words, m)
	}
	return openBefore(text, words, m.from) && openBehind(text, words, m.to)
}

// entryBefore and entryBehind are words that may stand beside an entry of a list.
var (
	entryBefore = wordSet(`and or any the your a an its with including include provide full exact specific possible potential detailed relevant und oder et ou y o e i oraz lub ve ou die der das le la les los el il lo as os your
		contain containing describe of affected brief short clear related list state specify и 供 含 括 明 的 与 和 及 或 un une uno uma um ein eine einen einem`)
	entryBehind = wordSet(`и and or of if used number for in on where with you which that und oder et ou y o e i oraz lub ve de des du del der von to information including as when`)
)

// tight reports whether a word of running text is an entry of an enumeration:
// commas or "and" on both sides.
func tight(text string, words []word, m match) bool {
	before, behind := ",", ""
	if m.from > 0 {
		before = text[words[m.from-1].end:words[m.from].start]
	}
	if m.to < len(words) {
		behind = text[words[m.to-1].end:words[m.to].start]
	}
	open := strings.ContainsAny(before, ",;:、，：・；") || conjunctions[words[m.from-1].text] || tightBefore[words[m.from-1].text]
	return open && (m.to == len(words) || strings.ContainsAny(behind, ",.;、，。・(（") || conjunctions[words[m.to].text] || words[m.to].text == "of" || words[m.to].text == "used")
}

var tightBefore = wordSet(`a an include including with provide the your mention specify`)

// openBefore reports whether an entry begins at word i, or up to two words before
// it that only say which: "the library version".
func openBefore(text string, words []word, i int) bool {
	most := 2
	if i < len(words) && len(words[i].text) == 3 && words[i].text[0] >= 0xe0 {
		most = 5 // characters
	}
	for back := 0; back <= most && i-back >= 0; back++ {
		if begins(text, words, i-back) {
			return back == 0 || !verbWords[words[i-back].text] && !fillers[words[i-back].text]
		}
	}
	return false
}

// verbWords begin a sentence, not a name.
var verbWords = wordSet(`use using update upgrade keep check see run install test do make follow send email report open create fix publish release support what how`)

func begins(text string, words []word, i int) bool {
	if i == 0 {
		return true
	}
	if entryBefore[words[i-1].text] {
		return true
	}
	return strings.ContainsAny(text[words[i-1].end:words[i].start], ",;:/(&+、，：；・\n|?*-–—")
}

func openBehind(text string, words []word, i int) bool {
	if i >= len(words) || entryBehind[words[i].text] {
		return true
	}
	return strings.ContainsAny(text[words[i-1].end:words[i].start], ",;:/()&+.、，：；・。\n|?*–—（")
}

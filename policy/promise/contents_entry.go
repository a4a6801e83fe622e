package promise

import (
	"slices"
	"strings"
)

// heading reads a heading: as the start of a section, and as an entry where the
// section around it lists contents.
func (r *fieldReader) heading(i int, b *block) {
	text := strings.TrimSpace(b.text)
	if startsLine(text) { // "# - Description": a list whose author meant no headings
		if s := r.scopeBefore(i); s.asks() {
			r.views[i] = s
			r.entry(b, 0, len(b.text), s, false)
		}
		return
	}
	if s, ok := r.graded(i, b); ok {
		r.views[i] = s
		return
	}
	if s := r.scopeOfHeads(b); s.ask {
		before := len(r.got)
		r.entry(b, 0, len(b.text), s, false)
		if len(r.got) > before {
			r.views[i] = s
			r.views[i].denied = true // its text explains the content
			return
		}
	}
	r.views[i] = headScope(text)
}

// item reads an entry of a list.
func (r *fieldReader) item(i int, b *block) {
	s := r.scopeOfList(i, b)
	r.views[i] = s
	if s.asks() {
		s.inner = b.item >= 0
		r.entry(b, 0, len(b.text), s, false)
		return
	}
	if s.we && !hasTag(askLexicon.find(splitWords(b.text)), "you") && !strings.Contains(strings.ToLower(b.text), "please") {
		return
	}
	if r.labelled(b, 0, len(b.text)) {
		return
	}
	r.prose(i, b)
}

// prose reads the sentences of a block, without a label that asks for nothing.
func (r *fieldReader) prose(i int, b *block) {
	end := labelEnd(b.text)
	if words := splitWords(b.text[:end]); len(words) > 4 || len(asked(b.text[:end], words)) > 0 {
		end = 0
	}
	for _, u := range r.s.said[i] {
		switch {
		case u.to <= end:
		case u.from >= end:
			r.sentence(i, b, u)
		default:
			r.sentence(i, b, say(sentence{b, end, u.to}))
		}
	}
}

// labelled reads text whose label says that contents follow: "What: …",
// "Optional: …". It reports whether the text was of that kind.
func (r *fieldReader) labelled(b *block, from, to int) bool {
	text := b.text[from:to]
	end := labelEnd(text)
	if end == 0 {
		return false
	}
	words := splitWords(text[:end])
	if len(words) > 6 {
		return false
	}
	heads, hedges := headLexicon.find(words), hedgeLexicon.find(words)
	hedged := hasTag(hedges, "near") || hasTag(hedges, "all")
	what := len(words) == 1 && whatLabels[words[0].text]
	if !what && !hedged && !hasTag(heads, "ask") || !hedged && (hasTag(heads, "deny") || hasTag(heads, "we")) {
		return false
	}
	if slices.ContainsFunc(words, func(w word) bool { return adviceWords[w.text] }) {
		return false
	}
	rest := block{text: text[end:]}
	first := sentences(&rest)
	if len(first) == 0 || len(namedBriefly(first[0].String())) < 2 || r.offTopic(b) {
		return false
	}
	from += end
	r.entry(b, from+first[0].from, from+first[0].to, scope{ask: true, hedged: hedged, group: b.list}, false)
	for _, p := range first[1:] {
		r.sentence(0, b, say(sentence{b, from + p.from, from + p.to}))
	}
	return true
}

// adviceWords are in labels of advice to those who use the software: "recommended
// practice: …".
var adviceWords = wordSet(`hygiene practice practices user users usage setup hardening settings deployment`)

// whatLabels are labels of one word before contents.
var whatLabels = wordSet(`what body message details contents content include information angaben inhalt inhalte informationen contenu details contenido datos informacion contenuto dati conteudo dados informacoes tresc szczegoly icerik bilgiler was quoi que cosa`)

// scopeOfItem is the scope that was found for the entry at block i.
func (r *fieldReader) scopeOfItem(i int) scope { return r.views[i] }

// scopeOfList is the scope of the list that block i is an entry of, found once a
// list: from the words that introduce it, else from the entry or the section
// around it, else from what its entries look like.
func (r *fieldReader) scopeOfList(i int, b *block) scope {
	if s, ok := r.lists[b.list]; ok {
		return s
	}
	var s scope
	if b.lead >= 0 {
		s = r.lead(b.lead)
		if v := r.views[b.lead]; v.ask && r.t.blocks[b.lead].kind == kindHeading {
			s = v
		}
		if s.ask && r.offTopic(b) && !mentionsReport(r.t.blocks[b.lead].text) {
			s = scope{}
		}
	}
	if !s.ask && !s.denied && b.item >= 0 {
		if s = r.lead(b.item); s.ask || !s.denied && r.views[b.item].asks() {
			hedged := s.hedged || r.views[b.item].hedged
			s = scope{ask: true, hedged: hedged}
		}
	}
	if !s.ask && !s.denied {
		if s = r.scopeOfHeads(b); s.denied {
			s = scope{section: true}
		}
	}
	if !s.ask && !s.denied && (!s.section || r.onReporting(b)) && !r.offTopic(b) && r.looksAsked(i, b) {
		s.nouns = true
	}
	s.group = b.list
	r.lists[b.list] = s
	return s
}

// onReporting reports whether the section of a block is about how to report.
func (r *fieldReader) onReporting(b *block) bool {
	return len(b.heads) > 0 && r.s.reportingSteps(b.heads[len(b.heads)-1])
}

// mentionsReport reports whether a text speaks of a report.
func mentionsReport(text string) bool {
	for _, w := range splitWords(text) {
		switch w.text {
		case "report", "reports", "reporting", "submission", "vulnerability", "disclosure":
			return true
		}
	}
	return false
}

// looksAsked reports whether the entries of a list name contents and little else,
// so that it needs no introduction.
func (r *fieldReader) looksAsked(i int, b *block) bool {
	entries, contents, ids := 0, 0, map[string]bool{}
	for k := i; k < len(r.t.blocks) && k < i+40; k++ {
		o := &r.t.blocks[k]
		if o.list == 0 && o.item < 0 {
			break
		}
		if o.kind != kindItem || o.list != b.list {
			continue
		}
		entries++
		words := splitWords(o.text)
		if len(words) > 14 || slices.ContainsFunc(words, func(w word) bool { return timeWords[w.text] }) {
			continue
		}
		for _, f := range namedIn(o.text, words, naming{list: true}) {
			if f.words.from <= 4 && !f.weak {
				contents++
				ids[f.id] = true
				break
			}
		}
	}
	return contents >= 3 && len(ids) >= 3 && 4*contents >= 3*entries
}

// timeWords are in entries that promise a time, and in none that name a content.
var timeWords = wordSet(`hour hours day days week weeks month months tage tagen stunden jours heures dias horas giorni ore dni godzin gun saat`)

// obliges reports whether a text says "must" or "shall", and whether "should".
func obliges(text string) (must, should bool) {
	low := lower(text)
	if !strings.Contains(low, "must") && !strings.Contains(low, "sh") {
		return false, false
	}
	words := splitWords(text)
	return hasWord(words, "must") || hasWord(words, "shall"), hasWord(words, "should")
}

// entry reads one entry of a list of contents: a label with its explanation, or
// words that name contents.
func (r *fieldReader) entry(b *block, from, to int, s scope, explained bool) {
	labels, proof := len(r.got), false
	must, should := obliges(b.text[from:to])
	r.must[s.group] = r.must[s.group] || must
	s.should = !must && should
	for k, p := range entryParts(b, from, to) {
		text := b.text[p.from:p.to]
		words := splitWords(text)
		if len(words) > maxWords || notAsked(text, words) {
			continue
		}
		how := naming{list: true, body: explained}
		stop := stopOf(words)
		got := 0
		named := namedIn(text, words, how)
		if p.label && len(named) == 0 && hasTag(hedgeLexicon.find(words), "near") {
			s.hedged = true // "optional: …"
		}
		if k == 1 && explained {
			r.hedgeLabel(text, words, named, labels)
		}
		for _, f := range named {
			if stop > 0 && f.words.from >= stop {
				if f.id == "steps_to_reproduce" {
					continue
				}
				continue
			}
			if k > 0 && f.id == "source_location" && r.asked("affected_versions", labels) {
				continue // "affected versions: the commit you tested"
			}
			if proof && f.id == "logs" {
				continue // the pictures are the proof
			}
			if s.inner && r.has(f.id) || k > 0 && r.asked(f.id, labels) {
				continue // it says more about what is asked for already
			}
			if p.label && f.id == "other_info" && namesMore(b.text[p.to:to]) {
				f.weak = true
			}
			r.add(f, b, p.from, p.to, s, f.weak)
			if f.id != "other_info" && f.id != "other" {
				got++
			}
		}
		explained = explained || p.label && slices.ContainsFunc(named, func(f found) bool { return f.id != "other_info" && f.id != "other" })
		proof = proof || p.label && r.asked("proof_of_concept", labels)
	}
}

// asked reports whether a content was asked for from the request given on.
func (r *fieldReader) asked(id string, from int) bool {
	return slices.ContainsFunc(r.got[from:], func(q request) bool { return q.ID == id })
}

// notAsked reports whether an entry of a list of contents is something else: what
// the project does, or what not to do.
func notAsked(text string, words []word) bool {
	if len(words) == 0 {
		return true
	}
	if cues := askLexicon.find(words); len(cues) > 0 && cues[0].tag == "us" && cues[0].from <= 1 {
		return true
	}
	switch words[0].text {
	case "we", "our", "do", "don", "never", "avoid", "please":
		return words[0].text != "please" && words[0].text != "do" || len(words) > 1 && (words[1].text == "not" || words[1].text == "avoid" || words[1].text == "t")
	}
	return false
}

// stopOf is the word from which on an entry says what it is for, 0 for none.
func stopOf(words []word) int {
	for _, c := range askLexicon.find(words) {
		if c.tag == "stop" && c.from > 0 {
			return c.from
		}
	}
	return 0
}

package promise

import (
	"slices"
	"strings"
)

// The strengths of a Requested.
const (
	strengthRequired    = "required"
	strengthRecommended = "recommended"
)

// fieldReader gathers what a report is asked to have.
type fieldReader struct {
	t      *tree
	s      *speech
	views  []scope // by block, of those that lead or head
	lists  map[int]scope
	grades map[int]bool  // by heading: its contents are parted by how much they are wanted
	leads  map[int]scope // by block: what it makes of a list that follows
	got    []request
	must   map[int]bool // by list or heading: it says "must" of a content
}

// request is one content that was asked for at one place.
type request struct {
	Requested
	weak   bool
	should bool // asked for with "should"
	group  int  // which list or section it is of
}

func readFields(s *speech, out *Document) {
	t := s.t
	r := &fieldReader{t: t, s: s, lists: map[int]scope{}, leads: map[int]scope{}, grades: map[int]bool{}, must: map[int]bool{}}
	r.views = make([]scope, len(t.blocks))
	for i := range t.blocks {
		r.block(i)
	}
	out.Fields = r.settle()
}

// block reads one block by what it is and where it stands.
func (r *fieldReader) block(i int) {
	b := &r.t.blocks[i]
	if r.s.mute[i] {
		return
	}
	switch b.kind {
	case kindHeading:
		r.heading(i, b)
	case kindItem:
		r.item(i, b)
	case kindParagraph:
		r.paragraph(i, b)
	case kindCell:
		r.row(i, b)
	case kindCode:
		r.code(i, b)
	}
}

// paragraph reads running text, or the lines of a list that has no bullets.
func (r *fieldReader) paragraph(i int, b *block) {
	if b.item >= 0 {
		if s := r.scopeOfItem(b.item); s.asks() {
			r.entry(b, 0, len(b.text), s, true)
			return
		}
	}
	if s := r.scopeBefore(i); s.asks() && entryLike(b.text) {
		r.views[i] = s // what follows is of the list too
		for _, l := range r.s.said[i] {
			for _, line := range cutLines(l.sentence, lettered(l.text)) {
				r.entry(b, line.from, line.to, s, false)
			}
		}
		return
	}
	if r.labelled(b, 0, len(b.text)) {
		return
	}
	if r.listed(i, b) {
		return
	}
	lead := scope{}
	at := 0
	for _, u := range r.s.said[i] {
		if !lead.asks() && !strings.Contains(u.text, ":\n") {
			r.sentence(i, b, u)
			if strings.HasSuffix(u.text, ":") {
				lead, at = leadScope([]utterance{u}), u.from
			}
			continue
		}
		for _, part := range cutLines(u.sentence, lead.asks()) {
			if lead.asks() && part.from > at {
				r.entry(b, part.from, part.to, lead, false)
				continue
			}
			p := say(part)
			r.sentence(i, b, p)
			if strings.HasSuffix(strings.TrimSpace(p.text), ":") {
				lead, at = leadScope([]utterance{p}), part.from
			}
		}
	}
}

// listed reads a paragraph under a heading that asks for contents, where it is a
// bare enumeration of them.
func (r *fieldReader) listed(i int, b *block) bool {
	s := r.scopeOfHeads(b)
	all := r.s.said[i]
	if !s.ask || len(all) != 1 {
		return false
	}
	if text := all[0].text; len(namedBriefly(text)) < 3 || len(asked(text, all[0].words)) > 0 {
		return false
	}
	r.entry(b, all[0].from, all[0].to, s, false)
	return true
}

// cutLines parts what follows a line that ends in a colon into its lines.
func cutLines(s sentence, listing bool) []sentence {
	text := s.String()
	if !strings.Contains(text, "\n") || !listing && !strings.Contains(text, ":\n") {
		return []sentence{s}
	}
	var out []sentence
	from := 0
	if !listing {
		from = strings.Index(text, ":\n") + 2
		out = append(out, sentence{s.block, s.from, s.from + from})
	}
	for from < len(text) {
		end := strings.IndexByte(text[from:], '\n')
		if end < 0 {
			end = len(text) - from
		}
		if strings.TrimSpace(text[from:from+end]) != "" {
			out = append(out, sentence{s.block, s.from + from, s.from + from + end})
		}
		from += end + 1
	}
	return out
}

// entryLike reports whether a paragraph after "please include:" is an entry of
// a list: lines that begin with a mark or a label.
func entryLike(text string) bool {
	text = strings.TrimSpace(text)
	if startsLine(text) || lettered(text) {
		return true
	}
	head, _, found := strings.Cut(text, ":")
	return found && wordCount(head) <= 5
}

// lettered reports whether a text begins like an entry of a list by letters: "a) ".
func lettered(text string) bool {
	text = strings.TrimSpace(text)
	return len(text) > 3 && isLetter(text[0]) && (text[1] == '.' || text[1] == ')') && text[2] == ' '
}

// sentence reads one sentence of running text.
func (r *fieldReader) sentence(i int, b *block, u utterance) {
	text, words, from, to := u.text, u.words, u.from, u.to
	if len(words) > maxWords {
		return
	}
	if aboutChanges(words) {
		return
	}
	asks := asked(text, words)
	if len(asks) == 0 && from > 0 {
		r.labelled(b, from, to)
		return
	}
	if len(asks) > 0 && r.offTopic(b) {
		return
	}
	if hasWord(words, "must") || hasWord(words, "shall") {
		r.must[r.groupOf(i)] = r.must[r.groupOf(i)] || len(asks) > 0
	}
	for _, a := range asks {
		part := words[a.from:a.to]
		if len(part) == 0 {
			continue
		}
		how := naming{list: a.all}
		for _, f := range namedIn(text, part, how) {
			weak := f.weak || f.words.from+a.from >= a.stop
			r.add(f, b, from, to, scope{hedged: a.hedged || hedgedVerb(text, words, a.from), should: a.should, group: r.groupOf(i)}, weak)
		}
	}
}

// aboutChanges reports whether a sentence is about contributing changes, which are
// described and tested like reports.
func aboutChanges(words []word) bool {
	change := false
	for i, w := range words {
		switch w.text {
		case "contribute", "contributing", "contribution", "contributions":
			change = true
		case "pull":
			change = change || i+1 < len(words) && strings.HasPrefix(words[i+1].text, "request")
		case "report", "reports", "vulnerability", "vulnerabilities", "reporting":
			return false
		}
	}
	return change
}

func hasWord(words []word, w string) bool {
	return slices.ContainsFunc(words, func(o word) bool { return o.text == w })
}

// maxWords is how many words a sentence may have that asks for something;
// longer ones are licences and logs.
const maxWords = 400

// add notes that a content is asked for by a part of a block.
func (r *fieldReader) add(f found, b *block, from, to int, s scope, weak bool) {
	if weak && f.id != "steps_to_reproduce" && f.id != "other_info" {
		return
	}
	strength := strengthRequired
	if (f.hedged || s.hedged) && !f.firm {
		strength = strengthRecommended
	}
	r.got = append(r.got, request{
		Requested: Requested{ID: f.id, Strength: strength, Source: r.t.source(b, from, to)},
		weak:      weak, should: s.should, group: s.group,
	})
}

// has reports whether a content was asked for so far.
func (r *fieldReader) has(id string) bool {
	for _, q := range r.got {
		if q.ID == id && !q.weak {
			return true
		}
	}
	return false
}

// contrast makes wishes of what is asked for with "should" in a list or section
// that says "must" of other contents.
func (r *fieldReader) contrast() {
	for i := range r.got {
		if q := &r.got[i]; q.should && r.must[q.group] {
			q.Strength = strengthRecommended
		}
	}
}

// settle gives the contents as they are reported: what is asked for twice with
// different strength is asked for with the greater one.
func (r *fieldReader) settle() []Requested {
	r.contrast()
	strong, named := map[string]bool{}, map[string]bool{}
	specific := false
	for _, q := range r.got {
		if !q.weak {
			named[q.ID] = true
			specific = true
			strong[q.ID] = strong[q.ID] || q.Strength == strengthRequired
		}
	}
	var out []Requested
	seen := map[Requested]bool{}
	for _, q := range r.got {
		if q.weak && (named[q.ID] || q.ID == "other_info" && specific) || strong[q.ID] && q.Strength != strengthRequired || seen[q.Requested] {
			continue
		}
		if q.weak {
			named[q.ID] = true
		}
		seen[q.Requested] = true
		out = append(out, q.Requested)
	}
	return out
}

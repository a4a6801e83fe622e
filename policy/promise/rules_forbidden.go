package promise

import "strings"

// forbidden reads what researchers must not do: the entries of a list under "do
// not", and sentences that forbid an act of testing. Bans on disclosure are not
// among them.
func (r *ruleReader) forbidden(i int, b *block, s sentence, cues []match, words []word) {
	if b.kind == kindHeading && !startsLine(strings.TrimSpace(b.text)) {
		return
	}
	acts := hasTag(cues, "act")
	switch {
	case hasTag(cues, "ban") || hasTag(cues, "scope") && !acts:
		return
	case b.kind == kindItem && r.listForbids(b) && tellsPublic(words):
		if e := &r.out.Evidence.PublicDisclosureProhibited; e.Quote == "" {
			*e = Quoted{Text: strings.TrimSpace(s.String()), Source: r.t.source(b, s.from, s.to)}
		}
		return
	case b.kind == kindItem && r.listForbids(b):
		if s.from > 0 && !hasTag(cues, "dont") {
			return
		}
	case hasTag(cues, "dont") && acts && !r.userAdvice(b, words):
	case hasTag(cues, "only") && acts:
	default:
		return
	}
	text := strings.TrimSpace(s.String())
	if strings.HasSuffix(text, ":") {
		return
	}
	r.out.Prohibited = append(r.out.Prohibited, Quoted{Text: text, Source: r.t.source(b, s.from, s.to)})
}

// tellsPublic reports whether a forbidden act is to tell the public.
func tellsPublic(words []word) bool {
	for _, w := range words {
		if w.text == "public" || w.text == "publicly" || strings.HasPrefix(w.text, "disclos") || strings.HasPrefix(w.text, "publish") || strings.HasPrefix(w.text, "veroffentlich") || strings.HasPrefix(w.text, "divulg") {
			return true
		}
	}
	return false
}

// listForbids reports whether the words that introduce the list of a block, or
// the heading above it, forbid what its entries name.
func (r *ruleReader) listForbids(b *block) bool {
	if is, ok := r.banned[b.list]; ok {
		return is
	}
	is := false
	lead := r.t.leadText(b)
	if parts := plainSentences(lead); len(parts) > 0 {
		last := parts[len(parts)-1]
		cues := ruleLexicon.find(splitWords(last))
		is = (hasTag(cues, "forbid") || hasTag(cues, "dont")) && strings.HasSuffix(last, ":") && !hasTag(cues, "scope") && !hasTag(cues, "report")
	}
	if lead == "" && b.item < 0 {
		is = hasTag(r.s.under(b, ruleLexicon), "forbid")
	}
	if r.banned == nil {
		r.banned = map[int]bool{}
	}
	r.banned[b.list] = is
	return is
}

// userAdvice reports whether a sentence warns users or developers of the software
// instead of researchers.
func (r *ruleReader) userAdvice(b *block, words []word) bool {
	for _, h := range b.heads {
		cues := r.s.head(h, ruleLexicon)
		if hasTag(cues, "users") {
			return true
		}
	}
	return hasTag(ruleLexicon.find(words), "we")
}

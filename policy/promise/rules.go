package promise

import "strings"

// readRules reads the answers that are yes or no, what is forbidden and which
// versions are supported.
func readRules(s *speech, out *Document) {
	t := s.t
	r := &ruleReader{t: t, s: s, out: out}
	for i := range t.blocks {
		r.block(i)
	}
	r.versions()
	out.OutOfScope = out.Evidence.OutOfScope.Quote != ""
	out.SafeHarbor = out.Evidence.SafeHarbor.Quote != ""
	out.Credit = out.Evidence.Credit.Quote != ""
	out.EncryptionKey = out.Evidence.EncryptionKey.Quote != ""
	out.PublicDisclosureProhibited = out.Evidence.PublicDisclosureProhibited.Quote != ""
	out.Bounty = r.bounty
}

type ruleReader struct {
	t      *tree
	s      *speech
	out    *Document
	bounty *bool
	banned map[int]bool // by list: its entries are what is forbidden
}

func (r *ruleReader) block(i int) {
	b := &r.t.blocks[i]
	if r.s.mute[i] {
		return
	}
	if b.kind == kindCode {
		r.key(b, 0, min(len(b.text), 400), b.text, nil, nil)
		return
	}
	for _, u := range r.s.said[i] {
		s, text, words := u.sentence, u.text, u.words
		cues := ruleLexicon.find(words)
		r.simple(b, s.from, s.to, cues, words)
		r.money(b, s.from, s.to, cues)
		r.key(b, s.from, s.to, text, cues, words)
		r.forbidden(i, b, s, cues, words)
	}
}

// simple reads safe harbour, credit, the ban on disclosure, and scope.
func (r *ruleReader) simple(b *block, from, to int, cues []match, words []word) {
	e := &r.out.Evidence
	note := func(q *Quoted, tag, but string) {
		if q.Quote != "" || !hasTag(cues, tag) || but != "" && hasTag(cues, but) {
			return
		}
		*q = Quoted{Text: strings.TrimSpace(b.text[from:to]), Source: r.t.source(b, from, to)}
	}
	note(&e.SafeHarbor, "harbour", "")
	note(&e.PublicDisclosureProhibited, "ban", "")
	note(&e.OutOfScope, "scope", "")
	if b.kind != kindHeading {
		note(&e.Credit, "credit", "nocredit")
	} else {
		note(&e.Credit, "hall", "nocredit")
	}
}

// money reads whether a bounty is offered. An offer outweighs a denial: "no bounty
// for X" says that there is one for others.
func (r *ruleReader) money(b *block, from, to int, cues []match) {
	yes, no := hasTag(cues, "bounty"), hasTag(cues, "nobounty")
	if !yes && !no || r.bounty != nil && (*r.bounty || no) {
		return
	}
	offered := !no
	r.bounty = &offered
	r.out.Evidence.Bounty = Quoted{Text: strings.TrimSpace(b.text[from:to]), Source: r.t.source(b, from, to)}
}

// key reads whether a key to encrypt with is given: the key itself, its
// fingerprint, or an address where it lies.
func (r *ruleReader) key(b *block, from, to int, text string, cues []match, words []word) {
	if r.out.Evidence.EncryptionKey.Quote != "" {
		return
	}
	given := strings.Contains(text, "BEGIN PGP PUBLIC KEY") || fingerprint(text)
	if !given && hasTag(cues, "key") && !hasTag(cues, "nokey") {
		given = hasTag(cues, "keyplace")
		for _, l := range b.links {
			given = given || l.from < to && l.to > from && !strings.HasPrefix(l.dest, "mailto:")
		}
	}
	if given {
		r.out.Evidence.EncryptionKey = Quoted{Text: "key", Source: r.t.source(b, from, to)}
	}
}

// fingerprint reports whether a text holds the fingerprint of a key: ten groups
// of four hexadecimal digits, or forty in a row.
func fingerprint(text string) bool {
	if len(text) < 40 || strings.IndexFunc(text, func(c rune) bool { return c >= '0' && c <= '9' }) < 0 {
		return false
	}
	digits, groups := 0, 0
	for i := 0; i <= len(text); i++ {
		var c byte
		if i < len(text) {
			c = text[i]
		}
		switch {
		case c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F':
			digits++
			continue
		case digits == 4 && (c == ' ' || c == 0 || c == '\n' || c == '.' || c == '`' || c == ':' || c == '\r'):
			groups++
		case digits == 40:
			return true
		case digits == 0 && (c == ' ' || c == '\n' || c == '\r'):
		default:
			groups = 0
		}
		if digits == 40 || groups >= 10 {
			return true
		}
		digits = 0
	}
	return false
}

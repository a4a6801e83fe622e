package promise

import (
	"regexp"
	"strings"
)

// withoutAddress adds mail as a channel where the text asks for mail and gives no
// address: anywhere where it names no other channel, else only where it says whom
// to write to ("the maintainers", a profile) instead.
func (r *channelReader) withoutAddress() {
	for _, w := range r.got {
		if w.Kind == channelEmail {
			return
		}
	}
	only := len(r.got) == 0
	for i := range r.t.blocks {
		b := &r.t.blocks[i]
		if b.kind == kindCode || b.kind == kindHeading || r.s.mute[i] || r.silent(b) {
			continue
		}
		for _, said := range r.statements(i) {
			if said.reporterMails(only) {
				r.add(said, channelEmail, placeholder(said.text))
				return
			}
		}
	}
}

// reporterMails reports whether a sentence asks the reporter for a mail; unless
// it need only be that, it must say who reads the mail.
func (s statement) reporterMails(only bool) bool {
	for k, c := range s.cues {
		if c.tag != "mail" || !s.asksFor(c) || s.ownMail(c) || s.notBefore("mail") {
			continue
		}
		if only || mailedTo(s, k) {
			return true
		}
	}
	return false
}

// ownMail reports whether the mail of a cue is an address that is spoken of, or the
// reporter's own, which the project is to know: "mention your email address".
func (s statement) ownMail(c match) bool {
	for i := max(0, c.from-5); i < c.from; i++ {
		switch s.words[i].text {
		case "your", "their", "votre", "tu", "su", "seu", "ihre", "deine":
			return true
		}
	}
	return c.to < len(s.words) && strings.HasPrefix(s.words[c.to].text, "address")
}

// mailedTo reports whether the words around a cue for mail say who reads it, or a
// blank is left for the address.
func mailedTo(s statement, cue int) bool {
	c := s.cues[cue]
	if placeholder(s.text) != "" && strings.Index(s.text, placeholder(s.text)) > s.words[c.from].start {
		return true
	}
	for i := max(0, c.from-8); i < len(s.words) && i < c.to+10; i++ {
		if mailReaders[s.words[i].text] || strings.HasPrefix(s.words[i].text, "@") && len(s.words[i].text) > 2 {
			return true
		}
	}
	return strings.Contains(s.text, "维护者") || strings.Contains(s.text, "作者") || strings.Contains(s.text, "メンテナ") || strings.Contains(s.text, "관리자")
}

// mailReaders are people whom a reporter writes to without being told an address.
var mailReaders = wordSet(`maintainer maintainers owner owners author authors profile profiles commits developer developers
	mainteneur mainteneurs mantenedor mantenedores mantenedora manutentori mantenitore betreuer maintainern autor autora autore auteur perfil profil profilo opiekun opiekunow`)

var placeholderPattern = regexp.MustCompile(`[\[<{]{1,2}[\p{L}][\p{L} ._-]{2,40}[\]>}]{1,2}`)

// placeholder is the blank that a template leaves for an address, brackets
// included; "" for none.
func placeholder(text string) string {
	for _, m := range placeholderPattern.FindAllString(text, -1) {
		low := strings.ToLower(m)
		for _, w := range []string{"mail", "contact", "address", "correo", "adres", "kontakt", "邮箱", "邮件", "联系"} {
			if strings.Contains(low, w) {
				return m
			}
		}
	}
	return ""
}

// offered reports whether the name of GitHub's private reporting alone is an offer
// of it: an entry of a list of ways to report, or a few words in a section on
// reporting.
func (r *channelReader) offered(s statement) bool {
	if s.b.kind != kindItem && s.b.kind != kindCell || len(s.words) > 8 {
		return false
	}
	if s.b.lead >= 0 {
		if cues := channelLexicon.find(splitWords(r.t.blocks[s.b.lead].text)); hasTag(cues, "report") || hasTag(cues, "use") {
			return !hasTag(cues, "publish")
		}
	}
	return hasTag(r.s.under(s.b, channelLexicon), "report")
}

// pressed reports whether a sentence names the button of GitHub's private
// reporting, in whatever language it is about it.
func (s statement) pressed(links []string) bool {
	i := max(strings.Index(s.text, "Report a vulnerability"), strings.Index(s.text, "Report a Vulnerability"))
	if i < 0 || s.b.kind == kindHeading || len(addresses(s.text, s.words)) > 0 {
		return false
	}
	if i > 2 {
		return !plainEnglish(s.words) || strings.Contains(s.text, "Security")
	}
	return !plainEnglish(s.words) && len(s.words) < 12 && len(links) == 0
}

// asksFor reports whether the reporter is asked to use what a cue names. Who acts is
// read from English; in other languages, whether the project is spoken of.
func (s statement) asksFor(c match) bool {
	if reporterDoes(s.text, s.words, c.from) {
		return true
	}
	return !plainEnglish(s.words) && !weDo(s.text, s.words, askLexicon.find(s.words))
}

// plainEnglish reports whether words of a sentence are English and nothing else.
func plainEnglish(words []word) bool {
	for _, w := range words {
		if englishOnly[w.text] {
			return true
		}
	}
	return false
}

var englishOnly = wordSet(`the to please of by with this our and you your we it`)

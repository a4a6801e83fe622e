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
		if b.kind == kindCode || r.s.mute[i] || r.silent(b) {
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
		if c.tag != "mail" || !reporterDoes(s.text, s.words, c.from) || s.ownMail(c) || s.notBefore("mail") {
			continue
		}
		if only || mailedTo(s, k) {
			return true
		}
	}
	return false
}

// ownMail reports whether the mail of a cue is the reporter's own, which the
// project is to know: "mention your email address".
func (s statement) ownMail(c match) bool {
	for i := max(0, c.from-2); i < c.from; i++ {
		switch s.words[i].text {
		case "your", "their", "votre", "tu", "su", "seu", "ihre", "deine":
			return true
		}
	}
	return c.from > 0 && strings.HasPrefix(s.words[c.from].text, "email") && s.words[c.from-1].text == "your"
}

// mailedTo reports whether the words around a cue for mail say who reads it, or a
// blank is left for the address.
func mailedTo(s statement, cue int) bool {
	c := s.cues[cue]
	if placeholder(s.text) != "" && strings.Index(s.text, placeholder(s.text)) > s.words[c.from].start {
		return true
	}
	for i := max(0, c.from-8); i < len(s.words) && i < c.to+10; i++ {
		if mailReaders[s.words[i].text] || strings.HasPrefix(s.words[i].text, "@") {
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

package promise

import "strings"

// startWords tell what a time counts from, by a part of the word behind "of",
// "from" or "after".
var startWords = []struct{ part, from string }{
	{"acknowledg", FromAcknowledgement}, {"initial", FromAcknowledgement},
	{"confirm", FromConfirmation}, {"validation", FromConfirmation}, {"verification", FromConfirmation},
	{"triage", FromTriage}, {"fix", FromFix}, {"publication", FromPublication},
}

// start is what the time counts from: what the clause says, else what leads into
// its list, else the report.
func (c *clause) start() string {
	first := c.from
	if !c.p.has(c.b, c.first, c.from, mNumber) {
		first = c.first
	}
	if s := c.p.startIn(c.b, first, c.to, c.x); s != "" {
		return s
	}
	if c.further() {
		return FromAcknowledgement
	}
	b := &c.p.t.blocks[c.b]
	for _, i := range []int{b.item, b.lead} {
		if i < 0 || i == c.b {
			continue
		}
		n := min(len(c.p.classed(i)), maxAround)
		x := noTime
		x.first, x.last = n, n-1
		if s := c.p.startIn(i, 0, n, x); s != "" {
			return s
		}
	}
	return FromReport
}

// further says whether the time is "another week": after the one before.
func (c *clause) further() bool {
	for k := max(c.from, c.x.first-1); k <= c.x.first; k++ {
		switch m := c.p.classed(c.b)[k]; strings.TrimPrefix(c.p.lows[c.b][m.from:m.to], "yet ") {
		case "another", "a further", "further", "weiteren", "weiterer":
			return true
		}
	}
	return false
}

// reportBehind says whether a text begins with a word for the report.
func reportBehind(s string) bool {
	s = strings.TrimLeft(s, " \n")
	for _, w := range []string{"report", "disclosure", "submission", "contact", "notification", "email", "message"} {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

// startIn is the start that some marks of a block name; "" for none.
func (p *page) startIn(b, from, to int, x timex) string {
	out := ""
	for k := from; k < to; k++ {
		m := p.classed(b)[k]
		if m.m != mAfter {
			continue
		}
		for _, w := range startWords {
			if w.part == "initial" && reportBehind(p.lows[b][m.to:]) {
				continue // "of the initial report"
			}
			if strings.Contains(p.lows[b][m.from:m.to], w.part) {
				out = w.from
			}
		}
	}
	for _, a := range p.acts(b, from, to, x) {
		if word := p.word(b, a); out == "" && (a.m == mTriage || a.m == mConfirm) && (!a.under || a.silent) &&
			(strings.HasPrefix(word, "confirmed") || strings.HasPrefix(word, "accepted")) && a.k < x.first {
			out = FromConfirmation // "confirmed issues are fixed within"
		}
		if !a.since || a.silent || out != "" {
			continue
		}
		switch a.m {
		case mAck:
			if word := p.word(b, a); !strings.Contains(word, "receipt") && !strings.Contains(word, "receiv") && !strings.HasSuffix(word, " contact") {
				out = FromAcknowledgement
			}
		case mConfirm:
			out = FromConfirmation
		case mTriage:
			out = FromTriage
			if strings.HasPrefix(p.word(b, a), "confirm") || strings.HasPrefix(p.word(b, a), "valid") {
				out = FromConfirmation
			}
		case mFix:
			out = FromFix
		case mDisc:
			if word := p.word(b, a); !strings.HasPrefix(word, "disclos") {
				out = FromPublication // "of disclosure" is the report to the project
			}
		}
	}
	return out
}

// word is the text of an act.
func (p *page) word(b int, a act) string {
	m := p.classed(b)[a.k]
	return p.lows[b][m.from:m.to]
}

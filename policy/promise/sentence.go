package promise

import (
	"strings"
	"unicode/utf8"
)

// A sentence is a part of a block's plain text.
type sentence struct {
	block    *block
	from, to int
}

// String is the sentence's text.
func (s sentence) String() string { return s.block.text[s.from:s.to] }

// sentences are the sentences of a block, without the blanks around them.
func sentences(b *block) []sentence {
	out := make([]sentence, 0, 1+min(strings.Count(b.text, ". ")+strings.Count(b.text, ".\n"), len(b.text)/8))
	text := b.text
	from := 0
	add := func(to int) {
		for to-from > maxSentence {
			from = cutLong(text, from, to, &out, b)
		}
		f := from
		from = to
		for f < to && isSpace(text[f]) {
			f++
		}
		for to > f && isSpace(text[to-1]) {
			to--
		}
		if f < to {
			out = append(out, sentence{b, f, to})
		}
	}
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == '.' || c == '!' || c == '?':
			i++
			for i < len(text) && strings.IndexByte(`.!?)"'`, text[i]) >= 0 {
				i++
			}
			if endsSentence(text, i) {
				add(i)
			}
		case c == '\n':
			if startsLine(text[i+1:]) || labelLine(text[i+1:]) && labelLine(text[strings.LastIndexByte(text[:i], '\n')+1:i]) {
				add(i)
			}
			i++
		case c < utf8.RuneSelf:
			i++
		default:
			r, w := utf8.DecodeRuneInString(text[i:])
			i += w
			if r == '。' || r == '！' || r == '？' {
				add(i)
			}
		}
	}
	add(len(text))
	return out
}

// maxSentence bounds a sentence, in bytes: a text without full stops is read in
// pieces, so that looking around in a sentence stays cheap.
const maxSentence = 1200

// cutLong puts down the first piece of an overlong sentence and says where the
// rest begins: at a blank or a comma where there is one.
func cutLong(text string, from, to int, out *[]sentence, b *block) int {
	cut := from + maxSentence
	if i := strings.LastIndexAny(text[from:cut], ";,\n "); i > maxSentence/2 {
		cut = from + i + 1
	}
	for cut < to && !utf8.RuneStart(text[cut]) {
		cut++
	}
	*out = append(*out, sentence{b, from, cut})
	return cut
}

// endsSentence says whether the full stop before byte i ends a sentence: what
// follows does not begin in small letters, and what precedes is no abbreviation.
func endsSentence(text string, i int) bool {
	if i >= len(text) {
		return true
	}
	if !isSpace(text[i]) {
		return false
	}
	j := i
	for j < len(text) && isSpace(text[j]) {
		j++
	}
	small := j < len(text) && text[j] >= 'a' && text[j] <= 'z'
	if text[i-1] != '.' {
		return !small
	}
	word := strings.ToLower(text[strings.LastIndexAny(text[:i-1], " \n\t(/")+1 : i])
	always, short := abbreviations[word]
	if always || small && (short || len(word) < 4 || strings.HasSuffix(word, "..")) {
		return false
	}
	// "1. " at the start of a line numbers it.
	return len(word) > 3 || !digits(word[:len(word)-1])
}

func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// abbreviations end in a full stop that ends no sentence (true), or that ends one
// only where a capital follows.
var abbreviations = map[string]bool{
	"e.g.": true, "i.e.": true, "etc.": false, "approx.": true, "no.": true, "vs.": true, "cf.": true, "incl.": true, "max.": true, "min.": true,
	"z.b.": true, "d.h.": true, "bzw.": true, "ca.": true, "ggf.": true, "inkl.": true, "evtl.": true, "u.a.": true,
	"p.ex.": true, "ex.": true, "aprox.": true, "máx.": true, "mín.": true, "np.": true, "tj.": true, "m.in.": true, "godz.": true, "ok.": true,
	"vb.": true, "örn.": true, "std.": true, "hrs.": true, "bus.": true, "mr.": true, "dr.": true,
}

// labelLine says whether a line begins with a label: a few words and a colon.
func labelLine(line string) bool {
	line, _, _ = strings.Cut(line, "\n")
	n := strings.Index(line, ": ")
	if wide := strings.Index(line, "："); n < 0 || wide >= 0 && wide < n {
		n = wide
	}
	return n > 0 && n < 48 && fieldCount(line[:n]) <= 5 && !strings.ContainsAny(line[:n], ".;!?")
}

// startsLine says whether a line begins like an entry of a list that Markdown did
// not take for one.
func startsLine(line string) bool {
	line = strings.TrimLeft(line, " \t")
	for _, mark := range []string{"- ", "* ", "• ", "· ", "– ", "— ", "✅", "🔴", "🟠", "🟡", "🟢", "→"} {
		if strings.HasPrefix(line, mark) {
			return true
		}
	}
	n := 0
	for n < len(line) && n < 3 && line[n] >= '0' && line[n] <= '9' {
		n++
	}
	return n > 0 && n+1 < len(line) && (line[n] == '.' || line[n] == ')') && line[n+1] == ' '
}

package promise

import (
	"unicode"
	"unicode/utf8"
)

// marks finds the terms of a text that is in small letters. At each place the
// longest term wins, and what it covers is not looked at again.
func (g glossary) marks(low string, l langs) []mark {
	out := make([]mark, 0, len(low)/8+2)
	for i := 0; i < len(low); {
		c := low[i]
		if c < utf8.RuneSelf && asciiPunctuation[c] != mNone {
			out = append(out, mark{m: asciiPunctuation[c], from: i, to: i + 1})
			i++
			continue
		}
		if c >= '0' && c <= '9' {
			n, to, ok := number(low, i)
			if ok {
				out = append(out, mark{m: mNumber, n: n, from: i, to: to})
			}
			i = to
			continue
		}
		if c < utf8.RuneSelf && !isLetter(c) {
			i++
			continue
		}
		r, w := utf8.DecodeRuneInString(low[i:])
		if r >= 0x2000 || r == '−' {
			if m, ok := punctuation[r]; ok {
				out = append(out, mark{m: m, from: i, to: i + w})
				i += w
				continue
			}
		}
		end := i + wordEnd(low[i:])
		if n, to := g.longest(low, i, end, l); n != nil {
			out = append(out, mark{m: n.m, n: n.n, word: true, from: i, to: to})
			i = to
			continue
		}
		switch {
		case unspaced(r):
			if n, to, ok := hanNumber(low, i); ok {
				out = append(out, mark{m: mNumber, n: n, from: i, to: to})
				i = to
				continue
			}
			i += w
		case unicode.IsLetter(r):
			i = max(i+w, end)
		default:
			if r >= '０' && r <= '９' {
				n, to := wideNumber(low, i)
				out = append(out, mark{m: mNumber, n: n, from: i, to: to})
				i = to
				continue
			}
			i += w
		}
	}
	return out
}

// longest is the longest term at a place; of two that are as long the one that
// is not English wins, since English is looked for in every text.
func (g glossary) longest(low string, i, end int, l langs) (*term, int) {
	var best *term
	to := i
	next := end
	for next < len(low) && (isSpace(low[next]) || low[next] == '-') {
		next++
	}
	var second byte
	if next < len(low) {
		second = low[next]
	}
	try := func(terms []term) {
		for k := range terms {
			t := &terms[k]
			if t.langs&l == 0 || t.second != 0 && t.second != second {
				continue
			}
			if best != nil && (t.size < best.size || t.size == best.size && best.langs != en) {
				return
			}
			if n := t.fits(low[i:]); n > 0 {
				best, to = t, i+n
				return
			}
		}
	}
	if end == i {
		r, _ := utf8.DecodeRuneInString(low[i:])
		try(g.runes[r])
		return best, to
	}
	whole, stem := keys(low[i:end])
	if g.may.has(whole) {
		try(g.whole[whole])
	}
	if end-i >= stemKey && g.begin.has(stem) {
		try(g.stems[stem])
	}
	return best, to
}

var punctuation = map[rune]meaning{
	',': mComma, '，': mComma, '、': mComma, ';': mSemi, '；': mSemi, ':': mColon, '：': mColon, '|': mSemi, '→': mColon, '⇒': mColon,
	'-': mDash, '–': mDash, '—': mDash, '~': mDash, '～': mDash, '〜': mDash, '−': mDash, '/': mSlash, '&': mAnd, '+': mAnd,
	'(': mOpen, '（': mOpen, '[': mOpen, ')': mClose, '）': mClose, ']': mClose,
	'=': mColon,
}

// asciiPunctuation is the part of it that needs no looking up.
var asciiPunctuation = func() (t [utf8.RuneSelf]meaning) {
	for r, m := range punctuation {
		if r < utf8.RuneSelf {
			t[r] = m
		}
	}
	return t
}()

// maxNumber bounds a number of units.
const maxNumber = 9999

// number reads digits; ok is false for what is no count: a version, a date, a
// part of a name.
func number(low string, i int) (n, to int, ok bool) {
	start := i
	for i < len(low) && low[i] >= '0' && low[i] <= '9' {
		n = min(n*10+int(low[i]-'0'), maxNumber+1)
		i++
	}
	if n > maxNumber || n == 0 || i-start > 4 {
		ok = false
	} else {
		ok = start == 0 || !isLetter(low[start-1]) && low[start-1] != '.' && low[start-1] != '_'
	}
	if i+1 < len(low) && low[i] == '.' && low[i+1] >= '0' && low[i+1] <= '9' {
		for i < len(low) && (low[i] == '.' || low[i] >= '0' && low[i] <= '9') {
			i++
		}
		return 0, i, false
	}
	return n, i, ok
}

func wideNumber(low string, i int) (n, to int) {
	for i < len(low) {
		r, w := utf8.DecodeRuneInString(low[i:])
		if r < '０' || r > '９' {
			break
		}
		n = min(n*10+int(r-'０'), maxNumber)
		i += w
	}
	return n, i
}

var hanDigits = map[rune]int{
	'一': 1, '二': 2, '两': 2, '兩': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9, '〇': 0,
}

// hanNumber reads a number in Chinese characters below a thousand.
func hanNumber(low string, i int) (n, to int, ok bool) {
	digit, found := 0, false
	for i < len(low) {
		r, w := utf8.DecodeRuneInString(low[i:])
		switch d, known := hanDigits[r]; {
		case known:
			digit, found = d, true
		case r == '十':
			n, digit, found = n+max(digit, 1)*10, 0, true
		case r == '百':
			n, digit, found = n+max(digit, 1)*100, 0, true
		default:
			return n + digit, i, found
		}
		i += w
	}
	return n + digit, i, found
}

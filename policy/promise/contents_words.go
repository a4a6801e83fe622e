package promise

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// word is a word of a text, folded to lower case without accents, and where it
// stands. A character of a script that is written without spaces is a word of
// its own, so that phrases match however the text is spaced.
type word struct {
	text       string
	start, end int // bytes in the text
}

// splitWords gives the words of a text. Hyphens and apostrophes part words, so
// that "proof-of-concept" and "proof of concept" are the same three.
func splitWords(text string) []word {
	words := make([]word, 0, len(text)/5+1)
	folded := make([]byte, 0, len(text)+8)
	start, from := -1, 0
	flush := func(end int) {
		if start >= 0 {
			words = append(words, word{string(folded[from:]), start, end})
			start = -1
		}
		from = len(folded)
	}
	for i, r := range text {
		switch {
		case r < utf8.RuneSelf && asciiWord[r] != 0:
			if start < 0 {
				start = i
			}
			folded = append(folded, asciiWord[r])
		case r < utf8.RuneSelf:
			flush(i)
		case spaceless(r):
			flush(i)
			words = append(words, word{string(foldWidth(r)), i, i + utf8.RuneLen(r)})
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			if start < 0 {
				start = i
			}
			folded = append(folded, foldRune(r)...)
		case unicode.Is(unicode.Mn, r):
			// A combining accent belongs to its letter and is folded away.
		default:
			flush(i)
		}
	}
	flush(len(text))
	return words
}

// asciiWord maps the ASCII characters of words to lower case; others are zero.
var asciiWord = func() (t [utf8.RuneSelf]byte) {
	for c := byte('0'); c <= '9'; c++ {
		t[c] = c
	}
	for c := byte('a'); c <= 'z'; c++ {
		t[c], t[c-'a'+'A'] = c, c
	}
	return t
}()

// spaceless reports whether a character is of a script in which words are not
// parted reliably: Han, Kana, Hangul.
func spaceless(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case r >= 0x3040 && r <= 0x30ff, r >= 0x3400 && r <= 0x9fff, r >= 0xac00 && r <= 0xd7a3:
		return true
	case r >= 0x1100 && r <= 0x11ff, r >= 0x20000 && r <= 0x3ffff, r >= 0xf900 && r <= 0xfaff:
		return true
	}
	return false
}

func foldWidth(r rune) rune { return r }

// foldRune gives the letter without case and accent.
func foldRune(r rune) string {
	if s, ok := foldTable[r]; ok {
		return s
	}
	if r >= 0xff01 && r <= 0xff5e { // full-width ASCII
		return strings.ToLower(string(r - 0xfee0))
	}
	low := unicode.ToLower(r)
	if s, ok := foldTable[low]; ok {
		return s
	}
	return string(low)
}

// foldTable maps the accented letters of the languages that are read.
var foldTable = func() map[rune]string {
	t := map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'ı': "i", 'İ': "i", 'đ': "d"}
	for base, accented := range map[string]string{
		"a": "àáâãäåāăą", "c": "çćĉč", "d": "ď", "e": "èéêëēėęě", "g": "ğĝģ", "i": "ìíîïīį", "l": "ľĺ", "n": "ñńňņ",
		"o": "òóôõöōő", "r": "řŕ", "s": "śşšș", "t": "ťţț", "u": "ùúûüūůűų", "y": "ýÿ", "z": "źżž",
	} {
		for _, r := range accented {
			t[r] = base
		}
	}
	return t
}()

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
	start, end int    // bytes in the text
	key, stem  uint32 // of it and of its first letters, to look it up
}

// splitWords gives the words of a text. Hyphens and apostrophes part words, so
// that "proof-of-concept" and "proof of concept" are the same three.
func splitWords(text string) []word {
	if isPlain(text) {
		return lowWords(lower(text))
	}
	var room [512]byte // for most sentences
	var endRoom [96]int
	words := make([]word, 0, len(text)/5+4)
	folded, ends := room[:0], endRoom[:0] // ends are those of the words in folded
	start := -1
	flush := func(end int) {
		if start >= 0 {
			words = append(words, word{start: start, end: end})
			ends = append(ends, len(folded))
			start = -1
		}
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
			words = append(words, word{start: i, end: i + utf8.RuneLen(r)})
			folded = utf8.AppendRune(folded, r)
			ends = append(ends, len(folded))
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
	all, from := string(folded), 0
	for i, end := range ends {
		words[i].text = all[from:end]
		words[i].key, words[i].stem = keys(all[from:end])
		from = end
	}
	return joinMail(text, words)
}

// lowWords gives the words of an ASCII text in small letters.
func lowWords(low string) []word {
	var room [48]word // for most sentences
	if words := plainWords(low, room[:0]); len(words) > 0 {
		return append(make([]word, 0, len(words)), words...)
	}
	return nil
}

// joinMail makes one word of "e-mail".
func joinMail(text string, words []word) []word {
	out := words[:0]
	for i := 0; i < len(words); i++ {
		w := words[i]
		if w.text == "e" && i+1 < len(words) && strings.HasPrefix(words[i+1].text, "mail") && text[w.end:words[i+1].start] == "-" {
			w = word{text: "e" + words[i+1].text, start: w.start, end: words[i+1].end}
			w.key, w.stem = keys(w.text)
			i++
		}
		out = append(out, w)
	}
	return out
}

// asciiWord maps the ASCII characters of words to lower case; others are zero.
var asciiWord = func() (t [utf8.RuneSelf]byte) {
	for c := byte('0'); c <= '9'; c++ {
		t[c] = c
	}
	t['@'] = '@' // an address is few words
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
	t := map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'ı': "i", 'İ': "i", 'đ': "d", 'ё': "е"}
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

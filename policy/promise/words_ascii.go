package promise

// isPlain says whether a text is ASCII.
func isPlain(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}

// plainWords gives the words of an ASCII text in small letters: each is a part of
// the text, so that only the list itself takes memory.
func plainWords(low string, out []word) []word {
	for i := 0; i < len(low); {
		for i < len(low) && asciiWord[low[i]] == 0 {
			i++
		}
		start := i
		whole, first := uint32(0), uint32(0)
		for i < len(low) && asciiWord[low[i]] != 0 {
			if whole = whole*31 + uint32(low[i]); i-start == stemLetter-1 {
				first = whole
			}
			i++
		}
		if i == start {
			break
		}
		w := word{text: low[start:i], start: start, end: i, key: fold(whole), stem: fold(first)}
		if n := len(out); n > 0 && w.text[0] == 'm' && isMail(low, out[n-1], w) {
			w = word{text: "e" + w.text, start: out[n-1].start, end: i}
			w.key, w.stem = keys(w.text)
			out = out[:n-1]
		}
		out = append(out, w)
	}
	return out
}

// isMail says whether two words are "e-mail" or the like.
func isMail(text string, e, mail word) bool {
	return e.text == "e" && len(mail.text) >= 4 && mail.text[:4] == "mail" && text[e.end:mail.start] == "-"
}

// wordCount is how many words a text has.
func wordCount(text string) int {
	if !isPlain(text) {
		return len(splitWords(text))
	}
	var room [16]word
	return len(plainWords(lower(text), room[:0]))
}

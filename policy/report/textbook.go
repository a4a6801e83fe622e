package report

import "strings"

// textbook reports whether a sentence explains a kind of attack and not this flaw:
// "Stored attacks are those where …", "A buffer overflow occurs when …". Such
// sentences speak of attackers and harm, and say nothing of the program.
func textbook(s string) bool {
	if !kindOfFlaw(s) {
		return false
	}
	for _, k := range [...]string{"attacks are those", "attacks are a type", "attacks are an", "attacks occur when", "attack occurs when", "attacks are where", "is a type of", "are a type of", "is a class of", "is a common", "is a kind of", "is an attack that", "is an attack where", "is an attack in", "is a vulnerability that", "is a vulnerability where", "is a web security vulnerability", "is a security vulnerability that", "refers to a", "also known as"} {
		if strings.Contains(s, k) {
			return true
		}
	}
	if i := strings.Index(s, "occurs when "); i > 0 && i < 60 || strings.Contains(s, " occur when ") {
		first, _, _ := strings.Cut(s, " ")
		return first != "the" && first != "this" && (strings.Contains(s, "a program") || strings.Contains(s, "an application") || strings.Contains(s, "applications ") || strings.Contains(s, "a web ") || strings.Contains(s, "an attacker ") || strings.Contains(s, "when data "))
	}
	return false
}

// kindOfFlaw reports whether a sentence begins with the name of a kind of flaw.
func kindOfFlaw(s string) bool {
	s = strings.TrimLeft(s, " *_`(\"")
	for range 4 {
		end := wordEnd(s, 0)
		if kinds[s[:end]] {
			return true
		}
		if end == 0 || end == len(s) {
			return false
		}
		s = strings.TrimLeft(s[end:], " -(*_`\"/")
	}
	return false
}

var kinds = lookup(`stored|reflected|persistent|cross|xss|csrf|ssrf|sql|sqli|injection|clickjacking|overflow|overflows|traversal|deserialization|idor|xxe|race|redos|denial|dos|smuggling|rce|attacks|csv|crlf|html|command|brute|phishing|tabnabbing|redirect|redirection|spoofing`)

// goesOn reports whether a sentence goes on with an explanation that the one before
// it began.
func goesOn(s string) bool {
	for _, k := range [...]string{"the victim then", "it ", "this type", "these ", "they ", "such ", "in a ", "in an ", "the attacker ", "an attacker ", "this can ", "this could ", "this allows"} {
		if strings.HasPrefix(s, k) {
			return true
		}
	}
	return false
}

// repeats reports whether an answer of a few words says nothing that the title does
// not.
func repeats(low, title string) bool {
	if title == "" || wordCount(low) > 6 || cuesIn(low)&cueHarm != 0 {
		return false
	}
	n := 0
	for i := 0; i < len(low); {
		if !wordByte(low[i]) {
			i++
			continue
		}
		end := wordEnd(low, i)
		if word := low[i:end]; len(word) > 3 {
			if !strings.Contains(title, word) {
				return false
			}
			n++
		}
		i = end
	}
	return n > 1
}

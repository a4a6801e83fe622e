package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// thanked reports whether a sentence thanks a person by name for the find: "Thanks
// to Robin Example and others". s is as it was written.
func thanked(s string) bool {
	i := strings.Index(s, "hank")
	if i < 0 {
		return false
	}
	words := strings.Fields(clip(s[i:], maxLabel))[1:]
	for len(words) > 0 && thanking[strings.ToLower(strings.Trim(words[0], ",.:!"))] {
		words = words[1:]
	}
	return len(words) >= 2 && capital(words[0]) && capital(words[1])
}

var thanking = lookup(`to|go|goes|you|special|our|researcher|researchers|security|user|again|a|lot|so|much|are|due|@`)

// capital reports whether a word may be part of a person's name.
func capital(w string) bool {
	if notNames[strings.ToLower(strings.Trim(w, ",.!:;"))] {
		return false
	}
	r, n := utf8.DecodeRuneInString(strings.Trim(w, "[(*_`"))
	return unicode.IsUpper(r) && n < len(w)
}

var notNames = lookup(`very|much|you|your|everyone|guys|sir|this|these|advance|regards|team|dear|sincerely|best|kind|security|hi|hello|yours|all|in|for|the|and|support`)

// byline reports whether a line gives the writer's handle: "by @robin", "credit:
// @robin"; on is true where it names the place, so that they can be reached.
func byline(low string) (ok, on bool) {
	i := strings.IndexByte(low, '@')
	if i < 0 || len(low) > maxLabel || i+2 >= len(low) || !wordByte(low[i+1]) || i > 0 && wordByte(low[i-1]) {
		return false, false
	}
	before := strings.TrimRight(low[:i], " :([*_`")
	word := before[strings.LastIndexAny(before, " :(*")+1:]
	if !bylines[word] {
		return false, false
	}
	return true, hasWord(low, networks)
}

var (
	bylines  = lookup(`by|credit|credits|author|reporter|twitter|handle|me|am|researcher|finder|i'm|regards|github|hackerone`)
	networks = lookup(`twitter|x|mastodon|telegram|discord|github|linkedin|keybase|hackerone`)
)

// reachMe reports whether a sentence tells how to reach the writer.
func reachMe(s string) bool {
	if !address(s) {
		return false
	}
	for _, k := range [...]string{"contact me", "reach me", "email me", "e-mail me", "mail me", "write to me", "my email", "my e-mail", "my address", "my mail", "me at ", "me via ", "me on "} {
		if strings.Contains(s, k) {
			return true
		}
	}
	return false
}

// subscribed reports whether a line right after the end of a letter is how its
// writer signs: up to three words, without the marks of a sentence.
func subscribed(s string) bool {
	s = strings.Trim(s, " -–—*_~@`.,")
	r, _ := utf8.DecodeRuneInString(s)
	return len(s) >= 3 && len(s) <= 32 && unicode.IsUpper(r) && len(strings.Fields(s)) <= 3 && !strings.ContainsAny(s, ":/<>()[]{}\"=.,!?#")
}

// written finds what a line tells by its form: who wrote it, what it was tried on,
// what has to be set up.
func (p *page) written(ln *line, w *walk) {
	if ln.in&inFix != 0 {
		return
	}
	if (ln.kind == text || ln.kind == item) && ln.in&(inLogs|inVersions) == 0 && !p.known(inEnvironment, ln.num) && specLine(ln.low) {
		p.put(inEnvironment, ln.num)
	}
	if ln.kind == item && ln.in&(inOther|inImpact) == 0 && optional(ln.low) {
		p.put(inConfig, ln.num)
	}
	if ok, on := byline(ln.low); ok {
		p.put(inName, ln.num)
		if on {
			p.put(inContact, ln.num)
		}
	}
	if strings.IndexByte(ln.low, '@') >= 0 && reachMe(ln.low) {
		p.put(inContact, ln.num)
	}
	if !p.known(inAffiliation, ln.num) {
		if who, house := introduced(ln.text, ln.low); who {
			p.put(inName, ln.num)
			if house {
				p.put(inAffiliation, ln.num)
			}
		}
	}
	if !p.known(inName, ln.num) && (thanked(ln.text) || finderFirst(ln.text)) {
		p.put(inName, ln.num)
	}
}

// employed reports whether a sentence with the words for it tells for whom the writer
// works: no file "x.inc.php", and no request "on behalf of the user".
func employed(s string) bool {
	if strings.Contains(s, ".inc.") {
		return false
	}
	_, whom, ok := strings.Cut(s, "on behalf of ")
	if !ok {
		return true
	}
	return !somebody[whom[:wordEnd(whom, 0)]]
}

var somebody = lookup(`the|a|an|any|another|other|others|his|her|their|your|its|victim|victims|user|users|authenticated|someone|somebody|admin|administrators|legitimate|that|this|logged|arbitrary`)

// fromHouse takes "found by Robin Example from Harbour Labs".
func fromHouse(s string) bool {
	_, whom, ok := strings.Cut(clip(s, 4*maxLabel), " from ")
	if !ok {
		return false
	}
	if strings.HasPrefix(whom, "GitHub") || strings.HasPrefix(whom, "Git ") {
		return false
	}
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(strings.TrimPrefix(whom, "the "), "*_[`@"))
	return unicode.IsUpper(r)
}

// introduced reports whether a line introduces its writer by name, "I'm Robin
// Example", and house whether it says from where: "from Harbour Labs".
func introduced(s, low string) (who, house bool) {
	for _, k := range [...]string{"i'm ", "i am ", "this is ", "we are "} {
		i := strings.Index(clip(low, 60), k)
		if i < 0 || i > 40 || len(low) != len(s) {
			continue
		}
		words := strings.Fields(clip(s[i+len(k):], maxLabel))
		if len(words) < 2 || !capital(words[0]) || !capital(words[1]) || strings.ContainsAny(words[0], ".,:(") || strings.HasSuffix(words[0], "ing") || !namedSo(words[1:], k) {
			continue
		}
		return true, belongs(clip(s[i+len(k):], maxLabel))
	}
	return false, false
}

// finderFirst takes "Robin Example reported this issue" and "Robin Example (Harbour
// Labs) discovered it".
func finderFirst(s string) bool {
	space := strings.IndexByte(s, ' ')
	if space <= 0 || space+1 >= len(s) || s[0] >= 'a' && s[0] <= 'z' || s[space+1] >= 'a' && s[space+1] <= 'z' {
		return false // no two capitals, without looking further
	}
	words := strings.Fields(clip(s, maxLabel))
	if len(words) < 4 || !capital(words[0]) || !capital(words[1]) || tools[strings.ToLower(words[0])] || strings.ContainsAny(words[0], ":./") {
		return false
	}
	for i, w := range words[2:min(len(words), 8)] {
		if finders[w] && i+3 < len(words) && finds[strings.Trim(words[i+3], ".,")] {
			return true
		}
	}
	return false
}

var (
	finders = lookup(`reported|discovered|found|identified|disclosed`)
	finds   = lookup(`this|the|it|a|an|these|us|to`)
)

// namedSo reports whether what follows a first name goes on as a name does: it ends,
// or tells of what house the person is.
func namedSo(words []string, intro string) bool {
	for i, w := range words[:min(len(words), 3)] {
		switch {
		case strings.HasSuffix(w, ","), ofHouse[w]:
			return true
		case strings.ToUpper(w) == w && len(w) > 2:
			return false // no name, an abbreviation
		case i == len(words)-1, strings.HasSuffix(w, "."):
			return intro != "this is "
		case !capital(w):
			return false
		}
	}
	return false
}

var ofHouse = lookup(`from|of|at|with|and|working|a|an`)

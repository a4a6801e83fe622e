package report

import (
	"iter"
	"strings"
)

// enoughDeeds is how many clauses of one paragraph must tell to do something for it
// to be a procedure.
const enoughDeeds = 3

// procedure finds steps that are told in running text: "Log in as A, copy the
// cookie, then open …".
func (p *page) procedure(ln *line, w *walk) {
	if ln.in&(inFix|inImpact|inOther|inScenario|inConfig|inName|inEnvironment) != 0 || ln.kind == row || p.heading || w.told > 0 || w.runs > 0 {
		return
	}
	if ln.kind == item && !ln.ordered && ln.in&(inSteps|inPoC) == 0 {
		w.deeds = 0
	}
	n := deeds(ln.low)
	if n > 0 && w.deeds == 0 {
		w.deedsAt = ln.num
	}
	w.deeds += n
	*p.work += len(ln.low)
	if (w.deeds >= enoughDeeds || w.deeds >= 2 && w.said == ln.num) && w.told == 0 && ln.kind != item {
		w.told = w.deedsAt
	}
}

// deeds counts the clauses of a text that begin with something to do or, after
// "I" and "we", with something done.
func deeds(low string) int {
	n := 0
	needing := false            // after "need", before "to"
	start, first := true, false // at the start of a clause; the writer is its subject
	for i := 0; i < len(low); {
		c := low[i]
		if !wordByte(c) {
			if c == ',' || c == '.' || c == ':' || c == ';' || c == '!' {
				start = true
			}
			if c == '.' || c == '!' || c == ';' {
				first = false
			}
			if c == '`' || c == '"' { // code is no clause
				if end := strings.IndexByte(low[i+1:min(len(low), i+200)], c); end >= 0 {
					i += end + 2
					start = false
					continue
				}
			}
			i++
			continue
		}
		end := wordEnd(low, i)
		word := low[i:end]
		switch {
		case joins[word], word == "to" && needing:
			start = true
		case word == "i" || word == "we":
			start, first = true, true
		case start && first && done[word], start && !first && toDo(word):
			n++
			start = false
		case start && first:
			start = false
		default:
			start = false
		}
		needing = word == "need" || word == "needs" || word == "have" || word == "has"
		i = end
	}
	return n
}

// asked notes a line that tells to do something with what follows: "open the
// following page".
func (w *walk) asked(ln *line, low string) {
	if ln.in&(inFix|inOther|inImpact) == 0 && (w.lead&(cuePointing|cueRepro) != 0 && deeds(low) > 0 || w.lead&cueFeed != 0 && handed(low) || w.lead&cueCreate != 0 && strings.HasSuffix(low, ":") && deeds(low) > 0) {
		w.ask = ln.num
	}
}

// stepNumber takes "Step 2: start the server", also as a heading or in bold.
func stepNumber(low string) bool {
	rest, ok := strings.CutPrefix(strings.TrimLeft(low, "#*_- "), "step ")
	if !ok {
		return false
	}
	rest = strings.TrimLeft(rest, "#")
	if rest == "" || !digit(rest[0]) {
		return false
	}
	rest = strings.TrimLeft(rest, "0123456789*_:.)-–— ")
	return wordCount(rest) >= 2 && !generic(rest)
}

// nearAsk is how many lines may be between a line that asks and the code.
const nearAsk = 4

// joins are words after which a further clause begins.
var joins = lookup(`first|firstly|second|lastly|and|then|now|next|finally|just|please|simply|afterwards|und|dann|et|puis|y|luego|e|depois`)

// done are deeds in the past tense.
var done = lookup(`opened|clicked|ran|sent|logged|uploaded|created|deleted|changed|set|started|visited|went|installed|built|compiled|entered|submitted|intercepted|captured|modified|copied|pasted|registered|called|requested|
	connected|removed|added|selected|made|took|put|executed|stepped|loaded|edited|configured|signed|navigated|typed|replaced|launched|downloaded|attached`)

// toDo reports whether a word tells to do something at the start of a clause. Words
// that more often are something else there are left out.
func toDo(word string) bool {
	switch word {
	case "use", "set", "see", "put", "notice", "call", "try", "let", "return", "read", "make", "access", "look", "find", "test", "import", "check", "display", "hold", "press", "check out", "export", "request", "stop", "control", "view", "count":
		return word == "use" || word == "set" || word == "put" || word == "call" || word == "make" || word == "look"
	}
	for _, ph := range lexicon[word] {
		if ph.cue == cueDoing && ph.rest == "" {
			return true
		}
	}
	return false
}

// film reports whether a sentence names a recording or where one is kept.
func film(s string) bool {
	for _, k := range []string{".mp4", ".mov", ".webm", ".avi", ".mkv", "youtu.be/", "youtube.com/", "asciinema.org/", "vimeo.com/", "loom.com/"} {
		if strings.Contains(s, k) {
			return true
		}
	}
	return false
}

// pieceOfCode reports whether a step holds code to type in: long enough, and more
// than a name or a path.
func pieceOfCode(s string) bool {
	if strings.Contains(s, "e.g.") || strings.Contains(s, "such as") {
		return false // an example in passing
	}
	for code := range codeSpans(s) {
		if len(code) >= 12 && strings.ContainsAny(code, "('\"=<{;|") {
			return true
		}
	}
	return false
}

// codeSpans are the first few pieces of a line between backticks.
func codeSpans(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for range 8 {
			_, rest, open := strings.Cut(s, "`")
			code, after, closed := strings.Cut(rest, "`")
			if !open || !closed || !yield(code) {
				return
			}
			s = after
		}
	}
}

// afterColon reports whether a step ends in a command: "In another terminal: nc …".
func afterColon(s string) bool {
	i := strings.LastIndex(s, ": ")
	if i < 0 || i+2 >= len(s) {
		return false
	}
	rest := strings.TrimSpace(s[i+2:])
	first, _, _ := strings.Cut(rest, " ")
	return shell(rest, true) || typed(rest) || commands[first] && strings.Contains(rest, " | ")
}

// sampleFile reports whether a sentence names a file that shows the flaw and where to
// get it.
func sampleFile(s string) bool {
	if !strings.Contains(s, "://") && !strings.Contains(s, ".zip") && !strings.Contains(s, ".tar") && !strings.Contains(s, ".7z") {
		return false
	}
	for _, word := range strings.Fields(s) {
		if !strings.Contains(word, "/") && hasWord(word, samples) || strings.HasSuffix(strings.Trim(word, "()[]."), ".zip") {
			return true
		}
	}
	return false
}

var samples = lookup(`poc|pocs|testcase|testcases|reproducer|reproducers|repro|crashing|exploit|crasher|malformed`)

// step reports whether a line is a step to follow: a numbered item, or under a
// heading that announces steps any line, that begins with what to do.
func (p *page) step(ln *line, w *walk) (ok, strong bool) {
	told := ln.in&(inSteps|inPoC) != 0
	switch {
	case ln.kind == item && ln.ordered && ln.in&(inImpact|inScenario|inConfig) == 0:
		ok = doing(ln.low, true)
	case told && ln.kind == item:
		ok = doing(ln.low, true)
	case ln.kind == item && ln.in&(inImpact|inScenario|inConfig|inFix|inOther|inVersions|inEnvironment|inLogs|inSource|inDescription) == 0 && !told && doing(ln.low, false):
		w.bullet(ln.low, ln.num)
		return false, false
	case ln.kind == text && w.repro > 0 && ln.num > w.repro && ln.num-w.repro <= nearRepro && bidding(ln.text):
		return true, true
	case told && ln.kind == text:
		ok = doing(ln.low, false)
	}
	if ln.kind == item && (ln.ordered || told) && ln.in&(inImpact|inScenario|inConfig) == 0 && acts(ln.low) {
		return true, true
	}
	return ok, ok && strongly(ln.low, told)
}

// bullet counts items of a plain list that tell to do something: three are steps, where
// one of them is more than advice.
func (w *walk) bullet(low string, num int) {
	if w.bullets == 0 || num-w.bulletAt > 3 {
		w.bullets, w.handled = 0, false
		w.bulletFrom = num
	}
	w.bullets++
	w.bulletAt = num
	low = strings.TrimLeft(low, " -*_`>[]()\"'")
	w.handled = w.handled || hands[low[:wordEnd(low, 0)]]
	if w.bullets >= 3 && w.handled && w.told == 0 {
		w.told = w.bulletFrom
	}
}

// hands are what a tester does and advice does not tell.
var hands = lookup(`open|click|go|log|login|navigate|visit|send|run|create|upload|enter|start|install|launch|sign|type|browse|press|select|intercept|register|download|execute|observe`)

// acts reports whether a step tells what somebody does: "User A creates a note".
func acts(low string) bool {
	low = strings.TrimLeft(low, " -*_`>[]()\"'")
	end := wordEnd(low, 0)
	if !actors[low[:end]] {
		return false
	}
	for range 3 {
		low = strings.TrimLeft(low[end:], " ,()'\"*_`")
		end = wordEnd(low, 0)
		if word := low[:end]; len(word) > 3 && word[end-1] == 's' && (toDo(word[:end-1]) || toDo(strings.TrimSuffix(word, "es"))) {
			return true
		}
	}
	return false
}

var actors = lookup(`user|users|victim|attacker|admin|administrator|alice|bob|mallory|a|b|client|server|member|owner|the|usera|userb`)

// bidden reports whether a sentence tells to run a command that it holds: "Run curl
// -b sid=1 https://…".
func bidden(s string) bool {
	i := 0
	for range 4 {
		for i < len(s) && !wordByte(s[i]) {
			i++
		}
		end := wordEnd(s, i)
		if running[s[i:end]] {
			rest := strings.TrimLeft(s[end:], " :\"")
			first, args, _ := strings.Cut(rest, " ")
			return commands[first] && args != "" && (shell(rest, true) || typed(rest))
		}
		i = end
	}
	return false
}

var running = lookup(`run|execute|type|issue|launch|start|enter|use|using|try|do|with|command`)

// strongly reports whether a step says what to do, and does not only tell how
// something is.
func strongly(low string, told bool) bool {
	low = strings.TrimLeft(low, " -*_`>[]()\"'")
	word := low[:wordEnd(low, 0)]
	return !starts[word] || told && !telling[word] || deeds(low) > 0
}

// telling are words that begin a step as often as a description.
var telling = lookup(`as|with|from|the|once`)

// doing reports whether a line begins with something to do. In a list it may also
// begin with "Then", "In the dialog" and the like.
func doing(low string, list bool) bool {
	low = strings.TrimLeft(low, " -*_`>[]()\"'")
	end := wordEnd(low, 0)
	word := low[:end]
	if starts[word] {
		return list
	}
	for _, ph := range lexicon[word] {
		if ph.cue == cueDoing && ph.rest == "" {
			return true
		}
	}
	if ideographic(low) {
		return list && signsIn(low)&cueDoing != 0
	}
	return list && end > 0 && low[0] >= 0x80 // a language that the lexicon does not hold
}

// starts are words that begin a step without saying what to do.
var starts = lookup(`now|then|first|next|finally|after|as|with|from|the|you|in|on|once|when|i|we`)

// handed reports whether a sentence hands something over to be tried.
func handed(low string) bool {
	for _, k := range [...]string{"try this", "try the following", "open this", "visit this", "paste this", "put this", "save this", "use this"} {
		if strings.Contains(low, k) {
			return true
		}
	}
	return false
}

// nearRepro is how many lines after one that speaks of reproducing the flaw
// sentences that tell to do something are steps.
const nearRepro = 20

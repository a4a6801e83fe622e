package report

import "strings"

// detect finds contents that no heading announces: what is run, what it printed,
// what it means, where it is.
func (p *page) detect() {
	var w walk
	for i := range p.lines {
		ln := &p.lines[i]
		switch ln.kind {
		case blank:
			w.deeds = 0
			continue
		case fence:
			p.endBlock(&w)
			w.lang = strings.ToLower(strings.Trim(ln.text, "`~ "))
			if strings.HasPrefix(w.lang, "<") {
				w.lang = "" // HTML says nothing of the language
			}
			w.block.shell = shells[w.lang]
			continue
		case rule:
			continue
		case code:
			*p.work += len(ln.text)
			w.block.add(ln, p.cues(ln.low))
			continue
		}
		p.endBlock(&w)
		w.lang = ""
		if ln.quoted && p.comment {
			continue
		}
		*p.work += len(ln.text)
		p.prose(ln, &w)
	}
	p.endBlock(&w)
	p.wholes(&w)
}

// walk is what detection remembers from line to line.
type walk struct {
	block block
	lang  string
	// lead holds the cues of the last line of prose, which tell what a code block
	// after it is.
	lead cue
	// runs is the line of the first command or request seen, program that of the
	// first code that was announced as something to run; said of something that is
	// called to be one.
	runs, program, said int
	// told is the line of a procedure in running text.
	told int
	// steps counts numbered items that say to do something, with the first line.
	steps, stepsAt int
	// strong: at least one of them begins with what to do.
	strong bool
	// words counts words of prose, with the first line.
	words, wordsAt int
	greeted        bool
	// carry holds the cues of a sentence that goes on on line carryTo.
	carry   cue
	carryTo int
	// ask is the line that last told to do something with what follows it.
	ask int
	// deeds counts the clauses of a paragraph that tell to do something.
	deeds, deedsAt int
	// tail are the last lines of prose, newest last, for a signature.
	tail [8]*line
}

// inAside is what is told beside the flaw itself, so that its words are no
// description.
var inAside = inVersions | inEnvironment | inContact | inLogs | inFix | inSeverity | inCWE | inName | inAffiliation | inConfig | inOther

// prose reads one line of text, sentence by sentence.
func (p *page) prose(ln *line, w *walk) {
	bare := ln.in&(inOther|inFix|inName) == 0 // may tell of the flaw itself
	if ln.kind == heading && named(ln.text) == 0 && wordCount(ln.text) >= wordySentence {
		p.claims(ln, w) // a sentence that is set as a heading
	}
	if (ln.kind == heading && named(ln.text) == 0 && doing(ln.low, false) || stepNumber(ln.lowSeen)) && bare {
		if w.stepsAt == 0 {
			w.stepsAt = ln.num
		}
		w.steps++
		w.strong = true
	}
	if ln.kind == heading {
		w.lead = p.cues(ln.low) &^ (cueRepro | cueOutput) // announces, and says nothing itself
		if strings.HasPrefix(ln.low, "actual") || strings.HasPrefix(ln.low, "observed") {
			w.lead |= cueOutput
		}
		return
	}
	w.lead = 0
	copy(w.tail[:], w.tail[1:])
	w.tail[len(w.tail)-1] = ln
	if !ln.says {
		return
	}
	if n := wordCount(ln.text); ln.kind != row && ln.in&inAside == 0 && (n > 3 || ln.in != 0) {
		if w.wordsAt == 0 {
			w.wordsAt = ln.num
		}
		w.words += n
	}
	var carry cue // of a sentence that began on the line before
	if ln.num == w.carryTo && ln.kind == text {
		carry = w.carry
	}
	line := p.command(ln, w)
	low := ln.low
	if strings.Contains(low, "**") {
		low = strings.ReplaceAll(low, "**", "")
	}
	low = strings.Trim(low, "_") // emphasis; within a line it is more often a name's
	for rest := low; rest != ""; {
		var s string
		s, rest = sentence(rest)
		c := p.cues(unticked(s))
		w.lead |= c
		if !line {
			p.sentence(s, c|carry, ln, w, bare)
		}
		carry = 0
		if rest == "" && ln.kind == text && !strings.ContainsAny(s[len(s)-1:], ".!?:") {
			w.carry, w.carryTo = c, ln.num+1
		}
	}
	if ok, strong := p.step(ln); bare && ok {
		if w.stepsAt == 0 {
			w.stepsAt = ln.num
		}
		w.steps++
		w.strong = w.strong || strong
	}
	if bare && markup(ln.low) {
		w.say(ln.num)
		if w.ask > 0 && ln.num-w.ask <= nearAsk {
			w.run(ln.num)
		}
	}
	if shown(ln.low) {
		p.put(inLogs, ln.num)
	}
	p.procedure(ln, w)
	w.asked(ln, low)
	p.places(ln, w.lead)
	p.images(ln)
}

// wordySentence is how many words make a heading a sentence.
const wordySentence = 8

// claims judges a heading as a sentence.
func (p *page) claims(ln *line, w *walk) {
	low := strings.TrimSpace(strings.ReplaceAll(ln.low, "**", ""))
	if low != "" {
		w.lead = p.cues(unticked(low))
		p.sentence(low, w.lead, ln, w, ln.in&(inOther|inFix|inName) == 0)
		w.asked(ln, low)
	}
}

var (
	// outcomes speak of what comes of something.
	outcomes = lookup(`impact|consequence|consequences|effect|outcome|severity`)
	// switches speak of what is on or off.
	switches = lookup(`enabled|configured|enable|option|feature|setting|disabled`)
)

// unticked takes the marks of inline code off, so that "must be `true`" reads on.
func unticked(s string) string {
	if strings.IndexByte(s, '`') < 0 {
		return s
	}
	return strings.ReplaceAll(s, "`", "")
}

// building are words of sentences that tell how to get a trace, and hold none.
var building = lookup(`identify|detect|detects|compile|compiling|build|enable|enabling|rebuild|recompile|instrument`)

var shells = lookup(`sh|bash|shell|zsh|fish|console|shell-session|powershell|ps1|cmd|bat`)

// sentence cuts off the first sentence.
func sentence(s string) (first, rest string) {
	for i := 0; i+1 < len(s); i++ {
		if (s[i] == '.' || s[i] == '!' || s[i] == '?') && s[i+1] == ' ' && !initial(s, i) {
			return s[:i+1], strings.TrimLeft(s[i+1:], " ")
		}
	}
	return s, ""
}

// initial reports whether a stop at i follows one letter only, as in "A. Reporter"
// and "e.g. this".
func initial(s string, i int) bool {
	return s[i] == '.' && i > 0 && s[i-1] >= 'a' && s[i-1] <= 'z' && (i == 1 || s[i-2] == ' ' || s[i-2] == '.' || s[i-2] == '(')
}

// sentence judges one sentence by its cues.
func (p *page) sentence(s string, c cue, ln *line, w *walk, bare bool) {
	has := func(all cue) bool { return c&all == all }
	num := ln.num
	if c&cueGreet != 0 && num <= 5 {
		w.greeted = true
	}
	if has(cueCWE) && weakness(s) {
		p.put(inCWE, num)
	}
	if has(cueShot) && !putOff(s, c) {
		p.put(inLogs, num)
	}
	p.attachment(s, c, ln, w)
	if ln.in&inOther != 0 {
		return
	}
	if bare && !strings.HasSuffix(s, "?") && (has(cueHarm|cueCan) || has(cueHarm|cueAttacker) || has(cueAttacker|cueCan)) {
		p.put(inImpact, num)
	}
	if bare && has(cueHarm) && (hasWord(s, outcomes) || !p.heading && ideographic(s)) {
		p.put(inImpact, num)
	}
	if bare && ln.in&(inSteps|inConfig) == 0 && (has(cueScenario|cueMeans) && c&(cueCan|cueHarm) != 0 || has(cueActor)) {
		p.put(inScenario, num)
	}
	if has(cueFix) && !strings.HasSuffix(s, "?") && ln.in&(inSteps|inPoC) == 0 && !platitude(s) {
		p.put(inFix, num)
	}
	if has(cueSeverity) {
		p.put(inSeverity, num)
	}
	if bare && has(cueConfig) && !needless(s) || bare && has(cueAffected) && strings.Contains(s, "not affected") && hasWord(s, switches) {
		p.put(inConfig, num)
	}
	if has(cueFound) {
		p.put(inName, num)
		if i := strings.Index(s, " by "); i > 0 && hasWord(clip(s[i:], 60), institutions) {
			p.put(inAffiliation, num)
		}
		if strings.Contains(s, " from ") || strings.Contains(s, " of ") && hasWord(s, houses) {
			p.put(inAffiliation, num)
		}
	}
	if has(cueEmployer) && !strings.Contains(s, ".inc.") {
		p.put(inAffiliation, num)
	}
	if has(cueAnyVersion) && bare && (c&(cueAffected|cueTested) != 0 || ln.in&inEnvironment != 0 || p.heading) || ln.in&inEnvironment != 0 && programVersion(s) || p.heading && programVersion(s) || c&(cueVersion|cueAffected) != 0 && version(s, c) ||
		p.comment && len(s) < 80 && version(s, cueVersion) { // an answer can be the number alone
		p.put(inVersions, num)
	}
	if bare && ln.kind != heading && (openVersion(s) || productVersion(s, p.products) || foundIn(s)) {
		p.put(inVersions, num)
	}
	if strings.HasPrefix(s, "user-agent") {
		return
	}
	if (has(cueSystem|cueTested) || has(cueSystem) && (systemVersion(s) || triplet(s))) && !denied(s) {
		p.put(inEnvironment, num)
	}
	if has(cueTrace) && bare && !hasWord(s, building) {
		p.put(inLogs, num)
	}
	if putOff(s, c) {
		return
	}
	if bare && has(cueVideo) && c&(cueRepro|cueCan|cueShot) != 0 {
		p.put(inPoC, num)
	}
	if upgrading(s) || has(cueFix) && ln.in&(inSteps|inPoC) == 0 {
		return
	}
	inline := strings.Contains(s, "`") || strings.Contains(s, "://")
	if bare && c&(cueRepro|cuePayload) != 0 && sampleFile(s) {
		p.put(inPoC, num)
	}
	if bare && has(cueVideo) && film(s) {
		p.put(inPoC, num)
	}
	if bare && (inline && has(cuePayload) && ln.in&inImpact == 0 || attack(s) || (ln.in&inSteps != 0 || ln.kind == item && ln.ordered) && pieceOfCode(s)) {
		w.say(num)
	}
	if bare && ln.in&(inSteps|inPoC) != 0 && afterColon(s) {
		w.run(num)
	}
	if bare && inline && inlineCommand(s) {
		w.run(num)
	}
}

func (w *walk) say(num int) {
	if w.said == 0 {
		w.said = num
	}
}

func (w *walk) run(num int) {
	if w.runs == 0 {
		w.runs = num
	}
}

// wholes judges what only the whole text tells.
func (p *page) wholes(w *walk) {
	if !p.comment && (w.words >= 8 && !p.heading || p.heading && w.words >= 3 && flawKind(w.tail[len(w.tail)-1].low)) {
		p.put(inDescription, w.wordsAt)
	}
	if w.said > 0 {
		p.put(inPoC, w.said)
	}
	if w.runs > 0 {
		p.put(inPoC, w.runs)
		p.put(inSteps, w.runs)
	}
	if w.program > 0 {
		p.put(inPoC, w.program)
	}
	if w.steps >= 2 && w.strong && !p.vague {
		p.put(inSteps, w.stepsAt)
	}
	if w.told > 0 {
		p.put(inSteps, w.told)
	}
	p.signature(w)
}

// cues is cuesIn, counted as work.
func (p *page) cues(low string) cue {
	*p.work += len(low)
	c := cuesIn(low)
	if ideographic(low) {
		c |= signsIn(low)
	}
	return c
}

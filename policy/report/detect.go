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
			w.block.placed = p.known(inSource, ln.num)
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
	// pair is what the block before was.
	pair pair
	// bullets counts items of a plain list that tell to do something, from bulletFrom
	// to bulletAt.
	bullets, bulletFrom, bulletAt int
	handled                       bool
	// repro is the last line that speaks of reproducing it.
	repro int
	// under is the last heading in lower case.
	under string
	// logged: the last line of prose announces a log or what was printed.
	logged bool
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
	unnamed := ln.kind == heading && named(ln.text) == 0
	if unnamed && wordCount(ln.text) >= wordySentence {
		p.claims(ln, w) // a sentence that is set as a heading
	}
	if (unnamed && doing(ln.low, false) || stepNumber(ln.lowSeen)) && bare {
		if w.stepsAt == 0 {
			w.stepsAt = ln.num
		}
		w.steps++
		w.strong = true
	}
	if ln.kind == heading {
		if strings.IndexByte(ln.low, '.') > 0 {
			p.places(ln, 0)
		}
		w.under = ln.low
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
	if w.words < enoughWords && ln.kind != row && ln.in&inAside == 0 {
		if n := wordCount(ln.text); n > 3 || ln.in != 0 {
			if w.wordsAt == 0 {
				w.wordsAt = ln.num
			}
			w.words += n
		}
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
	lesson := false              // an explanation of a kind of attack
	low = strings.Trim(low, "_") // emphasis; within a line it is more often a name's
	for rest := low; rest != ""; {
		var s string
		s, rest = sentence(rest)
		c := p.cues(unticked(s))
		w.lead |= c
		if textbook(s) || lesson && goesOn(s) {
			c &^= cueScenario | cueActor | cueHarm | cueAttacker
			lesson = true
		} else {
			lesson = false
		}
		if !line {
			p.sentence(s, c|carry, ln, w, bare)
		}
		carry = 0
		if rest == "" && ln.kind == text && !strings.ContainsAny(s[len(s)-1:], ".!?:") {
			w.carry, w.carryTo = c, ln.num+1
		}
	}
	if strings.Contains(low, "reproduc") && ln.in&inOther == 0 {
		w.repro = ln.num
	}
	if ok, strong := p.step(ln, w); bare && ok {
		if w.stepsAt == 0 {
			w.stepsAt = ln.num
		}
		w.steps++
		w.strong = w.strong || strong
	}
	if w.told == 0 && strings.HasPrefix(low, "to reproduce") && deeds(low) >= 2 && bare {
		w.told = ln.num
	}
	p.written(ln, w)
	if bare && markup(ln.low) {
		w.say(ln.num)
		if w.ask > 0 && ln.num-w.ask <= nearAsk {
			w.run(ln.num)
		}
	}
	if !p.known(inLogs, ln.num) && shown(ln.low) {
		p.put(inLogs, ln.num)
	}
	w.logged = announcesLog(low)
	if ln.kind == item && ln.in&inOther != 0 && w.logged {
		p.put(inLogs, ln.num) // "- Log sample of the run", among what comes with the report
	}
	p.procedure(ln, w)
	w.asked(ln, low)
	p.places(ln, w.lead)
	p.images(ln)
}

// enoughWords is how many words of prose make a description.
const enoughWords = 8

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
	if !p.comment && (w.words >= enoughWords && !p.heading || p.heading && w.words >= 3 && flawKind(w.tail[len(w.tail)-1].low)) {
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

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
			continue
		case fence:
			p.endBlock(&w)
			w.lang = strings.ToLower(strings.Trim(ln.text, "`~ "))
			continue
		case rule:
			continue
		case code:
			*p.work += len(ln.text)
			w.block.add(ln)
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
	// after it is; leadIn the contents it belongs to.
	lead   cue
	leadIn set
	// runs is the line of the first command or request seen, program that of the
	// first code that was announced as something to run; said of something that is
	// called to be one.
	runs, program, said int
	// steps counts numbered items that say to do something, with the first line.
	steps, stepsAt int
	// words counts words of prose, with the first line.
	words, wordsAt int
	greeted        bool
	// tail are the last lines of prose, newest last, for a signature.
	tail [4]*line
}

// prose reads one line of text, sentence by sentence.
func (p *page) prose(ln *line, w *walk) {
	bare := ln.in&(inOther|inFix|inName) == 0 // may tell of the flaw itself
	if ln.kind == heading {
		w.lead, w.leadIn = cuesIn(ln.low)&^(cueRepro|cueOutput), ln.in
	} else {
		w.lead, w.leadIn = 0, ln.in
		if bare && !ln.label && says(ln) {
			if w.wordsAt == 0 {
				w.wordsAt = ln.num
			}
			w.words += wordCount(ln.text)
		}
		copy(w.tail[:], w.tail[1:])
		w.tail[len(w.tail)-1] = ln
	}
	if !says(ln) {
		return
	}
	line := p.command(ln, w)
	for rest := ln.low; rest != ""; {
		var s string
		s, rest = sentence(rest)
		c := cuesIn(s)
		w.lead |= c
		if !line {
			p.sentence(s, c, ln, w, bare)
		}
	}
	if ln.kind == item && ln.ordered && bare && ln.in&(inImpact|inScenario|inConfig) == 0 && doing(ln.low) {
		if w.stepsAt == 0 {
			w.stepsAt = ln.num
		}
		w.steps++
	}
	p.places(ln)
	p.images(ln)
}

// sentence cuts off the first sentence.
func sentence(s string) (first, rest string) {
	for i := 0; i+1 < len(s); i++ {
		if (s[i] == '.' || s[i] == '!' || s[i] == '?') && s[i+1] == ' ' {
			return s[:i+1], strings.TrimLeft(s[i+1:], " ")
		}
	}
	return s, ""
}

// sentence judges one sentence by its cues.
func (p *page) sentence(s string, c cue, ln *line, w *walk, bare bool) {
	has := func(all cue) bool { return c&all == all }
	num := ln.num
	if c&cueGreet != 0 && num <= 5 {
		w.greeted = true
	}
	if bare && (has(cueHarm|cueCan) || has(cueHarm|cueAttacker) || has(cueAttacker|cueCan)) {
		p.put(inImpact, num)
	}
	if bare && has(cueScenario) && c&(cueCan|cueHarm) != 0 {
		p.put(inScenario, num)
	}
	if has(cueFix) && ln.in&inOther == 0 && !strings.HasSuffix(s, "?") {
		p.put(inFix, num)
	}
	if has(cueSeverity) {
		p.put(inSeverity, num)
	}
	if weakness(s) {
		p.put(inCWE, num)
	}
	if has(cueFound) {
		p.put(inName, num)
		if strings.Contains(s, " from ") || strings.Contains(s, " of ") && strings.Contains(s, "team") {
			p.put(inAffiliation, num)
		}
	}
	if has(cueEmployer) {
		p.put(inAffiliation, num)
	}
	if has(cueAnyVersion) && c&(cueAffected|cueTested) != 0 || c&(cueVersion|cueAffected) != 0 && version(s, c) {
		p.put(inVersions, num)
	}
	if has(cueSystem|cueTested) || has(cueSystem) && systemVersion(s) {
		p.put(inEnvironment, num)
	}
	if has(cueShot) || has(cueTrace) && bare {
		p.put(inLogs, num)
	}
	if bare && has(cueVideo) && c&(cueRepro|cueCan|cueShot) != 0 {
		p.put(inPoC, num)
	}
	inline := strings.Contains(s, "`") || strings.Contains(s, "://")
	if bare && inline && has(cuePayload) {
		w.say(num)
	}
	if bare && inline && has(cueRepro) && inlineCommand(s) {
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
	if w.words >= 8 && !p.comment && !p.heading {
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
	if w.steps >= 2 {
		p.put(inSteps, w.stepsAt)
	}
	p.signature(w)
}

// doing reports whether an item says to do something.
func doing(low string) bool {
	low = strings.TrimLeft(low, " -*_`>[]()\"'")
	end := wordEnd(low, 0)
	for _, ph := range lexicon[low[:end]] {
		if ph.cue == cueDoing && ph.rest == "" {
			return true
		}
	}
	return end > 0 && low[0] >= 0x80 // a language that the lexicon does not hold
}

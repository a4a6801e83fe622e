package report

import "strings"

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

// sentence judges one sentence by its cues. A content that an earlier line has is not
// looked for again.
func (p *page) sentence(s string, c cue, ln *line, w *walk, bare bool) {
	has := func(all cue) bool { return c&all == all }
	num := ln.num
	if c&cueGreet != 0 && num <= 5 {
		w.greeted = true
	}
	if has(cueCWE) && !p.known(inCWE, num) && weakness(s) {
		p.put(inCWE, num)
	}
	if has(cueShot) && !putOff(s, c) {
		p.put(inLogs, num)
	}
	p.attachment(s, c, ln, w)
	if ln.in&inOther != 0 {
		return
	}
	if bare && !p.known(inImpact, num) && harms(s, c, p.heading) {
		p.put(inImpact, num)
	}
	if bare && ln.in&(inSteps|inConfig) == 0 && (has(cueScenario|cueMeans) && c&(cueCan|cueHarm) != 0 || has(cueActor)) {
		p.put(inScenario, num)
	}
	if has(cueFix) && !strings.HasSuffix(s, "?") && ln.in&(inSteps|inPoC) == 0 && !p.known(inFix, num) && !platitude(s) {
		p.put(inFix, num)
	}
	if has(cueSeverity) || p.heading && ratedTitle(s) || len(s) < 48 && dashed(s) || scored(s) {
		p.put(inSeverity, num)
	}
	if bare && !p.known(inConfig, num) && conditioned(s, c, ln.in) {
		p.put(inConfig, num)
	}
	p.people(s, c, ln)
	if !p.known(inVersions, num) && p.versioned(s, c, ln, bare) {
		p.put(inVersions, num)
	}
	if strings.HasPrefix(s, "user-agent") {
		return
	}
	if has(cueSystem) && !p.known(inEnvironment, num) && (has(cueTested) || systemVersion(s) || triplet(s)) && !denied(s) {
		p.put(inEnvironment, num)
	}
	if has(cueTrace) && bare && !hasWord(s, building) && !strings.Contains(s, " should ") {
		p.put(inLogs, num)
	}
	if bare && !putOff(s, c) {
		p.shows(s, c, ln, w)
	}
}

// harms reports whether a sentence says what comes of the flaw.
func harms(s string, c cue, title bool) bool {
	has := func(all cue) bool { return c&all == all }
	if (has(cueHarm|cueCan) || has(cueHarm|cueAttacker) || has(cueAttacker|cueCan)) && !strings.HasSuffix(s, "?") {
		return true
	}
	return has(cueHarm) && (hasWord(s, outcomes) || !title && ideographic(s))
}

// conditioned reports whether a sentence says which configuration the flaw takes.
func conditioned(s string, c cue, in set) bool {
	return c&cueState != 0 && in&(inSteps|inPoC|inLogs) == 0 && conditional(s) ||
		c&cueConfig != 0 && !needless(s) ||
		in&(inSteps|inPoC|inLogs) == 0 && modal(s) ||
		c&cueAffected != 0 && strings.Contains(s, "not affected") && hasWord(s, switches)
}

// people finds who found the flaw, and for whom they work.
func (p *page) people(s string, c cue, ln *line) {
	if c&cueFound != 0 {
		p.put(inName, ln.num)
		if i := strings.Index(s, " by "); i > 0 && hasWord(clip(s[i:], 60), institutions) || fromHouse(ln.text) || strings.Contains(s, " of ") && hasWord(s, houses) {
			p.put(inAffiliation, ln.num)
		}
	}
	if c&cueEmployer != 0 && employed(s) {
		p.put(inAffiliation, ln.num)
	}
}

// versioned reports whether a sentence names versions.
func (p *page) versioned(s string, c cue, ln *line, bare bool) bool {
	switch {
	case c&cueAnyVersion != 0 && bare && (c&(cueAffected|cueTested) != 0 || ln.in&inEnvironment != 0 || p.heading),
		(ln.in&inEnvironment != 0 || p.heading) && programVersion(s),
		c&(cueVersion|cueAffected) != 0 && version(s, c),
		p.comment && len(s) < 80 && version(s, cueVersion): // an answer can be the number alone
		return true
	}
	return bare && ln.kind != heading && (openVersion(s) || pinned(s) || productVersion(s, p.products) || foundIn(s))
}

// shows finds proofs in a sentence: a recording, a payload, a command.
func (p *page) shows(s string, c cue, ln *line, w *walk) {
	num := ln.num
	if c&cueVideo != 0 && (c&(cueRepro|cueCan|cueShot) != 0 || film(s)) {
		p.put(inPoC, num)
	}
	if upgrading(s) || c&cueFix != 0 && ln.in&(inSteps|inPoC) == 0 {
		return
	}
	if c&(cueRepro|cuePayload) != 0 && !p.known(inPoC, num) && sampleFile(s) {
		p.put(inPoC, num)
	}
	inline := strings.IndexByte(s, '`') >= 0 || strings.Contains(s, "://")
	if w.said == 0 && (inline && c&cuePayload != 0 && ln.in&inImpact == 0 || attack(s) || (ln.in&inSteps != 0 || ln.kind == item && ln.ordered) && pieceOfCode(s)) {
		w.say(num)
	}
	if w.runs == 0 && (ln.in&(inSteps|inPoC) != 0 && afterColon(s) || inline && inlineCommand(s) || bidden(s)) {
		w.run(num)
	}
}

package report

import "strings"

// block is a run of code lines in work.
type block struct {
	first, last, lines int
	in                 set
	// commands, requests, frames, programs count lines that look like it.
	commands, requests, responses, frames, programs int
	// prompts count lines of a terminal session that were typed, answers lines
	// that follow them.
	prompts, answers int
	firstFrame       int
	// errors counts lines that begin as a program's complaint does.
	errors int
	// kernel is the line where a system tells its name, as "uname -a" prints it.
	kernel int
	// link is the first line that is an address with a query.
	link int
	// shell is true where the fence is marked as a shell's.
	shell bool
	// sessions counts lines typed to an interpreter; served those of a program that
	// answers requests, marked those that hold a piece of an attack.
	sessions, served, marked int
	// statements counts lines that end as a statement of a program does.
	statements int
	// asked is true after a command that asks for a version, told the line of the
	// answer.
	asked bool
	told  int
	// source is the first line of a trace that names a line of a source file.
	source int
	// placed: an earlier line tells where the flaw is.
	placed bool
	// diffed is the first line of a difference that names one.
	diffed int
}

// add looks at one line of code.
func (b *block) add(ln *line, c cue) {
	if ln.low == "" {
		return
	}
	if b.kernel == 0 && (c&cueSystem != 0 && triplet(ln.low) || strings.HasPrefix(ln.low, "linux ") || strings.HasPrefix(ln.low, "darwin ")) && strings.ContainsAny(ln.low, "0123456789") {
		b.kernel = ln.num
	}
	if complaint(ln.low) || stamped(ln.low) {
		b.errors++
	}
	if b.asked && b.told == 0 && numbered(ln.low) {
		b.told = ln.num
	}
	if asksVersion(ln.low) {
		b.asked = true
	}
	if session(ln.low) {
		b.sessions++
		b.prompts++
	} else if b.sessions > 0 {
		b.answers++
	}
	if queried(ln.low) && b.link == 0 {
		b.link = ln.num
	}
	if b.diffed == 0 && diffed(ln.low) {
		b.diffed = ln.num
	}
	if b.source == 0 && !b.placed && traced(ln.low) {
		b.source = ln.num
	}
	if b.first == 0 {
		b.first, b.in = ln.num, ln.in
	}
	b.lines++
	b.last = ln.num
	if b.in&inPoC != 0 {
		if attack(ln.low) {
			b.marked++
		} else if served(ln.low) {
			b.served++
		}
	}
	if ln.text[len(ln.text)-1] == ';' || ln.text[len(ln.text)-1] == '{' {
		b.statements++
	}
	switch {
	case accessLine(ln.text):
		b.responses++
	case httpRequest(ln.text):
		b.requests++
	case strings.HasPrefix(ln.text, "HTTP/"):
		b.responses++
	case shell(ln.low, false) || b.shell && b.in&(inPoC|inSteps) != 0 && begins(ln.low):
		b.commands++
	case b.prompts > 0:
		b.answers++
	}
	if prompt(ln.low) {
		b.prompts++
	}
	if c&cueTrace != 0 || frame(ln.low) {
		if b.frames == 0 {
			b.firstFrame = ln.num
		}
		b.frames++
	}
	if c&cueCode != 0 && strings.ContainsAny(ln.low, "(){};=<>:") {
		b.programs++
	}
}

// endBlock judges a block of code when it is over.
func (p *page) endBlock(w *walk) {
	b := w.block
	w.block = block{}
	if b.first == 0 {
		return
	}
	defer func() { w.lead, w.logged = w.lead&^(cueRepro|cueOutput|cuePayload|cueFeed), false }()
	if b.diffed > 0 {
		p.put(inSource, b.diffed)
	}
	if b.in&inFix == 0 && b.in&inOther != 0 && b.frames > 0 {
		p.put(inLogs, b.firstFrame)
	}
	if b.in&(inFix|inOther) != 0 {
		return
	}
	p.paired(&b, w)
	if b.errors > 0 && b.lines <= 4*b.errors+8 && !program(w.lang) && b.in&inSource == 0 {
		p.put(inLogs, b.first)
	}
	if b.link > 0 && b.in&(inLogs|inSource|inImpact) == 0 && w.lead&cueOutput == 0 {
		w.say(b.link)
	}
	if b.told > 0 {
		p.put(inVersions, b.told)
	}
	if b.served > 0 && b.lines > 3 && b.marked+b.commands+b.requests+b.link == 0 && b.in&inPoC != 0 && b.in&inSteps == 0 {
		return // the flawed code itself, under a heading that promises a proof
	}
	if b.kernel > 0 {
		p.put(inEnvironment, b.kernel)
	}
	if b.source > 0 {
		p.put(inSource, b.source)
	}
	if b.frames > 0 {
		p.put(inLogs, b.firstFrame)
	}
	if b.responses > 0 || b.prompts > 0 && b.answers > 0 && b.frames == 0 && (b.sessions > 0 || !program(w.lang)) {
		p.put(inLogs, b.first)
	}
	making := w.lead&cueCreate != 0 && b.in&(inSteps|inPoC) != 0 && b.frames == 0 // input to be put into a file
	announced := (w.lead&cueRepro != 0 || p.comment) && w.lead&cueQuoted == 0
	output := w.lead&cueOutput != 0 && w.lead&cueFeed == 0 && b.commands == 0 && b.requests == 0 && 2*b.statements < b.lines
	if w.logged {
		p.put(inLogs, b.first)
	}
	if w.ask > 0 && b.first-w.ask <= nearAsk && w.lead&cueQuoted == 0 && !output && b.frames == 0 && b.responses == 0 && b.in&(inSource|inLogs) == 0 {
		w.run(b.first)
	}
	switch {
	case b.requests > 0:
		w.run(b.first)
	case b.commands > 0 && (announced || b.in&(inSteps|inPoC) != 0 || b.shell || b.in&(inDescription|inSource|inImpact) == 0):
		w.run(b.first)
	case b.in&inSteps != 0 && w.lead&(cueOutput|cueQuoted) == 0 && b.responses == 0 && b.frames == 0:
		if w.program == 0 { // what a step feeds in
			w.program = b.first
		}
	case making && b.responses == 0 && w.lead&cueOutput == 0:
		if w.program == 0 {
			w.program = b.first
		}
	case output && !program(w.lang):
		p.put(inLogs, b.first)
		if w.program > 0 && b.in&inPoC != 0 { // what the program printed: it was run
			w.run(w.program)
		}
	case b.programs > 0 && (b.in&inPoC != 0 || announced && b.in&inSource == 0):
		if w.program == 0 {
			w.program = b.first
		}
	case w.lead&(cuePayload|cueFeed) != 0 && w.lead&(cueQuoted|cueOutput) == 0 && b.frames+b.responses == 0 && b.in&(inLogs|inSource) == 0:
		if w.program == 0 {
			w.program = b.first
		}
	case b.in&(inPoC) != 0:
		if w.program == 0 {
			w.program = b.first
		}
	}
}

// program reports whether a fence is marked as a language that output is not in.
func program(lang string) bool {
	switch lang {
	case "", "text", "txt", "console", "log", "output", "plain", "plaintext", "none", "json", "sh", "shell", "bash":
		return false
	}
	return true
}

// command takes a line of prose that is a command or a request in full.
func (p *page) command(ln *line, w *walk) bool {
	if ln.in&(inFix|inOther) != 0 {
		return false
	}
	switch {
	case httpRequest(ln.text), shell(ln.low, ln.text[0] != '`'):
		w.run(ln.num)
		return true
	case frame(ln.low), strings.HasPrefix(ln.text, "HTTP/1"), strings.HasPrefix(ln.text, "HTTP/2"):
		p.put(inLogs, ln.num)
		return true
	}
	return false
}

// httpRequest takes "POST /login HTTP/1.1".
func httpRequest(s string) bool {
	end := strings.IndexByte(s[:min(len(s), 8)], ' ')
	if end < 3 || end+1 >= len(s) {
		return false
	}
	switch s[:end] {
	case "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT":
		return s[end+1] == '/' || strings.HasPrefix(s[end+1:], "http")
	}
	return false
}

// accessLine takes a line of a server's log: a request and the status that it got,
// "GET /login 403 0.4ms" or `"GET /login HTTP/1.1" 403 12`.
func accessLine(s string) bool {
	if !strings.Contains(s[:min(len(s), 124)], " /") {
		return false
	}
	for _, method := range [...]string{"GET /", "POST /", "PUT /", "PATCH /", "DELETE /", "HEAD /"} {
		i := strings.Index(s[:min(len(s), 120)], method)
		if i < 0 {
			continue
		}
		parts := strings.Fields(s[i:min(len(s), i+400)])
		for _, part := range parts[min(2, len(parts)):min(4, len(parts))] {
			if len(part) == 3 && part[0] >= '1' && part[0] <= '5' && strings.Trim(part, "0123456789") == "" {
				return true
			}
		}
	}
	return false
}

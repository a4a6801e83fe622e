package report

import "strings"

// sections finds what stands under headings and behind labels, and notes on each
// line to which contents it belongs.
func (p *page) sections() {
	t := tray{title: p.title}
	var o outline
	for i := range p.lines {
		ln := &p.lines[i]
		if ln.quoted && p.comment {
			ln.kind, ln.text, ln.low = blank, "", ""
			continue
		}
		*p.work += len(ln.text)
		switch ln.kind {
		case heading:
			o.enter(ln.level, named(ln.text), ln.low)
			p.headed(ln, &t)
		case row:
			p.row(i, &t)
			continue
		case text, item:
			p.label(ln, &o, &t)
			continue
		case blank:
			o.pause()
		}
		ln.in = o.now()
		if ln.kind == code {
			t.add(ln.in, ln, ln.text, ln.low)
		}
	}
	t.tell(p)
}

// outline knows under which headings a line stands.
type outline struct {
	own [levels]set
	// brief is true while a label with its answer on the same line is open: it
	// ends with the paragraph.
	brief bool
	// at is the indent of the list label that is open.
	at int
	// last is what the last heading announced, bare whether nothing was said
	// under it yet, told whether a summary was.
	last       set
	bare, told bool
}

func (o *outline) enter(level int, s set, low string) {
	for l := level; l < levels; l++ {
		o.own[l] = 0
	}
	if s == inDescription && o.bare && o.told && o.last != s {
		s |= o.last // an empty section whose summary follows as a heading of its own
	}
	o.own[level] = s
	o.brief, o.at = false, -1
	if s != 0 {
		o.last, o.bare = s, true
	}
}

// now is what a line here belongs to: the innermost heading of a known name.
func (o *outline) now() set {
	for l := levels - 1; l > 0; l-- {
		if o.own[l] != 0 {
			return o.own[l]
		}
	}
	return 0
}

func (o *outline) pause() {
	if o.brief {
		o.own[levelLabel], o.brief = 0, false
	}
}

func (o *outline) heard() {
	o.bare = false
	if o.now()&inDescription != 0 {
		o.told = true
	}
}

// label reads a line of text or of a list, which may begin with a label.
func (p *page) label(ln *line, o *outline, t *tray) {
	if ln.kind == item && o.own[levelLabel] != 0 && ln.indent <= o.at {
		o.own[levelLabel] = 0
	}
	name, rest, strong := splitLabel(ln.text)
	if name == 0 {
		if r, ok := o.site(ln.text); ok {
			name, rest = inContact, r
		}
	}
	if name == inOther && rest != "" && productLabel(ln.lowSeen) && programVersion(strings.ToLower(clip(rest, maxLabel))) {
		name = inVersions // "Product: Rocket 2.3.1"
	}
	if name&inImpact != 0 && rest != "" && wordCount(rest) <= 2 && bandNamed(strings.ToLower(strings.Trim(rest, " .*_!"))) != 0 {
		name = inSeverity // "Risk: high"
	}
	if name != 0 && !ln.quoted {
		level := levelLabel
		if strong && ln.kind == text {
			level = levelBold
		}
		o.enter(level, name, ln.low)
		o.brief = level == levelLabel && rest != ""
		o.at = -1
		if ln.kind == item {
			o.at = ln.indent
		}
		ln.label, ln.in = true, o.now()
		ln.text, ln.low = rest, strings.ToLower(rest)
		if ln.says = substance(ln.text, ln.low, false); ln.says {
			o.heard()
			t.add(ln.in, ln, ln.text, ln.low)
		}
		return
	}
	ln.in = o.now()
	if ln.says = says(ln); ln.says {
		o.heard()
		t.add(ln.in, ln, ln.text, ln.low)
	}
}

// splitLabel cuts "**Version:** 1.2", "Version: 1.2" and "[VERSION] 1.2" into the
// contents that the label announces and the rest; 0 where there is no known label.
func splitLabel(s string) (name set, rest string, strong bool) {
	label, rest, strong, ok := cutLabel(s)
	if !ok {
		return 0, "", false
	}
	if s[0] == '[' {
		if name = named(label); name == 0 && bandNamed(strings.ToLower(label)) != 0 {
			return inSeverity, s, strong // a scanner's "[HIGH] …"
		}
		return name, rest, strong
	}
	name = announced(label, 2)
	if name&inLogs != 0 && hasWord(strings.ToLower(clip(rest, maxLabel)), hoped) && ordering(label) {
		name = 0 // "Observe the output: it should …" is a step
	}
	return name, rest, strong
}

// cutLabel is splitLabel for any label, known or not.
func cutLabel(s string) (label, rest string, strong, ok bool) {
	switch {
	case strings.HasPrefix(s, "**") || strings.HasPrefix(s, "__"):
		end := strings.Index(s[2:min(len(s), maxLabel)], s[:2])
		if end < 0 {
			return "", "", false, false
		}
		label, rest := strings.TrimRight(s[2:2+end], " -–"), s[end+4:]
		if !strings.HasSuffix(strings.TrimSpace(label), ":") && !strings.HasPrefix(strings.TrimSpace(rest), ":") {
			return "", "", false, false
		}
		return label, strings.TrimLeft(rest, ":- \t"), true, true
	case strings.HasPrefix(s, "["):
		end := strings.IndexByte(s[:min(len(s), maxLabel)], ']')
		if end < 0 || end+2 >= len(s) || s[end+1] != ' ' && (s[end+1] != ':' || s[end+2] != ' ') {
			return "", "", false, false
		}
		return s[1:end], strings.TrimSpace(s[end+2:]), false, true
	}
	end := strings.IndexByte(s[:min(len(s), 48)], ':')
	if end < 0 || (end+1 < len(s) && s[end+1] == '/') || strings.ContainsAny(s[:end], "`<>=/\"$#@") {
		return "", "", false, false
	}
	if wordCount(s[:end]) > 5 || header(s[:end]) {
		return "", "", false, false
	}
	return s[:end], strings.TrimSpace(s[end+1:]), false, true
}

// row reads a row of a table: "| Version | 1.2 |", or one below a header row.
func (p *page) row(i int, t *tray) {
	ln := &p.lines[i]
	ln.says = says(ln)
	if i+1 < len(p.lines) && p.lines[i+1].kind == rule {
		ln.says = false // names of columns
		cells := cellsOf(ln.text)
		p.columns = p.columns[:0]
		for _, c := range cells {
			p.columns = append(p.columns, named(c))
		}
		return
	}
	if i == 0 || (p.lines[i-1].kind != row && p.lines[i-1].kind != rule) {
		p.columns = p.columns[:0]
	}
	cells := cellsOf(ln.text)
	for c, cell := range cells {
		low := strings.ToLower(cell)
		if !substance(cell, low, false) {
			continue
		}
		var in set
		if c > 0 {
			in = named(cells[0])
		}
		if c < len(p.columns) {
			in |= p.columns[c]
		}
		t.add(in, ln, cell, low)
	}
}

const maxCells = 16

func cellsOf(s string) []string {
	s = strings.TrimSuffix(strings.TrimPrefix(s, "|"), "|")
	cells := strings.SplitN(s, "|", maxCells)
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells
}

// tray collects what was said for each content.
type tray struct {
	// title is the summary in lower case: repeating it answers nothing.
	title                      string
	words, items, codes, first [len(ids)]int
	// particular and generic count the lines of a procedure that name something, and
	// those that would fit any program.
	particular, generic int
	// shown is true once a proof names something.
	shown bool
	// served counts lines of a proof's code that are a program which answers
	// requests, sent those that attack one.
	served, sent int
	// stated are the severities that are stated.
	stated band
	// reach is the first line on which a reporter's name comes with an address.
	reach int
	// house is the first line on which one comes with an organisation.
	house int
}

func (t *tray) add(s set, ln *line, text, low string) {
	if s&(inConfig|inScenario) == inConfig|inScenario {
		s = conditions(s, low)
	}
	if s&inSteps != 0 {
		t.step(text, low)
	}
	if s&inPoC != 0 && (particular(text) || strings.Contains(low, "attach") || strings.Contains(low, "video") || ideographic(low)) {
		t.shown = true
	}
	(s &^ inOther).each(func(i int) {
		if !fits(1<<i, text, low) || (low == t.title || 1<<i == inImpact && repeats(low, t.title)) && 1<<i != inDescription {
			return
		}
		if t.first[i] == 0 {
			t.first[i] = ln.num
		}
		if 1<<i == inName && t.reach == 0 && profile(low) {
			t.reach = ln.num
		}
		if 1<<i == inName && t.house == 0 && belongs(text) {
			t.house = ln.num
		}
		if 1<<i == inSeverity && ln.kind != code && !hasWord(clip(ln.lowSeen, 48), metricWords) {
			t.stated |= statedIn(low)
			if ln.kind != row {
				t.stated |= statedIn(ln.lowSeen) // "5.3 (CVSS: …" is no label
			}
		}
		switch {
		case ln.kind == code:
			t.codes[i]++
			if 1<<i == inPoC {
				t.proof(text, low)
			}
		case ln.kind == item:
			t.items[i]++
			fallthrough
		default:
			t.words[i] += wordCount(text)
		}
	})
}

// tell says which contents have enough said for them.
func (t *tray) tell(p *page) {
	p.stated = t.stated
	if t.reach > 0 {
		p.put(inContact, t.reach)
	}
	if t.house > 0 {
		p.put(inAffiliation, t.house)
	}
	for i := range ids {
		if t.first[i] == 0 {
			continue
		}
		enough := true
		switch set(1 << i) {
		case inDescription:
			enough = t.words[i] >= 3 || t.codes[i] > 0
		case inSteps:
			enough = (t.items[i] > 0 || t.codes[i] > 0 || t.words[i] >= 5) && !t.empty(t.items[i])
			p.vague = !enough
		case inPoC:
			enough = t.codes[i] > 0 && !t.flawed() || t.shown && (t.items[i] > 0 || t.words[i] >= 2)
		}
		if enough {
			p.put(1<<i, t.first[i])
		}
	}
}

package report

import (
	"math/bits"
	"strings"
)

// maxText is how much of one text is read, in bytes. GitHub takes no more than
// 65,535 characters in a description; the rest of a longer text is not looked at.
const maxText = 256 << 10

// maxTitle is how much of a summary is read, in bytes; GitHub takes 1,024
// characters.
const maxTitle = 4 << 10

// Read says which contents the report has, and where. Where a content stands in
// several places, the first of these is told: GitHub's fields, the description,
// the summary, the comments in their order.
func Read(in Input) Reading {
	r, _ := read(in)
	return r
}

// read is Read, and counts the bytes that it looked at.
func read(in Input) (Reading, int) {
	a := atlas{wanted: wants(in.Own), own: make([]Field, len(in.Own))}
	a.survey.wantAI = in.WantAIStatement
	work := 0
	a.structured(in.Fields)
	a.survey.structured(in.Fields)
	title := strings.ToLower(strings.TrimSpace(in.Summary))
	a.text(in.Description, SourceDescription, title, 0, &work)
	a.title(in.Summary, &work)
	for _, ans := range in.Answers {
		a.text(ans.Body, SourceComment, title, ans.Comment, &work)
	}
	out := a.reading()
	out.Findings = a.survey.findings()
	return out, work
}

// atlas keeps the first place found of each content.
type atlas struct {
	found [len(ids)]Field
	// wanted are the policy's own contents, own the first place of each.
	wanted []wanted
	own    []Field
	survey survey
}

func (a *atlas) reading() Reading {
	out := Reading{Fields: make([]Field, len(ids), len(ids)+len(a.own))}
	for i, id := range ids {
		out.Fields[i] = a.found[i]
		out.Fields[i].ID = id
	}
	for i, f := range a.own {
		f.ID = a.wanted[i].ID
		out.Fields = append(out.Fields, f)
	}
	return out
}

// put records a place unless an earlier one is known.
func (a *atlas) put(s set, source string, comment int64, line int) {
	(s &^ inOther).each(func(i int) {
		if !a.found[i].Present {
			a.found[i] = Field{Present: true, Source: source, Comment: comment, Line: line}
		}
	})
}

func (a *atlas) structured(f Structured) {
	put := func(s set, list ...string) {
		for _, v := range list {
			if strings.TrimSpace(v) != "" {
				a.put(s, SourceFields, 0, 0)
			}
		}
	}
	for _, p := range f.Packages {
		put(inVersions, p.Affected)
		put(inSource, p.Functions...)
	}
	if f.Credits > 0 {
		a.put(inName, SourceFields, 0, 0)
	}
	put(inSeverity, f.Severity)
	put(inSeverity, f.CVSS...)
	put(inCWE, f.CWEs...)
}

func (a *atlas) text(s, source, title string, comment int64, work *int) {
	if len(s) > maxText {
		s = s[:maxText]
	}
	p := page{lines: scan(s, work), title: title, products: productsIn(title), comment: source == SourceComment, work: work}
	a.putOwn(p.owns(a.wanted), source, comment)
	p.sections()
	p.detect()
	a.survey.observe(&p, source, comment)
	for i := range ids {
		if n := p.found[i]; n > 0 {
			a.put(1<<i, source, comment, n)
		}
	}
}

// putOwn records the lines of the policy's own contents in one text, 0 where one
// is not there.
func (a *atlas) putOwn(lines []int, source string, comment int64) {
	for i, n := range lines {
		if n > 0 && !a.own[i].Present {
			a.own[i] = Field{Present: true, Source: source, Comment: comment, Line: n}
		}
	}
}

// title reads the summary, which can tell what is wrong and with which version,
// but is no report by itself.
func (a *atlas) title(s string, work *int) {
	if len(s) > maxTitle {
		s = s[:maxTitle]
	}
	p := page{lines: scan(s, work), work: work, heading: true}
	for i := range p.lines {
		p.lines[i].says = says(&p.lines[i])
	}
	a.putOwn(p.owns(a.wanted), SourceSummary, 0)
	p.detect()
	a.survey.observe(&p, SourceSummary, 0)
	for i := range ids {
		if n := p.found[i]; n > 0 {
			a.put(1<<i, SourceSummary, 0, n)
		}
	}
}

// page is one text in work.
type page struct {
	lines []line
	// title is the summary in lower case.
	title string
	// comment: an answer, in which quoted lines are somebody else's words.
	comment bool
	// heading: a title, not a text.
	heading bool
	found   [len(ids)]int
	// columns are the contents of the columns of the table in work.
	columns []set
	// own are files that the report itself brings.
	own []string
	// vague: there is a procedure that would fit any program.
	vague bool
	// products are words of the title that may name the product.
	products map[string]bool
	// stated are the severities that the text states.
	stated band
	work   *int
}

// known reports whether the one content of a set was found on an earlier line.
func (p *page) known(s set, num int) bool {
	n := p.found[bits.TrailingZeros32(uint32(s))]
	return n != 0 && n <= num
}

// put records a content at a line unless it was found on an earlier one.
func (p *page) put(s set, num int) {
	(s &^ inOther).each(func(i int) {
		if p.found[i] == 0 || num < p.found[i] {
			p.found[i] = num
		}
	})
}

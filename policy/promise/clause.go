package promise

import (
	"sort"
	"strings"
)

// A page is a text made ready for reading times: each block's words classed.
type page struct {
	t        *tree
	lows     []string
	langs    []langs // which terms to look for, by block
	language string  // the main language
	marks    [][]mark
	times    [][]timex
	done     []bool // marks and times are found
}

// newPage has the texts of all blocks but code in small letters; tell must be
// called before times are read.
func newPage(t *tree) *page {
	n := len(t.blocks)
	p := &page{t: t, lows: make([]string, n), marks: make([][]mark, n), times: make([][]timex, n), done: make([]bool, n)}
	for i := range t.blocks {
		if b := &t.blocks[i]; b.kind != kindCode || !b.fenced {
			p.lows[i] = lower(b.text)
		}
	}
	t.lows = p.lows
	return p
}

// tell finds the languages of the text and its blocks.
func (p *page) tell() { p.language, p.langs = blockLanguages(p.lows) }

// classed is the classed words of a block, found when first asked for: most
// blocks hold no time and stand by none.
func (p *page) classed(b int) []mark {
	if !p.done[b] {
		p.done[b] = true
		p.marks[b] = terms.marks(p.lows[b], p.langs[b])
		p.times[b] = timeReader{p.lows[b], p.marks[b]}.times()
		if bl := &p.t.blocks[b]; bl.kind == kindCell && bl.row > 0 && len(p.times[b]) == 0 {
			p.times[b] = p.bareNumber(b)
		}
	}
	return p.marks[b]
}

// bareNumber reads a cell that holds a number whose unit is in the column's
// header: "Fix (days)".
func (p *page) bareNumber(b int) []timex {
	r := timeReader{p.lows[b], p.marks[b]}
	head := p.headerOf(&p.t.blocks[b])
	n, next, ok := r.amount(0)
	if !ok || next != len(r.marks) || head < 0 || len(strings.TrimSpace(p.lows[b])) > 4 {
		return nil
	}
	for k, m := range p.classed(head) {
		if m.m == mUnit && len(p.timesOf(head)) == 0 {
			business := k > 0 && p.classed(head)[k-1].m == mBusiness
			return []timex{{first: 0, last: next - 1, from: r.marks[0].from, to: r.marks[next-1].to, span: timeSpan(n, m.n, business)}}
		}
	}
	return nil
}

// timesOf is the times of a block.
func (p *page) timesOf(b int) []timex {
	p.classed(b)
	return p.times[b]
}

// unitParts are parts of all English words for units.
var unitParts = []string{"day", "hour", "week", "month", "year", "fortnight", "dail", "quarter"}

// shortUnit says whether a text may begin with a unit of one letter.
func shortUnit(s string) bool {
	s = strings.TrimLeft(s, " -\n")
	return s != "" && strings.IndexByte("hdwmy", s[0]) >= 0
}

// timely says whether a block may hold a time: it names a unit, or is a cell with
// a number, whose unit may be in the header, or is not in English.
func (p *page) timely(b int) bool {
	low := p.lows[b]
	if p.langs[b] != en {
		return low != ""
	}
	cell := p.t.blocks[b].kind == kindCell
	for i := 0; i < len(low); i++ {
		if c := low[i]; c >= '0' && c <= '9' && (cell || shortUnit(low[i+1:])) {
			return true
		}
	}
	for _, u := range unitParts {
		if strings.Contains(low, u) {
			return true
		}
	}
	return false
}

// A clause is the part of a sentence that one time belongs to: marks [from, to)
// of a block, around the time x.
type clause struct {
	p     *page
	b     int // block
	s     sentence
	first int // first mark of the sentence
	from  int
	to    int
	x     timex
	words int // of the sentence
}

// clauses cuts a sentence into one clause for each of its times.
func (p *page) clauses(b int, s sentence) []clause {
	marks := p.classed(b)
	first, end := within(marks, s.from, s.to)
	all := p.timesOf(b)
	lo := sort.Search(len(all), func(i int) bool { return all[i].from >= s.from })
	hi := lo
	for hi < len(all) && all[hi].to <= s.to {
		hi++
	}
	times := all[lo:hi]
	if len(times) == 0 {
		return nil
	}
	out := make([]clause, len(times))
	words := fieldCount(s.String())
	from := first
	for i, x := range times {
		to := max(end, x.last+1)
		if i+1 < len(times) {
			to = p.cut(b, x.last, times[i+1].first)
		}
		for k := x.first - 1; k > from; k-- {
			if m := marks[k].m; (m == mBut || m == mSemi) && p.evident(b, k+1, x.first) {
				from = k
				break
			}
		}
		out[i] = clause{p: p, b: b, s: s, first: first, from: from, to: to, x: x, words: words}
		from = to
	}
	return out
}

// fieldCount is how many words, parted by blanks, a text has.
func fieldCount(s string) int {
	n, in := 0, false
	for i := 0; i < len(s); i++ {
		blank := isSpace(s[i])
		if !blank && !in {
			n++
		}
		in = !blank
	}
	return n
}

// lastField is the last word of a text, parted by blanks, and what is before it.
func lastField(s string) (rest, last string) {
	end := len(s)
	for end > 0 && isSpace(s[end-1]) {
		end--
	}
	from := end
	for from > 0 && !isSpace(s[from-1]) {
		from--
	}
	return strings.TrimSpace(s[:from]), s[from:end]
}

// evident says whether some marks hold evidence of a stage.
func (p *page) evident(b, from, to int) bool {
	for k := from; k < to; k++ {
		if p.classed(b)[k].m.stage() {
			return true
		}
	}
	return false
}

// within are the marks that lie in a part of a text.
func within(marks []mark, from, to int) (first, end int) {
	first = sort.Search(len(marks), func(i int) bool { return marks[i].from >= from })
	end = first
	for end < len(marks) && marks[end].to <= to {
		end++
	}
	return first, end
}

// cut is the mark between two times at which the later one's clause begins: the
// strongest joint between them, of equal ones the first.
func (p *page) cut(b, last, next int) int {
	marks := p.classed(b)
	best, rank := last+1, 0
	for k := last + 1; k < next; k++ {
		r := 0
		switch marks[k].m {
		case mSemi, mBut:
			r = 5
		case mComma:
			r = 2
			if marks[k+1].m == mAnd || marks[k+1].m == mTo {
				r = 4
			}
		case mAnd:
			if !isSeverity(marks[k-1].m) || !isSeverity(marks[k+1].m) {
				r = 3
			}
		case mClose:
			r = 1
		case mSeverity, mSevere:
			if rank == 0 && best == last+1 {
				best = k
			}
		}
		if r > rank {
			best, rank = k, r
		}
	}
	return best
}

func isSeverity(m meaning) bool { return m == mSeverity || m == mSevere }

// has says whether the marks [from, to) of a block hold a meaning.
func (p *page) has(b, from, to int, ms ...meaning) bool {
	if from >= to {
		return false
	}
	for _, k := range p.classed(b)[from:to] {
		for _, m := range ms {
			if k.m == m {
				return true
			}
		}
	}
	return false
}

// pre and post say whether a meaning stands before or after the clause's time.
func (c *clause) pre(ms ...meaning) bool  { return c.p.has(c.b, c.from, c.x.first, ms...) }
func (c *clause) post(ms ...meaning) bool { return c.p.has(c.b, c.x.last+1, c.to, ms...) }

// upTo says whether a meaning stands anywhere in the sentence before the time.
func (c *clause) upTo(ms ...meaning) bool { return c.p.has(c.b, c.first, c.x.first, ms...) }

// source is the clause's place; the whole sentence where it has one time.
func (c *clause) source() Source {
	marks := c.p.classed(c.b)
	b := &c.p.t.blocks[c.b]
	from, to := c.s.from, c.s.to
	if c.from > c.first && c.from < len(marks) {
		k := c.from
		for k < c.x.first && (marks[k].m == mComma || marks[k].m == mAnd || marks[k].m == mSemi || marks[k].m == mBut || marks[k].m == mClose) {
			k++
		}
		from = marks[c.from].from
		if k > c.from {
			from = marks[k-1].to
		}
	}
	if c.to < len(marks) && marks[c.to].from < c.s.to {
		to = marks[c.to].from
	}
	return c.p.t.source(b, from, max(to, c.x.to))
}

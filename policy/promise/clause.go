package promise

// A page is a text made ready for reading times: each block's words classed.
type page struct {
	t     *tree
	lows  []string
	langs []langs
	marks [][]mark
	times [][]timex
}

// newPage classes the words of all blocks but code.
func newPage(t *tree) *page {
	n := len(t.blocks)
	p := &page{t: t, lows: make([]string, n), marks: make([][]mark, n), times: make([][]timex, n)}
	for i := range t.blocks {
		if b := &t.blocks[i]; b.kind != kindCode || !b.fenced {
			p.lows[i] = lower(b.text)
		}
	}
	p.langs = blockLanguages(p.lows)
	for i, low := range p.lows {
		if low == "" {
			continue
		}
		p.marks[i] = terms.marks(low, p.langs[i])
		p.times[i] = timeReader{low, p.marks[i]}.times()
	}
	return p
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
}

// clauses cuts a sentence into one clause for each of its times.
func (p *page) clauses(b int, s sentence) []clause {
	marks := p.marks[b]
	first, end := within(marks, s.from, s.to)
	var times []timex
	for _, x := range p.times[b] {
		if x.from >= s.from && x.to <= s.to {
			times = append(times, x)
		}
	}
	out := make([]clause, len(times))
	from := first
	for i, x := range times {
		to := end
		if i+1 < len(times) {
			to = p.cut(b, x.last, times[i+1].first)
		}
		for k := x.first - 1; k > from; k-- {
			if m := marks[k].m; (m == mBut || m == mSemi) && p.evident(b, k+1, x.first) {
				from = k
				break
			}
		}
		out[i] = clause{p: p, b: b, s: s, first: first, from: from, to: to, x: x}
		from = to
	}
	return out
}

// evident says whether some marks hold evidence of a stage.
func (p *page) evident(b, from, to int) bool {
	for k := from; k < to; k++ {
		if p.marks[b][k].m.stage() {
			return true
		}
	}
	return false
}

// within are the marks that lie in a part of a text.
func within(marks []mark, from, to int) (first, end int) {
	for first < len(marks) && marks[first].from < from {
		first++
	}
	end = first
	for end < len(marks) && marks[end].to <= to {
		end++
	}
	return first, end
}

// cut is the mark between two times at which the later one's clause begins: the
// strongest joint between them, of equal ones the first.
func (p *page) cut(b, last, next int) int {
	marks := p.marks[b]
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
	for k := from; k < to; k++ {
		for _, m := range ms {
			if p.marks[b][k].m == m {
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
	marks := c.p.marks[c.b]
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

package promise

import "strings"

// around finds the stages of a time whose own clause names none: in the label of
// its sentence, its table, the sentence before, the item and the words that lead
// into its list, the headings. With done the clause says that something is
// completed, but not what.
func (p *page) around(c clause, before sentence, done bool) []string {
	b := &p.t.blocks[c.b]
	if c.from > c.first {
		if s := p.stagesIn(c.b, c.first, c.from, false); len(s) > 0 {
			return s
		}
	}
	if b.kind == kindCell {
		if s := p.tableStages(b); len(s) > 0 {
			return s
		}
	}
	if !done && (b.kind == kindHeading || strings.HasSuffix(strings.TrimRight(b.text, " \n"), ":")) {
		if s := p.following(c.b); len(s) > 0 {
			return s
		}
	}
	if before.block != nil {
		first, end := within(p.classed(c.b), before.from, before.to)
		if s := p.stagesIn(c.b, first, end, true); len(s) > 0 {
			return s
		}
	}
	if !c.terse() && !(done && c.words <= 16) {
		return nil
	}
	if b.kind == kindParagraph && c.b > 0 && b.item >= 0 && b.item == c.b-1 {
		if s := p.whole(b.item); len(s) > 0 {
			return s
		}
	}
	for item, lead := b.item, b.lead; ; {
		if item >= 0 && item != c.b {
			if s := p.whole(item); len(s) > 0 {
				return s
			}
		}
		if lead >= 0 {
			if s := p.whole(lead); len(s) > 0 {
				return s
			}
		}
		if item < 0 || item == c.b || p.t.blocks[item].item == item {
			break
		}
		item, lead = p.t.blocks[item].item, p.t.blocks[item].lead
	}
	for i := len(b.heads) - 1; i >= 0; i-- {
		h := b.heads[i]
		if p.has(h, 0, min(len(p.classed(h)), maxAround), mOther) {
			return nil
		}
		if s := p.whole(h); len(s) > 0 {
			return s
		}
	}
	return nil
}

// maxAround bounds how many marks of a block around a time are looked at, and how
// many cells of its row.
const maxAround = 60

// whole are the stages that a block speaks of.
func (p *page) whole(b int) []string {
	n := len(p.classed(b))
	return p.stagesIn(b, max(0, n-maxAround), n, true)
}

// noTime stands for a time that is not there.
var noTime = timex{first: -1, last: -1}

// stagesIn are the stages that some marks of a block speak of. Where many are
// named it takes those of the last modal verb, else the first.
func (p *page) stagesIn(b, from, to int, outer bool) []string {
	if outer && p.has(b, from, to, mOther) {
		return nil
	}
	x := noTime
	x.first, x.last = to, to-1
	c := clause{p: p, b: b, first: from, from: from, to: to, x: x}
	var acts []act
	for _, a := range telling(p.acts(b, from, to, x)) {
		if !a.under {
			acts = append(acts, a)
		}
	}
	if len(acts) == 0 && strings.Contains(p.lows[b], "?") {
		acts = p.acts(b, from, to, x) // "And until it is fixed?"
	}
	if len(acts) == 0 {
		return nil
	}
	return c.stages(c.joined(acts, c.main(acts)))
}

// tableStages are the stages of a cell: those of the other cells of its row where
// they name one, else those of its column's header.
func (p *page) tableStages(b *block) []string {
	row := p.row(b)
	if len(row) > 0 && row[0] != 0 && b.col > 0 && len(p.timesOf(row[0])) == 0 {
		if s := p.whole(row[0]); len(s) > 0 {
			return s
		}
	}
	if i := p.headerOf(b); i >= 0 {
		if s := p.whole(i); len(s) > 0 {
			return s
		}
	}
	for _, i := range row {
		if o := &p.t.blocks[i]; o.col != b.col && len(p.timesOf(i)) == 0 {
			if s := p.whole(i); len(s) > 0 {
				return s
			}
		}
	}
	return nil
}

// row is the cells of a cell's row.
func (p *page) row(b *block) []int {
	row := p.t.rows[[2]int{b.table, b.row}]
	return row[:min(len(row), maxAround)]
}

// headerOf is the cell that heads the column of a cell, -1 for none.
func (p *page) headerOf(b *block) int {
	head := p.t.rows[[2]int{b.table, 0}]
	if b.row > 0 && b.col < len(head) && p.t.blocks[head[b.col]].col == b.col {
		return head[b.col]
	}
	return -1
}

// following are the stages of what a block that ends in a colon, or a heading,
// leads into: "Within 48 hours:".
func (p *page) following(b int) []string {
	for i := b + 1; i < len(p.t.blocks) && i <= b+4; i++ {
		bl := &p.t.blocks[i]
		if bl.kind == kindHeading || bl.lead != b && p.t.blocks[b].kind != kindHeading || len(p.timesOf(i)) > 0 {
			return nil
		}
		if s := p.whole(i); len(s) > 0 {
			return s
		}
	}
	return nil
}

// rank is the severities that a clause speaks of: its own, those of the label of
// its sentence, of its table, of the items and headings around it.
func (p *page) rank(c clause) []string {
	if s := p.severities(c.b, c.from, c.x.first); len(s) > 0 || c.pre(mRest) {
		return s
	}
	if s := p.severities(c.b, c.from, c.to); len(s) > 0 {
		return s
	}
	_, end := within(p.classed(c.b), c.s.from, c.s.to)
	if s := p.severityLabel(c.b, c.first, end); len(s) > 0 {
		return s
	}
	b := &p.t.blocks[c.b]
	if b.kind == kindCell {
		for _, i := range p.row(b) {
			if s := p.severities(i, 0, len(p.classed(i))); i != c.b && len(s) > 0 {
				return s
			}
		}
		if i := p.headerOf(b); i >= 0 {
			return p.severities(i, 0, len(p.classed(i)))
		}
	}
	for i, n := b.item, 0; i >= 0 && i != c.b && n < maxNesting; i, n = p.t.blocks[i].item, n+1 {
		if s := p.severityLabel(i, 0, min(len(p.classed(i)), maxAround)); len(s) > 0 {
			return s
		}
	}
	if n := len(b.heads); n > 0 {
		h := b.heads[n-1]
		if len(p.lows[h]) < 100 && len(strings.Fields(p.lows[h])) <= 6 {
			return p.severities(h, 0, len(p.classed(h)))
		}
	}
	return nil
}

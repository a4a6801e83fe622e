package promise

import "sort"

// severityNames are the severities by rank.
var severityNames = [...]string{"", "low", "medium", "high", "critical"}

// severities are those named among the marks [from, to) of a block, highest first.
func (p *page) severities(b, from, to int) []string {
	var has [5]bool
	for k := from; k < to; k++ {
		switch m := p.classed(b)[k]; {
		case m.m == mSeverity, m.m == mSevere && p.ranks(b, k, from, to):
			has[m.n] = true
		}
	}
	if has == [5]bool{} {
		for _, m := range p.classed(b)[from:max(from, to)] {
			if m.m == mGrade {
				has[m.n] = true
			}
		}
	}
	var out []string
	for n := 4; n > 0; n-- {
		if has[n] {
			out = append(out, severityNames[n])
		}
	}
	return out
}

// ranks says whether a word like "high" speaks of a severity: beside a word for
// issues, in a label, in brackets, or joined to one that does.
func (p *page) ranks(b, k, from, to int) bool {
	if p.beside(b, k) {
		return true
	}
	marks := p.classed(b)
	for i := k + 1; i+1 < to && i < k+maxJoined && joins(marks[i].m); i += 2 {
		if marks[i+1].m == mSeverity || marks[i+1].m == mSevere && p.beside(b, i+1) {
			return true
		}
		if marks[i+1].m != mSevere {
			break
		}
	}
	for i := k - 1; i-1 >= from && i > k-maxJoined && joins(marks[i].m); i -= 2 {
		if marks[i-1].m == mSeverity || marks[i-1].m == mSevere && p.beside(b, i-1) {
			return true
		}
		if marks[i-1].m != mSevere {
			break
		}
	}
	return false
}

// maxJoined bounds how far a list of severities is followed.
const maxJoined = 10

func joins(m meaning) bool {
	return m == mAnd || m == mSlash || m == mTo || m == mComma || m == mDash
}

// beside looks at the neighbours of a word like "high".
func (p *page) beside(b, k int) bool {
	marks := p.classed(b)
	r := timeReader{p.lows[b], marks}
	if bl := &p.t.blocks[b]; (bl.kind == kindCell || bl.kind == kindHeading) && len(p.lows[b]) < 40 {
		return true
	}
	if p.opens(b, marks[k].from) {
		return true
	}
	if k+1 < len(marks) {
		near := r.touch(k, k+1)
		switch marks[k+1].m {
		case mIssue, mColon, mOpen, mDash, mClose, mNumber, mWithin:
			if near {
				return true
			}
		case mSemi:
			return true
		}
		// "critical security issues": one word between.
		if marks[k+1].m == mIssue && marks[k+1].from-marks[k].to < 16 {
			return true
		}
	}
	if k > 0 && r.touch(k-1, k) {
		switch marks[k-1].m {
		case mFor, mIssue, mOpen:
			return true
		case mColon, mDash, mSemi:
			return k > 1 && marks[k-2].m == mIssue
		}
	}
	return k == 0 && k+1 >= len(marks)
}

// opens says whether nothing but marks of a list stands on the line before a byte.
func (p *page) opens(b, at int) bool {
	low := p.lows[b]
	for end := max(0, at-40); at > end; {
		at--
		switch c := low[at]; {
		case c == '\n':
			return true
		case c < 0x80 && (isLetter(c) || c >= '0' && c <= '9' || c == '.' || c == ','):
			return false
		}
	}
	return true
}

// label is the severities that a block or the text before its first colon names
// at its start.
func (p *page) severityLabel(b, first, end int) []string {
	to := first
	for to < end && p.classed(b)[to].m != mColon && p.classed(b)[to].m != mComma && !p.inTime(b, to) {
		to++
	}
	return p.severities(b, first, to)
}

// inTime says whether a mark is part of a time.
func (p *page) inTime(b, k int) bool {
	all := p.timesOf(b)
	i := sort.Search(len(all), func(i int) bool { return all[i].last >= k })
	return i < len(all) && k >= all[i].first
}

package promise

// spelled says whether a unit is one: a single letter must follow digits at
// once ("48h"), and nothing may follow it that a fingerprint would hold.
func (r timeReader) spelled(k, i int) bool {
	m := r.marks[k]
	if m.to-m.from > 1 {
		return true
	}
	return r.is(k-1, mNumber) && !r.marks[k-1].word && m.from-r.marks[k-1].to <= 1 && r.marks[k-1].n < 1000 &&
		(m.to >= len(r.low) || !isLetter(r.low[m.to]) && (r.low[m.to] < '0' || r.low[m.to] > '9')) &&
		(m.from == r.marks[k-1].to || m.to >= len(r.low) || r.low[m.to] != ' ' || !r.hexBefore(i))
}

// hexBefore says whether a number stands in a row of hexadecimal groups.
func (r timeReader) hexBefore(i int) bool {
	at := r.marks[i].from
	return at > 1 && r.low[at-1] == ' ' && (isLetter(r.low[at-2]) && r.low[at-2] <= 'f' && at > 2 && r.low[at-3] >= '0' && r.low[at-3] <= '9')
}

// named says whether "day" and "week" open a text or a label, as in "Day 7:".
func (r timeReader) named(i int) bool {
	if n := r.marks[i].n; n != unitDay && n != unitWeek {
		return false
	}
	m := r.marks[i]
	if r.low[m.from:m.to] != "day" && r.low[m.from:m.to] != "days" && r.low[m.from:m.to] != "week" && r.low[m.from:m.to] != "weeks" {
		return false
	}
	return i == 0 && m.from < 4 || m.from > 1 && r.low[m.from-1] == '\n' || r.is(i-1, mWithin)
}

// point reads "day 7" and "days 8-60": the time since the report.
func (r timeReader) point(i int) timex {
	n, k, _ := r.amount(i + 1)
	last, min := k-1, 0
	if r.sep(k) && r.touch(k-1, k) && r.touch(k, k+1) {
		if n2, next, ok := r.amount(k + 1); ok && n2 > n {
			n, min, last = n2, n, next-1
		}
	}
	x := timex{first: i, last: last, from: r.marks[i].from, to: r.marks[last].to, span: timeSpan(n, r.marks[i].n, false), day: true}
	if min > 0 {
		x.min = timeSpan(min, r.marks[i].n, false)
	}
	return x
}

// bracketed says whether a mark is part of "(working)", a second word for the
// same in brackets.
func (r timeReader) bracketed(k int) bool {
	return r.is(k, mOpen) && r.is(k+1, mBusiness) && r.is(k+2, mClose) ||
		r.is(k, mClose) && r.is(k-1, mBusiness) && r.is(k-2, mOpen) ||
		r.is(k, mBusiness) && r.is(k-1, mOpen) && r.is(k+1, mClose)
}

// calendarDate says whether a number follows a month's: "9月10日".
func (r timeReader) calendarDate(i int) bool {
	at := r.marks[i].from
	for _, month := range []string{"月", "월", "월 "} {
		if n := at - len(month); n >= 0 && r.low[n:at] == month {
			return true
		}
	}
	return false
}

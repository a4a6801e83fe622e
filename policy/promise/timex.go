package promise

// The units of a mark of meaning mUnit, as its n.
const (
	unitMinute = iota + 1
	unitHour
	unitDay
	unitWorkday
	unitWeek
	unitFortnight
	unitMonth
	unitQuarter
	unitYear
)

// A timex is a time as a text says it.
type timex struct {
	first, last int // its marks
	from, to    int // its place in the block's text
	span, min   Span
	adjective   bool // "a 90-day embargo"
	every       bool // an interval
	atLeast     bool
	past        bool
	weeks       bool // the text counts weeks
	day         bool // "day 7": a point of a timeline
}

// timeSpan makes a Span of a number and a unit.
func timeSpan(n, unit int, business bool) Span {
	switch unit {
	case unitMinute:
		return Span{n, "minutes", business}
	case unitHour:
		return Span{n, "hours", business}
	case unitWorkday:
		return Span{n, "days", true}
	case unitWeek:
		return Span{7 * n, "days", business}
	case unitFortnight:
		return Span{14 * n, "days", business}
	case unitMonth:
		return Span{n, "months", business}
	case unitQuarter:
		return Span{3 * n, "months", business}
	case unitYear:
		return Span{n, "years", business}
	}
	return Span{n, "days", business}
}

// A timeReader finds times among the marks of a block.
type timeReader struct {
	low   string
	marks []mark
}

// times finds all times, in order.
func (r timeReader) times() []timex {
	var out []timex
	for i := 0; i < len(r.marks); {
		switch r.marks[i].m {
		case mPeriodic, mDays, mUnit, mNext, mWithin, mArticle, mEvery, mNumber:
		default:
			i++
			continue
		}
		x, ok := r.at(i)
		if !ok {
			i++
			continue
		}
		if n := len(out); n > 0 && r.joins(out[n-1], x) {
			// "24 hours to 48 hours" is one range.
			p := &out[n-1]
			p.min, p.span, p.last, p.to = p.span, x.span, x.last, x.to
		} else {
			out = append(out, r.around(x))
		}
		i = x.last + 1
	}
	return r.elliptic(out)
}

// elliptic adds the numbers that borrow their unit from another time: "critical
// ones in 14 days, high ones in 45".
func (r timeReader) elliptic(times []timex) []timex {
	if len(times) == 0 {
		return times
	}
	out, t := make([]timex, 0, len(times)), 0
	for i := 0; i < len(r.marks); i++ {
		if t < len(times) && i == times[t].first {
			i = times[t].last
			out = append(out, times[t])
			t++
			continue
		}
		if !r.is(i, mWithin) || !r.is(i+1, mNumber) || !r.touch(i, i+1) {
			continue
		}
		n, next, _ := r.amount(i + 1)
		if next < len(r.marks) && (!r.touch(next-1, next) || !endsAmount(r.marks[next].m)) {
			continue
		}
		lender := times[max(0, t-1)]
		if lender.every || lender.span.Unit == "" || n < 2 {
			continue
		}
		x := timex{first: i + 1, last: next - 1, from: r.marks[i+1].from, to: r.marks[next-1].to, span: lender.span}
		x.span.Amount = n
		if lender.weeks {
			x.span.Amount = 7 * n
		}
		out = append(out, x)
		i = x.last
	}
	return out
}

func endsAmount(m meaning) bool {
	return m == mComma || m == mAnd || m == mSemi || m == mBut || m == mClose
}

// joins says whether only a range's word stands between two times.
func (r timeReader) joins(a, b timex) bool {
	return a.min.IsZero() && b.min.IsZero() && !a.every && b.first == a.last+2 && r.sep(a.last+1) &&
		r.touch(a.last, a.last+1) && r.touch(a.last+1, b.first) && a.span.Unit != "" && hours(a.span) < hours(b.span)
}

// hours is a span in hours, to compare.
func hours(s Span) int {
	switch s.Unit {
	case "minutes":
		return s.Amount / 60
	case "hours":
		return s.Amount
	case "months":
		return s.Amount * 720
	case "years":
		return s.Amount * 8760
	}
	return s.Amount * 24
}

func (r timeReader) is(i int, m meaning) bool { return i >= 0 && i < len(r.marks) && r.marks[i].m == m }

// sep says whether a mark may stand between the numbers of a range.
func (r timeReader) sep(i int) bool {
	return r.is(i, mDash) || r.is(i, mTo) || r.is(i, mSlash)
}

// touch says whether nothing but blanks stands between two marks.
func (r timeReader) touch(i, k int) bool {
	if i < 0 || k >= len(r.marks) {
		return false
	}
	for _, c := range []byte(r.low[r.marks[i].to:r.marks[k].from]) {
		if !isSpace(c) {
			return false
		}
	}
	return true
}

// amount reads a number: "48", "forty-eight (48)", "twenty four".
func (r timeReader) amount(i int) (n, next int, ok bool) {
	if !r.is(i, mNumber) {
		return 0, i, false
	}
	m := r.marks[i]
	n, next = m.n, i+1
	if m.word && m.n%10 == 0 && m.n >= 20 {
		k := next
		if r.is(k, mDash) && r.marks[k].from == r.marks[k-1].to {
			k++
		}
		if r.is(k, mNumber) && r.marks[k].word && r.marks[k].n < 10 && r.touch(k-1, k) {
			n, next = n+r.marks[k].n, k+1
		}
	}
	if r.is(next, mOpen) && r.is(next+1, mNumber) && r.is(next+2, mClose) && r.touch(next-1, next) {
		if r.marks[next+1].n > 0 {
			n = r.marks[next+1].n
		}
		next += 3
	}
	return n, next, true
}

// at reads the time that starts at a mark.
func (r timeReader) at(i int) (timex, bool) {
	if r.is(i, mPeriodic) {
		m := r.marks[i]
		return timex{first: i, last: i, from: m.from, to: m.to, span: timeSpan(1, m.n, false), every: true}, true
	}
	var x timex
	n, min, k := 0, 0, i
	switch {
	case r.is(i, mDays):
		m := r.marks[i]
		x = timex{first: i, last: i, from: m.from, to: m.to, span: timeSpan(m.n, unitDay, r.is(i-1, mBusiness) && r.touch(i-1, i))}
		return x, true
	case r.is(i, mUnit) && r.is(i+1, mNumber) && r.touch(i, i+1) && r.named(i):
		return r.point(i), true
	case r.is(i, mNext) && (r.is(i+1, mBusiness) && r.is(i+2, mUnit) || r.is(i+1, mUnit) && r.marks[i+1].n == unitWorkday):
		n, k = 1, i+1
	case r.is(i, mWithin) && r.is(i+1, mUnit) && r.touch(i, i+1) && r.low[r.marks[i].from:r.marks[i].from+1] == "w" && r.low[r.marks[i].from+1] == ' ':
		n, k = 1, i+1
	case r.is(i, mArticle) || r.is(i, mEvery):
		n, k = 1, i+1
	case r.is(i, mNumber):
		n, k, _ = r.amount(i)
		if (r.sep(k) || r.is(k, mAnd) && r.is(i-1, mBetween)) && r.touch(k-1, k) && r.touch(k, k+1) {
			if n2, next, ok := r.amount(k + 1); ok && n2 > n {
				n, min, k = n2, n, next
			}
		}
	default:
		return x, false
	}
	business := false
	for ; k < len(r.marks) && (r.touch(k-1, k) || r.bracketed(k)); k++ {
		switch m := r.marks[k]; m.m {
		case mBusiness:
			business = true
			continue
		case mFiller, mNext:
			continue
		case mDash:
			if k == i+1 || r.is(k-1, mNumber) || r.is(k-1, mBusiness) {
				x.adjective = true
				continue
			}
		case mOpen, mClose:
			if r.bracketed(k) || m.m == mClose && k == i+1 && r.is(i-1, mOpen) {
				continue
			}
		case mUnit:
			if !r.calendarDate(i) && r.spelled(k, i) {
				return r.finish(x, i, k, n, min, business), true
			}
		}
		break
	}
	return x, false
}

// singular are units that, behind more than one, belong to the noun that follows.
var singular = map[string]bool{"day": true, "week": true, "month": true, "hour": true}

// finish makes the time whose unit is mark k, and looks for words that make its
// days business days on either side.
func (r timeReader) finish(x timex, i, k, n, min int, business bool) timex {
	unit := r.marks[k].n
	last := k
	switch {
	case r.is(k+1, mBusiness) && r.touch(k, k+1):
		business, last = true, k+1
	case r.is(k+1, mOpen) && r.is(k+2, mBusiness):
		business, last = true, k+2
	}
	first := i
	if !business && r.touch(i-1, i) && (r.is(i-1, mBusiness) || r.is(i-1, mUnit) && r.marks[i-1].n == unitWorkday) {
		business, first = true, i-1
	}
	x.first, x.last, x.from, x.to = first, last, r.marks[first].from, r.marks[last].to
	if m := r.marks[k]; n > 1 && singular[r.low[m.from:m.to]] {
		x.adjective = true // "a 30 day window"
	}
	if min == 0 && n == 1 && r.is(last+1, mTo) && r.is(last+2, mNumber) && r.marks[last+2].n == 2 && r.touch(last, last+1) && r.touch(last+1, last+2) && !r.is(last+3, mUnit) {
		// "a day or two"
		n, min, last = 2, 1, last+2
		x.last, x.to = last, r.marks[last].to
	}
	x.span, x.weeks = timeSpan(n, unit, business), unit == unitWeek
	if min > 0 {
		x.min = timeSpan(min, unit, business)
	}
	return x
}

// around looks at the words before and after a time.
func (r timeReader) around(x timex) timex {
	x.every = x.every || r.is(x.first, mEvery)
	for k := x.first - 1; k >= 0 && k >= x.first-3; k-- {
		switch r.marks[k].m {
		case mEvery:
			x.every = x.every || k == x.first-1 && r.touch(k, k+1)
		case mAtLeast:
			x.atLeast = true
		case mPast:
			x.past = x.past || k == x.first-1 && r.touch(k, k+1)
		case mComma, mSemi, mColon:
			k = -1
		}
	}
	if r.is(x.last+1, mPast) && r.touch(x.last, x.last+1) {
		x.past = true
	}
	if r.is(x.last+1, mEvery) && r.touch(x.last, x.last+1) {
		x.every = true
	}
	return x
}

package calendar

import (
	"math/bits"
	"slices"
	"time"

	"github.com/rickar/cal/v2"
)

// rule is one public holiday.
type rule struct {
	holiday  *cal.Holiday // a copy of ours: some of the library's functions write to it
	observed []cal.AltDay
}

func rulesOf(codes []string) []rule {
	var rules []rule
	seen := map[*cal.Holiday]bool{}
	for _, code := range codes {
		for _, h := range holidaysOf(code) {
			if seen[h] {
				continue
			}
			seen[h] = true
			own := h.Clone(nil)
			own.Observed = nil
			rules = append(rules, rule{holiday: own, observed: h.Observed})
		}
	}
	return rules
}

// on is the day on which the holiday of a year is observed, which may lie in
// the year before or after. The library reckons in the machine's zone, where a
// midnight may not exist and slip to the evening before; noon is on the right
// day everywhere. For the same reason the substitute day is found here.
func (r rule) on(year int) (day, bool) {
	actual, _ := r.holiday.Calc(year)
	if actual.IsZero() {
		return 0, false
	}
	d := dayOf(actual.Add(12 * time.Hour))
	for _, o := range r.observed {
		if o.Day == d.weekday() {
			return d + day(o.Offset), true
		}
	}
	return d, true
}

// year is what a calendar makes of a year.
type year struct {
	first    day
	length   int
	working  [6]uint64 // a bit a day
	total    int       // working days
	holidays map[day]string
}

// keptYears bounds the cache: cases live for months, years at the most.
const keptYears = 32

func (c *Calendar) year(y int) *year {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known, ok := c.years[y]; ok {
		return known
	}
	if len(c.years) >= keptYears {
		clear(c.years)
	}
	made := c.build(y)
	c.years[y] = made
	return made
}

func (c *Calendar) build(y int) *year {
	first := newYear(y)
	made := &year{first: first, length: int(newYear(y+1) - first), holidays: map[day]string{}}
	last := first + day(made.length) - 1
	for _, r := range c.rules {
		for _, from := range []int{y - 1, y, y + 1} {
			d, ok := r.on(from)
			if _, twice := made.holidays[d]; ok && !twice && d >= first && d <= last && !c.notHolidays[d] {
				made.holidays[d] = r.holiday.Name
			}
		}
	}
	for i := range made.length {
		d := first + day(i)
		if name, ok := c.own[d]; ok {
			made.holidays[d] = name
		}
		if _, free := made.holidays[d]; !free && c.workingDays[d.weekday()] {
			made.working[i/64] |= 1 << (i % 64)
		}
	}
	for _, a := range c.away {
		for d := max(a.from, first); d <= min(a.to, last); d++ {
			made.working[(d-first)/64] &^= 1 << ((d - first) % 64)
		}
	}
	made.total = made.count(0, made.length)
	return made
}

func (y *year) works(i int) bool { return y.working[i/64]>>(i%64)&1 == 1 }

// count is the number of working days from day i of the year up to, not
// including, day j.
func (y *year) count(i, j int) int {
	n := 0
	for w := i / 64; w*64 < j; w++ {
		word := y.working[w]
		if w == i/64 {
			word &= ^uint64(0) << (i % 64)
		}
		if j-w*64 < 64 {
			word &= 1<<(j-w*64) - 1
		}
		n += bits.OnesCount64(word)
	}
	return n
}

// find is the n-th working day (from 0) at or after day i of the year.
func (y *year) find(i, n int) (int, bool) {
	for ; i < y.length; i++ {
		if i%64 == 0 { // leap over words in which it cannot be
			if in := bits.OnesCount64(y.working[i/64]); in <= n {
				n -= in
				i += 63
				continue
			}
		}
		if y.works(i) {
			if n == 0 {
				return i, true
			}
			n--
		}
	}
	return 0, false
}

// awayOn reports whether a day lies in an away window.
func (c *Calendar) awayOn(d day) bool {
	return slices.ContainsFunc(c.away, func(a awayDays) bool { return d >= a.from && d <= a.to })
}

package calendar

import "time"

// reach is how many years after its start a date is looked for.
const reach = 200

// inReach keeps a day's distance to the first and the last year, for the zones.
func inReach(t time.Time) bool { return t.UTC().Year() > firstYear && t.UTC().Year() < lastYear }

// horizon is the last year in which a date is looked for.
func horizon(start time.Time) int { return min(start.UTC().Year()+reach, lastYear-1) }

func (c *Calendar) works(d day) bool {
	y, i := d.split()
	return c.year(y).works(i)
}

// nextWorking is the first working day at or after d, up to the end of the year last.
func (c *Calendar) nextWorking(d day, last int) (day, bool) { return c.plus(d, 0, last) }

// plus is the n-th working day (from 0) at or after d, up to the end of the year last.
func (c *Calendar) plus(d day, n, last int) (day, bool) {
	y, i := d.split()
	for ; y <= last; y, i = y+1, 0 {
		this := c.year(y)
		if i == 0 && this.total <= n {
			n -= this.total
			continue
		}
		if found, ok := this.find(i, n); ok {
			return this.first + day(found), true
		}
		n -= this.count(i, this.length)
	}
	return 0, false
}

// between counts the working days from a up to, not including, b. Both are
// within the horizon, so that at most reach years are looked at.
func (c *Calendar) between(a, b day) int {
	n := 0
	y, i := a.split()
	end, j := b.split()
	for ; y < end; y, i = y+1, 0 {
		this := c.year(y)
		n += this.count(i, this.length)
	}
	if a < b {
		n += c.year(end).count(i, j)
	}
	return n
}

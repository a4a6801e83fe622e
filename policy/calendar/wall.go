package calendar

import "time"

// oddity is what a change of zone does to a time on the wall clock.
type oddity int

const (
	plainTime oddity = iota
	leftOut          // it does not exist on that day
	twice            // it exists twice on that day
)

// moment is the first instant at which the wall clock of the calendar's zone
// shows off after midnight of the day, or more. off may be 24 hours.
//
// A day on either side gives the offsets before and after a change of the zone;
// no zone is 24 hours from UTC, and none changes twice within two days.
func (c *Calendar) moment(d day, off time.Duration) (time.Time, oddity) {
	wall := d.midnight().Add(off) // as if the zone were UTC
	before, after := c.offset(wall.Add(-wholeDay)), c.offset(wall.Add(wholeDay))
	first, second := wall.Add(-before), wall.Add(-after)
	if before == after {
		return first.In(c.zone), plainTime
	}
	change, _ := wall.Add(wholeDay).In(c.zone).ZoneBounds()
	switch {
	case first.Before(change) && !second.Before(change):
		return first.In(c.zone), twice
	case first.Before(change):
		return first.In(c.zone), plainTime
	case !second.Before(change):
		return second.In(c.zone), plainTime
	}
	return change.In(c.zone), leftOut
}

// offset is how far the zone's clocks are ahead of UTC.
func (c *Calendar) offset(t time.Time) time.Duration {
	_, seconds := t.In(c.zone).Zone()
	return time.Duration(seconds) * time.Second
}

func (c *Calendar) opening(d day) time.Time {
	t, _ := c.moment(d, c.from)
	return t
}

func (c *Calendar) closing(d day) time.Time {
	t, _ := c.moment(d, c.to)
	return t
}

// place is a point of business time: a working day, and how far its wall clock
// is past the opening, less than the working hours.
type place struct {
	day day
	off time.Duration
}

// locate is the place of a moment; for one outside working time, that of the
// next opening. It never goes back as t goes on.
func (c *Calendar) locate(t time.Time, last int) (place, bool) {
	local := t.In(c.zone)
	d := dayOf(local)
	if d.date().Year > last {
		return place{}, false
	}
	off := c.wallClock(local, d)
	if off >= wholeDay {
		d, off = d+1, off-wholeDay
	}
	if c.works(d) {
		// An opening that a change of zone moves is an opening still.
		switch {
		case off < c.from || !local.After(c.opening(d)):
			return place{day: d}, true
		case off < c.to:
			return place{day: d, off: off - c.from}, true
		}
		d++
	}
	d, ok := c.nextWorking(d, last)
	return place{day: d}, ok
}

// wallClock is the time of day, held at the end of the first pass while a
// change of zone lets it run a second time. That end may be past midnight.
func (c *Calendar) wallClock(local time.Time, d day) time.Duration {
	shown := local.Sub(d.midnight()) + c.offset(local)
	if first, _ := c.moment(d, shown); !first.Before(local) {
		return shown
	}
	change, _ := local.ZoneBounds()
	end := change.Sub(d.midnight()) + c.offset(change.Add(-1))
	return max(shown, end)
}

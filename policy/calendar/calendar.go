package calendar

import (
	"sync"
	"time"
)

// Holiday is a free day of one's own, such as a company's anniversary, or a
// public holiday that the library does not know.
type Holiday struct {
	Date Date
	Name string // may be empty
}

// Away is a time in which nobody is there. Both days are included.
type Away struct{ From, To Date }

// Config describes when people work. The zero Config is Monday to Friday, the
// whole day, in UTC, without holidays.
type Config struct {
	Zone        *time.Location // nil is UTC
	WorkingDays []time.Weekday // nil is Monday to Friday
	From, To    time.Duration  // working hours, from midnight on the wall clock, whole minutes; both zero: the whole day
	Holidays    []string       // codes of countries and regions, see Countries
	Own         []Holiday      // further days without work
	NotHolidays []Date         // public holidays of Holidays on which people do work; a day that is Own too is free
	Away        []Away
}

// Calendar answers what a Config means. It does not change, and may be used by
// several goroutines.
type Calendar struct {
	zone        *time.Location
	workingDays [7]bool
	daysAWeek   int
	from, to    time.Duration
	rules       []rule
	own         map[day]string
	notHolidays map[day]bool
	away        []awayDays

	mu    sync.Mutex    // guards years, and the rules while they reckon
	years map[int]*year // at most keptYears
}

// awayDays is an Away window, both days included.
type awayDays struct{ from, to day }

// New makes a calendar. The error joins every fault found, each a [*Fault]:
// an unknown country (with a hint), a date that does not exist, a window that
// ends before it begins, working hours across midnight, no working day at all.
func New(c Config) (*Calendar, error) {
	if err := check(c); err != nil {
		return nil, err
	}
	cal := &Calendar{
		zone: c.Zone, from: c.From, to: c.To,
		own: map[day]string{}, notHolidays: map[day]bool{}, years: map[int]*year{},
	}
	if cal.zone == nil {
		cal.zone = time.UTC
	}
	if c.From == 0 && c.To == 0 {
		cal.to = wholeDay
	}
	days := c.WorkingDays
	if days == nil {
		days = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	}
	for _, d := range days {
		if !cal.workingDays[d] {
			cal.workingDays[d] = true
			cal.daysAWeek++
		}
	}
	cal.rules = rulesOf(c.Holidays)
	for _, h := range c.Own {
		cal.own[dayOf(h.Date.midnight())] = h.Name
	}
	for _, d := range c.NotHolidays {
		cal.notHolidays[dayOf(d.midnight())] = true
	}
	for _, a := range c.Away {
		cal.away = append(cal.away, awayDays{from: dayOf(a.From.midnight()), to: dayOf(a.To.midnight())})
	}
	return cal, nil
}

// Zone is the zone in which the calendar's days and hours are meant.
func (c *Calendar) Zone() *time.Location { return c.zone }

// Working reports whether t is working time. An opening is, a closing is not.
func (c *Calendar) Working(t time.Time) bool {
	if !inReach(t) {
		return false
	}
	d := dayOf(t.In(c.zone))
	return c.open(d, t) || c.open(d+1, t) // clocks set back just after midnight show the day before again
}

func (c *Calendar) open(d day, t time.Time) bool {
	return c.works(d) && !t.Before(c.opening(d)) && t.Before(c.closing(d))
}

// NextOpening is t itself on working time, and otherwise the next moment at
// which working time begins. It is zero where there is none in 200 years.
func (c *Calendar) NextOpening(t time.Time) time.Time {
	if !inReach(t) {
		return time.Time{}
	}
	if c.Working(t) {
		return t.In(c.zone)
	}
	d := dayOf(t.In(c.zone))
	for !t.Before(c.opening(d)) {
		d++
	}
	for last := horizon(t); ; d++ {
		var ok bool
		if d, ok = c.nextWorking(d, last); !ok {
			return time.Time{}
		}
		if open := c.opening(d); open.Before(c.closing(d)) { // else a change of zone took all its hours
			return open
		}
	}
}

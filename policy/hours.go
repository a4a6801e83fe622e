package policy

import (
	"slices"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Window is when advisories may be published, in the policy's zone. The zero
// Window is any time.
type Window struct {
	// Days are the days of the week; none is every day.
	Days []time.Weekday
	// From and To are since midnight on the wall clock; both zero is the whole day.
	From, To time.Duration
}

// Any reports whether the window is always open.
func (w Window) Any() bool { return len(w.Days) == 0 && w.From == 0 && w.To == 0 }

// Next is t itself where the window is open then, else when it opens next.
func (w Window) Next(t time.Time, zone *time.Location) time.Time {
	if w.Any() {
		return t
	}
	to := w.To
	if to == 0 {
		to = day
	}
	local := t.In(zone)
	for i := range 9 { // a week and a day: today's hours may be over
		y, m, d := local.Date()
		midnight := time.Date(y, m, d+i, 0, 0, 0, 0, zone)
		if len(w.Days) > 0 && !slices.Contains(w.Days, time.Date(y, m, d+i, 12, 0, 0, 0, zone).Weekday()) {
			continue
		}
		open, shut := onClock(midnight, w.From), onClock(midnight, to)
		switch {
		case !t.Before(shut):
		case t.Before(open):
			return open
		default:
			return t
		}
	}
	return t // unreachable: each day of the week comes within nine days
}

// onClock is when the wall clock of a day shows a time of day.
func onClock(midnight time.Time, off time.Duration) time.Time {
	y, m, d := midnight.Date()
	return time.Date(y, m, d, int(off/time.Hour), int(off%time.Hour/time.Minute), 0, 0, midnight.Location())
}

// QuietHours are the hours of each day in which maintainers are not told of
// clocks, in the policy's zone. From after To goes over midnight; the zero value
// is never quiet.
type QuietHours struct{ From, To time.Duration }

// Until is when the quiet that t falls into ends; zero where t falls into none.
func (q QuietHours) Until(t time.Time, zone *time.Location) time.Time {
	if q == (QuietHours{}) {
		return time.Time{}
	}
	local := t.In(zone)
	y, m, d := local.Date()
	for _, back := range []int{-1, 0} { // the quiet of last night may last still
		begin := onClock(time.Date(y, m, d+back, 12, 0, 0, 0, zone), q.From)
		end := onClock(time.Date(y, m, d+back, 12, 0, 0, 0, zone), q.To)
		if q.To <= q.From {
			end = onClock(time.Date(y, m, d+back+1, 12, 0, 0, 0, zone), q.To)
		}
		if !t.Before(begin) && t.Before(end) {
			return end
		}
	}
	return time.Time{}
}

// hushed is until when maintainers are not told of clocks: a snooze, and the quiet
// hours. It is zero where they are told now, and never before now.
func hushed(pol *Policy, h advisories.History, now time.Time) time.Time {
	at := now
	if h.Snoozed.Until.After(at) {
		at = h.Snoozed.Until
	}
	if end := pol.Quiet.Until(at, pol.Zone); end.After(at) {
		at = end
	}
	if !at.After(now) {
		return time.Time{}
	}
	return at.UTC()
}

// window builds the publication window. Hours that two layers turned round are the
// whole day.
func (c *composer) window() Window {
	var w Window
	for _, d := range c.texts(keyWindow + ".days") {
		w.Days = append(w.Days, weekday(d))
	}
	from, _ := c.settings[keyWindow+".from"].Value.(string)
	to, _ := c.settings[keyWindow+".to"].Value.(string)
	if from != "" {
		w.From = sinceMidnight(from)
	}
	if to != "" {
		w.To = sinceMidnight(to)
	}
	if w.To != 0 && w.From >= w.To {
		w.From, w.To = 0, 0
	}
	return w
}

func (c *composer) quiet() QuietHours {
	from, okF := c.settings[keyQuiet+".from"].Value.(string)
	to, okT := c.settings[keyQuiet+".to"].Value.(string)
	if !okF || !okT || from == to {
		return QuietHours{}
	}
	return QuietHours{From: sinceMidnight(from), To: sinceMidnight(to)}
}

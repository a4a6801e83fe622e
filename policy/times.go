package policy

import (
	"fmt"
	"time"

	"github.com/advisory-bot/advisory-bot/policy/calendar"
)

// moment writes a time in UTC and, where that is another one, in the policy's
// zone: "Sun 22 Nov 2026 15:30 UTC (16:30 Europe/Berlin)". The day is told
// again where the two differ. Names of zones are safe in a text: [timeZone] sees to it.
func moment(t time.Time, zone *time.Location) string {
	u := t.UTC()
	text := u.Format("Mon 2 Jan 2006 15:04") + " UTC"
	if zone == nil || zone == time.UTC || zone.String() == "UTC" {
		return text
	}
	l := t.In(zone)
	layout := "15:04"
	if u.YearDay() != l.YearDay() {
		layout = "Mon 2 Jan 15:04"
	}
	return fmt.Sprintf("%s (%s %s)", text, l.Format(layout), zone)
}

// day is 24 hours: what runs on the clock is not moved by a change of summer time.
const day = 24 * time.Hour

// spanText writes a span for people: "48 h", "90 days", "3 business days".
func spanText(s calendar.Span) string {
	d := s.Elapsed
	switch {
	case d == 0:
		return s.String()
	case d >= 7*day && d%day == 0:
		return fmt.Sprintf("%d days", d/day)
	case d%time.Hour == 0:
		return fmt.Sprintf("%d h", d/time.Hour)
	case d >= time.Minute && d%time.Minute == 0:
		return fmt.Sprintf("%d min", d/time.Minute)
	}
	return d.Round(time.Second).String()
}

// roughly writes how late something was, no finer than a minute.
func roughly(d time.Duration) string {
	switch {
	case d >= 2*day:
		return plural(int(d/day), "day")
	case d >= 2*time.Hour:
		return fmt.Sprintf("%d h", d/time.Hour)
	}
	return fmt.Sprintf("%d min", d/time.Minute)
}

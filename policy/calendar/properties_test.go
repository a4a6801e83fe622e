package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// zones with a change of an hour, of half an hour, at midnight, a minute after it (St John's, until 2011), in the south, and none.
var zoneNames = []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Asia/Beirut", "America/Santiago", "Asia/Kolkata", "Africa/Casablanca", "America/St_Johns", "UTC"}

func drawCalendar(t *rapid.T, zones map[string]*time.Location) *Calendar {
	c := Config{Zone: zones[rapid.SampledFrom(zoneNames).Draw(t, "zone")]}
	c.WorkingDays = rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) time.Weekday {
		return time.Weekday(rapid.IntRange(0, 6).Draw(t, "weekday"))
	}), 1, 7, rapid.ID[time.Weekday]).Draw(t, "working days")
	if rapid.Bool().Draw(t, "hours") {
		from := rapid.IntRange(0, 1439).Draw(t, "from")
		c.From = time.Duration(from) * time.Minute
		c.To = time.Duration(rapid.IntRange(from+1, 1440).Draw(t, "to")) * time.Minute
	}
	c.Holidays = rapid.SliceOfN(rapid.SampledFrom(Countries()), 0, 2).Draw(t, "holidays")
	for range rapid.IntRange(0, 2).Draw(t, "away windows") {
		from := dayOf(drawTime(t, "away from", time.UTC))
		c.Away = append(c.Away, Away{From: from.date(), To: (from + day(rapid.IntRange(0, 30).Draw(t, "days away"))).date()})
	}
	made, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// drawTime favours the weeks in which zones change, of years in which their rules hold.
func drawTime(t *rapid.T, label string, z *time.Location) time.Time {
	month := rapid.SampledFrom([]time.Month{time.March, time.April, time.September, time.October, time.November, time.December}).Draw(t, label+" month")
	base := time.Date(rapid.SampledFrom([]int{2009, 2010, 2025, 2026, 2027}).Draw(t, label+" year"), month, 1, 0, 0, 0, 0, time.UTC)
	return base.Add(time.Duration(rapid.IntRange(0, 31*24*60).Draw(t, label+" minute")) * time.Minute).In(z)
}

func drawSpan(t *rapid.T, label string) (Span, func(more int) Span) {
	n := rapid.IntRange(1, 60).Draw(t, label)
	switch rapid.IntRange(0, 2).Draw(t, label+" kind") {
	case 0:
		return Span{BusinessDays: n}, func(m int) Span { return Span{BusinessDays: n + m} }
	case 1:
		return Span{BusinessHours: n}, func(m int) Span { return Span{BusinessHours: n + m} }
	}
	return Span{Elapsed: time.Duration(n) * time.Hour}, func(m int) Span { return Span{Elapsed: time.Duration(n+m) * time.Hour} }
}

func drawPauses(t *rapid.T, near time.Time) []Pause {
	var pauses []Pause
	for range rapid.IntRange(0, 4).Draw(t, "pauses") {
		from := near.Add(time.Duration(rapid.IntRange(-2000, 20000).Draw(t, "pause from")) * time.Minute)
		pauses = append(pauses, Pause{From: from, To: from.Add(time.Duration(rapid.IntRange(-100, 9000).Draw(t, "pause length")) * time.Minute)})
	}
	return pauses
}

func allZones(t *testing.T) map[string]*time.Location {
	zones := map[string]*time.Location{}
	for _, name := range zoneNames {
		zones[name] = mustZone(t, name)
	}
	return zones
}

// A due date is not before the start, nor earlier for a longer span, a later
// start or a further pause; and it is on working time, or at its end.
func TestAddIsMonotone(t *testing.T) {
	zones := allZones(t)
	rapid.Check(t, func(t *rapid.T) {
		cal := drawCalendar(t, zones)
		start := drawTime(t, "start", cal.Zone())
		span, longer := drawSpan(t, "span")
		pauses := drawPauses(t, start)
		due, why := cal.Add(start, span, pauses...)
		if due.IsZero() {
			t.Fatalf("no date: %v", why)
		}
		if due.Before(start) {
			t.Fatalf("due before the start: %v", why)
		}
		if again, _ := cal.Add(start, longer(rapid.IntRange(1, 30).Draw(t, "more")), pauses...); again.Before(due) {
			t.Fatalf("a longer span is due earlier, at %v: %v", again, why)
		}
		later := start.Add(time.Duration(rapid.IntRange(1, 4000).Draw(t, "later")) * time.Minute)
		if again, more := cal.Add(later, span, pauses...); again.Before(due) {
			t.Fatalf("a later start is due earlier:\n%v\n%v", why, more)
		}
		if len(pauses) > 0 {
			if again, more := cal.Add(start, span, pauses[1:]...); due.Before(again) {
				t.Fatalf("a pause makes it earlier:\n%v\n%v", why, more)
			}
		}
		if span.BusinessDays > 0 && !cal.Working(due) && !due.Equal(cal.closing(dayOf(due))) {
			t.Fatalf("due outside working time: %v", why)
		}
		for _, line := range why {
			if len(line) > 1200 {
				t.Fatalf("%d bytes: %s", len(line), line)
			}
		}
	})
}

// n+m business days are n of them and m more. Only a due date at a time that a
// change of zone leaves out, or brings twice, forgets where it came from.
func TestAddSplits(t *testing.T) {
	zones := allZones(t)
	rapid.Check(t, func(t *rapid.T) {
		cal := drawCalendar(t, zones)
		start := drawTime(t, "start", cal.Zone())
		n, m := rapid.IntRange(1, 60).Draw(t, "n"), rapid.IntRange(1, 60).Draw(t, "m")
		whole, why := cal.Add(start, Span{BusinessDays: n + m})
		part, _ := cal.Add(start, Span{BusinessDays: n})
		if p, _ := cal.locate(start, 2100); part.Sub(cal.opening(dayOf(part))) != p.off {
			t.Skip("the clock of that day is not as long as others")
		}
		if both, more := cal.Add(part, Span{BusinessDays: m}); !both.Equal(whole) {
			t.Fatalf("whole:\n%v\nparts:\n%v", why, more)
		}
	})
}

// The fast counting over years agrees with going through the days one by one.
func TestAddAgreesWithCounting(t *testing.T) {
	zones := allZones(t)
	rapid.Check(t, func(t *rapid.T) {
		cal := drawCalendar(t, zones)
		start := drawTime(t, "start", time.UTC)
		n := rapid.IntRange(0, 900).Draw(t, "n")
		d := dayOf(start)
		got, ok := cal.plus(d, n, 2400)
		want, seen := d, 0
		for ; ; want++ {
			if cal.works(want) {
				if seen == n {
					break
				}
				seen++
			}
		}
		if !ok || got != want {
			t.Fatalf("the %d-th working day from %v is %v, want %v", n, d.date(), got.date(), want.date())
		}
		if counted := cal.between(d, want); counted != n {
			t.Fatalf("%d working days in between, want %d", counted, n)
		}
	})
}

func TestSpanFormsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s Span
		switch rapid.IntRange(0, 2).Draw(t, "kind") {
		case 0:
			s.BusinessDays = rapid.IntRange(1, MaxBusinessDays).Draw(t, "n")
		case 1:
			s.BusinessHours = rapid.IntRange(1, MaxBusinessHours).Draw(t, "n")
		default:
			s.Elapsed = time.Duration(rapid.IntRange(1, int(MaxElapsed/time.Second)).Draw(t, "seconds")) * time.Second
		}
		for _, form := range []string{s.Canonical(), s.String()} {
			if got, err := ParseSpan(form); err != nil || got != s {
				t.Fatalf("%+v is %q, which is %+v, %v", s, form, got, err)
			}
		}
	})
}

// NextOpening is the first working moment at or after its argument.
func TestNextOpening(t *testing.T) {
	zones := allZones(t)
	rapid.Check(t, func(t *rapid.T) {
		cal := drawCalendar(t, zones)
		when := drawTime(t, "when", cal.Zone())
		open := cal.NextOpening(when)
		if open.Before(when) || !cal.Working(open) {
			t.Fatalf("next opening of %v is %v, working: %v", when, open, cal.Working(open))
		}
		if cal.Working(when) != open.Equal(when) {
			t.Fatalf("%v works: %v, yet opens at %v", when, cal.Working(when), open)
		}
		if !open.Equal(when) && cal.Working(open.Add(-1)) && dayOf(open.Add(-1)) == dayOf(open) {
			t.Fatalf("already open before %v", open)
		}
	})
}

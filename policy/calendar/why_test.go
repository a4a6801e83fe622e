package calendar

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestWhy(t *testing.T) {
	z := mustZone(t, "Europe/Berlin")
	de := []string{"DE"}
	waiting := func(from, to string) Pause {
		p := Pause{From: clock(t, z, from), Why: "waiting for the reporter"}
		if to != "" {
			p.To = clock(t, z, to)
		}
		return p
	}
	for name, c := range map[string]struct {
		config      Config
		start, span string
		pauses      []Pause
		want        string
	}{
		"Christmas": {Config{Holidays: de}, "2026-12-24 17:10", "3bd", nil,
			"3 business days from Thu 24 Dec 2026 17:10 Europe/Berlin: Fri 25 Dec (Weihnachtstag) and Sat 26 Dec (Zweiter Weihnachtsfeiertag) holidays, " +
				"Sun 27 Dec no working day; due Wed 30 Dec 2026 17:10"},
		"nothing in between": {Config{}, "2026-11-02 10:00", "1bd", nil, "1 business day from Mon 2 Nov 2026 10:00 Europe/Berlin; due Tue 3 Nov 2026 10:00"},
		"away": {Config{Holidays: de, Away: []Away{dates(t, "2026-12-24", "2027-01-01")}, From: 9 * time.Hour, To: 17 * time.Hour}, "2026-12-23 18:00", "2bd", nil,
			"2 business days from Mon 4 Jan 2027 09:00, the next opening after Wed 23 Dec 2026 18:00 Europe/Berlin: " +
				"away Thu 24 Dec to Fri 1 Jan, Sat 2 Jan and Sun 3 Jan no working days; due Wed 6 Jan 2027 09:00"},
		"a long one": {Config{Holidays: de, Away: []Away{dates(t, "2026-12-28", "2026-12-31")}}, "2026-11-02 10:00", "90bd", nil,
			"90 business days from Mon 2 Nov 2026 10:00 Europe/Berlin: 44 days left out: 37 weekly days off, 4 days away (Mon 28 Dec to Thu 31 Dec), " +
				"3 holidays (Fri 25 Dec Weihnachtstag, Sat 26 Dec Zweiter Weihnachtsfeiertag, Fri 1 Jan Neujahrstag); due Tue 16 Mar 2027 10:00"},
		"paused": {Config{}, "2026-11-02 10:00", "2bd", []Pause{waiting("2026-11-03 10:00", "2026-11-04 12:00"), waiting("2026-12-01 10:00", "")},
			"2 business days from Mon 2 Nov 2026 10:00 Europe/Berlin; due Thu 5 Nov 2026 12:00\n" +
				"paused from Tue 3 Nov 2026 10:00 to Wed 4 Nov 2026 12:00: waiting for the reporter"},
		"held": {Config{}, "2026-11-02 10:00", "48h", []Pause{waiting("2026-11-03 10:00", "")},
			"48h from Mon 2 Nov 2026 10:00 Europe/Berlin; no due date until the pause ends\npaused since Tue 3 Nov 2026 10:00: waiting for the reporter"},
		"left out": {Config{WorkingDays: sunToThu}, "2027-03-25 02:30", "1bd", nil,
			"1 business day from Thu 25 Mar 2027 02:30 Europe/Berlin: Fri 26 Mar and Sat 27 Mar no working days; due Sun 28 Mar 2027 03:00\n" +
				"02:30 does not exist on Sun 28 Mar 2027: the clocks go forward, and the moment of the change counts"},
		"twice": {Config{WorkingDays: sunToThu}, "2026-10-22 02:30", "1bd", nil,
			"1 business day from Thu 22 Oct 2026 02:30 Europe/Berlin: Fri 23 Oct and Sat 24 Oct no working days; due Sun 25 Oct 2026 02:30\n" +
				"02:30 comes twice on Sun 25 Oct 2026: the first one counts"},
		"elapsed": {Config{}, "2026-10-24 10:00", "24h", nil,
			"24h from Sat 24 Oct 2026 10:00 Europe/Berlin; due Sun 25 Oct 2026 09:00\n" +
				"the clocks of Europe/Berlin change in between; a span that is not in business time does not follow them"},
	} {
		t.Run(name, func(t *testing.T) {
			c.config.Zone = z
			_, why := mustNew(t, c.config).Add(clock(t, z, c.start), mustSpan(t, c.span), c.pauses...)
			if d := cmp.Diff(strings.Split(c.want, "\n"), why); d != "" {
				t.Error(d)
			}
		})
	}
}

// However much a file lists, the lines stay few and short, and one line each.
func TestWhyIsBounded(t *testing.T) {
	start := time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)
	var c Config
	var pauses []Pause
	for i := range 900 {
		d := dayOf(start) + day(2*i)
		c.Own = append(c.Own, Holiday{Date: d.date(), Name: strings.Repeat("Ж\n", 500)})
		c.Away = append(c.Away, Away{From: (d + 1).date(), To: (d + 1).date()})
		pauses = append(pauses, Pause{From: start.Add(time.Duration(i) * time.Hour), To: start.Add(time.Duration(i)*time.Hour + time.Minute), Why: strings.Repeat("\xffж\u2028", 900)})
	}
	cal := mustNew(t, c)
	for _, s := range []Span{{BusinessDays: 1}, {BusinessDays: 500}, {BusinessDays: MaxBusinessDays}, {BusinessHours: 300}, {Elapsed: MaxElapsed}} {
		due, why := cal.Add(start, s, pauses...)
		if due.IsZero() || len(why) > 8 {
			t.Errorf("%v: %v, %d lines", s, due, len(why))
		}
		for _, line := range why {
			if len(line) > 1200 || strings.ContainsAny(line, "\n\u2028") || !utf8.ValidString(line) {
				t.Errorf("%d bytes: %q", len(line), line)
			}
		}
	}
}

func TestCompare(t *testing.T) {
	office := mustNew(t, Config{From: 9 * time.Hour, To: 17 * time.Hour})
	whole := mustNew(t, Config{WorkingDays: []time.Weekday{0, 1, 2, 3}})
	for _, c := range []struct {
		a, b string
		cal  *Calendar
		want int
	}{
		{"48h", "2d", nil, 0}, {"47h", "2d", nil, -1}, {"3bd", "2bd", nil, 1}, {"8bh", "9bh", nil, -1},
		{"5bd", "7d", nil, 0}, {"5bd", "1w", office, 0}, {"2bd", "48h", office, 1}, {"10bd", "15d", office, -1}, {"40bh", "5bd", office, 0}, {"8bh", "1bd", nil, 0},
		{"4bd", "7d", whole, 0}, {"24bh", "1bd", whole, 0}, {"8bh", "1bd", whole, -1},
	} {
		a, b := mustSpan(t, c.a), mustSpan(t, c.b)
		if got, back := a.Compare(b, c.cal), b.Compare(a, c.cal); got != c.want || back != -c.want {
			t.Errorf("%s and %s: %d and %d, want %d", c.a, c.b, got, back, c.want)
		}
	}
}

func BenchmarkAdd(b *testing.B) {
	z := mustZone(b, "Europe/Berlin")
	cal := mustNew(b, Config{Zone: z, Holidays: []string{"DE-BY"}, From: 9 * time.Hour, To: 17 * time.Hour})
	start := clock(b, z, "2026-11-23 10:00")
	for _, span := range []string{"48h", "3bd", "90bd", "2600bd", "40bh"} {
		b.Run(span, func(b *testing.B) {
			s := mustSpan(b, span)
			b.ReportAllocs()
			for b.Loop() {
				cal.Add(start, s)
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		cal := mustNew(b, Config{Holidays: []string{"DE-BY"}})
		cal.Add(time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC), Span{BusinessDays: 3})
	}
}

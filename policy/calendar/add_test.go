package calendar

import (
	"testing"
	"time"
	_ "time/tzdata" // the tests must not depend on the machine's zones
)

const layout = "2006-01-02 15:04"

func mustZone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func mustNew(t testing.TB, c Config) *Calendar {
	t.Helper()
	made, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func mustSpan(t testing.TB, text string) Span {
	t.Helper()
	s, err := ParseSpan(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func clock(t testing.TB, z *time.Location, text string) time.Time {
	t.Helper()
	when, err := time.ParseInLocation(layout, text, z)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func dates(t testing.TB, from, to string) Away {
	t.Helper()
	f, err1 := ParseDate(from)
	l, err2 := ParseDate(to)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	return Away{From: f, To: l}
}

var sunToThu = []time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday}

func TestAdd(t *testing.T) {
	office := func(c Config) Config {
		c.From, c.To = 9*time.Hour, 17*time.Hour
		return c
	}
	de, us := Config{Holidays: []string{"DE"}}, Config{Holidays: []string{"US"}}
	sixDays := []time.Weekday{1, 2, 3, 4, 5, 6}
	for name, c := range map[string]struct {
		config      Config
		zone, start string
		span, due   string
	}{
		"Christmas in Berlin":                 {de, "Europe/Berlin", "2026-12-24 17:10", "3bd", "2026-12-30 17:10"},
		"over the new year":                   {de, "Europe/Berlin", "2026-12-30 10:00", "3bd", "2027-01-05 10:00"},
		"Epiphany in Bavaria":                 {Config{Holidays: []string{"DE-BY"}}, "Europe/Berlin", "2027-01-05 10:00", "1bd", "2027-01-07 10:00"},
		"a start on a holiday":                {de, "Europe/Berlin", "2026-12-25 10:00", "1bd", "2026-12-29 00:00"},
		"Thanksgiving":                        {us, "America/New_York", "2026-11-25 09:00", "1bd", "2026-11-27 09:00"},
		"Independence Day observed on Friday": {us, "America/New_York", "2026-07-02 09:00", "1bd", "2026-07-06 09:00"},
		"New Year observed the year before":   {us, "America/New_York", "2027-12-30 09:00", "1bd", "2028-01-03 09:00"},
		"Saturday is no holiday if observed":  {Config{Holidays: []string{"US"}, WorkingDays: sixDays}, "America/New_York", "2026-07-02 09:00", "1bd", "2026-07-04 09:00"},
		"weekend in Israel":                   {Config{WorkingDays: sunToThu}, "Asia/Jerusalem", "2026-11-05 10:00", "1bd", "2026-11-08 10:00"},
		"weekend in the Emirates":             {Config{}, "Asia/Dubai", "2026-11-06 10:00", "2bd", "2026-11-10 10:00"},
		"weekend of Friday alone":             {Config{WorkingDays: []time.Weekday{6, 0, 1, 2, 3, 4}}, "Asia/Tehran", "2026-11-05 10:00", "1bd", "2026-11-07 10:00"},
		"one working day a week":              {Config{WorkingDays: []time.Weekday{3}}, "UTC", "2026-11-04 10:00", "2bd", "2026-11-18 10:00"},
		"same distance from the opening":      {office(de), "Europe/Berlin", "2026-12-23 10:30", "1bd", "2026-12-24 10:30"},
		"before the opening":                  {office(de), "Europe/Berlin", "2026-12-23 06:00", "1bd", "2026-12-24 09:00"},
		"at the closing":                      {office(de), "Europe/Berlin", "2026-12-23 17:00", "1bd", "2026-12-28 09:00"},
		"hours within a day":                  {office(de), "Europe/Berlin", "2026-12-23 10:00", "4bh", "2026-12-23 14:00"},
		"hours end with the day":              {office(de), "Europe/Berlin", "2026-12-23 09:00", "8bh", "2026-12-23 17:00"},
		"hours over a weekend":                {office(de), "Europe/Berlin", "2026-12-24 16:00", "2bh", "2026-12-28 10:00"},
		"elapsed time knows no weekend":       {office(de), "Europe/Berlin", "2026-12-24 17:10", "48h", "2026-12-26 17:10"},
		"a day of 23 hours":                   {Config{WorkingDays: sunToThu}, "Europe/Berlin", "2027-03-25 10:00", "2bd", "2027-03-29 10:00"},
		"left out goes to the change":         {Config{WorkingDays: sunToThu}, "Europe/Berlin", "2027-03-25 02:30", "1bd", "2027-03-28 03:00"},
		"twice is the first":                  {Config{WorkingDays: sunToThu}, "Europe/Berlin", "2026-10-22 02:30", "1bd", "2026-10-25 02:30"},
		"elapsed over the spring change":      {Config{}, "Europe/Berlin", "2027-03-27 10:00", "24h", "2027-03-28 11:00"},
		"elapsed over the autumn change":      {Config{}, "Europe/Berlin", "2026-10-24 10:00", "24h", "2026-10-25 09:00"},
		"24 hours of a day of 25":             {Config{WorkingDays: sunToThu}, "Europe/Berlin", "2026-10-25 00:00", "24bh", "2026-10-25 23:00"},
		"23 hours are a spring day":           {Config{WorkingDays: sunToThu}, "Europe/Berlin", "2027-03-28 00:00", "23bh", "2027-03-29 00:00"},
		"midnight that does not exist":        {Config{WorkingDays: sunToThu}, "America/Havana", "2027-03-11 00:00", "1bd", "2027-03-14 01:00"},
		"midnight left out, next opening":     {Config{WorkingDays: sunToThu}, "America/Havana", "2027-03-13 12:00", "1bd", "2027-03-15 00:00"},
		"a day left out of the calendar":      {Config{}, "Pacific/Apia", "2011-12-29 10:00", "2bd", "2012-01-02 10:00"},
		"far in the future":                   {de, "Europe/Berlin", "2399-12-24 10:00", "1bd", "2399-12-27 10:00"},
		"the last years":                      {de, "Europe/Berlin", "9990-12-31 10:00", "5bd", "9991-01-08 10:00"},
	} {
		t.Run(name, func(t *testing.T) {
			c.config.Zone = mustZone(t, c.zone)
			due, why := mustNew(t, c.config).Add(clock(t, c.config.Zone, c.start), mustSpan(t, c.span))
			if got := due.Format(layout); got != c.due {
				t.Errorf("due %s, want %s\n%v", got, c.due, why)
			}
			if due.Location() != c.config.Zone {
				t.Errorf("due in %v", due.Location())
			}
		})
	}
}

func TestAddPauses(t *testing.T) {
	z := mustZone(t, "Europe/Berlin")
	cal := mustNew(t, Config{Zone: z, From: 9 * time.Hour, To: 17 * time.Hour})
	pause := func(from, to string) Pause {
		p := Pause{From: clock(t, z, from)}
		if to != "" {
			p.To = clock(t, z, to)
		}
		return p
	}
	const start = "2026-11-02 10:00" // a Monday
	for name, c := range map[string]struct {
		span   string
		pauses []Pause
		due    string
	}{
		"none":                      {"48h", nil, "2026-11-04 10:00"},
		"moves by its length":       {"48h", []Pause{pause("2026-11-03 10:00", "2026-11-03 15:00")}, "2026-11-04 15:00"},
		"those that overlap":        {"48h", []Pause{pause("2026-11-03 12:00", "2026-11-03 15:00"), pause("2026-11-03 10:00", "2026-11-03 14:00")}, "2026-11-04 15:00"},
		"before the start":          {"48h", []Pause{pause("2026-10-01 10:00", "2026-11-01 15:00")}, "2026-11-04 10:00"},
		"over the start":            {"48h", []Pause{pause("2026-10-01 10:00", "2026-11-02 12:00")}, "2026-11-04 12:00"},
		"begins when due":           {"48h", []Pause{pause("2026-11-04 10:00", "")}, "2026-11-04 10:00"},
		"without an end":            {"48h", []Pause{pause("2026-11-04 09:59", "")}, ""},
		"without an end, and ended": {"48h", []Pause{pause("2026-11-03 10:00", ""), pause("2026-11-03 11:00", "2026-11-03 12:00")}, ""},
		"ends before it begins":     {"48h", []Pause{pause("2026-11-03 10:00", "2026-11-02 10:00")}, "2026-11-04 10:00"},
		"one after the other":       {"48h", []Pause{pause("2026-11-04 09:00", "2026-11-04 20:00"), pause("2026-11-04 20:30", "2026-11-04 21:30")}, "2026-11-04 22:00"},
		"days, within a day":        {"2bd", []Pause{pause("2026-11-03 10:00", "2026-11-03 12:00")}, "2026-11-04 12:00"},
		"days, into the next day":   {"2bd", []Pause{pause("2026-11-03 10:00", "2026-11-04 12:00")}, "2026-11-05 12:00"},
		"days, at night":            {"2bd", []Pause{pause("2026-11-03 18:00", "2026-11-04 06:00")}, "2026-11-04 10:00"},
		"days, held at night":       {"2bd", []Pause{pause("2026-11-03 18:00", "")}, ""},
		"hours":                     {"10bh", []Pause{pause("2026-11-02 11:00", "2026-11-02 13:00")}, "2026-11-03 14:00"},
		"hours, at night":           {"10bh", []Pause{pause("2026-11-02 18:00", "2026-11-03 08:00")}, "2026-11-03 12:00"},
	} {
		t.Run(name, func(t *testing.T) {
			due, why := cal.Add(clock(t, z, start), mustSpan(t, c.span), c.pauses...)
			got := ""
			if !due.IsZero() {
				got = due.Format(layout)
			}
			if got != c.due {
				t.Errorf("due %q, want %q\n%v", got, c.due, why)
			}
			if len(why) == 0 {
				t.Error("says nothing")
			}
		})
	}
}

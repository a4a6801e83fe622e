package calendar

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rickar/cal/v2"
)

// The library reckons in the machine's zone. In some, a holiday's midnight does
// not exist; the holidays must be the same there.
func TestMachineZone(t *testing.T) {
	usual := cal.DefaultLoc
	t.Cleanup(func() { cal.DefaultLoc = usual })
	reckon := func(zone string) map[string]map[day]string {
		cal.DefaultLoc = mustZone(t, zone)
		found := map[string]map[day]string{}
		for _, code := range Countries() {
			made := mustNew(t, Config{Holidays: []string{code}})
			all := map[day]string{}
			for y := 2018; y < 2034; y++ {
				for d, name := range made.build(y).holidays {
					all[d] = name
				}
			}
			found[code] = all
		}
		return found
	}
	want := reckon("UTC")
	for _, zone := range []string{"America/Havana", "Asia/Beirut", "America/Santiago", "America/Sao_Paulo", "Pacific/Apia"} {
		if d := cmp.Diff(want, reckon(zone)); d != "" {
			t.Errorf("%s: %s", zone, d)
		}
	}
}

// A moment is the first at which the wall clock shows a time.
func TestMoment(t *testing.T) {
	for name, c := range map[string]struct {
		zone, date string
		off        time.Duration
		want       string
		what       oddity
	}{
		"plain":              {"Europe/Berlin", "2026-12-24", 17 * time.Hour, "2026-12-24T16:00:00Z", plainTime},
		"before the change":  {"Europe/Berlin", "2027-03-28", time.Hour, "2027-03-28T00:00:00Z", plainTime},
		"left out":           {"Europe/Berlin", "2027-03-28", 150 * time.Minute, "2027-03-28T01:00:00Z", leftOut},
		"after the change":   {"Europe/Berlin", "2027-03-28", 3 * time.Hour, "2027-03-28T01:00:00Z", plainTime},
		"twice":              {"Europe/Berlin", "2026-10-25", 150 * time.Minute, "2026-10-25T00:30:00Z", twice},
		"after both":         {"Europe/Berlin", "2026-10-25", 3 * time.Hour, "2026-10-25T02:00:00Z", plainTime},
		"west of Greenwich":  {"America/New_York", "2027-03-14", 150 * time.Minute, "2027-03-14T07:00:00Z", leftOut},
		"half an hour":       {"Australia/Lord_Howe", "2026-10-04", 135 * time.Minute, "2026-10-03T15:30:00Z", leftOut},
		"midnight left out":  {"Asia/Beirut", "2027-03-28", 0, "2027-03-27T22:00:00Z", leftOut},
		"midnight again":     {"Asia/Beirut", "2026-10-24", wholeDay, "2026-10-24T22:00:00Z", plainTime},
		"a day that was not": {"Pacific/Apia", "2011-12-30", 12 * time.Hour, "2011-12-30T10:00:00Z", leftOut},
		"by rule, year 2500": {"Europe/Berlin", "2500-07-01", 12 * time.Hour, "2500-07-01T10:00:00Z", plainTime},
		"no zone":            {"UTC", "2026-10-25", 150 * time.Minute, "2026-10-25T02:30:00Z", plainTime},
	} {
		d, err := ParseDate(c.date)
		if err != nil {
			t.Fatal(err)
		}
		got, what := mustNew(t, Config{Zone: mustZone(t, c.zone)}).moment(dayOf(d.midnight()), c.off)
		if text := got.UTC().Format(time.RFC3339); text != c.want || what != c.what {
			t.Errorf("%s: %s (%d), want %s (%d)", name, text, what, c.want, c.what)
		}
	}
}

func TestWorking(t *testing.T) {
	z := mustZone(t, "Europe/Berlin")
	office := mustNew(t, Config{Zone: z, From: 9 * time.Hour, To: 17 * time.Hour, Holidays: []string{"DE"}, Away: []Away{dates(t, "2026-11-03", "2026-11-04")}})
	for when, want := range map[string]string{
		"2026-11-02 08:59": "2026-11-02 09:00", "2026-11-02 09:00": "2026-11-02 09:00", "2026-11-02 16:59": "2026-11-02 16:59",
		"2026-11-02 17:00": "2026-11-05 09:00", "2026-11-03 10:00": "2026-11-05 09:00", "2026-11-06 17:30": "2026-11-09 09:00",
		"2026-12-24 18:00": "2026-12-28 09:00",
	} {
		if got := office.NextOpening(clock(t, z, when)).Format(layout); got != want {
			t.Errorf("next opening of %s is %s, want %s", when, got, want)
		}
		if got := office.Working(clock(t, z, when)); got != (when == want) {
			t.Errorf("%s works: %v", when, got)
		}
	}
	if office.Zone() != z || mustNew(t, Config{}).Zone() != time.UTC {
		t.Error("wrong zone")
	}
}

func TestDate(t *testing.T) {
	if d, err := ParseDate("2028-02-29"); err != nil || d != (Date{2028, time.February, 29}) || d.String() != "2028-02-29" || !d.Valid() {
		t.Error(d, err)
	}
	for _, text := range []string{"", "2027-02-29", "2026-1-1", "24.12.2026", "0000-01-01", "2026-12-24T00:00:00Z", "+2026-12-24"} {
		if d, err := ParseDate(text); err == nil || d != (Date{}) {
			t.Errorf("%q is %v", text, d)
		}
	}
	if !(Date{2026, 1, 31}).Before(Date{2026, 2, 1}) || (Date{2026, 2, 1}).Before(Date{2026, 2, 1}) {
		t.Error("out of order")
	}
	for d := day(-1000); d < 1000; d++ {
		if d.weekday() != d.midnight().Weekday() || dayOf(d.midnight()) != d || dayOf(d.midnight().Add(wholeDay-1)) != d {
			t.Fatal(d)
		}
	}
}

package policy

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/advisory-bot/advisory-bot/advisories"
)

func berlin(t testing.TB) *time.Location {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func wall(t testing.TB, s string, zone *time.Location) time.Time {
	v, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestOnDuty(t *testing.T) {
	zone := berlin(t)
	r := Rotation{People: []string{"kay", "lou", "mo"}, Every: 7 * day, From: wall(t, "2026-03-23 00:00", zone)}
	for when, want := range map[string]string{
		"2026-03-22 23:59": "", "2026-03-23 00:00": "kay", "2026-03-29 23:59": "kay",
		"2026-03-30 00:00": "lou", // the week had a day of 23 hours
		"2026-04-06 00:00": "mo", "2026-04-13 00:00": "kay", "2026-10-25 23:59": "kay", "2026-10-26 00:00": "lou",
	} {
		if got := r.OnDuty(wall(t, when, zone)); got != want {
			t.Errorf("%s: %q, want %q", when, got, want)
		}
	}
	hours := Rotation{People: []string{"kay", "lou"}, Every: 12 * time.Hour, From: r.From}
	if got := hours.OnDuty(wall(t, "2026-03-23 12:00", zone)); got != "lou" {
		t.Errorf("after 12 hours: %q", got)
	}
	if (Rotation{}).OnDuty(time.Now()) != "" {
		t.Error("no rotation, and yet somebody is on duty")
	}
}

func TestCoordinator(t *testing.T) {
	p := &Policy{Rotation: Rotation{People: []string{"kay"}, Every: day, From: time.Unix(0, 0)}}
	now := time.Unix(1e9, 0)
	if got := p.Coordinator(advisories.History{}, now); got.Login != "kay" || got.Known() {
		t.Errorf("%+v", got)
	}
	named := advisories.Person{ID: 3, Login: "nia"}
	if got := p.Coordinator(advisories.History{Coordinator: named}, now); got != named {
		t.Errorf("%+v", got)
	}
}

func TestWindow(t *testing.T) {
	zone := berlin(t)
	w := Window{Days: []time.Weekday{time.Monday, time.Thursday}, From: 9 * time.Hour, To: 17 * time.Hour}
	for when, want := range map[string]string{
		"2026-11-23 08:59": "2026-11-23 09:00", "2026-11-23 09:00": "2026-11-23 09:00", "2026-11-23 16:59": "2026-11-23 16:59",
		"2026-11-23 17:00": "2026-11-26 09:00", "2026-11-26 17:00": "2026-11-30 09:00", "2026-11-22 00:00": "2026-11-23 09:00",
		"2026-03-28 12:00": "2026-03-30 09:00", // over the change of the clocks
	} {
		if got := w.Next(wall(t, when, zone), zone).In(zone).Format("2006-01-02 15:04"); got != want {
			t.Errorf("%s: %s, want %s", when, got, want)
		}
	}
	if now := wall(t, "2026-11-22 03:00", zone); !(Window{}).Next(now, zone).Equal(now) {
		t.Error("no window is any time")
	}
	late := Window{From: 20 * time.Hour}
	if got := late.Next(wall(t, "2026-11-22 23:30", zone), zone); !got.Equal(wall(t, "2026-11-22 23:30", zone)) {
		t.Errorf("without an end the day's end is it: %s", got)
	}
}

func TestQuietHours(t *testing.T) {
	zone := berlin(t)
	night := QuietHours{From: 22 * time.Hour, To: 7 * time.Hour}
	noon := QuietHours{From: 12 * time.Hour, To: 13 * time.Hour}
	for _, c := range []struct {
		q          QuietHours
		when, want string
	}{
		{night, "2026-11-22 21:59", ""}, {night, "2026-11-22 22:00", "2026-11-23 07:00"}, {night, "2026-11-23 06:59", "2026-11-23 07:00"},
		{night, "2026-11-23 07:00", ""}, {noon, "2026-11-23 12:30", "2026-11-23 13:00"}, {noon, "2026-11-23 13:00", ""},
		{night, "2026-03-29 01:30", "2026-03-29 07:00"}, {QuietHours{}, "2026-11-23 03:00", ""},
	} {
		got := ""
		if end := c.q.Until(wall(t, c.when, zone), zone); !end.IsZero() {
			got = end.In(zone).Format("2006-01-02 15:04")
		}
		if got != c.want {
			t.Errorf("%v at %s: %q, want %q", c.q, c.when, got, c.want)
		}
	}
}

// TestHoursEnd: whatever the hours, a window opens and quiet ends, later than now
// and within nine days.
func TestHoursEnd(t *testing.T) {
	zones := []string{"UTC", "Europe/Berlin", "America/Havana", "Pacific/Apia", "Australia/Lord_Howe"}
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		minutes := func(name string) time.Duration {
			return time.Duration(rapid.IntRange(0, 1439).Draw(t, name)) * time.Minute
		}
		now := time.Unix(rapid.Int64Range(1e9, 2e9).Draw(t, "now"), 0)
		from, to := minutes("from"), minutes("to")
		q := QuietHours{From: from, To: to}
		if end := q.Until(now, zone); !end.IsZero() && (!end.After(now) || end.Sub(now) > 26*time.Hour || !q.Until(end, zone).IsZero() && from != to) {
			t.Fatalf("quiet %v at %s ends %s", q, now.In(zone), end)
		}
		w := Window{Days: []time.Weekday{time.Weekday(rapid.IntRange(0, 6).Draw(t, "day"))}, From: min(from, to), To: max(from, to) + time.Minute}
		open := w.Next(now, zone)
		if open.Before(now) || open.Sub(now) > 9*day || !w.Next(open, zone).Equal(open) {
			t.Fatalf("window %v at %s opens %s", w, now.In(zone), open.In(zone))
		}
	})
}

// TestShifted: pauses move a date that was told, as far as they lie after it was
// told and before it comes.
func TestShifted(t *testing.T) {
	d := func(n int) time.Time { return time.Unix(0, 0).UTC().Add(time.Duration(n) * day) }
	for _, c := range []struct {
		pauses []advisories.Pause
		want   time.Time
	}{
		{nil, d(10)},
		{[]advisories.Pause{{From: d(1), To: d(4)}}, d(12)},
		{[]advisories.Pause{{From: d(0), To: d(1)}}, d(10)},
		{[]advisories.Pause{{From: d(3), To: d(5)}, {From: d(11), To: d(14)}}, d(15)},
		{[]advisories.Pause{{From: d(11), To: d(14)}}, d(10)},
		{[]advisories.Pause{{From: d(9)}}, time.Time{}},
		{[]advisories.Pause{{From: d(10)}}, d(10)},
	} {
		if got := shifted(d(10), d(2), advisories.History{Pauses: c.pauses}); !got.Equal(c.want) {
			t.Errorf("%s: %s, want %s", fmt.Sprint(c.pauses), got, c.want)
		}
	}
}

package calendar

import (
	"errors"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestNewRefuses(t *testing.T) {
	day := func(y int, m time.Month, d int) Date { return Date{Year: y, Month: m, Day: d} }
	_, err := New(Config{
		WorkingDays: []time.Weekday{}, From: 22 * time.Hour, To: 6 * time.Hour,
		Holidays:    []string{"DE", "XX"},
		Own:         []Holiday{{Date: day(2026, 2, 30)}, {Date: day(2026, 5, 1)}},
		NotHolidays: []Date{day(0, 1, 1), day(2026, 5, 1)},
		Away:        []Away{{From: day(2026, 1, 2), To: day(2026, 1, 1)}, {}},
	})
	want := []string{
		"WorkingDays: expected at least one working day",
		"To: expected working hours that end after they begin: hours across midnight are not supported",
		"Holidays[1]: unknown country XX (expected a code such as DE or DE-BY)",
		"NotHolidays[0]: expected a date that exists, such as 2026-12-24",
		"Own[0]: expected a date that exists, such as 2026-12-24",
		"Away[0]: expected a window that ends on the day it begins or later",
		"Away[1]: expected a date that exists, such as 2026-12-24",
	}
	if d := cmp.Diff(strings.Join(want, "\n"), err.Error()); d != "" {
		t.Error(d)
	}
	var fault *Fault
	if !errors.As(err, &fault) || fault.Field != "WorkingDays" || fault.Index != -1 {
		t.Errorf("%+v", fault)
	}
	for _, c := range []Config{
		{From: -time.Hour, To: time.Hour}, {To: 25 * time.Hour}, {From: time.Hour, To: time.Hour}, {From: 9 * time.Hour, To: 17*time.Hour + time.Second},
		{From: 9 * time.Hour}, {WorkingDays: []time.Weekday{7}}, {WorkingDays: []time.Weekday{-1}}, {Own: make([]Holiday, maxEntries+1)},
		{From: math.MinInt64, To: math.MaxInt64},
	} {
		if _, err := New(c); err == nil {
			t.Errorf("%+v is a calendar", c.From)
		}
	}
}

func TestCheckCountry(t *testing.T) {
	const want = " (expected a code such as DE or DE-BY)"
	for code, want := range map[string]string{
		"DE": "", "DE-BY": "", "GB-SCT": "", "AU-NSW": "",
		"de": "expected DE in capitals", "De-by": "expected DE-BY in capitals",
		"UK": "unknown country UK; did you mean GB?", "Germany": "unknown country Germany; did you mean DE?", "Grece": "unknown country Grece; did you mean GR?",
		"united states": "unknown country; did you mean US?", "FRA": "unknown country FRA; did you mean FR?", "XX": "unknown country XX" + want, "": "unknown country" + want,
		"DX":      "unknown country DX; did you mean DE?",
		"IL":      "no holidays are known for IL: leave it out and list its days as your own",
		"US-CA":   "no holidays are known for the region US-CA: write US and list the region's days as your own",
		"GB-LND":  "unknown region GB-LND: expected GB or one of GB-ENG, GB-NIR, GB-SCT, GB-WLS",
		"AU":      "Australia's holidays are those of its states: write one of AU-ACT, AU-NSW, AU-NT, AU-QLD, AU-SA, AU-TAS, AU-VIC, AU-WA",
		"\x00\n!": "unknown country" + want, strings.Repeat("x", 1000): "unknown country" + want,
	} {
		got := ""
		if err := CheckCountry(code); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q: %q, want %q", code, got, want)
		}
	}
}

func TestCountries(t *testing.T) {
	all := Countries()
	if !slices.IsSorted(all) || len(slices.Compact(slices.Clone(all))) != len(all) {
		t.Error("not in order, or one twice")
	}
	for _, code := range all {
		if len(holidaysOf(code)) < 4 {
			t.Errorf("%s has %d holidays", code, len(holidaysOf(code)))
		}
		if hasField(isoCountries, code) {
			t.Errorf("%s is among those without holidays", code)
		}
		cal := mustNew(t, Config{Holidays: []string{code}})
		for _, y := range []int{2, 1900, 2026, 2100, 9998} {
			if got := len(cal.year(y).holidays); y == 2026 && got < 4 {
				t.Errorf("%s has %d holidays in %d", code, got, y)
			}
		}
	}
}

// TestHolidays holds whole years to what the countries published.
func TestHolidays(t *testing.T) {
	for code, c := range map[string]struct {
		year int
		days string
	}{
		"DE":     {2026, "01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26"},
		"DE-BY":  {2027, "01-01 01-06 03-26 03-29 05-01 05-06 05-17 05-27 10-03 11-01 12-25 12-26"},
		"US":     {2026, "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25"},
		"GB":     {2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"},
		"GB-SCT": {2027, "01-01 01-04 03-26 05-03 05-31 08-02 11-30 12-27 12-28"},
		"GB-NIR": {2026, "01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28"},
		"FR":     {2026, "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25"},
		"JP":     {2026, "01-01 01-12 02-11 02-23 03-20 04-29 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23"},
		"CH":     {2026, "01-01 05-14 08-01 12-25"},
		"PL":     {2026, "01-01 01-06 04-06 05-01 05-03 06-04 08-15 11-01 11-11 12-24 12-25 12-26"},
	} {
		y := mustNew(t, Config{Holidays: []string{code}}).year(c.year)
		var days []string
		for d := range y.holidays {
			days = append(days, d.midnight().Format("01-02"))
		}
		slices.Sort(days)
		if d := cmp.Diff(c.days, strings.Join(days, " ")); d != "" {
			t.Errorf("%s %d: %s", code, c.year, d)
		}
	}
}

func TestOwnHolidays(t *testing.T) {
	z := mustZone(t, "Europe/Berlin")
	ascension, bridge := Date{2026, time.May, 14}, Date{2026, time.May, 15}
	cal := mustNew(t, Config{Zone: z, Holidays: []string{"DE"}, NotHolidays: []Date{ascension, bridge}, Own: []Holiday{{Date: bridge, Name: "Company day"}}})
	due, why := cal.Add(clock(t, z, "2026-05-13 10:00"), Span{BusinessDays: 2})
	if got := due.Format(layout); got != "2026-05-18 10:00" {
		t.Error(got, why)
	}
}

// One calendar serves many cases at once; run with -race. The library's own
// functions write to the holidays that it exports.
func TestConcurrent(t *testing.T) {
	start := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	var group sync.WaitGroup
	shared := mustNew(t, Config{Holidays: []string{"JP", "DE"}})
	for i := range 8 {
		group.Go(func() {
			own := mustNew(t, Config{Holidays: []string{"JP", "DE"}})
			for y := range 40 {
				a, _ := shared.Add(start.AddDate(y, i, 0), Span{BusinessDays: 30})
				if b, _ := own.Add(start.AddDate(y, i, 0), Span{BusinessDays: 30}); !a.Equal(b) {
					t.Errorf("%v and %v", a, b)
				}
			}
		})
	}
	group.Wait()
	if len(shared.years) > keptYears {
		t.Errorf("%d years kept", len(shared.years))
	}
}

func TestClosedForEver(t *testing.T) {
	away := []Away{{From: Date{2026, 1, 1}, To: Date{9999, 12, 31}}}
	start := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	for name, c := range map[string]Config{"days": {Away: away}, "hours": {Away: away, From: time.Hour, To: 2 * time.Hour}, "a minute a week": {WorkingDays: []time.Weekday{1}, To: time.Minute}} {
		cal := mustNew(t, c)
		for _, s := range []Span{{BusinessHours: MaxBusinessHours}, {BusinessDays: MaxBusinessDays * 2}} {
			due, why := cal.Add(start, s, Pause{From: start.AddDate(1, 0, 0), To: start.AddDate(900, 0, 0)})
			if !due.IsZero() || len(why) == 0 || !strings.Contains(why[0], "no due date") {
				t.Errorf("%s: %v %v", name, due, why)
			}
		}
	}
	if open := mustNew(t, Config{Away: away}).NextOpening(start); !open.IsZero() {
		t.Error(open)
	}
}

// Times at the ends of what Go can say.
func TestExtremes(t *testing.T) {
	cal := mustNew(t, Config{Zone: mustZone(t, "Asia/Beirut"), Holidays: []string{"JP", "UA"}})
	for _, when := range []time.Time{{}, time.Unix(math.MaxInt64, 0), time.Unix(math.MinInt64, 0), time.Unix(1<<55, 0), time.Date(9998, 12, 31, 23, 0, 0, 0, time.UTC), time.Date(2, 1, 1, 0, 0, 0, 0, time.UTC)} {
		for _, s := range []Span{{}, {Elapsed: MaxElapsed}, {BusinessDays: 3}, {BusinessHours: 3}, {BusinessDays: math.MaxInt}, {BusinessDays: 1, BusinessHours: 1}} {
			_, why := cal.Add(when, s, Pause{From: time.Unix(1<<56, 0), To: time.Unix(1<<57, 0)}, Pause{}, Pause{From: time.Unix(-1<<60, 0), To: when})
			if len(why) == 0 {
				t.Errorf("%v %v: says nothing", when, s)
			}
		}
		cal.Working(when)
		cal.NextOpening(when)
	}
}

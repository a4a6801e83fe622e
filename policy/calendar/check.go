package calendar

import (
	"errors"
	"fmt"
	"time"
)

// Fault is one thing wrong with a Config.
type Fault struct {
	Field string // the Config's field: "Holidays", "Away" …
	Index int    // the entry of a list, from 0; -1 where the whole field is meant
	Want  string // what was expected, in a sentence's middle
}

// Error names the field and what was expected of it.
func (f *Fault) Error() string {
	if f.Index < 0 {
		return f.Field + ": " + f.Want
	}
	return fmt.Sprintf("%s[%d]: %s", f.Field, f.Index, f.Want)
}

// maxEntries bounds each list of a Config: a policy file needs far fewer.
const maxEntries = 2000

// check collects every fault of a Config.
func check(c Config) error {
	var faults []error
	fault := func(field string, index int, want string) {
		faults = append(faults, &Fault{Field: field, Index: index, Want: want})
	}
	for field, n := range map[string]int{"Own": len(c.Own), "NotHolidays": len(c.NotHolidays), "Away": len(c.Away), "Holidays": len(c.Holidays)} {
		if n > maxEntries {
			return &Fault{Field: field, Index: -1, Want: fmt.Sprintf("expected at most %d entries", maxEntries)}
		}
	}
	checkWeek(c, fault)
	for i, code := range c.Holidays {
		if err := CheckCountry(code); err != nil {
			fault("Holidays", i, err.Error())
		}
	}
	for i, d := range c.NotHolidays {
		if !d.Valid() {
			fault("NotHolidays", i, noDate)
		}
	}
	for i, h := range c.Own {
		if !h.Date.Valid() {
			fault("Own", i, noDate)
		}
	}
	for i, a := range c.Away {
		switch {
		case !a.From.Valid() || !a.To.Valid():
			fault("Away", i, noDate)
		case a.To.Before(a.From):
			fault("Away", i, "expected a window that ends on the day it begins or later")
		}
	}
	return errors.Join(faults...)
}

const noDate = "expected a date that exists, such as 2026-12-24"

func checkWeek(c Config, fault func(string, int, string)) {
	if c.WorkingDays != nil && len(c.WorkingDays) == 0 {
		fault("WorkingDays", -1, "expected at least one working day")
	}
	for i, d := range c.WorkingDays {
		if d < time.Sunday || d > time.Saturday {
			fault("WorkingDays", i, "expected a day of the week")
		}
	}
	switch {
	case c.From == 0 && c.To == 0:
	case c.From < 0 || c.To > wholeDay || c.From >= wholeDay || c.To < 0:
		fault("To", -1, "expected working hours between 00:00 and 24:00")
	case c.From%time.Minute != 0 || c.To%time.Minute != 0:
		fault("To", -1, "expected working hours in whole minutes")
	case c.To <= c.From:
		fault("To", -1, "expected working hours that end after they begin: hours across midnight are not supported")
	}
}

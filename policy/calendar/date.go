package calendar

import (
	"errors"
	"fmt"
	"time"
)

// Date is a day of the Gregorian calendar, in no zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// firstYear and lastYear bound every date: four digits, as ISO 8601 writes them.
const firstYear, lastYear = 1, 9999

// ParseDate reads a date such as 2026-12-24. The error says what was expected.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil || t.Year() < firstYear {
		return Date{}, errors.New("expected a date such as 2026-12-24")
	}
	return dateOf(t), nil
}

// String is the date in ISO 8601: 2026-12-24.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day) }

// Valid reports whether the date exists, in the years 1 to 9999.
func (d Date) Valid() bool {
	return d.Year >= firstYear && d.Year <= lastYear && dateOf(d.midnight()) == d
}

// Before reports whether d is an earlier day than o.
func (d Date) Before(o Date) bool { return d.midnight().Before(o.midnight()) }

// midnight is the start of the date in UTC, which stands for the date alone.
func (d Date) midnight() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

func dateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{Year: y, Month: m, Day: d}
}

// day counts days from 1 January 1970: dates as numbers, to reckon with.
type day int

const wholeDay = 24 * time.Hour

func dayOf(t time.Time) day {
	y, m, d := t.Date()
	return day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// midnight is the start of the day in UTC.
func (d day) midnight() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

func (d day) date() Date { return dateOf(d.midnight()) }

// weekday holds for days before 1970 too. 1 January 1970 was a Thursday.
func (d day) weekday() time.Weekday { return time.Weekday(((int(d)+int(time.Thursday))%7 + 7) % 7) }

// split is the year and the day in it, from 0.
func (d day) split() (year, inYear int) {
	t := d.midnight()
	return t.Year(), t.YearDay() - 1
}

// newYear is the first day of a year.
func newYear(year int) day { return dayOf(time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC)) }

package calendar

import (
	"math/big"
	"strconv"
	"strings"
	"time"
)

// Span is a length of time that a policy promises. Exactly one field is set;
// the zero Span is none.
type Span struct {
	Elapsed       time.Duration // time on the clock, in whole seconds
	BusinessDays  int           // working days of a calendar
	BusinessHours int           // hours of working time of a calendar
}

// Limits of a Span: ten years, a year of business being 52 weeks of 5 days of 8 hours.
const (
	MaxElapsed       = 3660 * wholeDay
	MaxBusinessDays  = 2600
	MaxBusinessHours = 20800
)

// IsZero reports whether the span is none.
func (s Span) IsZero() bool { return s == Span{} }

// Business reports whether the span runs on working time only.
func (s Span) Business() bool { return s.BusinessDays != 0 || s.BusinessHours != 0 }

// Valid reports whether exactly one field is set, above zero and within its limit.
func (s Span) Valid() bool {
	set := 0
	for _, is := range []bool{s.Elapsed != 0, s.BusinessDays != 0, s.BusinessHours != 0} {
		if is {
			set++
		}
	}
	return set == 1 && s.Elapsed >= 0 && s.Elapsed <= MaxElapsed &&
		s.BusinessDays >= 0 && s.BusinessDays <= MaxBusinessDays &&
		s.BusinessHours >= 0 && s.BusinessHours <= MaxBusinessHours
}

// hoursUpTo is the longest span that String writes in hours: people say 72 hours, and 4 days.
const hoursUpTo = 72 * time.Hour

// String is the span as people write it, "48h", "7d", "3 business days", in a
// form that ParseSpan reads. The zero Span is "".
func (s Span) String() string {
	switch {
	case s.BusinessDays != 0:
		return count(s.BusinessDays, "business day")
	case s.BusinessHours != 0:
		return count(s.BusinessHours, "business hour")
	case s.Elapsed == 0:
		return ""
	case s.Elapsed <= hoursUpTo:
		return strings.Join(units(s.Elapsed, false), "")
	}
	return strings.Join(units(s.Elapsed, true), "")
}

// Canonical is a short text for digests: spans of the same length read the same,
// whatever they were written as ("48h" and "2d" are "2d"; "3 working days" are
// "3bd"). It never changes between versions, and ParseSpan reads it.
func (s Span) Canonical() string {
	switch {
	case s.BusinessDays != 0:
		return strconv.Itoa(s.BusinessDays) + "bd"
	case s.BusinessHours != 0:
		return strconv.Itoa(s.BusinessHours) + "bh"
	}
	return strings.Join(units(s.Elapsed, true), "")
}

// ISO is the span as an ISO 8601 duration: "PT48H", "P7D", "P3DT12H". That
// standard has no business time: 3 business days are "P3D", 4 business hours
// "PT4H", and the reader has to be told that they are business time.
func (s Span) ISO() string {
	switch {
	case s.BusinessDays != 0:
		return "P" + strconv.Itoa(s.BusinessDays) + "D"
	case s.BusinessHours != 0:
		return "PT" + strconv.Itoa(s.BusinessHours) + "H"
	case s.Elapsed == 0:
		return ""
	}
	iso, hasTime := "P", false
	for _, u := range units(s.Elapsed, s.Elapsed > hoursUpTo) {
		if !strings.HasSuffix(u, "d") && !hasTime {
			iso, hasTime = iso+"T", true
		}
		iso += strings.ToUpper(u)
	}
	return iso
}

// units are the parts of a duration, the largest first: "3d", "12h". A part of
// a second, which ParseSpan never gives, is left out.
func units(d time.Duration, days bool) []string {
	var parts []string
	for _, u := range []struct {
		name   string
		length time.Duration
	}{{"d", wholeDay}, {"h", time.Hour}, {"m", time.Minute}, {"s", time.Second}} {
		if u.name == "d" && !days {
			continue
		}
		if n := d / u.length; n != 0 {
			parts = append(parts, strconv.FormatInt(int64(n), 10)+u.name)
			d -= n * u.length
		}
	}
	return parts
}

// Compare says which of two spans is the longer: -1 where s is the shorter one,
// 0 where they are equal, +1 where s is the longer one.
//
// Spans of one kind compare by their amount. Business time compares with
// elapsed time by the week: as many business days as the calendar has working
// days in a week are 7 days, and as many business hours as a working day has are
// one business day. So 5 business days equal 7 days and 40 business hours with
// Monday to Friday, 09:00 to 17:00, which is also what a nil calendar means.
// Holidays and away windows do not count: the answer must not depend on the
// start, so close to a holiday the shorter span may be due later.
func (s Span) Compare(o Span, cal *Calendar) int { return s.length(cal).Cmp(o.length(cal)) }

// length is the nominal length in nanoseconds, exact: a rounded one could call
// equal spans different.
func (s Span) length(cal *Calendar) *big.Rat {
	week, day := int64(5), 8*time.Hour
	if cal != nil {
		week, day = int64(cal.daysAWeek), cal.to-cal.from
	}
	const calendarWeek = int64(7 * wholeDay)
	days := new(big.Rat).SetFrac(
		new(big.Int).Mul(big.NewInt(int64(s.BusinessDays)), big.NewInt(calendarWeek)), big.NewInt(week))
	hours := new(big.Rat).SetFrac(
		new(big.Int).Mul(big.NewInt(int64(s.BusinessHours)), big.NewInt(calendarWeek)),
		big.NewInt(week*int64(day)))
	hours.Mul(hours, new(big.Rat).SetInt64(int64(time.Hour)))
	sum := new(big.Rat).SetInt64(int64(s.Elapsed))
	return sum.Add(sum, days.Add(days, hours))
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun
}

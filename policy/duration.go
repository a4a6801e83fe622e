package policy

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// day is 24 hours: a promise runs on the clock, not on the calendar, so a change
// of summer time does not move it.
const day = 24 * time.Hour

// longest bounds every duration of a policy.
const longest = 3660 * day

const wantDuration = "expected a duration such as 30m, 48h, 7d, 2w, 1d12h, P3D or PT48H"

var (
	plainDuration = regexp.MustCompile(`^(?:\d{1,6}[wdhms])+$`)
	durationPart  = regexp.MustCompile(`(\d+)([wdhms])`)
	isoDuration   = regexp.MustCompile(`^P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?$`)
	isoCalendar   = regexp.MustCompile(`^P\d+[YM]`)
	businessDays  = regexp.MustCompile(`^(\d{1,6})?\s*(?:bd|bds|b|(?:business|working|work)[ _-]?days?|werktage?)$`)
	spelledOut    = regexp.MustCompile(`^(\d{1,6})\s*(minutes?|mins?|hours?|hrs?|days?|weeks?)$`)
	unitLength    = map[string]time.Duration{"w": 7 * day, "d": day, "h": time.Hour, "m": time.Minute, "s": time.Second}
)

// parseDuration reads a duration as a policy writes it. fault is empty where it
// could, and otherwise says what was expected.
func parseDuration(text string) (d time.Duration, fault string) {
	s := strings.TrimSpace(text)
	switch {
	case plainDuration.MatchString(s):
		return plain(s)
	case isoDuration.MatchString(s) && strings.ContainsAny(s, "0123456789") && !strings.HasSuffix(s, "T"):
		return iso(s)
	case isoCalendar.MatchString(s):
		return 0, "years and months have no fixed length: write days, such as 90d"
	}
	if m := businessDays.FindStringSubmatch(strings.ToLower(s)); m != nil {
		n, _ := strconv.Atoi(m[1]) // at most six digits; none gives 0
		if n == 0 {
			n = 3
		}
		return 0, fmt.Sprintf("business days are not counted yet: write %dd or %dh", n, n*24)
	}
	if m := spelledOut.FindStringSubmatch(strings.ToLower(s)); m != nil {
		return 0, fmt.Sprintf("%s (write %s%s)", wantDuration, m[1], m[2][:1])
	}
	if _, err := strconv.Atoi(s); err == nil {
		return 0, wantDuration + " (the unit is missing)"
	}
	return 0, wantDuration
}

func plain(s string) (time.Duration, string) {
	var d time.Duration
	var last time.Duration
	for _, m := range durationPart.FindAllStringSubmatch(s, -1) {
		n, _ := strconv.Atoi(m[1]) // at most six digits
		unit := unitLength[m[2]]
		if last != 0 && unit >= last {
			return 0, "expected each unit once, the largest first, such as 1d12h"
		}
		last = unit
		d += time.Duration(n) * unit
		if d > longest {
			break
		}
	}
	return bounded(d)
}

func iso(s string) (time.Duration, string) {
	var d time.Duration
	for i, unit := range []time.Duration{7 * day, day, time.Hour, time.Minute, time.Second} {
		n, _ := strconv.Atoi(isoDuration.FindStringSubmatch(s)[i+1]) // at most six digits; none gives 0
		d += time.Duration(n) * unit
	}
	return bounded(d)
}

func bounded(d time.Duration) (time.Duration, string) {
	switch {
	case d <= 0:
		return 0, "expected a duration longer than zero"
	case d > longest:
		return 0, "expected a duration of at most ten years"
	}
	return d, ""
}

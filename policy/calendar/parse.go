package calendar

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

const wantSpan = "expected a duration such as 48h, 7d, 2w, 3 business days or PT48H"

// patterns are the texts that are durations, and those that nearly are; they
// are made at the first use.
var patterns = sync.OnceValue(func() (p struct {
	plain, part, iso, years, business                *regexp.Regexp
	slipSpelled, slipBusiness, slipMixed, slipMonths *regexp.Regexp
}) {
	const number = `(\d+|[a-z]+)`
	p.plain = regexp.MustCompile(`^(?:\d+[wdhms])+$`)
	p.part = regexp.MustCompile(`(\d+)([wdhms])`)
	p.iso = regexp.MustCompile(`^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$`)
	p.years = regexp.MustCompile(`^P\d+[YM]`)
	p.business = regexp.MustCompile(`^(\d+) ?(?:(bd|(?:business|working)[ -]days?)|bh|(?:business|working)[ -]hours?)$`)
	p.slipSpelled = regexp.MustCompile(`^` + number + `[ -]?(minute|min|hour|hr|day|week)s?$`)
	p.slipBusiness = regexp.MustCompile(`^` + number + `? ?(?:b|bds?|bus|(?:business|working|work|office)[ _-]?(day|hour|week)s?|bhs?)$`)
	p.slipMixed = regexp.MustCompile(`\d ?(?:b[dh]|business|working)`)
	p.slipMonths = regexp.MustCompile(`^` + number + `[ -]?(?:month|year|mo|yr|y)s?$`)
	return p
})

// unitLength is how long a unit is.
var unitLength = map[string]time.Duration{"w": 7 * wholeDay, "d": wholeDay, "h": time.Hour, "m": time.Minute, "s": time.Second}

// longText bounds what is looked at: no duration needs more.
const longText = 100

// ParseSpan reads a duration as a policy writes it: "48h", "30m", "7d", "2w",
// "1d12h"; "3 business days", "3 working days", "3bd"; "4 business hours",
// "4bh"; ISO 8601 without years and months, "P3D", "PT48H", "P2W". It is longer
// than zero and at most ten years. The error says what was expected, and for
// common slips what to write; of the text it repeats digits and units at most.
func ParseSpan(text string) (Span, error) {
	if len(text) > longText {
		return Span{}, errors.New(wantSpan)
	}
	s := strings.TrimSpace(text)
	switch {
	case patterns().plain.MatchString(s):
		return plain(s)
	case patterns().iso.MatchString(s) && strings.ContainsAny(s, "0123456789") && !strings.HasSuffix(s, "T"):
		return iso(s)
	case patterns().years.MatchString(s):
		return Span{}, errors.New("years and months have no fixed length: write days, such as 90d")
	}
	words := strings.ToLower(strings.Join(strings.Fields(s), " "))
	if m := patterns().business.FindStringSubmatch(words); m != nil {
		return business(m[1], m[2] != "")
	}
	return Span{}, errors.New(wantSpan + slip(words))
}

func plain(s string) (Span, error) {
	var sum, last time.Duration
	for _, m := range patterns().part.FindAllStringSubmatch(s, -1) {
		unit := unitLength[m[2]]
		if last != 0 && unit >= last {
			return Span{}, errors.New("expected each unit once, the largest first, such as 1d12h")
		}
		last = unit
		sum += part(m[1], unit)
	}
	return bounded(Span{Elapsed: sum})
}

func iso(s string) (Span, error) {
	var sum time.Duration
	m := patterns().iso.FindStringSubmatch(s)
	for i, unit := range []time.Duration{7 * wholeDay, wholeDay, time.Hour, time.Minute, time.Second} {
		sum += part(m[i+1], unit)
	}
	return bounded(Span{Elapsed: sum})
}

// part is so many units, or something longer than any span: a plain product
// would run over, and 30501w be three days.
func part(digits string, unit time.Duration) time.Duration {
	if n := amount(digits); n <= int(MaxElapsed/unit) {
		return time.Duration(n) * unit
	}
	return MaxElapsed + 1
}

// amount is a number in digits; none is 0, and one with too many digits is
// above every limit.
func amount(digits string) int {
	if digits == "" {
		return 0
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n > int(MaxElapsed/time.Second) {
		return int(MaxElapsed/time.Second) + 1
	}
	return n
}

func business(number string, days bool) (Span, error) {
	if days {
		return bounded(Span{BusinessDays: amount(number)})
	}
	return bounded(Span{BusinessHours: amount(number)})
}

func bounded(s Span) (Span, error) {
	switch {
	case s.IsZero():
		return Span{}, errors.New("expected a duration longer than zero")
	case !s.Valid() && s.Business():
		return Span{}, errors.New("expected a duration of at most ten years (2600 business days, 20800 business hours)")
	case !s.Valid():
		return Span{}, errors.New("expected a duration of at most ten years")
	}
	return s, nil
}

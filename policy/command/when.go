package command

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// maxSpan bounds a duration's text; package policy looks at no longer one.
const maxSpan = 100

var (
	zonePattern = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}$`)
	because     = regexp.MustCompile(`(?i)\s+because(?:\s+|$)`)
)

// extendable are the promises that a person may move. Those of the law are not
// among them.
func extendable() []string {
	return []string{string(advisories.CommitmentAcknowledge), string(advisories.CommitmentAssess), string(advisories.CommitmentUpdate),
		string(advisories.CommitmentFix), string(advisories.CommitmentDisclose)}
}

func extend(l *Line, args string) string {
	const such = "such as /extend fix 3 business days because the release waits for a dependency"
	first, rest := cutWord(args)
	first = strings.ToLower(first)
	if !slices.Contains(extendable(), first) {
		if first == "" {
			return "/extend needs what to extend, for how long and why, " + such
		}
		return "/extend takes " + strings.Join(extendable(), ", ") + nearest(first, extendable()) + "; write it " + such
	}
	l.Commitment = advisories.Commitment(first)
	at := because.FindStringIndex(rest)
	if at == nil {
		return "/extend needs the word because and why, " + such
	}
	if l.Span = squeeze(rest[:at[0]]); l.Span == "" || len(l.Span) > maxSpan {
		return "/extend needs a duration before the word because, " + such
	}
	return l.reason(rest[at[1]:], "/extend needs to know why, "+such)
}

func snooze(l *Line, args string) string {
	if l.Span = squeeze(args); l.Span == "" || len(l.Span) > maxSpan {
		return "/snooze needs a duration, such as /snooze 3d"
	}
	return ""
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

func embargo(l *Line, args string) string {
	const such = "such as /embargo 2026-12-24 15:00 Europe/Berlin"
	words := strings.Fields(args)
	if len(words) != 3 {
		return "/embargo needs a date, a time and a zone, " + such
	}
	zone := words[2]
	if len(zone) > 64 || !zonePattern.MatchString(zone) || zone == "Local" {
		return "/embargo takes the zone by its IANA name, " + such + ", or UTC"
	}
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return "/embargo does not know that zone: take its IANA name, " + such + ", or UTC"
	}
	wall, err := time.Parse("2006-01-02 15:04", words[0]+" "+words[1])
	if err != nil {
		return "/embargo cannot read date and time: write the year first and 24 hours, " + such
	}
	at := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), 0, 0, loc)
	switch {
	case !sameWall(at, wall):
		return fmt.Sprintf("the clocks of %s skip that time: take another, or write it in UTC", zone)
	case twice(at, wall):
		return fmt.Sprintf("the clocks of %s show that time twice: write it in UTC", zone)
	}
	l.Until, l.Zone = at.UTC(), zone
	return ""
}

// sameWall reports whether t shows that date and time on its zone's clocks.
func sameWall(t, wall time.Time) bool {
	const layout = "2006-01-02 15:04"
	return t.Format(layout) == wall.Format(layout)
}

// twice reports whether the zone's clocks, set back, show the time again. They are
// set back by half an hour, an hour or two.
func twice(t, wall time.Time) bool {
	for _, d := range []time.Duration{30 * time.Minute, time.Hour, 2 * time.Hour} {
		if sameWall(t.Add(d), wall) || sameWall(t.Add(-d), wall) {
			return true
		}
	}
	return false
}

package calendar

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// story is what there is to tell of a due date.
type story struct {
	start   time.Time
	span    Span
	due     time.Time
	outcome outcome
	pauses  []Pause
	place   *note
}

const (
	listedDays   = 8   // so many days left out are all named
	listedGroups = 4   // so many stretches of days are too
	lookedAt     = 800 // days of which the kinds are counted
	namedDays    = 3   // holidays, and away windows, named among many
	listedPauses = 5
	longName     = 60 // runes of a holiday's or a pause's text
)

// why writes the lines of Add. Their number and length are bounded.
func (c *Calendar) why(s story) []string {
	lines := []string{c.head(s)}
	if s.outcome == isDue {
		lines = append(lines, c.clocks(s)...)
	}
	return append(lines, c.pausedLines(s)...)
}

func (c *Calendar) head(s story) string {
	var b strings.Builder
	b.WriteString(s.span.String())
	b.WriteString(" from ")
	if s.span.Business() && !c.Working(s.start) {
		if open := c.NextOpening(s.start); !open.IsZero() {
			b.WriteString(stamp(open))
			b.WriteString(", the next opening after ")
		}
	}
	b.WriteString(stamp(s.start))
	b.WriteByte(' ')
	b.WriteString(c.zone.String())
	switch s.outcome {
	case held:
		b.WriteString("; no due date until the pause ends")
		return b.String()
	case never:
		b.WriteString("; no due date: no working time in the next " + strconv.Itoa(reach) + " years is enough")
		return b.String()
	}
	if s.span.Business() {
		if skipped := c.skipped(dayOf(s.start), dayOf(s.due)); skipped != "" {
			b.WriteString(": ")
			b.WriteString(skipped)
		}
	}
	b.WriteString("; due ")
	b.WriteString(stamp(s.due))
	return b.String()
}

// clocks tells what a change of zone did.
func (c *Calendar) clocks(s story) []string {
	p := s.place
	switch {
	case s.span.Elapsed > 0 && c.offset(s.start) != c.offset(s.due):
		return []string{"the clocks of " + c.zone.String() + " change in between; a span that is not in business time does not follow them"}
	case p.what == leftOut:
		return []string{p.clock() + " does not exist on " + full(p.day) + ": the clocks go forward, and the moment of the change counts"}
	case p.what == twice:
		return []string{p.clock() + " comes twice on " + full(p.day) + ": the first one counts"}
	}
	return nil
}

func (n *note) clock() string { return n.day.midnight().Add(n.off).Format("15:04") }

// pausedLines names the pauses that hold or move the due date.
func (c *Calendar) pausedLines(s story) []string {
	var lines []string
	more := 0
	sorted := slices.SortedStableFunc(slices.Values(s.pauses), func(a, b Pause) int { return a.From.Compare(b.From) })
	for _, p := range sorted {
		over := !p.To.IsZero() && (!p.To.After(p.From) || !p.To.After(s.start))
		if over || s.outcome == isDue && !p.From.Before(s.due) {
			continue
		}
		if len(lines) == listedPauses {
			more++
			continue
		}
		line := "paused since " + stamp(p.From.In(c.zone))
		if !p.To.IsZero() {
			line = "paused from " + stamp(p.From.In(c.zone)) + " to " + stamp(p.To.In(c.zone))
		}
		if p.Why != "" {
			line += ": " + plainText(p.Why)
		}
		lines = append(lines, line)
	}
	if more > 0 {
		lines = append(lines, "and "+count(more, "more pause"))
	}
	return lines
}

// skipped tells of the days without work from a up to b, which is a working day.
func (c *Calendar) skipped(a, b day) string {
	free := int(b-a) - c.between(a, b)
	switch {
	case free <= 0:
		return ""
	case b-a > lookedAt:
		return strconv.Itoa(free) + " days without work"
	}
	days := make([]freeDay, 0, free)
	for d := a; d < b; {
		yearOf, i := d.split()
		y := c.year(yearOf)
		for ; i < y.length && d < b; i, d = i+1, d+1 {
			if !y.works(i) {
				days = append(days, c.freeDay(d, y))
			}
		}
	}
	groups := stretches(days)
	if free <= listedDays || len(groups) <= listedGroups {
		return listed(groups)
	}
	return summary(groups)
}

// plainText is a short text of printable characters: lines stay lines, and no
// character turns the direction of what follows.
func plainText(s string) string {
	if len(s) <= longName && !strings.ContainsFunc(s, unprintable) {
		return s
	}
	s = strings.Map(func(r rune) rune {
		if unprintable(r) {
			return ' '
		}
		return r
	}, s[:min(len(s), 4*longName)])
	s = strings.Join(strings.Fields(s), " ")
	if runes := []rune(s); len(runes) > longName {
		return string(runes[:longName]) + "…"
	}
	return s
}

func unprintable(r rune) bool { return !unicode.IsPrint(r) || r == unicode.ReplacementChar }

func stamp(t time.Time) string { return t.Format("Mon 2 Jan 2006 15:04") }

func full(d day) string { return d.midnight().Format("Mon 2 Jan 2006") }

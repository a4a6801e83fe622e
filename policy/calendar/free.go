package calendar

import (
	"strconv"
	"strings"
)

// freeKind is why nobody works on a day.
type freeKind int

const (
	weekend freeKind = iota
	absent
	holiday
)

type freeDay struct {
	day  day
	kind freeKind
	name string // of a holiday; may be empty
}

// freeDay says why a day is free. An away window comes first: it is told whole,
// holidays and weekends in it included.
func (c *Calendar) freeDay(d day, y *year) freeDay {
	if len(c.away) > 0 && c.awayOn(d) {
		return freeDay{day: d, kind: absent}
	}
	if name, ok := y.holidays[d]; ok {
		return freeDay{day: d, kind: holiday, name: name}
	}
	return freeDay{day: d, kind: weekend}
}

// stretches groups days of one kind that follow each other.
func stretches(days []freeDay) [][]freeDay {
	groups := make([][]freeDay, 0, len(days)/2+1)
	for len(days) > 0 {
		n := 1
		for n < len(days) && days[n].kind == days[0].kind && days[n].day == days[n-1].day+1 {
			n++
		}
		groups = append(groups, days[:n])
		days = days[n:]
	}
	return groups
}

// listed names every day.
func listed(groups [][]freeDay) string {
	parts := make([]string, len(groups))
	for i, g := range groups {
		parts[i] = stretch(g)
	}
	return strings.Join(parts, ", ")
}

// stretch names days of one kind in a row.
func stretch(days []freeDay) string {
	first, last := days[0].day, days[len(days)-1].day
	switch days[0].kind {
	case holiday:
		if len(days) > namedDays {
			return short(first) + " to " + short(last) + " holidays"
		}
		names := make([]string, len(days))
		for i, d := range days {
			names[i] = short(d.day)
			if d.name != "" {
				names[i] += " (" + plainText(d.name) + ")"
			}
		}
		return conjunction(names) + plural(len(days), " holiday")
	case absent:
		if first == last {
			return "away " + short(first)
		}
		return "away " + short(first) + " to " + short(last)
	}
	switch len(days) {
	case 1:
		return short(first) + " no working day"
	case 2:
		return short(first) + " and " + short(last) + " no working days"
	}
	return short(first) + " to " + short(last) + " no working days"
}

// summary counts the days of each kind, and names the first holidays and away windows.
func summary(groups [][]freeDay) string {
	var days [holiday + 1]int
	var names, windows []string
	for _, g := range groups {
		kind := g[0].kind
		days[kind] += len(g)
		switch {
		case kind == absent && len(windows) < namedDays:
			windows = append(windows, strings.TrimPrefix(stretch(g), "away "))
		case kind == holiday:
			for _, d := range g[:min(len(g), namedDays-len(names))] {
				names = append(names, strings.TrimSpace(short(d.day)+" "+plainText(d.name)))
			}
		}
	}
	var parts []string
	if n := days[weekend]; n > 0 {
		parts = append(parts, count(n, "weekly day")+" off")
	}
	if n := days[absent]; n > 0 {
		parts = append(parts, count(n, "day")+" away ("+strings.Join(windows, ", ")+")")
	}
	if n := days[holiday]; n > 0 {
		if n > len(names) {
			names = append(names, "and "+strconv.Itoa(n-len(names))+" more")
		}
		parts = append(parts, count(n, "holiday")+" ("+strings.Join(names, ", ")+")")
	}
	return count(days[weekend]+days[absent]+days[holiday], "day") + " left out: " + strings.Join(parts, ", ")
}

// short is a day without its year: the lines around it have one.
func short(d day) string { return d.midnight().Format("Mon 2 Jan") }

func plural(n int, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}

func conjunction(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

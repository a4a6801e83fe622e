package policy

import (
	"fmt"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/advisory-bot/advisory-bot/policy/calendar"
)

// audienceAccepted says that it is known, and meant, that many people read the
// tracking repository.
const audienceAccepted = "accepted"

// Whom collaborators.from may name.
const (
	crewTeam       = "team"
	crewRotation   = "rotation"
	crewCodeowners = "codeowners"
)

// maxRotation bounds a rotation; minShift is the shortest turn of one person.
const (
	maxRotation = 50
	minShift    = time.Hour
)

var crewSources = []string{crewTeam, crewRotation, crewCodeowners}

func rotationFields() []field {
	return []field{
		{name: "people", kind: list(account, node{"type": "string", "pattern": accountSchema}).atMost(maxRotation),
			about: "The accounts (\"@login\") that take turns, in this order."},
		{name: "every", kind: turn(), about: "How long a turn is, on the clock."},
		{name: "from", kind: scalar(date, node{"type": "string", "pattern": dateSchema}), about: "The day on which the first person's first turn begins."},
	}
}

func escalationFields() []field {
	return []field{
		{name: "quiet_hours", kind: group(
			field{name: "from", kind: scalar(timeOfDay, clockSchema()), about: "When the quiet begins, in the calendar's time zone."},
			field{name: "to", kind: scalar(timeOfDay, clockSchema()), about: "When it ends; earlier than it begins is on the next day."},
		).then((*reader).quietWhole), about: "The hours of each day in which nobody is told of a clock."},
	}
}

const accountSchema = `^@[A-Za-z0-9][A-Za-z0-9_-]*$`

// account is one person's account, not a team.
func account(s string) (string, string) {
	const expected = `expected an account such as "@octocat"`
	if len(s) < 2 || s[0] != '@' {
		return "", expected
	}
	value, fault := member(s)
	if fault != "" {
		return "", expected
	}
	return value, ""
}

// turn is a span on the clock: a turn that ran on working time only would end on a
// day that nobody can name in advance.
func turn() kind {
	k := duration()
	return kind{schema: k.schema, read: func(r *reader, key string, n ast.Node) {
		before := len(r.faults)
		k.read(r, key, n)
		span, ok := r.file.settings[key].Value.(calendar.Span)
		if len(r.faults) > before || !ok {
			return
		}
		if span.Elapsed < minShift {
			delete(r.file.settings, key)
			r.fault(n, key, "expected time on the clock of an hour or more, such as 7d")
		}
	}}
}

// quietWhole notes half of a pair of times, and a pair that says nothing.
func (r *reader) quietWhole(key string, n ast.Node) {
	from, okF := r.file.settings[join(key, "from")].Value.(string)
	to, okT := r.file.settings[join(key, "to")].Value.(string)
	switch {
	case r.faulty(join(key, "from")) || r.faulty(join(key, "to")):
	case okF != okT || !okF:
		r.fault(n, key, "expected both from and to")
	case from == to:
		r.fault(n, key, fmt.Sprintf("expected from and to to differ, both are %s", from))
	}
}

package policy

import (
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Rotation says who coordinates new cases at a time. It gives no power.
type Rotation struct {
	// People are logins in lower case, in the order of their turns; empty where
	// there is no rotation. A login can change hands.
	People []string
	// Every is how long a turn is, From the first day of the first one, at midnight
	// in the policy's zone.
	Every time.Duration
	From  time.Time
}

// OnDuty is whose turn it is, by login; empty before the first turn and where
// there is no rotation. Turns of whole days change at midnight in the zone of
// From, also where the clocks change in between.
func (r Rotation) OnDuty(t time.Time) string {
	if len(r.People) == 0 || r.Every <= 0 || t.Before(r.From) {
		return ""
	}
	turns := int64(t.Sub(r.From) / r.Every)
	if r.Every%day == 0 {
		turns = midnights(r.From, t.In(r.From.Location())) / int64(r.Every/day)
	}
	return r.People[turns%int64(len(r.People))]
}

// midnights are those between two moments, each as its own zone shows it.
func midnights(from, to time.Time) int64 {
	civil := func(t time.Time) time.Time {
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	}
	return int64(civil(to).Sub(civil(from)) / day)
}

// Coordinator is who owns the case: whom a person named, else who is on duty.
// Somebody of the rotation is known by login only. It is nobody's where both say
// nothing.
func (p *Policy) Coordinator(h advisories.History, now time.Time) advisories.Person {
	if h.Coordinator.Known() || h.Coordinator.Login != "" {
		return h.Coordinator
	}
	return advisories.Person{Login: p.Rotation.OnDuty(now)}
}

// rotation builds the rotation. Layers may say it together; one that lacks a part
// is none.
func (c *composer) rotation() Rotation {
	from, _ := c.settings[keyRotationFrom].Value.(string)
	at, err := time.ParseInLocation(time.DateOnly, from, c.cal.Zone())
	every := c.span(keyRotationEvery).Elapsed
	people := c.texts(keyRotationPeople)
	if err != nil || every < minShift || len(people) == 0 {
		return Rotation{}
	}
	r := Rotation{Every: every, From: at}
	for _, p := range people {
		r.People = append(r.People, strings.TrimPrefix(p, "@"))
	}
	return r
}

// halfRotation notes a rotation that lacks a part in all layers together.
func (c *composer) halfRotation() {
	var said []Setting
	for _, key := range []string{keyRotationPeople, keyRotationEvery, keyRotationFrom} {
		if s, ok := c.settings[key]; ok {
			said = append(said, s)
		}
	}
	if len(said) > 0 && len(c.rotation().People) == 0 {
		c.note(said[0], "a rotation needs people, every and from: this one does not count")
	}
}

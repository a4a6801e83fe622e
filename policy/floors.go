package policy

import (
	"slices"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/calendar"
)

// longer reports whether a takes longer than b. Business time is compared with
// time on the clock as [calendar.Span.Compare] says.
func longer(a, b calendar.Span) bool { return a.Compare(b, nil) > 0 }

// exceeds reports whether a value may end later than an owner's. Whoever can push
// picks the kind of time as well as its length, so between different kinds only
// what is never later counts: N business days last at least N days on the clock,
// while holidays and working hours stretch business time without a limit.
func exceeds(v, owners calendar.Span) bool {
	switch {
	case (v.BusinessDays > 0) == (owners.BusinessDays > 0) && (v.BusinessHours > 0) == (owners.BusinessHours > 0):
		return longer(v, owners)
	case v.Elapsed > 0 && owners.BusinessDays > 0:
		return v.Elapsed > time.Duration(owners.BusinessDays)*day
	case v.Elapsed > 0 && owners.BusinessHours > 0:
		return v.Elapsed > time.Duration(owners.BusinessHours)*time.Hour
	}
	return true
}

// slower says what of the owner's file a value would slow down; empty where it
// slows nothing. An owner's promise is a floor: a repository may promise faster,
// never slower. A built-in value is no promise of anybody's and is no floor.
func (c *composer) slower(s Setting) string {
	if c.ownerFile == nil || !strings.HasPrefix(s.Key, keyCommitments+".") {
		return ""
	}
	switch v := s.Value.(type) {
	case calendar.Span:
		for _, owners := range c.bounds(s.Key) {
			if exceeds(v, owners) {
				return "the owner's file promises " + owners.String() + ": slower than that does not count"
			}
		}
	case string: // after
		group := strings.TrimSuffix(s.Key, ".after")
		if !c.ownerPromises(group) {
			return ""
		}
		if rank(v) > rank(c.ownersAfter(s.Key)) {
			return "the owner's file counts from an earlier moment: a later one does not count"
		}
	case bool:
		if owners, said := c.ownerFile.settings[s.Key].Value.(bool); said && owners && !v {
			return "the owner's file says true: less than that does not count"
		}
	}
	return ""
}

// bounds are the owner's promises that a value may not go beyond: the one under
// its key or, for a severity of which the owner says nothing apart, the one for
// all; and for a target the maximum too, since a target beyond it raises it.
func (c *composer) bounds(key string) []calendar.Span {
	keys := []string{key}
	if group, ok := strings.CutSuffix(key, ".target"); ok {
		keys = append(keys, join(group, "maximum"))
	}
	var out []calendar.Span
	for _, k := range keys {
		owners, said := c.ownerFile.settings[k].Value.(calendar.Span)
		if !said {
			owners, said = c.ownerFile.settings[forAll(k)].Value.(calendar.Span)
		}
		if said {
			out = append(out, owners)
		}
	}
	return out
}

// floorsOf are the keys under which a file may bound a value: its own, and for one
// severity the one for all.
func floorsOf(key string) []string {
	if all := forAll(key); all != key {
		return []string{key, all}
	}
	return []string{key}
}

// forAll is the key for all severities of a key for one.
func forAll(key string) string {
	for _, s := range severities {
		if strings.Contains(key, "."+s+".") {
			return strings.Replace(key, "."+s, "", 1)
		}
	}
	return key
}

// ownersAfter is what the owner's promise counts from: what its file says, or what
// holds where it says nothing.
func (c *composer) ownersAfter(key string) string {
	if owners, said := c.ownerFile.settings[key].Value.(string); said {
		return owners
	}
	if key == join(termPrefix(advisories.CommitmentUpdate), "after") {
		return string(advisories.CommitmentAcknowledge)
	}
	builtin, _ := builtinFile().settings[key].Value.(string)
	return builtin
}

func (c *composer) ownerPromises(group string) bool {
	for key, s := range c.ownerFile.settings {
		if _, span := s.Value.(calendar.Span); span && strings.HasPrefix(key, group+".") {
			return true
		}
	}
	return false
}

// rank is how late the moment is that a promise counts from.
func rank(after string) int { return max(slices.Index(afterWords, after), 0) }

// counts reports whether a value of a layer below the owner's counts, and notes
// why not.
func (c *composer) counts(s Setting) bool {
	if locked, ok := c.locked(s.Key); ok {
		c.note(s, "the owner's file locks "+locked+": the value here does not count")
		return false
	}
	why := c.slower(s)
	switch {
	case why != "":
	case strings.HasPrefix(s.Key, keyCalendar+".") && c.ownerCountsBusiness() && !c.ownerFile.delegates(keyCalendar):
		why = "the owner's file promises business time, which another calendar would stretch: the value here does not count unless it delegates calendar"
	case c.pushesTarget(s):
		why = "it is shorter than the target that the owner's file locks: the value here does not count"
	}
	if why != "" {
		c.note(s, why)
	}
	return why == ""
}

// ownerCountsBusiness reports whether the owner's file promises anything in
// business time.
func (c *composer) ownerCountsBusiness() bool {
	if c.ownerFile == nil {
		return false
	}
	for key, s := range c.ownerFile.settings {
		if span, ok := s.Value.(calendar.Span); ok && span.Business() && strings.HasPrefix(key, keyCommitments+".") {
			return true
		}
	}
	return false
}

// pushesTarget reports whether a maximum would take a locked target away.
func (c *composer) pushesTarget(s Setting) bool {
	group, ok := strings.CutSuffix(s.Key, ".maximum")
	maximum, span := s.Value.(calendar.Span)
	if !ok || !span {
		return false
	}
	key := join(group, "target")
	target, said := c.settings[key].Value.(calendar.Span)
	_, locked := c.locked(key)
	return said && locked && longer(target, maximum)
}

// together leaves out the start of a promise whose time does not count: the two
// belong together, and the owner's time from another start is nobody's promise.
func (c *composer) together(settings []Setting) []Setting {
	refused := map[string]bool{}
	for _, s := range settings {
		group, ok := strings.CutSuffix(s.Key, ".maximum")
		if _, locked := c.locked(s.Key); ok && s.Value != nil && (locked || c.slower(s) != "") {
			refused[join(group, "after")] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(settings), func(s Setting) bool { return refused[s.Key] })
}

// layMessage lays an own text. Whoever can push writes a repository's file, and
// a text goes out in the bot's name: unless the owner delegates messages, a person
// approves each draft that it stands in.
func (c *composer) layMessage(s Setting) {
	kind := advisories.Kind(strings.TrimPrefix(s.Key, keyMessages+"."))
	if !c.ownerFile.delegates(keyMessages) {
		// The approval that the text needs would change what the owner locked.
		key := join(keyDrafts, string(kind))
		r, _ := c.settings[key].Value.(Rule)
		if lock, locked := c.locked(key); locked && r.Permit == advisories.PermitAuto {
			c.note(s, "it would need an approval, and the owner's file locks "+lock+": the text here does not count")
			return
		}
	}
	c.settings[s.Key] = s
	if c.ownerFile.delegates(keyMessages) {
		return
	}
	c.overseen = append(c.overseen, kind)
	c.note(s, "a text of a repository's file needs an approval each time it is sent, unless the owner's file delegates messages")
}

// oversee lowers the drafts that own texts stand in.
func (c *composer) oversee() {
	for _, k := range c.overseen {
		key := keyDrafts + "." + string(k)
		s := c.settings[key]
		if r, _ := s.Value.(Rule); r.Permit == advisories.PermitAuto {
			s.Value = Rule{Permit: advisories.PermitApprove, Approvals: 1}
			own := c.settings[join(keyMessages, string(k))]
			s.Source, s.Note = own.Source, "its text is a repository's own, which a person must let out"
			c.settings[key] = s
		}
	}
}

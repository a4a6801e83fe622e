package policy

import (
	"slices"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/calendar"
)

// longer reports whether a takes longer than b. Business time is compared with
// time on the clock as [calendar.Span.Compare] says.
func longer(a, b calendar.Span) bool { return a.Compare(b, nil) > 0 }

// slower says what of the owner's file a value would slow down; empty where it
// slows nothing. An owner's promise is a floor: a repository may promise faster,
// never slower. A built-in value is no promise of anybody's and is no floor.
func (c *composer) slower(s Setting) string {
	if c.ownerFile == nil || !strings.HasPrefix(s.Key, keyCommitments+".") {
		return ""
	}
	switch v := s.Value.(type) {
	case calendar.Span:
		for _, key := range floorsOf(s.Key) {
			owners, said := c.ownerFile.settings[key].Value.(calendar.Span)
			if said && longer(v, owners) {
				return "the owner's file promises " + owners.String() + ": slower than that does not count"
			}
		}
	case string: // after
		group := strings.TrimSuffix(s.Key, ".after")
		if !c.ownerPromises(group) {
			return ""
		}
		owners, _ := c.ownerFile.settings[s.Key].Value.(string)
		if rank(v) > rank(owners) {
			return "the owner's file counts from an earlier moment: a later one does not count"
		}
	case bool:
		if owners, said := c.ownerFile.settings[s.Key].Value.(bool); said && owners && !v {
			return "the owner's file says true: less than that does not count"
		}
	}
	return ""
}

// floorsOf are the owner's keys that bound a value: its own, and for one
// severity the one for all.
func floorsOf(key string) []string {
	out := []string{key}
	for _, s := range severities {
		if strings.Contains(key, "."+s+".") {
			out = append(out, strings.Replace(key, "."+s, "", 1))
		}
	}
	return out
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
	if why := c.slower(s); why != "" {
		c.note(s, why)
		return false
	}
	return true
}

// layMessage lays an own text. Whoever can push writes a repository's file, and
// a text goes out in the bot's name: unless the owner delegates messages, a person
// approves each draft that it stands in.
func (c *composer) layMessage(s Setting) {
	c.settings[s.Key] = s
	if c.ownerFile.delegates(keyMessages) {
		return
	}
	kind := advisories.Kind(strings.TrimPrefix(s.Key, keyMessages+"."))
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
			c.settings[key] = s
		}
	}
}

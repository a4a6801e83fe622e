package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// layRepository lays the repository's file as far as it may. Anyone who can push
// can write it, so every value that would hand out power is looked at here.
func (c *composer) layRepository(file *File) {
	for _, s := range c.together(inFileOrder(file.settings)) {
		key := s.Key
		if !c.counts(s) {
			continue
		}
		switch {
		case key == keyTeam:
			c.layTeam(s)
		case key == keyTracking:
			c.layTracking(s)
		case key == keyAudience:
			c.layAudience(s)
		case key == keyRequire:
			c.settings[key] = c.withRequired(s)
		case strings.HasPrefix(key, keyWindow+".") && c.ownersWindow():
			c.note(s, "the owner's file says when to publish: the value here does not count")
		case key == keyMode:
			c.layMode(s)
		case strings.HasPrefix(key, keyDrafts+"."):
			c.layRule(s)
		case strings.HasPrefix(key, keyMessages+"."):
			c.layMessage(s)
		default:
			c.settings[key] = s
		}
	}
	c.oversee()
	c.settle(file)
}

// modes are from the least that a policy lets happen to the most.
var modes = []string{string(ModeOff), string(ModeObserve), string(ModeOn)}

// layMode lays how far the bot goes. An owner who said less than on tries it out, or
// has stopped it: a repository does not go further unless the owner delegates mode.
func (c *composer) layMode(s Setting) {
	if c.ownerFile != nil && !c.ownerFile.delegates(keyMode) {
		owners, said := c.ownerFile.settings[keyMode].Value.(string)
		if said && slices.Index(modes, s.Value.(string)) > slices.Index(modes, owners) {
			c.note(s, "the owner's file says "+owners+": more than that does not count unless it delegates mode")
			return
		}
	}
	c.settings[s.Key] = s
}

// locked is the owner's lock that covers a key.
func (c *composer) locked(key string) (lock string, ok bool) {
	if c.ownerFile == nil {
		return "", false
	}
	for l := range c.ownerFile.lock {
		if key == l || strings.HasPrefix(key, l+".") {
			// The shortest lock is named, whatever order the map has.
			if !ok || len(l) < len(lock) {
				lock, ok = l, true
			}
		}
	}
	return lock, ok
}

// layTeam adds the repository's team entries to the owner's, never in their
// place.
func (c *composer) layTeam(s Setting) {
	switch {
	case c.ownerFile.delegates(keyTeam):
		c.addTeam(s, false)
	case c.ownerThere:
		c.note(s, "the owner's file does not delegate team: the entries here do not count")
	default:
		c.addTeam(s, true)
	}
}

// addTeam adds entries. In a repository's file an account counts only with
// maintain or admin even where teams are delegated: logins change hands.
func (c *composer) addTeam(s Setting, requireMaintain bool) {
	for _, entry := range s.Value.([]string) {
		m := Member{RequireMaintain: requireMaintain, Source: s.Source}
		if login, ok := strings.CutPrefix(entry, "@"); ok {
			m.Login = login
			m.RequireMaintain = requireMaintain || s.Source.Layer != advisories.LayerOwner
		} else {
			if !c.belongs(s, entry) {
				continue
			}
			m.Team = entry
		}
		known := slices.ContainsFunc(c.team, func(have Member) bool {
			return have.String() == m.String() && (m.RequireMaintain || !have.RequireMaintain)
		})
		if !known {
			c.team = append(c.team, m)
		}
	}
}

// belongs reports whether "owner/name" is of the repository's owner.
func (c *composer) belongs(s Setting, name string) bool {
	org, _, _ := strings.Cut(name, "/")
	if c.owner == "" || strings.EqualFold(org, c.owner) {
		return true
	}
	c.note(s, safeKey(name)+" does not belong to the repository's owner and does not count")
	return false
}

func (c *composer) layTracking(s Setting) {
	if !c.ownerFile.delegates(keyTracking) {
		c.note(s, "only the owner's file may name or delegate tracking: the value here does not count")
		return
	}
	if c.belongs(s, s.Value.(string)) {
		c.settings[s.Key] = s
	}
}

// layAudience lays that many may read the tracking repository, which is for whoever
// names that to say.
func (c *composer) layAudience(s Setting) {
	if !c.ownerFile.delegates(keyTracking) {
		c.note(s, "only the owner's file may accept who reads the tracking repository, or delegate tracking: the value here does not count")
		return
	}
	c.settings[s.Key] = s
}

// withRequired adds what the owner's file requires of an advisory: whoever can push
// asks for more, never for less.
func (c *composer) withRequired(s Setting) Setting {
	if c.ownerFile == nil {
		return s
	}
	owners, _ := c.ownerFile.settings[keyRequire].Value.([]string)
	here, _ := s.Value.([]string)
	s.Value = append(slices.Clone(owners), slices.DeleteFunc(slices.Clone(here), func(id string) bool { return slices.Contains(owners, id) })...)
	return s
}

// ownersWindow reports whether the owner's file says when advisories are published.
func (c *composer) ownersWindow() bool {
	if c.ownerFile == nil {
		return false
	}
	for key := range c.ownerFile.settings {
		if strings.HasPrefix(key, keyWindow+".") {
			return true
		}
	}
	return false
}

// layRule lays how a kind of draft may leave. What the owner's file says is the
// least that holds; delegating drafts opens what it leaves unsaid.
func (c *composer) layRule(s Setting) {
	rule := s.Value.(Rule)
	kind := advisories.Kind(strings.TrimPrefix(s.Key, keyDrafts+"."))
	held, _ := c.settings[s.Key].Value.(Rule)
	if held == rule {
		return
	}
	if c.ownerFile != nil {
		if owners, said := c.ownerFile.settings[s.Key].Value.(Rule); said && rule.strictness() < owners.strictness() {
			c.note(s, fmt.Sprintf("the owner's file says %s: less than that does not count", valueText(owners)))
			return
		}
	}
	if kind.ChangesState() && rule.Permit == advisories.PermitAuto && !c.ownerFile.delegates(keyDrafts) {
		rule = Rule{Permit: advisories.PermitApprove, Approvals: 1}
		c.note(s, "a repository's file cannot let this out by itself unless the owner's file delegates drafts: approve holds")
		if held == rule {
			return
		}
	}
	s.Value = rule
	c.settings[s.Key] = s
}

// teamSetting is the team as it came out, for showing.
func (c *composer) teamSetting() Setting {
	s := c.settings[keyTeam]
	entries := []string{}
	for _, m := range c.team {
		entries = append(entries, m.String())
		s.Source = m.Source
	}
	return Setting{Key: keyTeam, Value: entries, Source: s.Source}
}

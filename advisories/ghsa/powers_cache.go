package ghsa

import (
	"maps"
	"strings"
	"sync"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// How long, and for how many people, an answered power is believed where nothing
// is decided by it.
const (
	powerLife = 5 * time.Minute
	powerMost = 10_000
)

// powers remembers what people may do, for a short time.
type powers struct {
	now func() time.Time
	mu  sync.Mutex
	by  map[powerKey]knownPower
}

// powerKey is one person at one repository, asked about certain teams. The login
// is part of it, since GitHub is asked by it.
type powerKey struct {
	installation, repository, person int64
	login, teams                     string
}

// knownPower may be no power at all.
type knownPower struct {
	power advisories.Power
	until time.Time
}

func newPowers(now func() time.Time) *powers {
	return &powers{now: now, by: map[powerKey]knownPower{}}
}

func powerKeyOf(repo advisories.Repository, p advisories.Person, crew []team) powerKey {
	names := make([]string, len(crew))
	for i, t := range crew {
		names[i] = t.asked
	}
	return powerKey{repo.Installation, repo.ID, p.ID, strings.ToLower(p.Login), strings.Join(names, " ")}
}

func (p *powers) get(k powerKey) (advisories.Power, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	known, ok := p.by[k]
	if !ok || !p.now().Before(known.until) {
		return advisories.Power{}, false
	}
	return known.power, true
}

// put remembers; where too many are known, those that ended go, and a tenth of all.
func (p *powers) put(k powerKey, power advisories.Power) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if len(p.by) >= powerMost {
		for old, known := range p.by {
			if !now.Before(known.until) || len(p.by) > powerMost*9/10 {
				delete(p.by, old)
			}
		}
	}
	p.by[k] = knownPower{power, now.Add(powerLife)}
}

// forget forgets an installation.
func (p *powers) forget(installation int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	maps.DeleteFunc(p.by, func(k powerKey, _ knownPower) bool { return k.installation == installation })
}

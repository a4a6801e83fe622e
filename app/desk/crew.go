package desk

import (
	"context"
	"sync"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
)

// Mustering lists who has power over a repository's advisories. Errors are
// *advisories.Fault; whole is false where there are more than were read.
type Mustering interface {
	// Admins are the repository's; Crew are they, and the teams and accounts that are
	// named as in a policy, and the organization's security managers.
	Admins(ctx context.Context, repo advisories.Repository) (people []advisories.Person, whole bool, err error)
	Crew(ctx context.Context, repo advisories.Repository, team []string) (people []advisories.Person, whole bool, err error)
}

// How long a count of the team is believed: a day, ten minutes while more than that
// read the tracking repository, for somebody may be mending it, and an hour where
// GitHub did not tell. mostCounts bounds how many are remembered.
const (
	countFor        = 24 * time.Hour
	countForTrouble = 10 * time.Minute
	countForUnknown = time.Hour
	mostCounts      = 10_000
)

// counts remember how large teams are.
type counts struct {
	mu sync.Mutex
	by map[countKey]count
}

// countKey is a team: the people of a repository under a policy.
type countKey struct {
	repository advisories.RepositoryKey
	policy     string
}

// count is how many they are, 0 where that is not known, and when they were counted.
// Only the whole team counts all of them; else the admins alone were counted.
type count struct {
	people int
	whole  bool
	at     time.Time
}

// holds reports whether a count is still believed.
func (k count) holds(now time.Time, trouble bool) bool {
	life := countFor
	switch {
	case k.people == 0:
		life = countForUnknown
	case trouble:
		life = countForTrouble
	}
	age := now.Sub(k.at)
	return age >= 0 && age < life
}

func (s *counts) get(key countKey) count {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.by[key]
}

func (s *counts) put(key countKey, k count) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.by == nil || len(s.by) >= mostCounts {
		s.by = map[countKey]count{} // it is only asked again
	}
	s.by[key] = k
}

// needed is how many people the team needs to read the tracking issue; 0 where that
// is not known, or does not matter. The admins are counted first, which is one
// request and mostly enough: the others only where more people read the issue than
// there are admins.
func (c *casework) needed(ctx context.Context) (int, error) {
	if c.pol.Tracking == "" || c.pol.TrackingAudience {
		return 0, nil
	}
	key := countKey{c.repo.Key(), c.pol.Digest}
	t, now := c.tracking(), c.d.now()
	known, trouble := c.d.counts.get(key), t.Problem == advisories.TrackingAudience
	if known.holds(now, trouble) && (known.whole || known.people == 0 || !trouble && t.Audience <= known.people) {
		return known.people, nil
	}
	fresh := count{whole: trouble || known.whole, at: now}
	people, err := c.muster(ctx, fresh.whole)
	if err == nil && !fresh.whole && people > 0 && t.Audience > people {
		fresh.whole = true
		people, err = c.muster(ctx, true)
	}
	if err != nil {
		return 0, err
	}
	fresh.people = people
	c.d.counts.put(key, fresh)
	return people, nil
}

// muster counts the admins, or the whole team; 0 where GitHub does not tell.
func (c *casework) muster(ctx context.Context, whole bool) (int, error) {
	var people []advisories.Person
	var err error
	if whole {
		people, err = c.d.crew(ctx, c.repo, c.pol)
	} else {
		people, _, err = c.d.gh.Admins(ctx, c.repo)
	}
	switch advisories.CodeOf(err) {
	case "":
		return len(people), nil // of a team too large to be read, those who were
	case advisories.FaultForbidden, advisories.FaultGone, advisories.FaultRefused, advisories.FaultBadAnswer:
		return 0, nil
	}
	return 0, err
}

// mostDoubted bounds how many people are looked at one by one.
const mostDoubted = 100

// crew is the whole team: everybody for whom policy.PowerOf holds. Entries that
// count only for maintainers add nobody else: whoever can push may have written them.
func (d *Desk) crew(ctx context.Context, repo advisories.Repository, pol *policy.Policy) ([]advisories.Person, error) {
	var sure, doubted []string
	for _, m := range pol.Team {
		if m.RequireMaintain {
			doubted = append(doubted, m.String())
		} else {
			sure = append(sure, m.String())
		}
	}
	people, _, err := d.gh.Crew(ctx, repo, sure)
	if err != nil || len(doubted) == 0 {
		return people, err
	}
	in := map[int64]bool{}
	for _, p := range people {
		in[p.ID] = true
	}
	all, _, err := d.gh.Crew(ctx, repo, doubted)
	if err != nil {
		return nil, err
	}
	var ask []advisories.Person
	for _, p := range all {
		if !in[p.ID] && len(ask) < mostDoubted {
			ask = append(ask, p)
		}
	}
	powers, err := d.gh.Powers(ctx, repo, ask, pol.Teams())
	if err != nil {
		return nil, err
	}
	for _, p := range ask {
		if pol.PowerOf(p, powers[p.ID]) {
			people = append(people, p)
		}
	}
	return people, nil
}

// show writes the tracking issue. Where only the admins were counted, and more than
// those can read it, the whole team is counted before that is a problem to tell of.
func (c *casework) show(ctx context.Context, v TrackingView) (advisories.Tracking, error) {
	t, err := c.d.tracker.Show(ctx, v, c.keep)
	if err != nil || t.Problem != advisories.TrackingAudience || v.Case.Tracking.Problem == t.Problem {
		return t, err
	}
	c.before.Tracking = t
	again := v
	if again.Needed, err = c.needed(ctx); err != nil || again.Needed != 0 && again.Needed <= v.Needed {
		return t, err
	}
	again.Case.Tracking = t
	return c.d.tracker.Show(ctx, again, c.keep)
}

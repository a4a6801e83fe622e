package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// places joins an organization's list, which goes by names, to the installation's
// repositories, which go by id.
type places struct {
	installation int64
	byID         map[int64]advisories.Repository
	byName       map[string]advisories.Repository
	// home is where each known open case is.
	home map[advisories.GHSA]advisories.CaseKey
	// listed are the advisories of the list that are in the installation's
	// repositories, order their keys as listed.
	listed map[advisories.CaseKey]advisories.Advisory
	order  []advisories.CaseKey
}

// fullName is a name as names are compared.
func fullName(owner, name string) string { return strings.ToLower(owner + "/" + name) }

func newPlaces(installation int64, repos []advisories.Repository, known map[advisories.CaseKey]advisories.Facts) *places {
	p := &places{
		installation: installation,
		byID:         make(map[int64]advisories.Repository, len(repos)),
		byName:       make(map[string]advisories.Repository, len(repos)),
		home:         make(map[advisories.GHSA]advisories.CaseKey, len(known)),
		listed:       map[advisories.CaseKey]advisories.Advisory{},
	}
	for _, r := range repos {
		p.byID[r.ID] = r
		p.byName[fullName(r.Owner, r.Name)] = r
	}
	for key := range known {
		if _, ours := p.byID[key.Repository]; ours {
			p.home[key.GHSA] = key
		}
	}
	return p
}

// place joins the list to the repositories: at first to those with open cases, and
// only where that is not enough to all that the docket knows. A name that is not
// known then, or that is not the name of the repository where a case is known to
// be, may be new: then the repositories are listed once, but not for names that the
// last such list did not know either.
func (s *sweep) place(ctx context.Context, installation int64,
	known map[advisories.CaseKey]advisories.Facts, list []advisories.Located) (*places, error) {
	repos, err := s.d.docket.OpenRepositories(ctx, installation)
	if err != nil {
		return nil, fmt.Errorf("sweep: repositories with open cases: %w", err)
	}
	p := newPlaces(installation, repos, known)
	if len(p.strange(list)) > 0 {
		if repos, err = s.d.docket.Repositories(ctx, installation); err != nil {
			return nil, fmt.Errorf("sweep: known repositories: %w", err)
		}
		p = newPlaces(installation, repos, known)
	}
	strange := p.strange(list)
	before := s.d.sweeping.strange[installation]
	fresh := slices.ContainsFunc(strange, func(n string) bool { return !before[n] })
	if fresh {
		_, due, err := s.due(ctx, markRepositories(installation), lookForNames)
		if err != nil {
			return nil, err
		}
		if due {
			if repos, err = s.list(ctx, installation); err != nil {
				return nil, err
			}
			p = newPlaces(installation, repos, known)
			strange, fresh = p.strange(list), false
		}
	}
	if !fresh {
		// Asked for all of them: what is strange still is not the installation's.
		s.d.sweeping.strange[installation] = set(strange)
	}
	p.join(list)
	return p, nil
}

// strange are the names of the list that do not lead to a repository, or lead to
// another than where their case is known to be.
func (p *places) strange(list []advisories.Located) []string {
	var out []string
	for _, l := range list {
		name := fullName(l.Owner, l.Repo)
		repo, ok := p.byName[name]
		home, known := p.home[l.Advisory.GHSA]
		if !ok || known && home.Repository != repo.ID {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// join keeps of the list what is in the installation's repositories. A known case
// is where it is known to be, whatever its repository is called now.
func (p *places) join(list []advisories.Located) {
	for _, l := range list {
		key, known := p.home[l.Advisory.GHSA]
		if !known {
			repo, ok := p.byName[fullName(l.Owner, l.Repo)]
			if !ok {
				continue
			}
			key = advisories.CaseKey{Installation: p.installation, Repository: repo.ID, GHSA: l.Advisory.GHSA}
		}
		if _, twice := p.listed[key]; !twice {
			p.order = append(p.order, key)
		}
		p.listed[key] = l.Advisory // as last seen
	}
}

// missing are the known open cases that are not listed, in order.
func (p *places) missing(known map[advisories.CaseKey]advisories.Facts) []advisories.CaseKey {
	var out []advisories.CaseKey
	for _, key := range p.home {
		_, listed := p.listed[key]
		if !listed && known[key].State.Open() {
			out = append(out, key)
		}
	}
	slices.SortFunc(out, func(a, b advisories.CaseKey) int {
		return cmp.Or(cmp.Compare(a.Repository, b.Repository), cmp.Compare(a.GHSA, b.GHSA))
	})
	return out
}

func set(names []string) map[string]bool {
	out := make(map[string]bool, len(names))
	for _, n := range names {
		out[n] = true
	}
	return out
}

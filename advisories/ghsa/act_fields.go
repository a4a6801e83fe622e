package ghsa

import (
	"context"
	"errors"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Acts that set fields of an advisory. GitHub replaces lists whole, so each takes
// the advisory as it was seen right before: what a person adds between that look
// and the write is lost, and nothing of GitHub's prevents it.

// Why an act on fields is not even sent; all safe to log.
var (
	errNothing  = errors.New("nothing to set")
	errBoth     = errors.New("severity and CVSS vector together, of which GitHub takes one")
	errAccount  = errors.New("not a login or team that can be named")
	errUnlisted = errors.New("the advisory shows no collaborators, not even its reporter, and sending the list would lose whoever is there")
	errNameless = errors.New("somebody on the advisory has no login, and sending the list would lose them")
)

// wireVulnerable is a vulnerability as PATCH takes it.
type wireVulnerable struct {
	Package struct {
		Ecosystem string  `json:"ecosystem"`
		Name      *string `json:"name"`
	} `json:"package"`
	Affected  *string  `json:"vulnerable_version_range"`
	Patched   *string  `json:"patched_versions"`
	Functions []string `json:"vulnerable_functions"`
}

func vulnerable(list []advisories.Vulnerability) []wireVulnerable {
	out := make([]wireVulnerable, 0, len(list))
	for _, v := range list {
		var w wireVulnerable
		w.Package.Ecosystem, w.Package.Name = v.Ecosystem, orNull(v.Package)
		w.Affected, w.Patched = orNull(v.Affected), orNull(v.Patched)
		w.Functions = append([]string{}, v.Functions...)
		out = append(out, w)
	}
	return out
}

// orNull is nil for the empty string, which GitHub answers as null too.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// wireGiven is a credit as PATCH takes it.
type wireGiven struct {
	Login string `json:"login"`
	Type  string `json:"type"`
}

// SetFields sets what the change holds of severity or CVSS vector, CWEs and
// affected versions, and nothing else. A change without any of them, or with
// severity and vector together, is refused without being sent.
func (c *Client) SetFields(ctx context.Context, repo advisories.Repository, id advisories.GHSA, now advisories.Advisory, ch advisories.Change) (advisories.Advisory, error) {
	body := map[string]any{}
	switch {
	case ch.Severity != "" && ch.CVSS != "":
		return advisories.Advisory{}, unsendable(routeFields, errBoth)
	case ch.CVSS != "":
		body["cvss_vector_string"] = ch.CVSS
	case ch.Severity != "":
		body["severity"] = ch.Severity
		if severityNeedsNoVector && (now.CVSS3 != "" || now.CVSS4 != "") {
			body["cvss_vector_string"] = nil
		}
	}
	if len(ch.CWEs) > 0 {
		body["cwe_ids"] = ch.CWEs
	}
	if len(ch.Vulnerabilities) > 0 {
		body["vulnerabilities"] = vulnerable(ch.Vulnerabilities)
	}
	if len(body) == 0 {
		return advisories.Advisory{}, unsendable(routeFields, errNothing)
	}
	return c.patch(ctx, routeFields, repo, id, body)
}

// AddCollaborators adds people and teams to those who see and edit the advisory;
// who is there stays, in the same order. Where all of them are there already,
// nothing is sent and the advisory is returned as it was given. A report that shows
// no collaborators at all is refused: GitHub may not have told them, and the list
// would then be replaced by the new ones.
func (c *Client) AddCollaborators(ctx context.Context, repo advisories.Repository, id advisories.GHSA, now advisories.Advisory, ch advisories.Change) (advisories.Advisory, error) {
	if len(ch.Users)+len(ch.Teams) > 0 && !collaboratorsTold(now) {
		return advisories.Advisory{}, unsendable(routeCollaborators, errUnlisted)
	}
	there := make([]string, 0, len(now.Collaborators))
	for _, p := range now.Collaborators {
		there = append(there, p.Login)
	}
	body := map[string]any{}
	users, more, err := merged(there, ch.Users, advisories.ValidOwner)
	if err != nil {
		return advisories.Advisory{}, unsendable(routeCollaborators, err)
	}
	if more {
		body["collaborating_users"] = users
	}
	teams, more, err := merged(now.Teams, ch.Teams, advisories.ValidRepositoryName)
	if err != nil {
		return advisories.Advisory{}, unsendable(routeCollaborators, err)
	}
	if more {
		body["collaborating_teams"] = teams
	}
	if len(body) == 0 {
		return now, nil
	}
	return c.patch(ctx, routeCollaborators, repo, id, body)
}

// merged is a list with what is new at its end; more is false where nothing is.
// Names are compared as GitHub does, without case.
func merged(there, add []string, valid func(string) bool) (all []string, more bool, err error) {
	seen := map[string]bool{}
	for _, s := range there {
		if s == "" {
			return nil, false, errNameless
		}
		seen[strings.ToLower(s)] = true
		all = append(all, s)
	}
	for _, s := range add {
		if !valid(s) {
			return nil, false, errAccount
		}
		if !seen[strings.ToLower(s)] {
			seen[strings.ToLower(s)], more = true, true
			all = append(all, s)
		}
	}
	return all, more, nil
}

// AddCredits adds credits; who is credited already stays as they are, with
// whatever they answered. Where all of them are, nothing is sent.
func (c *Client) AddCredits(ctx context.Context, repo advisories.Repository, id advisories.GHSA, now advisories.Advisory, ch advisories.Change) (advisories.Advisory, error) {
	credits, err := given(now.Credits)
	if err != nil {
		return advisories.Advisory{}, unsendable(routeCredits, err)
	}
	seen := map[string]bool{}
	for _, g := range credits {
		seen[strings.ToLower(g.Login)] = true
	}
	before := len(credits)
	for _, k := range ch.Credits {
		if !advisories.ValidOwner(k.Login) || k.Type == "" {
			return advisories.Advisory{}, unsendable(routeCredits, errAccount)
		}
		if !seen[strings.ToLower(k.Login)] {
			seen[strings.ToLower(k.Login)] = true
			credits = append(credits, wireGiven{k.Login, k.Type})
		}
	}
	if len(credits) == before {
		return now, nil
	}
	return c.patch(ctx, routeCredits, repo, id, map[string]any{"credits": credits})
}

// given are credits as they are sent.
func given(list []advisories.Credit) ([]wireGiven, error) {
	out := make([]wireGiven, 0, len(list))
	for _, k := range list {
		if k.Login == "" {
			return nil, errNameless
		}
		out = append(out, wireGiven{k.Login, k.Type})
	}
	return out, nil
}

// patch sends fields of an advisory and returns what GitHub then shows of it.
func (c *Client) patch(ctx context.Context, r Route, repo advisories.Repository, id advisories.GHSA, body any) (advisories.Advisory, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	a := about(r, repo, string(id))
	a.body = body
	var w wireAdvisory
	if err := c.get(ctx, a, &w); err != nil {
		return advisories.Advisory{}, err
	}
	return theOne(r, &w, id)
}

// unsendable is an act that is refused before GitHub hears of it.
func unsendable(r Route, why error) error {
	return &advisories.Fault{Code: advisories.FaultRefused, Attempted: r.attempted, Err: why}
}

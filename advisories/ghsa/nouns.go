package ghsa

import (
	"cmp"
	"errors"
	"slices"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// From GitHub's shapes to ours.

var errGHSA = errors.New("ghsa_id is malformed")

func (w *wirePerson) noun() advisories.Person {
	if w == nil {
		return advisories.Person{}
	}
	return advisories.Person{ID: w.ID, Login: w.Login, Bot: w.Type == botType}
}

// noun is the advisory in our words; it fails only where the GHSA id is there and
// malformed.
func (w *wireAdvisory) noun() (advisories.Advisory, error) {
	var id advisories.GHSA
	if w.GHSA != "" {
		var err error
		if id, err = advisories.ParseGHSA(w.GHSA); err != nil {
			return advisories.Advisory{}, errGHSA
		}
	}
	a := advisories.Advisory{
		GHSA: id, CVE: w.CVE, HTMLURL: w.HTMLURL, Summary: w.Summary, Description: w.Description,
		Severity: w.Severity, State: advisories.State(w.State),
		Author: w.Author.noun(), Publisher: w.Publisher.noun(),
		Submitted: w.Submission != nil, Accepted: w.Submission != nil && w.Submission.Accepted,
		CreatedAt: w.CreatedAt.Time, UpdatedAt: w.UpdatedAt.Time, PublishedAt: w.PublishedAt.Time,
		ClosedAt: w.ClosedAt.Time, WithdrawnAt: w.WithdrawnAt.Time,
		CWEs: w.cwes(), Credits: w.credits(), PrivateFork: w.PrivateFork != nil,
		Comments: -1, CommentsClosed: commentsClosed(w.CommentsURL.present, w.CommentsURL.value),
	}
	a.CVSS3, a.CVSS4 = w.vectors()
	for _, v := range w.Vulnerabilities {
		a.Vulnerabilities = append(a.Vulnerabilities, v.noun())
	}
	for i := range w.Users {
		a.Collaborators = append(a.Collaborators, w.Users[i].noun())
	}
	for _, t := range w.Teams {
		if t.Slug != "" {
			a.Teams = append(a.Teams, t.Slug)
		}
	}
	if w.Comments != nil && *w.Comments >= 0 {
		a.Comments = *w.Comments
	}
	return a, nil
}

func (w wireVulnerability) noun() advisories.Vulnerability {
	v := advisories.Vulnerability{Affected: w.Affected, Patched: w.Patched, Functions: w.Functions}
	if w.Package != nil {
		v.Ecosystem, v.Package = w.Package.Ecosystem, w.Package.Name
	}
	return v
}

// vectors are the CVSS vectors; "cvss" is the older place of version 3.
func (w *wireAdvisory) vectors() (v3, v4 string) {
	if s := w.CVSSSeverities; s != nil {
		if s.V3 != nil {
			v3 = s.V3.Vector
		}
		if s.V4 != nil {
			v4 = s.V4.Vector
		}
	}
	if v3 == "" && w.CVSS != nil {
		v3 = w.CVSS.Vector
	}
	return v3, v4
}

func (w *wireAdvisory) cwes() []string {
	if len(w.CWEIDs) > 0 {
		return w.CWEIDs
	}
	var ids []string
	for _, c := range w.CWEs {
		if c.ID != "" {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// credits prefers the detailed list, which tells whether they were accepted.
func (w *wireAdvisory) credits() []advisories.Credit {
	from := w.CreditsDetailed
	if len(from) == 0 {
		from = w.Credits
	}
	var out []advisories.Credit
	for _, c := range from {
		login := c.Login
		if c.User != nil {
			login = c.User.Login
		}
		out = append(out, advisories.Credit{Login: login, Type: c.Type, State: c.State})
	}
	return out
}

func (w wireComment) noun() advisories.Comment {
	return advisories.Comment{
		ID: w.ID, Author: commentAuthor(w.User, w.Author).noun(), Body: w.Body, URL: w.HTMLURL,
		CreatedAt: w.CreatedAt.Time, UpdatedAt: w.UpdatedAt.Time,
	}
}

// comments are ordered by id, which is the order of writing; one that is listed
// twice (it moved between pages) counts once.
func comments(in []wireComment) []advisories.Comment {
	out := make([]advisories.Comment, 0, len(in))
	for _, w := range in {
		out = append(out, w.noun())
	}
	slices.SortStableFunc(out, func(a, b advisories.Comment) int { return cmp.Compare(a.ID, b.ID) })
	return slices.CompactFunc(out, func(a, b advisories.Comment) bool { return a.ID == b.ID && a.ID != 0 })
}

func (w wireInstallation) noun() advisories.Installation {
	account := w.Account.noun()
	i := advisories.Installation{
		ID: w.ID, Account: account.Login, AccountID: account.ID, Suspended: !w.SuspendedAt.IsZero(),
		Permissions: map[string]string{},
	}
	i.Organization = w.Account != nil && w.Account.Type == organizationType
	for name, level := range w.Permissions {
		if level != nil {
			i.Permissions[name] = *level
		}
	}
	return i
}

func (w wireRepository) noun(installation int64) advisories.Repository {
	owner := w.Owner.noun()
	return advisories.Repository{
		Installation: installation, ID: w.ID, Owner: owner.Login, OwnerID: owner.ID, Name: w.Name,
		Private: w.Private, Archived: w.Archived,
	}
}

package ghsa

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// The shapes of GraphQL's answers about tracking issues. githubv4 makes the
// queries from them, so that each field here is a field that is asked for.

// graphTracker is a repository as every answer about an issue has it: enough to
// see whether it is still the one that was pinned, and private.
type graphTracker struct {
	ID         string
	DatabaseID *int64
	Name       string
	Owner      struct {
		Typename     string       `graphql:"__typename"`
		Login        string       ``
		User         graphAccount `graphql:"... on User"`
		Organization graphAccount `graphql:"... on Organization"`
	}
	Visibility       string
	IsArchived       bool
	IsDisabled       bool
	IsLocked         bool
	HasIssuesEnabled bool
}

// graphAccount is what each kind of account has and their interface lacks.
type graphAccount struct {
	ID         string
	DatabaseID *int64
}

// graphActor is who wrote something; it is null where the account is gone.
type graphActor struct {
	Typename string       `graphql:"__typename"`
	Login    string       ``
	User     graphAccount `graphql:"... on User"`
	Bot      graphAccount `graphql:"... on Bot"`
}

type graphIssue struct {
	ID         string
	Number     int
	Repository graphTracker
	Author     *graphActor
	Title      string
	Body       string
	Closed     bool
	Locked     bool
	CreatedAt  stamp
	UpdatedAt  stamp
	// LastEditedAt and Editor are of the body's last change.
	LastEditedAt stamp
	Editor       *graphActor
	Assignees    struct {
		Nodes []*graphUser
	} `graphql:"assignees(first: 10)"`
}

type graphUser struct {
	ID         string
	DatabaseID *int64
	Login      string
}

type graphComment struct {
	ID             string
	FullDatabaseID graphID
	Author         *graphActor
	Body           string
	LastEditedAt   stamp
	CreatedAt      stamp
	URL            string
}

// graphPage is where a list goes on.
type graphPage struct {
	HasNextPage     bool
	HasPreviousPage bool
	StartCursor     *string
	EndCursor       *string
}

// graphID is a number that GraphQL writes as a string (BigInt). What is none is 0.
type graphID int64

// UnmarshalJSON takes a number in quotes or without.
func (n *graphID) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) != nil {
		s = string(b)
	}
	v, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		v = 0 // null, or no number: the caller finds that the id is missing
	}
	*n = graphID(v)
	return nil
}

var errTracker = errors.New("answer without a usable repository")

// noun is the repository in our words; it fails where that could not be pinned.
func (w *graphTracker) noun() (advisories.TrackingRepository, error) {
	owner := first(w.Owner.User.DatabaseID, w.Owner.Organization.DatabaseID)
	r := advisories.TrackingRepository{
		Node: w.ID, ID: first(w.DatabaseID), Owner: w.Owner.Login, OwnerID: owner, Name: w.Name,
		Private:  visibleToFew(w.Visibility),
		Writable: !w.IsArchived && !w.IsDisabled && !w.IsLocked && w.HasIssuesEnabled,
	}
	if r.Node == "" || r.ID <= 0 || r.OwnerID <= 0 || !advisories.ValidOwner(r.Owner) || !advisories.ValidRepositoryName(r.Name) {
		return advisories.TrackingRepository{}, errTracker
	}
	return r, nil
}

// first is the first number that is there, else 0.
func first(numbers ...*int64) int64 {
	for _, n := range numbers {
		if n != nil {
			return *n
		}
	}
	return 0
}

// noun is the person, without an id where it is no account that could have power.
func (w *graphActor) noun() advisories.Person {
	switch {
	case w == nil:
		return advisories.Person{}
	case actorIsBot(w.Typename):
		return advisories.Person{ID: first(w.Bot.DatabaseID), Login: botLogin(w.Login), Node: w.Bot.ID, Bot: true}
	case actorIsPerson(w.Typename):
		return advisories.Person{ID: first(w.User.DatabaseID), Login: w.Login, Node: w.User.ID}
	}
	return advisories.Person{Login: w.Login}
}

func (w *graphUser) noun() advisories.Person {
	return advisories.Person{ID: first(w.DatabaseID), Login: w.Login, Node: w.ID}
}

var errIssue = errors.New("answer without a usable issue")

func (w *graphIssue) noun() (advisories.TrackingIssue, error) {
	r, err := w.Repository.noun()
	if err != nil {
		return advisories.TrackingIssue{}, err
	}
	if w.ID == "" || w.Number <= 0 {
		return advisories.TrackingIssue{}, errIssue
	}
	i := advisories.TrackingIssue{
		Node: w.ID, Number: w.Number, Repository: r, Author: w.Author.noun(), Title: w.Title, Body: w.Body,
		Closed: w.Closed, Locked: w.Locked, CreatedAt: w.CreatedAt.Time, UpdatedAt: w.UpdatedAt.Time,
		EditedAt: w.LastEditedAt.Time, Editor: w.Editor.noun(),
	}
	for _, u := range w.Assignees.Nodes {
		if u != nil {
			i.Assignees = append(i.Assignees, u.noun())
		}
	}
	return i, nil
}

var errComment = errors.New("answer without a usable comment")

func (w *graphComment) noun() (advisories.TrackingComment, error) {
	c := advisories.TrackingComment{
		Node: w.ID, ID: int64(w.FullDatabaseID), Author: w.Author.noun(), Body: w.Body,
		Edited: !w.LastEditedAt.IsZero(), CreatedAt: w.CreatedAt.Time, URL: w.URL,
	}
	if c.Node == "" || c.ID <= 0 {
		return advisories.TrackingComment{}, errComment
	}
	return c, nil
}

// lessSuffix is an App's slug, whether the login has the suffix or not.
func lessSuffix(login string) string { return strings.TrimSuffix(login, botSuffix) }

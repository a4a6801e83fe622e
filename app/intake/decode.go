package intake

import (
	"bytes"
	"encoding/json"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// maxListed is how many repository ids a ring carries. Beyond it both lists are
// left out: whoever works the ring lists the installation afresh.
const maxListed = 10_000

// delivery is all that is ever decoded of a payload.
type delivery struct {
	Action       *string       `json:"action"`
	Installation *installation `json:"installation"`
	Repository   *repository   `json:"repository"`
	Advisory     *struct {
		GHSA string `json:"ghsa_id"`
	} `json:"repository_advisory"`
	Account    *account `json:"account"`
	TargetType present  `json:"target_type"`

	Added   *[]struct{ ID int64 } `json:"repositories_added"`
	Removed *[]struct{ ID int64 } `json:"repositories_removed"`

	Ref     *string   `json:"ref"`
	Before  string    `json:"before"`
	After   string    `json:"after"`
	Forced  bool      `json:"forced"`
	Commits *[]commit `json:"commits"`

	Issue   *issue   `json:"issue"`
	Comment *comment `json:"comment"`

	// Foreign are keys that only other events have.
	PullRequest present `json:"pull_request"`
	Release     present `json:"release"`
	Alert       present `json:"alert"`
	Global      present `json:"security_advisory"`
}

type installation struct {
	ID      int64    `json:"id"`
	Account *account `json:"account"`
}

// issue is an issue, or a pull request where that key is there.
type issue struct {
	Number      int64   `json:"number"`
	PullRequest present `json:"pull_request"`
}

type comment struct {
	ID   int64 `json:"id"`
	User *struct {
		Type string `json:"type"`
	} `json:"user"`
}

// byPerson reports whether the comment may hold a command: Apps and bots, and we
// ourselves, command nothing. (GitHub's types: User, Bot, Organization, Mannequin.)
func (c *comment) byPerson() bool { return c.User != nil && c.User.Type == "User" }

type account struct {
	ID    int64  `json:"id"`
	Login string `json:"login"`
}

type repository struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Owner struct {
		Login string `json:"login"`
	} `json:"owner"`
	DefaultBranch string `json:"default_branch"`
}

// present is true where a key is there and not null; its value is not kept.
type present bool

func (p *present) UnmarshalJSON(b []byte) error {
	*p = present(!bytes.Equal(b, []byte("null")))
	return nil
}

// decode reads a verified payload as the event that the header names. It must be
// one JSON object, and of that event's shape; the header itself is not signed.
func decode(event string, payload []byte) (advisories.Ring, outcome) {
	known, rings := actions[event]
	if !rings {
		if !object(payload) {
			return advisories.Ring{}, outcomeMalformed
		}
		return advisories.Ring{}, outcomeIgnored
	}
	if !begins(payload) {
		return advisories.Ring{}, outcomeMalformed
	}
	payload, ok := sift(payload, wantedDelivery)
	if !ok {
		return advisories.Ring{}, outcomeMalformed
	}
	var d delivery
	if err := json.Unmarshal(payload, &d); err != nil {
		return advisories.Ring{}, outcomeMalformed
	}
	if !shaped(event, &d) {
		return advisories.Ring{}, outcomeMalformed
	}
	if known != nil && !known[*d.Action] {
		return advisories.Ring{}, outcomeIgnored
	}
	if d.Installation == nil {
		return advisories.Ring{}, outcomeNotOurs
	}
	ring, ok := d.ring(event)
	if !ok {
		return advisories.Ring{}, outcomeMalformed
	}
	if event == issueComment && (bool(d.Issue.PullRequest) || !d.Comment.byPerson()) {
		return advisories.Ring{}, outcomeNoCommand
	}
	if event == "push" && !d.touchesPolicy() {
		return advisories.Ring{}, outcomeNoPolicy
	}
	return ring, outcomeRing
}

// object reports whether b is exactly one JSON object. Nesting deeper than 10,000
// is refused by the standard library.
func object(b []byte) bool { return begins(b) && json.Valid(b) }

func begins(b []byte) bool {
	b = bytes.TrimLeft(b, " \t\r\n")
	return len(b) > 0 && b[0] == '{'
}

// shaped reports whether the body has what the event has, and nothing that only
// another event has.
func shaped(event string, d *delivery) bool {
	if d.PullRequest || d.Release || d.Alert || d.Global {
		return false
	}
	if (d.Issue != nil || d.Comment != nil) != (event == issueComment) {
		return false
	}
	lists := d.Added != nil || d.Removed != nil
	if event == "push" {
		return d.Action == nil && d.Ref != nil && d.Repository != nil && d.Before != "" && d.After != "" &&
			d.Advisory == nil && !lists
	}
	if d.Action == nil || d.Ref != nil || d.Commits != nil {
		return false
	}
	switch event {
	case "repository_advisory":
		return d.Advisory != nil && d.Repository != nil && !lists
	case "repository":
		return d.Repository != nil && d.Advisory == nil && !lists
	case issueComment:
		return d.Issue != nil && d.Comment != nil && d.Repository != nil && d.Advisory == nil && !lists
	}
	if d.Repository != nil || d.Advisory != nil {
		return false
	}
	switch event {
	case "installation":
		return !lists && !bool(d.TargetType) && d.Installation != nil && d.Installation.Account != nil
	case "installation_repositories":
		return d.Added != nil && d.Removed != nil
	case "installation_target":
		return !lists && bool(d.TargetType) && d.Account != nil
	}
	return false
}

// ring makes the ring of a delivery of the right shape; ok is false where an id
// or name in it is odd.
func (d *delivery) ring(event string) (r advisories.Ring, ok bool) {
	r = advisories.Ring{Event: event, Installation: d.Installation.ID}
	if r.Installation <= 0 {
		return r, false
	}
	if d.Action != nil {
		r.Action = *d.Action
	}
	if d.Repository != nil && !d.repository(&r) {
		return r, false
	}
	if d.Issue != nil {
		r.Issue, r.Comment = d.Issue.Number, d.Comment.ID
		if r.Issue <= 0 || r.Comment <= 0 {
			return r, false
		}
	}
	if d.Advisory != nil {
		id, err := advisories.ParseGHSA(d.Advisory.GHSA)
		if err != nil {
			return r, false
		}
		r.GHSA = id
	}
	if !d.account(&r) {
		return r, false
	}
	if d.Ref != nil {
		if len(*d.Ref) > maxRef {
			return r, false
		}
		r.Ref = *d.Ref
	}
	return r, d.lists(&r)
}

func (d *delivery) repository(r *advisories.Ring) bool {
	r.RepositoryID, r.Owner, r.Name = d.Repository.ID, d.Repository.Owner.Login, d.Repository.Name
	return r.RepositoryID > 0 && advisories.ValidOwner(r.Owner) && advisories.ValidRepositoryName(r.Name)
}

// account notes the owner of the installation where the event names it. An
// enterprise has a slug and no login.
func (d *delivery) account(r *advisories.Ring) bool {
	a := d.Installation.Account
	if d.Account != nil {
		a = d.Account
	}
	if a == nil {
		return true
	}
	r.Account, r.AccountID = a.Login, a.ID
	return a.ID > 0 && (a.Login == "" || advisories.ValidOwner(a.Login))
}

func (d *delivery) lists(r *advisories.Ring) bool {
	if d.Added == nil || d.Removed == nil || len(*d.Added)+len(*d.Removed) > maxListed {
		return true
	}
	for _, v := range *d.Added {
		r.Added = append(r.Added, v.ID)
	}
	for _, v := range *d.Removed {
		r.Removed = append(r.Removed, v.ID)
	}
	for _, list := range [][]int64{r.Added, r.Removed} {
		for _, id := range list {
			if id <= 0 {
				return false
			}
		}
	}
	return true
}

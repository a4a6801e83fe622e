package ghsatest

import (
	"slices"
	"strings"
	"time"
)

// issue is an issue of a repository. Its author is nil where the account is gone.
type issue struct {
	id          int64
	number      int
	at          *repo
	author      *account
	title, body string
	created     time.Time
	updated     time.Time
	edited      time.Time
	editor      *account
	closed      bool
	closedAt    time.Time
	locked      bool
	assignees   []*account
	remarks     []*remark
	reactions   []IssueReaction
}

// remark is a comment on an issue; those of advisories are another type.
type remark struct {
	id        int64
	on        *issue
	author    *account
	body      string
	created   time.Time
	edited    time.Time
	reactions []IssueReaction
}

// changed is REST's updated_at.
func (c *remark) changed() time.Time {
	if c.edited.IsZero() {
		return c.created
	}
	return c.edited
}

// Issue is an issue as it stands.
type Issue struct {
	ID     int64
	Node   string
	Number int
	// Author is a login, empty where the account is gone.
	Author      string
	Title, Body string
	Closed      bool
	Locked      bool
	// Assignees are logins.
	Assignees []string
	Reactions []IssueReaction
	CreatedAt time.Time
	UpdatedAt time.Time
	// EditedAt is when the body was last changed, zero for never.
	EditedAt time.Time
	Comments []IssueComment
}

// IssueComment is a comment on an issue as it stands.
type IssueComment struct {
	ID   int64
	Node string
	// Author is a login, empty where the account is gone.
	Author    string
	Body      string
	CreatedAt time.Time
	// EditedAt is when the body was last changed, zero for never.
	EditedAt  time.Time
	Reactions []IssueReaction
}

// IssueReaction is one account's emoji, by GitHub's GraphQL names.
type IssueReaction struct{ Login, Content string }

// Issue is an issue as it stands; ok is false where the repository has none of
// that number (any more).
func (s *Server) Issue(fullName string, number int) (i Issue, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.world.mustRepo(fullName).issue(number)
	if found == nil {
		return Issue{}, false
	}
	return found.snapshot(), true
}

// Issues are the repository's issues, oldest first.
func (s *Server) Issues(fullName string) []Issue {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Issue
	for _, i := range s.world.mustRepo(fullName).issues {
		out = append(out, i.snapshot())
	}
	return out
}

func (i *issue) snapshot() Issue {
	out := Issue{
		ID: i.id, Node: nodeID("Issue", i.id), Number: i.number, Author: loginOf(i.author), Title: i.title, Body: i.body,
		Closed: i.closed, Locked: i.locked, Reactions: slices.Clone(i.reactions),
		CreatedAt: i.created, UpdatedAt: i.updated, EditedAt: i.edited,
	}
	for _, a := range i.assignees {
		out.Assignees = append(out.Assignees, a.login)
	}
	for _, c := range i.remarks {
		out.Comments = append(out.Comments, IssueComment{
			ID: c.id, Node: nodeID("IssueComment", c.id), Author: loginOf(c.author), Body: c.body,
			CreatedAt: c.created, EditedAt: c.edited, Reactions: slices.Clone(c.reactions),
		})
	}
	return out
}

func loginOf(a *account) string {
	if a == nil {
		return ""
	}
	return a.login
}

// bare is an App's login as GraphQL has it: without the suffix.
func bare(a *account) string {
	if a.kind == kindBot {
		return strings.TrimSuffix(a.login, "[bot]")
	}
	return a.login
}

func (r *repo) issue(number int) *issue {
	for _, i := range r.issues {
		if i.number == number {
			return i
		}
	}
	return nil
}

// issueByID finds an issue wherever it is now.
func (w *world) issueByID(id int64) *issue {
	for _, r := range w.repos {
		for _, i := range r.issues {
			if i.id == id {
				return i
			}
		}
	}
	return nil
}

func (w *world) remarkByID(id int64) *remark {
	for _, r := range w.repos {
		for _, i := range r.issues {
			if c := i.remark(id); c != nil {
				return c
			}
		}
	}
	return nil
}

// remark is the comment of that id. They are in the order of their ids.
func (i *issue) remark(id int64) *remark {
	at, ok := slices.BinarySearchFunc(i.remarks, id, func(c *remark, id int64) int { return int(c.id - id) })
	if !ok {
		return nil
	}
	return i.remarks[at]
}

// newIssue makes an issue, whoever's right was checked.
func (s *Server) newIssue(r *repo, who *account, title, body string) *issue {
	now := s.now()
	r.lastIssue++
	i := &issue{id: s.world.id(), number: r.lastIssue, at: r, author: who, title: title, body: body, created: now, updated: now}
	r.issues = append(r.issues, i)
	s.act(who, VerbOpenIssue, r, Act{Issue: i.number, Body: body})
	s.sendIssue(i, "opened", who, nil)
	return i
}

func (s *Server) editIssue(i *issue, who *account, title, body *string) {
	changes := object{}
	if title != nil && *title != i.title {
		changes["title"] = object{"from": i.title}
		i.title = *title
	}
	if body != nil && *body != i.body {
		changes["body"] = object{"from": i.body}
		i.body, i.edited, i.editor = *body, s.now(), who
	}
	if len(changes) == 0 {
		return
	}
	i.updated = s.now()
	s.act(who, VerbEditIssue, i.at, Act{Issue: i.number, Body: i.body})
	s.sendIssue(i, "edited", who, changes)
}

func (s *Server) closeIssue(i *issue, who *account, closed bool) {
	if i.closed == closed {
		return
	}
	verb, action := VerbCloseIssue, "closed"
	i.closed, i.closedAt = closed, s.now()
	if !closed {
		verb, action, i.closedAt = VerbReopenIssue, "reopened", time.Time{}
	}
	i.updated = s.now()
	s.act(who, verb, i.at, Act{Issue: i.number})
	s.sendIssue(i, action, who, nil)
}

func (s *Server) addRemark(i *issue, who *account, body string) *remark {
	now := s.now()
	c := &remark{id: s.world.id(), on: i, author: who, body: body, created: now}
	i.remarks = append(i.remarks, c)
	i.updated = now
	s.act(who, VerbCommentIssue, i.at, Act{Issue: i.number, Comment: c.id, Body: body})
	s.sendRemark(c, "created", who, nil)
	return c
}

func (s *Server) assignIssue(i *issue, who *account, people []*account) {
	for _, a := range people {
		if a == nil || slices.Contains(i.assignees, a) || len(i.assignees) >= maxAssigned || a.kind != kindUser || !s.reads(a, i.at) {
			continue // GitHub leaves these out without a word
		}
		i.assignees = append(i.assignees, a)
		i.updated = s.now()
		s.act(who, VerbAssign, i.at, Act{Issue: i.number, Body: a.login})
		s.sendIssue(i, "assigned", who, nil)
	}
}

// maxAssigned is how many people an issue takes.
const maxAssigned = 10

// react adds a reaction; the same one by the same account counts once.
func (s *Server) react(list *[]IssueReaction, i *issue, comment int64, who *account, content string) {
	r := IssueReaction{Login: who.login, Content: content}
	if slices.Contains(*list, r) {
		return
	}
	*list = append(*list, r)
	s.act(who, VerbReact, i.at, Act{Issue: i.number, Comment: comment, Body: content})
}

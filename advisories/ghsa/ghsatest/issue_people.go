package ghsatest

import (
	"fmt"
	"slices"
)

// What people do in issues. An App that is given by its login ("other[bot]") and
// an account made by [Server.AddActor] may do what a reader may.

// AddActor makes an account of another kind that can write in issues, by GitHub's
// name of it: "Bot" (an App, whose login ends in "[bot]"), "Mannequin",
// "Organization".
func (s *Server) AddActor(login, kind string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.world.account(login, kind, s.now()).id
}

// RemoveAccount deletes a personal account; what it wrote stays, with nobody as its
// author.
func (s *Server) RemoveAccount(login string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	gone := s.world.mustFind(login)
	for key, a := range s.world.accounts {
		if a == gone {
			delete(s.world.accounts, key)
		}
	}
	for _, r := range s.world.repos {
		delete(r.roles, gone.id)
		for _, i := range r.issues {
			i.assignees = slices.DeleteFunc(i.assignees, func(a *account) bool { return a == gone })
			if i.author == gone {
				i.author = nil
			}
			for _, c := range i.remarks {
				if c.author == gone {
					c.author = nil
				}
			}
		}
	}
}

// reads reports whether an account can read the repository and its issues.
func (s *Server) reads(who *account, r *repo) bool {
	return who.kind != kindUser || s.roleOf(who, r) != RoleNone || r.owner.security[who.id]
}

// triages reports whether an account may close and reopen anybody's issues.
func (s *Server) triages(who *account, r *repo) bool {
	return s.pushes(who, r) || s.roleOf(who, r) == RoleTriage
}

// inIssue finds person and issue, and checks that the person can read it. The lock
// is held.
func (s *Server) inIssue(login, fullName string, number int, what string) (*account, *issue, error) {
	r, who := s.world.mustRepo(fullName), s.world.mustFind(login)
	i := r.issue(number)
	if i == nil || r.noIssues || !s.reads(who, r) {
		return nil, nil, fmt.Errorf("ghsatest: %s cannot %s issue %d: not found", login, what, number)
	}
	if r.archived {
		return nil, nil, fmt.Errorf("ghsatest: %s cannot %s issue %d: the repository is archived", login, what, number)
	}
	return who, i, nil
}

// OpenIssueAs opens an issue as a person who can read the repository and returns
// its number. It sends "issues" opened.
func (s *Server) OpenIssueAs(login, fullName, title, body string) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, who := s.world.mustRepo(fullName), s.world.mustFind(login)
	if r.noIssues || r.archived || !s.reads(who, r) {
		return 0, denied(who, "open issues in "+fullName)
	}
	return s.newIssue(r, who, title, body).number, nil
}

// EditIssueAs replaces an issue's title and body, as its author or as one who may
// push. It sends "issues" edited.
func (s *Server) EditIssueAs(login, fullName string, number int, title, body string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	who, i, err := s.inIssue(login, fullName, number, "edit")
	if err != nil {
		return err
	}
	if i.author != who && !s.pushes(who, i.at) {
		return denied(who, "edit this issue")
	}
	s.editIssue(i, who, &title, &body)
	return nil
}

// CloseIssueAs closes an issue or opens it again, as its author or one with triage.
func (s *Server) CloseIssueAs(login, fullName string, number int, closed bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	who, i, err := s.inIssue(login, fullName, number, "close")
	if err != nil {
		return err
	}
	if i.author != who && !s.triages(who, i.at) {
		return denied(who, "close this issue")
	}
	s.closeIssue(i, who, closed)
	return nil
}

// LockIssueAs locks or unlocks an issue, as one who may push.
func (s *Server) LockIssueAs(login, fullName string, number int, locked bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	who, i, err := s.inIssue(login, fullName, number, "lock")
	if err != nil {
		return err
	}
	if !s.pushes(who, i.at) {
		return denied(who, "lock this issue")
	}
	i.locked = locked
	s.act(who, VerbLockIssue, i.at, Act{Issue: i.number})
	s.sendIssue(i, map[bool]string{true: "locked", false: "unlocked"}[locked], who, nil)
	return nil
}

// DeleteIssueAs deletes an issue with its comments, as an admin. Its number is not
// given out again.
func (s *Server) DeleteIssueAs(login, fullName string, number int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	who, i, err := s.inIssue(login, fullName, number, "delete")
	if err != nil {
		return err
	}
	if s.roleOf(who, i.at) != RoleAdmin {
		return denied(who, "delete this issue")
	}
	s.act(who, VerbDeleteIssue, i.at, Act{Issue: i.number})
	s.sendIssue(i, "deleted", who, nil)
	i.leave()
	return nil
}

// leave takes the issue out of its repository.
func (i *issue) leave() {
	i.at.issues = slices.DeleteFunc(i.at.issues, func(x *issue) bool { return x == i })
}

// TransferIssueAs moves an issue to another repository of the same owner, as one
// who may push to both, and returns its number there. The issue keeps its id here:
// whether GitHub's does is not documented.
func (s *Server) TransferIssueAs(login, fullName string, number int, to string) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	who, i, err := s.inIssue(login, fullName, number, "transfer")
	if err != nil {
		return 0, err
	}
	r := s.world.mustRepo(to)
	if r.owner != i.at.owner || !s.pushes(who, i.at) || !s.pushes(who, r) {
		return 0, denied(who, "transfer this issue")
	}
	s.act(who, VerbTransferIssue, i.at, Act{Issue: i.number})
	s.sendIssue(i, "transferred", who, nil)
	i.leave()
	r.lastIssue++
	i.at, i.number, i.updated = r, r.lastIssue, s.now()
	r.issues = append(r.issues, i)
	return i.number, nil
}

// CommentIssue comments on an issue as a person who can read it and returns the
// comment's id. On a locked issue only who may push comments. It sends
// "issue_comment" created.
func (s *Server) CommentIssue(login, fullName string, number int, body string) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	who, i, err := s.inIssue(login, fullName, number, "comment on")
	if err != nil {
		return 0, err
	}
	if i.locked && !s.pushes(who, i.at) {
		return 0, denied(who, "comment on a locked issue")
	}
	return s.addRemark(i, who, body).id, nil
}

// EditIssueComment replaces a comment's body, as its author or one who may push.
// It sends "issue_comment" edited.
func (s *Server) EditIssueComment(login, fullName string, commentID int64, body string) error {
	return s.onRemark(login, fullName, commentID, func(who *account, c *remark) {
		from := c.body
		c.body, c.edited = body, s.now()
		s.act(who, VerbEditIssueComment, c.on.at, Act{Issue: c.on.number, Comment: c.id, Body: body})
		s.sendRemark(c, "edited", who, object{"body": object{"from": from}})
	})
}

// DeleteIssueComment removes a comment, as its author or one who may push. It sends
// "issue_comment" deleted.
func (s *Server) DeleteIssueComment(login, fullName string, commentID int64) error {
	return s.onRemark(login, fullName, commentID, func(who *account, c *remark) {
		s.act(who, VerbDeleteIssueComment, c.on.at, Act{Issue: c.on.number, Comment: c.id})
		s.sendRemark(c, "deleted", who, nil)
		c.on.remarks = slices.DeleteFunc(c.on.remarks, func(x *remark) bool { return x == c })
	})
}

func (s *Server) onRemark(login, fullName string, commentID int64, do func(*account, *remark)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.world.remarkByID(commentID)
	if c == nil || c.on.at != s.world.mustRepo(fullName) {
		return fmt.Errorf("ghsatest: no comment %d in an issue of %s", commentID, fullName)
	}
	who, _, err := s.inIssue(login, fullName, c.on.number, "change a comment of")
	if err != nil {
		return err
	}
	if c.author != who && !s.pushes(who, c.on.at) {
		return denied(who, "change this comment")
	}
	do(who, c)
	return nil
}

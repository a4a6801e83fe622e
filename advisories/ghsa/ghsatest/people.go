package ghsatest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Report files a private report as that person: an advisory in triage of which the
// reporter is the author, a collaborator and a credited user (pending). It sends
// "repository_advisory" reported. It panics for a private repository, which takes
// no reports.
func (s *Server) Report(fullName, reporter, summary, description string) advisories.GHSA {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, who := s.world.mustRepo(fullName), s.world.mustFind(reporter)
	if r.private {
		panic("ghsatest: Report: " + fullName + " is private and takes no reports")
	}
	rec := s.newRecord(r, who, summary, description)
	rec.State, rec.Submitted = advisories.StateTriage, true
	rec.Credits = []advisories.Credit{{Login: who.login, Type: "reporter", State: "pending"}}
	rec.Collaborators = []advisories.Person{who.person()}
	s.act(who, VerbReport, r, Act{GHSA: rec.GHSA, Body: description})
	s.sendAdvisory(r, rec, "reported", who)
	return rec.GHSA
}

// DraftAdvisory opens a maintainer's own draft as that person, who must be able to
// administer advisories. GitHub sends nothing for it.
func (s *Server) DraftAdvisory(login, fullName, summary, description string) (advisories.GHSA, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, who := s.world.mustRepo(fullName), s.world.mustFind(login)
	if !s.administers(who, r) {
		return "", denied(who, "draft an advisory in "+fullName)
	}
	rec := s.newRecord(r, who, summary, description)
	rec.State = advisories.StateDraft
	s.act(who, VerbDraft, r, Act{GHSA: rec.GHSA, Body: description})
	return rec.GHSA, nil
}

func (s *Server) newRecord(r *repo, who *account, summary, description string) *record {
	now, seq := s.now(), s.world.id()
	rec := &record{seq: seq, Advisory: advisories.Advisory{
		GHSA: newGHSA(seq), Summary: summary, Description: description,
		Author: who.person(), CreatedAt: now, UpdatedAt: now,
	}}
	r.records = append(r.records, rec)
	return rec
}

// CommentAs writes a comment as a person who is a collaborator of the advisory or
// administers it, and returns its id.
func (s *Server) CommentAs(login, fullName string, id advisories.GHSA, body string) (int64, error) {
	return s.commentAs(login, fullName, id, body, false)
}

// ConfidentialCommentAs writes a comment that REST never shows and never counts.
// The person needs write on the repository.
func (s *Server) ConfidentialCommentAs(login, fullName string, id advisories.GHSA, body string) (int64, error) {
	return s.commentAs(login, fullName, id, body, true)
}

func (s *Server) commentAs(login, fullName string, id advisories.GHSA, body string, confidential bool) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, who, rec, err := s.at(login, fullName, id, "comment on")
	if err != nil {
		return 0, err
	}
	if confidential && !s.pushes(who, r) {
		return 0, denied(who, "write confidential comments in "+fullName)
	}
	if rec.locked && !s.administers(who, r) {
		return 0, denied(who, "comment on a locked advisory")
	}
	return s.addComment(r, rec, who, body, confidential).ID, nil
}

// EditCommentAs replaces a comment's body. As on GitHub, anybody who may write to
// the advisory, the reporter among them, may edit anybody's comment, the bot's too;
// the comment keeps its author.
func (s *Server) EditCommentAs(login, fullName string, id advisories.GHSA, commentID int64, body string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, who, rec, err := s.at(login, fullName, id, "edit comments of")
	if err != nil {
		return err
	}
	c := rec.comment(commentID)
	if c == nil {
		return fmt.Errorf("ghsatest: no comment %d on %s", commentID, id)
	}
	s.editComment(r, rec, who, c, body)
	return nil
}

// DeleteCommentAs removes a comment; who may edit it may remove it. REST has no
// such request.
func (s *Server) DeleteCommentAs(login, fullName string, id advisories.GHSA, commentID int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, who, rec, err := s.at(login, fullName, id, "delete comments of")
	if err != nil {
		return err
	}
	i := slices.IndexFunc(rec.comments, func(c *comment) bool { return c.ID == commentID })
	if i < 0 {
		return fmt.Errorf("ghsatest: no comment %d on %s", commentID, id)
	}
	rec.comments = slices.Delete(rec.comments, i, i+1)
	s.commented(rec)
	s.act(who, VerbDeleteComment, r, Act{GHSA: rec.GHSA, Comment: commentID})
	return nil
}

// EditAdvisoryAs changes an advisory as a person. Taken from what edit leaves are
// Summary, Description, Severity, CVE, Vulnerabilities, CWEs, CVSS3, CVSS4 and
// Credits, which a collaborator may change, and Collaborators and Teams, for which
// the person must administer advisories; the rest is ignored. Collaborators are
// found by login. edit is called with the server's lock held and must not call
// the server.
func (s *Server) EditAdvisoryAs(login, fullName string, id advisories.GHSA, edit func(*advisories.Advisory)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, who, rec, err := s.at(login, fullName, id, "edit")
	if err != nil {
		return err
	}
	if rec.locked && !s.administers(who, r) {
		return denied(who, "edit a locked advisory")
	}
	want := s.seen(r, rec)
	edit(&want)
	if !s.administers(who, r) && !(samePeople(want.Collaborators, rec.Collaborators) && slices.Equal(want.Teams, rec.Teams)) {
		return denied(who, "change who collaborates")
	}
	people := make([]advisories.Person, 0, len(want.Collaborators))
	for _, p := range want.Collaborators {
		people = append(people, s.world.mustFind(p.Login).person())
	}
	rec.Summary, rec.Description, rec.Severity, rec.CVE = want.Summary, want.Description, want.Severity, want.CVE
	rec.Vulnerabilities, rec.CWEs, rec.CVSS3, rec.CVSS4 = want.Vulnerabilities, want.CWEs, want.CVSS3, want.CVSS4
	rec.Credits, rec.Collaborators, rec.Teams = want.Credits, people, want.Teams
	rec.UpdatedAt = s.now()
	s.act(who, VerbEdit, r, Act{GHSA: rec.GHSA})
	return nil
}

// SetStateAs changes an advisory's state as a person who administers advisories:
// accept (triage to draft), close, reopen (closed to draft) or publish. A reporter
// may not. The changes allowed are those of PATCH, see the package comment.
// Publishing sends "repository_advisory" published.
func (s *Server) SetStateAs(login, fullName string, id advisories.GHSA, to advisories.State) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, who, rec, err := s.at(login, fullName, id, "change the state of")
	if err != nil {
		return err
	}
	if !s.administers(who, r) {
		return denied(who, fmt.Sprintf("set %s to %s", id, to))
	}
	if why := refuseState(rec, to); why != "" {
		return fmt.Errorf("ghsatest: 422: %s", why)
	}
	s.setState(r, rec, who, to)
	return nil
}

// LockAs locks or unlocks an advisory as a person who administers advisories.
func (s *Server) LockAs(login, fullName string, id advisories.GHSA, locked bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, who, rec, err := s.at(login, fullName, id, "lock")
	if err != nil {
		return err
	}
	if !s.administers(who, r) {
		return denied(who, "lock "+string(id))
	}
	rec.locked = locked
	s.act(who, VerbLock, r, Act{GHSA: rec.GHSA})
	return nil
}

// AssignCVE gives an advisory a CVE id, as GitHub's staff does some time after a
// request, and returns it. Nothing is sent; whoever waits must look again.
func (s *Server) AssignCVE(fullName string, id advisories.GHSA) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.world.mustRepo(fullName)
	rec := r.mustRecord(id)
	s.world.cves++
	rec.CVE = fmt.Sprintf("CVE-%d-%05d", s.now().Year(), 10000+s.world.cves)
	rec.UpdatedAt = s.now()
	s.act(s.world.account("github-staff", kindUser, s.now()), VerbAssignCVE, r, Act{GHSA: id, Body: rec.CVE})
	return rec.CVE
}

// at finds the person and the advisory, and checks that the person may write to
// it. The lock is held.
func (s *Server) at(login, fullName string, id advisories.GHSA, what string) (*repo, *account, *record, error) {
	r, who := s.world.mustRepo(fullName), s.world.mustFind(login)
	rec := r.mustRecord(id)
	if !s.collaborates(who, r, rec) {
		return nil, nil, nil, denied(who, what+" "+string(id))
	}
	return r, who, rec, nil
}

func denied(who *account, what string) error {
	return fmt.Errorf("ghsatest: %s may not %s: no such right", who.login, what)
}

func samePeople(a, b []advisories.Person) bool {
	return slices.EqualFunc(a, b, func(x, y advisories.Person) bool { return strings.EqualFold(x.Login, y.Login) })
}

// commented notes that the comments of an advisory changed.
func (s *Server) commented(rec *record) {
	if s.opt.CommentMovesAdvisory {
		rec.UpdatedAt = s.now()
	}
}

// addComment writes a comment, whoever's right was checked.
func (s *Server) addComment(r *repo, rec *record, who *account, body string, confidential bool) *comment {
	now := s.now()
	c := &comment{confidential: confidential}
	c.Comment = advisories.Comment{ID: s.world.id(), Author: who.person(), Body: body, CreatedAt: now, UpdatedAt: now}
	c.URL = fmt.Sprintf("%s#advisory-comment-%d", s.advisoryPage(r, rec), c.ID)
	rec.comments = append(rec.comments, c)
	s.commented(rec)
	s.act(who, VerbComment, r, Act{GHSA: rec.GHSA, Comment: c.ID, Body: body})
	return c
}

func (s *Server) editComment(r *repo, rec *record, who *account, c *comment, body string) {
	c.Body, c.UpdatedAt = body, s.now()
	s.commented(rec)
	s.act(who, VerbEditComment, r, Act{GHSA: rec.GHSA, Comment: c.ID, Body: body})
}

// refuseState is why GitHub would not change the state, empty where it would.
func refuseState(rec *record, to advisories.State) string {
	from := rec.State
	allowed := map[advisories.State][]advisories.State{
		advisories.StateTriage: {advisories.StateDraft, advisories.StateClosed},
		advisories.StateDraft:  {advisories.StatePublished, advisories.StateClosed},
		advisories.StateClosed: {advisories.StateDraft},
	}
	if from == to {
		return ""
	}
	if !slices.Contains(allowed[from], to) {
		return fmt.Sprintf("Invalid state transition from `%s` to `%s`.", from, to)
	}
	affected := func(v advisories.Vulnerability) bool { return v.Ecosystem != "" && v.Affected != "" }
	if to == advisories.StatePublished && !slices.ContainsFunc(rec.Vulnerabilities, affected) {
		return "Vulnerabilities must name an ecosystem and an affected version range before publication."
	}
	return ""
}

// setState changes the state, whoever's right was checked, and sends "published".
func (s *Server) setState(r *repo, rec *record, who *account, to advisories.State) {
	from, now := rec.State, s.now()
	if from == to {
		return
	}
	rec.State, rec.UpdatedAt = to, now
	switch to {
	case advisories.StateDraft:
		rec.Accepted, rec.ClosedAt = rec.Submitted, time.Time{}
	case advisories.StateClosed:
		rec.ClosedAt = now
	case advisories.StatePublished:
		rec.PublishedAt, rec.Publisher = now, who.person()
		rec.PrivateFork, rec.forkID = false, 0
	}
	s.act(who, VerbState, r, Act{GHSA: rec.GHSA, From: from, To: to})
	if to == advisories.StatePublished {
		s.sendAdvisory(r, rec, "published", who)
	}
}

// seen is the advisory as REST counts it.
func (s *Server) seen(r *repo, rec *record) advisories.Advisory {
	a := rec.Advisory
	a.HTMLURL = s.advisoryPage(r, rec)
	a.Vulnerabilities, a.CWEs = slices.Clone(a.Vulnerabilities), slices.Clone(a.CWEs)
	a.Credits, a.Collaborators, a.Teams = slices.Clone(a.Credits), slices.Clone(a.Collaborators), slices.Clone(a.Teams)
	a.Comments = -1
	if s.commentable(r) {
		a.Comments = rec.shown()
		a.CommentsClosed = s.threadClosed(rec)
	}
	return a
}

// commentable reports whether the API of comments is there for the repository.
func (s *Server) commentable(r *repo) bool { return !r.private && !s.opt.NoComments }

// advisoryPage is the advisory's page, on github.com as in real answers.
func (s *Server) advisoryPage(r *repo, rec *record) string {
	return "https://github.com/" + r.fullName() + "/security/advisories/" + string(rec.GHSA)
}

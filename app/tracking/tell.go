package tracking

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Tell writes a comment under a draft's mark, and assigns and mentions people. People
// come first, for that can be done twice: once the comment stands, all is done. It
// returns *[ProblemError] where nothing may be written; with a comment's id, where the
// comment was written and its answer told of the problem.
//
// A try that ended unclear is to be looked for with [Room.Find], no sooner than
// Config.InFlight after it began.
func (r *Room) Tell(ctx context.Context, of advisories.CaseKey, t advisories.Tracking, draft advisories.DraftKey, body string, assign []advisories.Person) (comment int64, err error) {
	if err := r.Assign(ctx, of, t, assign); err != nil {
		if !unassignable(err) {
			return 0, err
		}
		r.log.Warn("people not assigned to the tracking issue", "fault", advisories.CodeOf(err))
	}
	return r.comment(ctx, of, t, draft, mentioning(body, assign))
}

// Find looks for the comment that [Room.Tell] wrote under a draft's mark, among those
// since then; since is our clock's, and an hour is allowed for GitHub's.
func (r *Room) Find(ctx context.Context, of advisories.CaseKey, t advisories.Tracking, draft advisories.DraftKey, since time.Time) (comment int64, ok bool, err error) {
	l, err := r.look(ctx, of.Installation, t, since.Add(-skew))
	switch {
	case err != nil:
		return 0, false, err
	case l.Issue.Node == "":
		return 0, false, &ProblemError{l.Problem}
	}
	self, err := r.gh.Self(ctx, of.Installation)
	if err != nil {
		return 0, false, fmt.Errorf("know our own account: %w", err)
	}
	comment, ok = r.find(l.Comments, self, draft.String(), of.GHSA)
	return comment, ok, nil
}

// find finds our comment of that mark. A mark whose signature fails still counts: a
// person changed what we wrote, and writing it again would be worse.
func (r *Room) find(comments []advisories.TrackingComment, self advisories.Person, key string, id advisories.GHSA) (int64, bool) {
	for _, c := range comments {
		if !self.Known() || c.Author.ID != self.ID {
			continue
		}
		if m := r.keys.ReadMark(c.Body); m.Check != advisories.MarkNone && m.Draft == key && m.GHSA == id {
			return c.ID, true
		}
	}
	return 0, false
}

// Assign assigns people to the issue; who is assigned already stays.
func (r *Room) Assign(ctx context.Context, of advisories.CaseKey, t advisories.Tracking, people []advisories.Person) error {
	if len(people) == 0 {
		return nil
	}
	if _, err := r.ready(ctx, of, t, r.now()); err != nil {
		return err
	}
	if err := r.gh.AssignIssue(ctx, of.Installation, t.Repository.ID, t.Issue, people); err != nil {
		return fmt.Errorf("assign people to the tracking issue: %w", err)
	}
	return nil
}

// unassignable reports whether GitHub does not take the people, who cannot read the
// issue, say. Being told and seeing it is another matter.
func unassignable(err error) bool {
	switch advisories.CodeOf(err) {
	case advisories.FaultRefused, advisories.FaultForbidden, advisories.FaultGone:
		return true
	}
	return false
}

// ready looks at the issue and answers with a ProblemError where nothing may be
// written.
func (r *Room) ready(ctx context.Context, of advisories.CaseKey, t advisories.Tracking, since time.Time) (Look, error) {
	l, err := r.look(ctx, of.Installation, t, since)
	if err == nil && l.Problem != "" {
		err = &ProblemError{l.Problem}
	}
	return l, err
}

// comment looks, writes, and checks the answer.
func (r *Room) comment(ctx context.Context, of advisories.CaseKey, t advisories.Tracking, mark advisories.DraftKey, body string) (int64, error) {
	if _, err := r.ready(ctx, of, t, r.now()); err != nil {
		return 0, err
	}
	if size(body) > maxBody {
		body = cut(body)
	}
	c, at, err := r.gh.CommentIssue(ctx, of.Installation, t.Repository.ID, t.Issue, r.keys.Marked(body, mark, of.GHSA))
	if err != nil {
		if p := problemOf(err); p != "" {
			return 0, &ProblemError{p}
		}
		return 0, fmt.Errorf("comment on the tracking issue: %w", err)
	}
	if p := fitsRepository(t.Repository, at); p != "" {
		return c.ID, &ProblemError{p}
	}
	return c.ID, nil
}

var loginPattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:_[A-Za-z0-9]{1,12})?$`)

// mentioning puts those in front whom the text does not mention yet.
func mentioning(body string, people []advisories.Person) string {
	var names []string
	for _, p := range people {
		name := "@" + p.Login
		if p.Bot || !loginPattern.MatchString(p.Login) || mentions(body, name) {
			continue
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return body
	}
	return strings.Join(names, " ") + "\n\n" + body
}

// mentions reports whether the text holds the name, not as the beginning of another.
func mentions(body, name string) bool {
	body, name = strings.ToLower(body), strings.ToLower(name)
	for {
		_, after, ok := strings.Cut(body, name)
		if !ok {
			return false
		}
		if after == "" || !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789-_/", rune(after[0])) {
			return true
		}
		body = after
	}
}

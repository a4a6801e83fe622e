package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// What the story sees on GitHub's side and in the docket.

func (s *story) botComments() []advisories.Comment {
	var out []advisories.Comment
	for _, c := range s.github.Comments(demoRepository, s.id) {
		if c.Author.ID == s.github.Bot() {
			out = append(out, c)
		}
	}
	return out
}

// count is how often the bot did something on the story's advisory.
func (s *story) count(verb ghsatest.Verb) int {
	n := 0
	for _, a := range s.github.Acts() {
		if a.Bot && a.Verb == verb && a.GHSA == s.id {
			n++
		}
	}
	return n
}

func (s *story) edits() int { return s.count(ghsatest.VerbEditComment) }

// issue is the number of the story's tracking issue, 0 while there is none.
func (s *story) issue() int {
	for _, i := range s.github.Issues(demoCases) {
		if strings.Contains(i.Title, string(s.id)) && s.id != "" {
			return i.Number
		}
	}
	return 0
}

// inIssue reports whether the bot told something in the issue beyond its first card.
func (s *story) inIssue(words string) bool {
	i, _ := s.github.Issue(demoCases, s.issue())
	for _, c := range i.Comments {
		if strings.Contains(c.Body, words) {
			return true
		}
	}
	return false
}

// command is a maintainer's comment in the issue.
func (s *story) command(login, body string) error {
	s.out.say("   @%s writes in the issue: %s", login, body)
	if _, err := s.github.CommentIssue(login, demoCases, s.issue(), body); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	return nil
}

// obeyed reports whether somebody's command was written down as done.
func (s *story) obeyed(ctx context.Context, login, verb string) bool {
	c, err := s.findCase(ctx)
	if err != nil {
		return false
	}
	list, err := s.program.Docket.Commands(ctx, c.Key)
	if err != nil {
		return false
	}
	for _, k := range list {
		if k.By.Login == login && k.Verb == verb && k.Done() {
			return true
		}
	}
	return false
}

// secret fails where the issue has words of the report.
func (s *story) secret() error {
	i, _ := s.github.Issue(demoCases, s.issue())
	all := i.Title + i.Body
	for _, c := range i.Comments {
		all += c.Body
	}
	for _, words := range []string{demoSummary, "delivery note", "docker compose up"} {
		if strings.Contains(all, words) {
			return errors.New("demo: the tracking issue has words of the report")
		}
	}
	return nil
}

func (s *story) findCase(ctx context.Context) (advisories.Case, error) { return s.caseOf(ctx, s.id) }

func (s *story) caseOf(ctx context.Context, id advisories.GHSA) (advisories.Case, error) {
	cases, _, err := s.records.List(ctx, true)
	if err != nil {
		return advisories.Case{}, err
	}
	for _, c := range cases {
		if c.Key.GHSA == id {
			return c, nil
		}
	}
	return advisories.Case{}, advisories.ErrNotFound
}

func (s *story) clock(ctx context.Context, k advisories.Commitment) (advisories.Clock, bool) {
	c, err := s.findCase(ctx)
	if err != nil {
		return advisories.Clock{}, false
	}
	return c.Verdict.Clock(k)
}

func (s *story) heldDraft(ctx context.Context, kind advisories.Kind) (advisories.Draft, bool) {
	c, err := s.findCase(ctx)
	if err != nil {
		return advisories.Draft{}, false
	}
	v, err := s.records.Show(ctx, c.Name)
	if err != nil {
		return advisories.Draft{}, false
	}
	for _, d := range v.Drafts {
		if d.Key.Kind == kind && d.State == advisories.DraftHeld {
			return d, true
		}
	}
	return advisories.Draft{}, false
}

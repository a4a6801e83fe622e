package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// tell plays the people and waits for the program after each of their turns.
func (s *story) tell(ctx context.Context) error {
	for _, turn := range []func(context.Context) error{s.reported, s.answered, s.atRisk, s.acknowledged, s.accepted, s.published, s.prose} {
		if err := turn(ctx); err != nil {
			return err
		}
	}
	return s.judged(ctx)
}

func (s *story) reported(ctx context.Context) error {
	if err := s.chapter(ctx, "A researcher files a private report", "GitHub rings the door. The policy of "+demoRepository+" wants steps and affected versions; this report lacks the versions."); err != nil {
		return err
	}
	s.id = s.github.Report(demoRepository, demoReporter, demoSummary, demoReport)
	return s.until(ctx, "a receipt and a question on GitHub", func() bool { return len(s.botComments()) >= 2 })
}

func (s *story) answered(ctx context.Context) error {
	if err := s.chapter(ctx, "The researcher answers", "GitHub sends no webhook for comments: the sweep finds it."); err != nil {
		return err
	}
	if _, err := s.github.CommentAs(demoReporter, demoRepository, s.id, demoAnswer); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	return s.until(ctx, "a status comment on GitHub", func() bool { return len(s.botComments()) >= 3 })
}

func (s *story) atRisk(ctx context.Context) error {
	if err := s.chapter(ctx, "Nobody of the project has answered", "The target passes. The clock wakes the case by itself; what the bot wrote does not count as an answer."); err != nil {
		return err
	}
	return s.until(ctx, "the acknowledgement to be at risk", func() bool {
		c, ok := s.clock(ctx, advisories.CommitmentAcknowledge)
		return ok && (c.State == advisories.ClockAtRisk || c.State == advisories.ClockMissed) // a slow reader may miss it
	})
}

func (s *story) acknowledged(ctx context.Context) error {
	if err := s.chapter(ctx, "A maintainer answers", "A comment by a person with power stops the clock. Everything required is there, so the bot drafts the acceptance, which needs approval."); err != nil {
		return err
	}
	if _, err := s.github.CommentAs(demoMaintainer, demoRepository, s.id, "Thank you, I can reproduce this. We will take it from here."); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	return s.until(ctx, "a draft to accept the report", func() bool {
		_, held := s.heldDraft(ctx, advisories.KindAccept)
		c, ok := s.clock(ctx, advisories.CommitmentAcknowledge)
		return held && ok && !c.MetAt.IsZero()
	})
}

func (s *story) accepted(ctx context.Context) error {
	d, held := s.heldDraft(ctx, advisories.KindAccept)
	if !held {
		return errors.New("demo: the draft to accept the report is gone")
	}
	c, err := s.findCase(ctx)
	if err != nil {
		return err
	}
	edits := s.edits()
	if err := s.chapter(ctx, "The operator approves", fmt.Sprintf("advisory-bot case approve %s %d --digest %.12s", c.Name, d.Number, d.Digest)); err != nil {
		return err
	}
	if err := s.records.Decide(ctx, Ruling{Case: c.Name, Number: d.Number, Approve: true, Digest: d.Digest, As: "demo"}); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	return s.until(ctx, "the advisory to be accepted and the status comment to say so", func() bool {
		return s.github.Advisory(demoRepository, s.id).State == advisories.StateDraft && s.edits() > edits
	})
}

func (s *story) published(ctx context.Context) error {
	if err := s.chapter(ctx, "The maintainer publishes", "A fix is out: the maintainer fills in the affected versions and publishes. GitHub rings once more; the case ends."); err != nil {
		return err
	}
	err := s.github.EditAdvisoryAs(demoMaintainer, demoRepository, s.id, func(a *advisories.Advisory) {
		a.Vulnerabilities = []advisories.Vulnerability{{Ecosystem: "npm", Package: "parcel-tracker", Affected: ">= 2.3.0, < 2.6.5", Patched: "2.6.5"}}
		a.Severity = "high"
	})
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if err := s.github.SetStateAs(demoMaintainer, demoRepository, s.id, advisories.StatePublished); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	return s.until(ctx, "the case to end as published", func() bool {
		c, err := s.findCase(ctx)
		return err == nil && c.Stage == advisories.StagePublished
	})
}

// prose is a second report, to a project that never wrote a policy file.
func (s *story) prose(ctx context.Context) error {
	err := s.chapter(ctx, "A report to a project that has only a SECURITY.md",
		demoProse+" has no policy file. Its SECURITY.md promises an answer within 3 business days and an assessment within 10 days: the receipt says when that is.")
	if err != nil {
		return err
	}
	id := s.github.Report(demoProse, demoReporter, demoProseSummary, demoProseReport)
	if err := s.until(ctx, "a receipt in "+demoProse, func() bool { return len(s.github.Comments(demoProse, id)) > 0 }); err != nil {
		return err
	}
	c, err := s.caseOf(ctx, id)
	if err != nil {
		return err
	}
	body := advisories.Unmarked(s.github.Comments(demoProse, id)[0].Body)
	for _, name := range []advisories.Commitment{advisories.CommitmentAcknowledge, advisories.CommitmentAssess} {
		clock, _ := c.Verdict.Clock(name)
		if !strings.Contains(strings.Join(clock.Why, "\n"), "SECURITY.md line") || !strings.Contains(body, clock.Maximum.UTC().Format("Mon 2 Jan 2006 15:04")) {
			return fmt.Errorf("demo: the receipt in %s does not say what its SECURITY.md promises", demoProse)
		}
		var b strings.Builder
		printClock(&b, clock)
		s.out.say("%s", strings.TrimRight(b.String(), "\n"))
	}
	var b strings.Builder
	printBody(&b, "  | ", strings.TrimSpace(body))
	s.out.say("   The receipt:\n%s", strings.TrimRight(b.String(), "\n"))
	return nil
}

// judged checks that the story ended as it should: each thing was said once.
func (s *story) judged(ctx context.Context) error {
	if n := len(s.botComments()); n != 3 {
		return fmt.Errorf("demo: the bot wrote %d comments, not a receipt, a question and a status", n)
	}
	states := 0
	for _, a := range s.github.Acts() {
		if a.Bot && a.Verb == ghsatest.VerbState {
			states++
		}
	}
	if states != 1 {
		return fmt.Errorf("demo: the bot changed the state %d times, not once", states)
	}
	if _, err := s.records.Verify(ctx, ""); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	c, err := s.findCase(ctx)
	if err != nil {
		return err
	}
	if err := s.quiet(ctx, c); err != nil {
		return err
	}
	s.out.say("\n== The case, as `advisory-bot case show %s` has it", c.Name)
	v, err := s.records.Show(ctx, c.Name)
	if err != nil {
		return err
	}
	var b strings.Builder
	PrintCase(&b, v)
	s.out.say("%s", strings.TrimRight(b.String(), "\n"))
	return nil
}

// quiet checks that every draft was carried out and that maintainers were told of
// nothing: nobody in the story edits a comment of the bot's or breaks a rule.
func (s *story) quiet(ctx context.Context, c advisories.Case) error {
	v, err := s.records.Show(ctx, c.Name)
	if err != nil {
		return err
	}
	for _, d := range v.Drafts {
		if d.State != advisories.DraftDone {
			return fmt.Errorf("demo: draft %d (%s) ended as %s: %s", d.Number, d.Key.Kind, d.State, d.Why)
		}
	}
	_, notices, err := s.records.List(ctx, true)
	if err == nil && len(notices) > 0 {
		err = fmt.Errorf("demo: maintainers were told of what did not happen: %s", notices[0].Kind)
	}
	return err
}

func (s *story) botComments() []advisories.Comment {
	var out []advisories.Comment
	for _, c := range s.github.Comments(demoRepository, s.id) {
		if c.Author.ID == s.github.Bot() {
			out = append(out, c)
		}
	}
	return out
}

func (s *story) edits() int {
	n := 0
	for _, a := range s.github.Acts() {
		if a.Bot && a.Verb == ghsatest.VerbEditComment {
			n++
		}
	}
	return n
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

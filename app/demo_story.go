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
	if err := s.chapter(ctx, "A researcher files a private report", "GitHub rings. The policy of "+demoRepository+" wants steps and affected versions; this report lacks the versions. Maintainers get an issue in their private repository, with no word of the report."); err != nil {
		return err
	}
	s.id = s.github.Report(demoRepository, demoReporter, demoSummary, demoReport)
	return s.until(ctx, "a receipt and a question on GitHub, and a tracking issue", func() bool {
		return len(s.botComments()) >= 2 && s.issue() != 0
	})
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
	if err := s.chapter(ctx, "Nobody of the project has answered", "The target passes. The clock wakes the case by itself, and the maintainers are told in their issue; what the bot wrote does not count as an answer."); err != nil {
		return err
	}
	return s.until(ctx, "the acknowledgement to be at risk, and the maintainers to be told", func() bool {
		c, ok := s.clock(ctx, advisories.CommitmentAcknowledge)
		return ok && (c.State == advisories.ClockAtRisk || c.State == advisories.ClockMissed) && s.inIssue("acknowledge") // a slow reader may miss it
	})
}

func (s *story) acknowledged(ctx context.Context) error {
	if err := s.chapter(ctx, "A maintainer takes note", "One word in the issue stops the clock and tells the reporter: /ack"); err != nil {
		return err
	}
	if err := s.command(demoMaintainer, "/ack"); err != nil {
		return err
	}
	return s.until(ctx, "the clock to stop and a draft to accept the report", func() bool {
		_, held := s.heldDraft(ctx, advisories.KindAccept)
		c, ok := s.clock(ctx, advisories.CommitmentAcknowledge)
		return held && ok && !c.MetAt.IsZero() && len(s.botComments()) >= 4
	})
}

func (s *story) accepted(ctx context.Context) error {
	edits := s.edits()
	if err := s.chapter(ctx, "The maintainer accepts", "Everything required is there, so the draft to accept it waits already, and the command lets it out: /accept"); err != nil {
		return err
	}
	if err := s.command(demoMaintainer, "/accept"); err != nil {
		return err
	}
	return s.until(ctx, "the advisory to be accepted and the status comment to say so", func() bool {
		return s.github.Advisory(demoRepository, s.id).State == advisories.StateDraft && s.edits() > edits
	})
}

func (s *story) published(ctx context.Context) error {
	if err := s.chapter(ctx, "Two maintainers publish", "A fix is out: a maintainer fills in the affected versions on GitHub. The owner's policy wants two people for a publication, so the draft waits for both: /approve"); err != nil {
		return err
	}
	err := s.github.EditAdvisoryAs(demoMaintainer, demoRepository, s.id, func(a *advisories.Advisory) {
		a.Vulnerabilities = []advisories.Vulnerability{{Ecosystem: "npm", Package: "parcel-tracker", Affected: ">= 2.3.0, < 2.6.5", Patched: "2.6.5"}}
		a.Severity, a.CWEs = "high", []string{"CWE-330"}
	})
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if err := s.until(ctx, "a draft to publish", func() bool { _, held := s.heldDraft(ctx, advisories.KindPublish); return held }); err != nil {
		return err
	}
	for _, who := range []string{demoMaintainer, demoSecond} {
		d, held := s.heldDraft(ctx, advisories.KindPublish)
		if !held {
			return errors.New("demo: the draft to publish is gone")
		}
		if err := s.command(who, fmt.Sprintf("/approve %d", d.Number)); err != nil {
			return err
		}
		if err := s.until(ctx, "the approval to be counted", func() bool { return s.obeyed(ctx, who, "approve") }); err != nil {
			return err
		}
	}
	return s.until(ctx, "the case to end as published", func() bool {
		c, err := s.findCase(ctx)
		return err == nil && c.Stage == advisories.StagePublished && c.Tracking.Closed
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
	if n := s.count(ghsatest.VerbComment); n != 5 {
		return fmt.Errorf("demo: the bot wrote %d comments, not a receipt, a question, a status, an acknowledgement and thanks", n)
	}
	if n := s.count(ghsatest.VerbState); n != 2 {
		return fmt.Errorf("demo: the bot changed the state %d times, not twice", n)
	}
	if err := s.secret(); err != nil {
		return err
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
	s.out.say("\n== The tracking issue, as maintainers see it")
	if i, ok := s.github.Issue(demoCases, s.issue()); ok {
		var card strings.Builder
		printBody(&card, "  | ", "# "+i.Title+"\n\n"+strings.TrimSpace(advisories.Unmarked(i.Body)))
		s.out.say("%s", strings.TrimRight(card.String(), "\n"))
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
		if d.State != advisories.DraftDone && d.State != advisories.DraftSuperseded {
			return fmt.Errorf("demo: draft %d (%s) ended as %s: %s", d.Number, d.Key.Kind, d.State, d.Why)
		}
	}
	_, notices, err := s.records.List(ctx, true)
	if err == nil && len(notices) > 0 {
		err = fmt.Errorf("demo: maintainers were told of what did not happen: %s", notices[0].Kind)
	}
	return err
}

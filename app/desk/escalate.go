package desk

import (
	"fmt"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// escalations tell the operator of promises that are at risk or missed where there
// is no tracking issue in which maintainers could be told; and take that back once
// the promise was kept.
func (c *casework) escalations() (raised, over []advisories.Notice) {
	for _, k := range c.verdict.Clocks {
		n := c.notice(advisories.NoticeEscalated, string(k.Commitment), "")
		var was advisories.Clock
		if c.before != nil {
			was, _ = c.before.Verdict.Clock(k.Commitment)
		}
		switch {
		case late(k) && !c.tracked() && c.snap.Advisory.State.Open():
			if was.State == k.State {
				continue // told already
			}
		case late(was):
			over = append(over, n)
			continue
		default:
			continue
		}
		n.Text = fmt.Sprintf("the promise to %s is at risk: it should have been kept by %s", k.Commitment, k.Target.UTC().Format("2006-01-02 15:04 UTC"))
		if k.State == advisories.ClockMissed {
			n.Text = fmt.Sprintf("the promise to %s was missed: it ran out at %s", k.Commitment, k.Maximum.UTC().Format("2006-01-02 15:04 UTC"))
		}
		raised = append(raised, n)
	}
	return raised, over
}

// late reports whether a clock ran past its target and nothing met it yet.
func late(k advisories.Clock) bool {
	return k.State == advisories.ClockAtRisk || k.State == advisories.ClockMissed && k.MetAt.IsZero()
}

package desk

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
)

// A case whose pin cannot be read follows the policy of now; maintainers must hear
// of it, and of that case only.
func TestUnreadablePinIsTold(t *testing.T) {
	d := &Desk{now: time.Now, log: slog.New(slog.DiscardHandler)}
	c := &casework{d: d, name: "amber-otter-123", before: &advisories.Case{Pin: advisories.Pin{Digest: "x", Text: "no pin"}}}
	_, problems := c.compose(policy.ComposeInput{})
	c.tellProblems(problems)
	if len(c.notices) != 1 || c.notices[0].Case != "amber-otter-123" || !strings.Contains(c.notices[0].Text, "cannot be read") {
		t.Errorf("notices %+v", c.notices)
	}
	c = &casework{d: d, name: "amber-otter-123", before: &advisories.Case{Pin: policy.Builtin().Pin()}}
	_, problems = c.compose(policy.ComposeInput{})
	c.tellProblems(problems)
	if len(c.notices) != 0 || len(c.cleared) != 4 {
		t.Errorf("notices %+v, cleared %+v", c.notices, c.cleared)
	}
}

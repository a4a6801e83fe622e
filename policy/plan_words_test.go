package policy

import (
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// TestClosingHasWordsForEachReason: each reason of the closed list has a text of
// its own, and none blames the reporter.
func TestClosingHasWordsForEachReason(t *testing.T) {
	unsaid := render("closing", words{CloseReason: "something new"})
	said := map[string]advisories.CloseReason{}
	for _, r := range advisories.CloseReasons() {
		text := render("closing", words{Reporter: "@kim", Case: "amber-otter-123", CloseReason: string(r)})
		if other, twice := said[text]; twice || strings.Contains(unsaid, text) {
			t.Errorf("%s has no words of its own (%s)", r, other)
		}
		said[text] = r
		for _, bad := range []string{"invalid", "fail", "wrong", "waste", "unfortunately", "!"} {
			if strings.Contains(strings.ToLower(text), bad) {
				t.Errorf("%s says %q:\n%s", r, bad, text)
			}
		}
	}
	if len(said) != len(advisories.CloseReasons()) || strings.Contains(unsaid, "something") {
		t.Errorf("%d texts; the unknown reason: %s", len(said), unsaid)
	}
}

// TestAlarmKnowsEveryClock: maintainers are told what is late and what to do.
func TestAlarmKnowsEveryClock(t *testing.T) {
	for _, c := range []advisories.Commitment{advisories.CommitmentAcknowledge, advisories.CommitmentAssess, advisories.CommitmentUpdate, advisories.CommitmentFix,
		advisories.CommitmentDisclose, advisories.CommitmentCRAWarning, advisories.CommitmentCRANotification, advisories.CommitmentCRAReport} {
		if clockWords[c] == "" || todoWords[c] == "" {
			t.Errorf("%s has no words", c)
		}
	}
}

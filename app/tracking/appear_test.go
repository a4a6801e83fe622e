package tracking_test

import (
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// GitHub does not find every issue in the first moments: that is no issue which
// somebody deleted. After a minute it is.
func TestIssueAppears(t *testing.T) {
	for _, c := range []struct {
		after time.Duration
		gone  bool
	}{{0, false}, {59 * time.Second, false}, {time.Minute, true}, {-time.Hour, true}} {
		h := newHub(t)
		h.must()
		h.tick(c.after)
		h.happen("stage", "received to assessed", 0)
		h.view.Case.Stage = advisories.StageAssessed
		h.gh.Fault(ghsatest.Fault{Kind: ghsatest.GraphError, Type: "NOT_FOUND", GraphQL: "query node"})
		err := h.show()
		if c.gone {
			if err != nil || h.kept.Problem != advisories.TrackingGone {
				t.Errorf("after %s: %v, kept %+v", c.after, err, h.kept)
			}
			continue
		}
		if advisories.CodeOf(err) != advisories.FaultUnavailable || h.kept.Problem != "" || h.kept.Begun.Key != "" {
			t.Fatalf("after %s: %v, kept %+v", c.after, err, h.kept)
		}
		h.tick(5 * time.Second)
		h.must()
		if list := h.gh.Issues(cases); len(list) != 1 || len(list[0].Comments) != 1 || h.kept.Problem != "" {
			t.Errorf("after %s: issues %+v, kept %+v", c.after, list, h.kept)
		}
	}
}

// An issue that was found was there before.
func TestFoundIssueIsThere(t *testing.T) {
	l := newLab(t)
	l.must()
	l.kept = advisories.Tracking{}
	l.must()
	if l.kept.Issue == "" || !l.kept.Opened.IsZero() {
		t.Errorf("kept %+v", l.kept)
	}
}

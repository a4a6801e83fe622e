package app_test

import (
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// TestForgottenCase: a case whose texts were purged knows its comments as its own
// all the same, posts nothing again, and goes on where it is opened again.
func TestForgottenCase(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	r := w.run()
	id := w.github.Report(testRepo, "researcher", "One byte too many", complete)
	w.until("a receipt", func() bool { return w.kinds(id) == "receipt 1" })
	comment(t, w, "maintainer", id, "We look into it.")
	r.sweepNow()
	kinds := w.kinds(id)
	set := func(to advisories.State) {
		t.Helper()
		if err := w.github.SetStateAs("maintainer", testRepo, id, to); err != nil {
			t.Fatal(err)
		}
		r.sweepNow()
		r.lookNow(id)
	}
	set(advisories.StateClosed)
	if c := r.theCase(id); c.Stage != advisories.StageClosed {
		t.Fatalf("the case is %s: %s", c.Stage, r.draftLine(id))
	}
	if n, err := r.Docket.Forget(t.Context(), time.Now().Add(time.Hour)); err != nil || n != 1 {
		t.Fatalf("%d cases were forgotten, %v", n, err)
	}
	for _, d := range r.drafts(id) {
		if d.Body != "" || d.Act == advisories.ActComment && !d.Purged {
			t.Errorf("draft %d: %q, purged %t", d.Number, d.Body, d.Purged)
		}
	}
	closing := w.kinds(id)
	w.whole(r, id, closing)
	set(advisories.StateDraft)
	comment(t, w, "maintainer", id, "We look again.")
	r.sweepNow()
	w.whole(r, id, w.kinds(id))
	if got := w.kinds(id); !strings.HasPrefix(got, strings.SplitN(kinds, ",", 2)[0]) || r.theCase(id).Stage == advisories.StageClosed {
		t.Errorf("comments: %s, at first %s; the case is %s: %s", got, kinds, r.theCase(id).Stage, r.draftLine(id))
	}
}

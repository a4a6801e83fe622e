package app_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app/desk"
)

// The crash test runs the real program as a child of the test, kills it with
// SIGKILL at a step of the life of a delivery, starts it again on the same data
// directory, and judges on GitHub's side: everything happened, and once.

// killPoint is where the child dies: at the nth time that a step is done for a
// kind of draft (or any, where kind is empty).
type killPoint struct {
	step string
	kind advisories.Kind
	nth  int
}

func (k killPoint) String() string { return fmt.Sprintf("%s/%s/%d", k.step, k.kind, k.nth) }

// Steps of the door, beside those of the desk.
const (
	stepReceive = "receive" // the request is here, nothing was read
	stepVerify  = "verify"  // the signature is good, nothing was stored
	stepPersist = "persist" // the ring is durable, nothing was answered
	stepAny     = "any"     // whichever it is
)

func crashPoints() []killPoint {
	points := []killPoint{{stepReceive, "", 1}, {stepVerify, "", 1}, {stepPersist, "", 1}}
	for _, s := range []desk.Step{desk.StepLoad, desk.StepJudge, desk.StepPlan, desk.StepFile, desk.StepRecord} {
		points = append(points, killPoint{string(s), "", 1}, killPoint{string(s), "", 2})
	}
	for _, s := range []desk.Step{desk.StepBegin, desk.StepLook, desk.StepPerform, desk.StepSettle} {
		for _, k := range []advisories.Kind{advisories.KindReceipt, advisories.KindAsk, advisories.KindStatus, advisories.KindAccept} {
			points = append(points, killPoint{string(s), k, 1})
		}
		points = append(points, killPoint{string(s), advisories.KindStatus, 2})
	}
	return points
}

func TestKillAtEachStep(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	for _, point := range crashPoints() {
		t.Run(point.String(), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, ghsatest.Options{})
			c := w.child(childSpec{point: point})
			story := func() (done bool) { return w.tellStory(c) }
			if !story() { // the child died on the way
				c = w.child(childSpec{})
				for _, d := range w.github.Deliveries() {
					_ = w.github.Redeliver(d.GUID) // what reached nobody is known to the log
				}
				if !story() {
					t.Fatal("the second child died too")
				}
			} else {
				t.Fatalf("the child lived through %s", point)
			}
			c.kill()
			id := w.github.Advisories(testRepo)[0]
			if got := w.kinds(id); got != "receipt 1, ask 1, status 1" {
				t.Errorf("on GitHub: %s", got)
			}
			if n := w.stateChanges(); n != 1 {
				t.Errorf("the state was changed %d times", n)
			}
		})
	}
}

func (w *world) stateChanges() int {
	n := 0
	for _, a := range w.github.Acts() {
		if a.Bot && a.Verb == ghsatest.VerbState {
			n++
		}
	}
	return n
}

// tellStory goes on with the story from wherever it is: report, answer,
// acknowledgement, acceptance. It returns false where the child died.
func (w *world) tellStory(c *child) bool {
	if len(w.github.Advisories(testRepo)) == 0 {
		w.github.Report(testRepo, "researcher", "One byte too many", incomplete)
	}
	id := w.github.Advisories(testRepo)[0]
	if !c.until(func() bool { return strings.HasPrefix(w.kinds(id), "receipt 1, ask 1") }) {
		return false
	}
	w.sayOnce(id, "researcher", "Affected versions: 1.2.0 to 1.4.1")
	if !c.until(func() bool { return w.kinds(id) == "receipt 1, ask 1, status 1" }) {
		return false
	}
	w.sayOnce(id, "maintainer", "We look into it.")
	accepted := func() bool { return w.github.Advisory(testRepo, id).State == advisories.StateDraft }
	told := func() bool {
		for _, k := range w.written(id) {
			if strings.Contains(k.Body, "Accepted") {
				return true
			}
		}
		return false
	}
	return c.until(accepted) && c.until(told) && c.until(c.quiet())
}

func (w *world) sayOnce(id advisories.GHSA, login, text string) {
	for _, c := range w.github.Comments(testRepo, id) {
		if c.Body == text {
			return
		}
	}
	if _, err := w.github.CommentAs(login, testRepo, id, text); err != nil {
		w.t.Fatal(err)
	}
}

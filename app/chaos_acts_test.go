package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app/desk"
)

// death is where the program dies in the story of an act: at a step of its own, or
// at a write that GitHub has in hand.
type death struct {
	point killPoint
	write ghsatest.Fault
}

func (d death) String() string {
	if d.write.Kind == "" {
		return d.point.String()
	}
	when := "before"
	if d.write.Kind == ghsatest.AppliedAnswerLost {
		when = "after"
	}
	return fmt.Sprintf("%s %s%s%s %d", when, d.write.Method, d.write.PathPattern, d.write.GraphQL, d.write.Skip+1)
}

// deaths are all of them: each kind of act at begin, look, perform and settle, each
// kind of write before and after GitHub applied it, and the steps between.
func deaths() []death {
	var out []death
	kinds := []advisories.Kind{advisories.KindReceipt, advisories.KindAsk, advisories.KindStatus, advisories.KindUpdate,
		advisories.KindFields, advisories.KindAccept, advisories.KindCollaborators, advisories.KindPrivateFork, advisories.KindClose,
		advisories.KindReopen, advisories.KindRequestCVE, advisories.KindPublish}
	for _, k := range kinds {
		for _, s := range []desk.Step{desk.StepBegin, desk.StepLook, desk.StepPerform, desk.StepSettle} {
			out = append(out, death{point: killPoint{string(s), k, 1}})
		}
	}
	for n := 1; n <= 4; n++ {
		out = append(out, death{point: killPoint{string(desk.StepCommand), "", n}}, death{point: killPoint{string(desk.StepTrack), "", n}})
	}
	writes := []ghsatest.Fault{postComment, editComment, patch, postCVE, postFork}
	for _, m := range []string{"createIssue", "updateIssue", "addComment", "addReaction", "addAssignees", "closeIssue", "reopenIssue"} {
		writes = append(writes, mutation(m))
	}
	for _, w := range writes {
		for _, kind := range []ghsatest.FaultKind{ghsatest.Delay, ghsatest.AppliedAnswerLost} {
			w.Kind = kind
			out = append(out, death{write: w})
		}
	}
	return out
}

// wholeLife is what people do about one report so that we do all that we can.
func wholeLife() []move {
	return []move{answers, command("maintainer", "/ack"), command("maintainer", "/severity high"), command("second", "/assign @second"),
		inVain("maintainer", "/approve 99"), command("second", "/accept"), isIn(advisories.StateDraft), fixes,
		command("maintainer", "/fork"), forked, command("maintainer", "/close spam"), isIn(advisories.StateClosed),
		command("maintainer", "/reopen"), isIn(advisories.StateDraft), command("second", "/cve"), assigned, accepts,
		command("maintainer", "/publish"), published}
}

// TestChaosActs: the program dies in the middle of each act that it can do. A short
// run takes a few of these deaths, by the seed.
func TestChaosActs(t *testing.T) {
	list, engines := deaths(), []string{onSQLite, onPostgres}
	if *chaosKills <= 20 {
		(&chaos{seed: *chaosSeed}).rng(3).Shuffle(len(list), func(a, b int) { list[a], list[b] = list[b], list[a] })
		list = list[:6]
	}
	for i, d := range list {
		for n, engine := range engines {
			if *chaosKills <= 20 && i%len(engines) != n {
				continue
			}
			eachSeed(t, engine+"/"+strings.ReplaceAll(d.String(), "/", " "), 1, func(t *testing.T, seed uint64, database string) {
				c := newChaos(t, 2*seed+1, database) // an odd one, whose sweep finds things
				c.crowd.calm, c.crowd.most = true, 1
				c.dies(d)
				c.calmDown()
				c.judge()
			})
		}
	}
}

// dies tells the story until the program dies.
func (c *chaos) dies(d death) {
	c.t.Helper()
	c.crowd.mu.Lock()
	c.crowd.report(true)
	m := c.crowd.matters[0]
	m.moves = wholeLife()
	c.crowd.mu.Unlock()
	p := c.start(d.point)
	if p == nil {
		c.kills++
		return
	}
	if d.write.Kind != "" {
		d.write.Reached = func() { _ = p.cmd.Process.Kill() }
		c.github.Fault(d.write)
	}
	for end := time.Now().Add(3 * time.Minute); p.lives() && !c.crowd.over(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			c.t.Fatalf("it neither dies nor goes on:\n%s", tail(p.out.String(), 40))
		}
		c.crowd.finish()
	}
	if c.crowd.over() {
		select {
		case <-p.dead: // of what comes after the last move
		case <-time.After(5 * time.Second):
			c.t.Errorf("the program lived through %s", d)
		}
	}
	p.kill()
	c.gone(p)
}

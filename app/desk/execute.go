package desk

import (
	"context"
	"fmt"
	"slices"
	"sort"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// execute is step 8: each draft that is ready, one after the other. With stopped
// true the rest waits for the next try, and next says when that is. What only
// maintainers or the operator see stops nothing else: it is tried again later.
func (c *casework) execute(ctx context.Context) (next advisories.Next, stopped bool) {
	for _, d := range c.due() {
		if ctx.Err() != nil {
			return advisories.Next{At: c.d.now()}, true // shutting down: another worker goes on
		}
		if c.putOff[d.Number] {
			continue
		}
		next, stopped = c.carryOut(ctx, d)
		if stopped && d.Internal() && !next.Keep {
			c.postpone(d, next)
			continue
		}
		if stopped {
			return next, true
		}
	}
	return advisories.Next{}, false
}

// postpone leaves a draft for a later turn.
func (c *casework) postpone(d advisories.Draft, next advisories.Next) {
	if c.putOff == nil {
		c.putOff = map[int]bool{}
	}
	c.putOff[d.Number] = true
	if c.later.At.IsZero() || next.At.Before(c.later.At) {
		c.later = next
	}
}

// sooner is next, or what was put off where that comes before it.
func (c *casework) sooner(next advisories.Next) advisories.Next {
	if !c.later.At.IsZero() && (next.At.IsZero() || c.later.At.Before(next.At)) {
		next.At = c.later.At
	}
	if len(c.putOff) > 0 && c.later.Failed {
		next.Failed, next.Code = true, c.later.Code
	}
	return next
}

// due are the drafts to carry out now: those begun before a crash first, then the
// urgent, then by number; one that is to wait (for the end of an embargo, for a
// publication window) is none of them. A dry run and a policy that is not on let
// only the begun ones through, which are looked up and not done again.
func (c *casework) due() []advisories.Draft {
	var out []advisories.Draft
	for _, d := range c.past {
		if d.Act == advisories.ActPublish && c.half && c.w.Failures < manyFailures {
			continue
		}
		ready := d.State == advisories.DraftReady && c.mayWrite() && !c.d.now().Before(c.notBefore[d.Key])
		if d.State == advisories.DraftBegun || ready {
			out = append(out, d)
		}
	}
	sort.SliceStable(out, func(a, b int) bool { return rank(out[a]) < rank(out[b]) })
	return out
}

// rank orders drafts that are due. What closes the thread goes last, so that what
// is to be said there is said before.
func rank(d advisories.Draft) int {
	switch {
	case d.Internal():
		return 2
	case d.State == advisories.DraftBegun:
		return 0
	case d.Act == advisories.ActPublish, d.Act == advisories.ActState && d.To == advisories.StateClosed:
		return 3
	case d.Urgent:
		return 1
	}
	return 2
}

func (c *casework) mayWrite() bool {
	return !c.d.dry && !c.unread && c.verdict.Mode == "on" && c.snap.Self.Known()
}

// carryOut takes one draft through begin, look again, perform and settle. One that
// was begun before is looked for first: it may be on GitHub already.
func (c *casework) carryOut(ctx context.Context, d advisories.Draft) (advisories.Next, bool) {
	recovery := d.State == advisories.DraftBegun
	if !recovery {
		if next, stopped := c.begin(ctx, d); stopped {
			return next, true
		}
	}
	seen, err := c.lookAgain(ctx, d, recovery)
	if err != nil {
		return c.lookFault(ctx, d, err)
	}
	c.step(ctx, StepLook, d, seen.what())
	if seen.outcome != nil {
		return c.settle(ctx, d, *seen.outcome)
	}
	if !seen.wait.IsZero() {
		return advisories.Next{At: seen.wait, Code: "in_flight"}, true
	}
	if !c.mayWrite() {
		return c.settle(ctx, d, advisories.Outcome{State: advisories.DraftReady, Code: "put_back"})
	}
	if c.d.now().Before(c.notBefore[d.Key]) { // an embargo was moved meanwhile
		return c.settle(ctx, d, advisories.Outcome{State: advisories.DraftReady, Code: "not_before"})
	}
	if d.Act == advisories.ActPublish {
		if stands, err := c.stands(ctx, d); err != nil {
			return c.lookFault(ctx, d, err)
		} else if !stands {
			return c.settle(ctx, d, advisories.Outcome{State: advisories.DraftHeld, Code: "approver_without_power"})
		}
	}
	if recovery {
		if next, stopped := c.begin(ctx, d); stopped {
			return next, true
		}
	}
	o, err := c.perform(ctx, seen.draft)
	if err != nil {
		return c.performFault(ctx, d, err, true)
	}
	if o.Comment != 0 && seen.draft.Act == advisories.ActComment {
		c.posted++
	}
	c.step(ctx, StepPerform, d, "GitHub took it")
	return c.settle(ctx, d, o)
}

// begin writes the intent down.
func (c *casework) begin(ctx context.Context, d advisories.Draft) (advisories.Next, bool) {
	if err := c.d.docket.Begin(ctx, c.w, d.Number); err != nil {
		return c.stop("begin", err), true
	}
	c.remember(d.Number, advisories.Outcome{State: advisories.DraftBegun})
	c.step(ctx, StepBegin, d, "intent written down")
	return advisories.Next{}, false
}

// manyFailures is after how many failures in a row maintainers are told: a retry
// is never silent for good.
const manyFailures = 10

// performFault decides what becomes of a draft whose look or act failed. sent is
// true where something may have reached GitHub, now or before.
func (c *casework) performFault(ctx context.Context, d advisories.Draft, err error, sent bool) (advisories.Next, bool) {
	code := advisories.CodeOf(err)
	answer := Retry(c.w.Failures, c.d.now(), err)
	c.log.Warn("draft not carried out", "draft", d.Number, "kind", d.Key.Kind, "fault", code, "then", answer.Verb)
	if code == advisories.FaultRefused && (d.Act == advisories.ActCVE || d.Act == advisories.ActFork) && d.State == advisories.DraftBegun {
		c.learnDone(d) // an earlier try reached GitHub, which refuses it twice
		return c.settle(ctx, d, advisories.Outcome{State: advisories.DraftDone, Code: codeFound})
	}
	if d.Internal() && answer.Verb == VerbCancel {
		answer.Verb = VerbHandOff // the advisory is there: what is gone is the tracking issue
	}
	switch answer.Verb {
	case VerbHandOff:
		if code == advisories.FaultNoComments && c.threadEnded(ctx) {
			return c.settle(ctx, d, advisories.Outcome{State: advisories.DraftStale, Code: "thread_ended"})
		}
		if code == advisories.FaultRefused && c.doneMeanwhile(ctx, d) {
			return c.settle(ctx, d, advisories.Outcome{State: advisories.DraftStale, Code: "done_by_a_person", By: someone})
		}
		if code == advisories.FaultRefused && c.triedBefore(d) {
			return c.settle(ctx, d, advisories.Outcome{State: advisories.DraftHandedOff, Code: CodeMaybeDone})
		}
		return c.settle(ctx, d, advisories.Outcome{State: advisories.DraftHandedOff, Code: string(code)})
	case VerbCancel:
		if !c.vanished(ctx) { // GitHub says "not found" too of what we may not do
			return c.settle(ctx, d, advisories.Outcome{State: advisories.DraftHandedOff, Code: string(code)})
		}
		return c.settle(ctx, d, advisories.Outcome{State: advisories.DraftStale, Code: string(code)})
	}
	next := advisories.Next{At: answer.At, Failed: answer.Counts, Code: string(code)}
	if c.w.Failures == manyFailures {
		n := c.notice(advisories.NoticeHandOff, d.Key.String(), fmt.Sprintf("draft %d (%s) failed %d times in a row (%s): a person may have to do it on GitHub", d.Number, d.Key.Kind, manyFailures, code))
		if err := c.d.docket.Notice(ctx, n); err != nil {
			return c.stop("notice", err), true
		}
	}
	if sent && !surelyNotApplied(code) {
		return next, true // stays begun: the next try looks for its mark first
	}
	if d.State == advisories.DraftBegun {
		return next, true // an earlier try may have reached GitHub
	}
	if next2, stopped := c.settle(ctx, d, advisories.Outcome{State: advisories.DraftReady, Code: string(code)}); stopped {
		return next2, true
	}
	return next, true
}

// lookFault puts a draft back whose look failed: a read that is refused says
// nothing of the act.
func (c *casework) lookFault(ctx context.Context, d advisories.Draft, err error) (advisories.Next, bool) {
	code := advisories.CodeOf(err)
	a := Retry(c.w.Failures, c.d.now(), err)
	switch a.Verb {
	case VerbCancel:
		return c.settle(ctx, d, advisories.Outcome{State: advisories.DraftStale, Code: string(code)})
	case VerbHandOff:
		a = Answer{Verb: VerbRetry, At: c.d.now().Add(delay(c.w.Failures)), Counts: true}
	}
	next := advisories.Next{At: a.At, Failed: a.Counts, Code: string(code)}
	if d.State == advisories.DraftBegun {
		return next, true
	}
	if next2, stopped := c.settle(ctx, d, advisories.Outcome{State: advisories.DraftReady, Code: string(code)}); stopped {
		return next2, true
	}
	return next, true
}

// threadEnded reports whether no comment can be made because the advisory was
// published or closed under us: then there is nothing for a person to do either.
func (c *casework) threadEnded(ctx context.Context) bool {
	snap, err := c.d.gh.Snapshot(ctx, c.repo, c.w.Key.GHSA, advisories.Want{})
	return err == nil && !snap.Advisory.State.Open()
}

// doneMeanwhile reports whether the advisory shows by now what GitHub refused us: a
// person was quicker by a moment.
func (c *casework) doneMeanwhile(ctx context.Context, d advisories.Draft) bool {
	snap, err := c.d.gh.Snapshot(ctx, c.repo, c.w.Key.GHSA, advisories.Want{})
	return err == nil && took(snap.Advisory, d)
}

// CodeMaybeDone is the outcome of a request that GitHub refused and that may be there
// already: an earlier draft for the same was begun, its answer was lost, and it gave way
// before its end was known. Only a person can see which it is.
const CodeMaybeDone = "maybe_done"

// triedBefore reports whether a request that GitHub takes once may have reached it by
// an earlier draft.
func (c *casework) triedBefore(d advisories.Draft) bool {
	if d.Act != advisories.ActCVE && d.Act != advisories.ActFork {
		return false
	}
	return slices.ContainsFunc(c.past, func(old advisories.Draft) bool {
		return old.Number != d.Number && old.Act == d.Act && old.Attempts > 0 &&
			(old.State == advisories.DraftSuperseded || old.State == advisories.DraftStale)
	})
}

// vanished reports whether the advisory itself is not to be found any more.
func (c *casework) vanished(ctx context.Context) bool {
	_, err := c.d.gh.Snapshot(ctx, c.repo, c.w.Key.GHSA, advisories.Want{})
	return advisories.CodeOf(err) == advisories.FaultGone
}

// surelyNotApplied reports whether a fault tells that GitHub did nothing.
func surelyNotApplied(code advisories.FaultCode) bool {
	switch code {
	case advisories.FaultLimited, advisories.FaultUnavailable, advisories.FaultSuspended, advisories.FaultUnauthorized:
		return true
	}
	return false
}

// settle writes down what became of a draft. stopped is true where it could not.
func (c *casework) settle(ctx context.Context, d advisories.Draft, o advisories.Outcome) (advisories.Next, bool) {
	o.At = c.d.now()
	actor := "advisory-bot"
	if o.By != "" {
		actor = o.By
	}
	var entries []advisories.Entry
	if o.State != advisories.DraftReady {
		c.acted = true
		entries = append(entries, c.entry("draft_"+string(o.State), actor, d.Number, string(d.Key.Kind)+": "+o.Code))
	}
	if err := c.d.docket.Settle(ctx, c.w, d.Number, o, entries...); err != nil {
		return c.stop("settle", err), true
	}
	c.remember(d.Number, o)
	if o.State != advisories.DraftReady && o.State != advisories.DraftHandedOff {
		c.passed(ctx, advisories.NoticeHandOff, d.Key.String())
	}
	if o.State == advisories.DraftHandedOff {
		n := c.notice(advisories.NoticeHandOff, d.Key.String(), handOffText(d, o.Code))
		if err := c.d.docket.Notice(ctx, n); err != nil {
			return c.stop("notice", err), true
		}
	}
	c.log.Info("draft settled", "draft", d.Number, "kind", d.Key.Kind, "state", o.State, "code", o.Code)
	c.step(ctx, StepSettle, d, string(o.State)+": "+o.Code)
	return advisories.Next{}, false
}

// remember keeps the drafts in hand in step with the docket.
func (c *casework) remember(number int, o advisories.Outcome) {
	for i := range c.past {
		if c.past[i].Number != number {
			continue
		}
		c.past[i].State = o.State
		if o.State == advisories.DraftBegun {
			c.past[i].BegunAt = c.d.now()
			return
		}
		c.past[i].Outcome, c.past[i].SettledAt = o, o.At
	}
}

func (c *casework) step(ctx context.Context, s Step, d advisories.Draft, what string) {
	c.d.watch(ctx, s, c.name, string(d.Key.Kind)+" (draft "+itoa(d.Number)+"): "+what)
}

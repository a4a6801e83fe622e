package desk

import (
	"fmt"
	"slices"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
	"github.com/advisory-bot/advisory-bot/policy/command"
	"github.com/advisory-bot/advisory-bot/policy/report"
)

// requested are the verbs that file a draft, with its kind and the states of the
// advisory in which it makes sense.
var requested = map[command.Verb]struct {
	kind   advisories.Kind
	states []advisories.State
}{
	command.Ask:     {advisories.KindAsk, []advisories.State{advisories.StateTriage, advisories.StateDraft}},
	command.Accept:  {advisories.KindAccept, []advisories.State{advisories.StateTriage}},
	command.Close:   {advisories.KindClose, []advisories.State{advisories.StateTriage, advisories.StateDraft}},
	command.Reopen:  {advisories.KindReopen, []advisories.State{advisories.StateClosed}},
	command.CVE:     {advisories.KindRequestCVE, []advisories.State{advisories.StateDraft}},
	command.Fork:    {advisories.KindPrivateFork, []advisories.State{advisories.StateTriage, advisories.StateDraft}},
	command.Publish: {advisories.KindPublish, []advisories.State{advisories.StateDraft}},
}

// request writes down that a person wants a draft; the plan files it, and the
// person's wish is its approval where one is enough.
func (c *casework) request(s spoken, o *advisories.Order) string {
	want := requested[s.line.Verb]
	r := advisories.Request{Kind: want.kind, By: s.author, At: c.d.now(), Said: s.at, Place: s.place, Comment: s.comment}
	a := c.snap.Advisory
	switch {
	case c.pol.Rule(want.kind).Permit == advisories.PermitOff:
		return "the policy has switched this off (drafts." + string(want.kind) + ": off)"
	case !slices.Contains(want.states, a.State):
		return fmt.Sprintf("the advisory is %s: /%s makes sense only where it is %s", a.State, s.line.Verb, stateList(want.states))
	case want.kind == advisories.KindRequestCVE && a.CVE != "":
		return "the advisory has a CVE id already"
	case want.kind == advisories.KindPublish && len(policy.Missing(c.verdict)) > 0:
		return "the policy wants more before publication: " + strings.Join(policy.Missing(c.verdict), ", ") + "; fill it in on GitHub, and say it again"
	case want.kind == advisories.KindAsk && c.hist.Quiet.Happened():
		return "the reporter asked for no more of these comments: write to them yourself in the thread"
	case want.kind == advisories.KindPrivateFork && a.PrivateFork:
		return "the advisory has a private fork already"
	case want.kind == advisories.KindPublish && s.author.ID == c.snap.Reporter().ID:
		return "whoever reported cannot publish"
	}
	if n := c.offered(want.kind); n.Number != 0 && s.line.Verb != command.Ask && s.line.Verb != command.Close {
		if n.Approvals > 1 {
			return fmt.Sprintf("draft %d does that already, and %d people have to let it out: /approve %d", n.Number, n.Approvals, n.Number)
		}
		s.line.Number = n.Number
		return c.decide(s, o)
	}
	required, recommended := c.pol.Wanted()
	wanted := slices.Concat(required, recommended)
	for _, id := range s.line.Fields {
		if !report.Known(id) && !slices.Contains(wanted, id) {
			return "ask for contents by their ids; the policy wants " + strings.Join(wanted, ", ")
		}
	}
	if s.line.Of == c.w.Key.GHSA && s.line.Of != "" {
		return "an advisory is no duplicate of itself: name the other one"
	}
	r.Fields, r.Reason, r.Of = s.line.Fields, s.line.Reason, s.line.Of
	return c.ask(r, o)
}

// offered is the draft of a rule that does already what a command asks for, and
// waits for somebody to let it out.
func (c *casework) offered(kind advisories.Kind) advisories.Draft {
	for _, d := range c.past {
		if d.Key.Kind == kind && d.State == advisories.DraftHeld && d.Key.Rule != advisories.RuleCommand {
			return d
		}
	}
	return advisories.Draft{}
}

// ask adds a request to the history, unless the same one waits already.
func (c *casework) ask(r advisories.Request, o *advisories.Order) string {
	h := c.hist
	if o.History != nil {
		h = *o.History
	}
	if n := waitingRequest(c.past, r.Kind); n != 0 && r.Kind != advisories.KindAsk && r.Kind != advisories.KindFields {
		return fmt.Sprintf("draft %d does that already: /approve %d, or /deny %d first", n, n, n)
	}
	h.Requests = append(slices.Clip(slices.Clone(h.Requests)), r)
	o.History = &h
	return ""
}

// waitingRequest is the number of a draft of that kind that a person asked for and
// that has not ended.
func waitingRequest(past []advisories.Draft, kind advisories.Kind) int {
	for _, d := range past {
		if d.Key.Rule == advisories.RuleCommand && d.Key.Kind == kind && d.State.Waiting() {
			return d.Number
		}
	}
	return 0
}

func stateList(states []advisories.State) string {
	out := make([]string, len(states))
	for i, s := range states {
		out[i] = string(s)
	}
	return strings.Join(out, " or ")
}

package policy

import (
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// The rules that want drafts.
const (
	RuleReceived       = "received"
	RuleStatus         = "status"
	RuleStatusRestored = "status_restored"
	RuleAssessed       = "assessed"
	// RuleSlips is the beginning of the rules of dates that will not be kept:
	// "slips_fix".
	RuleSlips = "slips"
	// RuleUpdate: the next word to the reporter is due.
	RuleUpdate = "update"
	// RuleSilent: the reporter was waited for long enough.
	RuleSilent = "silent"
)

const (
	holdAdopted = "adopted"
	holdObserve = "observe"

	// handOffComments is why only a person can write a comment.
	handOffComments = "the comments API is not available here"
	// handOffFork and handOffWrite: the installation was not granted what is needed.
	handOffFork  = "the App may not make private forks: it needs administration: write"
	handOffWrite = "the App may not write advisories here: it needs repository_advisories: write"

	permissionAdministration = "administration"
	permissionAdvisories     = "repository_advisories"

	// urgentBefore is how near to a maximum the drafts of a case go first.
	urgentBefore = 12 * time.Hour
)

// PlanInput is all that the drafts depend on beside policy and verdict.
type PlanInput struct {
	Input
	// CaseName is the case's short name.
	CaseName string
	// Past are all drafts ever filed for the case, oldest first, bodies opened.
	Past []advisories.Draft
	// StatusBroken is true where a person changed or deleted our status comment.
	StatusBroken bool
	// Tracked is true where the case has a tracking issue that can be written: only
	// then are maintainers told of clocks there.
	Tracked bool
	// Notifies is true where the operator has a NOTIFY_URL.
	Notifies bool
	// Granted are the installation's permissions, by GitHub's names
	// ("administration": "write"). Nil is not known, and then taken as granted; what
	// is not granted becomes a hand-off.
	Granted map[string]string
	// Codeowners are the people and teams that the repository's CODEOWNERS file
	// names, as it writes them ("@maya", "@acme/core"). Whoever can push writes that
	// file, so a person decides on each draft that adds them.
	Codeowners []string
}

// Plan answers with all drafts that the policy wants now, those among them that
// were filed or carried out already: [Reconcile] knows which are new. Drafts have
// neither number nor digest yet. Texts do not depend on Now, so that the same
// case plans the same drafts until something happens.
func Plan(pol *Policy, v advisories.Verdict, in PlanInput) []advisories.Draft {
	if pol.Mode == ModeOff {
		return nil
	}
	in.History = Study(pol, in.Input, in.Past)
	p := &planner{pol: pol, v: v, in: in, urgent: pressing(v, in.Now)}
	p.words = gather(pol, v, in, p.asked())
	p.requests = p.standing()
	p.receipt()
	p.ask()
	p.status()
	p.accept()
	p.silence()
	p.slips()
	p.update()
	p.told()
	p.asksFor()
	p.crew()
	p.credits()
	p.cve()
	p.ready()
	p.escalate()
	return p.drafts
}

// planner collects the wanted drafts of one case.
type planner struct {
	pol    *Policy
	v      advisories.Verdict
	in     PlanInput
	words  words
	urgent bool
	// requests are what people asked for and is still to be done.
	requests []standing
	drafts   []advisories.Draft
}

// pressing reports whether a maximum is near.
func pressing(v advisories.Verdict, now time.Time) bool {
	for _, c := range v.Clocks {
		running := c.State == advisories.ClockStarted || c.State == advisories.ClockAtRisk
		if running && !c.Maximum.IsZero() && c.Maximum.Sub(now) <= urgentBefore {
			return true
		}
	}
	return false
}

// want adds a draft as the policy lets it out: an adopted case needs a person for
// everything, and in observe mode nothing leaves.
func (p *planner) want(d advisories.Draft) {
	rule := p.pol.Rule(d.Key.Kind)
	if rule.Permit == advisories.PermitOff {
		return
	}
	d.Permit, d.Approvals = rule.Permit, rule.Approvals
	if p.v.Adopted {
		d.Permit, d.Approvals, d.Hold = advisories.PermitApprove, max(d.Approvals, 1), holdAdopted
	}
	if p.pol.Mode == ModeObserve {
		d.Hold = holdObserve
	}
	d.HandOff = p.handOff(d.Act)
	d.Urgent = d.Urgent || p.urgent
	p.drafts = append(p.drafts, d)
}

// handOff is why only a person can carry an act out, empty where the App can.
func (p *planner) handOff(act advisories.Act) string {
	comment := act == advisories.ActComment || act == advisories.ActEdit
	switch {
	case comment && !p.in.Snapshot.CommentsKnown:
		return handOffComments
	case act == advisories.ActTell || act == advisories.ActNotify:
		return ""
	case act == advisories.ActFork && !p.granted(permissionAdministration):
		return handOffFork
	case !p.granted(permissionAdvisories):
		return handOffWrite
	}
	return ""
}

// granted reports whether the installation may write what a permission covers, as
// far as is known.
func (p *planner) granted(permission string) bool {
	level := p.in.Granted[permission]
	return p.in.Granted == nil || level == "write" || level == "admin"
}

// talks reports whether a comment can be made at all.
func (p *planner) talks() bool {
	a := p.in.Snapshot.Advisory
	return a.Submitted && !a.CommentsClosed && a.State.Open()
}

// talksFreely reports whether a comment can be made that the policy does not owe
// the reporter: once they asked for quiet, only owed ones are.
func (p *planner) talksFreely() bool { return p.talks() && !p.in.History.Quiet.Happened() }

func (p *planner) inTriage() bool {
	a := p.in.Snapshot.Advisory
	return a.Submitted && a.State == advisories.StateTriage
}

func (p *planner) content() advisories.Result {
	f, _ := p.v.Finding(RuleContent)
	return f.Result
}

func (p *planner) receipt() {
	if !p.talks() || !p.inTriage() {
		return
	}
	p.want(advisories.Draft{
		Key:    advisories.DraftKey{Rule: RuleReceived, Kind: advisories.KindReceipt, Occurrence: 1},
		Act:    advisories.ActComment,
		Why:    "a report came in",
		Body:   p.pol.say(advisories.KindReceipt, p.words),
		Urgent: true,
	})
}

// ask is wanted once: what is still missing later stands in the status comment.
func (p *planner) ask() {
	if !p.talksFreely() || !p.inTriage() || p.content() != advisories.ResultMissing || p.asked() || p.requested(advisories.KindAsk) {
		return
	}
	p.want(advisories.Draft{
		Key:  advisories.DraftKey{Rule: RuleContent, Kind: advisories.KindAsk, Occurrence: 1},
		Act:  advisories.ActComment,
		Why:  "required content is missing: " + idList(p.words.Missing),
		Body: p.pol.say(advisories.KindAsk, p.words),
	})
}

// asked reports whether the question has reached the reporter.
func (p *planner) asked() bool {
	if !p.in.History.Asked.IsZero() {
		return true
	}
	for _, d := range p.in.Past {
		if d.Key.Rule == RuleContent && d.Key.Kind == advisories.KindAsk && d.State == advisories.DraftDone {
			return true
		}
	}
	return false
}

// accept takes a report from triage once a person has answered it and nothing
// that is required is missing.
func (p *planner) accept() {
	f, _ := p.v.Finding(RuleAcknowledged)
	if !p.inTriage() || p.content() != advisories.ResultMet || f.Result != advisories.ResultMet || p.requested(advisories.KindAccept) || p.leaving() {
		return
	}
	p.want(advisories.Draft{
		Key: advisories.DraftKey{Rule: RuleAssessed, Kind: advisories.KindAccept, Occurrence: 1},
		Act: advisories.ActState,
		To:  advisories.StateDraft,
		Why: "a maintainer has answered, and all required content is there",
	})
}

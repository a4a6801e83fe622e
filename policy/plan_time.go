package policy

import (
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// silence reminds a reporter who does not answer, and after long enough wants the
// report closed, or taken on without the answer. A person always approves what
// follows from silence: an answer may stand in a confidential comment, which no
// program can see.
func (p *planner) silence() {
	w := p.v.Waiting
	if w == nil || !p.inTriage() || p.content() != advisories.ResultMissing {
		return
	}
	if given(w.GiveUp, p.in.Now) {
		p.giveUp()
		return
	}
	if !given(w.Remind, p.in.Now) || !p.talksFreely() {
		return
	}
	p.want(advisories.Draft{
		Key:  advisories.DraftKey{Rule: RuleContent, Kind: advisories.KindRemind, Occurrence: 1},
		Act:  advisories.ActComment,
		Why:  "the reporter was asked for " + idList(p.words.Missing) + " and no answer was seen",
		Body: p.pol.say(advisories.KindRemind, p.words),
	})
}

func (p *planner) giveUp() {
	d := advisories.Draft{
		Key: advisories.DraftKey{Rule: RuleSilent, Kind: advisories.KindClose, Occurrence: 1},
		Act: advisories.ActState,
		To:  advisories.StateClosed,
		Why: "no answer of the reporter was seen for " + spanText(p.pol.GiveUpAfter) + "; it may stand in a confidential comment",
	}
	d.Change.Reason = advisories.CloseNoResponse
	if p.pol.Proceed {
		d.Change = advisories.Change{}
		d.Key.Kind, d.To = advisories.KindAccept, advisories.StateDraft
		d.Why += "; the policy goes on without it"
	}
	if p.requested(d.Key.Kind) || p.leaving() {
		return
	}
	p.byPerson(d)
}

// given reports whether a moment has come.
func given(at, now time.Time) bool { return !at.IsZero() && !now.Before(at) }

// byPerson wants a draft that a person must let out, whatever the policy says.
func (p *planner) byPerson(d advisories.Draft) {
	n := len(p.drafts)
	p.want(d)
	if len(p.drafts) > n && p.drafts[n].Permit == advisories.PermitAuto {
		p.drafts[n].Permit, p.drafts[n].Approvals = advisories.PermitApprove, 1
	}
}

// slips tells the reporter of dates that will not be kept, before they pass, with
// new ones. A person must approve it: only people know whether a date can be kept.
func (p *planner) slips() {
	if !p.talksFreely() {
		return
	}
	for _, c := range p.v.Clocks {
		if !c.Slipping || c.Commitment == advisories.CommitmentUpdate {
			continue
		}
		term := p.pol.Terms[c.Commitment].For(decidedSeverity(p.in.Input))
		w := p.words
		w.Slip = slip{What: slipWords[c.Commitment], From: moment(c.Maximum, p.pol.Zone), To: moment(later(p.pol, c, term), p.pol.Zone)}
		p.byPerson(advisories.Draft{
			Key: advisories.DraftKey{Rule: RuleSlips + "_" + string(c.Commitment), Kind: advisories.KindUpdate,
				Occurrence: len(p.in.History.Moved[c.Commitment]) + 1},
			Act:  advisories.ActComment,
			Why:  "the date for " + string(c.Commitment) + " passes soon: approve to tell the reporter of a later one",
			Body: render("slip", w),
		})
	}
}

var slipWords = map[advisories.Commitment]string{
	advisories.CommitmentAcknowledge: "First answer",
	advisories.CommitmentAssess:      "Assessment of your report",
	advisories.CommitmentFix:         "Fix",
	advisories.CommitmentDisclose:    "Publication",
}

// update wants news for the reporter shortly before the next word is due. News
// that a person denied is not wanted again before something else was said.
func (p *planner) update() {
	c, ok := p.v.Clock(advisories.CommitmentUpdate)
	late := ok && c.State == advisories.ClockMissed
	if !ok || !c.Slipping && !late || !p.talksFreely() {
		return
	}
	settled := 0
	for _, d := range p.in.Past {
		if d.Key.Rule != RuleUpdate || !settledForGood(d.State) {
			continue
		}
		settled++
		// What was handed off when it was filed was never settled.
		if d.State != advisories.DraftDone && !firstTime(d.SettledAt, d.FiledAt).Before(c.StartedAt) {
			return
		}
	}
	w := p.words
	w.NextUpdate = ""
	p.byPerson(advisories.Draft{
		Key:  advisories.DraftKey{Rule: RuleUpdate, Kind: advisories.KindUpdate, Occurrence: settled + 1},
		Act:  advisories.ActComment,
		Why:  "the next word to the reporter is due by " + moment(c.Maximum, p.pol.Zone),
		Body: p.pol.say(advisories.KindUpdate, w),
	})
}

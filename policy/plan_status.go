package policy

import "github.com/advisory-bot/advisory-bot/advisories"

// status wants the status comment: posted once something has happened after the
// receipt, so that a report does not bring two mails at once, and edited in place
// whenever its text changes. An edit notifies nobody.
func (p *planner) status() {
	if !p.talks() {
		return
	}
	current := p.statusComment()
	body := p.pol.say(advisories.KindStatus, p.words)
	if p.in.StatusBroken && current != 0 && !p.restored() {
		p.restore(current, body)
		return
	}
	last, settled := p.statusSettled()
	switch {
	case current == 0 && (!p.happened() || p.receiptPending() || p.in.History.Quiet.Happened()):
		return
	case settled > 0 && last.Body == body:
		return
	case current != 0 && p.gone(current):
		return // deleted by a person, and restored once already
	}
	d := advisories.Draft{
		Key:  advisories.DraftKey{Rule: RuleStatus, Kind: advisories.KindStatus, Occurrence: settled + 1},
		Act:  advisories.ActComment,
		Why:  "the reporter is told where the report stands",
		Body: body,
	}
	if current != 0 {
		d.Act, d.Comment, d.Why = advisories.ActEdit, current, "where the report stands has changed"
	}
	p.want(d)
}

// restore puts the status comment back, once in the life of a case: a person who
// changes it again means it.
func (p *planner) restore(current int64, body string) {
	d := advisories.Draft{
		Key:     advisories.DraftKey{Rule: RuleStatusRestored, Kind: advisories.KindStatus, Occurrence: 1},
		Act:     advisories.ActEdit,
		Comment: current,
		Why:     "a person changed the status comment",
		Body:    body,
	}
	if p.gone(current) {
		d.Act, d.Comment, d.Why = advisories.ActComment, 0, "a person deleted the status comment"
	}
	p.want(d)
}

// happened reports whether there is anything to say beyond the receipt.
func (p *planner) happened() bool {
	if p.in.History.Acknowledged.Happened() || p.in.Snapshot.Advisory.State == advisories.StateDraft {
		return true
	}
	if p.asked() && p.content() == advisories.ResultMet {
		return true
	}
	for _, c := range p.v.Clocks {
		if c.State == advisories.ClockMissed {
			return true
		}
	}
	return false
}

// receiptPending reports whether a receipt is still to come.
func (p *planner) receiptPending() bool {
	if !p.inTriage() || p.pol.Rule(advisories.KindReceipt).Permit == advisories.PermitOff {
		return false
	}
	for _, d := range p.in.Past {
		if d.Key.Kind == advisories.KindReceipt && settledForGood(d.State) {
			return false
		}
	}
	return true
}

// statusComment is our status comment, 0 while there is none.
func (p *planner) statusComment() int64 {
	var id int64
	for _, d := range p.in.Past {
		if d.Key.Kind == advisories.KindStatus && d.State == advisories.DraftDone && d.Outcome.Comment != 0 {
			id = d.Outcome.Comment
		}
	}
	return id
}

// statusSettled is the last status text that was settled, and how many of the
// rule were. A text that was denied, handed off or failed is not planned again
// until it reads differently.
func (p *planner) statusSettled() (last advisories.Draft, ofRule int) {
	for _, d := range p.in.Past {
		if d.Key.Kind != advisories.KindStatus || !settledForGood(d.State) {
			continue
		}
		last = d
		if d.Key.Rule == RuleStatus {
			ofRule++
		}
	}
	return last, ofRule
}

// restored reports whether the restoration is spent.
func (p *planner) restored() bool {
	for _, d := range p.in.Past {
		if d.Key.Rule == RuleStatusRestored && settledForGood(d.State) {
			return true
		}
	}
	return false
}

// gone reports whether a comment of ours is no longer in the thread.
func (p *planner) gone(id int64) bool {
	if !p.in.Snapshot.CommentsKnown {
		return false
	}
	for _, c := range p.in.Snapshot.Comments {
		if c.ID == id {
			return false
		}
	}
	return true
}

// settledForGood reports whether a draft's key is used up: the same key is never
// filed again.
func settledForGood(s advisories.DraftState) bool {
	switch s {
	case advisories.DraftDone, advisories.DraftDenied, advisories.DraftHandedOff, advisories.DraftFailed:
		return true
	}
	return false
}

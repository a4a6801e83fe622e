package policy

import (
	"slices"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// The rules of words to the reporter that go with what a person asked for.
const (
	// RuleClosing: the reporter is told why the report is about to be closed, since
	// nothing can be said in the thread afterwards. The occurrence is the request's.
	RuleClosing = "closing"
	// RuleThanks: the reporter is thanked before the advisory is published, since the
	// thread closes with that.
	RuleThanks = "thanks"
	// RuleExtended is the beginning of the rules of dates that a person moved by a
	// command: "extended_fix". The occurrence is the move's.
	RuleExtended = "extended"
	// RuleEmbargo: there is an agreed time of publication, and the reporter is told of
	// it. The occurrence is the embargo's.
	RuleEmbargo = "embargo"
)

// closing tells the reporter why, before the report is closed. It is owed even to
// one who asked for quiet.
func (p *planner) closing(s standing) {
	if !p.talks() {
		return
	}
	w := p.words
	w.CloseReason = string(s.Reason)
	p.want(advisories.Draft{
		Key:    advisories.DraftKey{Rule: RuleClosing, Kind: advisories.KindUpdate, Occurrence: s.occurrence},
		Act:    advisories.ActComment,
		Why:    "tells the reporter, before the report is closed; " + s.why(),
		Body:   render("closing", w),
		Urgent: true,
	})
}

// told tells the reporter of dates that a person changed: later ones, and an
// embargo.
func (p *planner) told() {
	if !p.talksFreely() {
		return
	}
	for _, name := range promisedOnce {
		p.extended(name)
	}
	p.embargo()
}

func (p *planner) extended(name advisories.Commitment) {
	moves := p.in.History.Moved[name]
	c, running := p.v.Clock(name)
	if len(moves) == 0 || !running || !c.MetAt.IsZero() || slipWords[name] == "" || !p.tells(name) {
		return
	}
	last := moves[len(moves)-1]
	_, agreed := lastEmbargo(p.in.History)
	if last.By == "" || agreed && name == advisories.CommitmentDisclose {
		return // a draft told of it, or the embargo is what holds
	}
	w := p.words
	w.Slip = slip{What: slipWords[name], From: moment(last.From, p.pol.Zone), To: moment(last.To, p.pol.Zone)}
	p.want(advisories.Draft{
		Key:  advisories.DraftKey{Rule: RuleExtended + "_" + string(name), Kind: advisories.KindUpdate, Occurrence: len(moves)},
		Act:  advisories.ActComment,
		Why:  "tells the reporter of the later date for " + string(name) + ", moved by " + decider(last.By),
		Body: render("extended", w),
	})
}

// tells reports whether the reporter was told a date of the commitment: a built-in
// date of publication is told to nobody.
func (p *planner) tells(name advisories.Commitment) bool {
	return name != advisories.CommitmentDisclose || p.pol.Terms[name].Source.Layer != advisories.LayerBuiltin
}

func (p *planner) embargo() {
	n := len(p.in.History.Embargoes)
	if n == 0 || p.words.Embargo == "" {
		return
	}
	w := p.words
	w.Revised = n > 1
	p.want(advisories.Draft{
		Key:  advisories.DraftKey{Rule: RuleEmbargo, Kind: advisories.KindUpdate, Occurrence: n},
		Act:  advisories.ActComment,
		Why:  "tells the reporter when the advisory is to be published, set by " + decider(p.in.History.Embargoes[n-1].By),
		Body: render("embargo", w),
	})
}

// decider names who is named in a history, where only maintainers read it.
func decider(by string) string {
	if p, ok := advisories.Decider(by); ok {
		return person(p)
	}
	return "the operator"
}

// AskedBy names who asked for a draft by a command, as [advisories.By] does: the
// drafts of requests, and the words to the reporter that go with them, with a moved
// date or with an embargo. ok is false for a draft that a rule of the policy wants.
func AskedBy(h advisories.History, key advisories.DraftKey) (by string, ok bool) {
	kind := key.Kind
	switch name, extended := strings.CutPrefix(key.Rule, RuleExtended+"_"); {
	case extended:
		moves := h.Moved[advisories.Commitment(name)]
		if key.Occurrence < 1 || key.Occurrence > len(moves) {
			return "", false
		}
		return moves[key.Occurrence-1].By, moves[key.Occurrence-1].By != ""
	case key.Rule == RuleEmbargo:
		if key.Occurrence < 1 || key.Occurrence > len(h.Embargoes) {
			return "", false
		}
		return h.Embargoes[key.Occurrence-1].By, true
	case key.Rule == RuleClosing:
		kind = advisories.KindClose
	case key.Rule != advisories.RuleCommand:
		return "", false
	}
	n := 0
	i := slices.IndexFunc(h.Requests, func(r advisories.Request) bool {
		if r.Kind == kind {
			n++
		}
		return r.Kind == kind && n == key.Occurrence
	})
	if i < 0 {
		return "", false
	}
	return advisories.By(h.Requests[i].By), true
}

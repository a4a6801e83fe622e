package policy

import (
	"slices"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// The beginnings of the rules of escalations: "escalate_fix_maximum" tells in the
// tracking issue, "notify_fix_maximum" posts to the operator's NOTIFY_URL.
const (
	RuleEscalate = "escalate"
	RuleNotify   = "notify"
)

// The stages of an escalation.
const (
	StageTarget  = "target"
	StageMaximum = "maximum"
)

// Escalation is what an escalation's key tells of: the clock, and whether its
// target or its maximum passed. ok is false for the key of another draft.
func Escalation(key advisories.DraftKey) (c advisories.Commitment, stage string, ok bool) {
	rest, found := strings.CutPrefix(key.Rule, RuleEscalate+"_")
	if !found {
		rest, found = strings.CutPrefix(key.Rule, RuleNotify+"_")
	}
	i := strings.LastIndexByte(rest, '_')
	if !found || i < 0 || key.Kind != advisories.KindEscalate {
		return "", "", false
	}
	return advisories.Commitment(rest[:i]), rest[i+1:], true
}

// late is a clock past its target or maximum that nothing has met.
type late struct {
	clock advisories.Clock
	stage string
}

// overdue are the clocks that maintainers are to be told of.
func overdue(v advisories.Verdict) []late {
	var out []late
	for _, c := range v.Clocks {
		switch {
		case c.State == advisories.ClockAtRisk:
			out = append(out, late{c, StageTarget})
		case c.State == advisories.ClockMissed && c.MetAt.IsZero():
			out = append(out, late{c, StageMaximum})
		}
	}
	return out
}

// escalate tells maintainers of promises that are about to be broken, or are: once
// each, not in quiet hours, and never in the reporter's thread.
func (p *planner) escalate() {
	if !p.in.Snapshot.Advisory.State.Open() || !hushed(p.pol, p.in.History, p.in.Now).IsZero() {
		return
	}
	who := p.pol.Coordinator(p.in.History, p.in.Now)
	for _, l := range overdue(p.v) {
		name := string(l.clock.Commitment) + "_" + l.stage
		if p.in.Tracked {
			d := advisories.Draft{
				Act:  advisories.ActTell,
				Why:  "the " + l.stage + " of " + string(l.clock.Commitment) + " has passed",
				Body: p.alarm(l, who),
			}
			d.Key = p.escalation(RuleEscalate+"_"+name, l.clock)
			if who.Login != "" {
				d.Change.Assign = []advisories.Person{who}
			}
			p.want(d)
		}
		if p.in.Notifies {
			p.want(advisories.Draft{
				Key: p.escalation(RuleNotify+"_"+name, l.clock),
				Act: advisories.ActNotify,
				Why: "the " + l.stage + " of " + string(l.clock.Commitment) + " has passed",
			})
		}
	}
}

// escalation is the key of an escalation: a moved date can pass again, and so can
// the time for the next word.
func (p *planner) escalation(rule string, c advisories.Clock) advisories.DraftKey {
	key := advisories.DraftKey{Rule: rule, Kind: advisories.KindEscalate, Occurrence: len(p.in.History.Moved[c.Commitment]) + 1}
	switch c.Commitment {
	case advisories.CommitmentUpdate:
		key.Occurrence = 1
		for _, d := range p.in.Past {
			if d.Key.Rule == rule && settledForGood(d.State) && firstTime(d.SettledAt, d.FiledAt).Before(c.StartedAt) {
				key.Occurrence++
			}
		}
	case advisories.CommitmentDisclose:
		key.Occurrence += len(p.in.History.Embargoes)
	}
	return key
}

// alarm is what maintainers read in the tracking issue.
func (p *planner) alarm(l late, who advisories.Person) string {
	w := p.words
	w.Alarm = alarm{
		What: clockWords[l.clock.Commitment], Do: todoWords[l.clock.Commitment],
		Coordinator: mentionLogin(who.Login), Late: l.stage == StageMaximum,
	}
	if !l.clock.Target.IsZero() {
		w.Alarm.Target = moment(l.clock.Target, p.pol.Zone)
	}
	if !l.clock.Maximum.IsZero() {
		w.Alarm.Maximum = moment(l.clock.Maximum, p.pol.Zone)
	}
	if w.Alarm.Late {
		for _, t := range p.pol.Teams() {
			w.Alarm.Teams = append(w.Alarm.Teams, "@"+t)
		}
		for _, m := range p.pol.Team {
			// What whoever can push wrote mentions nobody.
			if at := mentionLogin(m.Login); at != "" && !m.RequireMaintain && len(w.Alarm.Teams) < mostMentioned {
				w.Alarm.Teams = append(w.Alarm.Teams, at)
			}
		}
		w.Alarm.Teams = slices.Compact(w.Alarm.Teams)
	}
	w.Alarm.Nobody = w.Alarm.Coordinator == "" && len(w.Alarm.Teams) == 0
	return render("escalate", w)
}

// mostMentioned bounds how many teams and accounts one alarm mentions.
const mostMentioned = 10

// mentionLogin is "@login", empty where no account can have that name.
func mentionLogin(login string) string {
	if !loginPattern.MatchString(login) {
		return ""
	}
	return "@" + login
}

// alarm is the words of an escalation.
type alarm struct {
	What, Do        string
	Target, Maximum string
	Coordinator     string
	Teams           []string
	Late            bool
	// Nobody is true where nobody is mentioned.
	Nobody bool
}

var clockWords = map[advisories.Commitment]string{
	advisories.CommitmentAcknowledge:     "The first answer to the reporter",
	advisories.CommitmentAssess:          "The assessment",
	advisories.CommitmentUpdate:          "The next word to the reporter",
	advisories.CommitmentFix:             "The fix",
	advisories.CommitmentDisclose:        "The publication",
	advisories.CommitmentCRAWarning:      "The early warning that the Cyber Resilience Act asks for",
	advisories.CommitmentCRANotification: "The notification that the Cyber Resilience Act asks for",
	advisories.CommitmentCRAReport:       "The final report that the Cyber Resilience Act asks for",
}

var todoWords = map[advisories.Commitment]string{
	advisories.CommitmentAcknowledge:     "Answer in the advisory's thread, or write `/ack` here.",
	advisories.CommitmentAssess:          "Decide on the report: `/accept`, `/ask` or `/close` here.",
	advisories.CommitmentUpdate:          "Write to the reporter in the advisory's thread, or approve the draft with news here.",
	advisories.CommitmentFix:             "Finish the fix, or name a later date: `/extend fix 7d because …` here tells the reporter.",
	advisories.CommitmentDisclose:        "Publish the advisory, or agree on another date with the reporter: `/publish` or `/embargo` here.",
	advisories.CommitmentCRAWarning:      "Report it to your CSIRT, and have the operator note it down.",
	advisories.CommitmentCRANotification: "Report it to your CSIRT, and have the operator note it down.",
	advisories.CommitmentCRAReport:       "Report it to your CSIRT, and have the operator note it down.",
}

package policy

import (
	"slices"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

const (
	// RuleReady: the advisory holds all that is required, a fix is there, and it can be
	// published.
	RuleReady = "ready"
	// RuleCredits: the reporter is credited.
	RuleCredits = "credits"
)

// accepted reports whether a report was taken on and is worked on.
func (p *planner) accepted() bool {
	a := p.in.Snapshot.Advisory
	return a.Submitted && a.State == advisories.StateDraft && !p.leaving()
}

// cve asks for a CVE id where the policy requires one.
func (p *planner) cve() {
	required := slices.Contains(p.pol.Publication.Require, RuleCVE)
	if !p.accepted() || !required || p.in.Snapshot.Advisory.CVE != "" || p.in.History.CVERequested.Happened() || p.requested(advisories.KindRequestCVE) {
		return
	}
	p.want(advisories.Draft{
		Key: advisories.DraftKey{Rule: RuleCVE, Kind: advisories.KindRequestCVE, Occurrence: 1},
		Act: advisories.ActCVE,
		Why: "the policy requires a CVE id before publication, and there is none",
	})
}

// credits credits the reporter where nobody is credited and it matters by now: the
// policy requires credits, or a fix is known. GitHub asks them whether they accept.
func (p *planner) credits() {
	a := p.in.Snapshot.Advisory
	reporter := p.in.Snapshot.Reporter()
	matters := slices.Contains(p.pol.Publication.Require, "credits") || fixKnown(p.in.Input)
	if !p.accepted() || !matters || len(a.Credits) > 0 || mention(reporter) == "" || p.requested(advisories.KindCredits) {
		return
	}
	p.byPerson(advisories.Draft{
		Key:    advisories.DraftKey{Rule: RuleCredits, Kind: advisories.KindCredits, Occurrence: 1},
		Act:    advisories.ActCredits,
		Why:    "nobody is credited yet: the reporter, " + person(reporter) + ", as reporter",
		Change: advisories.Change{Credits: []advisories.Credit{{Login: reporter.Login, Type: "reporter"}}},
	})
}

// ready wants the advisory published once nothing is missing.
func (p *planner) ready() {
	if !p.accepted() || len(Missing(p.v)) > 0 || !fixKnown(p.in.Input) || p.requested(advisories.KindPublish) {
		return
	}
	key := advisories.DraftKey{Rule: RuleReady, Kind: advisories.KindPublish, Occurrence: 1}
	if p.settled(key) {
		return
	}
	p.publish(key, "a fix is there, and the advisory holds what the policy requires")
}

// publish thanks the reporter and publishes, at the agreed time and in the window.
func (p *planner) publish(key advisories.DraftKey, why string) {
	if p.pol.Rule(advisories.KindPublish).Permit == advisories.PermitOff {
		return
	}
	at := notBefore(p.pol, p.in.Input)
	if p.talksFreely() {
		p.byPerson(advisories.Draft{
			Key:       advisories.DraftKey{Rule: RuleThanks, Kind: advisories.KindUpdate, Occurrence: 1},
			Act:       advisories.ActComment,
			Why:       "thanks the reporter, before publication closes the thread",
			Body:      render("thanks", p.words),
			NotBefore: at,
			Urgent:    true,
		})
	}
	p.byPerson(advisories.Draft{
		Key:       key,
		Act:       advisories.ActPublish,
		To:        advisories.StatePublished,
		Why:       why,
		NotBefore: at,
	})
}

// RuleCrew: people who shall work on the advisory can see it.
const RuleCrew = "crew"

// crew adds people to an advisory that was answered. A person decides unless all of
// them stand in a team that only the owner names: the other sources are written by
// whoever can push. Who was added or refused before is not named again.
func (p *planner) crew() {
	a := p.in.Snapshot.Advisory
	answered := p.accepted() || p.inTriage() && p.in.History.Acknowledged.Happened()
	if len(p.pol.CollaboratorsFrom) == 0 || !answered || p.leaving() || p.requested(advisories.KindCollaborators) {
		return
	}
	l := p.crewList()
	for _, c := range append(slices.Clone(a.Collaborators), a.Author, p.in.Snapshot.Self) {
		l.drop("@" + c.Login)
	}
	for _, t := range a.Teams {
		l.drop(p.in.Snapshot.Repository.Owner + "/" + t)
	}
	settled := 0
	for _, d := range p.in.Past {
		if d.Key.Rule != RuleCrew || !settledForGood(d.State) {
			continue
		}
		settled++
		for _, u := range d.Change.Users {
			l.drop("@" + u)
		}
		for _, t := range d.Change.Teams {
			l.drop(p.in.Snapshot.Repository.Owner + "/" + t)
		}
	}
	if len(l.names) == 0 {
		return
	}
	d := advisories.Draft{
		Key:    advisories.DraftKey{Rule: RuleCrew, Kind: advisories.KindCollaborators, Occurrence: settled + 1},
		Act:    advisories.ActCollaborators,
		Why:    "they shall work on it: " + strings.Join(l.names, ", "),
		Change: l.change(),
	}
	if l.pushed() {
		p.byPerson(d)
		return
	}
	p.want(d)
}

// crewNames are accounts ("@login") and teams ("org/slug") to add, in lower case.
type crewNames struct {
	names []string
	// open are those of them that whoever can push may have written.
	open map[string]bool
}

// maxCrew bounds how many are added at once.
const maxCrew = 50

func (p *planner) crewList() *crewNames {
	l := &crewNames{open: map[string]bool{}}
	for _, from := range p.pol.CollaboratorsFrom {
		switch from {
		case crewTeam:
			for _, m := range p.pol.Team {
				l.add(m.String(), m.RequireMaintain)
			}
		case crewRotation:
			if who := p.pol.Coordinator(p.in.History, p.in.Now); who.Login != "" {
				l.add("@"+who.Login, !p.in.History.Coordinator.Known())
			}
		case crewCodeowners:
			for _, name := range p.in.Codeowners {
				l.codeowner(p.in.Snapshot.Repository.Owner, name)
			}
		}
	}
	return l
}

// codeowner adds an owner of code; mail addresses, and teams of somebody else, are
// left out.
func (l *crewNames) codeowner(owner, name string) {
	value, fault := member(strings.TrimPrefix(name, "@"))
	if fault != "" {
		if value, fault = member("@" + strings.TrimPrefix(name, "@")); fault != "" {
			return
		}
	}
	if org, _, team := strings.Cut(value, "/"); team && !strings.EqualFold(org, owner) {
		return
	}
	l.add(value, true)
}

func (l *crewNames) add(name string, open bool) {
	name = strings.ToLower(name)
	if slices.Contains(l.names, name) || len(l.names) >= maxCrew {
		return
	}
	l.names = append(l.names, name)
	l.open[name] = open
}

func (l *crewNames) drop(name string) {
	l.names = slices.DeleteFunc(l.names, func(n string) bool { return strings.EqualFold(n, name) })
}

func (l *crewNames) pushed() bool {
	return slices.ContainsFunc(l.names, func(n string) bool { return l.open[n] })
}

func (l *crewNames) change() advisories.Change {
	var c advisories.Change
	for _, n := range l.names {
		if login, user := strings.CutPrefix(n, "@"); user {
			c.Users = append(c.Users, login)
		} else if _, slug, ok := strings.Cut(n, "/"); ok {
			c.Teams = append(c.Teams, slug)
		}
	}
	return c
}

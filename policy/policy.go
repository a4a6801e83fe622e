package policy

import (
	"slices"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/calendar"
)

// Mode is how far the bot goes in a repository.
type Mode string

// The modes.
const (
	// ModeOff: no drafts.
	ModeOff Mode = "off"
	// ModeObserve: drafts are filed and held, nothing leaves.
	ModeObserve Mode = "observe"
	// ModeOn: drafts leave as their kinds allow.
	ModeOn Mode = "on"
)

// Policy is the effective policy of a repository. It is read only.
type Policy struct {
	Mode Mode
	// Calendar is when the maintainers work, and Zone its time zone, in which dates
	// are told beside UTC.
	Calendar *calendar.Calendar
	Zone     *time.Location
	// Team may command and approve, beside the repository's admins.
	Team []Member
	// Required and Recommended are the contents that a report should have, by id.
	Required    []string
	Recommended []string
	// Own are contents of the project's own.
	Own []OwnField
	// AIStatement: a report must say which tools and AI were used for it.
	AIStatement bool
	// RemindAfter and GiveUpAfter count from the question that a reporter does not
	// answer; zero for never. Proceed is to go on without an answer then, rather
	// than to close.
	RemindAfter, GiveUpAfter calendar.Span
	Proceed                  bool
	// Terms are the promises, by commitment; a commitment that is not promised is
	// missing.
	Terms map[advisories.Commitment]Term
	// UpdateEvery is the longest time between two words to the reporter; zero where
	// nothing is promised.
	UpdateEvery calendar.Span
	// CRA: cases marked as actively exploited have the reporting clocks of
	// Regulation (EU) 2024/2847, Article 14.
	CRA bool
	// Drafts is how each kind of draft may leave.
	Drafts map[advisories.Kind]Rule
	// Floods are how many drafts may go out by themselves in 24 hours, to one
	// reporter and in one repository, before the rest is held; each is at least 1.
	// Only the owner's file can change them.
	Floods struct{ Reporter, Repository int }
	// Tracking is the private repository of the tracking issues, "owner/name"; empty
	// where none counts. It belongs to the advisory's owner, and a repository's file
	// names it only where the owner's file delegates tracking. TrackingAudience: more
	// people may read it than the team needs.
	Tracking         string
	TrackingAudience bool
	// Rotation is who coordinates new cases.
	Rotation Rotation
	// CollaboratorsFrom is whom a draft adds to an answered advisory: "team",
	// "rotation", "codeowners".
	CollaboratorsFrom []string
	// Quiet are the hours in which nobody is told of clocks.
	Quiet QuietHours
	// Publication is what an advisory must hold before it is published, and when it
	// may be.
	Publication Publication
	// Digest names these values: hex SHA-256 over them, whatever file they come
	// from. It is no secret.
	Digest string

	settings map[string]Setting
	// messages are own texts, by kind.
	messages map[advisories.Kind]string
	// drift is what a pin holds otherwise than the files say now.
	drift []Difference
}

// Publication is what holds for publishing.
type Publication struct {
	// Require are what an advisory must hold: severity, cwe, affected_versions,
	// patched_versions, cve, credits, description.
	Require []string
	Window  Window
}

// Member is an entry of the policy's team: a GitHub team, or one account.
type Member struct {
	// Team is "org/slug" in lower case, or empty.
	Team string
	// Login is an account's name in lower case, or empty. A login can change
	// hands, so it counts by itself only where the owner's file names it.
	Login string
	// RequireMaintain: the entry counts only for people who hold maintain or admin
	// on the repository, because a file that anyone who pushes can change wrote it.
	RequireMaintain bool
	Source          Source
}

// String is the entry as the file writes it.
func (m Member) String() string {
	if m.Team != "" {
		return m.Team
	}
	return "@" + m.Login
}

// Term is a promise: how long after what.
type Term struct {
	// Target is when it should, Maximum when it must be met; zero where not said.
	Target, Maximum calendar.Span
	// After is the commitment whose meeting starts the clock; empty for the report.
	After advisories.Commitment
	// BySeverity goes before Target and Maximum for advisories of that severity.
	BySeverity map[string]Term
	// Source is where the maximum (or else the target) was written, Note what else
	// is to be said of where it comes from.
	Source Source
	Note   string
}

// For is the promise for a severity; what is not promised for it apart holds for
// all.
func (t Term) For(severity string) Term {
	if own, ok := t.BySeverity[severity]; ok {
		return own
	}
	return t
}

// longest is the longest maximum of the term, over all severities: until maintainers
// decided on one, no shorter time can be told. It is none where some severity has
// none.
func (t Term) longest() calendar.Span {
	out := t.Maximum
	for _, s := range severities {
		own := t.For(s).Maximum
		if own.IsZero() {
			return calendar.Span{}
		}
		if longer(own, out) {
			out = own
		}
	}
	return out
}

// slowest is the promise for the severity that has the longest maximum.
func (t Term) slowest() Term {
	var out Term
	for _, s := range severities {
		if own, ok := t.BySeverity[s]; ok && (!out.promises() || longer(own.Maximum, out.Maximum)) {
			out = own
		}
	}
	return out
}

// promises reports whether the term says anything for all severities.
func (t Term) promises() bool { return !t.Target.IsZero() || !t.Maximum.IsZero() }

// Teams are the GitHub teams whose members must be known to judge, as "org/slug".
func (p *Policy) Teams() []string {
	var out []string
	for _, m := range p.Team {
		if m.Team != "" && !slices.Contains(out, m.Team) {
			out = append(out, m.Team)
		}
	}
	return out
}

// PowerOf reports whether the person may command, approve and acknowledge: an
// admin of the repository, a security manager of the organization where GitHub lets
// the App read who they are, or somebody whom a counted entry of the team names.
// Bots never have power, and neither does an account without an id. Being a
// collaborator of the advisory gives none: the reporter is one.
func (p *Policy) PowerOf(person advisories.Person, pw advisories.Power) bool {
	if person.Bot || !person.Known() {
		return false
	}
	if pw.Admin || pw.Security {
		return true
	}
	for _, m := range p.Team {
		if m.RequireMaintain && !pw.Maintain {
			continue
		}
		if m.Login != "" && strings.EqualFold(m.Login, person.Login) {
			return true
		}
		if m.Team != "" && slices.ContainsFunc(pw.Teams, func(t string) bool { return strings.EqualFold(t, m.Team) }) {
			return true
		}
	}
	return false
}

// Rule is how a kind may leave; a kind that nobody named needs one approval.
func (p *Policy) Rule(k advisories.Kind) Rule {
	if r, ok := p.Drafts[k]; ok {
		return r
	}
	return Rule{Permit: advisories.PermitApprove, Approvals: 1}
}

// Settings are all effective values with where each comes from, by key.
func (p *Policy) Settings() []Setting {
	out := make([]Setting, 0, len(p.settings))
	for _, k := range sortedKeys(p.settings) {
		out = append(out, p.settings[k])
	}
	return out
}

// Wanted are the ids of all wanted contents, own ones included.
func (p *Policy) Wanted() (required, recommended []string) {
	required, recommended = slices.Clone(p.Required), slices.Clone(p.Recommended)
	for _, f := range p.Own {
		if f.Required {
			required = append(required, f.ID)
		} else {
			recommended = append(recommended, f.ID)
		}
	}
	return required, recommended
}

// own is the content of the project's own of that id.
func (p *Policy) own(id string) (OwnField, bool) {
	for _, f := range p.Own {
		if f.ID == id {
			return f, true
		}
	}
	return OwnField{}, false
}

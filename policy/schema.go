package policy

import (
	"slices"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/report"
)

// The dotted keys that the code asks for by name.
const (
	keyVersion     = "version"
	keyMode        = "mode"
	keyTeam        = "team"
	keyTracking    = "tracking"
	keyCalendar    = "calendar"
	keyZone        = "calendar.time_zone"
	keyDays        = "calendar.working_days"
	keyHoursFrom   = "calendar.working_hours.from"
	keyHoursTo     = "calendar.working_hours.to"
	keyHolidays    = "calendar.holidays"
	keyNotHolidays = "calendar.not_holidays"
	keyAway        = "calendar.away"
	keyReport      = "report"
	keyRequired    = "report.required"
	keyRecommended = "report.recommended"
	keyFields      = "report.fields"
	keyAIStatement = "report.ai_statement"
	keyRemind      = "report.remind_after"
	keyGiveUpAfter = "report.give_up_after"
	keyGiveUp      = "report.give_up"
	keyCommitments = "commitments"
	keyEvery       = "commitments.update.every"
	keyCRA         = "commitments.cra"
	keyDrafts      = "drafts"
	keyMessages    = "messages"
	keyFloods      = "floods"
	keyLock        = "lock"
	keyDelegate    = "delegate"

	keyAudience    = "tracking_audience"
	keyRotation    = "rotation"
	keyCrew        = "collaborators.from"
	keyPublication = "publication"
	keyRequire     = "publication.require"
	keyWindow      = "publication.window"
	keyQuiet       = "escalation.quiet_hours"

	keyRotationPeople = keyRotation + ".people"
	keyRotationEvery  = keyRotation + ".every"
	keyRotationFrom   = keyRotation + ".from"

	keyFloodReporter   = keyFloods + ".reporter"
	keyFloodRepository = keyFloods + ".repository"
)

// What a project does with a report whose reporter does not answer.
const (
	giveUpClose   = "close"
	giveUpProceed = "proceed"
)

var (
	kinds = []advisories.Kind{
		advisories.KindReceipt, advisories.KindAsk, advisories.KindStatus, advisories.KindRemind,
		advisories.KindUpdate, advisories.KindEscalate, advisories.KindAccept, advisories.KindClose,
		advisories.KindReopen, advisories.KindCollaborators, advisories.KindCredits,
		advisories.KindRequestCVE, advisories.KindPrivateFork, advisories.KindPublish, advisories.KindFields,
	}
	severities   = []string{"critical", "high", "medium", "low"}
	weekdays     = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
	publicFields = []string{"severity", "cwe", "affected_versions", "patched_versions", "cve", "credits", "description"}
	delegable    = []string{keyTeam, keyTracking, keyDrafts, keyMessages, keyCalendar, keyMode}
)

// topFields are the keys of the file. Each table is built per file, so that no
// reader can change another's.
func topFields() []field {
	return []field{
		{name: keyVersion, kind: kind{read: readVersion, schema: node{"const": 1}}, about: "The version of this format, which is 1."},
		{name: keyMode, kind: choice(string(ModeOff), string(ModeObserve), string(ModeOn)),
			about: "off: nothing is drafted. observe: drafts are filed and nothing leaves. on: drafts leave as their kinds allow."},
		{name: keyTeam, kind: list(member, node{"type": "string", "pattern": memberSchema}).atMost(maxTeam),
			about: "Teams (org/slug) and accounts (\"@login\") that may command and approve, beside the repository's admins."},
		{name: keyTracking, kind: scalar(repositoryName, node{"type": "string", "pattern": "^[^/\\s]+/[^/\\s]+$"}),
			about: "The private repository in which each case has an issue for the maintainers."},
		{name: keyAudience, kind: choice(audienceAccepted),
			about: "accepted: the tracking repository may be read by more people than the team needs."},
		{name: keyRotation, kind: group(rotationFields()...), about: "Who coordinates new cases, one after the other. It gives no power."},
		{name: "collaborators", kind: group(field{name: "from", kind: wordList(crewSources),
			about: "Whom a draft adds to an advisory that was answered: the team, who is on duty, the code owners."}),
			about: "Who works on an advisory beside those who see it anyway."},
		{name: "escalation", kind: group(escalationFields()...), about: "How maintainers are told of promises that are not kept."},
		{name: keyCalendar, kind: group(calendarFields()...), about: "When the maintainers work. Only spans in business days or hours follow it."},
		{name: keyReport, kind: group(reportFields()...), about: "What a report must hold, and what happens where something is missing."},
		{name: keyCommitments, kind: group(commitmentFields()...), about: "What the project promises: how long after what."},
		{name: keyDrafts, kind: group(draftFields()...), about: "How each kind of draft may leave."},
		{name: keyMessages, kind: group(messageFields()...), about: "Own texts in place of the built-in ones."},
		{name: keyPublication, kind: group(publicationFields()...), about: "What an advisory must hold, and when it may be published."},
		ownerOnly(field{name: keyFloods, kind: group(
			field{name: "reporter", kind: whole(1, maxFlood), about: "How many drafts may go out by themselves to one reporter in 24 hours."},
			field{name: "repository", kind: whole(1, maxFlood), about: "How many drafts may go out by themselves in one repository in 24 hours."},
		), about: "Limits on what goes out by itself."}),
		ownerOnly(field{name: keyLock, kind: kind{read: readLock, schema: node{"type": "array", "uniqueItems": true, "items": node{"$ref": "#/$defs/key"}}},
			about: "Keys, or groups of keys, that no repository's file and no promise can change."}),
		ownerOnly(field{name: keyDelegate, kind: kind{read: readDelegate, schema: node{"type": "array", "uniqueItems": true, "items": node{"enum": delegable}}},
			about: "What repositories' files may decide that otherwise only this file may."}),
	}
}

func calendarFields() []field {
	dates := node{"type": "string", "pattern": dateSchema}
	return []field{
		{name: "time_zone", kind: scalar(timeZone, node{"type": "string", "pattern": zonePattern.String()}), about: "The zone of working days and hours, in which dates are told beside UTC."},
		{name: "working_days", kind: wordList(weekdays), about: "The days of the week on which work is done."},
		{name: "working_hours", kind: group(
			field{name: "from", kind: scalar(timeOfDay, clockSchema()), about: "When a working day begins."},
			field{name: "to", kind: scalar(timeOfDay, clockSchema()), about: "When a working day ends, later than it begins."},
		).then((*reader).hoursInOrder), about: "The hours of a working day; without them it is the whole day."},
		{name: "holidays", kind: list(holiday, node{"type": "string", "pattern": "^(?:[A-Z]{2}(?:-[A-Z0-9]{1,3})?|\\d{4}-\\d{2}-\\d{2})$"}),
			about: "Public holidays: countries (DE), regions (DE-BY), and dates of one's own (2026-12-24)."},
		{name: "not_holidays", kind: list(date, dates), about: "Dates on which work is done although the country's table has a holiday."},
		{name: "away", kind: kind{read: readAway, schema: node{"type": "array", "items": node{"type": "object", "additionalProperties": false,
			"required": []string{"from", "to"}, "properties": node{"from": dates, "to": dates}}}},
			about: "Times in which nobody is there, both days included: no business days."},
	}
}

func reportFields() []field {
	return []field{
		{name: "required", kind: wordList(report.IDs()), about: "Contents that a report must have; the reporter is asked for what is missing."},
		{name: "recommended", kind: wordList(report.IDs()), about: "Contents that help; asked for only along with required ones."},
		{name: "fields", kind: kind{read: readOwnFields, schema: ownFieldsSchema()}, about: "Contents of one's own, beside those that are known."},
		{name: "ai_statement", kind: yesNo(), about: "Whether a report must say which tools and AI were used for it."},
		{name: "remind_after", kind: duration(), about: "How long after the question a silent reporter is reminded."},
		{name: "give_up_after", kind: duration(), about: "How long after the question a silent reporter is waited for no longer."},
		{name: "give_up", kind: choice(giveUpClose, giveUpProceed), about: "What is drafted then: to close the report, or to go on without an answer."},
	}
}

// afterWords are what a clock may start from: the report, or an earlier promise
// met. A promise takes only those before itself, so that none waits for itself.
var afterWords = []string{"report", string(advisories.CommitmentAcknowledge), string(advisories.CommitmentAssess), string(advisories.CommitmentFix)}

func commitmentFields() []field {
	promise := func(c advisories.Commitment, after int, about string) field {
		return field{name: string(c), kind: group(promiseFields(afterWords[:after])...).or("maximum", duration()).then((*reader).inOrder), about: about}
	}
	return []field{
		promise(advisories.CommitmentAcknowledge, 1, "A first answer by a person of the project."),
		promise(advisories.CommitmentAssess, 2, "What the project makes of the report."),
		{name: string(advisories.CommitmentUpdate), kind: group(
			field{name: "every", kind: duration(), about: "The longest time between two words of the project to the reporter."},
			field{name: "after", kind: choice(afterWords[:3]...), about: "What the first update counts from."},
		).or("every", duration()), about: "Regular news for the reporter while the case is open."},
		promise(advisories.CommitmentFix, 3, "A fix or mitigation that users can have."),
		promise(advisories.CommitmentDisclose, 4, "The advisory is published."),
		{name: "cra", kind: yesNo(), about: "Whether cases marked as actively exploited get the reporting clocks of Regulation (EU) 2024/2847, Article 14: 24 h, 72 h, and 14 days after a fix."},
	}
}

func promiseFields(after []string) []field {
	fields := []field{
		{name: "target", kind: duration(), about: "When it should be done; past it the promise is at risk."},
		{name: "maximum", kind: duration(), about: "When it must be done; past it the promise is missed."},
		{name: "after", kind: choice(after...), about: "What it counts from."},
	}
	for _, s := range severities {
		fields = append(fields, field{name: s, about: "The promise for advisories of this severity.", kind: group(
			field{name: "target", kind: duration(), about: "When it should be done for this severity."},
			field{name: "maximum", kind: duration(), about: "When it must be done for this severity."},
		).or("maximum", duration()).then((*reader).inOrder)})
	}
	return fields
}

func draftFields() []field {
	fields := make([]field, 0, len(kinds))
	for _, k := range kinds {
		fields = append(fields, field{name: string(k), kind: rule(k), about: draftAbout[k]})
	}
	return fields
}

var draftAbout = map[advisories.Kind]string{
	advisories.KindReceipt:       "Tells the reporter that the report arrived and when it is answered.",
	advisories.KindAsk:           "Asks the reporter for required contents that are missing.",
	advisories.KindStatus:        "Says where the report stands, in one comment that is edited in place.",
	advisories.KindRemind:        "Reminds a reporter who did not answer.",
	advisories.KindUpdate:        "Tells the reporter how work goes on, and of a date that slips.",
	advisories.KindEscalate:      "Tells maintainers that a promise is at risk or missed.",
	advisories.KindAccept:        "Takes the report from triage to draft.",
	advisories.KindClose:         "Closes the report.",
	advisories.KindReopen:        "Opens a closed report again.",
	advisories.KindCollaborators: "Adds people to the advisory.",
	advisories.KindCredits:       "Sets who is credited.",
	advisories.KindRequestCVE:    "Asks GitHub for a CVE id.",
	advisories.KindPrivateFork:   "Makes the temporary private fork.",
	advisories.KindPublish:       "Publishes the advisory; never automatic.",
	advisories.KindFields:        "Sets severity, CVSS, CWE or versions that a maintainer decided.",
}

func publicationFields() []field {
	return []field{
		{name: "require", kind: wordList(publicFields), about: "What an advisory must hold before it is published."},
		{name: "window", kind: group(
			field{name: "days", kind: wordList(weekdays), about: "The days on which advisories are published."},
			field{name: "from", kind: scalar(timeOfDay, clockSchema()), about: "The earliest time of day."},
			field{name: "to", kind: scalar(timeOfDay, clockSchema()), about: "The latest time of day."},
		).then((*reader).hoursInOrder), about: "When advisories may be published."},
	}
}

// inEffect reports whether the program acts on a key already: on all of them, in
// this version.
func inEffect(string) bool { return true }

// allKeys are all dotted keys that can be set, and the groups above them. A file
// always has a version, and locks and delegations are the owner's by nature.
func allKeys() []string {
	var out []string
	var walk func(prefix string, fields []field)
	walk = func(prefix string, fields []field) {
		for _, f := range fields {
			key := join(prefix, f.name)
			switch key {
			case keyVersion, keyLock, keyDelegate:
				continue
			}
			out = append(out, key)
			walk(key, f.kind.fields)
		}
	}
	walk("", topFields())
	slices.Sort(out)
	return out
}

package policy

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/report"
)

// The dotted keys that the code asks for by name.
const (
	keyVersion     = "version"
	keyMode        = "mode"
	keyTeam        = "team"
	keyTracking    = "tracking"
	keyZone        = "calendar.time_zone"
	keyRequired    = "report.required"
	keyRecommended = "report.recommended"
	keyCommitments = "commitments"
	keyDrafts      = "drafts"
	keyFloods      = "floods"
	keyLock        = "lock"
	keyDelegate    = "delegate"

	keyFloodReporter   = keyFloods + ".reporter"
	keyFloodRepository = keyFloods + ".repository"
)

var (
	kinds = []advisories.Kind{
		advisories.KindReceipt, advisories.KindAsk, advisories.KindStatus, advisories.KindRemind,
		advisories.KindUpdate, advisories.KindEscalate, advisories.KindAccept, advisories.KindClose,
		advisories.KindReopen, advisories.KindCollaborators, advisories.KindCredits,
		advisories.KindRequestCVE, advisories.KindPrivateFork, advisories.KindPublish,
	}
	severities   = []string{"critical", "high", "medium", "low"}
	weekdays     = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
	publicFields = []string{"severity", "cwe", "affected_versions", "patched_versions", "cve", "credits", "description"}
	delegable    = []string{keyTeam, keyTracking, keyDrafts}
)

// topFields are the keys of the file. Each table is built per file, so that no
// reader can change another's.
func topFields() []field {
	return []field{
		{keyVersion, readVersion},
		{keyMode, choice(string(ModeOff), string(ModeObserve), string(ModeOn))},
		{keyTeam, list(member)},
		{keyTracking, scalar(repositoryName)},
		{"calendar", group(
			field{"time_zone", scalar(timeZone)},
			field{"working_days", list(oneOf(weekdays))},
			field{"holidays", list(holiday)},
			field{"away", readAway},
		)},
		{"report", group(
			field{"required", list(oneOf(report.IDs()))},
			field{"recommended", list(oneOf(report.IDs()))},
			field{"remind_after", readDuration},
			field{"give_up_after", readDuration},
		)},
		{keyCommitments, group(
			field{"acknowledge", commitment("maximum", promiseFields(afterWords[:1]))},
			field{"assess", commitment("maximum", promiseFields(afterWords[:2]))},
			field{"update", commitment("every", []field{{"every", readDuration}, {"after", choice(afterWords...)}})},
			field{"fix", commitment("maximum", promiseFields(afterWords))},
			field{"disclose", commitment("maximum", promiseFields(afterWords))},
		)},
		{keyDrafts, group(draftFields()...)},
		{"publication", group(
			field{"require", list(oneOf(publicFields))},
			field{"window", group(
				field{"days", list(oneOf(weekdays))},
				field{"from", scalar(timeOfDay)},
				field{"to", scalar(timeOfDay)},
			)},
		)},
		{keyFloods, ownerOnly(group(
			field{"reporter", readFlood},
			field{"repository", readFlood},
		))},
		{keyLock, ownerOnly(readLock)},
		{keyDelegate, ownerOnly(readDelegate)},
	}
}

// afterWords are what a clock may start from: the report, or an earlier promise
// met. A promise takes only those before itself, so that none waits for itself.
var afterWords = []string{"report", string(advisories.CommitmentAcknowledge), string(advisories.CommitmentAssess)}

func promiseFields(after []string) []field {
	fields := []field{{"target", readDuration}, {"maximum", readDuration}, {"after", choice(after...)}}
	for _, s := range severities {
		fields = append(fields, field{s, readDuration})
	}
	return fields
}

func draftFields() []field {
	fields := make([]field, 0, len(kinds))
	for _, k := range kinds {
		fields = append(fields, field{string(k), readRule(k)})
	}
	return fields
}

// group reads a mapping of known keys.
func group(fields ...field) func(*reader, string, ast.Node) {
	return func(r *reader, key string, n ast.Node) { r.mapping(key, n, fields) }
}

// commitment reads a promise; a bare duration means its usual key.
func commitment(usual string, fields []field) func(*reader, string, ast.Node) {
	return func(r *reader, key string, n ast.Node) {
		if isScalar(n) {
			readDuration(r, join(key, usual), n)
			return
		}
		r.mapping(key, n, fields)
		r.inOrder(key, n)
	}
}

// inEffect reports whether the program acts on a key already.
func inEffect(key string) bool {
	switch key {
	case keyVersion, keyMode, keyTeam, keyZone, keyRequired, keyRecommended, keyLock, keyDelegate,
		keyFloodReporter, keyFloodRepository,
		"drafts.receipt", "drafts.ask", "drafts.status", "drafts.accept":
		return true
	}
	for _, c := range []advisories.Commitment{advisories.CommitmentAcknowledge, advisories.CommitmentAssess, advisories.CommitmentDisclose} {
		switch strings.TrimPrefix(key, keyCommitments+"."+string(c)+".") {
		case "target", "maximum", "after":
			return true
		}
	}
	return false
}

// allKeys are all dotted keys that can be set, and the groups above them.
func allKeys() []string {
	out := []string{keyMode, keyTeam, keyTracking,
		"calendar", keyZone, "calendar.working_days", "calendar.holidays", "calendar.away",
		"report", keyRequired, keyRecommended, "report.remind_after", "report.give_up_after",
		keyCommitments, keyDrafts,
		"publication", "publication.require", "publication.window",
		"publication.window.days", "publication.window.from", "publication.window.to",
		keyFloods, keyFloodReporter, keyFloodRepository}
	for _, k := range kinds {
		out = append(out, keyDrafts+"."+string(k))
	}
	for _, c := range []string{"acknowledge", "assess", "fix", "disclose"} {
		key := join(keyCommitments, c)
		out = append(out, key)
		for _, f := range promiseFields(afterWords) {
			out = append(out, join(key, f.name))
		}
	}
	out = append(out, "commitments.update", "commitments.update.every", "commitments.update.after")
	slices.Sort(out)
	return out
}

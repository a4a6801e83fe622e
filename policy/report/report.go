// Package report reads the Markdown of a vulnerability report and says which
// contents it has and where: never what it says.
//
// # Contract
//
//   - [Read] is pure: no clock, no network, no store, no globals that change.
//     Equal input gives an equal [Reading].
//   - A [Reading] holds field ids, sources, comment ids, line numbers, and our own
//     words with normalised ids and numbers ("CWE-12345", "CVSS:3.1"), and no word
//     of the report. It is safe to store and to log.
//   - Contents count by substance. A heading, label or table row that is there
//     but says nothing ("none", "n/a", a template's instructions, "see
//     attachment") is no content, and content without a heading is.
//   - A [Finding] is advice. None of them makes a content present or missing, and
//     none is a reason to close anything.
//   - The text is data. Whoever wrote it is not trusted: work and memory grow
//     linearly with its length, whatever it holds, and nothing in it panics.
//
// The reader works on lines, not on a Markdown tree: reports are written by
// hand, pasted from trackers and half formatted, and a reader that takes only
// well-formed Markdown misses what a maintainer sees at once.
package report

// The contents that the reader knows, as a policy's report.required and
// report.recommended name them.
const (
	Description      = "description"
	StepsToReproduce = "steps_to_reproduce"
	ProofOfConcept   = "proof_of_concept"
	Impact           = "impact"
	AffectedVersions = "affected_versions"
	Environment      = "environment"
	Contact          = "contact"
	Logs             = "logs"
	SuggestedFix     = "suggested_fix"
	Severity         = "severity"
	CWE              = "cwe"
	SourceLocation   = "source_location"
	ReporterName     = "reporter_name"
	Affiliation      = "affiliation"
	AttackScenario   = "attack_scenario"
	Configuration    = "configuration"
)

// The places where content is found.
const (
	// SourceSummary is the advisory's title.
	SourceSummary = "summary"
	// SourceDescription is the report's text.
	SourceDescription = "description"
	// SourceFields is GitHub's structured fields: affected ranges, severity,
	// CVSS, CWEs.
	SourceFields = "fields"
	// SourceComment is a comment of the reporter; Field.Comment says which.
	SourceComment = "comment"
)

// Input is what the reporter gave.
type Input struct {
	// Summary is the advisory's title, Description its text in Markdown.
	Summary     string
	Description string
	// Fields are GitHub's structured fields.
	Fields Structured
	// Answers are the reporter's comments, oldest first.
	Answers []Answer
	// Own are contents that the policy defines beside the known ones.
	Own []OwnField
	// WantAIStatement is true where the policy asks for a statement on tools and
	// AI; without it nobody looks for one.
	WantAIStatement bool
}

// Structured is what GitHub's form asks for apart from the text.
type Structured struct {
	// Packages are the affected packages.
	Packages []Package
	// Severity is critical, high, medium, low or empty.
	Severity string
	// CVSS are vectors ("CVSS:3.1/AV:N/…"); empty ones do not count.
	CVSS []string
	// CWEs are weakness ids ("CWE-79"); empty ones do not count.
	CWEs []string
	// Credits is the number of people who are credited.
	Credits int
}

// Package is one affected package, as GitHub's form has it.
type Package struct {
	// Ecosystem is GitHub's name of it: "npm", "pip" …
	Ecosystem string
	Name      string
	// Affected is a range in GitHub's syntax: ">= 1.2.0, < 1.4.2".
	Affected string
	// Patched are the versions that hold the fix, empty where there is none.
	Patched string
	// Functions are the affected functions.
	Functions []string
}

// Answer is one comment of the reporter.
type Answer struct {
	// Comment is the comment's id on GitHub, Body its text.
	Comment int64
	Body    string
}

// Field is what was found of one content.
type Field struct {
	// ID is one of the content names above, or an [OwnField]'s.
	ID      string
	Present bool
	// Source is one of the places above; empty where the content is missing.
	Source string
	// Comment is the comment's id where Source is SourceComment.
	Comment int64
	// Line counts from 1 within the source; 0 for SourceFields.
	Line int
}

// Reading is what a report was found to hold.
type Reading struct {
	// Fields has one entry for each content the reader knows, in the order of
	// [IDs], present or not, and then one for each of Input.Own in their order.
	Fields []Field
	// Findings are what stands out beside the contents, the structured fields'
	// first. There are at most [MaxFindings].
	Findings []Finding
}

// Field returns the finding for a content; ok is false for an id that the reader
// does not know.
func (r Reading) Field(id string) (f Field, ok bool) {
	for _, f := range r.Fields {
		if f.ID == id {
			return f, true
		}
	}
	return Field{}, false
}

// Has reports whether the content was found.
func (r Reading) Has(id string) bool {
	f, _ := r.Field(id)
	return f.Present
}

var ids = [...]string{
	Description, StepsToReproduce, ProofOfConcept, Impact, AffectedVersions, Environment, Contact, Logs,
	SuggestedFix, Severity, CWE, SourceLocation, ReporterName, Affiliation, AttackScenario, Configuration,
}

// IDs are the contents that the reader knows, in the order of [Reading].
func IDs() []string { return append([]string(nil), ids[:]...) }

// Known reports whether the reader knows a content of that id.
func Known(id string) bool {
	for _, k := range ids {
		if k == id {
			return true
		}
	}
	return false
}

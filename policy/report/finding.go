package report

// Finding is something that stands out in a report, for a person to look at. It
// closes nothing and changes no content.
type Finding struct {
	// ID is one of the finding names below.
	ID string
	// Source is one of the places of a [Field].
	Source string
	// Comment is the comment's id where Source is SourceComment.
	Comment int64
	// Line counts from 1 within the source; 0 where the finding is about the
	// source as a whole, and for SourceFields.
	Line int
	// Detail says what was found, in our words and with normalised ids and numbers
	// only: never a word of the report.
	Detail string
}

// The findings.
const (
	// SeveralVulnerabilities: the report seems to tell of more than one.
	SeveralVulnerabilities = "several_vulnerabilities"
	// CVSSInvalid: a vector that the specification of its version does not allow.
	CVSSInvalid = "cvss_invalid"
	// CVSSSeverityMismatch: a vector whose score lies in another band than every
	// severity that is stated.
	CVSSSeverityMismatch = "cvss_severity_mismatch"
	// CWEUnknown: an id that is not in the list of weaknesses, see [CWEVersion].
	CWEUnknown = "cwe_unknown"
	// CWEDiscouraged: an id of the list that no vulnerability is to be mapped to:
	// a deprecated one, a category or a view.
	CWEDiscouraged = "cwe_discouraged"
	// EcosystemUnknown: an ecosystem that GitHub does not know.
	EcosystemUnknown = "ecosystem_unknown"
	// PackageMalformed: a name that no package of the ecosystem can have.
	PackageMalformed = "package_malformed"
	// RangeMalformed: an affected range that is not in GitHub's syntax.
	RangeMalformed = "range_malformed"
	// RangeOpen: an affected range without an upper bound, and no patched version.
	RangeOpen = "range_open"
	// Placeholders: places of a template that were to be filled in and were not.
	Placeholders = "placeholders"
	// AIStatement: the statement on tools and AI that the policy asks for.
	AIStatement = "ai_statement"
	// AIStatementMissing: there is none, though the policy asks for one.
	AIStatementMissing = "ai_statement_missing"
	// Trailer: one of the known trailer lines, with its value.
	Trailer = "trailer"
)

// FindingIDs are the findings that the reader knows, in a fixed order.
func FindingIDs() []string {
	return []string{
		SeveralVulnerabilities, CVSSInvalid, CVSSSeverityMismatch, CWEUnknown, CWEDiscouraged, EcosystemUnknown,
		PackageMalformed, RangeMalformed, RangeOpen, Placeholders, AIStatement, AIStatementMissing, Trailer,
	}
}

// MaxFindings bounds the findings of one reading.
const MaxFindings = 50

// notes gathers findings, each once.
type notes struct {
	list []Finding
	seen map[Finding]bool
}

// add records a finding unless the same was recorded at an earlier line of the
// same text.
func (n *notes) add(f Finding) {
	key := f
	key.Line = 0
	if n.seen[key] || len(n.list) >= MaxFindings {
		return
	}
	if n.seen == nil {
		n.seen = map[Finding]bool{}
	}
	n.seen[key] = true
	n.list = append(n.list, f)
}

// place is a text in work, for findings.
type place struct {
	notes   *notes
	source  string
	comment int64
}

func (p place) note(id string, line int, detail string) {
	p.notes.add(Finding{ID: id, Source: p.source, Comment: p.comment, Line: line, Detail: detail})
}

// fields is the place of GitHub's structured fields.
func (n *notes) fields() place { return place{notes: n, source: SourceFields} }

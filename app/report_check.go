package app

import (
	"io"
	"slices"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
	"github.com/advisory-bot/advisory-bot/policy/report"
)

// ReportCheck is what `report check` says of a report, without a word of it.
type ReportCheck struct {
	Fields   []CheckedField   `json:"fields"`
	Findings []CheckedFinding `json:"findings"`
	// notes say what in the policy does not count.
	notes []string
}

// CheckedField is one content. Line is that of the file, 0 where it is missing.
type CheckedField struct {
	ID      string `json:"id"`
	Present bool   `json:"present"`
	Line    int    `json:"line"`
	// want is what the policy says of it: required, recommended, or nothing.
	want string
}

// CheckedFinding is something that stands out. Line is that of the file, 0 where
// it is about the report as a whole.
type CheckedFinding struct {
	ID     string `json:"id"`
	Line   int    `json:"line"`
	Detail string `json:"detail"`
}

// CheckReport reads a report from a file, "-" for in: its first line is the title,
// with or without the mark of a heading, and the rest is its text.
func CheckReport(path string, in io.Reader, files PolicyFiles) (ReportCheck, error) {
	pol, notes, err := files.strict()
	if err != nil {
		return ReportCheck{}, err
	}
	text, err := reportText(path, in)
	if err != nil {
		return ReportCheck{}, err
	}
	out := checkReport(pol, text)
	out.notes = notes
	return out, nil
}

func reportText(path string, in io.Reader) (string, error) {
	if path != "-" {
		return readText(path)
	}
	b, err := io.ReadAll(io.LimitReader(in, 64<<20))
	if err != nil {
		return "", err
	}
	return asText("standard input", b)
}

func checkReport(pol *policy.Policy, text string) ReportCheck {
	title, body, above := titled(strings.TrimPrefix(text, "\ufeff"))
	reading := policy.ReadReport(pol, advisories.Snapshot{Advisory: advisories.Advisory{Summary: title, Description: body}})
	place := func(source string, line int) int {
		switch source {
		case report.SourceDescription:
			return line + above
		case report.SourceSummary:
			return above
		}
		return 0
	}
	required, recommended := pol.Wanted()
	out := ReportCheck{Fields: []CheckedField{}, Findings: []CheckedFinding{}}
	for _, f := range reading.Fields {
		c := CheckedField{ID: f.ID, Present: f.Present, want: "-"}
		if f.Present {
			c.Line = place(f.Source, f.Line)
		}
		switch {
		case slices.Contains(required, f.ID):
			c.want = "required"
		case slices.Contains(recommended, f.ID):
			c.want = "recommended"
		}
		out.Fields = append(out.Fields, c)
	}
	for _, f := range reading.Findings {
		line := f.Line
		if line > 0 {
			line = place(f.Source, f.Line)
		}
		out.Findings = append(out.Findings, CheckedFinding{ID: f.ID, Line: line, Detail: f.Detail})
	}
	return out
}

// titled takes the title off a report: its first line that is not blank. above is
// the number of that line.
func titled(text string) (title, body string, above int) {
	for {
		var more bool
		title, body, more = strings.Cut(text, "\n")
		above++
		title = strings.TrimSpace(title)
		if title != "" || !more {
			break
		}
		text = body
	}
	if rest, ok := strings.CutPrefix(title, "# "); ok {
		title = strings.TrimSpace(rest)
	}
	return title, body, above
}

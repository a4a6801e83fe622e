package policy

import (
	"slices"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/report"
)

// ReadReport reads what the reporter gave: title, description, GitHub's
// structured fields, and the reporter's own comments. Nobody else's comment adds
// to a report, ours least of all: it names what is missing.
func ReadReport(snap advisories.Snapshot) report.Reading {
	a := snap.Advisory
	in := report.Input{
		Summary:     a.Summary,
		Description: a.Description,
		Fields: report.Structured{
			Severity: a.Severity,
			CVSS:     []string{a.CVSS3, a.CVSS4},
			CWEs:     a.CWEs,
		},
	}
	for _, v := range a.Vulnerabilities {
		in.Fields.Affected = append(in.Fields.Affected, v.Affected)
		in.Fields.Functions = append(in.Fields.Functions, v.Functions...)
	}
	reporter := snap.Reporter()
	if !reporter.Known() || reporter.ID == snap.Self.ID {
		return report.Read(in)
	}
	mine := slices.DeleteFunc(slices.Clone(snap.Comments), func(c advisories.Comment) bool { return c.Author.ID != reporter.ID })
	slices.SortStableFunc(mine, func(a, b advisories.Comment) int { return a.CreatedAt.Compare(b.CreatedAt) })
	for _, c := range mine {
		in.Answers = append(in.Answers, report.Answer{Comment: c.ID, Body: c.Body})
	}
	return report.Read(in)
}

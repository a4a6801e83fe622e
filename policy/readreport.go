package policy

import (
	"slices"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/report"
)

// ReadReport reads what the reporter gave, looking for what the policy wants: title, description, GitHub's
// structured fields, and the reporter's own comments. Nobody else's comment adds
// to a report, ours least of all: it names what is missing.
func ReadReport(pol *Policy, snap advisories.Snapshot) report.Reading {
	return (*Readings)(nil).ReadReport(pol, snap)
}

// ReadReport answers as the function does, and remembers what it read.
func (r *Readings) ReadReport(pol *Policy, snap advisories.Snapshot) report.Reading {
	a := snap.Advisory
	in := report.Input{
		Own:             pol.ownForReader(),
		WantAIStatement: pol.AIStatement,
		Summary:         a.Summary,
		Description:     a.Description,
		Fields: report.Structured{
			Severity: a.Severity,
			CVSS:     []string{a.CVSS3, a.CVSS4},
			CWEs:     a.CWEs,
			Credits:  len(a.Credits),
		},
	}
	for _, v := range a.Vulnerabilities {
		in.Fields.Packages = append(in.Fields.Packages, report.Package{
			Ecosystem: v.Ecosystem, Name: v.Package, Affected: v.Affected, Patched: v.Patched, Functions: v.Functions,
		})
	}
	reporter := snap.Reporter()
	if !reporter.Known() || reporter.ID == snap.Self.ID {
		return r.report(in)
	}
	mine := slices.DeleteFunc(slices.Clone(snap.Comments), func(c advisories.Comment) bool { return c.Author.ID != reporter.ID })
	slices.SortStableFunc(mine, func(a, b advisories.Comment) int { return a.CreatedAt.Compare(b.CreatedAt) })
	for _, c := range mine {
		in.Answers = append(in.Answers, report.Answer{Comment: c.ID, Body: c.Body})
	}
	return r.report(in)
}

// ownForReader are the contents of the project's own as the reader wants them.
func (p *Policy) ownForReader() []report.OwnField {
	out := make([]report.OwnField, len(p.Own))
	for i, f := range p.Own {
		out[i] = report.OwnField{ID: f.ID, Headings: f.Headings, MinLength: f.MinLength, Pattern: f.Pattern}
	}
	return out
}

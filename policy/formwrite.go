package policy

import (
	"slices"
	"strconv"
	"strings"

	"github.com/advisory-bot/advisory-bot/policy/report"
)

// FormPath is where a report form lies in a repository.
const FormPath = ".github/VULNERABILITY_REPORT.yml"

// aiQuestion is the question for the statement on tools and AI; the report reader
// finds the answer under its label.
var aiQuestion = content{ID: keyName(keyAIStatement), Name: "Tools and AI used",
	How: "which tools and which AI had part in finding or writing this, or that none had"}

// WriteForm writes a report form, in the syntax of GitHub's issue forms, that asks
// for what the policy requires and recommends of a report, so that reporters are
// asked for what is checked. An answer to it stands in the report under the
// question's label, where the report reader looks for it.
func WriteForm(pol *Policy) string {
	f := formWriter{}
	f.lines("# What a report is asked for, as the policy has it: advisory-bot policy form wrote this.",
		"name: Vulnerability report",
		"description: Tell the maintainers of a vulnerability, in private.",
		"body:",
		"  - type: markdown",
		"    attributes:",
		"      value: "+quotedText("Thank you for reporting in private. What is marked as required is needed to look into the report; leave out other people's data and secrets."))
	for _, id := range pol.Required {
		f.question(pol.contentWords(id), question{required: true})
	}
	for _, own := range pol.Own {
		if own.Required {
			f.question(pol.contentWords(own.ID), question{required: true, least: own.MinLength})
		}
	}
	if pol.AIStatement {
		f.question(aiQuestion, question{required: true})
	}
	for _, id := range pol.Recommended {
		f.question(pol.contentWords(id), question{})
	}
	for _, own := range pol.Own {
		if !own.Required {
			f.question(pol.contentWords(own.ID), question{least: own.MinLength})
		}
	}
	if f.asked == 0 { // a form without a question is none
		f.question(pol.contentWords(report.Description), question{})
	}
	return f.b.String()
}

// keyName is the last part of a key.
func keyName(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }

// question is how something is asked.
type question struct {
	required bool
	// least is the least number of characters; 0 for any.
	least int
}

type formWriter struct {
	b     strings.Builder
	asked int
}

func (f *formWriter) lines(lines ...string) {
	for _, line := range lines {
		f.b.WriteString(line)
		f.b.WriteByte('\n')
	}
}

func (f *formWriter) question(c content, q question) {
	f.asked++
	kind := "textarea"
	switch c.ID {
	case report.Severity:
		kind = "dropdown"
	case report.AffectedVersions, report.Contact, report.CWE, report.ReporterName, report.Affiliation:
		kind = "input"
	}
	if c.ID == report.SourceLocation { // the words by which readers of forms know it
		c.Name = "Source code location"
	}
	f.lines("  - type: "+kind, "    id: "+c.ID, "    attributes:", "      label: "+quotedText(c.Name))
	if c.How != "" {
		f.lines("      description: " + quotedText(sentence(c.How)))
	}
	if p := placeholders[c.ID]; p != "" {
		f.lines("      placeholder: " + quotedText(p))
	}
	if kind == "dropdown" {
		f.lines("      options:")
		for _, s := range slices.Concat(severities, []string{"not known"}) {
			f.lines("        - " + quotedText(capital(s)))
		}
	}
	f.lines("    validations:", "      required: "+strconv.FormatBool(q.required))
	if q.least > 0 {
		f.lines("      min_length: " + strconv.Itoa(q.least))
	}
}

// sentence is words as a sentence.
func sentence(s string) string {
	s = capital(s)
	if strings.ContainsRune(".?!", rune(s[len(s)-1])) {
		return s
	}
	return s + "."
}

// placeholders show in a question's box until something is written there; they
// never become part of a report.
var placeholders = map[string]string{
	report.StepsToReproduce: "1. \n2. \n3. ",
	report.AffectedVersions: "1.4.0 to 1.6.2",
	report.CWE:              "CWE-79",
}

package policy

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/promise"
)

func at(line int, quote string) promise.Source { return promise.Source{Line: line, Quote: quote} }

func days(n int) promise.Span { return promise.Span{Amount: n, Unit: "days"} }

// spoken is a document that says something of everything.
func spoken() promise.Document {
	no := false
	return promise.Document{
		Language:       "en",
		Acknowledge:    &promise.Deadline{Value: days(3), ValueMin: promise.Span{Amount: 24, Unit: "hours"}, Source: at(4, "in one to\n three days")},
		UpdateInterval: &promise.Deadline{Value: days(14), Source: at(6, "every fortnight")},
		Deadlines: []promise.Deadline{
			{Stage: promise.StageTriage, Value: promise.Span{Amount: 5, Unit: "days", Business: true}, From: promise.FromAcknowledgement, Source: at(5, "assessed in 5 working days")},
			{Stage: promise.StageTimeline, Value: days(9), Source: at(7, "a plan in nine days")},
			{Stage: promise.StageFix, Severity: "critical", Value: days(7), Source: at(8, "| Critical | 7 days |")},
			{Stage: promise.StageFix, Source: at(9, "soon")},
			{Stage: promise.StageDisclosure, Value: promise.Span{Amount: 99, Unit: "years"}, Source: at(10, "in 99 years")},
			{Stage: promise.StageOther, Value: days(6), Source: at(11, "write again after 6 days")},
			{Stage: promise.StageDisclosure, Party: promise.PartyReporter, Value: days(90), Source: at(12, "wait 90 days")},
		},
		Fields: []promise.Requested{
			{ID: "logs", Strength: "required", Source: at(20, "- `logs` \x1b[1m\u202ebold")},
			{ID: "impact", Strength: "recommended", Source: at(21, "the impact")},
			{ID: "other", Strength: "required", Source: at(22, "one issue a mail")},
		},
		Channels:                   []promise.Channel{{Kind: "email", Address: "a@b.example\nmode: off", Preferred: true, Source: at(2, "mail")}, {Kind: "other", Source: at(3, "chat")}},
		SupportedVersions:          []promise.Quoted{{Text: "table", Source: at(30, "| 1.x |")}},
		Prohibited:                 []promise.Quoted{{Text: "spam", Source: at(31, "no spam")}},
		Bounty:                     &no,
		Credit:                     true,
		PublicDisclosureProhibited: true,
		Evidence:                   promise.Evidence{Credit: promise.Quoted{Source: at(33, "you are named")}},
	}
}

const spokenFile = `# Read from S.md: what it promises and asks for.
# The comment before a value has the line that it comes from.
version: 1
report:
  required:
    # S.md line 20: "- ` + "`logs`" + ` [1mbold"
    - logs
  recommended:
    # S.md line 21: "the impact"
    - impact
commitments:
  acknowledge:
    # S.md line 4: "in one to three days"
    target: 24h
    # S.md line 4: "in one to three days"
    maximum: 72h
  assess:
    # S.md line 5: "assessed in 5 working days"
    maximum: 5 business days
    # S.md line 5: "assessed in 5 working days"
    after: acknowledge
  update:
    # S.md line 6: "every fortnight"
    every: 14d
  fix:
    # S.md line 8: "| Critical | 7 days |"
    after: report
    critical:
      # S.md line 8: "| Critical | 7 days |"
      maximum: 7d
  disclose:
    # S.md line 10: "in 99 years"
    after: report

# Understood, and without a key in this file:
# - promised without a number, so the owner's or the built-in value applies: a fix, S.md line 9: "soon"
# - longer than a policy can promise: 99 years, S.md line 10: "in 99 years"
# - a time of another kind: 6 days, S.md line 11: "write again after 6 days"
# - asked of the reporter, and no promise: 90 days, S.md line 12: "wait 90 days"
# - another line is taken instead: a plan, 9 days, S.md line 7: "a plan in nine days"
# - asked for, required, in words that name no content, S.md line 22: "one issue a mail"
# - reports go to: email a@b.example mode: off (preferred), S.md line 2: "mail"
# - reports go to: other, S.md line 3: "chat"
# - supported versions: table, S.md line 30: "| 1.x |"
# - what researchers are not to do: spam, S.md line 31: "no spam"
# - no public issue, or no disclosure before a fix
# - reporters are credited, S.md line 33: "you are named"
# - no bounty is paid
`

func TestImportSaysAll(t *testing.T) {
	doc := spoken()
	settings := Promised(Source{Layer: advisories.LayerPromise, File: "S.md"}, doc)
	got := importing{name: "S.md", doc: doc}.file(settings)
	if diff := cmp.Diff(spokenFile, got); diff != "" {
		t.Error(diff)
	}
	if _, faults := Parse("f", got, advisories.LayerRepository); faults.Err() != nil {
		t.Error(faults)
	}
}

// TestImportBounds: a document with much of everything still makes a policy file.
func TestImportBounds(t *testing.T) {
	long := strings.Repeat("語", 5000)
	var doc promise.Document
	var settings []Setting
	for i := range 500 {
		doc.Fields = append(doc.Fields, promise.Requested{ID: "other", Source: at(i, long)})
		doc.Channels = append(doc.Channels, promise.Channel{Kind: long, Address: long, Source: at(i, long)})
		doc.Prohibited = append(doc.Prohibited, promise.Quoted{Text: long, Source: at(i, long)})
		doc.Deadlines = append(doc.Deadlines, promise.Deadline{Stage: promise.StageOther, Source: at(i, long)}, promise.Deadline{Party: promise.PartyReporter, Source: at(i, long)},
			promise.Deadline{Stage: promise.StageFix, Value: days(3), Source: at(i, long)})
	}
	var own []OwnField
	for i := range maxOwnFields {
		own = append(own, OwnField{ID: "f" + strings.Repeat("o", i), Headings: []string{"語語"}})
	}
	settings = append(settings, Setting{Key: keyFields, Value: own})
	got := importing{name: oneLine(long, maxPlace), doc: doc}.file(settings)
	if _, faults := Parse("f", got, advisories.LayerRepository); faults.Err() != nil {
		t.Error(faults)
	}
	if len(got) > maxBytes/2 {
		t.Errorf("%d bytes", len(got))
	}
}

// TestWriteFile: what is written is read back as it was.
func TestWriteFile(t *testing.T) {
	const text = `version: 1
mode: observe
team: [acme/security, "@octo-cat"]
tracking: acme/cases
calendar:
  time_zone: Europe/Berlin
  working_hours: {from: "09:00", to: "17:00"}
  holidays: [DE-BY, 2026-12-24]
  away: [{from: 2026-12-24, to: 2027-01-01}]
report:
  required: []
  fields:
    - {id: browser, ask: 'which "browser": and why?', headings: ["Browser", "Web: browser"], required: true, min_length: 3, pattern: '(?i)\bfire"fox\\'}
  ai_statement: true
  remind_after: 3 business days
commitments:
  acknowledge: {target: 4 business hours, maximum: 1d12h}
  cra: true
drafts: {publish: {approve: 2}, receipt: off}
messages: {receipt: "Hello {reporter},\n\n{dates}\n\nBye: all\\\"" }
`
	file, faults := Parse("f", text, advisories.LayerRepository)
	if faults.Err() != nil {
		t.Fatal(faults)
	}
	var list []noted
	for _, s := range file.Settings() {
		list = append(list, noted{Setting: s, why: "a comment"})
	}
	got := writeFile([]string{"head"}, list, []string{"tail"})
	again, faults := Parse("f", got, advisories.LayerRepository)
	if faults.Err() != nil || len(again.Settings()) != len(list) {
		t.Fatalf("%v\n%s", faults, got)
	}
	for i, s := range file.Settings() {
		if other := again.Settings()[i]; s.Text() != other.Text() || s.Key != other.Key {
			t.Errorf("%s: %q became %q", s.Key, s.Text(), other.Text())
		}
	}
	if n := len(regexp.MustCompile("(?m)^ *# a comment$").FindAllString(got, -1)); n != len(list)-1 { // the version stands alone
		t.Errorf("%d comments for %d values", n, len(list)-1)
	}
}

func TestOneLine(t *testing.T) {
	for in, want := range map[string]string{
		"a\r\n b\t\u2028c\u0085d": "a b c d", "\x00x\u202e\u200fy\ufeff": "xy", "  ": "", "\xff": "\ufffd", strings.Repeat("ä", 40): strings.Repeat("ä", 9) + "…",
	} {
		if got := oneLine(in, 20); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

package policy_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
	"github.com/advisory-bot/advisory-bot/policy/promise"
)

// TestMessagesCannotBeAssembled holds that an own text holds no mention, image or
// direction character once its placeholders are filled, some of them with nothing.
func TestMessagesCannotBeAssembled(t *testing.T) {
	for _, text := range []string{
		"!{helpful}[x](https://evil.example/x.png) {missing}", "&{helpful}#64;everyone {missing}", "&#{reporter}64; {missing}",
		"{missing} \\u202eevil", "{missing} \\u2066evil", "{missing} \\e[31m", "{missing} \\u009b", "{missing} \\0",
	} {
		_, faults := policy.Parse("f", "version: 1\nmessages: {ask: \""+text+"\"}\n", advisories.LayerOwner)
		if len(faults) == 0 {
			t.Errorf("%s is taken", text)
		}
	}
	for _, text := range []string{"Bitte ergänzen:\\n\\n{missing}\\n\\nDanke!", "**Hi** {reporter}! {missing} [page](https://acme.example)"} {
		if _, faults := policy.Parse("f", "version: 1\nmessages: {ask: \""+text+"\"}\n", advisories.LayerOwner); len(faults) > 0 {
			t.Errorf("%s: %v", text, faults)
		}
	}
}

// TestPatternsAreBounded holds that no file makes reading a report slow: what a
// pattern costs is its size times the report's, for each of them.
func TestPatternsAreBounded(t *testing.T) {
	parse := func(pattern string) policy.Faults {
		_, faults := policy.Parse("f", "version: 1\nreport: {fields: [{id: a, pattern: '"+pattern+"'}]}\n", advisories.LayerRepository)
		return faults
	}
	for _, p := range []string{strings.Repeat("[a-z]{999}|", 17) + "0", "(?:(?:a{30}){30}|b){2}"} {
		if len(parse(p)) == 0 {
			t.Errorf("%s is taken", p)
		}
	}
	if _, faults := policy.Parse("f", "version: 1\nreport: {fields: [{id: a, pattern: \"x\\u202e\\u009b\"}]}\n", advisories.LayerRepository); len(faults) == 0 {
		t.Error("hidden characters are taken")
	}
	for _, p := range []string{"B-[0-9]+", "^[0-9a-f]{64}$", `(?i)\bv?\d+\.\d+\.\d+(?:-[a-z0-9.]{1,40})?\b`, ".{20,100}"} {
		if faults := parse(p); len(faults) > 0 {
			t.Errorf("%s: %v", p, faults)
		}
	}
}

// TestTeamIsBounded holds that a file names no more teams than can be asked about:
// each is a request for each person who wrote.
func TestTeamIsBounded(t *testing.T) {
	var b strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&b, "acme/t%d,", i)
	}
	if _, faults := policy.Parse("f", "version: 1\nteam: ["+b.String()+"]\n", advisories.LayerRepository); len(faults) == 0 {
		t.Error("3000 teams are taken")
	}
}

// TestNoReportTextIsKept holds that nothing that a reporter wrote, in whatever field,
// stands in a verdict, which is stored as it is, or in what a draft says.
func TestNoReportTextIsKept(t *testing.T) {
	p, _ := layered("", "version: 1\nreport: {ai_statement: true, fields: [{id: build, ask: the build, required: true, pattern: 'zqx[0-9]'}]}\n", "", "")
	in := attackInput(100 * time.Hour)
	const mark = "zqxj"
	a := &in.Snapshot.Advisory
	a.Summary, a.CVE, a.Severity = mark+"1", mark+"2", mark+"3"
	a.CVSS3, a.CVSS4, a.CWEs = "CVSS:3.1/"+mark, "CVSS:4.0/"+mark, []string{"CWE-" + mark, mark, "CWE-999999999999"}
	a.Vulnerabilities = []advisories.Vulnerability{{Ecosystem: mark, Package: mark, Affected: "< " + mark, Patched: mark, Functions: []string{mark}},
		{Ecosystem: "npm", Package: mark + " " + mark, Affected: "<= 1.0 || " + mark}}
	a.Credits = []advisories.Credit{{Login: mark, Type: mark}}
	a.Description = "## Build\n\nzqxj5\n\n## " + mark + "\n\nCVSS:3.1/AV:" + mark + " CVSS:9.9/" + mark + " CWE-" + mark + "\n\nAI-used: " + mark +
		"\n\nI-have-reviewed-SECURITY-md: " + mark + "\n\n[" + mark + "] your name here <your name>, <" + mark + ">\n"
	in.Snapshot.Comments = []advisories.Comment{{ID: 3, Author: reporter, Body: a.Description, CreatedAt: reportTime}}
	v, in := judged(p, in, nil)
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	for _, d := range policy.Plan(p, v, policy.PlanInput{Input: in}) {
		text += d.Body + d.Why + d.HandOff
	}
	if i := strings.Index(strings.ToLower(text), mark); i >= 0 {
		t.Errorf("report text is kept: %s", text[max(i-80, 0):min(i+40, len(text))])
	}
}

// TestLongProseIsBounded: what a pusher appends to a SECURITY.md costs no more than
// what is read of it, and maintainers are told that the rest does not count.
func TestLongProseIsBounded(t *testing.T) {
	long := strings.Repeat("We are a small project.\n", promise.MaxRead/24+1) + "We will acknowledge your report within 9 days.\n"
	p, problems := policy.Compose(policy.ComposeInput{Files: []advisories.PolicyFile{{Path: "SECURITY.md", Text: long, Layer: advisories.LayerPromise}}})
	if got := value(p, "commitments.acknowledge.maximum"); got != "2d" {
		t.Errorf("acknowledge %s: what was not to be read was", got)
	}
	if len(problems) != 1 || !strings.Contains(problems[0].Text, "is not read") {
		t.Errorf("%v", problems)
	}
}

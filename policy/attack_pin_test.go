package policy_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
)

// heldByPin composes again under the policy's own pin, and holds that it can be
// read and that nothing differs.
func heldByPin(t interface{ Fatalf(string, ...any) }, in policy.ComposeInput) {
	p, before := policy.Compose(in)
	in.Pin = p.Pin()
	again, problems := policy.Compose(in)
	if len(again.Drift()) > 0 || again.Digest != p.Digest || len(problems) != len(before) {
		t.Fatalf("drift %v, problems %v", again.Drift(), problems)
	}
	// And under it nothing of the files matters to what is pinned.
	in.Files, in.LastOwner = nil, nil
	held, problems := policy.Compose(in)
	for _, problem := range problems {
		if problem.File == "case" {
			t.Fatalf("the pin cannot be read: %v", problem)
		}
	}
	if held.Pin() != in.Pin {
		t.Fatalf("pinned %s, held %s", in.Pin.Text, held.Pin().Text)
	}
}

// TestPinIsAlwaysRead holds that no policy that can be composed makes a pin that
// cannot be read: what a case was promised would be lost silently.
func TestPinIsAlwaysRead(t *testing.T) {
	var away, dates strings.Builder
	for i := range 700 {
		fmt.Fprintf(&away, "\n    - {from: %d-01-01, to: %d-01-02}", 1000+i, 1000+i)
		fmt.Fprintf(&dates, "%d-03-04,%s", 1000+i, strings.Repeat("\n      ", i%2))
	}
	var form strings.Builder
	form.WriteString("name: Report\ndescription: x\nbody:\n")
	for i := range 20 {
		fmt.Fprintf(&form, "  - type: input\n    id: q%d\n    attributes: {label: Favourite colour number %d}\n", i, i)
	}
	long := "version: 1\ncalendar:\n  holidays: [" + dates.String() + "]\n  away:" + away.String() + "\n"
	for _, c := range []struct{ name, owner, repository, prose, form string }{
		{name: "long lists in two files", owner: "version: 1\ncalendar:\n  away:" + away.String() + "\n", repository: "version: 1\ncalendar:\n  holidays: [" + dates.String() + "]\n"},
		{name: "long lists", repository: long},
		{name: "required here, recommended there", owner: "version: 1\nreport: {required: [logs]}\n", repository: "version: 1\nreport: {recommended: [logs, impact]}\n"},
		{name: "half of the hours locked", owner: "version: 1\nlock: [calendar.working_hours.from]\ncalendar: {working_hours: {from: \"09:00\", to: \"17:00\"}}\n",
			repository: "version: 1\ncalendar: {working_hours: {from: \"05:00\", to: \"08:00\"}}\n"},
		{name: "own contents of owner and form", owner: "version: 1\nreport: {fields: [{id: build, required: true}]}\n", form: form.String()},
		{name: "escapes", repository: "version: 1\nreport: {fields: [{id: build, pattern: \"<b>&\\u2028\\u00a0[\\\\t]\\\"'\"}]}\n"},
		{name: "a severity's target beyond the maximum", owner: "version: 1\ncommitments: {fix: {maximum: 30d, low: {target: 20d}}}\n", repository: "version: 1\ncommitments: {fix: {maximum: 10d}}\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			parts := map[string][]byte{}
			for name, text := range map[string]string{"owner.yml": c.owner, "policy.yml": c.repository, "SECURITY.md": c.prose, "form.yml": c.form} {
				if text != "" {
					parts[name] = []byte(text)
				}
			}
			heldByPin(t, composeInput(parts, advisories.Repository{Owner: "acme", Name: "rocket"}))
		})
	}
}

// TestForeignPin holds that a text that is no pin is told of, and changes nothing.
func TestForeignPin(t *testing.T) {
	want, _ := layered("", "version: 1\ncommitments: {fix: 30d}\n", "", "")
	for _, text := range []string{"x", "{}", "null", `[{"key":"team","value":["acme/x"]}]`, `[{"key":"drafts.accept","value":"auto"}]`,
		`[{"key":"commitments.fix.maximum","value":"-1d"}]`, `[{"key":"commitments.fix.maximum","value":7}]`,
		`[{"key":"report.required","value":["nothing"]}]`, `[{"key":"report.fields","value":[{"id":"a","pattern":"("}]}]`, `[{"key":"calendar.away","value":[{"from":"x"}]}]`,
		`[{"key":"calendar","value":{}}]`, `[{"key":"calendar.time_zone","value":"../etc"}]`} {
		p, problems := policy.Compose(policy.ComposeInput{Repository: advisories.Repository{Owner: "acme", Name: "rocket"},
			Files: composeInput(map[string][]byte{"policy.yml": []byte("version: 1\ncommitments: {fix: 30d}\n")}, advisories.Repository{Owner: "acme", Name: "rocket"}).Files,
			Pin:   advisories.Pin{Digest: "x", Text: text}})
		if diff := cmp.Diff(want.Digest, p.Digest); text != "null" && (diff != "" || len(problems) != 1) {
			t.Errorf("%s: %v, drift %v", text, problems, p.Drift())
		}
	}
}

// TestDriftTellsNoPrivateTimes holds that the verdict, which is stored as it is,
// does not say when nobody is there, and stays short and in one line a key.
func TestDriftTellsNoPrivateTimes(t *testing.T) {
	was, _ := layered("version: 1\ncalendar: {away: [{from: 2026-12-24, to: 2027-01-01}]}\n", "", "", "")
	long := "version: 1\nreport: {fields: [{id: build, pattern: \"\\u2028" + strings.Repeat("a", 180) + "\"}]}\n"
	in := composeInput(map[string][]byte{"policy.yml": []byte(long)}, advisories.Repository{Owner: "acme", Name: "rocket"})
	in.Pin = was.Pin()
	p, _ := policy.Compose(in)
	v, _ := judged(p, attackInput(0), nil)
	if len(v.Drift) != 2 {
		t.Fatalf("%q", v.Drift)
	}
	for _, line := range v.Drift {
		if strings.Contains(line, "2026-12-24") || len(line) > 400 || strings.ContainsAny(line, "\u2028\n") {
			t.Errorf("%q", line)
		}
	}
}

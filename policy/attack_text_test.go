package policy_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
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

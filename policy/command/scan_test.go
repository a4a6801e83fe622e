package command_test

import (
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/command"
)

// What GitHub shows as code, quotation or not at all commands nothing.
func TestWhereACommandStands(t *testing.T) {
	const f = "```"
	for name, c := range map[string]struct {
		body string
		want string // the numbers that /approve named, "!" for a fault
	}{
		"alone":                       {"/approve 1", "1"},
		"indented":                    {" /approve 1", ""},
		"deeply indented":             {"    /approve 1", ""},
		"after words":                 {"please /approve 1", ""},
		"in a list":                   {"- /approve 1", ""},
		"in inline code":              {"`/approve 1`", ""},
		"escaped":                     {`\/approve 1`, ""},
		"a path":                      {"/approve/1", ""},
		"a word that goes on":         {"/approve: 1", ""},
		"quoted":                      {"> /approve 1\n\n/approve 2", "2"},
		"below a quotation":           {"> words\n/approve 1", "!"},
		"two below a quotation":       {"> words\nand\n/approve 1", "!"},
		"quoted twice":                {"> > /approve 1\n>\n\n/approve 2", "2"},
		"fenced":                      {f + "\n/approve 1\n" + f + "\n/approve 2", "2"},
		"fenced with a word":          {f + "text\n/approve 1\n" + f + "\n/approve 2", "2"},
		"tildes":                      {"~~~\n/approve 1\n" + f + "\n/approve 3\n~~~\n/approve 2", "2"},
		"a longer fence":              {f + "`\n" + f + "\n/approve 1\n" + f + "`\n/approve 2", "2"},
		"never closed":                {f + "\n/approve 1", ""},
		"no closing with a word":      {f + "\n/approve 1\n" + f + " x\n/approve 2", ""},
		"inline code of three":        {f + "x" + f + "\n/approve 1", "1"},
		"fence in a list":             {"1. " + f + "\n   /approve 1\n   " + f + "\n\n/approve 2", "2"},
		"fence in a list, not closed": {"- " + f + "\n  x\n\n/approve 2", "2"},
		"fence in a quotation":        {"> " + f + "\n> x\n\n/approve 2", "2"},
		"closing fence too deep":      {f + "\n    " + f + "\n/approve 1\n" + f + "\n/approve 2", "2"},
		"comment":                     {"<!-- /approve 1\n/approve 1\n-->\n/approve 2", "2"},
		"comment in a line":           {"<!-- x --> y\n/approve 2", "2"},
		"comment after words":         {"x <!--\n/approve 1\n--> y\n/approve 2", "2"},
		"comment never closed":        {"<!--\n/approve 1", ""},
		"words on comments":           {"we write `<!--`\n/approve 1", "1"},
		"pre":                         {"<pre>\n/approve 1\n\n/approve 1\n</PRE>\n/approve 2", "2"},
		"blockquote":                  {"<blockquote>\n/approve 1\n</blockquote>\n/approve 2", "2"},
		"details are shown":           {"<details>\n\n/approve 1\n\n</details>", "1"},
		"other slashes":               {"\uff0fapprove 1\n\u2044approve 1\n//approve 1\n\u200b/approve 1", ""},
		"space that does not break":   {"/approve\u00a01", "1"},
		"line ends of old":            {"x\r\n/approve 1\r\n", "1"},
		"a carriage return alone":     {"x\r/approve 1", ""},
		"a line separator":            {"x\u2028/approve 1", ""},
		"a mark before it":            {"\ufeff/approve 1", ""},
	} {
		lines, _ := command.Parse(c.body, advisories.PlaceIssue)
		got := ""
		for _, l := range lines {
			if l.OK() {
				got += strings.Repeat(" ", min(len(got), 1)) + string(rune('0'+l.Number))
			} else {
				got += "!"
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"/approve 1", "> q\n/ack", "```\n/ack\n```\n/deny 3 x", "<!--\n-->\n/edit 2\nx", "- ~~~\n/help",
		"/embargo 2026-12-24 15:00 Europe/Berlin", "/extend fix 3d because x", "/close duplicate GHSA-2345-cfgh-jmpq", "/severity CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H"} {
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, body string, issue bool) {
		place := advisories.PlaceAdvisory
		if issue {
			place = advisories.PlaceIssue
		}
		lines, ok := command.Parse(body, place)
		if ok != (len(lines) > 0) || len(lines) > command.MaxLines+1 {
			t.Fatalf("%d lines, %v", len(lines), ok)
		}
		given := strings.Split(strings.ReplaceAll(body, "\r\n", "\n"), "\n")
		last := 0
		for _, l := range lines {
			if l.Line <= last || l.Line > len(given) || !strings.HasPrefix(given[l.Line-1], "/") {
				t.Fatalf("line %d after %d begins with no slash", l.Line, last)
			}
			last = l.Line
			if l.OK() && !command.At(l.Verb, place) {
				t.Fatalf("%s is not for this place", l.Verb)
			}
			if l.Verb == "" && l.Fault == "" {
				t.Fatal("neither a command nor a fault")
			}
			// A fault is put into a comment: it holds nothing of the text.
			if strings.ContainsAny(l.Fault, "<>`[]\n\r") || len(l.Fault) > 600 {
				t.Fatalf("fault %q", l.Fault)
			}
			if l.Until.IsZero() != (l.Zone == "") {
				t.Fatal("a time without a zone, or the other way round")
			}
		}
	})
}

package promise

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// outline is a tree, one line a block: its kind, where it stands and its words.
func outline(t *tree) []string {
	names := map[kind]string{kindParagraph: "p", kindHeading: "h", kindItem: "item", kindCell: "cell", kindCode: "code"}
	var out []string
	for i := range t.blocks {
		b := &t.blocks[i]
		line := names[b.kind]
		switch b.kind {
		case kindHeading:
			line += fmt.Sprint(b.level)
		case kindCell:
			line += fmt.Sprintf(" %d.%d", b.row, b.col)
		case kindCode:
			line += " " + b.info
		}
		if b.item >= 0 {
			line += fmt.Sprintf(" in %q", t.blocks[b.item].text)
		}
		if lead := t.leadText(b); lead != "" {
			line += fmt.Sprintf(" after %q", lead)
		}
		if h := t.heading(b); h != "" {
			line += fmt.Sprintf(" under %q", h)
		}
		out = append(out, fmt.Sprintf("%s: %q", line, b.text))
	}
	return out
}

func TestTree(t *testing.T) {
	const text = "# Security\n\nWe aim to\nanswer **within** `48 hours`.\n<!-- 5 days -->\n\nTimes:\n\n- Fix\n  - critical: 7&nbsp;days\n\n  more\n\n**Contact**\n\n| A | B |\n|---|---|\n| 1 | ~~2~~ |\n\n```yaml extra\nx: 1\n```\n\n> quoted [here](https://example.org/a)\n"
	want := []string{
		`h1: "Security"`,
		`p under "Security": "We aim to\nanswer within 48 hours."`,
		`p under "Security": "Times:"`,
		`item after "Times:" under "Security": "Fix"`,
		`item in "Fix" after "Fix" under "Security": "critical: 7 days"`,
		`p in "Fix" after "Times:" under "Security": "more"`,
		`h7 under "Security": "Contact"`,
		`cell 0.0 under "Contact": "A"`,
		`cell 0.1 under "Contact": "B"`,
		`cell 1.0 under "Contact": "1"`,
		`cell 1.1 under "Contact": ""`,
		`code yaml under "Contact": "x: 1\n"`,
		`p under "Contact": "quoted here"`,
	}
	tr := parse(text)
	if diff := cmp.Diff(want, outline(tr)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	last := &tr.blocks[len(tr.blocks)-1]
	if !last.quoted || len(last.links) != 1 || last.links[0].dest != "https://example.org/a" {
		t.Errorf("got %+v", last)
	}
}

func TestTreeHTML(t *testing.T) {
	const text = "<details>\n<summary>Times</summary>\n\n- a\n\n</details>\n\n<h2>Fix</h2>\n<table><tr><th>Stage<th>Time</tr><tr><td>Fix</td><td>7 days</td></tr></table>\n\n<!-- no\n\nno -->\n"
	want := []string{
		`h6: "Times"`,
		`item under "Times": "a"`,
		`h2: "Fix"`,
		`cell 0.0 under "Fix": "Stage"`,
		`cell 0.1 under "Fix": "Time"`,
		`cell 1.0 under "Fix": "Fix"`,
		`cell 1.1 under "Fix": "7 days"`,
	}
	if diff := cmp.Diff(want, outline(parse(text))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestSentences(t *testing.T) {
	b := block{kind: kindParagraph, text: "We fix it, e.g. in a day. You wait. 收到后回复。好\n- a point\nTriage: 3 days\nFix: 5 days (approx. a week). no capital here"}
	var got []string
	for _, s := range sentences(&b) {
		got = append(got, s.String())
	}
	want := []string{"We fix it, e.g. in a day.", "You wait.", "收到后回复。", "好", "- a point\nTriage: 3 days", "Fix: 5 days (approx. a week).", "no capital here"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestSourceExact takes any part of any block's words back to the text.
func TestSourceExact(t *testing.T) {
	words := rapid.SampledFrom([]string{"within", "48", "hours", "**bold**", "`code`", "a\u00a0b", "&lt;", "\\*", "\n", "\n\n", "> q", "- item", "| a | b |", "# h", "<b>x</b>", "<!-- c -->", "天", "’", "[l](u)", "<p>"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(words).Draw(t, "words"), rapid.SampledFrom([]string{" ", "\n", ""}).Draw(t, "between"))
		tr := parse(text)
		for i := range tr.blocks {
			for _, s := range sentences(&tr.blocks[i]) {
				src := tr.source(&tr.blocks[i], s.from, s.to)
				if src.Line < 1 || !strings.Contains(text, src.Quote) || src.Quote == "" {
					t.Fatalf("%q of %q is %+v", s.String(), text, src)
				}
			}
		}
	})
}

func TestLanguage(t *testing.T) {
	for text, want := range map[string]string{
		"": "en", "Write to us.": "en", "Bitte melden Sie die Schwachstelle per E-Mail.": "de", "Merci de nous écrire pour signaler une faille.": "fr",
		"Por favor, escriba a los responsables del proyecto.": "es", "Scrivi una mail per segnalare il problema al team.": "it", "Envie um e-mail para a equipe, não abra uma issue.": "pt",
		"Lütfen güvenlik açığı için bize yazın ve bekleyin.": "tr", "Proszę nie zgłaszać błędów publicznie, lecz przez e-mail.": "pl",
		"# Security Policy\n\n请通过邮件报告安全漏洞，不要公开。": "zh", "# Security\n\n脆弱性はメールでご報告ください。": "ja", "# Security\n\n취약점은 이메일로 신고해 주세요.": "ko", "Сообщайте об уязвимостях по почте.": "ru",
	} {
		if got := Read(text).Language; got != want {
			t.Errorf("%q is %s, wanted %s", text, got, want)
		}
	}
}

func TestSpanString(t *testing.T) {
	for want, s := range map[string]Span{
		"": {}, "PT48H": {48, "hours", false}, "P3D": {3, "days", true}, "P1M": {1, "months", false}, "P2Y": {2, "years", false}, "PT30M": {30, "minutes", false},
	} {
		if got := s.String(); got != want || s.IsZero() != (want == "") {
			t.Errorf("%+v is %q, wanted %q", s, got, want)
		}
	}
}

package report

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var atxHeading = regexp.MustCompile(`^#{1,4}\s+(.*?)\s*#*$`)

// TestHeadingStyles holds the reader to reading a report the same however its
// headings are written.
func TestHeadingStyles(t *testing.T) {
	styles := map[string]func(h string, n int) string{
		"bold":          func(h string, _ int) string { return "**" + h + "**" },
		"bold, colon":   func(h string, _ int) string { return "**" + strings.TrimRight(h, ":") + ":**" },
		"label":         func(h string, _ int) string { return strings.TrimRight(h, ":") + ":" },
		"no blank":      func(h string, _ int) string { return "##" + h },
		"underlined":    func(h string, _ int) string { return h + "\n" + strings.Repeat("-", max(3, len(h))) },
		"numbered":      func(h string, n int) string { return "## " + strconv.Itoa(n) + ". " + h },
		"capitals":      func(h string, _ int) string { return "## " + strings.ToUpper(h) },
		"HTML":          func(h string, _ int) string { return "<h2>" + h + "</h2>" },
		"emoji":         func(h string, _ int) string { return "### 🔥 " + h },
		"closing marks": func(h string, _ int) string { return "## " + h + " ##" },
		"folded":        func(h string, _ int) string { return "<details><summary>" + h + "</summary>\n" },
	}
	files, err := filepath.Glob("testdata/reports/*.md")
	if err != nil || len(files) == 0 {
		t.Fatal("no reports", err)
	}
	for name, style := range styles {
		var all tally
		for _, f := range files {
			want := labels(t, strings.TrimSuffix(f, ".md")+".json").Has
			in := corpusInput(t, f)
			in.Description = restyle(in.Description, style)
			for _, field := range Read(in).Fields {
				all.add(want[field.ID], field.Present)
			}
		}
		if all.f1() < 0.93 {
			t.Errorf("%s: %s", name, all)
		}
	}
}

func restyle(s string, style func(h string, n int) string) string {
	lines, fenced, n := strings.Split(s, "\n"), false, 0
	for i, l := range lines {
		if trimmed := strings.TrimLeft(l, " "); strings.HasPrefix(trimmed, "```") || strings.HasPrefix(trimmed, "~~~") {
			fenced = !fenced
		}
		if m := atxHeading.FindStringSubmatch(l); m != nil && !fenced {
			n++
			lines[i] = style(m[1], n)
		}
	}
	return strings.Join(lines, "\n")
}

// TestLineEnds holds the reader to finding the same lines with all line ends.
func TestLineEnds(t *testing.T) {
	files, _ := filepath.Glob("testdata/reports/*.md")
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		plain := present(Read(Input{Description: string(raw)}))
		for _, end := range []string{"\r\n", "\r"} {
			if got := present(Read(Input{Description: strings.ReplaceAll(string(raw), "\n", end)})); got != plain {
				t.Errorf("%s with %q: got %s want %s", f, end, got, plain)
			}
		}
	}
}

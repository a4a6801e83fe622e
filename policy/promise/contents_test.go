package promise

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestContents reads the pieces of testdata/contents*.txt.
func TestContents(t *testing.T) {
	var all []string
	for _, name := range []string{"testdata/contents.txt", "testdata/contents_real.txt"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, strings.Split(string(data), "--------\n")...)
	}
	for _, piece := range all {
		text, list, found := strings.Cut(piece, "=>")
		if !found || strings.HasPrefix(text, "Pieces") {
			continue
		}
		want := map[string]bool{}
		for id := range strings.FieldsSeq(list) {
			want[id] = true
		}
		got := map[string]bool{}
		for _, f := range Read(text).Fields {
			if f.ID == "other" {
				continue
			}
			if f.Strength == strengthRecommended {
				f.ID += "?"
			}
			got[f.ID] = true
			if f.Line < 1 || !strings.Contains(text, f.Quote) {
				t.Errorf("%s: quote %q of line %d is not in the text", f.ID, f.Quote, f.Line)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s\n%s", text, diff)
		}
	}
}

func TestSplitWords(t *testing.T) {
	tests := map[string]string{
		"Proof-of-Concept (PoC)": "proof of concept poc",
		"Étapes d’exploitation":  "etapes d exploitation",
		"İstanbul ığüşöç":        "istanbul igusoc",
		"漏洞PoC":                  "漏 洞 poc",
		"재현 단계":                  "재 현 단 계",
		"ＰｏＣ１":                   "poc1",
		"a\u0301b":               "ab",
		"":                       "",
	}
	for text, want := range tests {
		var got []string
		for _, w := range splitWords(text) {
			got = append(got, w.text)
			if w.start < 0 || w.end > len(text) || w.start >= w.end {
				t.Errorf("%q: word %+v lies outside", text, w)
			}
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q: got %q, want %q", text, s, want)
		}
	}
}

func TestLexicon(t *testing.T) {
	l := newLexicon(map[string]string{
		"steps": "step|steps to reproduc*, how .. exploited",
		"short": "steps",
		"two":   "+version* [of] [the]",
		"may":   "[detailed] report",
	})
	tests := map[string][]match{
		"steps to reproduce":          {{"steps", 0, 3}},
		"the steps":                   {{"short", 1, 2}},
		"how it could be exploited":   {{"steps", 0, 5}},
		"how a b c d e f g exploited": nil,
		"version":                     nil,
		"versions of it":              {{"two", 0, 2}},
		"a detailed report, report":   {{"may", 1, 3}, {"may", 3, 4}},
	}
	for text, want := range tests {
		if got := l.find(splitWords(text)); !slices.Equal(got, want) {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}

// TestLexiconTables finds slips of writing in the tables: a bracket that does not
// close in its word, a beginning too short to be looked up.
func TestLexiconTables(t *testing.T) {
	tables := []map[string]string{
		englishContents, romanceContents, germanContents, polishContents, turkishContents, asianContents, russianContents, russianAsks, russianHeads,
		englishAsks, otherAsks, englishHeads, otherHeads,
	}
	for _, table := range tables {
		for tag, text := range table {
			for w := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(" ,\n\t", r) }) {
				if w = strings.TrimPrefix(w, "+"); strings.HasPrefix(w, "[") != strings.HasSuffix(w, "]") {
					t.Errorf("%s: %q", tag, w)
				}
			}
		}
	}
	for _, l := range []*lexicon{contentLexicon, askLexicon, headLexicon, hedgeLexicon, channelLexicon, ruleLexicon, versionLexicon} {
		for _, onsets := range l.begins {
			for _, o := range onsets {
				if len(o.first) < stemLetter {
					t.Errorf("the beginning %q is never found", o.first)
				}
			}
		}
	}
}

package advisories

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func testKeys(t testing.TB, seeds ...byte) Keys {
	t.Helper()
	var raw [][]byte
	for _, s := range seeds {
		raw = append(raw, bytes.Repeat([]byte{s}, KeySize))
	}
	k, err := NewKeys(raw...)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

const testGHSA = GHSA("GHSA-2345-cfgh-jmpq")

var testDraft = DraftKey{Rule: "received", Kind: KindReceipt, Occurrence: 1}

func TestReadMark(t *testing.T) {
	now, rotated, other := testKeys(t, 1), testKeys(t, 2, 1), testKeys(t, 3)
	marked := now.Marked("Hello\nyou", testDraft, testGHSA)
	for name, c := range map[string]struct {
		keys Keys
		body string
		want MarkCheck
	}{
		"as written":              {now, marked, MarkGood},
		"after rotation":          {rotated, marked, MarkGood},
		"line ends changed":       {now, strings.ReplaceAll(marked, "\n", "\r\n"), MarkGood},
		"blanks at the end":       {now, marked + " \n\n", MarkGood},
		"text changed":            {now, strings.Replace(marked, "you", "me", 1), MarkEdited},
		"draft changed":           {now, strings.Replace(marked, "received/receipt/1", "content/ask/1", 1), MarkEdited},
		"advisory changed":        {now, strings.Replace(marked, "2345", "6789", 1), MarkEdited},
		"signature changed":       {now, marked[:len(marked)-10] + "000000 -->", MarkEdited},
		"another key":             {other, marked, MarkOtherKey},
		"not the last line":       {now, marked + "\nmore", MarkNone},
		"no mark":                 {now, "Hello", MarkNone},
		"empty":                   {now, "", MarkNone},
		"half a mark":             {now, marked[:len(marked)-4], MarkNone},
		"a mark inside of a line": {now, "x" + marked[strings.Index(marked, "<!--"):], MarkNone},
	} {
		if got := c.keys.ReadMark(c.body); got.Check != c.want {
			t.Errorf("%s: %s, want %s", name, got.Check, c.want)
		}
	}
	if m := now.ReadMark(marked); m.Draft != testDraft.String() || m.GHSA != testGHSA {
		t.Errorf("read %+v", m)
	}
	if got := Unmarked(marked); got != "Hello\nyou" {
		t.Errorf("the visible text is %q", got)
	}
}

// Whatever the text, its mark is read as good, and no other text passes under it.
func TestMarksBindTheirText(t *testing.T) {
	k := testKeys(t, 1)
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`[ -~\n]{0,80}`).Draw(t, "body")
		marked := k.Marked(body, testDraft, testGHSA)
		if m := k.ReadMark(marked); m.Check != MarkGood {
			t.Fatalf("own mark is %s", m.Check)
		}
		if m := k.ReadMark("x" + marked); m.Check == MarkGood {
			t.Fatal("another text passes under the mark")
		}
	})
}

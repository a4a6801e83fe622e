package promise

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// checkDocument says what in a reading of a text cannot be: an inexact quote, a
// line that is not there, an unknown stage.
func checkDocument(t *testing.T, text string, d Document) {
	t.Helper()
	sources := []Source{
		d.Evidence.EncryptionKey.Source, d.Evidence.OutOfScope.Source, d.Evidence.SafeHarbor.Source,
		d.Evidence.Bounty.Source, d.Evidence.Credit.Source, d.Evidence.PublicDisclosureProhibited.Source,
	}
	for _, x := range []*Deadline{d.Acknowledge, d.UpdateInterval} {
		if x != nil {
			sources = append(sources, x.Source)
		}
	}
	for _, x := range d.Deadlines {
		sources = append(sources, x.Source)
		if x.Stage == "" || x.Party == "" || x.From == "" || x.Value.IsZero() || x.Value.Amount <= 0 {
			t.Errorf("incomplete deadline %+v", x)
		}
	}
	for _, x := range d.Fields {
		sources = append(sources, x.Source)
	}
	for _, x := range d.Channels {
		sources = append(sources, x.Source)
	}
	for _, x := range append(append([]Quoted(nil), d.SupportedVersions...), d.Prohibited...) {
		sources = append(sources, x.Source)
	}
	starts := []int{0}
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' {
			starts = append(starts, i+1)
		}
	}
	for _, s := range sources {
		if s == (Source{}) {
			continue
		}
		if s.Line < 1 || s.Line > len(starts) || !strings.Contains(text[starts[s.Line-1]:], s.Quote) {
			t.Errorf("%+v is no quote of the text", s)
		}
		if utf8.ValidString(text) && !utf8.ValidString(s.Quote) {
			t.Errorf("%q cuts a letter", s.Quote)
		}
	}
	if _, err := json.Marshal(d); err != nil {
		t.Error(err)
	}
}

// FuzzRead reads anything without a panic, and quotes it exactly.
func FuzzRead(f *testing.F) {
	names, _ := filepath.Glob(filepath.Join("testdata", "policies", "*.md"))
	for i, name := range names {
		if i%8 == 0 {
			if text, err := os.ReadFile(name); err == nil {
				f.Add(string(text))
			}
		}
	}
	for _, make := range hostileTexts {
		f.Add(make(600))
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = text[:min(len(text), 8<<10)]
		d := Read(text)
		checkDocument(t, text, d)
		again, _ := json.Marshal(Read(text))
		if first, _ := json.Marshal(d); string(first) != string(again) {
			t.Error("reads differently the second time")
		}
	})
}

// TestReadOwn checks every quote of this package's own texts.
func TestReadOwn(t *testing.T) {
	for _, l := range readLabelled(t, filepath.Join("testdata", "policies")) {
		checkDocument(t, l.text, Read(l.text))
	}
}

// TestReadHostile reads what is written to make a reader work hard.
func TestReadHostile(t *testing.T) {
	for name, make := range hostileTexts {
		t.Run(name, func(t *testing.T) {
			text := make(16 << 10)
			checkDocument(t, text, Read(text))
		})
	}
}

// TestReadBounded reads no more than MaxRead bytes.
func TestReadBounded(t *testing.T) {
	text := strings.Repeat("We are a small project.\n", MaxRead/24+1) + "We reply within 48 hours.\nWe reply within 48 hours.\n"
	if d := Read(text); d.Acknowledge != nil {
		t.Errorf("read %+v behind the bound", d.Acknowledge)
	}
}

// TestJSON has every key of a label, whatever was read.
func TestJSON(t *testing.T) {
	out, err := json.Marshal(Read(""))
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"language":"en","acknowledge":null,"deadlines":[],"update_interval":null,"required_fields":[],"channels":[],"encryption_key":false,"supported_versions":null,"out_of_scope":false,"prohibited_actions":[],"safe_harbor":false,"bounty":null,"credit":false,"public_disclosure_prohibited":false}`
	if string(out) != want {
		t.Errorf("got %s", out)
	}
	out, _ = json.Marshal(Read("We reply within 24-48 hours.\n\nWe fix critical bugs within 3 business days."))
	for _, want := range []string{
		`"acknowledge":{"value":"PT48H","value_min":"PT24H","business_days":false,"quote":"We reply within 24-48 hours.","line":1}`,
		`"deadlines":[{"stage":"fix","severity":"critical","value":"P3D","business_days":true,"quote":"We fix critical bugs within 3 business days.","line":3,"from":"report","party":"project"}]`,
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%s lacks %s", out, want)
		}
	}
}

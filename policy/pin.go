package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/calendar"
)

// What a reporter was promised when a case began holds until a person says
// otherwise, so a case pins its promises: commitments, calendar and contents.
// Power is never pinned: team, approvals, locks and the mode are those of now.

// pinned are the groups of keys that a case keeps.
var pinned = []string{keyCommitments + ".", keyCalendar + ".", keyReport + "."}

func pins(key string) bool {
	for _, group := range pinned {
		if strings.HasPrefix(key, group) {
			return true
		}
	}
	return false
}

// Difference is a key whose pinned value is not the one that the files give now.
// Either may have no value.
type Difference struct {
	Key          string
	Pinned, Here Setting
}

// Drift is what a case would change if it took the present files, in the order of
// the keys; empty where it has no pin or nothing differs.
func (p *Policy) Drift() []Difference { return p.drift }

// pinSetting is a setting as a pin holds it.
type pinSetting struct {
	Key   string           `json:"key"`
	Value any              `json:"value"`
	Layer advisories.Layer `json:"layer"`
	File  string           `json:"file,omitempty"`
	Ref   string           `json:"ref,omitempty"`
	Line  int              `json:"line,omitempty"`
	Note  string           `json:"note,omitempty"`
}

// Pin is what of the policy a case keeps. Equal promises from the same places
// give an equal pin.
func (p *Policy) Pin() advisories.Pin {
	var out []pinSetting
	for _, s := range p.Settings() {
		if pins(s.Key) {
			out = append(out, pinSetting{s.Key, yamlValue(s.Value), s.Source.Layer, s.Source.File, s.Source.Ref, s.Source.Line, s.Note})
		}
	}
	text, err := json.Marshal(out)
	if err != nil {
		panic("internal error: policy pin: " + err.Error()) // unreachable: texts, numbers, lists and maps only
	}
	sum := sha256.Sum256(text)
	return advisories.Pin{Digest: hex.EncodeToString(sum[:]), Text: string(text)}
}

// hold puts what a pin holds in place of what the files say, and tells what
// differs. A pin that cannot be read holds nothing, and a problem says so.
func (c *composer) hold(pin advisories.Pin) []Difference {
	if pin.Text == "" {
		return nil
	}
	held, ok := readPin(pin.Text)
	if !ok {
		c.problems = append(c.problems, Problem{Kind: ProblemNote, Layer: advisories.LayerBuiltin, File: "case",
			Text: "what was promised when the case began cannot be read: the policy of now holds"})
		return nil
	}
	settings := maps.Clone(c.settings)
	var out []Difference
	for _, key := range sortedKeys(union(settings, held)) {
		if !pins(key) {
			continue
		}
		now, said := settings[key]
		was, promised := held[key]
		if said != promised || now.Text() != was.Text() {
			out = append(out, Difference{Key: key, Pinned: was, Here: now})
		}
		delete(settings, key)
		if promised {
			settings[key] = was
		}
	}
	if len(out) > 0 {
		c.settings = settings
		c.calendar()
	}
	return out
}

func union(a, b map[string]Setting) map[string]Setting {
	out := maps.Clone(a)
	for k, v := range b {
		if _, have := out[k]; !have {
			out[k] = v
		}
	}
	return out
}

// yamlValue is a value in the types of JSON, so that a file that says it reads
// the same.
func yamlValue(v any) any {
	switch v := v.(type) {
	case calendar.Span:
		return v.Canonical()
	case Rule:
		if v.Permit == advisories.PermitApprove {
			return map[string]any{"approve": v.Approvals}
		}
		return string(v.Permit)
	case []Away:
		out := make([]map[string]string, len(v))
		for i, a := range v {
			out[i] = map[string]string{"from": a.From, "to": a.To}
		}
		return out
	case []OwnField:
		out := make([]map[string]any, len(v))
		for i, f := range v {
			out[i] = f.yaml()
		}
		return out
	}
	return v
}

// driftLines are the differences in words.
func driftLines(pol *Policy) []string {
	var out []string
	for _, d := range pol.drift {
		out = append(out, d.line())
	}
	return out
}

// said is the value, or that there is none.
func (s Setting) said() string {
	if s.Value == nil {
		return "nothing"
	}
	return s.Text()
}

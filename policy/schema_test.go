package policy

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"slices"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/tools/txtar"

	"github.com/advisory-bot/advisory-bot/advisories"
)

var bothLayers = map[string]advisories.Layer{"policy.yml": advisories.LayerRepository, "owner.yml": advisories.LayerOwner}

// schemaOf compiles the schema of a layer, as draft 2020-12 and as written.
func schemaOf(t *testing.T, layer advisories.Layer) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(JSONSchema(layer)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("policy.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("policy.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// holds reports whether a schema takes a YAML text.
func holds(t *testing.T, s *jsonschema.Schema, text string) error {
	t.Helper()
	var v any
	if err := yaml.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(doc)
}

// TestSchemaTakesWhatIsRead: every policy of the tests that has no fault is one by
// the schema.
func TestSchemaTakesWhatIsRead(t *testing.T) {
	schemas := map[advisories.Layer]*jsonschema.Schema{}
	for _, l := range bothLayers {
		schemas[l] = schemaOf(t, l)
	}
	names, _ := filepath.Glob("testdata/*/*.txt")
	taken := 0
	for _, name := range names {
		ar, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range ar.Files {
			layer, ok := bothLayers[f.Name]
			if !ok {
				continue
			}
			if _, faults := Parse(f.Name, string(f.Data), layer); faults.Err() != nil {
				continue
			}
			taken++
			if err := holds(t, schemas[layer], string(f.Data)); err != nil {
				t.Errorf("%s, %s: the schema refuses what is read: %v", name, f.Name, err)
			}
		}
	}
	if taken < 20 {
		t.Errorf("only %d policies were read", taken)
	}
}

// TestSchemaRefusesWhatIsRefused: a fault in one value is one for both.
func TestSchemaRefusesWhatIsRefused(t *testing.T) {
	s := schemaOf(t, advisories.LayerRepository)
	for _, line := range []string{
		"mdoe: on", "mode: onn", "mode: [on]", "team: acme/x", "team: ['x y']", "team: ['@']", "tracking: acme", "tracking: [a/b]",
		"calendar: {time_zone: 'Mars base'}", "calendar: {working_days: [monday]}", "calendar: {working_days: [mon, mon]}", "calendar: {holidays: [Germany]}",
		"calendar: {working_hours: {from: '9', to: '17:00'}}", "calendar: {away: [{from: 2026-12-24}]}", "calendar: {not_holidays: [tomorrow]}", "calendar: {zone: UTC}",
		"report: {required: [steps]}", "report: {required: description}", "report: {remind_after: soon}", "report: {give_up: wait}", "report: {ai_statement: maybe}",
		"report: {fields: [{ask: x}]}", "report: {fields: [{id: Browser}]}", "report: {fields: [{id: browser, min_length: 0}]}", "report: {fields: [{id: browser, kind: x}]}",
		"commitments: {acknowledge: {maximum: 2 moons}}", "commitments: {acknowledge: {after: fix}}", "commitments: {assess: {after: published}}", "commitments: {fix: {urgent: 7d}}",
		"commitments: {update: {each: 7d}}", "commitments: {cra: 1}", "commitments: {answer: 7d}", "drafts: {receipt: automatic}", "drafts: {publish: auto}",
		"drafts: {publish: {approve: 0}}", "drafts: {publish: {approve: 11}}", "drafts: {greet: auto}", "messages: {receipt: ''}", "messages: {close: x}",
		"publication: {require: [name]}", "publication: {window: {days: [someday]}}", "floods: {reporter: 5}", "lock: [mode]", "delegate: [team]",
		"tracking_audience: everybody", "tracking_audience: true", "rotation: {people: ['acme/security']}", "rotation: {people: '@kay'}", "rotation: {every: soon}",
		"rotation: {from: monday}", "rotation: {until: 2027-01-05}", "collaborators: {from: [everybody]}", "collaborators: [team]", "escalation: {quiet_hours: {from: '9', to: '17:00'}}",
		"escalation: {hours: x}", "drafts: {fields: maybe}",
	} {
		text := "version: 1\n" + line + "\n"
		if _, faults := Parse("f", text, advisories.LayerRepository); faults.Err() == nil {
			t.Errorf("%s: is read", line)
		}
		if holds(t, s, text) == nil {
			t.Errorf("%s: the schema takes it", line)
		}
	}
	for _, text := range []string{"mode: on\n", "version: 2\n", "[]\n", "version: '1'\n"} {
		if holds(t, s, text) == nil {
			t.Errorf("the schema takes %q", text)
		}
	}
	owner := schemaOf(t, advisories.LayerOwner)
	for _, line := range []string{"floods: {reporter: 0}", "lock: [moed]", "lock: [version]", "delegate: [floods]"} {
		if holds(t, owner, "version: 1\n"+line+"\n") == nil {
			t.Errorf("%s: the schema of the owner's file takes it", line)
		}
	}
	if err := holds(t, owner, "version: 1\nfloods: {reporter: 5}\nlock: [report, drafts.publish]\ndelegate: [team, drafts]\n"); err != nil {
		t.Error(err)
	}
}

// TestSchemaHasEveryKey walks the table that files are read by.
func TestSchemaHasEveryKey(t *testing.T) {
	for _, layer := range bothLayers {
		var top map[string]any
		if err := json.Unmarshal(JSONSchema(layer), &top); err != nil {
			t.Fatal(err)
		}
		hasFields(t, layer, "", topFields(), top)
	}
}

func hasFields(t *testing.T, layer advisories.Layer, prefix string, fields []field, schema map[string]any) {
	t.Helper()
	properties := propertiesOf(schema)
	want := []string{}
	for _, f := range fields {
		if f.owner && layer == advisories.LayerRepository {
			continue
		}
		want = append(want, f.name)
		key := join(prefix, f.name)
		below, ok := properties[f.name].(map[string]any)
		if !ok {
			t.Errorf("%s: the schema of layer %s has no %s", prefix, layer, key)
			continue
		}
		if about, _ := below["description"].(string); about == "" || f.about == "" || about != f.about {
			t.Errorf("%s: has no description", key)
		}
		if f.kind.fields != nil {
			hasFields(t, layer, key, f.kind.fields, below)
		}
	}
	for name := range properties {
		if !slices.Contains(want, name) {
			t.Errorf("%s: only the schema has %s", prefix, name)
		}
	}
}

// propertiesOf are those of an object, which may stand beside a bare value.
func propertiesOf(schema map[string]any) map[string]any {
	if p, ok := schema["properties"].(map[string]any); ok {
		return p
	}
	list, _ := schema["anyOf"].([]any)
	for _, one := range list {
		if p, ok := one.(map[string]any)["properties"].(map[string]any); ok {
			return p
		}
	}
	return nil
}

// TestSchemaDurations: the pattern of durations takes and refuses the same texts as
// the reader, but for what needs counting.
func TestSchemaDurations(t *testing.T) {
	s := schemaOf(t, advisories.LayerRepository)
	for text, counts := range map[string]bool{
		"48h": false, "30m": false, "7d": false, "2w": false, "1d12h": false, "90s": false, " 3d ": false, "3 business days": false, "1 business day": false, "3 Business Days": false,
		"3 working days": false, "3bd": false, "4bh": false, "4 business hours": false, "3 business-days": false, "P3D": false, "PT48H": false, "P2W": false, "P1DT12H": false,
		"PT30M": false, "3  business  days": false, "3 BUSINESS DAYS": false, "3 BD": false,
		"": true, "P": true, "PT": true, "P1DT": true, "0h": true, "999999w": true, "9999 business days": true,
		"P1M": false, "P1Y": false, "3": false, "-3d": false, "12h1d": false, "1d1d": false, "3 days": false, "soon": false, "1.5d": false, "3D": false, "３d": false,
		"3 business": false, "business days": false, "3d 4h": false, "p3d": false, "3 months": false, "two weeks": false, "3 bd": false,
	} {
		b, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		file := "version: 1\ncommitments: {acknowledge: {maximum: " + string(b) + "}}\n"
		_, faults := Parse("f", file, advisories.LayerRepository)
		taken := holds(t, s, file) == nil
		switch {
		case counts && faults.Err() == nil:
			t.Errorf("%q is read, and nothing needed counting", text)
		case !counts && taken != (faults.Err() == nil):
			t.Errorf("%q: the schema takes it: %t, the reader: %s", text, taken, faults.Error())
		}
	}
}

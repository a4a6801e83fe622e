package policy

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/policy/report"
)

// Each report gives what reading it gives, at the first look and at the second, and
// what was handed out cannot change what is remembered.
func TestReadingsOfReports(t *testing.T) {
	names, err := filepath.Glob("report/testdata/reports/*.md")
	if err != nil || len(names) < 20 {
		t.Fatal(len(names), err)
	}
	r := NewReadings(1000, 1<<20)
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		in := report.Input{Summary: name, Description: string(text), Answers: []report.Answer{{Comment: 7, Body: "Affected versions: 1.2"}},
			Own: []report.OwnField{{ID: "own", Pattern: regexp.MustCompile("a+")}}}
		want := report.Read(in)
		for range 2 {
			got := r.report(in)
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%s: another answer (-read +remembered)\n%s", name, d)
			}
			clear(got.Fields)
			clear(got.Findings)
		}
		in.Own[0].Pattern = regexp.MustCompile("never in it")
		if d := cmp.Diff(report.Read(in), r.report(in)); d != "" {
			t.Errorf("%s: another pattern, the same answer\n%s", name, d)
		}
	}
	if n := r.reports.used.Len(); n != 2*len(names) {
		t.Errorf("%d reports are remembered of %d", n, 2*len(names))
	}
}

// Whatever of a report's input differs, its digest does.
func TestReportDigest(t *testing.T) {
	zero := func() report.Input {
		return report.Input{Fields: report.Structured{Packages: make([]report.Package, 1)}, Answers: make([]report.Answer, 1), Own: make([]report.OwnField, 1)}
	}
	asJSON := func(in report.Input) string {
		b, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	base, fields := asJSON(zero()), 0
	var walk func(v func(*report.Input) reflect.Value, name string)
	walk = func(v func(*report.Input) reflect.Value, name string) {
		in := zero()
		at := v(&in)
		for i := range at.NumField() {
			f := at.Type().Field(i)
			child := func(in *report.Input) reflect.Value { return v(in).Field(i) }
			switch {
			case f.Type.Kind() == reflect.Struct:
				walk(child, name+"."+f.Name)
				continue
			case f.Type.Kind() == reflect.Slice && f.Type.Elem().Kind() == reflect.Struct:
				walk(func(in *report.Input) reflect.Value { return child(in).Index(0) }, name+"."+f.Name)
				continue
			}
			changed := zero()
			set(t, child(&changed))
			if fields++; asJSON(changed) == base {
				t.Errorf("%s.%s is in no digest", name, f.Name)
			}
		}
	}
	walk(func(in *report.Input) reflect.Value { return reflect.ValueOf(in).Elem() }, "Input")
	if fields < 15 {
		t.Errorf("only %d fields were looked at", fields)
	}
}

func set(t *testing.T, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		v.Set(reflect.ValueOf([]string{"x"}))
	case reflect.Pointer:
		v.Set(reflect.ValueOf(regexp.MustCompile("x")))
	default:
		t.Fatalf("a field of kind %v", v.Kind())
	}
}

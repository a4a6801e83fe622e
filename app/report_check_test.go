package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/policy"
)

// TestCheckReportLines: lines are those of the file, whatever stands before the
// title and however it is marked.
func TestCheckReportLines(t *testing.T) {
	const body = "\nThe parser reads beyond the end of its buffer when a chunk is empty, so the server stops.\n\n## Affected versions\n\n1.4.0 to 1.6.2\n"
	for name, above := range map[string]string{
		"heading": "# A read beyond the end\n", "plain": "A read beyond the end\n", "blank lines": "\n\n# A read beyond the end\n", "byte order mark": "\ufeff# A read beyond the end\n",
		"line ends": "# A read beyond the end\r\n",
	} {
		r := checkReport(policy.Builtin(), above+body)
		want := map[string]int{"description": strings.Count(above, "\n") + 2, "affected_versions": strings.Count(above, "\n") + 6}
		for _, f := range r.Fields {
			if line, ok := want[f.ID]; ok && (!f.Present || f.Line != line) {
				t.Errorf("%s: %s present %t in line %d, want line %d", name, f.ID, f.Present, f.Line, line)
			}
		}
	}
	// What only the title says stands in the title's line.
	r := checkReport(policy.Builtin(), "\nOverflow in versions 1.2.0 to 1.4.1, CWE-79\n")
	if f := r.Fields[10]; f.ID != "cwe" || !f.Present || f.Line != 2 {
		t.Errorf("%+v", f)
	}
}

// TestCheckReportIsData: the shape of the JSON, and no word of the report.
func TestCheckReportIsData(t *testing.T) {
	const text = "# SENTINEL crash\n\nSENTINEL reads beyond the end. CVSS:3.1/AV:SENTINEL CWE-99999\n\n- I-have-reviewed-SECURITY-md: SENTINEL\n"
	r, err := CheckReport("-", strings.NewReader(text), PolicyFiles{})
	if err != nil {
		t.Fatal(err)
	}
	var b, table bytes.Buffer
	if err := PrintJSON(&b, r); err != nil {
		t.Fatal(err)
	}
	PrintReportCheck(&table, r)
	if strings.Contains(b.String()+table.String(), "SENTINEL") {
		t.Errorf("report text is printed:\n%s\n%s", &b, &table)
	}
	var shape struct {
		Fields   []map[string]any
		Findings []map[string]any
	}
	if err := json.Unmarshal(b.Bytes(), &shape); err != nil {
		t.Fatal(err)
	}
	for list, keys := range map[string][]string{fmt.Sprint(shape.Fields[0]): {"id", "present", "line"}, fmt.Sprint(shape.Findings[0]): {"id", "line", "detail"}} {
		for _, key := range keys {
			if !strings.Contains(list, key+":") {
				t.Errorf("no %s in %s", key, list)
			}
		}
	}
	empty, err := CheckReport("-", strings.NewReader(""), PolicyFiles{})
	if b, err2 := json.Marshal(empty); err != nil || err2 != nil || !strings.Contains(string(b), `"findings":[]`) {
		t.Errorf("%s, %v, %v", b, err, err2)
	}
}

package app

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestMetricsAreTold: the table of metrics names each of ours, and no other.
func TestMetricsAreTold(t *testing.T) {
	text, err := os.ReadFile("deploy/README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, ok := strings.Cut(string(text), "| Metric (`advisory_bot_…`) |")
	table, _, whole := strings.Cut(table, "\n\n")
	if !ok || !whole {
		t.Fatal("the table is not there")
	}
	told := map[string]bool{}
	for line := range strings.Lines(table) {
		cells := strings.Split(line, "|")
		if len(cells) < 3 {
			continue
		}
		for _, m := range regexp.MustCompile("`([a-z_]+)(?:\\{[a-z_,]*\\})?`").FindAllStringSubmatch(cells[1], -1) {
			told["advisory_bot_"+m[1]] = true
		}
	}
	families, err := everyMetric(t).metrics.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if name := f.GetName(); strings.HasPrefix(name, "advisory_bot_") && !told[name] {
			t.Errorf("%s is in no table", name)
		}
		delete(told, f.GetName())
	}
	for name := range told {
		t.Errorf("%s is told of and is not there", name)
	}
}

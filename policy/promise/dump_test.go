package promise

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDump(t *testing.T) {
	pat := os.Getenv("DUMP")
	if pat == "" {
		t.Skip()
	}
	dir := os.Getenv("DUMPDIR")
	if dir == "" {
		dir = "testdata/policies"
	}
	for _, one := range strings.Fields(pat) {
		fs, _ := filepath.Glob(filepath.Join(dir, one+"*.md"))
		for _, f := range fs {
			src, _ := os.ReadFile(f)
			if os.Getenv("BLOCKS") != "" {
				tr := parse(string(src))
				p := newPage(tr)
				for i := range tr.blocks {
					b := &tr.blocks[i]
					fmt.Printf("%d kind=%d lv=%d d=%d item=%d lead=%d heads=%v t=%d %d,%d langs=%b\n", i, b.kind, b.level, b.depth, b.item, b.lead, b.heads, b.table, b.row, b.col, p.langs[i])
					for _, s := range sentences(b) {
						fmt.Printf("      %q\n", s.String())
					}
					for _, m := range p.classed(i) {
						fmt.Printf(" %d:%s", m.m, p.lows[i][m.from:m.to])
					}
					fmt.Println()
				}
			}
			lab, _ := os.ReadFile(strings.TrimSuffix(f, ".md") + ".json")
			var w label
			json.Unmarshal(lab, &w)
			d := Read(string(src))
			fmt.Println("=====", filepath.Base(f))
			p := func(k string, l *labelTime) {
				if l == nil {
					fmt.Println("  W", k, "nil")
					return
				}
				fmt.Printf("  W %s %s %s [%s] %q\n", k, l.Stage, l.key(), l.Party, l.Quote)
			}
			q := func(k string, l *Deadline) {
				if l == nil {
					fmt.Println("  G", k, "nil")
					return
				}
				fmt.Printf("  G %s %s %s %v %s [%s] %q\n", k, l.Stage, l.Value, l.Value.Business, l.Severity, l.Party, l.Quote)
			}
			if ackKey(w.Ack) != func() string {
				o, _ := json.Marshal(d)
				var g label
				json.Unmarshal(o, &g)
				return ackKey(g.Ack)
			}() {
				p("ack", w.Ack)
				q("ack", d.Acknowledge)
			}
			o, _ := json.Marshal(d)
			var g label
			json.Unmarshal(o, &g)
			wk, gk := deadlineKeys(w, true), deadlineKeys(g, true)
			for i := range w.Deadlines {
				k := w.Deadlines[i].key() + " " + w.Deadlines[i].Stage
				if !gk[k] && w.Deadlines[i].Party == "project" {
					p("dl", &w.Deadlines[i])
				}
			}
			for i := range d.Deadlines {
				k := g.Deadlines[i].key() + " " + g.Deadlines[i].Stage
				if !wk[k] && d.Deadlines[i].Party == "project" {
					q("dl", &d.Deadlines[i])
				}
			}
			if ackKey(w.Update) != ackKey(g.Update) {
				p("upd", w.Update)
				q("upd", d.UpdateInterval)
			}
		}
	}
}

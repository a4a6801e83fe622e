package app

import (
	"fmt"
	"io"
	"strings"
)

// PrintWhatIf writes a what-if for people: a paragraph a report, then the totals.
func PrintWhatIf(to io.Writer, r WhatIf) {
	w := safeWriter{to}
	for _, p := range r.Reports {
		printPast(w, p)
	}
	if len(r.Reports) > 0 {
		fmt.Fprintln(w)
	}
	t := r.Totals
	wrap(w, "", "  ", fmt.Sprintf("%s; %d would be asked for more", counted(t.Reports, "report"), t.Asked))
	for _, m := range t.Missing {
		fmt.Fprintf(w, "  %-20s missing in %d\n", m.ID, m.Reports)
	}
	if len(t.Commitments) > 0 {
		fmt.Fprintf(w, "\n%-14s %6s %6s %8s %8s\n", "Commitment", "met", "missed", "running", "unknown")
	}
	for _, c := range t.Commitments {
		fmt.Fprintf(w, "%-14s %6d %6d %8d %8d\n", c.Commitment, c.Met, c.Missed, c.Running, c.Unknown)
	}
	if t.Drafts > 0 {
		wrap(w, "\n", "  ", counted(t.Drafts, "advisory that nobody reported", "advisories that nobody reported")+": not judged")
	}
	if len(r.Notes) > 0 {
		fmt.Fprintln(w)
	}
	for _, n := range r.Notes {
		wrap(w, "note: ", "  ", n)
	}
}

func printPast(w io.Writer, p PastReport) {
	id := string(p.GHSA)
	if id == "" {
		id = "advisory without an id"
	}
	if p.File != "" {
		id += " (" + p.File + ")"
	}
	wrap(w, "", "  ", id+": "+string(p.State)+", reported "+stamp(p.ReportedAt))
	asked := "asked for nothing more"
	if p.Asked {
		asked = "would be asked for " + plain(strings.Join(p.Missing, ", "))
	}
	wrap(w, "  ", "    ", asked)
	var kept []string
	for _, c := range p.Commitments {
		kept = append(kept, string(c.Commitment)+" "+c.Result)
	}
	if len(kept) > 0 {
		wrap(w, "  ", "    ", strings.Join(kept, ", "))
	}
}

// counted is a number with its noun.
func counted(n int, one string, many ...string) string {
	switch {
	case n == 1:
		return "1 " + one
	case len(many) > 0:
		return fmt.Sprintf("%d %s", n, many[0])
	}
	return fmt.Sprintf("%d %ss", n, one)
}

package app

import (
	"fmt"
	"io"
)

// PrintReportCheck writes what was found in a report for people, as a table.
func PrintReportCheck(to io.Writer, c ReportCheck) {
	w := safeWriter{to}
	for _, n := range c.notes {
		wrap(w, "note: ", "  ", n)
	}
	fmt.Fprintf(w, "%-20s %-8s %6s  %s\n", "Content", "", "Line", "By the policy")
	missing := 0
	for _, f := range c.Fields {
		there, line := "missing", "-"
		if f.Present {
			there, line = "there", fmt.Sprint(f.Line)
		} else if f.want == "required" {
			missing++
		}
		fmt.Fprintf(w, "%-20s %-8s %6s  %s\n", f.ID, there, line, f.want)
	}
	fmt.Fprintln(w, "\nFindings")
	for _, f := range c.Findings {
		where := ""
		if f.Line > 0 {
			where = fmt.Sprintf(" [line %d]", f.Line)
		}
		wrap(w, "  ", "    ", plain(f.ID)+": "+f.Detail+where)
	}
	if len(c.Findings) == 0 {
		fmt.Fprintln(w, "  none")
	}
	switch missing {
	case 0:
		fmt.Fprintln(w, "\nAll that the policy requires is there.")
	case 1:
		fmt.Fprintln(w, "\n1 required content is missing: the reporter would be asked for it.")
	default:
		fmt.Fprintf(w, "\n%d required contents are missing: the reporter would be asked for them.\n", missing)
	}
}

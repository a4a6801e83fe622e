package app

import (
	"fmt"
	"io"
	"strings"
)

// PrintKept says what is kept of an account, before it is deleted.
func PrintKept(to io.Writer, list []Kept) {
	w := safeWriter{to}
	for _, k := range list {
		state := "the App is installed there"
		if !k.Installation.LeftAt.IsZero() {
			state = "it uninstalled the App " + stamp(k.Installation.LeftAt)
		}
		fmt.Fprintf(w, "%s (installation %d): %s\n", k.Installation.Account, k.Installation.ID, state)
		wrap(w, "  ", "  ", keptLine(k))
		if k.Installation.LeftAt.IsZero() {
			wrap(w, "  warning: ", "    ", "as long as the App is installed there, its open advisories come back with the next sweep, "+
				"as cases without a past. Uninstall it first.")
		}
	}
}

// PrintPurged says what was deleted.
func PrintPurged(to io.Writer, k Kept) {
	wrap(safeWriter{to}, "", "  ", fmt.Sprintf("deleted of %s (installation %d): %s", k.Installation.Account, k.Installation.ID, keptLine(k)))
}

func keptLine(k Kept) string {
	var parts []string
	for _, c := range []struct {
		n         int
		one, many string
	}{
		{k.Cases, "case", "cases"}, {k.Drafts, "draft", "drafts"}, {k.Decisions, "decision", "decisions"}, {k.Commands, "command", "commands"},
		{k.Entries, "line of timelines", "lines of timelines"}, {k.Notices, "notice", "notices"},
		{k.Repositories, "repository", "repositories"}, {k.Rings, "ring", "rings"},
	} {
		switch c.n {
		case 0:
		case 1:
			parts = append(parts, "1 "+c.one)
		default:
			parts = append(parts, fmt.Sprintf("%d %s", c.n, c.many))
		}
	}
	if len(parts) == 0 {
		return "nothing but that it was installed"
	}
	return strings.Join(parts, ", ")
}

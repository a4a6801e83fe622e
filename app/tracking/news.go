package tracking

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// mostNews bounds the lines of one comment.
const mostNews = 40

// News is a comment that tells these entries of the timeline, oldest first; empty
// where none of them is worth a comment. Those that are not, and come before one
// that is, are told with it; all that are left are told at the end of the case.
//
// Worth a comment is what maintainers must know or do and did not do themselves in
// the issue: a draft that waits for approval or needs a person, a promise that was
// not kept, what happened on GitHub.
func News(entries []advisories.Entry, zone *time.Location, end bool) string {
	var told []advisories.Entry
	loud := end
	for i, e := range entries {
		if untold(e) || e.What == "draft_filed" && over(e.Draft, entries[i+1:]) {
			continue
		}
		loud = loud || worth(e)
		told = append(told, e)
	}
	if !loud || len(told) == 0 {
		return ""
	}
	var lines []string
	if left := len(told) - mostNews; left > 0 {
		lines = append(lines, fmt.Sprintf("- %d earlier things are left out here", left))
		told = told[left:]
	}
	last := ""
	for _, e := range told {
		line, at := newsLine(e, zone), moment(e.At, zone)
		if at != last { // once for all that happened in the same minute
			line, last = at+": "+line, at
		}
		lines = append(lines, "- "+line)
	}
	return strings.Join(lines, "\n")
}

func newsLine(e advisories.Entry, zone *time.Location) string {
	line := timesIn(entryWord(e), zone)
	switch {
	case e.What == "draft_filed" && held(e):
		line += fmt.Sprintf(". The card on top shows it: say `/approve %d`, or `/deny %d` and why", e.Draft, e.Draft)
	case e.What == "draft_handed_off":
		line += ". The card on top says what to do"
	case e.Actor != "" && e.Actor != "advisory-bot":
		line += ", by " + who(e.Actor)
	}
	return line
}

// timesIn writes machine times as the rest of the line does.
func timesIn(line string, zone *time.Location) string {
	words := strings.Split(line, " ")
	for i, word := range words {
		if t, err := time.Parse(time.RFC3339, word); err == nil {
			words[i] = moment(t, zone)
		}
	}
	return strings.Join(words, " ")
}

// over reports whether something became of a draft later on, so that it does not
// wait any more.
func over(draft int, later []advisories.Entry) bool {
	return slices.ContainsFunc(later, func(e advisories.Entry) bool {
		return e.Draft == draft && (strings.HasPrefix(e.What, "draft_") || e.What == "denied")
	})
}

// held reports whether an entry says that a draft was filed and waits for approval.
func held(e advisories.Entry) bool {
	_, state, _ := strings.Cut(e.Detail, ": ")
	return strings.HasPrefix(state, string(advisories.DraftHeld))
}

// untold are entries that no comment tells: steps on the way, and what people see
// where it happens.
func untold(e advisories.Entry) bool {
	kind, _, _ := strings.Cut(e.Detail, ": ")
	if strings.HasPrefix(e.What, "draft_") {
		switch advisories.Kind(kind) {
		case advisories.KindStatus:
			return e.What != "draft_handed_off" && e.What != "draft_failed" && !(e.What == "draft_filed" && held(e))
		case advisories.KindEscalate:
			return true
		}
	}
	switch e.What {
	case "draft_stale", "draft_superseded", "draft_begun", "draft_ready":
		return true
	case "command":
		return strings.HasSuffix(e.Detail, " in the tracking issue") // it stands there
	case "draft_filed":
		return !held(e)
	}
	return false
}

// worth reports whether an entry that is told makes a comment by itself.
func worth(e advisories.Entry) bool {
	if _, ok := advisories.Decider(e.Actor); ok {
		return false // they said so in a comment of the issue
	}
	switch e.What {
	case "opened", "draft_done", "draft_denied", "approved", "denied":
		return false
	case "stage":
		return e.Actor != "advisory-bot" // what an approved draft came to
	case "clock":
		return strings.Contains(e.Detail, string(advisories.ClockMissed))
	}
	return true
}

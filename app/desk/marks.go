package desk

import (
	"slices"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// settling is how long GitHub may take to show a comment that it accepted, before
// its absence means that somebody deleted it.
const settling = 10 * time.Minute

// own is what became of one comment that we wrote.
type own struct {
	comment int64
	// kind and key are those of the draft that last wrote it.
	kind  advisories.Kind
	fate  fate
	draft int
}

type fate string

const (
	fateGood    fate = "good"
	fateEdited  fate = "edited"
	fateDeleted fate = "deleted"
)

// ownComments compares the comments that we wrote, by record, with what the
// snapshot shows. A comment is ours by its recorded id and its author's id; the
// mark only tells whether a person changed it.
func ownComments(keys advisories.Keys, snap advisories.Snapshot, past []advisories.Draft) []own {
	if !snap.CommentsKnown || !snap.Advisory.State.Open() || !snap.Self.Known() {
		return nil // a published advisory shows no comments; nothing can be said
	}
	shown := make(map[int64]advisories.Comment, len(snap.Comments))
	for _, c := range snap.Comments {
		shown[c.ID] = c
	}
	var out []own
	for id, d := range lastWrites(past) {
		o := own{comment: id, kind: d.Key.Kind, draft: d.Number, fate: fateGood}
		c, there := shown[id]
		switch {
		case !there && snap.At.Sub(d.SettledAt) < settling:
		case !there:
			o.fate = fateDeleted
		case c.Author.ID != snap.Self.ID:
			o.fate = fateEdited
		case !untouched(keys, c, d, snap.Advisory.GHSA) && !underWay(keys, c, past, snap.Advisory.GHSA):
			o.fate = fateEdited
		}
		out = append(out, o)
	}
	return out
}

// untouched reports whether a comment of ours still says what the draft that wrote
// it last says, under that draft's own mark: another signed text of ours in its
// place is a change too. What was found on GitHub after our records were lost may
// read differently from what would be written today; there the mark alone speaks,
// as it does where the draft's text was purged.
func untouched(keys advisories.Keys, c advisories.Comment, d advisories.Draft, id advisories.GHSA) bool {
	m := keys.ReadMark(c.Body)
	if m.GHSA != id {
		return false
	}
	if d.Outcome.Code == codeFound {
		lost := m.Check == advisories.MarkOtherKey && d.Hold == holdAdopted // our key was lost with our records
		return sameAct(m.Draft, d.Key) && (m.Check == advisories.MarkGood || lost)
	}
	return m.Check == advisories.MarkGood && m.Draft == d.Key.String() && (d.Purged || advisories.Unmarked(c.Body) == visible(d.Body))
}

// underWay reports whether a comment reads as a draft wants it whose edit was begun,
// and whose end is not known yet.
func underWay(keys advisories.Keys, c advisories.Comment, past []advisories.Draft, id advisories.GHSA) bool {
	return slices.ContainsFunc(past, func(d advisories.Draft) bool {
		return d.State == advisories.DraftBegun && d.Act == advisories.ActEdit && d.Comment == c.ID && untouched(keys, c, d, id)
	})
}

// codeFound is the outcome of a draft whose effect was on GitHub already.
const codeFound = "found_on_github"

// lastWrites maps each comment that we wrote to the draft that wrote it last.
func lastWrites(past []advisories.Draft) map[int64]advisories.Draft {
	out := map[int64]advisories.Draft{}
	for _, d := range past {
		if d.State == advisories.DraftDone && d.Outcome.Comment != 0 && !d.Internal() {
			out[d.Outcome.Comment] = d
		}
	}
	return out
}

// posted finds the comment in which a draft was already written: by our account,
// with the draft's mark, and not known as another draft's comment (that would be
// a mark that somebody copied). A mark whose signature fails still counts: a
// person may have edited what we posted, and posting it again would be worse.
//
// In recovery, where this very draft was begun and its end is not known, a comment
// of ours that no draft accounts for and that carries no other draft's good mark is
// it too: the mark may have been edited away already.
func posted(keys advisories.Keys, snap advisories.Snapshot, d advisories.Draft, past []advisories.Draft, recovery bool) (int64, bool) {
	if !snap.Self.Known() {
		return 0, false
	}
	var unaccounted int64
	known := lastWrites(past)
	for _, c := range snap.Comments {
		if c.Author.ID != snap.Self.ID {
			continue
		}
		if d.Act == advisories.ActEdit && c.ID != d.Comment {
			continue
		}
		m := keys.ReadMark(c.Body)
		if m.Check == advisories.MarkNone || m.GHSA != snap.Advisory.GHSA || !sameAct(m.Draft, d.Key) {
			if _, taken := known[c.ID]; !taken && m.Check != advisories.MarkGood {
				unaccounted = c.ID
			}
			continue
		}
		if d.Act == advisories.ActEdit {
			if m.Check == advisories.MarkGood && advisories.Unmarked(c.Body) == visible(d.Body) {
				return c.ID, true
			}
			continue
		}
		if other, taken := known[c.ID]; taken && other.Number != d.Number {
			continue
		}
		return c.ID, true
	}
	if recovery && d.Act == advisories.ActComment && unaccounted != 0 {
		return unaccounted, true
	}
	return 0, false
}

// sameAct reports whether a mark's key names the draft. There is one status
// comment a case, whichever occurrence wrote it last.
func sameAct(mark string, key advisories.DraftKey) bool {
	if mark == key.String() {
		return true
	}
	parts := strings.Split(mark, "/")
	return key.Kind == advisories.KindStatus && len(parts) == 3 && parts[1] == string(advisories.KindStatus)
}

// visible is a draft's text in the form in which GitHub gives it back.
func visible(body string) string { return advisories.Unmarked(body) }

// foreignMarks finds comments of other people that carry a mark of ours: forged
// or copied. They have no effect; maintainers are told.
func foreignMarks(keys advisories.Keys, snap advisories.Snapshot) []int64 {
	var out []int64
	for _, c := range snap.Comments {
		if snap.Self.Known() && c.Author.ID != snap.Self.ID && keys.ReadMark(c.Body).Check != advisories.MarkNone {
			out = append(out, c.ID)
		}
	}
	return out
}

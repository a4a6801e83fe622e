package policy

import "github.com/advisory-bot/advisory-bot/advisories"

// Codes of drafts that ended without being carried out.
const (
	// CodeSuperseded: the same draft is filed anew with another text or target.
	CodeSuperseded = "superseded"
	// CodeRuleLapsed: nothing wants the draft any more.
	CodeRuleLapsed = "rule_lapsed"
)

// Reconcile compares the wanted drafts, digests set by the caller, with those of
// the past. It answers which are to be filed, and how waiting ones end, by
// number; the caller sets the time, and may name the successor.
//
// A key that was done, denied, handed off or failed is used up. A draft that has
// begun is left alone: it may be on GitHub already. A waiting draft stays while
// its digest does, else a new one takes its place and its approvals are void.
func Reconcile(wanted, past []advisories.Draft) (file []advisories.Draft, settle map[int]advisories.Outcome) {
	settle = map[int]advisories.Outcome{}
	want := map[advisories.DraftKey]advisories.Draft{}
	for _, w := range wanted {
		if _, twice := want[w.Key]; !twice {
			want[w.Key] = w
		}
	}
	// Used keys are found first: a waiting draft beside one that has begun would
	// say the same thing twice.
	kept := map[advisories.DraftKey]bool{}
	for _, d := range past {
		if settledForGood(d.State) || d.State == advisories.DraftBegun {
			kept[d.Key] = true
		}
	}
	for _, d := range past {
		if d.State != advisories.DraftHeld && d.State != advisories.DraftReady {
			continue
		}
		w, wants := want[d.Key]
		switch {
		case !wants:
			settle[d.Number] = advisories.Outcome{State: advisories.DraftStale, Code: CodeRuleLapsed}
		case d.Digest == w.Digest && !kept[d.Key]:
			kept[d.Key] = true
		default:
			settle[d.Number] = advisories.Outcome{State: advisories.DraftSuperseded, Code: CodeSuperseded}
		}
	}
	for _, w := range wanted {
		if kept[w.Key] {
			continue
		}
		kept[w.Key] = true
		file = append(file, w)
	}
	return file, settle
}

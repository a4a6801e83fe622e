package desk

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/advisory-bot/advisory-bot/advisories"
)

func anyDraft(t *rapid.T) advisories.Draft {
	return advisories.Draft{
		State:  rapid.SampledFrom([]advisories.DraftState{advisories.DraftReady, advisories.DraftHeld, advisories.DraftHandedOff}).Draw(t, "state"),
		Act:    rapid.SampledFrom([]advisories.Act{advisories.ActComment, advisories.ActEdit, advisories.ActState}).Draw(t, "act"),
		Urgent: rapid.Bool().Draw(t, "urgent"),
	}
}

// Nothing beyond a limit goes, nothing is held while there is room, and what is
// not ready or notifies nobody is left alone.
func TestFloodHoldsWhatIsTooMuch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := Flood{Window: 1, Reporter: rapid.IntRange(0, 12).Draw(t, "reporter"), Repository: rapid.IntRange(0, 12).Draw(t, "repository")}
		before := rapid.SliceOfN(rapid.Custom(anyDraft), 0, 20).Draw(t, "drafts")
		sentTo := rapid.IntRange(0, 14).Draw(t, "sent to the reporter")
		sentIn := rapid.IntRange(sentTo, 14).Draw(t, "sent in the repository")
		after := append([]advisories.Draft(nil), before...)
		held := f.hold(after, sentTo, sentIn)

		count, goes, heldUrgent, goesOrdinary := 0, 0, 0, 0
		for i, d := range after {
			concerned := before[i].State == advisories.DraftReady && before[i].Notifies()
			switch {
			case !concerned && !reflect.DeepEqual(d, before[i]):
				t.Fatalf("draft %d was changed: %+v", i, d)
			case !concerned:
			case d.State == advisories.DraftHeld && d.Hold == holdFlood:
				count++
				if d.Urgent {
					heldUrgent++
				}
			case d.State == advisories.DraftReady && d.Hold == "":
				goes++
				if !d.Urgent {
					goesOrdinary++
				}
			default:
				t.Fatalf("draft %d is neither held nor ready: %+v", i, d)
			}
		}
		if count != held {
			t.Fatalf("says it held %d, held %d", held, count)
		}
		if goes > max(0, f.Reporter-sentTo) || goes > max(0, f.Repository-sentIn) {
			t.Fatalf("%d go after %d and %d, limits %+v", goes, sentTo, sentIn, f)
		}
		if heldUrgent > 0 && goesOrdinary > 0 {
			t.Fatal("an ordinary draft went before an urgent one")
		}
		if heldUrgent > 0 && goes < min(f.Reporter-sentTo, f.Repository-sentIn) {
			t.Fatal("an urgent draft was held though there was room")
		}
	})
}

func TestFloodKeepsTheLastFifthForReceipts(t *testing.T) {
	f := Flood{Window: floodWindow, Reporter: 5, Repository: 30}
	ordinary := []advisories.Draft{{State: advisories.DraftReady, Act: advisories.ActComment}}
	if held := f.hold(ordinary, 4, 4); held != 1 {
		t.Error("an ordinary draft took the last place of a reporter")
	}
	urgent := []advisories.Draft{{State: advisories.DraftReady, Act: advisories.ActComment, Urgent: true}}
	if held := f.hold(urgent, 4, 29); held != 0 {
		t.Error("a receipt was held though places were kept for it")
	}
	if held := f.hold(urgent, 0, 30); held != 1 {
		t.Error("a receipt went beyond the repository's limit")
	}
}

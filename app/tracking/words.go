package tracking

import (
	"fmt"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// What our own short words mean, for people. A word that is not listed is written as
// it is: a newer program may have made it.

func stateWord(s advisories.DraftState) string {
	switch s {
	case advisories.DraftHeld:
		return "waits for approval"
	case advisories.DraftReady:
		return "goes out next"
	case advisories.DraftBegun:
		return "is going out"
	case advisories.DraftStale:
		return "dropped"
	case advisories.DraftSuperseded:
		return "replaced"
	case advisories.DraftHandedOff:
		return "needs a person"
	}
	return plain(string(s))
}

func holdWord(hold string) string {
	switch hold {
	case "adopted":
		return "the advisory was there before this program"
	case "observe":
		return "the policy's mode is observe, nothing leaves before it is on"
	case "flood":
		return "more drafts in a day than may go out by themselves"
	case "policy_unreadable":
		return "the policy files cannot be read"
	case "not_before":
		return "its time has not come"
	}
	return plain(hold)
}

// codeWords are codes of outcomes, problems and hand-offs in words.
var codeWords = map[string]string{
	"superseded":                         "replaced by a newer draft",
	"found_on_github":                    "it was on GitHub already",
	"done_by_a_person":                   "a person had done it",
	"rule_lapsed":                        "nothing asks for it any more",
	"thread_ended":                       "the advisory was published or closed first",
	"put_back":                           "put back, nothing may be written now",
	"not_built":                          "this version cannot do it",
	"maybe_done":                         "GitHub refused it, and an earlier try may have gone through: look whether it is there",
	"left":                               "the App was uninstalled",
	"undone":                             "a person put it back",
	"approver_without_power":             "somebody who approved it has no power any more",
	string(advisories.FaultGone):         "the advisory is gone, or hidden from the App",
	string(advisories.FaultForbidden):    "GitHub does not let the App do this",
	string(advisories.FaultSuspended):    "the App's installation is suspended",
	string(advisories.FaultUnauthorized): "GitHub does not accept the App's key",
	string(advisories.FaultLimited):      "GitHub asks to wait",
	string(advisories.FaultUnavailable):  "GitHub could not be reached",
	string(advisories.FaultUnclear):      "GitHub's answer is not known",
	string(advisories.FaultRefused):      "GitHub refused it",
	string(advisories.FaultBadAnswer):    "GitHub's answer could not be read",
	string(advisories.FaultInternal):     "a fault of this program",
	string(advisories.FaultNoComments):   "no comment can be made there",
}

func codeWord(code string) string {
	if number, ok := strings.CutPrefix(code, "superseded by "); ok {
		return "replaced by draft " + plain(number)
	}
	if w, ok := codeWords[code]; ok {
		return w
	}
	return plain(strings.ReplaceAll(code, "_", " "))
}

// entryWord is a line of the timeline in words, without its time and actor.
func entryWord(e advisories.Entry) string {
	kind, rest, _ := strings.Cut(e.Detail, ": ")
	kind, detail := strings.ReplaceAll(kind, "_", " "), plain(strings.ReplaceAll(e.Detail, "_", " "))
	name := fmt.Sprintf("draft %d", e.Draft)
	if strings.HasPrefix(e.What, "draft_") {
		name += " (" + plain(kind) + ")"
	}
	state := strings.TrimPrefix(e.What, "draft_")
	switch e.What {
	case "opened":
		return "the case was opened"
	case "draft_filed":
		return name + " " + filedWord(rest)
	case "draft_stale":
		return name + " was dropped: " + codeWord(rest)
	case "draft_superseded":
		return name + ": " + codeWord(rest)
	case "draft_handed_off":
		return name + " needs a person: " + codeWord(rest)
	case "draft_done", "draft_denied", "draft_failed", "draft_held":
		if rest == state {
			return name + " " + state
		}
		return name + " " + state + ": " + codeWord(rest)
	case "approved", "denied":
		return name + " was " + e.What
	case "command":
		return "said " + plain(e.Detail)
	case "stage":
		return "stage: " + detail
	case "clock":
		return "clock " + plain(kind+": "+strings.ReplaceAll(rest, "at_risk", "at risk"))
	case "by_hand":
		return "done by hand: " + strings.Replace(detail, ": ", " ", 1)
	case "cve":
		return "CVE id " + detail
	case "published_otherwise":
		return "what was published is not what was approved, look at it now: " + detail
	case "rests":
		return "work rests: " + codeWord(e.Detail)
	case "resumed":
		return "work goes on"
	}
	return strings.TrimSuffix(plain(strings.ReplaceAll(e.What, "_", " "))+": "+plain(e.Detail), ": ")
}

// filedWord is the state in which a draft was filed: "held (flood)".
func filedWord(detail string) string {
	state, hold, held := strings.Cut(strings.TrimSuffix(detail, ")"), " (")
	if held {
		return stateWord(advisories.DraftState(state)) + ", " + holdWord(hold)
	}
	return stateWord(advisories.DraftState(state))
}

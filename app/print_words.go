package app

import (
	"fmt"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// What our own short words mean, for people. A word that is not listed is printed
// as it is: a newer program may have written it.

func stageWord(s advisories.Stage, closeReason string) string {
	if closeReason != "" {
		return plain(string(s)) + " (" + problemWord(closeReason) + ")"
	}
	return plain(string(s))
}

func resultWord(r advisories.Result) string {
	if r == advisories.ResultNotApplicable {
		return "n/a"
	}
	return plain(string(r))
}

func permitWord(p advisories.Permit) string {
	switch p {
	case advisories.PermitAuto:
		return "goes out by itself (auto)"
	case advisories.PermitApprove:
		return "waits for approval (approve)"
	}
	return string(p)
}

func actWord(a advisories.Act, to advisories.State) string {
	switch a {
	case advisories.ActComment:
		return "a new comment"
	case advisories.ActEdit:
		return "changes its own comment"
	case advisories.ActState:
		return "sets the advisory's state to " + string(to)
	case advisories.ActPublish:
		return "publishes the advisory as it was approved"
	case advisories.ActFields:
		return "sets fields of the advisory"
	case advisories.ActCollaborators:
		return "adds people to the advisory"
	case advisories.ActCredits:
		return "adds credits to the advisory"
	case advisories.ActCVE:
		return "asks GitHub for a CVE id"
	case advisories.ActFork:
		return "makes the temporary private fork"
	case advisories.ActTell:
		return "a comment in the tracking issue"
	case advisories.ActNotify:
		return "a notification to NOTIFY_URL"
	}
	return plain(string(a))
}

// whoCan is who GitHub lets do by hand what the App could not. A comment that is
// there already is another account's, so being a collaborator is not enough.
func whoCan(a advisories.Act, c advisories.Case) string {
	admin := "an admin of " + c.Owner + "/" + c.Repo
	if a == advisories.ActComment {
		return admin + " or a collaborator of the advisory"
	}
	return admin
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
	}
	return plain(hold)
}

// problemWord says why work on a case rests or ended.
func problemWord(problem string) string {
	if problem == string(advisories.FaultForbidden) {
		return "GitHub does not let the App see the advisory"
	}
	return codeWord(problem)
}

// codeWord says what a code of an outcome, a problem or a hand-off means.
func codeWord(code string) string {
	if number, ok := strings.CutPrefix(code, "superseded by "); ok {
		return "replaced by draft " + number
	}
	switch code {
	case "superseded":
		return "replaced by a newer draft"
	case "found_on_github":
		return "it was on GitHub already"
	case "done_by_a_person":
		return "a person had done it"
	case "rule_lapsed":
		return "nothing asks for it any more"
	case "thread_ended":
		return "the advisory was published or closed first"
	case "put_back":
		return "put back, nothing may be written now"
	case "not_before":
		return "it waits for its time"
	case "undone":
		return "a person took the decision back"
	case "approver_without_power":
		return "somebody who approved has no power any more: it wants a new approval"
	case "left":
		return "its repository is in no installation of the App any more"
	case "not_built":
		return "this version cannot do it"
	case "maybe_done":
		return "GitHub refused it, and an earlier try may have gone through: look whether it is there"
	case string(advisories.FaultGone):
		return "the advisory is gone, or hidden from the App"
	case string(advisories.FaultForbidden):
		return "GitHub does not let the App do this"
	case string(advisories.FaultSuspended):
		return "the App's installation is suspended"
	case string(advisories.FaultUnauthorized):
		return "GitHub does not accept the App's key"
	case string(advisories.FaultLimited):
		return "GitHub asks to wait"
	case string(advisories.FaultUnavailable):
		return "GitHub could not be reached"
	case string(advisories.FaultUnclear):
		return "GitHub's answer is not known"
	case string(advisories.FaultRefused):
		return "GitHub refused it"
	case string(advisories.FaultBadAnswer):
		return "GitHub's answer could not be read"
	case string(advisories.FaultInternal):
		return "a fault of this program"
	case string(advisories.FaultNoComments):
		return "no comment can be made there"
	}
	return plain(code)
}

// entryWord is a line of the timeline as a sentence.
func entryWord(e advisories.Entry) string {
	kind, code, _ := strings.Cut(e.Detail, ": ")
	name := fmt.Sprintf("draft %d", e.Draft)
	if strings.HasPrefix(e.What, "draft_") {
		name += " (" + plain(kind) + ")"
	}
	state := strings.TrimPrefix(e.What, "draft_")
	switch e.What {
	case "opened":
		return "case opened: " + openedWord(e.Detail)
	case "draft_filed":
		return name + " filed: " + filedWord(code)
	case "draft_stale":
		return name + " dropped: " + codeWord(code)
	case "draft_superseded":
		return name + " " + codeWord(code)
	case "draft_handed_off":
		return name + " needs a person: " + codeWord(code)
	case "draft_done", "draft_denied", "draft_failed", "draft_held":
		if code == state {
			return name + " " + state
		}
		return name + " " + state + ": " + codeWord(code)
	case "approved", "denied":
		return name + " " + e.What
	case "clock":
		return "clock " + kind + ": " + plainTimes(plain(code))
	case "rests":
		return "work rests: " + problemWord(e.Detail)
	case "resumed":
		return "work goes on, it rested: " + problemWord(e.Detail)
	}
	return plain(strings.TrimSuffix(e.What+": "+plainTimes(e.Detail), ": "))
}

func openedWord(how string) string {
	switch how {
	case "reported":
		return "a report came in"
	case "adopted":
		return "adopted, the advisory was there before this program"
	}
	return plain(how)
}

// filedWord is the state in which a draft was filed: "held (flood)".
func filedWord(detail string) string {
	state, hold, held := strings.Cut(strings.TrimSuffix(detail, ")"), " (")
	if held {
		return stateWord(advisories.DraftState(state)) + ", " + holdWord(hold)
	}
	return stateWord(advisories.DraftState(state))
}

func stateWord(s advisories.DraftState) string {
	switch s {
	case advisories.DraftHeld:
		return "held for approval"
	case advisories.DraftReady:
		return "ready to go out"
	case advisories.DraftBegun:
		return "going out"
	case advisories.DraftStale:
		return "dropped"
	case advisories.DraftSuperseded:
		return "replaced"
	case advisories.DraftHandedOff:
		return "needs a person"
	}
	return plain(string(s))
}

// plainTimes writes machine times as the rest of the output does.
func plainTimes(s string) string {
	words := strings.Split(s, " ")
	for i, word := range words {
		if t, err := time.Parse(time.RFC3339, word); err == nil {
			words[i] = stamp(t)
		}
	}
	return strings.Join(words, " ")
}

func age(now, at time.Time) string {
	if at.IsZero() {
		return "-"
	}
	d := now.Sub(at)
	switch {
	case d < 0:
		return stamp(at)
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return fmt.Sprintf("%d min ago", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h ago", int(d.Hours()))
	}
	return fmt.Sprintf("%d days ago", int(d.Hours()/24))
}

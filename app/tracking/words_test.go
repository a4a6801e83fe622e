package tracking_test

import (
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/app/tracking"
)

// Every act, state and hold of a draft is told in words of its own.
func TestWordsOfDrafts(t *testing.T) {
	v := sample()
	show := func(d advisories.Draft) string {
		d.Number = 1
		v.Drafts = []advisories.Draft{d}
		_, body := tracking.Card(v, web)
		harmless(t, body)
		_, after, _ := strings.Cut(body, "Draft 1: ")
		return after
	}
	seen := map[string]string{}
	for _, a := range []advisories.Act{advisories.ActComment, advisories.ActEdit, advisories.ActState, advisories.ActFields, advisories.ActCollaborators, advisories.ActCredits,
		advisories.ActCVE, advisories.ActFork, advisories.ActPublish, advisories.ActTell, advisories.ActNotify} {
		for _, s := range []advisories.DraftState{advisories.DraftHeld, advisories.DraftReady, advisories.DraftBegun, advisories.DraftHandedOff} {
			text := show(advisories.Draft{Act: a, State: s, To: advisories.StateClosed, HandOff: string(advisories.FaultForbidden)})
			if other, ok := seen[text]; ok || strings.Contains(text, ", "+string(s)+"\n") {
				t.Errorf("%s %s reads as %q: %s", a, s, other, text)
			}
			seen[text] = string(a) + " " + string(s)
		}
	}
	for _, h := range []string{"adopted", "observe", "flood", "policy_unreadable", "not_before"} {
		if text := show(advisories.Draft{State: advisories.DraftHeld, Hold: h}); strings.Contains(text, "Held: "+h) {
			t.Errorf("hold %s: %s", h, text)
		}
	}
	v.Drafts = []advisories.Draft{{Number: 1, State: "newer"}}
	if _, body := tracking.Card(v, web); !strings.Contains(body, ": newer") {
		t.Errorf("a word of a newer program: %s", body)
	}
}

func TestWordsOfTheTimeline(t *testing.T) {
	for e, want := range map[advisories.Entry]string{
		{What: "draft_superseded", Detail: "ask: superseded by 7"}:                "",
		{What: "draft_failed", Draft: 2, Detail: "ask: refused"}:                  "draft 2 (ask) failed: GitHub refused it",
		{What: "draft_denied", Draft: 2, Detail: "ask: denied"}:                   "draft 2 (ask) denied",
		{What: "denied", Draft: 2}:                                                "draft 2 was denied",
		{What: "opened", Detail: "reported"}:                                      "the case was opened",
		{What: "resumed", Detail: "gone"}:                                         "work goes on",
		{What: "stage", Detail: "needs_info to received"}:                         "stage: needs info to received",
		{What: "by_hand", Detail: "state: triage to draft"}:                       "done by hand: state triage to draft",
		{What: "by_hand", Detail: "private fork made"}:                            "done by hand: private fork made",
		{What: "cve", Actor: "GitHub", Detail: "assigned"}:                        "CVE id assigned, by GitHub",
		{What: "published_otherwise", Detail: "summary"}:                          "what was published is not what was approved, look at it now: summary",
		{What: "draft_held", Draft: 2, Detail: "publish: undone"}:                 "draft 2 (publish) held: a person put it back",
		{What: "draft_done", Draft: 2, Detail: "request_cve: done"}:               "draft 2 (request cve) done",
		{What: "clock", Detail: "acknowledge: at_risk, due 2026-11-22T23:20:33Z"}: "clock acknowledge: at risk, due Sun 22 Nov 2026 23:20 UTC",
		{What: "draft_filed", Draft: 2, Detail: "ask: held"}:                      "draft 2 (ask) waits for approval. The card on top shows it: say `/approve 2`, or `/deny 2` and why",
		{What: "embargo", Actor: "operator:lee", Detail: "a b"}:                   "embargo: a b, by the operator `lee`",
		{What: "draft_handed_off", Draft: 2, Detail: "ask: no_comments"}:          "draft 2 (ask) needs a person: no comment can be made there. The card on top says what to do",
	} {
		e.At = start
		if got := strings.TrimPrefix(tracking.News([]advisories.Entry{e}, nil, true), "- Sun 22 Nov 2026 09:00 UTC: "); got != want {
			t.Errorf("%s: %q, want %q", e.What, got, want)
		}
	}
}

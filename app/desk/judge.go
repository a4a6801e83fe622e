package desk

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
)

// judge is step 5, over the snapshot in hand.
func (c *casework) judge() { c.verdict = policy.Judge(c.pol, c.input()) }

func (c *casework) input() policy.Input {
	var was advisories.State
	if c.before != nil {
		was = c.before.Facts.State
	}
	return policy.Input{
		Was:      was,
		Snapshot: c.snap, Reading: c.reading, History: c.hist, ReportedAt: c.reportedAt(),
		OpenedAt: c.opened, Adopted: c.adopted, Now: c.d.now(),
	}
}

func (c *casework) reportedAt() time.Time {
	if c.before != nil && !c.before.ReportedAt.IsZero() {
		return c.before.ReportedAt
	}
	return c.snap.Advisory.CreatedAt
}

// plan is step 6: the drafts that the policy wants, with the digest that a
// decision on each would be bound to, and held where they may not leave by
// themselves. A text that a person put in place of ours stays in its place.
func (c *casework) plan() []advisories.Draft {
	broken := false
	for _, o := range ownComments(c.d.keys, c.snap, c.past) {
		broken = broken || (o.kind == advisories.KindStatus && o.fate != fateGood)
	}
	wanted := policy.Plan(c.pol, c.verdict, policy.PlanInput{
		Input: c.input(), CaseName: c.name, Past: c.past, StatusBroken: broken,
		Tracked: c.tracked(), Notifies: c.d.notifier != nil, Granted: c.granted, Codeowners: c.snap.Codeowners,
	})
	c.notBefore = map[advisories.DraftKey]time.Time{}
	for i := range wanted {
		d := &wanted[i]
		keepEdit(d, c.past)
		d.Digest = c.digestOf(*d)
		d.State = advisories.DraftReady
		if !d.NotBefore.IsZero() {
			c.notBefore[d.Key] = d.NotBefore
		}
		if c.unread && d.Hold == "" {
			d.Hold = holdUnreadable
		}
		switch {
		case d.HandOff != "":
			d.State = advisories.DraftHandedOff
		case d.Hold != "" || d.Permit != advisories.PermitAuto:
			d.State = advisories.DraftHeld
		}
	}
	return wanted
}

// keepEdit puts the text of the newest edit of the same draft in the place of ours,
// as long as that draft waits, or gave way to a newer one only because something
// else of it changed. A person's text always needs a person's approval.
func keepEdit(d *advisories.Draft, past []advisories.Draft) {
	for i := len(past) - 1; i >= 0; i-- {
		old := past[i]
		if old.Key != d.Key || old.State == advisories.DraftStale {
			continue
		}
		if old.EditedBy == "" || old.Purged || !old.State.Waiting() && old.State != advisories.DraftSuperseded {
			return
		}
		d.Body, d.EditedBy = old.Body, old.EditedBy
		if d.Permit == advisories.PermitAuto {
			d.Permit, d.Approvals = advisories.PermitApprove, 1
		}
		return
	}
}

// digest binds a decision to what was decided on: kind, target, exact text or
// fields, the advisory's publishable fields, and the policy. It is keyed, so that
// nobody can test guesses of embargoed text against it.
func (c *casework) digest(d advisories.Draft) string {
	return c.d.keys.Fingerprint("draft", c.bound(d)...)
}

// digestOf is the digest of a planned draft: that of the one that waits already
// where it binds the same under an older key, so that a new sealing key voids no
// approval.
func (c *casework) digestOf(d advisories.Draft) string {
	parts := c.bound(d)
	for _, old := range c.past {
		if old.Key == d.Key && old.State.Waiting() && c.d.keys.SameFingerprint(old.Digest, "draft", parts...) {
			return old.Digest
		}
	}
	return c.d.keys.Fingerprint("draft", parts...)
}

// bound is what a decision is bound to.
func (c *casework) bound(d advisories.Draft) []string {
	a := c.snap.Advisory
	parts := []string{
		string(c.w.Key.GHSA), d.Key.Rule, string(d.Key.Kind), string(d.Act), string(d.To),
		strconv.FormatInt(d.Comment, 10), d.Body, c.verdict.Policy,
		a.Summary, a.Description, a.Severity, a.CVE, a.CVSS3, a.CVSS4, strings.Join(a.CWEs, ","),
	}
	for _, v := range a.Vulnerabilities {
		parts = append(parts, v.Ecosystem, v.Package, v.Affected, v.Patched, strings.Join(v.Functions, ","))
	}
	for _, k := range a.Credits {
		parts = append(parts, k.Login, k.Type)
	}
	if d.Key.Kind == advisories.KindPublish || d.Key.Rule == policy.RuleThanks {
		parts = append(parts, "embargoes brought forward: "+itoa(broughtForward(c.hist.Embargoes)))
	}
	if !d.Change.Empty() {
		parts = append(parts, changeText(d.Change))
	}
	return parts
}

// tampering is what maintainers are told of comments of ours that a person changed
// or deleted, and of marks of ours under other people's names.
func (c *casework) tampering() (out []advisories.Notice) {
	told := func(kind advisories.NoticeKind, about, text string) {
		out = append(out, c.notice(kind, about, text))
	}
	for _, o := range ownComments(c.d.keys, c.snap, c.past) {
		about := "comment " + strconv.FormatInt(o.comment, 10)
		switch o.fate {
		case fateEdited:
			told(advisories.NoticeCommentEdited, about, "a person changed our "+string(o.kind)+" comment (draft "+itoa(o.draft)+")")
		case fateDeleted:
			told(advisories.NoticeCommentDeleted, about, "a person deleted our "+string(o.kind)+" comment (draft "+itoa(o.draft)+")")
		}
	}
	if ids := foreignMarks(c.d.keys, c.snap); len(ids) > 0 {
		told(advisories.NoticeMarkCopied, "marks", fmt.Sprintf(
			"%d comment(s) that are not ours carry a mark of ours, the first is comment %d: they have no effect", len(ids), ids[0]))
	}
	return out
}

// lives reports whether some draft can still be carried out.
func lives(list []advisories.Draft) bool {
	return slices.ContainsFunc(list, func(d advisories.Draft) bool { return d.State == advisories.DraftReady })
}

// broughtForward counts how often an agreed time of disclosure was put earlier: who
// approved a publication for later did not approve it for sooner.
func broughtForward(list []advisories.Embargo) int {
	n := 0
	for i := 1; i < len(list); i++ {
		if list[i].Until.Before(list[i-1].Until) {
			n++
		}
	}
	return n
}

// changeText is a change in one form, for the digest.
func changeText(ch advisories.Change) string {
	b, err := json.Marshal(ch)
	if err != nil {
		panic("internal error: " + err.Error()) // unreachable: strings, numbers and lists
	}
	return string(b)
}

package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
)

// mostNames bounds the search for a short name that no other case has.
const mostNames = 100

// file is steps 5 to 7: judge, plan, and write both down together.
func (c *casework) file(ctx context.Context) error {
	for try := 1; ; try++ {
		err := c.fileAs(ctx)
		if c.before != nil || try > mostNames || !errors.Is(err, advisories.ErrNameTaken) {
			return err
		}
		// Drafts name the case, so they are planned anew under the next name.
		c.name = c.d.keys.ShortName(c.w.Key, try)
	}
}

func (c *casework) fileAs(ctx context.Context) error {
	old := c.verdict
	if c.before != nil {
		old = c.before.Verdict
	}
	c.judge()
	c.d.watch(ctx, StepJudge, c.name, verdictLine(c.verdict))
	fresh, settled := policy.Reconcile(c.plan(), c.past)
	c.d.watch(ctx, StepPlan, c.name, fmt.Sprintf("%d new, %d out of date", len(fresh), len(settled)))
	for number, o := range settled {
		o.At = c.d.now()
		settled[number] = o
	}
	c.supersedeBy(fresh, settled)
	approved, err := c.approvals(ctx, fresh)
	if err != nil {
		return fmt.Errorf("approvals: %w", err)
	}
	f := advisories.Filing{Case: c.caseRow(), New: fresh, Settled: settled, Decisions: approved}
	past, err := c.write(ctx, &f, old)
	if err != nil {
		return err
	}
	f.Case.Tracking = c.tracking() // written down by itself
	c.past, c.before = past, &f.Case
	c.raised = append(c.raised, f.Notices...)
	c.notices, c.cleared = nil, nil
	c.d.watch(ctx, StepFile, c.name, "verdict and drafts written down together")
	return nil
}

// write counts what went out and files what may go out as one step.
func (c *casework) write(ctx context.Context, f *advisories.Filing, old advisories.Verdict) ([]advisories.Draft, error) {
	if lives(f.New) { // what was sent is counted and added to as one
		filing := c.d.filing.of(c.w.Key.Repository)
		filing.Lock()
		defer filing.Unlock()
	}
	flooded, err := c.holdFlood(ctx, f.New)
	if err != nil {
		return nil, err
	}
	f.Entries = c.entries(old, f.New, f.Settled)
	late, kept := c.escalations()
	f.Notices = slices.Concat(c.notices, flooded, c.tampering(), handOffs(c, f.New), late)
	if c.before == nil && c.adopted {
		f.Notices = append(f.Notices, c.adoption())
	}
	f.Cleared = slices.Concat(c.cleared, kept)
	if c.before != nil && c.before.Problem != "" {
		f.Cleared = append(f.Cleared, c.notice(advisories.NoticeAccess, c.before.Problem, ""))
	}
	past, err := c.d.docket.File(ctx, c.w, *f)
	if err != nil {
		return nil, fmt.Errorf("file verdict and drafts: %w", err)
	}
	return past, nil
}

// handOffs are the notices for drafts that only a person can carry out.
func handOffs(c *casework, fresh []advisories.Draft) []advisories.Notice {
	var out []advisories.Notice
	for _, d := range fresh {
		if d.State == advisories.DraftHandedOff {
			out = append(out, c.notice(advisories.NoticeHandOff, d.Key.String(), "a "+string(d.Key.Kind)+" needs a person on GitHub: "+d.HandOff))
		}
	}
	return out
}

// holdFlood holds what would be too much at once, and tells maintainers.
func (c *casework) holdFlood(ctx context.Context, fresh []advisories.Draft) ([]advisories.Notice, error) {
	for i := range fresh {
		fresh[i].FiledAt = c.d.now()
	}
	if !lives(fresh) {
		return nil, nil
	}
	limits := c.flood()
	byReporter, byRepository, err := c.d.docket.Sent(ctx, c.w.Key.RepositoryKey(), c.snap.Advisory.Author.ID, c.d.now().Add(-limits.Window))
	if err != nil {
		return nil, fmt.Errorf("count what was sent: %w", err)
	}
	held := limits.hold(fresh, byReporter, byRepository)
	if held == 0 {
		return nil, nil
	}
	c.log.Warn("flood: drafts held", "held", held)
	return []advisories.Notice{c.repoNotice(advisories.NoticeFlood, "flood",
		"more drafts than may go out by themselves in a day: the rest is held and can be approved together")}, nil
}

// supersedeBy names the new draft in the outcome of the one that it replaces.
// Numbers are given in order, and the hold keeps others from filing between.
func (c *casework) supersedeBy(fresh []advisories.Draft, settled map[int]advisories.Outcome) {
	next := len(c.past) + 1
	for i := range fresh {
		for _, old := range c.past {
			if o, ok := settled[old.Number]; ok && o.State == advisories.DraftSuperseded && old.Key == fresh[i].Key {
				o.Code = "superseded by " + itoa(next+i)
				settled[old.Number] = o
			}
		}
	}
}

// caseRow is the case as it is to be remembered.
func (c *casework) caseRow() advisories.Case {
	a := c.snap.Advisory
	count := a.Comments + c.posted
	if a.Comments < 0 {
		count = len(c.snap.Comments) // ours among them
	}
	return advisories.Case{
		Key: c.w.Key, Owner: c.repo.Owner, Repo: c.repo.Name, Name: c.name,
		Stage: c.verdict.Stage, CloseReason: c.verdict.CloseReason, Adopted: c.adopted,
		Reporter: c.snap.Reporter(), ReportedAt: c.reportedAt(), OpenedAt: c.opened, WorkedAt: c.d.now(),
		Facts: advisories.Facts{
			State: a.State, UpdatedAt: c.seenUpdate(), Comments: count, Severity: a.Severity, CVE: a.CVE, Fork: a.PrivateFork,
			Description: c.d.keys.Fingerprint("report", a.Summary, a.Description),
		},
		History: c.hist, Verdict: c.verdict, Pin: c.pin, NextDue: c.verdict.NextDue(),
	}
}

// freshly is how recent a change must be for another one to hide behind it: GitHub
// counts whole seconds, so a change in the same second looks the same.
const freshly = 2 * time.Second

// seenUpdate is the advisory's time of change, for the sweep to compare with; zero
// where the look came so soon after it that the next sweep must look once more.
func (c *casework) seenUpdate() time.Time {
	at := c.snap.Advisory.UpdatedAt
	if c.snap.At.Sub(at) < freshly {
		return time.Time{}
	}
	return at
}

// adoption is the one summary to maintainers: one notice an installation, counted.
func (c *casework) adoption() advisories.Notice {
	return advisories.Notice{
		Kind: advisories.NoticeAdopted, About: "adopted",
		Repository: advisories.Repository{Installation: c.repo.Installation, Owner: c.repo.Owner},
		Text:       "advisories that were here before us became cases: every draft of theirs waits for approval, and nothing was said to reporters",
		Count:      1, FirstAt: c.d.now(), LastAt: c.d.now(),
	}
}

// entries are the timeline's lines for what changed.
func (c *casework) entries(old advisories.Verdict, fresh []advisories.Draft, settled map[int]advisories.Outcome) []advisories.Entry {
	var out []advisories.Entry
	add := func(what, actor string, draft int, detail string) {
		out = append(out, c.entry(what, actor, draft, detail))
	}
	if c.before == nil {
		how := "reported"
		switch {
		case c.adopted:
			how = "adopted"
		case !c.snap.Advisory.Submitted:
			how = "drafted by a maintainer"
		}
		add("opened", "advisory-bot", 0, how)
	}
	if c.before != nil && c.before.Problem != "" {
		add("resumed", "advisory-bot", 0, c.before.Problem)
	}
	out = append(out, c.drift()...)
	if len(c.alarm) > 0 {
		add("published_otherwise", "advisory-bot", 0, strings.Join(c.alarm, ", "))
		c.alarm = nil
	}
	if old.Stage != "" && old.Stage != c.verdict.Stage {
		add("stage", c.stager(), 0, string(old.Stage)+" to "+string(c.verdict.Stage))
	}
	for _, k := range c.verdict.Clocks {
		was, had := old.Clock(k.Commitment)
		if had && was.State != k.State || !had && k.State != advisories.ClockStarted {
			add("clock", "advisory-bot", 0, clockLine(k))
		}
	}
	for _, d := range c.past {
		if o, ok := settled[d.Number]; ok {
			add("draft_"+string(o.State), "advisory-bot", d.Number, string(d.Key.Kind)+": "+o.Code)
		}
	}
	for i, d := range fresh {
		detail := string(d.Key.Kind) + ": " + string(d.State)
		if d.Hold != "" {
			detail += " (" + d.Hold + ")"
		}
		add("draft_filed", "advisory-bot", len(c.past)+1+i, detail)
	}
	return out
}

// stager is who brought the case to its stage.
func (c *casework) stager() string {
	h := c.hist
	by := ""
	switch c.verdict.Stage {
	case advisories.StageNeedsInfo:
		return "advisory-bot"
	case advisories.StageAccepted:
		by = h.Accepted.By
	case advisories.StagePublished:
		by = h.Published.By
	case advisories.StageClosed:
		by = h.Closed.By
	}
	if strings.HasPrefix(by, "advisory-bot") {
		return "advisory-bot"
	}
	return someone
}

func clockLine(k advisories.Clock) string {
	s := string(k.Commitment) + ": " + string(k.State)
	if k.MetBy != "" {
		s += " by " + k.MetBy
	}
	if due := k.Due(); !due.IsZero() {
		s += ", due " + due.UTC().Format(time.RFC3339)
	}
	return s
}

func verdictLine(v advisories.Verdict) string {
	s := "stage " + string(v.Stage)
	if f, ok := v.Finding("content"); ok {
		s += ", contents " + string(f.Result)
	}
	if f, ok := v.Finding("acknowledged"); ok {
		s += ", acknowledgement " + string(f.Result)
	}
	return s
}

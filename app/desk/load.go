package desk

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
	"github.com/advisory-bot/advisory-bot/policy/report"
)

// appearance is how long a reported advisory may take to show in GitHub's API
// after its webhook; until then "gone" means "not yet".
const appearance = 10 * time.Minute

// casework is one case in hand: what was loaded, what the policy says of it, and
// what is to be written down.
type casework struct {
	d       *Desk
	w       advisories.Work
	log     *slog.Logger
	name    string
	repo    advisories.Repository
	snap    advisories.Snapshot
	reading report.Reading
	pol     *policy.Policy
	// unread is true where policy files could not be read: everything is held.
	unread  bool
	notices []advisories.Notice
	cleared []advisories.Notice

	before  *advisories.Case
	pin     advisories.Pin
	hist    advisories.History
	adopted bool
	opened  time.Time

	verdict advisories.Verdict
	past    []advisories.Draft
	// notBefore is until when planned drafts wait, granted what the installation
	// granted the App, nil where that is not known.
	notBefore map[advisories.DraftKey]time.Time
	granted   map[string]string
	// putOff are drafts that wait for a later turn, later is when that comes.
	putOff map[int]bool
	later  advisories.Next
	// alarm names the fields in which what was published differs from what was
	// approved.
	alarm []string
	// issue is the last look at the tracking issue in this turn.
	issue *TrackingLook
	// asked are the people whose power was asked for in this turn.
	asked powers
	// told counts the refusals of each person without power.
	told map[int64]int
	// trouble is why the tracking issue cannot be read or written, raised what
	// maintainers were told of in this turn.
	trouble advisories.TrackingProblem
	// deaf is true where the tracking issue should have been read and could not be.
	deaf bool
	// half is true where some command could not be judged: it is heard again, and
	// nothing is published meanwhile, for it may be a veto.
	half   bool
	raised []advisories.Notice
	// posted counts comments that we wrote since the snapshot; acted is true once
	// a draft ended in this try.
	posted int
	acted  bool
}

// load is step 4. With done true there is nothing to work on, and next says what
// becomes of it.
func (d *Desk) load(ctx context.Context, w advisories.Work) (c *casework, next advisories.Next, done bool) {
	c = &casework{d: d, w: w, before: w.Case, past: w.Drafts, name: d.keys.ShortName(w.Key, 0), opened: d.now()}
	if w.Case != nil {
		c.name, c.hist, c.adopted, c.opened = w.Case.Name, w.Case.History, w.Case.Adopted, w.Case.OpenedAt
	}
	c.log = d.logCase(c.name, w.Key)
	repo, err := c.repository(ctx)
	if errors.Is(err, advisories.ErrNotFound) {
		return nil, c.left(ctx), true
	}
	if err != nil {
		return nil, c.stop("repository", err), true
	}
	if !d.servesOwner(repo.Owner) {
		return nil, advisories.Next{Code: "not_served"}, true
	}
	c.repo = repo
	if c.echo() {
		return nil, advisories.Next{Code: "known"}, true
	}
	c.snap, err = d.gh.Snapshot(ctx, repo, w.Key.GHSA, advisories.Want{Files: true, Comments: anyBegun(c.past)})
	if err != nil {
		return nil, c.loadFault(ctx, err), true
	}
	c.passed(ctx, advisories.NoticeAccess, "unread")
	if err := c.renamed(ctx); err != nil {
		return nil, c.stop("repository", err), true
	}
	if c.before == nil {
		c.adopted = adopted(c.snap.Advisory, repo, d.docket.Born(), w.Rings)
	}
	if err := c.readPolicy(ctx); err != nil {
		return nil, c.stop("policy", err), true
	}
	if c.unread && c.before != nil {
		// Judging by another policy would tell of breaches that never were.
		next := c.standStill(ctx, holdUnreadable, "")
		next.At = d.now().Add(unreadableDelay)
		return nil, next, true
	}
	if err := c.look(ctx, &c.snap); err != nil {
		return nil, c.stop("people", err), true
	}
	c.granted = d.grantedTo(ctx, w.Key.Installation)
	d.watch(ctx, StepLoad, c.name, string(c.snap.Advisory.State)+" advisory, a fresh look at it, its policy and its people")
	return c, advisories.Next{}, false
}

// echo reports whether the bell only tells of a publication that is written down
// already, with all that follows from it.
func (c *casework) echo() bool {
	if c.before == nil || c.before.Stage != advisories.StagePublished || c.before.Problem != "" || len(c.w.Rings) == 0 || c.w.Failures > 0 {
		return false
	}
	if t := c.tracking(); t.Open() && !t.Closed || slices.ContainsFunc(c.past, func(d advisories.Draft) bool { return d.State.Waiting() }) {
		return false // the turn that saw it did not come to its end
	}
	return !slices.ContainsFunc(c.w.Rings, func(r advisories.Ring) bool {
		return r.Source != advisories.SourceWebhook || r.Event != "repository_advisory" || r.Action != "published"
	})
}

// repository is where the case lives, by the docket, or by the ring where the
// docket has not heard of it yet.
func (c *casework) repository(ctx context.Context) (advisories.Repository, error) {
	repo, err := c.d.docket.Repository(ctx, c.w.Key.RepositoryKey())
	known := err == nil
	if err != nil && !errors.Is(err, advisories.ErrNotFound) {
		return repo, err
	}
	renamed := false
	for _, r := range c.w.Rings {
		if r.RepositoryID != c.w.Key.Repository || r.Owner == "" || r.Name == "" || r.Source != advisories.SourceWebhook {
			continue
		}
		if !known {
			// Since when it is there only the sweep can tell: the ring's time would make
			// everything a second older look as if it had been there before us.
			repo = advisories.Repository{Installation: r.Installation, ID: r.RepositoryID, OwnerID: r.AccountID}
		}
		renamed = renamed || repo.Owner != r.Owner || repo.Name != r.Name
		repo.Owner, repo.Name = r.Owner, r.Name
	}
	if repo.Name == "" {
		return repo, advisories.ErrNotFound
	}
	if renamed {
		return repo, c.d.docket.PutRepositories(ctx, []advisories.Repository{repo})
	}
	return repo, nil
}

// renamed writes down where GitHub says that the repository is now.
func (c *casework) renamed(ctx context.Context) error {
	now := c.snap.Repository
	if now.ID != c.repo.ID || now.Name == "" || (now.Owner == c.repo.Owner && now.Name == c.repo.Name) {
		return nil
	}
	c.repo.Owner, c.repo.Name = now.Owner, now.Name
	return c.d.docket.PutRepositories(ctx, []advisories.Repository{c.repo})
}

// loadFault ends a try whose snapshot could not be had.
func (c *casework) loadFault(ctx context.Context, err error) advisories.Next {
	code := advisories.CodeOf(err)
	now := c.d.now()
	switch code {
	case advisories.FaultGone:
		if c.before == nil && slices.ContainsFunc(c.w.Rings, func(r advisories.Ring) bool {
			return r.Reported() && now.Sub(r.At) < appearance
		}) {
			c.log.Info("advisory does not show yet, will look again")
			return advisories.Next{At: now.Add(delay(c.w.Failures)), Failed: true, Keep: true, Code: "not_yet"}
		}
		return c.standStill(ctx, "gone", advisories.StageClosed)
	case advisories.FaultForbidden:
		return c.standStill(ctx, "forbidden", "")
	case advisories.FaultSuspended:
		return c.standStill(ctx, "suspended", "")
	}
	c.log.Warn("snapshot not loaded", "fault", code, "failures", c.w.Failures)
	c.failing(ctx, advisories.NoticeAccess, "unread", "looking at this case on GitHub", code)
	return c.d.again(c.w.Failures, err)
}

// standStill writes down why work on a case rests. The sweep, a new ring or a
// granted permission takes it up again; a case that is gone is closed.
func (c *casework) standStill(ctx context.Context, problem string, stage advisories.Stage) advisories.Next {
	next := advisories.Next{Code: problem}
	if c.before != nil && stage == "" {
		next.At = c.d.now().Add(lookEvery)
		next.Keep = c.rung() // what was said in the tracking issue is still to be heard
	}
	if c.before == nil || c.before.Problem == problem {
		c.log.Info("case rests", "problem", problem)
		return next
	}
	k := *c.before
	k.Problem, k.WorkedAt, k.NextDue = problem, c.d.now(), time.Time{}
	k.Facts.UpdatedAt = time.Time{} // differs from what any sweep sees, which takes the case up again
	if stage != "" {
		k.Stage, k.CloseReason = stage, problem
		k.Facts.State = ""
	}
	f := advisories.Filing{Case: k, Entries: []advisories.Entry{c.entry("rests", "someone on GitHub", 0, problem)}}
	switch {
	case problem == holdUnreadable:
		f.Notices = c.notices
	case stage == "":
		f.Notices = append(f.Notices, c.notice(advisories.NoticeAccess, problem,
			"GitHub does not let the App see this case ("+problem+"): check the App's permissions and that it is not suspended"))
	default:
		f.Settled = settleAll(c.past, "gone", c.d.now())
	}
	if _, err := c.d.docket.File(ctx, c.w, f); err != nil {
		return c.stop("file", err)
	}
	c.log.Info("case rests", "problem", problem)
	return next
}

func settleAll(past []advisories.Draft, code string, at time.Time) map[int]advisories.Outcome {
	out := map[int]advisories.Outcome{}
	for _, d := range past {
		if d.State == advisories.DraftHeld || d.State == advisories.DraftReady {
			out[d.Number] = advisories.Outcome{State: advisories.DraftStale, Code: code, At: at}
		}
	}
	return out
}

// look finishes a snapshot: the people in it as far as a clock depends on them,
// and what history learns from it.
func (c *casework) look(ctx context.Context, snap *advisories.Snapshot) error {
	if snap.Powers == nil {
		snap.Powers = map[int64]advisories.Power{}
	}
	for id, p := range c.snap.Powers {
		snap.Powers[id] = p
	}
	if ask := c.strangers(*snap); len(ask) > 0 {
		if err := c.askPowers(ctx, snap, ask); err != nil {
			return err
		}
	}
	c.reading = c.d.readings.ReadReport(c.pol, *snap)
	in := c.input()
	in.Snapshot = *snap
	c.hist = policy.Study(c.pol, in, c.past)
	return nil
}

// askPowers asks what people may do, a few at a time, earliest first, until one of
// them has power: only the first can matter.
func (c *casework) askPowers(ctx context.Context, snap *advisories.Snapshot, ask []advisories.Person) error {
	for some := range slices.Chunk(ask, 10) {
		powers, err := c.d.gh.Powers(ctx, c.repo, some, c.pol.Teams())
		if err != nil {
			return err
		}
		found := false
		for _, p := range some {
			snap.Powers[p.ID] = powers[p.ID]
			found = found || c.pol.PowerOf(p, powers[p.ID])
		}
		if found {
			return nil
		}
	}
	return nil
}

// mostAsked bounds how many commenters are looked up in one try. Only people whom
// an admin let in can comment, so a thread has few; this bounds what a crowd costs.
const mostAsked = 200

// strangers are the commenters whose power is not known yet and matters: until the
// report is acknowledged, and where regular news is promised, those who wrote since
// the last word that is known.
func (c *casework) strangers(snap advisories.Snapshot) []advisories.Person {
	var since time.Time
	if c.hist.Acknowledged.Happened() {
		since = c.hist.Updated.At
		if since.IsZero() {
			since = c.hist.Acknowledged.At
		}
	}
	if !snap.Advisory.Submitted || !since.IsZero() && c.pol.UpdateEvery.IsZero() {
		return nil
	}
	var out []advisories.Person
	seen := map[int64]bool{snap.Self.ID: true, snap.Reporter().ID: true}
	for _, k := range snap.Comments {
		p := k.Author
		_, asked := snap.Powers[p.ID]
		if p.Bot || !p.Known() || seen[p.ID] || asked || !since.IsZero() && !k.CreatedAt.After(since) {
			continue
		}
		seen[p.ID] = true
		if out = append(out, p); len(out) == mostAsked {
			break
		}
	}
	return out
}

func anyBegun(past []advisories.Draft) bool {
	return slices.ContainsFunc(past, func(d advisories.Draft) bool { return d.State == advisories.DraftBegun })
}

// stop ends a try on a fault of ours or GitHub's.
func (c *casework) stop(at string, err error) advisories.Next {
	c.log.Warn("case put back", "at", at, "fault", advisories.CodeOf(err), "failures", c.w.Failures)
	return c.d.again(c.w.Failures, err)
}

func (c *casework) entry(what, actor string, draft int, detail string) advisories.Entry {
	return advisories.Entry{At: c.d.now(), What: what, Actor: actor, Draft: draft, Detail: detail}
}

func (c *casework) notice(kind advisories.NoticeKind, about, text string) advisories.Notice {
	return advisories.Notice{Kind: kind, About: c.name + "/" + about, Repository: c.repo, Case: c.name, Text: text,
		Count: 1, FirstAt: c.d.now(), LastAt: c.d.now()}
}

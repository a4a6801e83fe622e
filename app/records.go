package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
)

// Records is the docket as an operator on the command line sees it. It may be
// open while serve runs.
type Records struct {
	docket *docket.Docket
	web    string
	now    func() time.Time
}

// ErrNoDocket: there is no database yet where the configuration points.
var ErrNoDocket = errors.New("there is no docket yet, serve makes it")

// ErrTampered: a timeline is not as it was written; see [Records.Verify].
var ErrTampered = docket.ErrTampered

// OpenRecords opens the docket for an operator. It makes none: a look from the
// wrong directory must leave nothing behind, and the time at which a docket is
// made decides which advisories were there before it. Its error then wraps
// [ErrNoDocket].
func OpenRecords(ctx context.Context, c Config, o Options) (*Records, error) {
	o = o.withDefaults()
	switch at := c.docketURL(); {
	case docket.Exists(ctx, at):
	case c.DatabaseURL == "":
		if full, err := filepath.Abs(c.DataDir); err == nil {
			c.DataDir = full // tells whoever is in the wrong directory
		}
		return nil, fmt.Errorf("%w (%sDATA_DIR is %s)", ErrNoDocket, Prefix, c.DataDir)
	default:
		return nil, fmt.Errorf("%w (the database that %sDATABASE_URL names holds none)", ErrNoDocket, Prefix)
	}
	d, _, err := OpenDocket(ctx, c, o, false)
	if err != nil {
		return nil, err
	}
	return &Records{docket: d, web: c.WebURL, now: o.Now}, nil
}

// Close gives the docket back.
func (r *Records) Close() error { return r.docket.Close() }

// List are the cases that have not ended (or all), and what maintainers must be
// told.
func (r *Records) List(ctx context.Context, all bool) ([]advisories.Case, []advisories.Notice, error) {
	cases, err := r.docket.Cases(ctx, docket.Filter{Open: !all})
	if err != nil {
		return nil, nil, err
	}
	notices, err := r.docket.Notices(ctx)
	return cases, notices, err
}

// Held counts, of each case, the drafts that wait for approval.
func (r *Records) Held(ctx context.Context, cases []advisories.Case) (map[advisories.CaseKey]int, error) {
	out := map[advisories.CaseKey]int{}
	for _, c := range cases {
		drafts, err := r.docket.Drafts(ctx, c.Key)
		if err != nil {
			return nil, fmt.Errorf("case %s: %w", c.Name, err)
		}
		for _, d := range drafts {
			if d.State == advisories.DraftHeld {
				out[c.Key]++
			}
		}
	}
	return out, nil
}

// HandOffs is, of each notice of a hand-off, where it is to be done, by what the
// notice is about. A notice whose case or draft is not there is left out.
func (r *Records) HandOffs(ctx context.Context, notices []advisories.Notice) (map[string]HandOff, error) {
	out := map[string]HandOff{}
	for _, n := range notices {
		if n.Kind != advisories.NoticeHandOff || n.Case == "" {
			continue
		}
		c, err := r.docket.CaseByName(ctx, n.Case)
		if errors.Is(err, advisories.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		drafts, err := r.docket.Drafts(ctx, c.Key)
		if err != nil {
			return nil, fmt.Errorf("case %s: %w", c.Name, err)
		}
		for _, d := range drafts {
			if n.About == c.Name+"/"+d.Key.String() {
				out[n.About] = HandOff{Who: whoCan(d.Act, c), Link: pageOf(r.web, c)}
			}
		}
	}
	return out, nil
}

// Show is everything about one case.
func (r *Records) Show(ctx context.Context, name string) (CaseView, error) {
	c, err := r.find(ctx, name)
	if err != nil {
		return CaseView{}, err
	}
	v := CaseView{Case: c, WebURL: r.web}
	if v.Drafts, err = r.docket.Drafts(ctx, c.Key); err != nil {
		return v, err
	}
	if v.Decisions, err = r.docket.Decisions(ctx, c.Key); err != nil {
		return v, err
	}
	if v.Timeline, err = r.docket.Timeline(ctx, c.Key); err != nil {
		return v, err
	}
	all, err := r.docket.Notices(ctx)
	for _, n := range all {
		if n.Case == c.Name {
			v.Notices = append(v.Notices, n)
		}
	}
	return v, err
}

func (r *Records) find(ctx context.Context, name string) (advisories.Case, error) {
	c, err := r.docket.CaseByName(ctx, strings.ToLower(strings.TrimSpace(name)))
	if errors.Is(err, advisories.ErrNotFound) {
		return c, fmt.Errorf("no case is named %q; `advisory-bot case list --all` has the names", clip(name))
	}
	return c, err
}

func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

var operatorPattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$`)

// operator is the name that a decision is recorded under.
func operator(name string) (string, error) {
	if !operatorPattern.MatchString(name) {
		return "", errors.New("an operator's name has letters, digits and . _ @ + - only (--as NAME)")
	}
	return advisories.OperatorPrefix + name, nil
}

// Acknowledge records, on an operator's word, that a person of the project has
// answered the report.
func (r *Records) Acknowledge(ctx context.Context, name, as string) error {
	by, err := operator(as)
	if err != nil {
		return err
	}
	c, err := r.find(ctx, name)
	if err != nil {
		return err
	}
	return r.docket.Acknowledge(ctx, c.Key, by, r.now())
}

// shortestDigest is how much of a digest binds a ruling: 32 bits tell the drafts of
// one case apart.
const shortestDigest = 8

// Ruling is an operator's word on a draft.
type Ruling struct {
	Case    string
	Number  int
	Approve bool
	// Digest is the beginning, at least 8 characters, of the digest that `case
	// show` printed: it binds the ruling to the text that was read.
	Digest string
	As     string
	Why    string
}

// Decide records a ruling.
func (r *Records) Decide(ctx context.Context, u Ruling) error {
	by, err := operator(u.As)
	if err != nil {
		return err
	}
	c, err := r.find(ctx, u.Case)
	if err != nil {
		return err
	}
	d, err := r.draft(ctx, c, u.Number)
	if err != nil {
		return err
	}
	if d.State != advisories.DraftHeld {
		return decideError(c, u.Number, advisories.ErrDecided)
	}
	if len(u.Digest) < shortestDigest {
		return fmt.Errorf("a digest has at least its first %d characters here, as `advisory-bot case show %s` prints it", shortestDigest, c.Name)
	}
	if !strings.HasPrefix(d.Digest, u.Digest) {
		return fmt.Errorf("draft %d of %s is not the one with digest %q: read `advisory-bot case show %s` again, it may have changed", u.Number, c.Name, clip(u.Digest), c.Name)
	}
	return decideError(c, u.Number, r.docket.Decide(ctx, advisories.Decision{
		Case: c.Key, Number: u.Number, Approve: u.Approve, By: by, Why: u.Why, Digest: d.Digest, At: r.now()}))
}

// Draft is one draft of a case, for showing it before it is decided on.
func (r *Records) Draft(ctx context.Context, name string, number int) (advisories.Draft, error) {
	c, err := r.find(ctx, name)
	if err != nil {
		return advisories.Draft{}, err
	}
	return r.draft(ctx, c, number)
}

func (r *Records) draft(ctx context.Context, c advisories.Case, number int) (advisories.Draft, error) {
	drafts, err := r.docket.Drafts(ctx, c.Key)
	if err != nil {
		return advisories.Draft{}, err
	}
	for _, d := range drafts {
		if d.Number == number {
			return d, nil
		}
	}
	return advisories.Draft{}, fmt.Errorf("case %s has no draft %d", c.Name, number)
}

func decideError(c advisories.Case, number int, err error) error {
	switch {
	case errors.Is(err, advisories.ErrDecided):
		return fmt.Errorf("draft %d of %s does not wait for your decision: it has ended, has left, or you have decided on it; see `advisory-bot case show %s`", number, c.Name, c.Name)
	case errors.Is(err, advisories.ErrChanged):
		return fmt.Errorf("draft %d of %s changed while you decided: read it again with `advisory-bot case show %s`", number, c.Name, c.Name)
	}
	return err
}

// ApproveFlood approves all drafts of a repository that a flood holds, as one
// decision of the operator. It returns how many; a draft that ended or changed
// meanwhile is passed over.
func (r *Records) ApproveFlood(ctx context.Context, repository, as string) (int, error) {
	by, err := operator(as)
	if err != nil {
		return 0, err
	}
	cases, err := r.docket.Cases(ctx, docket.Filter{Open: true})
	if err != nil {
		return 0, err
	}
	n := 0
	over := map[advisories.RepositoryKey]bool{}
	for _, c := range cases {
		if !strings.EqualFold(c.Owner+"/"+c.Repo, repository) {
			continue
		}
		approved, err := r.approveFlooded(ctx, c, by)
		n += approved
		if err != nil {
			return n, err
		}
		over[c.Key.RepositoryKey()] = true
	}
	if n == 0 {
		return 0, fmt.Errorf("no draft of %q is held by a flood; `advisory-bot case list` has the repositories", clip(repository))
	}
	for key := range over {
		if err := r.docket.ClearNotice(ctx, advisories.NoticeFlood, fmt.Sprintf("%d/flood", key.Repository), key.Installation); err != nil {
			return n, err
		}
	}
	return n, nil
}

func (r *Records) approveFlooded(ctx context.Context, c advisories.Case, by string) (n int, err error) {
	drafts, err := r.docket.Drafts(ctx, c.Key)
	if err != nil {
		return 0, err
	}
	for _, d := range drafts {
		if d.State != advisories.DraftHeld || d.Hold != "flood" {
			continue
		}
		err := r.docket.Decide(ctx, advisories.Decision{Case: c.Key, Number: d.Number, Approve: true, By: by, Digest: d.Digest, Why: "flood", At: r.now()})
		switch {
		case errors.Is(err, advisories.ErrDecided), errors.Is(err, advisories.ErrChanged):
			continue
		case err != nil:
			return n, err
		}
		n++
	}
	return n, nil
}

// Verify recomputes the timeline's hash chain of one case, or of all where name is
// empty, and returns how many it read. Its error wraps [ErrTampered] where one
// was changed, and names each such case.
func (r *Records) Verify(ctx context.Context, name string) (int, error) {
	var cases []advisories.Case
	var err error
	if name == "" {
		cases, err = r.docket.Cases(ctx, docket.Filter{})
	} else {
		cases = make([]advisories.Case, 1)
		cases[0], err = r.find(ctx, name)
	}
	if err != nil {
		return 0, err
	}
	var faults []error
	for _, c := range cases {
		if err := r.docket.Verify(ctx, c.Key); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", c.Name, err))
		}
	}
	return len(cases), errors.Join(faults...)
}

package app

import (
	"context"
	"errors"
	"fmt"
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

// OpenRecords opens the docket for an operator.
func OpenRecords(ctx context.Context, c Config, o Options) (*Records, error) {
	o = o.withDefaults()
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
	if len(s) > 40 {
		return s[:40] + "…"
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
	if len(u.Digest) < 8 || !strings.HasPrefix(d.Digest, u.Digest) {
		return fmt.Errorf("draft %d is not the one with digest %q: look at `advisory-bot case show %s` again", u.Number, clip(u.Digest), c.Name)
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
		return fmt.Errorf("draft %d of %s does not wait for your decision: it has ended, has left, or you have decided on it; see `case show`", number, c.Name)
	case errors.Is(err, advisories.ErrChanged):
		return fmt.Errorf("draft %d of %s changed while you decided: read it again with `case show`", number, c.Name)
	}
	return err
}

// ApproveFlood approves all drafts of a repository that a flood holds, as one
// decision of the operator. It returns how many.
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
	var notices = map[int64]advisories.Case{}
	for _, c := range cases {
		if !strings.EqualFold(c.Owner+"/"+c.Repo, repository) {
			continue
		}
		drafts, err := r.docket.Drafts(ctx, c.Key)
		if err != nil {
			return n, err
		}
		for _, d := range drafts {
			if d.State != advisories.DraftHeld || d.Hold != "flood" {
				continue
			}
			v := advisories.Decision{Case: c.Key, Number: d.Number, Approve: true, By: by, Digest: d.Digest, Why: "flood", At: r.now()}
			if err := decideError(c, d.Number, r.docket.Decide(ctx, v)); err != nil {
				return n, err
			}
			notices[c.Key.Repository] = c
			n++
		}
	}
	for id, c := range notices {
		if err := r.docket.ClearNotice(ctx, advisories.NoticeFlood, fmt.Sprintf("%d/flood", id), c.Key.Installation); err != nil {
			return n, err
		}
	}
	return n, nil
}

// Verify recomputes the timeline's hash chain of one case, or of all where name is
// empty, and returns how many it read.
func (r *Records) Verify(ctx context.Context, name string) (int, error) {
	cases, err := r.docket.Cases(ctx, docket.Filter{})
	if err != nil {
		return 0, err
	}
	if name != "" {
		c, err := r.find(ctx, name)
		if err != nil {
			return 0, err
		}
		cases = []advisories.Case{c}
	}
	var faults []error
	for _, c := range cases {
		if err := r.docket.Verify(ctx, c.Key); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", c.Name, err))
		}
	}
	return len(cases), errors.Join(faults...)
}

package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
)

// ErrRemains is wrapped where rows were deleted and their bytes may stay in the
// database's files; see [docket.Docket.Purge].
var ErrRemains = docket.ErrRemains

// ErrLogin: what should name an account cannot.
var ErrLogin = errors.New("not a login")

// Kept is what the docket keeps of one installation.
type Kept struct {
	Installation advisories.Installation
	docket.Purged
}

// forgetter is the part of the docket that forgets the texts of cases that ended.
type forgetter interface {
	Forget(ctx context.Context, endedBefore time.Time) (cases int, err error)
}

// keeper is the part of the docket that forgets accounts.
type keeper interface {
	LeftBefore(context.Context, time.Time) ([]advisories.Installation, error)
	Purge(ctx context.Context, installation int64) (docket.Purged, error)
}

// retentionEvery is how often is looked for what was kept long enough.
const retentionEvery = time.Hour

// retain deletes, at once and then each hour until ctx ends, what was kept long
// enough: all of accounts that uninstalled the App, and the sealed texts of cases
// that ended. What fails is tried again with the next look.
func (p *Program) retain(ctx context.Context) {
	tick := time.NewTicker(retentionEvery)
	defer tick.Stop()
	for {
		p.retainOnce(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// retainOnce looks once. The log names nobody.
func (p *Program) retainOnce(ctx context.Context) {
	p.retainAccounts(ctx)
	p.retainTexts(ctx, p.Docket)
}

// retainTexts purges the texts of cases that ended longer ago than retention.
func (p *Program) retainTexts(ctx context.Context, d forgetter) {
	if p.config.Retention <= 0 {
		return
	}
	n, err := d.Forget(ctx, p.options.Now().Add(-p.config.Retention))
	if n > 0 {
		p.options.Log.Info("texts of cases that ended are purged: the time of retention is over", "cases", n)
	}
	switch {
	case ctx.Err() != nil || err == nil:
	case errors.Is(err, docket.ErrRemains):
		p.options.Log.Warn("bytes of purged texts may stay in the database's files until the next look")
	default:
		p.options.Log.Error("texts of cases that ended could not be purged; it is tried again", "fault", advisories.CodeOf(err))
	}
}

// retainAccounts deletes what accounts left behind.
func (p *Program) retainAccounts(ctx context.Context) {
	n, err := forgetLeft(ctx, p.Docket, p.options.Now, p.config.Retention)
	if n > 0 {
		p.options.Log.Info("the data of accounts that left is deleted: the time of retention is over", "installations", n)
	}
	switch {
	case ctx.Err() != nil || err == nil:
	case errors.Is(err, docket.ErrRemains):
		p.options.Log.Warn("bytes of deleted data may stay in the database's files until the next deletion")
	default:
		p.options.Log.Error("the data of accounts that left could not be deleted; it is tried again", "fault", advisories.CodeOf(err))
	}
}

// forgetLeft purges the installations that left longer ago than retention, and
// returns how many. A retention of nothing keeps everything. Whether an
// installation left is asked anew right before each: purging takes its time, and
// one may come back meanwhile.
func forgetLeft(ctx context.Context, d keeper, now func() time.Time, retention time.Duration) (n int, err error) {
	if retention <= 0 {
		return 0, nil
	}
	var faults []error
	tried := map[int64]bool{}
	for {
		left, err := d.LeftBefore(ctx, now().Add(-retention))
		if err != nil {
			return n, errors.Join(append(faults, err)...)
		}
		next := advisories.Installation{}
		for _, in := range left {
			if !tried[in.ID] {
				next = in
				break
			}
		}
		if next.ID == 0 {
			return n, errors.Join(faults...)
		}
		tried[next.ID] = true
		_, err = d.Purge(ctx, next.ID)
		if err == nil || errors.Is(err, docket.ErrRemains) {
			n++
		}
		if err != nil {
			faults = append(faults, err) // one that cannot be purged keeps none of the others
		}
	}
}

// KeptOf is what is kept of an account, by its login as last seen, one installation
// a line. Its error says where there is nothing.
func (r *Records) KeptOf(ctx context.Context, login string) ([]Kept, error) {
	login = strings.TrimPrefix(strings.TrimSpace(login), "@")
	if !advisories.ValidOwner(login) {
		return nil, fmt.Errorf("%w: an account is named as on GitHub, such as acme", ErrLogin)
	}
	list, err := r.docket.OwnedBy(ctx, login)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("nothing is kept of an account that is called %q", clip(login))
	}
	var out []Kept
	for _, in := range list {
		p, err := r.docket.Kept(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, Kept{in, p})
	}
	return out, nil
}

// Purge deletes for good what is kept of an installation, and returns what that
// was. Its error wraps [ErrRemains] where only bytes in the files may be left.
func (r *Records) Purge(ctx context.Context, k Kept) (Kept, error) {
	p, err := r.docket.Purge(ctx, k.Installation.ID)
	return Kept{k.Installation, p}, err
}

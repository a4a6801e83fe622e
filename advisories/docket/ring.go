package docket

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// errClosed answers rings that come while the docket closes.
var errClosed = errors.New("the docket is closed")

// Ring stores a ring and returns once it is durable. Its wake-up is stored with it,
// or, where many rings come at once, right after it and once for all rings of its
// key; this docket hands out nothing before (Take, Due), and after a crash the
// reconciler makes up for it.
// A webhook's ring that is there already (same GUID, installation, repository,
// event, action and GHSA id) is not fresh and wakes nobody; nor is a ring stored
// that concerns nothing of ours: an issue that is no case's tracking issue, or an
// installation that left, unless it tells of that installation. Where ctx ends
// first the ring may or may not have been stored; ringing again is harmless.
func (d *Docket) Ring(ctx context.Context, r advisories.Ring) (fresh bool, err error) {
	if r.Installation <= 0 {
		return false, errors.New("store ring: it names no installation")
	}
	p := &press{ring: r, done: make(chan struct{})}
	select {
	case d.bell.in <- p:
	case <-ctx.Done():
		return false, fmt.Errorf("store ring: %w", ctx.Err())
	case <-d.bell.closing:
		return false, errClosed
	}
	select {
	case <-p.done:
	case <-ctx.Done():
		return false, fmt.Errorf("store ring: %w", ctx.Err())
	}
	if p.err != nil {
		return false, fmt.Errorf("store ring: %w", p.err)
	}
	return p.fresh, nil
}

// press is a ring that waits to be stored. The committer sets fresh and err
// before it closes done.
type press struct {
	ring advisories.Ring
	// key is what the ring wakes; it is found with the ring's own transaction.
	key   advisories.CaseKey
	fresh bool
	err   error
	done  chan struct{}
}

// bell commits concurrent rings in groups: where several came together, what comes
// within commitEach of their commit goes into the next one. A ring that comes later, or
// after a lone one, waits for nobody.
type bell struct {
	d       *Docket
	in      chan *press
	closing chan struct{}
	stopped chan struct{}
	last    time.Time // when rings were last stored
	several bool      // more than one was
}

// batchMost bounds a group, so that its commit stays short. commitEach is the least time
// from one commit to the next: a commit costs as much as storing several rings, so
// where they come fast, fewer commits store more of them, and sooner.
const (
	batchMost  = 256
	commitEach = 2 * time.Millisecond
)

// commitWithin bounds one group's transaction. The door answers 503 after it, and
// GitHub gives up on a delivery after 10 s.
const commitWithin = 9 * time.Second

func newBell(d *Docket) *bell {
	b := &bell{d: d, in: make(chan *press), closing: make(chan struct{}), stopped: make(chan struct{})}
	go b.loop()
	return b
}

func (b *bell) close() {
	close(b.closing)
	<-b.stopped
}

func (b *bell) loop() {
	defer close(b.stopped)
	for {
		select {
		case <-b.closing:
			return
		case p := <-b.in:
			b.commit(b.gather(p))
		}
	}
}

// gather takes what waits, and what comes until the next commit may begin.
func (b *bell) gather(first *press) []*press {
	batch := []*press{first}
	if wait := commitEach - time.Since(b.last); b.several && wait > 0 {
		batch = b.linger(batch, wait)
	}
	for len(batch) < batchMost {
		select {
		case p := <-b.in:
			batch = append(batch, p)
		default:
			return batch
		}
	}
	return batch
}

// linger adds what comes within a time.
func (b *bell) linger(batch []*press, wait time.Duration) []*press {
	over := time.NewTimer(wait)
	defer over.Stop()
	for len(batch) < batchMost {
		select {
		case p := <-b.in:
			batch = append(batch, p)
		case <-over.C:
			return batch
		case <-b.closing:
			return batch
		}
	}
	return batch
}

// commit stores a batch. If that fails, each ring is tried by itself once, so
// that one that the engine refuses fails alone.
func (b *bell) commit(batch []*press) {
	ctx, cancel := context.WithTimeout(context.Background(), commitWithin)
	defer cancel()
	// A ring that comes alone is woken in its own transaction, which spares a second.
	calm := len(batch) == 1 && time.Since(b.last) > drainEach
	b.last, b.several = time.Now(), len(batch) > 1
	err := b.d.storeRings(ctx, batch, calm)
	if err != nil && len(batch) > 1 {
		for _, p := range batch {
			p.err = b.d.storeRings(ctx, []*press{p}, false)
			close(p.done)
		}
		return
	}
	for _, p := range batch {
		p.err = err
		close(p.done)
	}
}

// storeRings writes rings in one transaction: with their wake-ups and jobs where
// it is calm, else leaving those to the drain.
func (d *Docket) storeRings(ctx context.Context, batch []*press, calm bool) error {
	// In one order everywhere, so that two processes with the same rings do not
	// wait for each other.
	batch = slices.Clone(batch)
	slices.SortStableFunc(batch, func(a, b *press) int { return compareRings(a.ring, b.ring) })
	err := d.storeAs(ctx, batch, false, calm)
	if errors.Is(err, errKnown) {
		err = d.storeAs(ctx, batch, true, calm)
	}
	return err
}

// errKnown undoes a batch that has a ring which is there already: which one is told
// only where each is written by itself.
var errKnown = errors.New("a ring is known")

// storeAs is storeRings with several rings a statement, or with each one apart.
func (d *Docket) storeAs(ctx context.Context, batch []*press, apart, calm bool) error {
	var keys []advisories.CaseKey
	err := d.db.write(ctx, func(q tx) error {
		keys = nil
		ours, err := d.ourRings(ctx, q, batch)
		if err != nil {
			return fmt.Errorf("find cases of rings: %w", err)
		}
		if err := d.insertRings(ctx, q, ours, apart); err != nil {
			return err
		}
		for _, p := range ours {
			if p.fresh {
				keys = append(keys, p.key)
			}
		}
		if !calm {
			return nil
		}
		return d.wake(ctx, q, d.now(), keys...)
	})
	if err == nil && !calm {
		d.drain.add(keys)
	}
	return err
}

// ourRings are the presses that concern something of ours, each with its key.
func (d *Docket) ourRings(ctx context.Context, q tx, batch []*press) ([]*press, error) {
	left, err := whoLeft(ctx, q, batch)
	if err != nil {
		return nil, err
	}
	var ours []*press
	for _, p := range batch {
		p.fresh = false
		if left[p.ring.Installation] && p.ring.Event != "installation" {
			continue
		}
		key, err := workKey(ctx, q, p.ring)
		if errors.Is(err, errNone) {
			continue
		}
		if err != nil {
			return nil, err
		}
		p.key = key
		ours = append(ours, p)
	}
	return ours, nil
}

// whoLeft are the installations of a batch that have left.
func whoLeft(ctx context.Context, q tx, batch []*press) (map[int64]bool, error) {
	left := map[int64]bool{}
	read := func(r rows) error {
		var id int64
		err := r.Scan(&id)
		left[id] = true
		return err
	}
	const all = `SELECT installation FROM installations WHERE left_at > 0`
	// Mostly few or none have left, and to read those is cheaper than to look for each.
	if err := each(ctx, q, all+` LIMIT $1`, []any{leftFew + 1}, read); err != nil || len(left) <= leftFew {
		return left, err
	}
	clear(left)
	ids := make([]int64, 0, len(batch))
	for _, p := range batch {
		ids = append(ids, p.ring.Installation)
	}
	slices.Sort(ids)
	for part := range slices.Chunk(slices.Compact(ids), leftFew) {
		n := 1
		for n < len(part) { // a few texts only, so that they are kept ready
			n *= 2
		}
		args := make([]any, n)
		for i := range args {
			args[i] = part[min(i, len(part)-1)]
		}
		if err := each(ctx, q, all+` AND installation IN `+tuple(n), args, read); err != nil {
			return nil, err
		}
	}
	return left, nil
}

// leftFew is how many installations that left are few.
const leftFew = 32

// compareRings orders rings by what makes a webhook's ring one.
func compareRings(a, b advisories.Ring) int {
	return cmp.Or(cmp.Compare(a.Installation, b.Installation), cmp.Compare(a.RepositoryID, b.RepositoryID), cmp.Compare(a.GHSA, b.GHSA),
		cmp.Compare(a.GUID, b.GUID), cmp.Compare(a.Event, b.Event), cmp.Compare(a.Action, b.Action))
}

// workKey is the key that a ring wakes: its case, or else the account. A comment
// in an issue wakes the case that is tracked there; errNone where there is none.
func workKey(ctx context.Context, q tx, r advisories.Ring) (advisories.CaseKey, error) {
	if r.Event == "issue_comment" {
		return trackedCase(ctx, q, r.Installation, r.RepositoryID, r.Issue)
	}
	if key, ok := r.Case(); ok {
		return key, nil
	}
	return advisories.CaseKey{Installation: r.Installation}, nil
}

const ringColumns = `installation, repository, ghsa, work_repository, work_ghsa, guid, source, event, action,
	account, account_id, owner, name, ref, issue, comment, added, removed, rang_at, stored_at`

// ringWidth is how many columns a ring's values are.
const ringWidth = 20

const (
	ringInsert   = `INSERT INTO rings (` + ringColumns + `) VALUES `
	ringConflict = ` ON CONFLICT (installation, repository, ghsa, guid, event, action) WHERE source = 'webhook' DO NOTHING`
)

// insertRings writes the rings of a batch and marks the fresh ones. Where several are
// written at once, errKnown says that it cannot tell which ones those are.
func (d *Docket) insertRings(ctx context.Context, q tx, batch []*press, apart bool) error {
	list := make([][]any, 0, len(batch))
	for _, p := range batch {
		r, key := p.ring, p.key
		list = append(list, []any{r.Installation, r.RepositoryID, string(r.GHSA), key.Repository, string(key.GHSA),
			r.GUID, string(r.Source), r.Event, r.Action, r.Account, r.AccountID, r.Owner, r.Name, r.Ref,
			r.Issue, r.Comment, idList(r.Added), idList(r.Removed), micros(r.At), micros(d.now())})
	}
	if !apart {
		n, err := d.ringRows.exec(ctx, q, list)
		if err == nil && n < int64(len(list)) {
			err = errKnown
		}
		if err != nil {
			return fmt.Errorf("write rings: %w", err)
		}
		for _, p := range batch {
			p.fresh = true
		}
		return nil
	}
	changed, err := q.execEach(ctx, d.ringRows.one(), list)
	if err != nil {
		return fmt.Errorf("write rings: %w", err)
	}
	for i, n := range changed {
		batch[i].fresh = n > 0
	}
	return nil
}

// idList is a list of ids as stored.
func idList(ids []int64) string {
	if len(ids) == 0 {
		return "[]"
	}
	b, err := json.Marshal(ids)
	if err != nil {
		panic("internal error: " + err.Error()) // unreachable: numbers only
	}
	return string(b)
}

package docket

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// groupMost and groupFor bound a group, so that its commit stays short.
const (
	groupMost = 64
	groupFor  = 10 * time.Millisecond
)

// group commits what several goroutines write to a SQLite file at the same time in
// one transaction, each part under a savepoint of its own: a commit costs far more
// than what a turn at a case writes. Whatever waits when a group begins goes into
// it; nobody waits for a timer. One of those who wait leads each group.
type group struct {
	db      *sql.DB
	ready   *prepared
	queue   *queue[*sql.Tx]
	written *atomic.Bool // set after each commit
	mu      sync.Mutex
	waiting []*part
	led     bool // somebody leads, or was told to
}

// part is one caller's share of a group.
type part struct {
	ctx   context.Context
	fn    func(tx) error
	err   error
	broke any           // what fn panicked with
	lead  chan struct{} // closed when this caller is to lead
	done  chan struct{} // closed when the part is committed or has failed
}

// write runs fn in a transaction and returns once it is durable. Where ctx ends
// before its turn has come, fn is not run; once it runs, it runs to its end.
func (g *group) write(ctx context.Context, fn func(tx) error) error {
	p := &part{ctx: ctx, fn: fn, lead: make(chan struct{}), done: make(chan struct{})}
	g.mu.Lock()
	g.waiting = append(g.waiting, p)
	if !g.led {
		g.led = true
		close(p.lead)
	}
	g.mu.Unlock()
	select {
	case <-p.lead:
		g.leadWith(p)
	case <-p.done:
	case <-ctx.Done():
		if g.leave(p) {
			return fmt.Errorf("begin transaction: %w", ctx.Err())
		}
		select {
		case <-p.lead:
			g.leadWith(p)
		case <-p.done:
		}
	}
	if p.broke != nil {
		panic(p.broke)
	}
	return p.err
}

// leave takes a part out of the line, unless its turn has come.
func (g *group) leave(p *part) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	select {
	case <-p.lead:
		return false
	default:
	}
	return g.remove(p)
}

// remove takes a part out of the line; mu is held.
func (g *group) remove(p *part) bool {
	i := slices.Index(g.waiting, p)
	if i < 0 {
		return false
	}
	g.waiting = slices.Delete(g.waiting, i, i+1)
	return true
}

// leadWith runs one group that begins with p, then has the next in line lead.
func (g *group) leadWith(p *part) {
	g.mu.Lock()
	g.remove(p)
	g.mu.Unlock()
	list := g.commit(p)
	g.ready.prepare(context.WithoutCancel(p.ctx))
	g.mu.Lock()
	if g.led = len(g.waiting) > 0; g.led {
		close(g.waiting[0].lead)
	}
	g.mu.Unlock()
	for _, o := range list {
		close(o.done)
	}
}

// next is the part whose turn is next, nil where nobody waits.
func (g *group) next() *part {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.waiting) == 0 {
		return nil
	}
	p := g.waiting[0]
	g.waiting = g.waiting[1:]
	return p
}

// commit runs a group, and returns its parts.
func (g *group) commit(first *part) []*part {
	list := []*part{first}
	t, err := g.begin(first.ctx)
	if err != nil {
		first.err = err
		return list
	}
	if first.err = first.run(g.tx(t)); first.err != nil {
		_ = t.Rollback() // the cause is the error; a broken rollback ends with the connection
		return list
	}
	began := time.Now()
	for len(list) < groupMost && time.Since(began) < groupFor {
		p := g.next()
		if p == nil {
			break
		}
		list = append(list, p)
		if err := savepoint(t, func() error { p.err = p.run(g.tx(t)); return p.err }); err != nil {
			_ = t.Rollback()
			return g.apart(list)
		}
	}
	if err := t.Commit(); err != nil {
		if len(list) == 1 {
			first.err = fmt.Errorf("commit: %w", err)
			return list
		}
		return g.apart(list)
	}
	g.written.Store(true)
	return list
}

// apart runs the parts of a group that could not be committed one by one, so that
// the one that the engine refuses fails alone.
func (g *group) apart(list []*part) []*part {
	for _, p := range list {
		p.err = g.alone(p)
	}
	return list
}

func (g *group) alone(p *part) error {
	if p.broke != nil {
		return p.err
	}
	t, err := g.begin(p.ctx)
	if err != nil {
		return err
	}
	if err := p.run(g.tx(t)); err != nil {
		_ = t.Rollback()
		return err
	}
	if err := t.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

func (g *group) tx(t *sql.Tx) tx { return &sqliteTx{tx: t, queue: g.queue, ready: g.ready} }

// begin begins a transaction that outlives ctx, but does not wait longer for it.
func (g *group) begin(ctx context.Context) (*sql.Tx, error) {
	own, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, cancel)
	t, err := g.db.BeginTx(own, nil)
	if !stop() && err == nil {
		_ = t.Rollback()
		err = ctx.Err()
	}
	if err != nil {
		cancel()
		return nil, fmt.Errorf("begin transaction: %w", err)
	}
	return t, nil
}

// run runs a part's function. A panic in it is its caller's.
func (p *part) run(q tx) (err error) {
	defer func() {
		if p.broke = recover(); p.broke != nil {
			err = errors.New("the transaction broke down")
		}
	}()
	return p.fn(q)
}

// savepoint runs fn so that it can be undone without what was before it. It fails
// where the transaction as a whole is lost.
func savepoint(t *sql.Tx, fn func() error) error {
	ctx := context.Background()
	if _, err := t.ExecContext(ctx, "SAVEPOINT part"); err != nil {
		return err
	}
	if fn() != nil {
		if _, err := t.ExecContext(ctx, "ROLLBACK TO part"); err != nil {
			return err
		}
	}
	_, err := t.ExecContext(ctx, "RELEASE part")
	return err
}

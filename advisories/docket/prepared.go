package docket

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"sync"
)

// preparedMost bounds how many statements are kept ready.
const preparedMost = 256

// prepared keeps the statements of a connection ready, so that SQLite reads the
// text of each once. It takes to the statements it is asked for by itself.
type prepared struct {
	db     *sql.DB
	mu     sync.Mutex
	ready  map[string]*sql.Stmt
	wanted map[string]bool
}

func newPrepared(db *sql.DB) *prepared {
	return &prepared{db: db, ready: map[string]*sql.Stmt{}, wanted: map[string]bool{}}
}

// in is a statement that is ready, for one transaction or, where t is nil, for none; nil
// where it is not ready.
func (p *prepared) in(ctx context.Context, t *sql.Tx, query string) *sql.Stmt {
	if p == nil {
		return nil
	}
	p.mu.Lock()
	s := p.ready[query]
	if s == nil && len(p.ready)+len(p.wanted) < preparedMost {
		p.wanted[query] = true
	}
	p.mu.Unlock()
	if s == nil {
		return nil
	}
	if t == nil {
		return s
	}
	return t.StmtContext(ctx, s)
}

// prepare readies what was asked for. Where there is one connection only, no
// transaction may be open on it.
func (p *prepared) prepare(ctx context.Context) {
	p.mu.Lock()
	if len(p.wanted) == 0 {
		p.mu.Unlock()
		return
	}
	wanted := p.wanted
	p.wanted = map[string]bool{}
	p.mu.Unlock()
	for query := range wanted {
		if s, err := p.db.PrepareContext(ctx, unnamed(query)); err == nil {
			p.mu.Lock()
			p.ready[query] = s
			p.mu.Unlock()
		}
	}
}

// parameter is a placeholder.
var parameter = regexp.MustCompile(`\$\d+`)

// unnamed has ? for the placeholders of a query that has each once and in order. To SQLite
// $1 is a name, and it looks for the names of all of them, each in the list of all, at
// every call.
func unnamed(query string) string {
	for i, found := range parameter.FindAllString(query, -1) {
		if found != fmt.Sprintf("$%d", i+1) {
			return query
		}
	}
	return parameter.ReplaceAllString(query, "?")
}

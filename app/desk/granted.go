package desk

import (
	"context"
	"sync"
	"time"
)

// grantsFor is how long what installations granted is believed; each token that is
// asked for tells the rest.
const grantsFor = time.Minute

// grants remember what each installation granted the App.
type grants struct {
	mu    sync.Mutex
	at    time.Time
	known map[int64]map[string]string
}

// grantedTo is what an installation granted, nil where that is not known: then
// everything is tried.
func (d *Desk) grantedTo(ctx context.Context, installation int64) map[string]string {
	g := &d.grants
	g.mu.Lock()
	defer g.mu.Unlock()
	if now := d.now(); g.known == nil || now.Sub(g.at) >= grantsFor || now.Before(g.at) {
		list, err := d.docket.Installations(ctx)
		if err != nil {
			return nil
		}
		g.at, g.known = now, make(map[int64]map[string]string, len(list))
		for _, in := range list {
			g.known[in.ID] = in.Permissions
		}
	}
	return g.known[installation]
}

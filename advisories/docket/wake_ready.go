package docket

import (
	"context"
	"fmt"
)

// WakeReady wakes all cases with a draft that may leave: for a start after which
// drafts may leave that could not before (the end of a dry run).
func (d *Docket) WakeReady(ctx context.Context) error {
	err := d.db.write(ctx, func(q tx) error {
		keys, err := readKeys(ctx, q, `SELECT DISTINCT installation, repository, ghsa FROM drafts WHERE state IN ('ready', 'begun')`)
		if err != nil {
			return err
		}
		return d.wake(ctx, q, d.now(), keys...)
	})
	if err != nil {
		return fmt.Errorf("wake cases with ready drafts: %w", err)
	}
	return nil
}

package app

import (
	"context"

	"github.com/advisory-bot/advisory-bot/advisories/docket"
)

// What the docket tells of itself; see [docket.Verified] and [docket.Resealed].
type (
	Verified = docket.Verified
	Resealed = docket.Resealed
)

// ErrDamaged: the docket is not as it was written; see [Records.VerifyDocket].
var ErrDamaged = docket.ErrDamaged

// ErrNoBackup: the docket is not in SQLite; see [Records.Backup].
var ErrNoBackup = docket.ErrNoBackup

// VerifyDocket checks the whole docket: the engine's file (SQLite), every timeline's
// hash chain and every sealed text. Its error wraps [ErrTampered] or [ErrDamaged]
// and names the cases, the first ones of many.
func (r *Records) VerifyDocket(ctx context.Context) (Verified, error) {
	return r.docket.VerifyAll(ctx)
}

// Backup writes the docket into a new file and verifies that file. serve may run
// meanwhile. Its error wraps [ErrNoBackup] where the docket is not in SQLite, and
// [ErrTampered] or [ErrDamaged] where the backup was written and the docket has
// faults.
func (r *Records) Backup(ctx context.Context, path string) (Verified, error) {
	return r.docket.Backup(ctx, path)
}

// Reseal seals and signs the docket with the newest key of the configuration, so
// that the older ones are not needed any more to open it. done is told how far it
// is. serve may run meanwhile, with the same newest key.
func (r *Records) Reseal(ctx context.Context, done func(Resealed)) (Resealed, error) {
	return r.docket.Reseal(ctx, done)
}

package docket

import (
	"context"
	"errors"
	"fmt"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Purged counts what is kept of an installation, or was until it was deleted.
type Purged struct {
	Cases        int `json:"cases"`
	Drafts       int `json:"drafts"`
	Decisions    int `json:"decisions"`
	Commands     int `json:"commands"`
	Entries      int `json:"entries"`
	Notices      int `json:"notices"`
	Repositories int `json:"repositories"`
	Rings        int `json:"rings"`
}

// ErrRemains is wrapped by Purge where the rows are gone and the engine could not
// be made to overwrite them yet.
var ErrRemains = errors.New("the rows are deleted, but their bytes may stay in the database's files until it is compacted")

// Kept counts what is kept of an installation: what Purge would delete.
func (d *Docket) Kept(ctx context.Context, installation int64) (p Purged, err error) {
	err = d.db.read(ctx, func(q tx) error {
		for table, n := range p.tables() {
			if err := one(ctx, q, `SELECT count(*) FROM `+table+` WHERE installation = $1`, []any{installation}, n); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Purged{}, fmt.Errorf("count what is kept: %w", err)
	}
	return p, nil
}

// tables are the counters by table.
func (p *Purged) tables() map[string]*int {
	return map[string]*int{"cases": &p.Cases, "drafts": &p.Drafts, "decisions": &p.Decisions, "commands": &p.Commands,
		"entries": &p.Entries, "notices": &p.Notices, "repositories": &p.Repositories, "rings": &p.Rings}
}

// A batch of Purge is one transaction: purgeCases whole cases, or purgeRows rows.
const (
	purgeCases = 25
	purgeRows  = 1000
)

// ofCaseTables hold the rows of a case, each before those that it refers to.
var ofCaseTables = []string{"decisions", "commands", "entries", "drafts", "cases"}

// ofInstallation are the other tables with rows of an installation, each with its
// columns that tell such rows apart. The installation's own row is the last to go.
var ofInstallation = []struct{ table, columns string }{
	{"rings", "seq"}, {"work", "repository, ghsa"}, {"pins", "digest"}, {"notices", "repository, kind, about"},
	{"repositories", "repository"}, {"watermarks", "repository"}, {"owner_policies", "repository"},
	{"booked_writes", "slot"}, {"write_bookings", "installation"}, {"rate_limits", "resource"},
}

// Purge deletes every row of an installation from all tables, the queue's among
// them, in batches; it returns what there was. The installation counts as left
// from the beginning, so that nothing comes in meanwhile and nobody works on it.
// After a crash or an error it is called again and goes on; no case is ever there
// in part. An installation that GitHub still lists comes anew with the next sweep.
//
// At the end the engine is told to compact. SQLite overwrites what it deletes
// (secure_delete), and is made to write the file anew (VACUUM) and to empty its
// log of writes, so that nothing of it is left in the docket's files; where other
// processes read too long for that, the error wraps ErrRemains. PostgreSQL is told
// to VACUUM: old rows stay in its files until their room is used again, in its log
// of writes until that is recycled, and in every backup.
func (d *Docket) Purge(ctx context.Context, installation int64) (Purged, error) {
	p, err := d.Kept(ctx, installation)
	if err == nil {
		err = d.DropInstallation(ctx, installation)
	}
	if err == nil {
		err = d.purgeCases(ctx, installation)
	}
	if err == nil {
		err = d.purgeRows(ctx, installation)
	}
	if err != nil {
		return Purged{}, fmt.Errorf("purge: %w", err)
	}
	if err := d.db.compact(ctx); err != nil {
		return p, fmt.Errorf("purge: %w: %w", ErrRemains, err)
	}
	return p, nil
}

func (d *Docket) purgeCases(ctx context.Context, installation int64) error {
	for {
		var keys []advisories.CaseKey
		err := d.db.write(ctx, func(q tx) (err error) {
			keys, err = readKeys(ctx, q, `SELECT installation, repository, ghsa FROM cases WHERE installation = $1
				ORDER BY repository, ghsa LIMIT $2`, installation, purgeCases)
			for i := 0; err == nil && i < len(keys); i++ {
				err = purgeCase(ctx, q, keys[i])
			}
			return err
		})
		if err != nil || len(keys) == 0 {
			return err
		}
	}
}

// purgeCase deletes one case; its row is locked first, as everywhere.
func purgeCase(ctx context.Context, q tx, key advisories.CaseKey) error {
	if err := ownRow(ctx, q, key); err != nil && !errors.Is(err, advisories.ErrNotFound) {
		return err
	}
	for _, table := range ofCaseTables {
		if _, err := q.exec(ctx, `DELETE FROM `+table+` WHERE`+ofCase, args(key)...); err != nil {
			return err
		}
	}
	return nil
}

func (d *Docket) purgeRows(ctx context.Context, installation int64) error {
	for _, of := range ofInstallation {
		err := d.inBatches(ctx, `DELETE FROM `+of.table+` WHERE installation = $1 AND (`+of.columns+`) IN
			(SELECT `+of.columns+` FROM `+of.table+` WHERE installation = $1 LIMIT $2)`, installation)
		if err != nil {
			return err
		}
	}
	if err := d.inBatches(ctx, `DELETE FROM river_job WHERE id IN (SELECT id FROM river_job WHERE `+jobsOf+` LIMIT $2)`, installation); err != nil {
		return err
	}
	return d.change(ctx, "forget installation", `DELETE FROM installations WHERE installation = $1`, installation)
}

// inBatches runs a statement that deletes at most $2 rows, until it deletes fewer.
func (d *Docket) inBatches(ctx context.Context, query string, installation int64) error {
	for {
		var n int64
		err := d.db.write(ctx, func(q tx) (err error) {
			n, err = q.exec(ctx, query, installation, purgeRows)
			return err
		})
		if err != nil || n < purgeRows {
			return err
		}
	}
}

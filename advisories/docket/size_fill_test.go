package docket

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket/dockettest"
)

// onEngines runs a benchmark on both engines, or on what there is of them.
func onEngines(b *testing.B, part func(b *testing.B, url string)) {
	b.Run("sqlite", func(b *testing.B) { part(b, "sqlite:"+filepath.Join(b.TempDir(), "docket.db")) })
	b.Run("postgres", func(b *testing.B) {
		if dockettest.Missing() {
			b.Log("not run: there is no PostgreSQL on this machine")
			return
		}
		part(b, dockettest.URL(b))
	})
}

// The filled docket has a thousand installations of ten repositories each. One case
// in twenty is open; each has two drafts and four entries in its timeline.
const (
	fillOwners = 1000
	fillOpen   = 20
	fillDue    = 100
)

// fillKey is the key of the i-th case of a filled docket.
func fillKey(i int) advisories.CaseKey {
	owner := 1 + i%fillOwners
	return advisories.CaseKey{Installation: int64(owner), Repository: int64(owner*10 + i/fillOwners%10), GHSA: advisories.GHSA(fmt.Sprintf("GHSA-%d", i))}
}

// fill writes n cases with all that belongs to them, by the engine's own hand.
func fill(ctx context.Context, d *Docket, n int, now time.Time) error {
	return fillFrom(ctx, d, 0, n, now)
}

// fillFrom is fill where there are some already.
func fillFrom(ctx context.Context, d *Docket, have, n int, now time.Time) error {
	c := testCase(fillKey(0))
	values, err := caseValues(c)
	if err != nil {
		return err
	}
	facts, history, verdict := values[11], values[12], values[13]
	const each = `WITH RECURSIVE n (i) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < CAST($2 AS BIGINT)),
		k AS (SELECT i, 1 + i % 1000 AS installation, (1 + i % 1000) * 10 + i / 1000 % 10 AS repository, 'GHSA-' || CAST(i AS TEXT) AS ghsa FROM n) `
	at, hash := micros(now.Add(-24*365*time.Hour)), fmt.Sprintf("%064x", 7)
	for from := have; from < n; from += 10000 {
		to := min(from+10000, n)
		err := d.db.write(ctx, func(q tx) error {
			for _, s := range []struct {
				query string
				args  []any
			}{
				{`INSERT INTO cases (installation, repository, ghsa, name, owner, repo, stage, close_reason, adopted, reporter,
					reporter_login, reporter_bot, reported_at, opened_at, worked_at, facts, history, verdict, next_due, problem,
					clocks_at_risk, clocks_missed)
					SELECT installation, repository, ghsa, 'case-' || CAST(i AS TEXT), 'octo-org', 'octo-repo',
					CASE WHEN i % 20 > 0 THEN 'closed' WHEN i % 40 = 0 THEN 'received' ELSE 'assessed' END, '', 0, 41, 'reporter', 0,
					$3, $3 + i * 1000000, $3, $4, $5, $6, 0, '', CASE WHEN i % 200 = 0 THEN 1 ELSE 0 END, 0 FROM k`,
					[]any{at, facts, history, verdict}},
				{`INSERT INTO drafts (installation, repository, ghsa, number, rule, kind, occurrence, act, permit, approvals, state,
					why, hold, hand_off, body, comment, to_state, digest, urgent, filed_at)
					SELECT installation, repository, ghsa, d.number, 'receipt', 'receipt', d.number, 'comment', 'auto', 0,
					CASE WHEN d.number = 2 AND i % 20 = 0 THEN 'held' ELSE 'done' END, 'a report came', '', '', $3, 7, '', $4, 0, $5
					FROM k CROSS JOIN (SELECT 1 AS number UNION ALL SELECT 2) d`, []any{make([]byte, 400), hash, at}},
				{`INSERT INTO entries (installation, repository, ghsa, seq, at, what, actor, draft, detail, salt, detail_hash, hash)
					SELECT installation, repository, ghsa, e.seq, CAST($3 AS BIGINT), 'draft_filed', 'bot', 1, 'a receipt was filed', CAST($4 AS TEXT),
					CAST($5 AS TEXT), CAST($5 AS TEXT)
					FROM k CROSS JOIN (SELECT 1 AS seq UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) e`, []any{at, hash[:32], hash}},
				{`INSERT INTO work (installation, repository, ghsa, wake_at)
					SELECT installation, repository, ghsa, CASE WHEN i % 20 = 0 THEN $3 + i ELSE 0 END FROM k`, []any{micros(now.Add(time.Hour))}},
				{`INSERT INTO rings (installation, repository, ghsa, work_repository, work_ghsa, guid, source, event, action, account,
					account_id, owner, name, ref, issue, comment, added, removed, rang_at, stored_at, worked_at)
					SELECT installation, repository, ghsa, repository, ghsa, 'guid-' || CAST(i AS TEXT), 'webhook', 'repository_advisory',
					'reported', '', 0, 'octo-org', 'octo-repo', '', 0, 0, '[]', '[]', CAST($3 AS BIGINT), CAST($3 AS BIGINT), CAST($3 AS BIGINT) FROM k WHERE i % 20 = 0`,
					[]any{micros(now.Add(-time.Hour))}},
			} {
				if _, err := q.exec(ctx, each+s.query, append([]any{from, to}, s.args...)...); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("fill: %w", err)
		}
	}
	return fillRest(ctx, d, n, now)
}

// sealDrafts puts sealed texts into the drafts of a case, so that it can be worked.
func sealDrafts(ctx context.Context, d *Docket, key advisories.CaseKey) error {
	return d.db.write(ctx, func(q tx) error {
		for number := 1; number <= 2; number++ {
			body, err := d.seal.close("Thank you.", bodyPlace(key, number, advisories.DraftKey{Rule: "receipt", Kind: "receipt", Occurrence: number}))
			if err == nil {
				_, err = q.exec(ctx, `UPDATE drafts SET body = $5 WHERE`+ofCase+`AND number = $4`, args(key, number, body)...)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// fillRest writes the installations with their repositories, and makes some due.
func fillRest(ctx context.Context, d *Docket, n int, now time.Time) error {
	for owner := 1; owner <= fillOwners; owner++ {
		in := advisories.Installation{ID: int64(owner), Account: "octo-org", AccountID: int64(owner)}
		if err := d.PutInstallation(ctx, in); err != nil {
			return err
		}
		list := make([]advisories.Repository, 10)
		for i := range list {
			list[i] = advisories.Repository{Installation: in.ID, ID: int64(owner*10 + i), Owner: "octo-org", Name: "octo-repo"}
		}
		if err := d.PutRepositories(ctx, list); err != nil {
			return err
		}
	}
	for i := range min(fillDue, n/fillOpen) {
		if err := d.Wake(ctx, fillKey(i*fillOpen), now); err != nil {
			return err
		}
	}
	for i := range n / fillOpen {
		if i > 2*fillDue {
			break
		}
		if err := sealDrafts(ctx, d, fillKey(i*fillOpen)); err != nil {
			return err
		}
	}
	if err := sealDrafts(ctx, d, fillKey(n/2)); err != nil {
		return err
	}
	if _, ok := d.db.(*postgres); !ok {
		return nil
	}
	// The server does both by itself within minutes.
	if err := d.db.compact(ctx); err != nil {
		return err
	}
	return d.change(ctx, "analyze", `ANALYZE`)
}

package docket

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// forgetCases is how many cases Forget goes through in one transaction.
const forgetCases = 25

// endedCase is the condition of a case that has ended.
const endedCase = ` stage IN ('published', 'closed') `

// endOf is when a case that is filed now ended, as far as this filing tells; 0 for
// one that goes on. An end that is known already stays.
func (d *Docket) endOf(c advisories.Case) int64 {
	if c.Stage != advisories.StagePublished && c.Stage != advisories.StageClosed {
		return 0
	}
	return micros(d.now())
}

// Forget purges the sealed texts of cases that ended before a time and of which
// no draft waits (one that was begun is not waited for where the advisory is gone):
// bodies and fields of drafts, reasons of decisions and commands,
// and the details of timeline entries that repeat one of them. Figures and
// timelines stay, and every chain still verifies. What was purged is read as empty,
// with Purged set. It returns how many cases lost a text. A case that is opened
// again goes on as it would; what is said of it then is kept until it has ended
// anew. A command whose answer is still owed keeps no text: the answer repeats no
// reason, and where the tracking issue is gone it is owed for good.
//
// It works in batches: after a crash or an error it is called again and goes on. Several
// processes may do it at once. At the end the engine is told to give up the bytes
// too, as by Purge: the error wraps ErrRemains where it could not, and the next
// call tries that again.
func (d *Docket) Forget(ctx context.Context, endedBefore time.Time) (n int, err error) {
	if err := d.markEnded(ctx); err != nil {
		return 0, fmt.Errorf("forget texts: %w", err)
	}
	for {
		var looked, purged int
		err := d.db.write(ctx, func(q tx) (err error) {
			looked, purged, err = d.forgetBatch(ctx, q, endedBefore)
			return err
		})
		if err != nil {
			return n, fmt.Errorf("forget texts: %w", err)
		}
		n += purged
		if looked < forgetCases {
			break
		}
	}
	if err := d.giveUpBytes(ctx); err != nil {
		return n, fmt.Errorf("forget texts: %w: %w", ErrRemains, err)
	}
	return n, nil
}

// markEnded writes down when cases ended that an older program ended: when they
// were worked last. It does so in batches.
func (d *Docket) markEnded(ctx context.Context) error {
	for {
		var n int64
		err := d.db.write(ctx, func(q tx) (err error) {
			n, err = q.exec(ctx, `UPDATE cases SET ended_at = CASE WHEN worked_at > 0 THEN worked_at ELSE CAST($1 AS BIGINT) END
				WHERE ended_at = 0 AND`+endedCase+`AND (installation, repository, ghsa) IN (SELECT installation, repository, ghsa FROM cases
					WHERE ended_at = 0 AND`+endedCase+`ORDER BY installation, repository, ghsa LIMIT $2)`, micros(d.now()), purgeRows)
			return err
		})
		if err != nil || n < purgeRows {
			return err
		}
	}
}

// forgetBatch goes through the cases that ended first of those with something to
// forget. One that was worked since is gone through again: something may have been
// said of it.
func (d *Docket) forgetBatch(ctx context.Context, q tx, before time.Time) (looked, purged int, err error) {
	keys, err := readKeys(ctx, q, `SELECT c.installation, c.repository, c.ghsa FROM cases c
		WHERE c.ended_at > 0 AND c.ended_at < $1 AND c.forgotten_at <= c.worked_at AND c.stage IN ('published', 'closed')
			AND NOT EXISTS (SELECT 1 FROM drafts f WHERE f.installation = c.installation AND f.repository = c.repository
				AND f.ghsa = c.ghsa AND (f.state IN ('held', 'ready') OR f.state = 'begun' AND c.problem <> 'gone'))
		ORDER BY c.ended_at LIMIT $2`, micros(before), forgetCases)
	if err != nil {
		return 0, 0, fmt.Errorf("find cases: %w", err)
	}
	slices.SortFunc(keys, compareKeys)
	for _, key := range keys {
		lost, err := d.forgetCase(ctx, q, key, before)
		if err != nil {
			return 0, 0, err
		}
		if lost {
			purged++
		}
	}
	if purged > 0 {
		_, err = q.exec(ctx, `INSERT INTO meta (name, value) VALUES ('bytes_remain', $1) ON CONFLICT (name) DO NOTHING`, []byte{1})
	}
	return len(keys), purged, err
}

// forgetCase purges what is sealed of one case, and reports whether there was any.
func (d *Docket) forgetCase(ctx context.Context, q tx, key advisories.CaseKey, before time.Time) (bool, error) {
	// Locks the case, which may have been opened again meanwhile.
	n, err := q.exec(ctx, `UPDATE cases SET forgotten_at = CASE WHEN worked_at >= CAST($4 AS BIGINT) THEN worked_at + 1 ELSE CAST($4 AS BIGINT) END
		WHERE`+ofCase+`AND`+endedCase+`AND ended_at > 0 AND ended_at < $5`, args(key, micros(d.now()), micros(before))...)
	if err != nil || n == 0 {
		return false, err
	}
	texts, err := sealedTexts(ctx, q, key)
	if err != nil {
		return false, err
	}
	var said []string
	lost := false
	for _, s := range texts {
		if s.purged {
			continue
		}
		text, err := d.seal.open(s.sealed, s.place)
		if err == nil && text == "" {
			continue // nothing was said
		}
		lost = true
		if err == nil {
			said = append(said, text)
		}
		var nothing []byte
		if s.column == "fields" {
			nothing = []byte{}
		} else if nothing, err = d.seal.close("", s.place); err != nil {
			return false, err
		}
		if err := s.put(ctx, q, key, nothing, true); err != nil {
			return false, err
		}
	}
	if !lost {
		return false, nil
	}
	return true, d.forgetDetails(ctx, q, key, said)
}

// quoted is the shortest text that a detail is searched for; what is shorter stands
// in our own words too.
const quoted = 8

// forgetDetails purges the details that repeat a text, and says so on the timeline.
func (d *Docket) forgetDetails(ctx context.Context, q tx, key advisories.CaseKey, said []string) error {
	var list []int64
	err := eachEntry(ctx, q, key, func(e advisories.Entry, _, _ string) error {
		if slices.ContainsFunc(said, func(text string) bool { return len(text) >= quoted && strings.Contains(e.Detail, text) }) {
			list = append(list, e.Seq)
		}
		return nil
	})
	if err != nil || len(list) == 0 {
		return err
	}
	var named []string
	for _, seq := range list {
		if _, err := q.exec(ctx, `UPDATE entries SET detail = '', salt = '' WHERE`+ofCase+`AND seq = $4`, args(key, seq)...); err != nil {
			return err
		}
		named = append(named, strconv.FormatInt(seq, 10))
	}
	return d.append(ctx, q, key, []advisories.Entry{{What: entryPurged, Actor: "advisory-bot", Detail: strings.Join(named, " ")}})
}

// entryPurged is the entry that names, by number, the entries whose details were
// purged; see Verify.
const entryPurged = "details_purged"

// purgedBy are the numbers of the entries that such an entry names.
func purgedBy(e advisories.Entry) []string {
	if e.What != entryPurged {
		return nil
	}
	return strings.Fields(e.Detail)
}

// giveUpBytes has the engine overwrite what was purged since it last did.
func (d *Docket) giveUpBytes(ctx context.Context) error {
	var remain []byte
	err := d.db.read(ctx, func(q tx) error {
		return one(ctx, q, `SELECT value FROM meta WHERE name = 'bytes_remain'`, nil, &remain)
	})
	if errors.Is(err, errNone) {
		return nil
	}
	if err == nil {
		err = d.db.giveUp(ctx)
	}
	if err != nil {
		return err
	}
	return d.change(ctx, "bytes are gone", `DELETE FROM meta WHERE name = 'bytes_remain'`)
}

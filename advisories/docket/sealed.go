package docket

import (
	"context"
	"fmt"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// sealedText is one sealed text of a case: where it stands, and what it is bound to.
type sealedText struct {
	table, column string
	// row is the condition beside ofCase, its arguments beginning with $5.
	row    string
	id     []any
	place  string
	sealed []byte
	// purged texts were put out already.
	purged bool
}

// put writes another sealed text in its place; purged is written beside it.
func (s sealedText) put(ctx context.Context, q tx, key advisories.CaseKey, sealed []byte, purged bool) error {
	_, err := q.exec(ctx, `UPDATE `+s.table+` SET `+s.column+` = $4, purged = `+fmt.Sprint(flag(purged))+` WHERE`+ofCase+s.row,
		append(args(key, sealed), s.id...)...)
	if err != nil {
		return fmt.Errorf("write sealed text: %w", err)
	}
	return nil
}

// sealedTexts are all sealed texts of a case.
func sealedTexts(ctx context.Context, q tx, key advisories.CaseKey) ([]sealedText, error) {
	var list []sealedText
	for _, read := range []func(context.Context, tx, advisories.CaseKey, func(sealedText)) error{sealedDrafts, sealedDecisions, sealedCommands} {
		if err := read(ctx, q, key, func(s sealedText) { list = append(list, s) }); err != nil {
			return nil, fmt.Errorf("read sealed texts: %w", err)
		}
	}
	return list, nil
}

func sealedDrafts(ctx context.Context, q tx, key advisories.CaseKey, add func(sealedText)) error {
	return each(ctx, q, `SELECT number, rule, kind, occurrence, body, fields, purged FROM drafts WHERE`+ofCase+`ORDER BY number`,
		args(key), func(r rows) error {
			var number int
			var k advisories.DraftKey
			var body, fields []byte
			var purged int64
			if err := r.Scan(&number, &k.Rule, &k.Kind, &k.Occurrence, &body, &fields, &purged); err != nil {
				return err
			}
			s := sealedText{table: "drafts", row: `AND number = $5`, id: []any{number}, purged: purged != 0}
			s.column, s.place, s.sealed = "body", bodyPlace(key, number, k), body
			add(s)
			if len(fields) > 0 {
				s.column, s.place, s.sealed = "fields", fieldsPlace(key, number, k), fields
				add(s)
			}
			return nil
		})
}

func sealedDecisions(ctx context.Context, q tx, key advisories.CaseKey, add func(sealedText)) error {
	return each(ctx, q, `SELECT seq, number, by_whom, why, purged FROM decisions WHERE`+ofCase+`ORDER BY seq`,
		args(key), func(r rows) error {
			v := advisories.Decision{Case: key}
			var seq, purged int64
			var why []byte
			if err := r.Scan(&seq, &v.Number, &v.By, &why, &purged); err != nil {
				return err
			}
			add(sealedText{table: "decisions", column: "why", row: `AND seq = $5`, id: []any{seq},
				place: whyPlace(v), sealed: why, purged: purged != 0})
			return nil
		})
}

func sealedCommands(ctx context.Context, q tx, key advisories.CaseKey, add func(sealedText)) error {
	return each(ctx, q, `SELECT place, comment, line, reason, purged FROM commands WHERE`+ofCase+`ORDER BY place, comment, line`,
		args(key), func(r rows) error {
			c := advisories.Command{Case: key}
			var reason []byte
			var purged int64
			if err := r.Scan(&c.Place, &c.Comment, &c.Line, &reason, &purged); err != nil {
				return err
			}
			add(sealedText{table: "commands", column: "reason", row: `AND place = $5 AND comment = $6 AND line = $7`,
				id: []any{string(c.Place), c.Comment, c.Line}, place: reasonPlace(c), sealed: reason, purged: purged != 0})
			return nil
		})
}

package docket

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
)

// eachRow calls fn for each row of a table, with values of three types: int64,
// string and []byte.
func eachRow(ctx context.Context, q tx, table string, columns []string, fn func([]any) error) error {
	return each(ctx, q, `SELECT `+strings.Join(columns, ", ")+` FROM `+table, nil, func(r rows) error {
		row, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := r.Scan(into...); err != nil {
			return err
		}
		for i, v := range row {
			switch v := v.(type) {
			case int64, string:
			case []byte:
				row[i] = append([]byte{}, v...) // empty is not missing
			default:
				return fmt.Errorf("column %s holds a %T", columns[i], v)
			}
		}
		return fn(row)
	})
}

// asCopied is a row as it stands in the copy: nobody holds its key, and no job for
// it is in the queue.
func asCopied(table string, columns []string, row []any) []any {
	if table != "work" {
		return row
	}
	for i, c := range columns {
		switch c {
		case "hold_token":
			row[i] = ""
		case "hold_until", "queued_at", "nudged_at":
			row[i] = int64(0)
		}
	}
	return row
}

// addRow adds a row to the sum of a table, which does not go by the order of rows.
func addRow(sum *[sha256.Size]byte, row []any) {
	parts := make([]any, len(row))
	for i, v := range row {
		if b, ok := v.([]byte); ok {
			v = string(b)
		}
		parts[i] = v
	}
	for i, b := range sha256.Sum256([]byte(place(parts...))) {
		sum[i] ^= b
	}
}

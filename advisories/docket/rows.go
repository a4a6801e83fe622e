package docket

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// rowsAtOnce is how many rows one statement writes at most; a power of two.
const rowsAtOnce = 32

// manyRows are the texts of a statement that writes 1, 2, 4 … rowsAtOnce rows: a few
// only, so that engines keep them ready.
type manyRows struct{ texts []string }

// newManyRows makes them of what goes before the rows and after, for rows of so many
// columns.
func newManyRows(before string, columns int, after string) manyRows {
	var m manyRows
	for n := 1; n <= rowsAtOnce; n *= 2 {
		var rows []string
		for i := range n {
			rows = append(rows, tupleFrom(i*columns, columns))
		}
		m.texts = append(m.texts, before+strings.Join(rows, ", ")+after)
	}
	return m
}

// one is the text for a single row.
func (m manyRows) one() string { return m.texts[0] }

// exec writes rows in order, and returns how many there are more.
func (m manyRows) exec(ctx context.Context, q tx, list [][]any) (changed int64, err error) {
	for i, text := range slices.Backward(m.texts) {
		var calls [][]any
		for n := 1 << i; len(list) >= n; list = list[n:] {
			calls = append(calls, slices.Concat(list[:n]...))
		}
		if len(calls) == 0 {
			continue
		}
		each, err := q.execEach(ctx, text, calls)
		if err != nil {
			return 0, err
		}
		for _, n := range each {
			changed += n
		}
	}
	return changed, nil
}

// tuple is a row of n placeholders: ($1, $2 …).
func tuple(n int) string { return tupleFrom(0, n) }

// tupleFrom is a row of the n placeholders that come after the first so many.
func tupleFrom(after, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ", $%d", after+i+1)
	}
	return "(" + strings.TrimPrefix(b.String(), ", ") + ")"
}

package docket

import (
	"context"
	"slices"
	"strings"
)

// Exists reports whether there is a docket at a URL, made whole or not. It looks and
// makes nothing. Where it cannot look it says that there is one: [Open] then tells
// what is wrong.
func Exists(ctx context.Context, at string) bool {
	db, err := unmade(ctx, at)
	if err != nil {
		return true
	}
	if db == nil { // no file, an empty one, or an address that Open refuses
		return !strings.HasPrefix(at, "sqlite:")
	}
	var list []string
	err = db.read(ctx, func(q tx) (err error) {
		list, err = db.tables(ctx, q)
		return err
	})
	_ = db.close() // nothing was written
	return err != nil || slices.Contains(list, "rings")
}

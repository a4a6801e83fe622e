package intake

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
)

// benchDocket is a docket on SQLite as the program opens it.
func benchDocket(b *testing.B) Bell {
	keys, err := advisories.NewKeys(bytes.Repeat([]byte{7}, advisories.KeySize))
	if err != nil {
		b.Fatal(err)
	}
	d, err := docket.Open(b.Context(), docket.Config{URL: "sqlite:" + filepath.Join(b.TempDir(), "docket.db"), Keys: keys})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := d.Close(); err != nil {
			b.Error(err)
		}
	})
	return d
}

package docket

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/advisory-bot/advisory-bot/advisories/docket/dockettest"
)

// TestAdvice: where a docket cannot be opened, the error says what to do, on one line
// and without what is secret in the URL.
func TestAdvice(t *testing.T) {
	t.Parallel()
	garbage := filepath.Join(t.TempDir(), "docket.db")
	must(t, os.WriteFile(garbage, bytes.Repeat([]byte("no database "), 2000), 0o600))
	open := map[string]string{
		"sqlite:" + garbage:                 "docket.db is no SQLite database, or is damaged",
		"sqlite:/dev/null/docket.db":        "whose folder must be there",
		"postgres://u:secret@127.0.0.1:1/x": "cannot be reached at 127.0.0.1:1 (connection refused): check that it runs",
	}
	if !dockettest.Missing() {
		url, options, _ := strings.Cut(dockettest.URL(t), "?")
		open[url+"_that_is_not?"+options] = "PostgreSQL has no database of that name"
	}
	for url, want := range open {
		d, err := Open(t.Context(), Config{URL: url, Keys: testKeys(t, 1)})
		if err == nil {
			must(t, d.Close())
			t.Fatalf("opened: %s", want)
		}
		if say := err.Error(); !strings.Contains(say, want) || strings.Contains(say, "secret") || strings.Contains(say, "\n") {
			t.Errorf("%q, want %q", say, want)
		}
	}
}

// What an engine says stays within reach of the code, and what there is no advice for
// stays as it is.
func TestAdviceKeeps(t *testing.T) {
	cause := &pgconn.PgError{Code: "28P01"}
	var pg *pgconn.PgError
	if err := advise(cause); !errors.As(err, &pg) || !strings.Contains(err.Error(), "refuses the user or the password") {
		t.Errorf("%v", err)
	}
	if plain := errors.New("no"); advise(plain) != plain {
		t.Error("another error")
	}
}

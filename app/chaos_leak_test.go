package app_test

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/advisory-bot/advisory-bot/advisories/docket/dockettest"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app"
)

// TestChaosLeaks: a program that was stopped leaves nothing running. It runs by
// itself, before the tests that run at once.
func TestChaosLeaks(t *testing.T) {
	for _, engine := range []string{onSQLite, onPostgres} {
		t.Run(engine, func(t *testing.T) {
			database := ""
			if engine == onPostgres {
				database = dockettest.URL(t)
			}
			before := goleak.IgnoreCurrent()
			w := newTracked(t, ghsatest.Options{})
			w.tweak = func(c *app.Config) { c.DatabaseURL, c.SealKey = database, sealKeyFor(database) }
			for range 2 {
				r := w.run()
				w.github.Report(testRepo, "researcher", "One byte too many", incomplete)
				r.settled()
				r.stop()
			}
			w.github.Close()
			if err := goleak.Find(before); err != nil {
				t.Error(err)
			}
		})
	}
}

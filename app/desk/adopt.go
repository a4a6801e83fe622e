package desk

import (
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// justNow is how old an advisory may be for its `reported` ring to count as "just
// now". GitHub delivers within minutes; a day covers an outage on either side.
const justNow = 24 * time.Hour

// holdAdopted is what drafts of adopted cases say.
const holdAdopted = "adopted"

// adopted reports whether an advisory was there before us: created before the
// docket was made, or before its repository came into the installation. What
// rings as reported just now is not; nor is what came while we were down, for by
// then docket and repository were known.
func adopted(a advisories.Advisory, repo advisories.Repository, born time.Time, rings []advisories.Ring) bool {
	if a.CreatedAt.IsZero() {
		return true // a record without a date: better hold than greet
	}
	for _, r := range rings {
		if r.Reported() && r.At.Sub(a.CreatedAt) <= justNow {
			return false
		}
	}
	since := born
	if repo.Since.After(since) {
		since = repo.Since
	}
	return a.CreatedAt.Before(since.Truncate(time.Second)) // GitHub's times are whole seconds
}

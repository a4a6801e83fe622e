package desk

import (
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

func TestAdopted(t *testing.T) {
	born := noon.Add(700 * time.Millisecond) // GitHub's times are whole seconds
	reported := func(at time.Time) []advisories.Ring {
		return []advisories.Ring{{Source: advisories.SourceSweep, Event: "repository_advisory", Action: "swept", At: at},
			{Source: advisories.SourceWebhook, Event: "repository_advisory", Action: "reported", At: at}}
	}
	for name, c := range map[string]struct {
		created, since time.Time
		rings          []advisories.Ring
		want           bool
	}{
		"a day before the docket":                      {created: noon.Add(-24 * time.Hour), want: true},
		"a second before the docket":                   {created: noon.Add(-time.Second), want: true},
		"in the docket's first second":                 {created: noon, want: false},
		"after the docket":                             {created: noon.Add(time.Hour), want: false},
		"before its repository came":                   {created: noon.Add(time.Hour), since: noon.Add(2 * time.Hour), want: true},
		"after its repository came":                    {created: noon.Add(3 * time.Hour), since: noon.Add(2 * time.Hour), want: false},
		"repository here longer than the docket":       {created: noon.Add(-time.Minute), since: noon.Add(-time.Hour), want: true},
		"older, but rings as reported just now":        {created: noon.Add(-time.Minute), rings: reported(noon), want: false},
		"a day old, rings as reported":                 {created: noon.Add(-24 * time.Hour), rings: reported(noon), want: false},
		"older than a day, redelivered":                {created: noon.Add(-24*time.Hour - time.Second), rings: reported(noon), want: true},
		"older, swept":                                 {created: noon.Add(-time.Minute), rings: reported(noon)[:1], want: true},
		"GitHub's clock is ahead of ours":              {created: noon.Add(3 * time.Hour), rings: reported(noon), want: false},
		"without a date":                               {want: true},
		"without a date, rings as reported: held, too": {rings: reported(noon), want: true},
	} {
		a := advisories.Advisory{CreatedAt: c.created}
		if got := adopted(a, advisories.Repository{Since: c.since}, born, c.rings); got != c.want {
			t.Errorf("%s: adopted %v", name, got)
		}
	}
}

package ghsa

import "time"

// GitHub's secondary limits on requests that create content, which are counted
// over all of an installation's: source in GitHub's page "Rate limits for the REST
// API". Edits count as well here, for GitHub does not say that they do not.
const (
	writesAMinute = 80
	writesAnHour  = 500
)

// quota counts the writes of each installation over the last minute and hour. It
// lives in the process; where there is a ledger, that counts, and of the quota only
// its numbers are used.
type quota struct {
	minute, hour int
	at           map[int64][]time.Time
}

func newQuota(minute, hour int) *quota {
	if minute <= 0 {
		minute = writesAMinute
	}
	if hour <= 0 {
		hour = writesAnHour
	}
	return &quota{minute: minute, hour: hour, at: map[int64][]time.Time{}}
}

// free is when the installation may write again; zero where it may now.
func (q *quota) free(installation int64, now time.Time) time.Time {
	list := q.recent(installation, now)
	var free time.Time
	for _, w := range [...]struct {
		most int
		over time.Duration
	}{{q.minute, time.Minute}, {q.hour, time.Hour}} {
		if len(list) < w.most {
			continue
		}
		if t := list[len(list)-w.most].Add(w.over); t.After(now) && t.After(free) {
			free = t
		}
	}
	return free
}

// count notes a write that will be sent at a time, not before those already noted.
func (q *quota) count(installation int64, at time.Time) {
	const many = 1000 // installations, beyond which those that rest are forgotten
	if len(q.at) >= many {
		for id := range q.at {
			q.recent(id, at)
		}
	}
	q.at[installation] = append(q.at[installation], at)
}

// recent are the writes of the last hour, oldest first.
func (q *quota) recent(installation int64, now time.Time) []time.Time {
	list := q.at[installation]
	old := 0
	for old < len(list) && !list[old].Add(time.Hour).After(now) {
		old++
	}
	if list = list[old:]; len(list) == 0 {
		delete(q.at, installation)
		return nil
	}
	q.at[installation] = list
	return list
}

package tracking

import (
	"context"
	"fmt"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// pending is what an issue lacks.
type pending struct {
	card, close bool
	// news is the comment to make, told what it tells up to.
	news string
	told int64
}

// lacks is what is to be written now.
func (s *showing) lacks() pending {
	title, body := Card(s.view(), s.r.web)
	s.attempt = s.r.fingerprint(title, body)
	p := pending{
		card:  s.t.Card == "" || s.v.Rewrite || !s.r.sameCard(s.t.Card, title, body),
		close: s.v.Ended && !s.t.Closed,
		told:  s.lastEntry(),
	}
	var fresh []advisories.Entry
	for _, e := range s.v.Entries {
		if e.Seq > s.t.Told {
			fresh = append(fresh, e)
		}
	}
	p.news = News(fresh, s.v.Zone, s.v.Ended) // what is not worth a comment is told with what is
	return p
}

// mark names the write: by what would be twice if it were made again.
func (p pending) mark() advisories.DraftKey {
	switch {
	case p.news != "":
		return markKey(ruleNews, p.told)
	case p.card:
		return markKey(ruleCard, 1)
	}
	return markKey(ruleClose, 1)
}

// bring brings the issue up to date by one write: the card where it reads
// differently, a comment on what happened, reactions that are owed, and the end.
// Several writes would each need a look, since the repository may be made public
// between two of them.
func (s *showing) bring(ctx context.Context) error {
	p := s.lacks()
	s.closing = p.close
	if !p.card && !p.close && p.news == "" {
		return s.react(ctx)
	}
	return s.write(ctx, p.mark(), s.fresh, func(ctx context.Context) (advisories.TrackingRepository, error) {
		w := advisories.IssueWrite{Reactions: s.v.Reactions, Close: p.close && !s.issue.Closed} // unless a person closed it
		print := s.t.Card
		if p.card {
			title, body := Card(s.view(), s.r.web) // the look may have counted readers
			w.Title, w.Body = title, s.r.keys.Marked(body, markKey(ruleCard, 1), s.key().GHSA)
			print = s.r.fingerprint(title, body)
		}
		if p.news != "" {
			w.Comment = s.r.keys.Marked(p.news, p.mark(), s.key().GHSA)
		}
		at := s.issue.Repository
		if w.Body != "" || w.Comment != "" || w.Close {
			issue, err := s.r.gh.WriteIssue(ctx, s.key().Installation, s.t.Repository.ID, s.t.Issue, w)
			if err != nil {
				return at, err
			}
			at = issue.Repository
		}
		s.t.Card, s.t.Closed = print, s.t.Closed || p.close
		if p.news != "" {
			s.t.Told = p.told
		}
		return at, nil
	})
}

// react gives reactions where nothing else is written: they say nothing of the case.
func (s *showing) react(ctx context.Context) error {
	for _, r := range s.v.Reactions {
		err := s.r.gh.React(ctx, s.key().Installation, s.t.Repository.ID, r.Node, r.Reaction)
		switch advisories.CodeOf(err) {
		case "", advisories.FaultGone, advisories.FaultRefused, advisories.FaultForbidden: // deleted, locked, or the person blocked us
		default:
			return fmt.Errorf("react to a command: %w", err)
		}
	}
	return nil
}

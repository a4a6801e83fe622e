package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// touchedBefore is how much earlier than the last look issues are asked for, since
// our clock and GitHub's are not the same.
const touchedBefore = 2 * time.Minute

// tracking rings for the cases whose tracking issue was touched since the last
// sweep: a comment there may be a command whose webhook was lost. The desk reads
// the comments, and counts each once.
func (s *sweep) tracking(ctx context.Context, in advisories.Installation) error {
	tracked, err := s.d.docket.TrackedIssues(ctx, in.ID)
	if err != nil {
		return fmt.Errorf("sweep: tracking issues: %w", err)
	}
	for _, t := range tracked {
		err := s.touched(ctx, in.ID, t)
		if stops(err) {
			return err
		}
		s.fault(err)
	}
	return nil
}

func (s *sweep) touched(ctx context.Context, installation int64, t advisories.TrackedRepository) error {
	mark := markTracking(installation, t.Repository.ID)
	since, err := s.d.docket.Watermark(ctx, mark)
	if err != nil {
		return fmt.Errorf("sweep: watermark: %w", err)
	}
	since = since.Add(-touchedBefore)
	if oldest := s.began.Add(-deliveriesKept); since.Before(oldest) {
		since = oldest
	}
	list, err := s.d.gh.TouchedIssues(ctx, installation, t.Repository, since)
	switch advisories.CodeOf(err) {
	case "":
	case advisories.FaultGone, advisories.FaultForbidden:
		return nil // the desk tells why nothing can be tracked there
	default:
		return fmt.Errorf("sweep: %w", err)
	}
	slices.Sort(list)
	for _, n := range slices.Compact(list) {
		if _, ours := t.Issues[n]; !ours {
			continue
		}
		err := s.press(ctx, advisories.Ring{
			GUID: "issue-" + strconv.Itoa(n), Event: "issue_comment", Installation: installation,
			RepositoryID: t.Repository.ID, Owner: t.Repository.Owner, Name: t.Repository.Name, Issue: int64(n),
		})
		if err != nil {
			return err
		}
	}
	return s.mark(ctx, mark, s.began)
}

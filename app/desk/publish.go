package desk

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// publish sends what was approved, in the one request that publishes it, and reads
// back what GitHub shows then. The look right before has held the advisory against
// the digest that people approved, so what is sent is what they approved.
func (c *casework) publish(ctx context.Context, d advisories.Draft) error {
	approved := c.snap.Advisory
	a, err := c.d.gh.Publish(ctx, c.repo, c.w.Key.GHSA, approved)
	if err != nil {
		return err
	}
	c.now(a)
	c.snap.Advisory.State = advisories.StatePublished
	c.hist.Published = advisories.Seen{At: c.d.now(), By: ourselves(d)}
	back, err := c.d.gh.Snapshot(ctx, c.repo, c.w.Key.GHSA, advisories.Want{Counted: len(c.snap.Comments)})
	if err != nil {
		c.notices = append(c.notices, c.notice(advisories.NoticePublished, "read back",
			"the advisory was published, and could not be read back ("+string(advisories.CodeOf(err))+"): compare it with what was approved"))
		return nil
	}
	if differ := otherwise(approved, back.Advisory); len(differ) > 0 {
		c.log.Error("the published advisory is not what was approved", "fields", differ)
		c.notices = append(c.notices, c.notice(advisories.NoticePublished, "differs",
			"the published advisory is not what was approved: "+strings.Join(differ, ", ")+" differ; look at it now"))
		c.alarm = differ
	}
	return nil
}

// stands reports whether the approvals of a publication are still enough, counting
// those only whose givers have power now: it may have waited for days, and it is the
// one act that nobody can take back.
func (c *casework) stands(ctx context.Context, d advisories.Draft) (bool, error) {
	given, err := c.d.docket.Decisions(ctx, c.w.Key)
	if err != nil {
		return false, fmt.Errorf("approvals of the publication: %w", err)
	}
	var count []advisories.Decision
	for _, v := range given {
		if v.Number != d.Number {
			continue
		}
		if p, ok := advisories.Decider(v.By); ok && v.Approve {
			may, err := c.may(ctx, p, c.people())
			if err != nil {
				return false, err
			}
			if !may {
				continue
			}
		}
		count = append(count, v)
	}
	return advisories.Enough(d.Key.Kind, d.Approvals, count, c.snap.Reporter()), nil
}

// compare raises the alarm where an advisory that an earlier try of ours published is
// not what was approved, as far as the approval's digest tells.
func (c *casework) compare(d advisories.Draft) {
	if c.d.keys.SameFingerprint(d.Digest, "draft", c.bound(d)...) {
		return
	}
	c.log.Error("the published advisory is not what was approved")
	c.notices = append(c.notices, c.notice(advisories.NoticePublished, "differs",
		"the published advisory is not what was approved, or the policy changed meanwhile: look at it now"))
	c.alarm = []string{"found on GitHub after a lost answer"}
}

// otherwise names the publishable fields in which the advisory that is shown
// differs from the one that was approved. The names are ours; no text is told.
func otherwise(approved, shown advisories.Advisory) []string {
	var out []string
	differs := func(name string, same bool) {
		if !same {
			out = append(out, name)
		}
	}
	differs("state", shown.State == advisories.StatePublished)
	differs("summary", approved.Summary == shown.Summary)
	differs("description", visible(approved.Description) == visible(shown.Description))
	differs("severity", approved.Severity == shown.Severity)
	differs("cve", approved.CVE == "" || approved.CVE == shown.CVE)
	differs("cvss", (approved.CVSS3 == "" || approved.CVSS3 == shown.CVSS3) && (approved.CVSS4 == "" || approved.CVSS4 == shown.CVSS4))
	differs("cwe", sameSet(approved.CWEs, shown.CWEs))
	differs("vulnerabilities", sameVulnerabilities(approved.Vulnerabilities, shown.Vulnerabilities))
	differs("credits", sameSet(creditNames(approved.Credits), creditNames(shown.Credits)))
	return out
}

func sameSet(a, b []string) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(slices.Compact(a), slices.Compact(b))
}

func sameVulnerabilities(a, b []advisories.Vulnerability) bool {
	return slices.EqualFunc(a, b, func(x, y advisories.Vulnerability) bool {
		x.Functions, y.Functions = slices.Clip(append([]string{}, x.Functions...)), slices.Clip(append([]string{}, y.Functions...))
		return reflect.DeepEqual(x, y)
	})
}

func creditNames(list []advisories.Credit) []string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = fmt.Sprintf("%s/%s", strings.ToLower(c.Login), c.Type)
	}
	return out
}

package desk

import (
	"context"
	"slices"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
)

// approvals are the decisions that come with a filing: who asked for a draft by a
// command approves it by that, where one approval is enough. Only the draft as it
// was asked for: one that takes the place of another, because something changed,
// waits for a person to read it.
func (c *casework) approvals(ctx context.Context, fresh []advisories.Draft) ([]advisories.Decision, error) {
	out, err := c.thanked(ctx)
	if err != nil {
		return nil, err
	}
	for i, d := range fresh {
		by, asked := policy.AskedBy(c.hist, d.Key)
		again := slices.ContainsFunc(c.past, func(p advisories.Draft) bool { return p.Key == d.Key })
		if d.State != advisories.DraftHeld || !asked || d.Approvals > 1 || again || d.EditedBy != "" || c.changedSince(d) {
			continue
		}
		out = append(out, c.approval(len(c.past)+1+i, d, by))
		n := slices.IndexFunc(fresh, func(t advisories.Draft) bool {
			return t.Key.Rule == policy.RuleThanks && t.State == advisories.DraftHeld && t.EditedBy == ""
		})
		if n >= 0 && d.Act == advisories.ActPublish {
			out = append(out, c.approval(len(c.past)+1+n, fresh[n], by)) // they leave with it
		}
	}
	return out, nil
}

func (c *casework) approval(number int, d advisories.Draft, by string) advisories.Decision {
	return advisories.Decision{Case: c.w.Key, Number: number, Approve: true, By: by, Digest: d.Digest, At: c.d.now()}
}

// changedSince reports whether a publication would let out what its asker cannot
// have read: the advisory was changed since they wrote the command.
func (c *casework) changedSince(d advisories.Draft) bool {
	if d.Key.Kind != advisories.KindPublish {
		return false
	}
	for i := len(c.hist.Requests) - 1; i >= 0; i-- {
		if r := c.hist.Requests[i]; r.Kind == advisories.KindPublish {
			return r.Said.IsZero() || !c.snap.Advisory.UpdatedAt.Before(r.Said) // GitHub counts whole seconds
		}
	}
	return true
}

// thanked are the approvals of a publication that was let out, given to the thanks
// that wait with it: whoever lets the one out has read the other beside it, and the
// thread closes with publication. Thanks that a person put back, or wrote anew, wait.
func (c *casework) thanked(ctx context.Context) ([]advisories.Decision, error) {
	leaves := slices.IndexFunc(c.past, func(d advisories.Draft) bool {
		return d.Act == advisories.ActPublish && d.State == advisories.DraftReady
	})
	waits := slices.IndexFunc(c.past, func(d advisories.Draft) bool {
		return d.Key.Rule == policy.RuleThanks && d.State == advisories.DraftHeld && d.EditedBy == "" && d.Outcome.Code != "undone"
	})
	if leaves < 0 || waits < 0 || c.past[leaves].Hold != c.past[waits].Hold {
		return nil, nil
	}
	given, err := c.d.docket.Decisions(ctx, c.w.Key)
	if err != nil {
		return nil, err
	}
	var out []advisories.Decision
	thanks := c.past[waits]
	for _, v := range given {
		decided := slices.ContainsFunc(given, func(o advisories.Decision) bool { return o.Number == thanks.Number && o.By == v.By })
		if v.Number == c.past[leaves].Number && v.Approve && !decided && !advisories.Enough(thanks.Key.Kind, thanks.Approvals, out, c.snap.Reporter()) {
			out = append(out, c.approval(thanks.Number, thanks, v.By))
		}
	}
	return out, nil
}

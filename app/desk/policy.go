package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
)

// holdUnreadable is what drafts and cases say while policy files cannot be read.
const holdUnreadable = "policy_unreadable"

// unreadableDelay is when policy files that could not be read are tried again.
const unreadableDelay = 15 * time.Minute

// readPolicy composes the policy in effect from the snapshot's files. An owner's
// file that was seen once holds on when it vanishes or breaks, so that nobody
// unlocks an organisation's rules by deleting a file.
func (c *casework) readPolicy(ctx context.Context) error {
	if !c.snap.FilesKnown {
		// Not knowing whether a policy says "off" is no reason to write.
		c.unread = true
		c.notices = append(c.notices, c.repoNotice(advisories.NoticePolicyFault, "unreadable",
			"policy files cannot be read ("+c.snap.FilesFault+"): every draft is held; the App needs contents: read"))
	} else {
		c.cleared = append(c.cleared, c.repoNotice(advisories.NoticePolicyFault, "unreadable", ""))
	}
	kept, have, err := c.d.docket.OwnerPolicy(ctx, c.w.Key.Installation)
	if err != nil && !errors.Is(err, advisories.ErrNotFound) {
		return fmt.Errorf("last owner's policy: %w", err)
	}
	in := policy.ComposeInput{Repository: c.repo, Files: c.snap.Files, Readings: c.d.readings}
	if have && err == nil {
		in.LastOwner = &kept
		in.Files = withoutStandIn(c.snap.Files, kept)
	}
	pol, problems := c.compose(in)
	c.pol = pol
	if c.unread {
		return nil // what was not read is neither missing nor well
	}
	c.tellProblems(problems)
	return c.keepOwner(ctx, kept, problems)
}

// compose lays the files over each other, under what the case was promised when it
// began. A new case, one that began while nothing could be read, and one for which
// a person chose the present policy, is promised what the files say now.
func (c *casework) compose(in policy.ComposeInput) (*policy.Policy, []policy.Problem) {
	if c.before != nil && !c.hist.Repin.At.After(c.hist.Pinned) {
		c.pin = c.before.Pin
	}
	in.Pin = c.pin
	pol, problems := policy.Compose(in)
	if c.pin.Text == "" && !c.unread {
		c.pin = pol.Pin()
		c.hist.Pinned = c.d.now()
	}
	return pol, problems
}

// privatePolicy is the repository whose owner's file goes before the public one.
const privatePolicy = "/.github-private"

// withoutStandIn leaves out a file of the public policy repository where the last
// one came from the private repository and that is not to be seen now: what more
// people can write must not stand in for what fewer could.
func withoutStandIn(files []advisories.PolicyFile, kept advisories.PolicyFile) []advisories.PolicyFile {
	private := func(f advisories.PolicyFile) bool { return strings.HasSuffix(f.Repository, privatePolicy) }
	if !private(kept) || slices.ContainsFunc(files, private) {
		return files
	}
	return slices.DeleteFunc(slices.Clone(files), func(f advisories.PolicyFile) bool { return f.Layer == advisories.LayerOwner })
}

// keepOwner remembers the owner's file as long as nothing is wrong with it.
func (c *casework) keepOwner(ctx context.Context, kept advisories.PolicyFile, problems []policy.Problem) error {
	i := slices.IndexFunc(c.snap.Files, func(f advisories.PolicyFile) bool { return f.Layer == advisories.LayerOwner })
	for j, f := range c.snap.Files {
		if f.Layer == advisories.LayerOwner && strings.HasSuffix(f.Repository, privatePolicy) {
			i = j // goes before the one in ".github", as in policy.Compose
		}
	}
	if i < 0 || strings.HasSuffix(kept.Repository, privatePolicy) && !strings.HasSuffix(c.snap.Files[i].Repository, privatePolicy) || slices.ContainsFunc(problems, func(p policy.Problem) bool {
		return p.Layer == advisories.LayerOwner && p.Kind == policy.ProblemFault
	}) {
		return nil
	}
	f := c.snap.Files[i]
	if f.Text == kept.Text && f.Repository == kept.Repository {
		return nil
	}
	if err := c.d.docket.KeepOwnerPolicy(ctx, c.w.Key.Installation, f); err != nil {
		return fmt.Errorf("keep owner's policy: %w", err)
	}
	return nil
}

// tellProblems raises one notice a file for what is wrong with it, and takes back
// those of files that are well now. Reporters are told nothing of it.
func (c *casework) tellProblems(problems []policy.Problem) {
	told := map[advisories.Layer][]string{}
	for _, p := range problems {
		told[p.Layer] = append(told[p.Layer], p.String())
	}
	for _, layer := range []advisories.Layer{advisories.LayerOwner, advisories.LayerPromise, advisories.LayerRepository} {
		n := c.repoNotice(advisories.NoticePolicyFault, string(layer), strings.Join(told[layer], "\n"))
		if n.Text == "" {
			c.cleared = append(c.cleared, n)
			continue
		}
		c.notices = append(c.notices, n)
	}
	// What is of no file is of this case: its pin cannot be read.
	n := c.notice(advisories.NoticePolicyFault, "pin", strings.Join(told[advisories.LayerBuiltin], "\n"))
	if n.Text == "" {
		c.cleared = append(c.cleared, n)
	} else {
		c.notices = append(c.notices, n)
	}
}

// repoNotice is a notice about a repository rather than about one case.
func (c *casework) repoNotice(kind advisories.NoticeKind, about, text string) advisories.Notice {
	n := c.notice(kind, about, text)
	n.About = fmt.Sprintf("%d/%s", c.repo.ID, about)
	n.Case = ""
	return n
}

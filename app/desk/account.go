package desk

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// account works the rings of one installation: who installed us, which
// repositories came and went, whose policy changed. The rings say only that
// something happened; what is true now is read from GitHub.
func (d *Desk) account(ctx context.Context, w advisories.Work) advisories.Next {
	var failed error
	for _, r := range w.Rings {
		err := d.accountRing(ctx, r)
		switch advisories.CodeOf(err) {
		case "":
			continue
		case advisories.FaultSuspended, advisories.FaultGone:
			continue // what is true of it will ring anew, and must not hold up what is behind
		}
		d.log.Warn("account ring not worked", "event", r.Event, "action", r.Action, "fault", advisories.CodeOf(err))
		failed = err
	}
	if failed != nil {
		return d.again(w.Failures, failed)
	}
	return advisories.Next{}
}

func (d *Desk) again(failures int, err error) advisories.Next {
	a := Retry(failures, d.now(), err)
	if a.Verb != VerbRetry {
		return advisories.Next{At: d.now().Add(maxDelay), Failed: true, Keep: true, Code: string(advisories.CodeOf(err))}
	}
	return advisories.Next{At: a.At, Failed: a.Counts, Keep: true, Code: string(advisories.CodeOf(err))}
}

func (d *Desk) accountRing(ctx context.Context, r advisories.Ring) error {
	switch r.Event {
	case "installation":
		return d.installation(ctx, r)
	case "installation_repositories":
		if len(r.Removed) > 0 {
			if err := d.docket.DropRepositories(ctx, r.Installation, r.Removed...); err != nil {
				return fmt.Errorf("drop repositories: %w", err)
			}
		}
		return d.refresh(ctx, r)
	case "push":
		return d.policyPushed(ctx, r)
	case "installation_target", "repository":
		return d.refresh(ctx, r)
	}
	return nil
}

func (d *Desk) installation(ctx context.Context, r advisories.Ring) error {
	switch r.Action {
	case "deleted":
		d.log.Info("installation deleted: all work on it ends")
		return d.docket.DropInstallation(ctx, r.Installation)
	case "suspend":
		d.log.Info("installation suspended: its cases rest")
		return d.docket.PutInstallation(ctx, advisories.Installation{
			ID: r.Installation, Account: r.Account, AccountID: r.AccountID, Suspended: true})
	}
	if err := d.docket.PutInstallation(ctx, advisories.Installation{
		ID: r.Installation, Account: r.Account, AccountID: r.AccountID}); err != nil {
		return fmt.Errorf("keep installation: %w", err)
	}
	if err := d.refresh(ctx, r); err != nil {
		return err
	}
	return d.docket.WakeInstallation(ctx, r.Installation, d.now())
}

// pushSettling is how long a push of a policy file waits for the next one: each
// wakes every open case that the file rules, and somebody may push often.
const pushSettling = 15 * time.Second

// refresh reads the installation's repositories anew. A repository that the
// docket did not know came in when the bell rang.
func (d *Desk) refresh(ctx context.Context, r advisories.Ring) error {
	repos, err := d.gh.Repositories(ctx, r.Installation)
	if err != nil {
		return err
	}
	if !d.serves(repos, r.Account) {
		return nil
	}
	for i := range repos {
		repos[i].Since = r.At
	}
	if err := d.docket.PutRepositories(ctx, repos); err != nil {
		return fmt.Errorf("keep repositories: %w", err)
	}
	return nil
}

// policyPushed wakes the cases whose policy may have changed: the repository's
// own, or all of the account's when the owner's policy repository was pushed to.
func (d *Desk) policyPushed(ctx context.Context, r advisories.Ring) error {
	at := d.now().Add(pushSettling)
	if r.Name == ".github" || r.Name == ".github-private" {
		return d.docket.WakeInstallation(ctx, r.Installation, at)
	}
	return d.docket.WakeRepository(ctx, advisories.RepositoryKey{Installation: r.Installation, Repository: r.RepositoryID}, at)
}

// serves reports whether the account is one that this program is to serve.
func (d *Desk) serves(repos []advisories.Repository, account string) bool {
	if len(repos) > 0 {
		account = repos[0].Owner
	}
	return d.servesOwner(account)
}

func (d *Desk) servesOwner(account string) bool {
	return len(d.owners) == 0 || slices.ContainsFunc(d.owners, func(o string) bool { return sameLogin(o, account) })
}

// logCase is the logger for one case: by short name, ids at debug only.
func (d *Desk) logCase(name string, key advisories.CaseKey) *slog.Logger {
	log := d.log.With("case", name)
	log.Debug("case key", "installation", key.Installation, "repository", key.Repository, "ghsa", key.GHSA)
	return log
}

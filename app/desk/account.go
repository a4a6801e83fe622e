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
// something happened; what is true now is read from GitHub, and the repositories
// are listed once for all the rings that ask for it.
func (d *Desk) account(ctx context.Context, w advisories.Work) advisories.Next {
	var failed error
	// list is the ring since which repositories are new, where they are to be listed.
	var list *advisories.Ring
	for _, r := range w.Rings {
		asks, err := d.accountRing(ctx, r)
		if asks && (list == nil || r.At.After(list.At)) {
			list = &r
		}
		failed = d.accountFault(r, err, failed)
	}
	if list != nil {
		failed = d.accountFault(*list, d.refresh(ctx, *list), failed)
	}
	if failed != nil {
		return d.again(w.Failures, failed)
	}
	return advisories.Next{}
}

// accountFault is the fault for which the rings are to be worked again.
func (d *Desk) accountFault(r advisories.Ring, err, before error) error {
	switch advisories.CodeOf(err) {
	case "", advisories.FaultSuspended, advisories.FaultGone:
		return before // what is true of it will ring anew, and must not hold up what is behind
	}
	d.log.Warn("account ring not worked", "event", r.Event, "action", r.Action, "fault", advisories.CodeOf(err))
	return err
}

func (d *Desk) again(failures int, err error) advisories.Next {
	a := Retry(failures, d.now(), err)
	if a.Verb != VerbRetry {
		return advisories.Next{At: d.now().Add(maxDelay), Failed: true, Keep: true, Code: string(advisories.CodeOf(err))}
	}
	return advisories.Next{At: a.At, Failed: a.Counts, Keep: true, Code: string(advisories.CodeOf(err))}
}

// accountRing works one ring and reports whether the repositories are to be listed.
func (d *Desk) accountRing(ctx context.Context, r advisories.Ring) (list bool, err error) {
	switch r.Event {
	case "installation":
		return d.installation(ctx, r)
	case "installation_repositories":
		return d.repositoriesRang(ctx, r)
	case "push":
		return false, d.policyPushed(ctx, r)
	case "installation_target":
		return true, d.accountRenamed(ctx, r)
	case "repository":
		return d.lookUp(ctx, advisories.RepositoryKey{Installation: r.Installation, Repository: r.RepositoryID}, r.Owner, r.Name)
	}
	return false, nil
}

func (d *Desk) installation(ctx context.Context, r advisories.Ring) (list bool, err error) {
	switch r.Action {
	case "deleted":
		d.log.Info("installation deleted: all work on it ends")
		return false, d.drop(ctx, r.Installation)
	case "suspend":
		d.log.Info("installation suspended: its cases rest")
		return false, d.docket.PutInstallation(ctx, advisories.Installation{
			ID: r.Installation, Account: r.Account, AccountID: r.AccountID, Suspended: true})
	}
	// What it is granted now, the next list of installations tells.
	if err := d.docket.PutInstallation(ctx, advisories.Installation{
		ID: r.Installation, Account: r.Account, AccountID: r.AccountID}); err != nil {
		return false, fmt.Errorf("keep installation: %w", err)
	}
	if err := d.docket.SetWatermark(ctx, markRefused(r.Installation), time.Time{}); err != nil {
		return false, fmt.Errorf("ask for the organization's list again: %w", err)
	}
	return true, d.docket.WakeInstallation(ctx, r.Installation, d.now())
}

// accountRenamed writes down the account's new name; its repositories are listed
// for theirs.
func (d *Desk) accountRenamed(ctx context.Context, r advisories.Ring) error {
	known, err := d.docket.Installations(ctx)
	if err != nil {
		return fmt.Errorf("known installations: %w", err)
	}
	i := slices.IndexFunc(known, func(in advisories.Installation) bool { return in.ID == r.Installation })
	if i < 0 || r.Account == "" || known[i].Account == r.Account {
		return nil
	}
	known[i].Account = r.Account
	if err := d.docket.PutInstallation(ctx, known[i]); err != nil {
		return fmt.Errorf("keep installation: %w", err)
	}
	return d.docket.SetWatermark(ctx, markRefused(r.Installation), time.Time{})
}

// pushSettling is how long a push of a policy file waits for the next one: each
// wakes every open case that the file rules, and somebody may push often.
const pushSettling = 15 * time.Second

// refresh reads the installation's repositories anew. A repository that the
// docket did not know came in when the bell rang.
func (d *Desk) refresh(ctx context.Context, r advisories.Ring) error {
	known, err := d.docket.Installations(ctx)
	if err != nil {
		return fmt.Errorf("known installations: %w", err)
	}
	account := r.Account
	for _, in := range known {
		if in.ID == r.Installation {
			account = in.Account
		}
	}
	if !d.servesOwner(account) {
		return nil
	}
	_, err = d.relist(ctx, r.Installation, r.At)
	return err
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

func (d *Desk) servesOwner(account string) bool {
	return len(d.owners) == 0 || slices.ContainsFunc(d.owners, func(o string) bool { return sameLogin(o, account) })
}

// logCase is the logger for one case: by short name, ids at debug only.
func (d *Desk) logCase(name string, key advisories.CaseKey) *slog.Logger {
	log := d.log.With("case", name)
	log.Debug("case key", "installation", key.Installation, "repository", key.Repository, "ghsa", key.GHSA)
	return log
}

package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/advisory-bot/advisory-bot/app"
)

func docketCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "docket", Short: "Look after the database", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(docketVerifyCommand(), docketBackupCommand(), docketResealCommand(), docketCopyCommand(), docketPurgeCommand())
	return c
}

func docketPurgeCommand() *cobra.Command {
	var owner string
	var yes bool
	c := &cobra.Command{
		Use:   "purge --owner LOGIN",
		Short: "Delete for good all that is kept of an account",
		Long: "purge deletes every case, draft, decision, command and timeline of an account, and\n" +
			"what is known of its repositories. It says first what that is, and asks; elsewhere\n" +
			"than at a terminal it needs --yes. serve may run meanwhile. What serve would have\n" +
			"deleted by itself, ADVISORY_BOT_RETENTION after the account uninstalled the App,\n" +
			"goes at once. Uninstall the App first: where it still is, the next sweep takes open\n" +
			"advisories on anew. Backups, and what is on GitHub, are not touched: `case export`\n" +
			"keeps a case's figures and timeline.",
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if owner == "" {
				return usagef("docket purge needs --owner LOGIN")
			}
			return withRecords(c, func(ctx context.Context, r *app.Records) error { return purge(ctx, c, r, owner, yes) })
		},
	}
	c.Flags().StringVar(&owner, "owner", "", "login of the account")
	c.Flags().BoolVar(&yes, "yes", false, "delete without asking")
	return c
}

func purge(ctx context.Context, c *cobra.Command, r *app.Records, owner string, yes bool) error {
	list, err := r.KeptOf(ctx, owner)
	if errors.Is(err, app.ErrLogin) {
		return usagef("%w", err)
	}
	if err != nil {
		return err
	}
	app.PrintKept(c.OutOrStdout(), list)
	if !yes {
		if !terminal(c.InOrStdin()) {
			return usagef("nothing is deleted: give --yes where nobody can be asked")
		}
		answer, err := ask(ctx, c, "\nDelete all of this for good? Type yes: ")
		if err != nil {
			return err
		}
		if answer != "yes" {
			return errors.New("nothing is deleted")
		}
	}
	fmt.Fprintln(c.OutOrStdout())
	var faults []error
	for _, k := range list {
		gone, err := r.Purge(ctx, k)
		if err == nil || errors.Is(err, app.ErrRemains) {
			app.PrintPurged(c.OutOrStdout(), gone)
		}
		faults = append(faults, err)
	}
	return errors.Join(faults...)
}

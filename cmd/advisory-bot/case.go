package main

import (
	"context"
	"os/user"

	"github.com/spf13/cobra"

	"github.com/advisory-bot/advisory-bot/app"
)

func caseCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "case", Short: "Look at cases and decide on drafts", Args: noArgs,
		Long: "case works on the docket directly, also while serve runs. What you decide is\n" +
			"recorded as operator:NAME. An operator counts as one person of the two that a\n" +
			"policy may ask for, and cannot publish alone.",
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(caseListCommand(), caseShowCommand(), caseAckCommand(), caseRecordCommand(), caseApproveCommand(), caseDenyCommand(), caseVerifyCommand(), caseExportCommand())
	return c
}

// withRecords opens the docket for one command.
func withRecords(c *cobra.Command, do func(context.Context, *app.Records) error) error {
	config, log, err := configure(c, app.NeedDocket)
	if err != nil {
		return err
	}
	r, err := app.OpenRecords(c.Context(), config, app.Options{Log: log})
	if err != nil {
		return err
	}
	defer r.Close()
	return do(c.Context(), r)
}

func asFlag(c *cobra.Command, as *string) {
	name := ""
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	c.Flags().StringVar(as, "as", name, "your name, recorded as operator:NAME")
}

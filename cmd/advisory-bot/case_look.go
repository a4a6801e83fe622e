package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/advisory-bot/advisory-bot/app"
)

func caseListCommand() *cobra.Command {
	var all bool
	c := &cobra.Command{
		Use: "list", Short: "List cases and what maintainers must be told", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return withRecords(c, func(ctx context.Context, r *app.Records) error {
				cases, notices, err := r.List(ctx, all)
				if err != nil {
					return err
				}
				app.PrintCases(c.OutOrStdout(), cases, notices, time.Now())
				return nil
			})
		},
	}
	c.Flags().BoolVar(&all, "all", false, "also those that have ended")
	return c
}

func caseShowCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show CASE", Short: "Show a case: findings, clocks, drafts with their text, timeline", Args: exactly(1, "the case's short name"),
		RunE: func(c *cobra.Command, args []string) error {
			return withRecords(c, func(ctx context.Context, r *app.Records) error {
				v, err := r.Show(ctx, args[0])
				if err != nil {
					return err
				}
				app.PrintCase(c.OutOrStdout(), v)
				return nil
			})
		},
	}
}

func caseVerifyCommand() *cobra.Command {
	return &cobra.Command{
		Use: "verify [CASE]", Short: "Check the timelines' hash chains", Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			name := ""
			if len(args) == 1 {
				name = args[0]
			}
			return withRecords(c, func(ctx context.Context, r *app.Records) error {
				n, err := r.Verify(ctx, name)
				if err != nil {
					return fmt.Errorf("a timeline was changed from outside:\n%w", err)
				}
				_, err = fmt.Fprintf(c.OutOrStdout(), "%d timeline(s) are whole\n", n)
				return err
			})
		},
	}
}

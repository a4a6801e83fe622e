package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/advisory-bot/advisory-bot/app"
)

func caseListCommand() *cobra.Command {
	var all bool
	c := &cobra.Command{
		Use: "list", Short: "List cases and what maintainers must be told", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			err := withRecords(c, func(ctx context.Context, r *app.Records) error {
				l := app.CaseList{All: all}
				var err error
				if l.Cases, l.Notices, err = r.List(ctx, all); err != nil {
					return err
				}
				if l.Held, err = r.Held(ctx, l.Cases); err != nil {
					return err
				}
				if l.HandOffs, err = r.HandOffs(ctx, l.Notices); err != nil {
					return err
				}
				app.PrintCases(c.OutOrStdout(), l, time.Now())
				return nil
			})
			if errors.Is(err, app.ErrNoDocket) { // nothing to list is no failure
				_, err = fmt.Fprintf(c.OutOrStdout(), "No cases: %s\n", err)
			}
			return err
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
		Use: "verify [CASE]", Short: "Check the timelines' hash chains", Args: atMost(1, "one case"),
		RunE: func(c *cobra.Command, args []string) error {
			name := ""
			if len(args) == 1 {
				name = args[0]
			}
			return withRecords(c, func(ctx context.Context, r *app.Records) error {
				n, err := r.Verify(ctx, name)
				if errors.Is(err, app.ErrTampered) {
					return fmt.Errorf("not every timeline is as it was written:\n%w", err)
				}
				if err != nil {
					return err
				}
				if n == 0 {
					_, err = fmt.Fprintln(c.OutOrStdout(), "No timelines yet.")
					return err
				}
				_, err = fmt.Fprintf(c.OutOrStdout(), "%d timeline(s) are whole\n", n)
				return err
			})
		},
	}
}

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/advisory-bot/advisory-bot/app"
)

func caseRecordCommand() *cobra.Command {
	var w app.Word
	var at string
	c := &cobra.Command{
		Use:   "record CASE FACT [COMMITMENT]",
		Short: "Record what GitHub does not show",
		Long: "record writes down, as your word, what the program cannot see:\n" +
			"  exploited         the vulnerability is actively exploited (starts the clocks of\n" +
			"                    the Cyber Resilience Act where the policy asks for them)\n" +
			"  fixed             a fix or mitigation is available\n" +
			"  kept COMMITMENT   assess, update, fix, disclose, cra_early_warning,\n" +
			"                    cra_notification or cra_final_report was kept\n" +
			"  resumed           work goes on without waiting for the reporter\n" +
			"  repin             the case is held to the policy of now, not to that of its\n" +
			"                    beginning; `case show` says what differs\n" +
			"The first word on a fact counts; resumed, repin and kept update can come again.",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) < 2 || len(args) > 3 {
				return usagef("%s needs the case's short name and a fact (see --help)", named(c))
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			w.Case, w.Fact = args[0], args[1]
			if len(args) == 3 {
				w.Commitment = args[2]
			}
			if at != "" {
				t, err := time.Parse(time.RFC3339, at)
				if err != nil {
					return usagef("--at wants a time such as 2026-11-22T15:04:05Z")
				}
				w.At = t
			}
			return withRecords(c, func(ctx context.Context, r *app.Records) error {
				err := r.Say(ctx, w)
				if errors.Is(err, app.ErrWord) {
					return usagef("%w", err)
				}
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(c.OutOrStdout(), "recorded for %s: %s\n", args[0], strings.Join(args[1:], " "))
				return err
			})
		},
	}
	c.Flags().StringVar(&at, "at", "", "when it happened, RFC 3339 (none: now)")
	asFlag(c, &w.As)
	return c
}

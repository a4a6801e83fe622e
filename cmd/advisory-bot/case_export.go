package main

import (
	"context"
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/advisory-bot/advisory-bot/app"
)

func caseExportCommand() *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "export CASE",
		Short: "Write a case's figures and timeline, without any report text",
		Long: "export writes what was promised, what was done and when: figures, clocks, drafts\n" +
			"without their text, and the timeline with its hash chain, which is checked. It\n" +
			"names who acted, and holds no title, no comment and no reason.",
		Args: exactly(1, "the case's short name"),
		RunE: func(c *cobra.Command, args []string) error {
			if format != "json" && format != "text" {
				return usagef("--format is json or text")
			}
			return withRecords(c, func(ctx context.Context, r *app.Records) error {
				x, err := r.Export(ctx, args[0])
				if err != nil {
					return err
				}
				if format == "text" {
					app.PrintExport(c.OutOrStdout(), x)
					return nil
				}
				e := json.NewEncoder(c.OutOrStdout())
				e.SetEscapeHTML(false)
				e.SetIndent("", "  ")
				return e.Encode(x)
			})
		},
	}
	c.Flags().StringVar(&format, "format", "text", "text or json")
	return c
}

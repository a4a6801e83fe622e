package main

import (
	"github.com/spf13/cobra"

	"github.com/advisory-bot/advisory-bot/app"
)

func reportCommand() *cobra.Command {
	c := &cobra.Command{Use: "report", Short: "Work with vulnerability reports", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(reportCheckCommand())
	return c
}

func reportCheckCommand() *cobra.Command {
	var files app.PolicyFiles
	var format string
	c := &cobra.Command{
		Use:   "check FILE",
		Short: "Say which contents a report has, offline",
		Long: "check reads a report as the program does and says which contents it has, in\n" +
			"which line, and what stands out in it. FILE is Markdown, - for standard input:\n" +
			"its first line is the title (with or without #), the rest the report's text. The\n" +
			"text itself is not printed. What is required is said by the files of the policy\n" +
			"that are named, else by the built-in policy. Missing contents are no failure:\n" +
			"it exits 0.",
		Args: exactly(1, "a file with a report, or - for standard input"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkFormat(format, "text", "json"); err != nil {
				return err
			}
			r, err := app.CheckReport(args[0], c.InOrStdin(), files)
			if err != nil {
				return err
			}
			if format == "json" {
				return app.PrintJSON(c.OutOrStdout(), r)
			}
			app.PrintReportCheck(c.OutOrStdout(), r)
			return nil
		},
	}
	policyFlags(c, &files)
	formatFlag(c, &format, "text", "json")
	return c
}

package main

import (
	"encoding/json"
	"time"

	"github.com/spf13/cobra"

	"github.com/advisory-bot/advisory-bot/app"
)

func judgeCommand() *cobra.Command {
	var o app.Offline
	var now, format string
	c := &cobra.Command{
		Use:   "judge --advisory FILE.json",
		Short: "Judge an advisory from files, offline",
		Long: "judge says what a policy finds in an advisory and what it would draft. It reads\n" +
			"files only: the advisory (and its comments) as GitHub's REST API answers them,\n" +
			"for example from\n" +
			"  gh api repos/OWNER/REPO/security-advisories/GHSA-ID > advisory.json\n" +
			"Nothing is sent or stored. The report's own text is not printed: findings name\n" +
			"the place.",
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if o.Advisory == "" {
				return usagef("judge needs --advisory FILE.json")
			}
			if format != "text" && format != "json" {
				return usagef("--format is text or json")
			}
			o.Now = time.Now()
			if now != "" {
				t, err := time.Parse(time.RFC3339, now)
				if err != nil {
					return usagef("--now wants a time such as 2026-11-22T15:04:05Z")
				}
				o.Now = t
			}
			j, err := app.Judge(o)
			if err != nil {
				return err
			}
			if format == "json" {
				enc := json.NewEncoder(c.OutOrStdout())
				enc.SetIndent("", "  ")
				enc.SetEscapeHTML(false)
				return enc.Encode(j)
			}
			app.PrintJudgement(c.OutOrStdout(), j)
			return nil
		},
	}
	f := c.Flags()
	policyFlags(c, &o.Files)
	f.StringVar(&o.Advisory, "advisory", "", "advisory JSON")
	f.StringVar(&o.Comments, "comments", "", "comments JSON")
	f.StringSliceVar(&o.Maintainers, "maintainer", nil, "login whose comment counts as the project's answer (repeatable; GitHub is not asked)")
	f.StringVar(&now, "now", "", "judge as of this time, RFC 3339 (none: now)")
	f.StringVar(&format, "format", "text", "text or json")
	return c
}

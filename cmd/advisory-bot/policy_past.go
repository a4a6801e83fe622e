package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/app"
)

// pastFlags are those of policy test.
type pastFlags struct {
	files       app.PolicyFiles
	maintainers []string
	since       string
	now         string
	format      string
}

func policyTestCommand() *cobra.Command {
	var f pastFlags
	c := &cobra.Command{
		Use:   "test DIR | --since 2y OWNER/REPO",
		Short: "Try a policy on past reports",
		Long: "test says of each past report what a policy would have asked for, and which of\n" +
			"its promises were met or missed. What GitHub's answers do not show is unknown.\n" +
			"DIR has advisories as GitHub's REST API answers them, a file for one or for a\n" +
			"list of them, and NAME.comments.json or GHSA-ID.comments.json for the comments.\n" +
			"With --since it asks GitHub through the App, with the configuration of serve;\n" +
			"the policy is then the repository's own, unless files are named. Nothing is\n" +
			"written.",
		Args: exactly(1, "a directory, or --since and a repository"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkFormat(f.format, "text", "json"); err != nil {
				return err
			}
			r, err := f.run(c, args[0])
			if err != nil {
				return err
			}
			if f.format == "json" {
				return app.PrintJSON(c.OutOrStdout(), r)
			}
			app.PrintWhatIf(c.OutOrStdout(), r)
			return nil
		},
	}
	policyFlags(c, &f.files)
	flags := c.Flags()
	flags.StringSliceVar(&f.maintainers, "maintainer", nil, "login that answers for the project (repeatable; for DIR)")
	flags.StringVar(&f.since, "since", "", "ask GitHub for reports since: 2y, 90d or 2025-01-31")
	flags.StringVar(&f.now, "now", "", "judge as of this time, RFC 3339 (none: now)")
	formatFlag(c, &f.format, "text", "json")
	return c
}

func (f pastFlags) run(c *cobra.Command, what string) (app.WhatIf, error) {
	now := time.Now()
	if f.now != "" {
		t, err := time.Parse(time.RFC3339, f.now)
		if err != nil {
			return app.WhatIf{}, usagef("--now wants a time such as 2026-11-22T15:04:05Z")
		}
		now = t
	}
	owner, name, ok := strings.Cut(what, "/")
	repository := ok && advisories.ValidOwner(owner) && advisories.ValidRepositoryName(name)
	switch {
	case f.since == "" && repository && !app.IsDir(what):
		return app.WhatIf{}, usagef("%s is no directory; to ask GitHub, say policy test --since 2y %s", what, what)
	case f.since == "":
		return app.TestPolicy(what, f.files, f.maintainers, now)
	case !repository:
		return app.WhatIf{}, usagef("--since wants a repository such as acme/lib")
	case len(f.maintainers) > 0:
		return app.WhatIf{}, usagef("--maintainer is for a directory: GitHub is asked who may answer")
	}
	since, err := app.ParseSince(f.since, now)
	if err != nil {
		return app.WhatIf{}, usageError{fmt.Errorf("--since: %w", err)}
	}
	config, log, err := configure(c, app.NeedGitHub)
	if err != nil {
		return app.WhatIf{}, err
	}
	return app.TestPolicyOnGitHub(c.Context(), config, app.Options{Log: log},
		app.PastQuery{Owner: owner, Name: name, Since: since, Files: f.files, Now: now})
}

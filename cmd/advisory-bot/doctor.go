package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/app"
)

func doctorCommand() *cobra.Command {
	var q app.DoctorQuery
	var format string
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Look at all that serve needs, and say what to do",
		Long: "doctor looks at this machine (data directory, disk, sealing key, database), at the\n" +
			"App (clock, signature, registration, webhook and what became of its deliveries),\n" +
			"at where it is installed (OWNERS, permissions, the sweep's coverage), and at\n" +
			"repositories: private reporting, the comments API, policy files, the tracking\n" +
			"repository and who can read it. It says of each what to do about it, and changes\n" +
			"nothing. serve may run meanwhile.\n\n" +
			"It exits 0 where nothing failed (there may be warnings), 1 where something did or\n" +
			"could not be looked at, and 2 where the configuration has faults.",
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := checkFormat(format, "text", "json"); err != nil {
				return err
			}
			for _, name := range q.Repositories {
				owner, repo, ok := strings.Cut(name, "/")
				if !ok || !advisories.ValidOwner(owner) || !advisories.ValidRepositoryName(repo) {
					return usagef("--repository is OWNER/NAME")
				}
			}
			config, log, err := configure(c, app.NeedDoor)
			if err != nil {
				return err
			}
			return diagnose(c, config, app.Options{Log: log}, q, format)
		},
	}
	c.Flags().StringArrayVar(&q.Repositories, "repository", nil, "OWNER/NAME to look at, once or more; else the first 20")
	formatFlag(c, &format, "text", "json")
	return c
}

func diagnose(c *cobra.Command, config app.Config, o app.Options, q app.DoctorQuery, format string) error {
	d, err := app.Doctor(c.Context(), config, o, q)
	if err != nil {
		return err
	}
	if format == "json" {
		err = app.WriteDiagnosis(c.OutOrStdout(), d)
	} else {
		app.PrintDiagnosis(c.OutOrStdout(), d)
	}
	if n := d.Failed(); err == nil && n > 0 {
		return fmt.Errorf("%w: %d of the checks failed", app.ErrUnwell, n)
	}
	return err
}

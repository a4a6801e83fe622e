package main

import (
	"github.com/spf13/cobra"

	"github.com/advisory-bot/advisory-bot/app"
)

func sweepCommand() *cobra.Command {
	var once bool
	c := &cobra.Command{
		Use:   "sweep --once",
		Short: "Ask GitHub once for what no webhook told, and work it",
		Long: "sweep --once lists the open advisories of every installation, works those that are\n" +
			"new or different, and ends. serve does the same at each SWEEP_INTERVAL; the two do\n" +
			"not run on one data directory at once.",
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if !once {
				return usagef("sweep runs once: say sweep --once (serve sweeps by itself)")
			}
			config, log, err := configure(c, app.NeedGitHub)
			if err != nil {
				return err
			}
			p, err := app.Assemble(c.Context(), config, app.Options{Log: log})
			if err != nil {
				return err
			}
			defer p.Close()
			return p.SweepOnce(c.Context())
		},
	}
	c.Flags().BoolVar(&once, "once", false, "sweep once and end")
	return c
}

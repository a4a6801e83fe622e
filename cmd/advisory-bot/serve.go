package main

import (
	"github.com/spf13/cobra"

	"github.com/advisory-bot/advisory-bot/app"
)

func serveCommand() *cobra.Command {
	var roles app.Roles
	c := &cobra.Command{
		Use:   "serve [--web] [--work]",
		Short: "Take webhooks, work cases, sweep",
		Long: "serve takes GitHub's webhooks and works cases until it is stopped. It is\n" +
			"configured by the environment; the README has the table. With PostgreSQL,\n" +
			"any number of processes may share the work, and each may have one role.",
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			config, log, err := configure(c, roles.Need())
			if err != nil {
				return err
			}
			p, err := app.Assemble(c.Context(), config, app.Options{Log: log, Roles: roles})
			if err != nil {
				return err
			}
			defer p.Close()
			err = p.Serve(c.Context(), nil)
			log.Info("stopped")
			return err
		},
	}
	c.Flags().BoolVar(&roles.Web, "web", false, "only take webhooks: needs no key of the App's")
	c.Flags().BoolVar(&roles.Work, "work", false, "only work cases and sweep: needs no webhook secret")
	return c
}

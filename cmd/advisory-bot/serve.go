package main

import (
	"github.com/spf13/cobra"

	"github.com/advisory-bot/advisory-bot/app"
)

func serveCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "Take webhooks, work cases, sweep",
		Long: "serve takes GitHub's webhooks and works cases until it is stopped. It is\n" +
			"configured by the environment; the README has the table.",
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			config, log, err := configure(c, app.NeedDoor)
			if err != nil {
				return err
			}
			p, err := app.Assemble(c.Context(), config, app.Options{Log: log})
			if err != nil {
				return err
			}
			defer p.Close()
			err = p.Serve(c.Context(), nil)
			log.Info("stopped")
			return err
		},
	}
}

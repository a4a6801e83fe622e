package main

import (
	"github.com/spf13/cobra"

	"github.com/advisory-bot/advisory-bot/app"
)

func serveCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "Take webhooks, work cases, sweep",
		Long:  "serve takes GitHub's webhooks and works cases until it is stopped. It is configured by the environment;\nthe README has the table.",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			config, err := app.ReadConfig(c.Context(), nil, app.NeedDoor)
			if err != nil {
				return err
			}
			p, err := app.Assemble(c.Context(), config, app.Options{Log: config.Log(c.ErrOrStderr())})
			if err != nil {
				return err
			}
			defer p.Close()
			return p.Serve(c.Context(), nil)
		},
	}
}

package main

import (
	"github.com/spf13/cobra"

	"github.com/advisory-bot/advisory-bot/app"
)

func healthCommand() *cobra.Command {
	return &cobra.Command{
		Use: "health", Short: "Ask the running program whether it is alive (for containers)", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			config, err := app.ReadConfig(c.Context(), nil, app.NeedHealth)
			if err != nil {
				return err
			}
			return app.Health(c.Context(), config)
		},
	}
}

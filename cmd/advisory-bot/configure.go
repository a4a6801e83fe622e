package main

import (
	"fmt"
	"log/slog"

	"github.com/spf13/cobra"

	"github.com/advisory-bot/advisory-bot/app"
)

// configure reads the configuration that a command needs and makes its logger.
// Misspelt variables are told on standard error.
func configure(c *cobra.Command, need app.Need) (app.Config, *slog.Logger, error) {
	config, err := app.ReadConfig(c.Context(), nil, need)
	if err != nil {
		return config, nil, err
	}
	log := config.Log(c.ErrOrStderr())
	for _, warning := range config.Warnings {
		if config.LogFormat == "json" {
			log.Warn(warning)
			continue
		}
		fmt.Fprintf(c.ErrOrStderr(), "advisory-bot: warning: %s\n", warning)
	}
	return config, log, nil
}

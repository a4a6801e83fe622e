package main

import (
	"log/slog"

	"github.com/spf13/cobra"

	"github.com/advisory-bot/advisory-bot/app"
)

func demoCommand() *cobra.Command {
	var once, verbose bool
	c := &cobra.Command{
		Use:   "demo",
		Short: "Show a whole story against a simulated GitHub",
		Long: "demo runs the real program against a simulated GitHub in one process: a report\n" +
			"arrives, is answered, acknowledged, accepted and published. At a terminal it waits\n" +
			"for Enter between chapters; --once waits for nobody. It exits 0 only if the story\n" +
			"ended as it should. Nothing leaves the machine and nothing is kept.",
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			d := app.Demo{Out: c.OutOrStdout()}
			if verbose {
				d.Log = app.NewLog(c.ErrOrStderr(), slog.LevelDebug, "text")
			}
			if !once && terminal(c.InOrStdin()) {
				d.In = c.InOrStdin()
			}
			return app.RunDemo(c.Context(), d)
		},
	}
	c.Flags().BoolVar(&once, "once", false, "wait for nobody")
	c.Flags().BoolVar(&verbose, "verbose", false, "also print the program's own log")
	return c
}

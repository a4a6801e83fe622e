package main

import (
	"github.com/spf13/cobra"

	"github.com/advisory-bot/advisory-bot/app"
)

func setupCommand() *cobra.Command {
	var o app.SetupOptions
	c := &cobra.Command{
		Use:   "setup",
		Short: "Create the GitHub App and store its keys",
		Long: "setup leads through creating the GitHub App: it prints a link to pages on this\n" +
			"machine, asks what only you know, has GitHub create an App that belongs to you\n" +
			"alone, and stores its keys in DATA_DIR (mode 0600), where every other command\n" +
			"reads what the environment does not set. It prints the link that installs the\n" +
			"App. It never replaces keys that are there.\n\n" +
			"On a machine without a browser, setup --terminal writes the page as a file to be\n" +
			"opened elsewhere, and takes the address that GitHub sends that browser to.",
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if faults := o.Wishes.Faults(); faults != nil {
				for _, flag := range []string{"public_url", "organization"} {
					if faults[flag] != "" {
						return usagef("--%s: %s", map[string]string{"public_url": "public-url", "organization": "organization"}[flag], faults[flag])
					}
				}
			}
			o.In, o.Out = c.InOrStdin(), c.OutOrStdout()
			return app.Setup(c.Context(), o)
		},
	}
	c.Flags().StringVar(&o.Wishes.PublicURL, "public-url", "", "where GitHub reaches this program, such as https://bot.example.org")
	c.Flags().StringVar(&o.Wishes.Organization, "organization", "", "the organization that the App shall belong to; else your own account")
	c.Flags().BoolVar(&o.Wishes.PrivateForks, "private-forks", false, "ask for administration: write, to start temporary private forks")
	c.Flags().StringVar(&o.Listen, "listen", "127.0.0.1:0", "loopback address of the pages")
	c.Flags().BoolVar(&o.Terminal, "terminal", false, "no browser on this machine")
	return c
}

package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/advisory-bot/advisory-bot/app"
)

func docketCopyCommand() *cobra.Command {
	var from, to string
	c := &cobra.Command{
		Use:   "copy --to URL",
		Short: "Move the database from SQLite to PostgreSQL, or back",
		Long: "copy writes the whole docket into an empty database, reads it back, and verifies\n" +
			"every timeline and sealed text in it. --from and --to are postgres://… or a file;\n" +
			"without --from it is the configured one. Stop every serve and sweep first. A copy\n" +
			"that did not come to its end cannot be opened: empty it and copy again. Start no\n" +
			"serve on the empty database before: it would make a docket there.\n" +
			"A password does not belong on a command line: leave it out of the URL, and set\n" +
			"PGPASSFILE or PGPASSWORD, which are read as PostgreSQL's own programs do.\n" +
			"The copy wants the same sealing keys. PostgreSQL wants them in\n" +
			"ADVISORY_BOT_SEAL_KEY or ADVISORY_BOT_SEAL_KEY_FILE. The queue's tables are not\n" +
			"copied: serve makes its jobs again.",
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if to == "" {
				return usagef("docket copy needs --to URL or --to FILE")
			}
			config, log, err := configure(c, app.NeedDocket)
			if err != nil {
				return err
			}
			copied, err := app.CopyDocket(c.Context(), config, app.Options{Log: log}, from, to, func(table string, rows int) {
				fmt.Fprintf(c.ErrOrStderr(), "%s: %d\n", table, rows)
			})
			if errors.Is(err, app.ErrPlace) {
				return usagef("%w", err)
			}
			if missing := (*fs.PathError)(nil); errors.As(err, &missing) && missing.Op == "stat" && errors.Is(missing, fs.ErrNotExist) {
				return fmt.Errorf("%w; nothing is copied: there must be a docket to copy, and its sealing key beside it or in ADVISORY_BOT_SEAL_KEY", err)
			}
			if err != nil {
				return err
			}
			app.PrintCopied(c.OutOrStdout(), copied)
			return nil
		},
	}
	c.Flags().StringVar(&from, "from", "", "the docket to copy, postgres://… or a file (none: the configured one)")
	c.Flags().StringVar(&to, "to", "", "the empty database to copy into, postgres://… or a file")
	return c
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/advisory-bot/advisory-bot/app"
)

func docketVerifyCommand() *cobra.Command {
	return &cobra.Command{
		Use: "verify", Short: "Check the database, all timelines and all sealed texts", Args: noArgs,
		Long: "verify has SQLite check its file, computes every timeline's hash chain again, and\n" +
			"opens every sealed text with the keys at hand. It changes nothing of what is kept;\n" +
			"serve may run meanwhile. It fails where anything is not as it was written, and\n" +
			"names the cases.\n" +
			"As every command that opens a docket, it brings its tables to this version.\n" +
			"PostgreSQL's own files are checked by its own tools, such as pg_amcheck.",
		RunE: func(c *cobra.Command, _ []string) error {
			return withRecords(c, func(ctx context.Context, r *app.Records) error {
				v, err := r.VerifyDocket(ctx)
				return verified(c, "the docket", v, err)
			})
		},
	}
}

// verified prints what was verified; faults that were found are the error.
func verified(c *cobra.Command, what string, v app.Verified, err error) error {
	faults := errors.Is(err, app.ErrTampered) || errors.Is(err, app.ErrDamaged)
	if err != nil && !faults {
		return err
	}
	app.PrintVerified(c.OutOrStdout(), what, v)
	if faults {
		return fmt.Errorf("not everything is as it was written:\n%w", err)
	}
	return nil
}

func docketBackupCommand() *cobra.Command {
	return &cobra.Command{
		Use: "backup FILE", Short: "Write the SQLite database into a file, while serve runs", Args: exactly(1, "a new file's name"),
		Long: "backup writes the database as it is at one moment into a new file (mode 0600), and\n" +
			"verifies that file as `docket verify` does before it says done. serve may run\n" +
			"meanwhile and is not held up. The sealing key is not in it: back that up apart.\n" +
			"To restore: stop serve, remove docket.db, docket.db-wal and docket.db-shm from\n" +
			"ADVISORY_BOT_DATA_DIR, put the backup there as docket.db, and start serve. What\n" +
			"happened since is found on GitHub, and nothing is posted twice. For PostgreSQL\n" +
			"take pg_dump.",
		RunE: func(c *cobra.Command, args []string) error {
			if args[0] == "" {
				return usagef("docket backup needs a new file's name")
			}
			return withRecords(c, func(ctx context.Context, r *app.Records) error {
				v, err := r.Backup(ctx, args[0])
				return verified(c, "the backup", v, backupFault(args[0], err))
			})
		},
	}
}

// backupFault says what to do where the file's name is taken, or its folder missing
// or not ours to write in.
func backupFault(file string, err error) error {
	if link := (*os.LinkError)(nil); errors.As(err, &link) && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w: a backup needs a folder on a file system that has hard links", err)
	}
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("back up: this user may not write into %s: let it, or name another folder", filepath.Dir(file))
	}
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("back up: file already exists: %s is there, and nothing is overwritten: give another name", file)
	}
	if _, missing := os.Stat(filepath.Dir(file)); err != nil && errors.Is(missing, fs.ErrNotExist) {
		return fmt.Errorf("back up: there is no folder %s: make it first, or name another", filepath.Dir(file))
	}
	return err
}

func docketResealCommand() *cobra.Command {
	return &cobra.Command{
		Use: "reseal", Short: "Seal everything with the newest sealing key", Args: noArgs,
		Long: "reseal seals every text and signs every timeline with the first key of\n" +
			"ADVISORY_BOT_SEAL_KEY (or seal.key), so that the keys behind it are not needed any\n" +
			"more to open the database. Put the new key before the old one and start every\n" +
			"serve anew first; serve may run meanwhile then. Stopped at any moment, it is\n" +
			"called again.\n" +
			"It changes nothing on GitHub. Comments and tracking issues that were signed with\n" +
			"an older key are known as ours by that key alone; without it they count as edited\n" +
			"by a person, and drafts that wait must be approved anew. So keep an older key in\n" +
			"the list until the cases from its time have ended, unless it was stolen. What was\n" +
			"backed up before is opened by the older key still.",
		RunE: func(c *cobra.Command, _ []string) error {
			return withRecords(c, func(ctx context.Context, r *app.Records) error {
				told := time.Now()
				done, err := r.Reseal(ctx, func(so app.Resealed) {
					if time.Since(told) > 10*time.Second {
						told = time.Now()
						fmt.Fprintf(c.ErrOrStderr(), "%d cases\n", so.Cases)
					}
				})
				if err != nil {
					return err
				}
				app.PrintResealed(c.OutOrStdout(), done)
				return nil
			})
		},
	}
}

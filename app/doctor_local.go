package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/advisory-bot/advisory-bot/app/desk"
)

// Free space of the data directory below which there is a warning, and a failure.
const (
	lowDisk  = 1 << 30
	fullDisk = 64 << 20
)

// local looks at this machine.
func (d *doctor) local(ctx context.Context) {
	d.dataDir()
	sealed := d.sealKey()
	d.database(ctx, sealed)
}

// dataDir looks at who may read the data directory, and what room it has.
func (d *doctor) dataDir() {
	dir := d.config.DataDir
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		d.note("disk", "", CheckSkipped, dir+" is not there yet", "serve makes it ("+Prefix+"DATA_DIR).")
		return
	case err != nil || !info.IsDir():
		d.note("disk", "", CheckFail, dir+" cannot be looked at, or is no directory", "Mend "+Prefix+"DATA_DIR, or the rights on it.")
		return
	case info.Mode().Perm()&0o077 != 0:
		d.note("data_dir", "", CheckWarn, fmt.Sprintf("%s can be looked into by others (mode %04o)", dir, info.Mode().Perm()),
			"chmod 700 it: it tells which repositories have open cases, and holds keys.")
	default:
		d.note("data_dir", "", CheckOK, dir+" is its owner's alone", "")
	}
	free, err := freeSpace(dir)
	found := fmt.Sprintf("%s free in %s", size(free), dir)
	switch {
	case err != nil:
		d.note("disk", "", CheckSkipped, "the room in "+dir+" cannot be told here", "")
	case free < fullDisk:
		d.note("disk", "", CheckFail, found, "Make room: without it deliveries are refused, and only the sweep finds what they told.")
	case free < lowDisk:
		d.note("disk", "", CheckWarn, found, "Make room soon.")
	default:
		d.note("disk", "", CheckOK, found, "")
	}
}

// freeSpace is how many bytes we may still write in a directory.
func freeSpace(dir string) (uint64, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, err
	}
	return uint64(s.Bavail) * uint64(s.Bsize), nil
}

func size(n uint64) string {
	if n >= 1<<30 {
		return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
	}
	return fmt.Sprintf("%d MiB", n>>20)
}

// sealKey looks at the sealing key and makes none. It reports whether there is a
// usable one.
func (d *doctor) sealKey() bool {
	const name = "sealing_key"
	if d.config.SealKey != "" { // it was read with the configuration
		d.note(name, "", CheckOK, "set in "+Prefix+"SEAL_KEY; the newest of "+count(len(list(d.config.SealKey)), "key")+" seals", "")
		return true
	}
	path := filepath.Join(d.config.DataDir, SealKeyFile)
	_, err := readSealKey(path)
	_, noDatabase := os.Stat(filepath.Join(d.config.DataDir, databaseFile))
	switch {
	case err == nil:
		d.note(name, "", CheckOK, path+" is there and its owner's alone; have a copy apart from the database", "")
		return true
	case errors.Is(err, os.ErrNotExist) && noDatabase != nil:
		d.note(name, "", CheckSkipped, "none yet", "serve makes one at its first start. Keep a copy of it apart from the database then.")
	case errors.Is(err, os.ErrNotExist):
		d.note(name, "", CheckFail, path+" is missing, and the database beside it was sealed with it", "Put it back from your copy, or set "+Prefix+"SEAL_KEY.")
	default:
		d.note(name, "", CheckFail, err.Error(), "Without the right key the program does not start on this database.")
	}
	return false
}

// count is a number with its word: "1 delivery", "2 deliveries".
func count(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	if stem, ok := strings.CutSuffix(word, "y"); ok {
		word = stem + "ie"
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// database looks at the docket, which serve may be working on.
func (d *doctor) database(ctx context.Context, sealed bool) {
	const name = "database"
	if d.config.DatabaseURL == "" {
		if _, err := os.Stat(filepath.Join(d.config.DataDir, databaseFile)); errors.Is(err, os.ErrNotExist) {
			d.note(name, "", CheckSkipped, "none yet", "serve makes it at its first start.")
			return
		}
	}
	if !sealed {
		d.note(name, "", CheckSkipped, "not opened without its sealing key", "See the check sealing_key.")
		return
	}
	db, _, err := OpenDocket(ctx, d.config, d.options, false)
	if err != nil {
		d.note(name, "", CheckFail, err.Error(), "Mend "+Prefix+"DATABASE_URL or the rights on the file; it may also be of a newer version of this program, or sealed with another key.")
		return
	}
	d.docket = db
	f, err := db.Figures(ctx)
	if err != nil {
		d.note(name, "", CheckFail, err.Error(), "The database opens and cannot be read.")
		return
	}
	cases := 0
	for _, n := range f.Cases {
		cases += n
	}
	found := fmt.Sprintf("%s, %s waiting, %s for maintainers", count(cases, "case"), count(f.RingsWaiting, "delivery"), count(f.Notices, "notice"))
	switch {
	case f.Problems > 0 || f.Failing > 0:
		d.note(name, "", CheckWarn, found+fmt.Sprintf("; %d stand still, %d failed at their last try", f.Problems, f.Failing), "advisory-bot case list says which and why.")
	default:
		d.note(name, "", CheckOK, found, "")
	}
}

// coverage says when the sweep looked at an installation's repositories.
func (d *doctor) coverage(ctx context.Context, installation int64, about string) {
	const name = "sweep"
	if d.docket == nil {
		d.note(name, about, CheckSkipped, "no database yet", "")
		return
	}
	c, err := desk.CoverageOf(ctx, d.docket, installation)
	repositories := c.Repositories
	since, ok := c.Time(d.now())
	late := max(2*time.Hour, 3*d.config.SweepInterval, 2*c.Expected(d.config.SweepInterval))
	switch {
	case err != nil:
		d.note(name, about, CheckFail, err.Error(), "")
	case repositories == 0:
		d.note(name, about, CheckSkipped, "no repository is known yet", "Is serve running?")
	case !ok:
		d.note(name, about, CheckWarn, "not every one of "+count(repositories, "repository")+" was looked at yet", "Is serve running? A first round over many takes an hour or more.")
	case since > late:
		d.note(name, about, CheckWarn, fmt.Sprintf("a repository was last looked at %s ago", since.Round(time.Minute)), "Is serve running? Its log says why a sweep fails.")
	default:
		d.note(name, about, CheckOK, fmt.Sprintf("%s, each looked at in the last %s", count(repositories, "repository"), since.Round(time.Minute)), "")
	}
}

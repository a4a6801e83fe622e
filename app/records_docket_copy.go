package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
)

// whereabouts is where a docket is: a file, or else the URL of a PostgreSQL database.
type whereabouts struct{ file, url string }

// ErrPlace: what should say where a docket is does not.
var ErrPlace = errors.New("a docket is at postgres://… or in a file")

// docketAt reads what somebody typed: a file, also as sqlite:FILE, or a URL.
func docketAt(s string) (whereabouts, error) {
	switch {
	case strings.HasPrefix(s, "postgres://"), strings.HasPrefix(s, "postgresql://"):
		return whereabouts{url: s}, nil
	case s == "" || strings.Contains(s, "://"):
		return whereabouts{}, ErrPlace // not repeated: it may hold a password
	}
	file := strings.TrimPrefix(s, "sqlite:")
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		file = filepath.Join(file, databaseFile)
	}
	// The lock and the sealing key are beside the file itself, not beside a link to it.
	if real, err := filepath.EvalSymlinks(file); err == nil {
		file = real
	}
	return whereabouts{file: file, url: "sqlite:" + file}, nil
}

// CopyDocket copies a docket into an empty one; see [docket.Docket.CopyTo]. from and
// to are files or URLs of PostgreSQL; an empty from is the configured docket. A
// docket in a file is locked as serve locks it. The sealing keys are those of the
// configuration, or the file beside the docket to copy from. tell, where not nil,
// is told of each table.
func CopyDocket(ctx context.Context, c Config, o Options, from, to string, tell func(table string, rows int)) (docket.Copied, error) {
	o = o.withDefaults()
	if from == "" {
		if from = c.DatabaseURL; from == "" {
			from = filepath.Join(c.DataDir, databaseFile)
		}
	}
	source, err := docketAt(from)
	if err != nil {
		return docket.Copied{}, fmt.Errorf("--from: %w", err)
	}
	target, err := docketAt(to)
	if err != nil {
		return docket.Copied{}, fmt.Errorf("--to: %w", err)
	}
	release, err := lockBoth(source, target)
	defer release()
	if err != nil {
		return docket.Copied{}, err
	}
	keys, err := keysBeside(c, source)
	if err != nil {
		return docket.Copied{}, err
	}
	d, err := docket.Open(ctx, docket.Config{URL: source.url, Keys: keys, Log: o.Log, Now: o.Now, Sole: source.file != ""})
	if err != nil {
		return docket.Copied{}, err
	}
	copied, err := d.CopyTo(ctx, docket.Config{URL: target.url}, tell)
	return copied, errors.Join(err, d.Close())
}

// lockBoth takes the folders of files for this process alone; release is never nil.
func lockBoth(source, target whereabouts) (release func(), err error) {
	var held []func()
	release = func() {
		for _, end := range held {
			end()
		}
	}
	if source.file != "" {
		if _, err := os.Stat(source.file); err != nil {
			return release, fmt.Errorf("--from: %w", err)
		}
	}
	done := map[string]bool{"": true}
	for _, d := range []whereabouts{source, target} {
		dir := ""
		if d.file != "" {
			var err error
			if dir, err = filepath.Abs(filepath.Dir(d.file)); err != nil { // one folder may be named in two ways
				return release, fmt.Errorf("find folder: %w", err)
			}
		}
		if done[dir] {
			continue
		}
		done[dir] = true
		end, err := lockDir(dir)
		if err != nil {
			return release, err
		}
		held = append(held, end)
	}
	return release, nil
}

// keysBeside are the configured keys, or those in the file beside a docket. None is
// made here.
func keysBeside(c Config, source whereabouts) (advisories.Keys, error) {
	if c.SealKey != "" {
		return advisories.ParseKeys(c.SealKey)
	}
	dir := c.DataDir
	if source.file != "" {
		dir = filepath.Dir(source.file)
	}
	return readSealKey(filepath.Join(dir, SealKeyFile))
}

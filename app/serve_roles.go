package app

import (
	"github.com/advisory-bot/advisory-bot/app/intake"
)

// Roles are what one process of serve does. With neither set it does both. Several
// processes, of either role or both, may share a PostgreSQL database.
type Roles struct {
	// Web takes deliveries. It asks GitHub nothing and does not have the App's key.
	Web bool
	// Work works cases, sweeps, and forgets what was kept long enough. It has no door.
	Work bool
}

// Need is what of the configuration these roles use.
func (r Roles) Need() Need {
	switch {
	case !r.work():
		return NeedWeb
	case !r.web():
		return NeedWork
	}
	return NeedDoor
}

func (r Roles) web() bool  { return r.Web || !r.Work }
func (r Roles) work() bool { return r.Work || !r.Web }

// names are the roles in words.
func (r Roles) names() []string {
	var out []string
	if r.web() {
		out = append(out, "web")
	}
	if r.work() {
		out = append(out, "work")
	}
	return out
}

// noSplit says why roles cannot be split on an SQLite file.
const noSplit = "`serve --web` and `serve --work` need a database that processes can share, " +
	"postgres://USER:PASSWORD@HOST/DATABASE; with the SQLite file in " + Prefix + "DATA_DIR, run `serve` alone, which is both"

// openDoor makes the webhook door, where this process has one.
func (p *Program) openDoor() error {
	if !p.options.Roles.web() || len(p.config.WebhookSecrets) == 0 {
		return nil
	}
	door, err := intake.New(intake.Config{
		Secrets: p.config.WebhookSecrets, Bell: p.Docket, Log: p.options.Log, Now: p.options.Now, Observe: p.observeDoor,
	})
	if err != nil {
		return err
	}
	p.Door = door
	return nil
}

package app

import (
	"context"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/app/desk"
	"github.com/advisory-bot/advisory-bot/app/notify"
)

// notifier is the poster as the desk knows it.
type notifier struct{ *notify.Poster }

// newNotifier is who tells of deadlines, nil where there is no NOTIFY_URL. Without
// a NOTIFY_SECRET it signs with a key of the newest sealing key's.
func newNotifier(c Config, keys advisories.Keys, o Options) (desk.Notifier, error) {
	if c.NotifyURL == "" {
		return nil, nil
	}
	secret := c.NotifySecret
	if len(secret) == 0 {
		secret = keys.Derive("notify")[0]
	}
	p, err := notify.New(notify.Config{URL: c.NotifyURL, Secret: secret, UserAgent: "advisory-bot/" + Version(), Now: o.Now})
	if err != nil {
		return nil, err
	}
	return notifier{p}, nil
}

// Notify implements desk.Notifier.
func (n notifier) Notify(ctx context.Context, d desk.Notification) error {
	return n.Post(ctx, notify.Notification{ID: d.ID, Case: d.Case, Severity: d.Severity, Commitment: string(d.Commitment),
		Stage: d.Stage, Due: d.Due, Link: d.Link})
}

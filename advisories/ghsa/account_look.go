package ghsa

import (
	"context"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// AppLook is the App as GitHub knows it, and GitHub's clock.
type AppLook struct {
	Slug string
	// Permissions and Events are those of the registration: what installations are
	// asked for from now on. Installations grant by themselves.
	Permissions map[string]string
	Events      []string
	// Skew is how far our clock is ahead of GitHub's, to a second or two; SkewKnown
	// is false where GitHub's answer did not say or none came.
	Skew      time.Duration
	SkewKnown bool
}

type wireAppLook struct {
	Slug        string             `json:"slug"`
	Permissions map[string]*string `json:"permissions"`
	Events      []string           `json:"events"`
}

// Look asks GitHub who we are, past what is remembered. The skew is known also
// where the error says that our signature was refused: a wrong clock is the most
// frequent reason.
func (c *Client) Look(ctx context.Context) (AppLook, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	var r reply
	cl := &call{route: routeApp}
	begun := c.now()
	err := c.once(ctx, cl, func(ctx context.Context) error {
		var err error
		r, err = c.exchange(ctx, ask{route: routeApp}, "app")
		return err
	})
	ended := c.now()
	var look AppLook
	if !cl.date.IsZero() {
		middle := begun.Add(ended.Sub(begun) / 2)
		look.Skew, look.SkewKnown = middle.Sub(cl.date.Add(time.Second/2)).Round(time.Second), true
	}
	if err != nil {
		return look, faultOf(cl, err)
	}
	var w wireAppLook
	if err := decode(r.body, &w); err != nil {
		return look, badAnswer(routeApp, err)
	}
	if !advisories.ValidOwner(w.Slug) {
		return look, badAnswer(routeApp, errSlug)
	}
	look.Slug, look.Events, look.Permissions = w.Slug, w.Events, map[string]string{}
	for name, level := range w.Permissions {
		if level != nil {
			look.Permissions[name] = *level
		}
	}
	return look, nil
}

// Webhook is the App's webhook as GitHub has it.
type Webhook struct {
	// URL is empty where none is set. That it is set does not say that it is active:
	// GitHub tells that to people only.
	URL string
	// Secret is true where GitHub signs what it sends.
	Secret bool
	// JSON is true where payloads are sent as JSON, as the door needs them.
	JSON bool
	// Unverified is true where GitHub does not check the certificate.
	Unverified bool
}

type wireHook struct {
	URL         string `json:"url"`
	ContentType string `json:"content_type"`
	Secret      string `json:"secret"`
	InsecureSSL any    `json:"insecure_ssl"` // "0", "1", or the same as numbers
}

// Hook reads the App's webhook settings.
func (c *Client) Hook(ctx context.Context) (Webhook, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	var w wireHook
	if err := c.get(ctx, ask{route: routeHook}, &w); err != nil {
		return Webhook{}, err
	}
	return Webhook{URL: w.URL, Secret: w.Secret != "", JSON: w.ContentType == "json",
		Unverified: w.InsecureSSL == "1" || w.InsecureSSL == float64(1)}, nil
}

// DeliveryCount is GitHub's delivery log in numbers.
type DeliveryCount struct {
	// Attempts are all that were made, Lost the deliveries of which none was taken.
	Attempts, Lost int
	// Refused are attempts that were answered 401: the signature was not ours.
	Refused int
	// Unanswered are attempts without an answer of ours: no connection, or too late.
	Unanswered int
	// Last is when the last attempt that was taken was made, zero for none.
	Last time.Time
	// Partial is true where the log was longer than is read.
	Partial bool
}

// Deliveries counts what GitHub's delivery log has since a time.
func (c *Client) Deliveries(ctx context.Context, since time.Time) (DeliveryCount, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	var n DeliveryCount
	var log deliveryLog
	read := 0
	err := pages(ctx, c, ask{route: routeDeliveries}, maxDeliveryPages+1, func(page []wireDelivery) bool {
		read++
		n.add(page, since)
		more := log.add(page, since)
		n.Partial = more && read == maxDeliveryPages && len(page) > 0
		return more && read < maxDeliveryPages
	})
	if err != nil {
		return DeliveryCount{}, err
	}
	n.Lost = len(log.failed())
	return n, nil
}

func (n *DeliveryCount) add(page []wireDelivery, since time.Time) {
	for _, d := range page {
		if d.DeliveredAt.Before(since) && !d.DeliveredAt.IsZero() {
			return
		}
		n.Attempts++
		switch {
		case delivered(d.StatusCode):
			if d.DeliveredAt.After(n.Last) {
				n.Last = d.DeliveredAt.Time
			}
		case refusedByUs(d.StatusCode):
			n.Refused++
		case unanswered(d.StatusCode):
			n.Unanswered++
		}
	}
}

package app

import (
	"context"
	"errors"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/app/desk"
	"github.com/advisory-bot/advisory-bot/app/tracking"
)

// trackingRoom lets the desk, which does not know it, use the tracking room.
type trackingRoom struct{ *tracking.Room }

// Look reads the issue afresh.
func (r trackingRoom) Look(ctx context.Context, installation int64, t advisories.Tracking) (desk.TrackingLook, error) {
	l, err := r.Room.Look(ctx, installation, t)
	return desk.TrackingLook(l), err
}

// Show makes the issue or brings it up to date.
func (r trackingRoom) Show(ctx context.Context, v desk.TrackingView, keep func(context.Context, advisories.Tracking) error) (advisories.Tracking, error) {
	t, err := r.Room.Show(ctx, tracking.View(v), keep)
	return t, closed("write the tracking issue", err)
}

// Tell comments under a draft's key.
func (r trackingRoom) Tell(ctx context.Context, of advisories.CaseKey, t advisories.Tracking, d advisories.DraftKey, body string, assign []advisories.Person) (int64, error) {
	id, err := r.Room.Tell(ctx, of, t, d, body, assign)
	return id, closed("comment in the tracking issue", err)
}

// Answer replies to a command.
func (r trackingRoom) Answer(ctx context.Context, t advisories.Tracking, c advisories.Command, reply string) error {
	return closed("answer in the tracking issue", r.Room.Answer(ctx, t, c, reply))
}

// Find looks for what Tell wrote.
func (r trackingRoom) Find(ctx context.Context, of advisories.CaseKey, t advisories.Tracking, d advisories.DraftKey, since time.Time) (int64, bool, error) {
	id, ok, err := r.Room.Find(ctx, of, t, d, since)
	return id, ok, closed("look for a comment in the tracking issue", err)
}

// closed makes a fault of a tracking issue that may not be written: what was to be
// said there is a person's to say.
func closed(attempted string, err error) error {
	var p *tracking.ProblemError
	if errors.As(err, &p) {
		return &advisories.Fault{Code: advisories.FaultForbidden, Attempted: attempted, Err: err}
	}
	return err
}

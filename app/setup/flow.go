package setup

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Config is what leading an admin through setup needs.
type Config struct {
	// WebURL has GitHub's pages, with a slash at its end.
	WebURL string
	// Store keeps the keys.
	Store Store
	// Convert turns the code of a created App into its keys, as GitHub does it once.
	// Its errors are *[advisories.Fault].
	Convert func(ctx context.Context, code string) (Keys, error)
	// Wishes are answers that are known already; they can still be changed.
	Wishes Wishes
	// Patience is how long all of it may take; 0 is an hour, which is as long as
	// GitHub keeps a code.
	Patience time.Duration
}

const (
	patience = time.Hour
	// converting bounds one request for the keys.
	converting = time.Minute
)

// ErrPatience: nobody finished setup in time.
var ErrPatience = errors.New("setup was not finished in time; nothing was stored: run it again")

// Installed is how setup ended.
type Installed struct {
	AppID int64
	Slug  string
	// Link is GitHub's page that installs the App.
	Link string
}

// flow is one run through setup: what was wished, the state that GitHub has to
// bring back, and the code that it brought.
type flow struct {
	cfg   Config
	state string

	mu     sync.Mutex
	wishes Wishes
	asked  bool // the questions are answered
	code   string
	spent  bool // a code was taken: no other counts any more
	ended  *Installed
}

func newFlow(cfg Config) *flow {
	return &flow{cfg: cfg, state: rand.Text(), wishes: cfg.Wishes.clean()}
}

// answer takes the answers to the questions, or says what is wrong with them.
func (f *flow) answer(w Wishes) map[string]string {
	w = w.clean()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.wishes = w
	faults := w.Faults()
	f.asked = faults == nil
	return faults
}

// creation is the address of GitHub's page that takes the manifest, and the
// manifest.
func (f *flow) creation(back string) (action, manifest string, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	b, err := json.Marshal(f.wishes.Manifest(back))
	if err != nil {
		return "", "", err // unreachable: plain strings
	}
	place := "settings/apps/new"
	if f.wishes.Organization != "" {
		place = "organizations/" + url.PathEscape(f.wishes.Organization) + "/settings/apps/new"
	}
	return f.cfg.WebURL + place + "?" + url.Values{"state": {f.state}}.Encode(), string(b), nil
}

var (
	errState = errors.New("this address does not belong to this run of setup")
	errCode  = errors.New("this address holds no code of GitHub's")
	errSpent = errors.New("a code was taken already")
	codeForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)
)

// take takes the code that GitHub sent back, once, and only with our state.
func (f *flow) take(q url.Values) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	code := q.Get("code")
	switch {
	case subtle.ConstantTimeCompare([]byte(q.Get("state")), []byte(f.state)) != 1:
		return errState
	case !f.asked || !codeForm.MatchString(code):
		return errCode
	case f.spent:
		return errSpent
	}
	f.code, f.spent = code, true
	return nil
}

// redeem turns the code into keys and stores them. It may be called again where
// the error says so (see [hopeful]); done once, it is done.
func (f *flow) redeem(ctx context.Context) (Installed, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ended != nil {
		return *f.ended, nil
	}
	if f.code == "" {
		return Installed{}, errCode
	}
	ctx, cancel := context.WithTimeout(ctx, converting)
	defer cancel()
	keys, err := f.cfg.Convert(ctx, f.code)
	if err != nil {
		return Installed{}, err
	}
	f.code = "" // GitHub takes it once
	if keys.WebhookSecret == "" {
		// GitHub makes none for a webhook that it does not create. serve needs one
		// all the same, so that nothing unsigned is ever taken.
		keys.WebhookSecret = rand.Text() + rand.Text()
	}
	if err := f.cfg.Store.Save(keys, f.wishes.PublicURL); err != nil {
		return Installed{}, &unstored{slug: keys.Slug, err: err}
	}
	f.ended = &Installed{AppID: keys.AppID, Slug: keys.Slug, Link: f.cfg.WebURL + "apps/" + url.PathEscape(keys.Slug) + "/installations/new"}
	return *f.ended, nil
}

// unstored: the App is there, and its keys are lost.
type unstored struct {
	slug string
	err  error
}

func (u *unstored) Error() string {
	return fmt.Sprintf("the App %s was created, and its keys could not be kept: %s", u.slug, u.err)
}
func (u *unstored) Unwrap() error { return u.err }

// hopeful reports whether the same code is worth another try.
func hopeful(err error) bool {
	switch advisories.CodeOf(err) {
	case advisories.FaultUnavailable, advisories.FaultLimited, advisories.FaultUnclear:
		return true
	}
	return false
}

// advice says in plain words what an error means and what to do.
func (f *flow) advice(err error) string {
	var lost *unstored
	switch {
	case errors.As(err, &lost):
		return lost.Error() + ". Delete that App in GitHub's settings, mend what is wrong with the data directory, and run setup again."
	case errors.Is(err, errState):
		return "This address does not belong to this run of setup, so nothing was done. Begin at the link that the program printed."
	case errors.Is(err, errCode):
		return "This address holds no code of GitHub's. It looks like " + "http://…/…?code=…&state=… and stands in the browser's address bar after the App was created."
	case errors.Is(err, errSpent):
		return "A code was taken already. If the App did not get its keys, delete it in GitHub's settings and run setup again."
	case hopeful(err):
		return "GitHub did not hand out the keys: " + strings.TrimSuffix(err.Error(), ".") + ". The App is created; try again within the hour."
	case advisories.CodeOf(err) == advisories.FaultGone, advisories.CodeOf(err) == advisories.FaultRefused:
		return "GitHub does not know this code any more: it was used already, or is older than an hour. Delete the App in GitHub's settings and run setup again."
	}
	return "The keys were not had: " + strings.TrimSuffix(err.Error(), ".") + ". Delete the App in GitHub's settings and run setup again."
}

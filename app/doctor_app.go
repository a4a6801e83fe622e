package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa"
	"github.com/advisory-bot/advisory-bot/app/intake"
	"github.com/advisory-bot/advisory-bot/app/setup"
)

const (
	// A claim that is dated later than GitHub's clock is refused; we date it a
	// minute back, and let it end after five.
	aheadFails  = time.Minute
	behindFails = 5 * time.Minute
	skewWarns   = 10 * time.Second
	// logDays is how long GitHub keeps its delivery log.
	logDays = 3
)

// app looks at the App itself, and reports whether GitHub knows us.
func (d *doctor) app(ctx context.Context) bool {
	look, err := d.gh.Look(ctx)
	d.clock(look, err)
	switch code := advisories.CodeOf(err); {
	case code == advisories.FaultUnauthorized || code == advisories.FaultGone:
		d.note("app", "", CheckFail, "GitHub does not accept our signature",
			fmt.Sprintf("%[1]sAPP_ID and %[1]sPRIVATE_KEY have to be of one App: generate a new key on the App's settings page, or run setup. If the check clock failed, mend that first.", Prefix))
		return false
	case err != nil:
		d.trouble("app", "", err)
		return false
	}
	d.slug = look.Slug
	d.note("app", "", CheckOK, fmt.Sprintf("%s (id %d); its signature is accepted", look.Slug, d.config.AppID), "")
	d.registration(look)
	d.webhook(ctx)
	return true
}

func (d *doctor) clock(look ghsa.AppLook, err error) {
	const name, do = "clock", "Have this machine keep time (NTP). Deadlines are counted by its clock, and GitHub refuses signatures that are dated wrongly."
	if !look.SkewKnown {
		d.note(name, "", CheckSkipped, "GitHub's clock was not told", "")
		return
	}
	skew, way := look.Skew, "ahead of"
	if skew < 0 {
		skew, way = -skew, "behind"
	}
	found := fmt.Sprintf("%s %s GitHub's", skew, way)
	switch {
	case look.Skew >= aheadFails || -look.Skew >= behindFails:
		d.note(name, "", CheckFail, found, do)
	case skew >= skewWarns || err != nil && skew > 2*time.Second:
		d.note(name, "", CheckWarn, found, do)
	default:
		d.note(name, "", CheckOK, "within seconds of GitHub's", "")
	}
}

// registration compares the App's registration with what this version needs.
func (d *doctor) registration(look ghsa.AppLook) {
	const name = "registration"
	need := setup.Registration()
	var lacks []string
	for _, p := range lacking(need.Permissions, look.Permissions) {
		lacks = append(lacks, p+": "+need.Permissions[p])
	}
	for _, e := range need.Events {
		if !slices.Contains(look.Events, e) {
			lacks = append(lacks, "the event "+e)
		}
	}
	if len(lacks) > 0 {
		d.note(name, "", CheckWarn, "the App does not ask for "+and(lacks),
			"Add it on the App's settings page under Permissions & events; every account that installed the App is then asked to accept.")
		return
	}
	d.note(name, "", CheckOK, "the App asks for the permissions and events that this version needs", "")
}

// lacking are the permissions that are needed and not had, by name.
func lacking(need, have map[string]string) []string {
	var out []string
	for name, level := range need {
		if have[name] != level && have[name] != "write" && have[name] != "admin" {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// webhook looks at the App's webhook, and then at what became of its deliveries.
func (d *doctor) webhook(ctx context.Context) {
	const name = "webhook"
	const settings = "On the App's settings page, under Webhook: "
	hook, err := d.gh.Hook(ctx)
	if err != nil && advisories.CodeOf(err) != advisories.FaultGone {
		d.trouble(name, "", err)
		return
	}
	ours := ""
	if d.config.PublicURL != "" {
		ours = strings.TrimSuffix(d.config.PublicURL, "/") + intake.Path
	}
	switch {
	case ours == "" && (hook.URL == "" || hook.URL == setup.PlaceholderURL):
		d.note(name, "", CheckOK, "off: reports are found by the sweep, every "+d.config.SweepInterval.String(), "")
		return
	case ours != "" && !strings.EqualFold(hook.URL, ours):
		d.note(name, "", CheckFail, "GitHub does not send to "+ours, settings+"set that URL, and see that it is active. Or mend "+Prefix+"PUBLIC_URL.")
	case !hook.Secret:
		d.note(name, "", CheckFail, "GitHub signs nothing, so every delivery is refused", settings+"set the secret that is in "+Prefix+"WEBHOOK_SECRET.")
	case !hook.JSON:
		d.note(name, "", CheckFail, "deliveries are not sent as application/json, so every one is refused", settings+"choose application/json.")
	case hook.Unverified:
		d.note(name, "", CheckWarn, "GitHub does not verify the certificate of our address", settings+"enable SSL verification.")
	default:
		d.note(name, "", CheckOK, "GitHub sends to the address of the door, signed", "")
	}
	d.deliveries(ctx)
}

func (d *doctor) deliveries(ctx context.Context) {
	const name, secret = "deliveries", "webhook_secret"
	n, err := d.gh.Deliveries(ctx, d.now().AddDate(0, 0, -logDays))
	if err != nil {
		d.trouble(name, "", err)
		return
	}
	switch {
	case n.Attempts == 0:
		d.note(secret, "", CheckSkipped, "nothing was delivered in the last three days that would tell", "")
		d.note(name, "", CheckSkipped, "none in the last three days", "If there should be some, see that the webhook is active on the App's settings page.")
		return
	case n.Refused > 0 && n.Last.IsZero():
		d.note(secret, "", CheckFail, count(n.Refused, "delivery attempt")+" refused for the signature, none accepted", "Set "+Prefix+"WEBHOOK_SECRET to the secret of the App's webhook, or give both a new one.")
	case n.Refused > 0:
		d.note(secret, "", CheckWarn, count(n.Refused, "delivery attempt")+" refused for the signature", "If the secret was replaced in these three days, all is well; the sweep found what they told.")
	case n.Last.IsZero():
		d.note(secret, "", CheckSkipped, "no delivery arrived that would tell", "")
	default:
		d.note(secret, "", CheckOK, "deliveries are accepted", "")
	}
	found := fmt.Sprintf("%s in the last three days, %s never taken", count(n.Attempts, "attempt"), count(n.Lost, "delivery"))
	if n.Partial {
		found += " (as far as the log was read)"
	}
	switch {
	case n.Unanswered > 0 && n.Last.IsZero():
		d.note(name, "", CheckFail, found+"; nobody answered", "GitHub does not reach "+Prefix+"PUBLIC_URL: is serve running, and does the proxy before it lead to "+Prefix+"LISTEN_ADDR?")
	case n.Lost > 0:
		d.note(name, "", CheckWarn, found+fmt.Sprintf("; %d without an answer", n.Unanswered), "The sweep finds what they told. Advanced → Recent deliveries, on the App's settings page, shows each.")
	default:
		d.note(name, "", CheckOK, found, "")
	}
}

package setup

import (
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Wishes are the answers to what only the admin knows.
type Wishes struct {
	// PublicURL is where the program is reached from outside, https://HOST/; empty
	// for nowhere: then the webhook is created inactive, and the sweep finds
	// everything a few minutes later.
	PublicURL string
	// PrivateForks asks for the right to make temporary private forks.
	PrivateForks bool
	// Organization is the organization that the App shall belong to; empty for the
	// account of the one who creates it.
	Organization string
}

// Manifest is the registration with the wishes in it. Back is where GitHub sends
// the browser when the App is there.
func (w Wishes) Manifest(back string) Manifest {
	m := Registration()
	m.RedirectURL = back
	m.Hook.Active = w.PublicURL != ""
	if m.Hook.Active {
		m.Hook.URL = strings.TrimSuffix(w.PublicURL, "/") + doorPath
	}
	if w.PrivateForks {
		m.Permissions[forkPermission.name] = forkPermission.level
	}
	return m
}

// reasons are what the manifest of these wishes asks for, with the reason.
func (w Wishes) reasons() []asked {
	if !w.PrivateForks {
		return permissions
	}
	return append(slices.Clone(permissions), forkPermission)
}

// clean puts the wishes into the form that they are used in.
func (w Wishes) clean() Wishes {
	w.PublicURL = strings.TrimSpace(w.PublicURL)
	if w.PublicURL != "" {
		w.PublicURL = strings.TrimSuffix(w.PublicURL, "/") + "/"
	}
	w.Organization = strings.TrimPrefix(strings.TrimSpace(w.Organization), "@")
	return w
}

// Faults are what is wrong with the wishes, by the question; nil where all is
// well.
func (w Wishes) Faults() map[string]string {
	faults := map[string]string{}
	if w.PublicURL != "" && !publicURL(w.PublicURL) {
		faults["public_url"] = "want an address such as https://bot.example.org, or nothing; GitHub sends webhooks to https only"
	}
	if w.Organization != "" && !advisories.ValidOwner(w.Organization) {
		faults["organization"] = "want the name of an organization, such as acme, or nothing for your own account"
	}
	if len(faults) == 0 {
		return nil
	}
	return faults
}

// publicURL reports whether webhooks can be sent below an address: https, or http
// for this machine itself, which a simulated GitHub can reach.
func publicURL(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname())
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

package ghsatest

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"time"
)

// webManifest is an App's manifest with the keys that GitHub documents.
type webManifest struct {
	Name        string            `json:"name"`
	URL         string            `json:"url"`
	Hook        *webHook          `json:"hook_attributes"`
	Redirect    string            `json:"redirect_url"`
	Callbacks   []string          `json:"callback_urls"`
	SetupURL    string            `json:"setup_url"`
	Description string            `json:"description"`
	Public      bool              `json:"public"`
	Events      []string          `json:"default_events"`
	Permissions map[string]string `json:"default_permissions"`
	SignIn      bool              `json:"request_oauth_on_install"`
	OnUpdate    bool              `json:"setup_on_update"`
	text        string
}

type webHook struct {
	URL    string `json:"url"`
	Active *bool  `json:"active"`
}

// eventNeeds are the events that can be subscribed to, with the permission that
// each needs. Events that GitHub always sends are not among them: a manifest that
// names one is refused, as GitHub does.
var eventNeeds = map[string]string{
	"push": "contents", "repository": "metadata", "repository_advisory": "repository_advisories",
	"issues": "issues", "issue_comment": "issues", "team": "members", "membership": "members",
}

// knownPermissions are those that a manifest may name here.
var knownPermissions = []string{"administration", "contents", "issues", "members", "metadata", "organization_custom_org_roles", "repository_advisories"}

// readManifest reads a manifest as strictly as GitHub's page does; the error says
// what is wrong with it.
func readManifest(text string) (webManifest, error) {
	m := webManifest{text: text}
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return m, fmt.Errorf("not a manifest: %w", err)
	}
	if !webAddress(m.URL) || !webAddress(m.Redirect) {
		return m, errors.New("url and redirect_url must be addresses")
	}
	if m.Hook != nil && !webAddress(m.Hook.URL) {
		return m, errors.New("hook_attributes: url cannot be blank")
	}
	for name, level := range m.Permissions {
		if !slices.Contains(knownPermissions, name) || level != "read" && level != "write" {
			return m, fmt.Errorf("default_permissions: %s is not supported", name)
		}
	}
	for _, e := range m.Events {
		need, known := eventNeeds[e]
		if !known {
			return m, fmt.Errorf("default_events: %s is not supported", e)
		}
		if m.Permissions[need] == "" {
			return m, fmt.Errorf("default_events: %s is not supported by the permissions", e)
		}
	}
	return m, nil
}

func webAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
}

// back is where the browser goes with the code.
func (m webManifest) back(code, state string) string {
	u, _ := url.Parse(m.Redirect) // was read before
	q := u.Query()
	q.Set("code", code)
	if state != "" {
		q.Set("state", state)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// codeLives is how long a manifest's code can be turned into keys.
const codeLives = time.Hour

// secret is 20 random bytes in hex, as GitHub's codes and secrets look.
func (s *Server) secret() string {
	var b [20]byte
	_, _ = rand.Read(b[:]) // never fails, says crypto/rand
	return hex.EncodeToString(b[:])
}

// postConversion turns a manifest's code into the App's keys, once and within an
// hour. The server is that App from then on: a new key, its slug, its webhook.
func (s *Server) postConversion(q *ask) answer {
	reg := s.web.created[q.path("code")]
	if reg == nil || s.now().Sub(reg.at) > codeLives {
		return notFound()
	}
	delete(s.web.created, q.path("code"))
	s.makeKey()
	s.become(reg)
	body := s.renderApp()
	body["client_secret"], body["pem"], body["webhook_secret"] = s.secret(), string(s.keyPEM), nil
	if h := reg.manifest.Hook; h != nil {
		secret := s.secret()
		body["webhook_secret"] = secret
		s.hook.secret = secret
		if h.Active == nil || *h.Active {
			s.hook.url = h.URL
		}
	}
	return answer{status: 201, body: body}
}

// become makes the server the App that was registered.
func (s *Server) become(reg *registration) {
	s.web.app = reg
	bot := s.world.bot
	delete(s.world.accounts, s.opt.Slug+"[bot]")
	s.opt.Slug, s.world.appOwner = reg.slug, reg.owner
	bot.login = reg.slug + "[bot]"
	s.world.accounts[bot.login] = bot
}

// appPermissions are what the App asks of an account that installs it.
func (s *Server) appPermissions() map[string]string {
	if s.web.app == nil {
		return GrantedPermissions()
	}
	p := maps.Clone(s.web.app.manifest.Permissions)
	p["metadata"] = "read"
	return p
}

// appEvents are what the App subscribes to.
func (s *Server) appEvents() []string {
	if s.web.app == nil {
		return subscribed()
	}
	return slices.Clone(s.web.app.manifest.Events)
}

package intake

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

const (
	inst     = `"installation":{"id":7,"node_id":"x"}`
	fullInst = `"installation":{"id":7,"account":{"login":"acme","id":70},"created_at":1557933591}`
	repo     = `"repository":{"id":11,"name":"rocket","full_name":"acme/rocket","owner":{"login":"acme","name":"acme","id":70},"default_branch":"main","created_at":1}`
	reported = `{"action":"reported","repository_advisory":{"ghsa_id":"GHSA-2345-cfgh-jmpq","summary":"` + sentinel +
		`","description":"` + sentinel + `"},` + repo + `,` + inst + `}`
)

func push(ref, rest string) string {
	return `{"ref":"` + ref + `","before":"aaa","after":"bbb",` + rest + `,` + repo + `,` + inst + `}`
}

func issueSaid(action, by, of string) string {
	return `{"action":"` + action + `","issue":{"number":5,"title":"` + sentinel + `","body":"` + sentinel + `"` + of + `},"comment":{"id":99,"body":"` +
		sentinel + `","user":{"login":"kim","id":12,"type":"` + by + `"}},` + repo + `,` + inst + `}`
}

func TestRings(t *testing.T) {
	about := advisories.Ring{GUID: aGUID, Source: advisories.SourceWebhook, Installation: 7, At: noon}
	onRepo := about
	onRepo.RepositoryID, onRepo.Owner, onRepo.Name = 11, "acme", "rocket"
	onAccount := about
	onAccount.Account, onAccount.AccountID = "acme", 70
	with := func(r advisories.Ring, change func(*advisories.Ring)) *advisories.Ring { change(&r); return &r }

	tests := []struct {
		name, event, body string
		want              *advisories.Ring // nil: ignored
	}{
		{"reported", "repository_advisory", reported, with(onRepo, func(r *advisories.Ring) {
			r.Event, r.Action, r.GHSA = "repository_advisory", "reported", "GHSA-2345-cfgh-jmpq"
		})},
		{"unknown action", "repository_advisory", strings.Replace(reported, `"reported"`, `"frobbed"`, 1), nil},
		{"not from an installation", "repository_advisory", strings.Replace(reported, inst, `"x":1`, 1), nil},
		{"installation", "installation", `{"action":"created",` + fullInst + `,"repositories":[{"id":11}]}`,
			with(onAccount, func(r *advisories.Ring) { r.Event, r.Action = "installation", "created" })},
		{"repositories", "installation_repositories",
			`{"action":"added",` + fullInst + `,"repositories_added":[{"id":11},{"id":12}],"repositories_removed":[]}`,
			with(onAccount, func(r *advisories.Ring) {
				r.Event, r.Action, r.Added = "installation_repositories", "added", []int64{11, 12}
			})},
		{"target", "installation_target", `{"action":"renamed","account":{"id":70,"login":"acme"},"changes":{"login":{"from":"a"}},"target_type":"Organization",` + inst + `}`,
			with(onAccount, func(r *advisories.Ring) { r.Event, r.Action = "installation_target", "renamed" })},
		{"repository", "repository", `{"action":"renamed","changes":{},` + repo + `,` + inst + `}`,
			with(onRepo, func(r *advisories.Ring) { r.Event, r.Action = "repository", "renamed" })},
		{"repository edited", "repository", `{"action":"edited",` + repo + `,` + inst + `}`, nil},
		{"push of policy", "push", push("refs/heads/main", `"commits":[{"added":[],"modified":["a"]},{"added":[".github/advisory-policy.yml"]}]`),
			with(onRepo, func(r *advisories.Ring) { r.Event, r.Ref = "push", "refs/heads/main" })},
		{"push of something", "push", push("refs/heads/main", `"commits":[{"added":["docs/.github/advisory-policy.yml"],"modified":["a"]}]`), nil},
		{"push elsewhere", "push", push("refs/heads/dev", `"commits":[{"added":[".github/advisory-policy.yml"]}]`), nil},
		{"push of a tag", "push", push("refs/tags/main", `"commits":[{"added":[".github/advisory-policy.yml"]}]`), nil},
		{"push without a list", "push", push("refs/heads/main", `"size":9`),
			with(onRepo, func(r *advisories.Ring) { r.Event, r.Ref = "push", "refs/heads/main" })},
		{"forced push", "push", push("refs/heads/main", `"forced":true,"commits":[{"added":["a"]}]`),
			with(onRepo, func(r *advisories.Ring) { r.Event, r.Ref = "push", "refs/heads/main" })},
		{"a person's comment on an issue", "issue_comment", issueSaid("created", "User", ""),
			with(onRepo, func(r *advisories.Ring) {
				r.Event, r.Action, r.Issue, r.Comment = "issue_comment", "created", 5, 99
			})},
		{"a bot's comment on an issue", "issue_comment", issueSaid("created", "Bot", ""), nil},
		{"an edited comment on an issue", "issue_comment", issueSaid("edited", "User", ""), nil},
		{"a comment on a pull request", "issue_comment", issueSaid("created", "User", `,"pull_request":{"url":"x"}`), nil},
		{"ping", "ping", `{"zen":"x","hook_id":1,"hook":{}}`, nil},
		{"authorization", "github_app_authorization", `{"action":"revoked","sender":{}}`, nil},
		{"unknown event", "star", `{"action":"created",` + repo + `,` + inst + `}`, nil},
		{"no event", "", `{}`, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, b, log := setup(t, nil)
			w := send(d, deliver(tt.event, tt.body))
			if tt.want == nil {
				check(t, w, 202, "ignored")
				if len(b.rings) != 0 {
					t.Errorf("stored %+v", b.rings)
				}
			} else {
				check(t, w, 202, "stored")
				if diff := cmp.Diff([]advisories.Ring{*tt.want}, b.rings); diff != "" {
					t.Errorf("rings (-want +got):\n%s", diff)
				}
				check(t, send(d, deliver(tt.event, tt.body)), 202, "known")
				if len(b.rings) != 1 {
					t.Error("a redelivery was stored twice")
				}
			}
			if strings.Contains(log.String()+w.Body.String(), sentinel) {
				t.Error("report text came out")
			}
			if used := d.flight.used.Load(); used != 0 {
				t.Errorf("%d bytes still in flight", used)
			}
		})
	}
}

func TestAnswers(t *testing.T) {
	tests := []struct {
		name   string
		change func(*http.Request)
		status int
		word   string
	}{
		{"stored", func(*http.Request) {}, 202, "stored"},
		{"older secret", func(r *http.Request) { r.Header.Set(signatureHeader, sign(older, []byte(reported))) }, 202, "stored"},
		{"charset", func(r *http.Request) { r.Header.Set("Content-Type", "application/json; charset=utf-8") }, 202, "stored"},
		{"GET", func(r *http.Request) { r.Method = http.MethodGet }, 405, "method"},
		{"text", func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }, 415, "type"},
		{"no type", func(r *http.Request) { r.Header.Del("Content-Type") }, 415, "type"},
		{"two types", func(r *http.Request) { r.Header.Add("Content-Type", typeForm) }, 415, "type"},
		{"gzip", func(r *http.Request) { r.Header.Set("Content-Encoding", "gzip") }, 415, "type"},
		{"announced too large", func(r *http.Request) { r.ContentLength = maxBody + 1 }, 413, "large"},
		{"no signature", func(r *http.Request) { r.Header.Del(signatureHeader) }, 401, "signature"},
		{"sha1 only", func(r *http.Request) {
			mac := hmac.New(sha1.New, []byte(secret))
			mac.Write([]byte(reported))
			r.Header.Del(signatureHeader)
			r.Header.Set("X-Hub-Signature", "sha1="+hex.EncodeToString(mac.Sum(nil)))
		}, 401, "signature"},
		{"sha1 in the other header", func(r *http.Request) {
			r.Header.Set(signatureHeader, "sha1="+strings.Repeat("0", 40))
		}, 401, "signature"},
		{"wrong secret", func(r *http.Request) { r.Header.Set(signatureHeader, sign("x", []byte(reported))) }, 401, "signature"},
		{"empty secret", func(r *http.Request) { r.Header.Set(signatureHeader, sign("", []byte(reported))) }, 401, "signature"},
		{"other bytes", func(r *http.Request) { r.Header.Set(signatureHeader, sign(secret, []byte(reported+" "))) }, 401, "signature"},
		{"short signature", func(r *http.Request) { r.Header.Set(signatureHeader, sign(secret, []byte(reported))[:70]) }, 401, "signature"},
		{"long signature", func(r *http.Request) { r.Header.Set(signatureHeader, sign(secret, []byte(reported))+"00") }, 401, "signature"},
		{"two signatures", func(r *http.Request) { r.Header.Add(signatureHeader, sign(secret, []byte(reported))) }, 401, "signature"},
		{"swapped event", func(r *http.Request) { r.Header.Set("X-GitHub-Event", "push") }, 400, "malformed"},
		{"swapped event", func(r *http.Request) { r.Header.Set("X-GitHub-Event", "installation") }, 400, "malformed"},
		{"swapped event", func(r *http.Request) { r.Header.Set("X-GitHub-Event", "repository") }, 400, "malformed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var told []Answer
			d, b, log := setup(t, func(c *Config) { c.Observe = func(a Answer) { told = append(told, a) } })
			r := deliver("repository_advisory", reported)
			tt.change(r)
			w := send(d, r)
			check(t, w, tt.status, tt.word)
			if (len(b.rings) == 1) != (tt.word == "stored") {
				t.Errorf("%d rings", len(b.rings))
			}
			if tt.status == 405 && w.Header().Get("Allow") != "POST" {
				t.Error("no Allow")
			}
			if len(told) != 1 || told[0].Outcome != tt.word || told[0].Status != tt.status {
				t.Errorf("observed %+v", told)
			}
			if strings.Contains(log.String(), sentinel) {
				t.Error("report text in the log")
			}
		})
	}
}

func TestMalformed(t *testing.T) {
	set := func(from, to string) string { return strings.Replace(reported, from, to, 1) }
	bodies := map[string]string{
		"empty":            ``,
		"not JSON":         `hello`,
		"array":            `[` + reported + `]`,
		"null":             `null`,
		"trailing":         reported + `{}`,
		"trailing word":    reported + ` x`,
		"cut off":          reported[:len(reported)-1],
		"no action":        set(`"action":"reported",`, ``),
		"action number":    set(`"reported"`, `1`),
		"no ghsa":          set(`"ghsa_id":"GHSA-2345-cfgh-jmpq",`, ``),
		"odd ghsa":         set(`GHSA-2345-cfgh-jmpq`, `GHSA-2345-cfgh-../.`),
		"odd owner":        set(`"login":"acme"`, `"login":"../x"`),
		"odd repository":   set(`"name":"rocket"`, `"name":".."`),
		"repository 0":     set(`"id":11`, `"id":0`),
		"negative id":      set(`"id":11`, `"id":-11`),
		"huge id":          set(`"id":11`, `"id":1e400`),
		"id above int64":   set(`"id":11`, `"id":99999999999999999999999999`),
		"id as text":       set(`"id":11`, `"id":"11"`),
		"installation 0":   set(`"id":7`, `"id":0`),
		"no repository":    set(repo, `"x":1`),
		"advisory null":    set(`"repository_advisory":{`, `"repository_advisory":null,"x":{`),
		"second event":     set(`{"action"`, `{"issue":{"id":1},"action"`),
		"push in advisory": push("refs/heads/main", `"commits":[]`),
		"nesting":          `{"a":` + strings.Repeat(`[`, 20_000) + strings.Repeat(`]`, 20_000) + `}`,
	}
	for name, body := range bodies {
		t.Run(name, func(t *testing.T) {
			d, b, _ := setup(t, nil)
			check(t, send(d, deliver("repository_advisory", body)), 400, "malformed")
			if len(b.rings) != 0 {
				t.Error("stored")
			}
		})
	}
	t.Run("ignored events too", func(t *testing.T) {
		d, _, _ := setup(t, nil)
		for _, name := range []string{"empty", "not JSON", "array", "trailing", "nesting"} {
			check(t, send(d, deliver("star", bodies[name])), 400, "malformed")
		}
	})
	t.Run("duplicate keys", func(t *testing.T) {
		d, b, _ := setup(t, nil)
		send(d, deliver("repository_advisory", set(`{"action"`, `{"action":"deleted","Action":{},"action"`)))
		send(d, deliver("repository_advisory", set(`"id":11`, `"id":11,"id":0`)))
		if len(b.rings) != 0 {
			t.Errorf("stored %+v", b.rings)
		}
	})
}

func formBody(payload string) string { return "payload=" + url.QueryEscape(payload) }

func asForm(event, body string) *http.Request {
	r := deliver(event, body)
	r.Header.Set("Content-Type", typeForm)
	return r
}

func TestForm(t *testing.T) {
	d, b, _ := setup(t, nil)
	check(t, send(d, asForm("repository_advisory", formBody(reported))), 202, "stored")
	if len(b.rings) != 1 || b.rings[0].GHSA != "GHSA-2345-cfgh-jmpq" {
		t.Errorf("rings %+v", b.rings)
	}
	signedPayload := asForm("repository_advisory", formBody(reported))
	signedPayload.Header.Set(signatureHeader, sign(secret, []byte(reported)))
	check(t, send(d, signedPayload), 401, "signature")
	for _, body := range []string{"", "a=b", "payload=%", "payload=%zz", "payload=%7", "payload={}&payload={}", "xpayload={}", "payload="} {
		check(t, send(d, asForm("repository_advisory", body)), 400, "malformed")
	}
	check(t, send(d, asForm("ping", "x=1&payload=%7b%7D&y=2")), 202, "ignored")
}

func TestGUID(t *testing.T) {
	d, b, log := setup(t, nil)
	for _, odd := range []string{"", "x", "a\nb: c", aGUID + "0", strings.Repeat("a", 36), strings.Repeat("9", 5000), "body-" + aGUID[5:]} {
		r := deliver("repository_advisory", reported)
		r.Header["X-Github-Delivery"] = []string{odd}
		send(d, r)
	}
	if len(b.rings) != 1 || !strings.HasPrefix(b.rings[0].GUID, "body-") || len(b.rings[0].GUID) != 37 {
		t.Errorf("odd GUIDs gave rings %+v", b.rings)
	}
	bare := sha256.Sum256([]byte(reported))
	if strings.Contains(b.rings[0].GUID, hex.EncodeToString(bare[:16])) || strings.Contains(log.String(), "b: c") {
		t.Error("the GUID is a bare hash, or an odd one was logged")
	}
}

func TestBellFaults(t *testing.T) {
	t.Run("cannot store", func(t *testing.T) {
		d, b, log := setup(t, nil)
		b.ring = func(context.Context, advisories.Ring) error { return errors.New("disk full") }
		w := send(d, deliver("repository_advisory", reported))
		check(t, w, 503, "unavailable")
		if w.Header().Get("Retry-After") == "" {
			t.Error("no Retry-After")
		}
		if !strings.Contains(log.String(), "class=internal") {
			t.Errorf("log: %s", log)
		}
	})
	t.Run("too slow", func(t *testing.T) {
		d, b, _ := setup(t, func(c *Config) { c.RingTimeout = time.Millisecond })
		b.ring = func(ctx context.Context, _ advisories.Ring) error { <-ctx.Done(); return ctx.Err() }
		check(t, send(d, deliver("repository_advisory", reported)), 503, "unavailable")
	})
	t.Run("sender hung up", func(t *testing.T) {
		d, b, _ := setup(t, nil)
		b.ring = func(ctx context.Context, _ advisories.Ring) error { return ctx.Err() }
		r := deliver("repository_advisory", reported)
		ctx, cancel := context.WithCancel(r.Context())
		cancel()
		check(t, send(d, r.WithContext(ctx)), 202, "stored")
	})
	t.Run("panic", func(t *testing.T) {
		d, b, log := setup(t, nil)
		b.ring = func(context.Context, advisories.Ring) error { panic(sentinel) }
		check(t, send(d, deliver("repository_advisory", reported)), 500, "error")
		if strings.Contains(log.String(), sentinel) || !strings.Contains(log.String(), "panic") {
			t.Errorf("log: %s", log)
		}
		if d.flight.used.Load() != 0 {
			t.Error("bytes still in flight")
		}
	})
}

func TestNewRefuses(t *testing.T) {
	for name, c := range map[string]Config{
		"no bell":      {Secrets: [][]byte{[]byte("x")}},
		"no secret":    {Bell: &bell{}},
		"empty secret": {Bell: &bell{}, Secrets: [][]byte{[]byte("x"), {}}},
	} {
		if _, err := New(c); err == nil {
			t.Errorf("%s: a door opened", name)
		}
	}
}

func TestInfoLogHasNoIDs(t *testing.T) {
	var log bytes.Buffer
	d, _, _ := setup(t, func(c *Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	send(d, deliver("repository_advisory", reported))
	for _, id := range []string{"acme", "rocket", "GHSA", aGUID, "installation=7"} {
		if strings.Contains(log.String(), id) {
			t.Errorf("%q at info: %s", id, &log)
		}
	}
	if !strings.Contains(log.String(), "outcome=stored") {
		t.Errorf("log: %s", &log)
	}
}

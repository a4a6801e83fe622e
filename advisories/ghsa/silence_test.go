package ghsa

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// quiet asserts that a text holds none of the sentinels.
func quiet(t *testing.T, text string) {
	t.Helper()
	low := strings.ToLower(text)
	for _, s := range []string{"sentinel", "ghsa-2345", "ghs_", "127.0.0.1", "31337", "42424242", "eyj"} {
		if i := strings.Index(low, s); i >= 0 {
			t.Errorf("%q leaked: …%s…", s, text[max(0, i-60):min(len(text), i+60)])
		}
	}
}

// Every way in which a request can fail, with sentinels in every name, id and
// text: none may be in an error or in the debug log.
func TestNothingLeaks(t *testing.T) {
	repo := advisories.Repository{Installation: 31337, ID: 42424242, Owner: "sentinelowner", Name: "sentinelrepo"}
	people := []advisories.Person{{ID: 31337, Login: "sentinellogin"}}
	text := `{"message":"sentinelmessage","documentation_url":"https://sentinel.example/","errors":[{"message":"sentinel"}]}`
	hijack := func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			_ = conn.Close()
		}
	}
	status := func(n int, body string, headers ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { answer(w, n, body, headers...) }
	}
	ways := map[string]http.HandlerFunc{
		"drop":     hijack,
		"not json": status(200, `sentinel {`),
		"type":     status(200, `{"ghsa_id":{"sentinel":1},"id":"sentinel","slug":31337,"data":"sentinel","repositories":"sentinel"}`),
		"time":     status(200, `{"ghsa_id":"GHSA-2345-cfgh-jmpq","created_at":"sentinel"}`),
		"id":       status(200, `{"ghsa_id":"sentinel","slug":"../sentinel","token":""}`),
		"other":    status(200, `{"ghsa_id":"GHSA-9999-9999-9999"}`),
		"redirect": status(302, "", "Location", "https://sentinel.example/sentinel"),
		"loop":     func(w http.ResponseWriter, r *http.Request) { answer(w, 302, "", "Location", r.URL.String()) },
		"nowhere":  status(302, text),
		"graphql":  status(200, `{"data":null,"errors":[{"type":"SENTINEL","message":"sentinel"}]}`),
		"short": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, "sentinel")
		},
		"secondary": status(403, `{"message":"sentinel secondary rate limit"}`),
	}
	for _, n := range []int{400, 401, 403, 404, 409, 410, 422, 429, 451, 500, 502, 503} {
		ways[fmt.Sprint(n)] = status(n, text)
	}
	for name, way := range ways {
		for _, mintFails := range []bool{false, true} {
			t.Run(fmt.Sprint(name, mintFails), func(t *testing.T) {
				h := newHub(t)
				if !mintFails {
					h.on("POST /app/installations/31337/access_tokens", 201, `{"token":"ghs_sentinel"}`)
				}
				h.handle("/", way)
				for _, f := range append(issueCalls(), []func(context.Context, *Client) error{
					func(ctx context.Context, c *Client) error { _, err := c.App(ctx); return err },
					func(ctx context.Context, c *Client) error { _, err := c.Self(ctx, 31337); return err },
					func(ctx context.Context, c *Client) error { _, err := c.Installations(ctx); return err },
					func(ctx context.Context, c *Client) error { _, err := c.Repositories(ctx, 31337); return err },
					func(ctx context.Context, c *Client) error { _, err := c.Open(ctx, repo); return err },
					func(ctx context.Context, c *Client) error { _, err := c.EndedSince(ctx, repo, testNow); return err },
					func(ctx context.Context, c *Client) error {
						_, err := c.AdvisoriesSince(ctx, repo, testNow)
						return err
					},
					func(ctx context.Context, c *Client) error { _, err := c.Lookup(ctx, repo.Owner, repo.Name); return err },
					func(ctx context.Context, c *Client) error {
						_, err := c.FailedDeliveries(ctx, testNow)
						return err
					},
					func(ctx context.Context, c *Client) error {
						_, err := c.Snapshot(ctx, repo, testGHSA, Want{Files: true, Comments: true})
						return err
					},
					func(ctx context.Context, c *Client) error { _, err := c.queryFiles(ctx, repo); return err },
					func(ctx context.Context, c *Client) error { return everyAct(ctx, c, repo) },
					func(ctx context.Context, c *Client) error { _, err := c.Person(ctx, repo, "sentinellogin"); return err },
					func(ctx context.Context, c *Client) error { _, err := c.Changed(ctx, repo, testNow); return err },
					func(ctx context.Context, c *Client) error { return c.Prepare(ctx, 31337, []int64{repo.ID + 1}) },
					func(ctx context.Context, c *Client) error {
						_, err := c.OpenOfOrganization(ctx, 31337, "sentinelowner")
						return err
					},
					func(ctx context.Context, c *Client) error {
						_, err := c.ChangedOfOrganization(ctx, 31337, "sentinelowner", testNow)
						return err
					},
					func(ctx context.Context, c *Client) error {
						_, err := c.PowersNow(ctx, repo, people, []string{"sentinelowner/sentinelteam"})
						return err
					},
					func(ctx context.Context, c *Client) error {
						_, err := c.FilesOf(ctx, 31337, []advisories.Repository{repo})
						return err
					},
					func(ctx context.Context, c *Client) error {
						_, err := c.Powers(ctx, repo, people, []string{"sentinelowner/sentinelteam"})
						return err
					},
					func(ctx context.Context, c *Client) error {
						_, err := c.Comment(ctx, repo, testGHSA, "sentinelbody")
						return err
					},
					func(ctx context.Context, c *Client) error {
						_, err := c.EditComment(ctx, repo, testGHSA, 31337, "sentinelbody")
						return err
					},
					func(ctx context.Context, c *Client) error {
						_, err := c.SetState(ctx, repo, testGHSA, advisories.StateDraft)
						return err
					},
				}...) {
					err := f(t.Context(), h.client())
					if err == nil {
						continue
					}
					fault(t, err, advisories.CodeOf(err))
					quiet(t, err.Error())
					quiet(t, fmt.Sprintf("%+v %#v", err, err))
				}
				quiet(t, h.lines.String())
			})
		}
	}
}

// The same where nothing was ever sent.
func TestNothingLeaksUnsent(t *testing.T) {
	for name, repo := range map[string]advisories.Repository{
		"owner": {Installation: 31337, ID: 42424242, Owner: "sentinel/..", Name: "x"},
		"name":  {Installation: 31337, ID: 42424242, Owner: "x", Name: ".."},
		"dial":  {Installation: 31337, ID: 42424242, Owner: "sentinel", Name: "sentinel"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHub(t)
			h.on("POST /app/installations/31337/access_tokens", 201, `{"token":"ghs_sentinel"}`)
			c := h.client()
			if name == "dial" {
				h.srv.Close()
			}
			_, err := c.Snapshot(t.Context(), repo, testGHSA, Want{Files: true})
			quiet(t, err.Error())
			_, err = c.Comment(t.Context(), repo, "GHSA-sentinel", "sentinel")
			quiet(t, err.Error())
			_, err = c.Comment(t.Context(), repo, testGHSA, "sentinel")
			quiet(t, err.Error())
			quiet(t, h.lines.String())
		})
	}
}

func TestTokenHidesItself(t *testing.T) {
	tok := token{text: "ghs_sentinel", expires: time.Now()}
	quiet(t, fmt.Sprintf("%v %+v %#v %s", tok, tok, tok, tok))
}

// everyAct tries all acts on an advisory and returns what they came to.
func everyAct(ctx context.Context, c *Client, repo advisories.Repository) error {
	now := advisories.Advisory{
		GHSA: testGHSA, Summary: "sentinel", Description: "sentinel", CVSS3: "sentinel", CWEs: []string{"sentinel"},
		Collaborators: []advisories.Person{{ID: 31337, Login: "sentinellogin"}}, Credits: []advisories.Credit{{Login: "sentinellogin", Type: "finder"}},
	}
	ch := advisories.Change{
		Users: []string{"sentinel-new", "sentinel/odd"}, Credits: []advisories.Credit{{Login: "sentinel-new", Type: "sentinel"}}, CWEs: []string{"sentinel"},
	}
	_, fields := c.SetFields(ctx, repo, testGHSA, now, ch)
	_, odd := c.AddCollaborators(ctx, repo, testGHSA, now, ch)
	ch.Users = ch.Users[:1]
	_, users := c.AddCollaborators(ctx, repo, testGHSA, now, ch)
	_, credits := c.AddCredits(ctx, repo, testGHSA, now, ch)
	_, publish := c.Publish(ctx, repo, testGHSA, now)
	all := errors.Join(fields, odd, users, credits, publish, c.RequestCVE(ctx, repo, testGHSA), c.StartFork(ctx, repo, testGHSA))
	return &advisories.Fault{Code: advisories.CodeOf(fields), Attempted: "all acts", Err: all}
}

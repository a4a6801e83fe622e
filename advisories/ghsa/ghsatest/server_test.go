package ghsatest_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

func TestJWT(t *testing.T) {
	l := newLab(t)
	now := l.clock.now().Unix()
	good := []claims{
		{},
		{"iat": now + 60, "exp": now + 600},
		{"iss": 4711},
	}
	bad := []claims{
		{"iat": now + 61},
		{"exp": now + 601},
		{"exp": now},
		{"iss": "4712"},
		{"iat": nil},
		{"exp": "soon"},
	}
	for i, change := range append(good, bad...) {
		c := l.claims()
		for k, v := range change {
			c[k] = v
		}
		want := 200
		if i >= len(good) {
			want = 401
		}
		if r := l.send("GET", "/app", l.sign(c), ""); r.status != want {
			t.Errorf("claims %v: status %d, want %d: %s", change, r.status, want, r.body)
		}
	}
	// Another key, another algorithm, no JWT at all.
	parts := strings.Split(l.jwt(), ".")
	for _, token := range []string{
		parts[0] + "." + parts[1] + "." + strings.Repeat("A", len(parts[2])),
		"eyJhbGciOiJub25lIn0." + parts[1] + ".",
		"eyJhbGciOiJIUzI1NiJ9." + parts[1] + "." + parts[2],
		"nonsense",
	} {
		l.send("GET", "/app", token, "").is(t, 401)
	}
}

func TestTokens(t *testing.T) {
	l := newLab(t)
	l.AddRepository("acme/other", true)
	token := l.token(fmt.Sprintf(`{"repository_ids":[%d],"permissions":{"repository_advisories":"read"}}`, l.repository))
	if len(token) < 480 || len(token) > 560 || !regexp.MustCompile(`^ghs_4711_[A-Za-z0-9._-]+$`).MatchString(token) {
		t.Errorf("token of %d characters: %s", len(token), token)
	}
	for _, c := range []string{".", "-", "_"} {
		if !strings.Contains(token[len("ghs_4711_"):], c) {
			t.Errorf("token has no %q", c)
		}
	}
	_, one := l.report()
	l.send("GET", one, token, "").is(t, 200)
	l.send("POST", one+"/comments", token, `{"body":"x"}`).is(t, 403)
	l.send("PATCH", one, token, `{"state":"draft"}`).is(t, 403)
	l.send("GET", "/repos/acme/other", token, "").is(t, 404)
	l.send("GET", "/repos/acme/other", l.token(""), "").is(t, 200)
	l.send("GET", "/app", token, "").is(t, 401)
	l.send("GET", one, l.jwt(), "").is(t, 403)

	l.clock.advance(time.Hour - time.Second)
	l.send("GET", one, token, "").is(t, 200)
	l.clock.advance(time.Second)
	l.send("GET", one, token, "").is(t, 401)

	token = l.token("")
	l.Suspend(l.installation)
	l.send("GET", one, token, "").is(t, 403)
	l.Unsuspend(l.installation)
	l.send("GET", one, token, "").is(t, 200)
	l.Uninstall(l.installation)
	l.send("GET", one, token, "").is(t, 401)
}

// TestRights checks what a token sees of a repository that its installation does
// not cover.
func TestRights(t *testing.T) {
	l := newLab(t)
	l.AddOwner("zoo", true)
	l.AddRepository("zoo/open", false)
	l.AddRepository("zoo/shut", true)
	l.SetRole("zoo/open", "ada", ghsatest.RoleAdmin)
	l.PutFile("zoo/open", "SECURITY.md", "text")
	id := l.Report("zoo/open", "rex", "S", "D")
	token := l.token("")
	one := "/repos/zoo/open/security-advisories/" + string(id)
	l.send("GET", "/repos/zoo/open/contents/SECURITY.md", token, "").is(t, 200)
	l.send("GET", "/repos/zoo/shut", token, "").is(t, 404)
	l.send("GET", "/repos/zoo/open/collaborators/ada/permission", token, "").is(t, 403)
	l.send("GET", one, token, "").is(t, 404)
	l.send("POST", one+"/comments", token, `{"body":"x"}`).is(t, 403)
	if got := l.send("GET", "/repos/zoo/open/security-advisories", token, "").list(t); len(got) != 0 {
		t.Errorf("a stranger sees %d advisories", len(got))
	}
	l.publish("zoo/open", id)
	l.send("GET", one, token, "").is(t, 200)
	if got := l.send("GET", "/repos/zoo/open/security-advisories", token, "").list(t); len(got) != 1 {
		t.Errorf("a stranger sees %d published advisories, want 1", len(got))
	}
	l.SetPermissions(l.installation, map[string]string{"metadata": "read"})
	l.send("GET", "/orgs/acme/teams/none/memberships/ada", l.token(""), "").is(t, 404)
	l.send("GET", "/repos/"+lib+"/security-advisories", l.token(""), "").is(t, 403)
}

// publish takes a report the whole way, as ada.
func (l *lab) publish(repo string, id advisories.GHSA) {
	l.t.Helper()
	err := l.EditAdvisoryAs("ada", repo, id, func(a *advisories.Advisory) {
		a.Vulnerabilities = []advisories.Vulnerability{{Ecosystem: "go", Package: "p", Affected: "< 1.2"}}
	})
	for _, to := range []advisories.State{advisories.StateDraft, advisories.StatePublished} {
		if err == nil {
			err = l.SetStateAs("ada", repo, id, to)
		}
	}
	if err != nil {
		l.t.Fatal(err)
	}
}

func TestValidators(t *testing.T) {
	l := newLab(t)
	id, one := l.report()
	a, b := l.token(""), l.token("")
	first := l.send("GET", one, a, "").is(t, 200)
	tag, modified := first.header.Get("ETag"), first.header.Get("Last-Modified")
	if !strings.HasPrefix(tag, `W/"`) || modified == "" {
		t.Fatalf("ETag %q, Last-Modified %q", tag, modified)
	}
	before := first.header.Get("X-RateLimit-Remaining")
	same := l.send("GET", one, a, "", "If-None-Match", tag).is(t, 304)
	if got := same.header.Get("X-RateLimit-Remaining"); got != before {
		t.Errorf("304 was counted: %s left, then %s", before, got)
	}
	l.send("GET", one, b, "", "If-None-Match", tag).is(t, 200)          // another token, another tag
	l.send("GET", one, b, "", "If-Modified-Since", modified).is(t, 304) // which this one outlives
	if _, err := l.CommentAs("rex", lib, id, "More."); err != nil {
		t.Fatal(err)
	}
	l.send("GET", one, a, "", "If-None-Match", tag).is(t, 200)          // the count changed
	l.send("GET", one, a, "", "If-Modified-Since", modified).is(t, 304) // a comment does not move it
	hits := slices.DeleteFunc(l.Requests(), func(r ghsatest.Request) bool { return !r.NotModified })
	if len(hits) != 3 || !hits[0].Conditional {
		t.Errorf("%d requests answered 304, want 3", len(hits))
	}
}

func TestCommentMovesAdvisory(t *testing.T) {
	for _, moves := range []bool{false, true} {
		l := newLab(t, func(o *ghsatest.Options) { o.CommentMovesAdvisory = moves })
		id, _ := l.report()
		l.clock.advance(time.Minute)
		if _, err := l.CommentAs("rex", lib, id, "More."); err != nil {
			t.Fatal(err)
		}
		a := l.Advisory(lib, id)
		if got := a.UpdatedAt.After(a.CreatedAt); got != moves || a.Comments != 1 {
			t.Errorf("CommentMovesAdvisory %v: moved %v, %d comments", moves, got, a.Comments)
		}
	}
}

func TestBudget(t *testing.T) {
	l := newLab(t, func(o *ghsatest.Options) { o.Budget = 2 })
	token := l.token("")
	l.send("GET", "/repos/"+lib, token, "").is(t, 200)
	l.send("GET", "/repos/"+lib, token, "").is(t, 200)
	over := l.send("GET", "/repos/"+lib, token, "").is(t, 403)
	if over.header.Get("X-RateLimit-Remaining") != "0" || over.header.Get("X-RateLimit-Reset") == "" {
		t.Errorf("headers %v", over.header)
	}
	l.send("GET", "/rate_limit", token, "").is(t, 200)
	l.send("POST", "/graphql", token, `{"query":"{ rateLimit { remaining } }"}`).is(t, 200)
	l.clock.advance(time.Hour)
	l.send("GET", "/repos/"+lib, l.token(""), "").is(t, 200)
}

func TestNoComments(t *testing.T) {
	l := newLab(t, func(o *ghsatest.Options) { o.NoComments = true })
	id, one := l.report()
	token := l.token("")
	l.send("GET", one+"/comments", token, "").is(t, 404)
	l.send("POST", one+"/comments", token, `{"body":"x"}`).is(t, 404)
	if got := l.send("GET", one, token, "").object(t); got["comments"] != nil {
		t.Errorf("comments %v", got["comments"])
	}
	if a := l.Advisory(lib, id); a.Comments != -1 {
		t.Errorf("count %d, want -1", a.Comments)
	}
}

func TestMoved(t *testing.T) {
	l := newLab(t)
	_, one := l.report()
	token := l.token("")
	l.RenameRepository(lib, "library")
	moved := l.send("GET", one, token, "").is(t, 301)
	to := strings.TrimPrefix(moved.header.Get("Location"), l.URL())
	l.send("GET", to, token, "").is(t, 200)
	l.send("POST", one+"/comments", token, `{"body":"x"}`).is(t, 307)
	last := l.Requests()[len(l.Requests())-2]
	if want := "/repos/{owner}/{repo}/security-advisories/{ghsa_id}"; last.Route != want {
		t.Errorf("route %q, want %q", last.Route, want)
	}
}

// TestCursor walks the list forward and back while it changes.
func TestCursor(t *testing.T) {
	l := newLab(t)
	var want []string
	for range 7 {
		id, _ := l.report()
		want = append(want, string(id))
		l.clock.advance(time.Second)
	}
	slices.Reverse(want)
	token := l.token("")
	var got []string
	page := "/repos/" + lib + "/security-advisories?per_page=3"
	var prev string
	for page != "" {
		r := l.send("GET", page, token, "").is(t, 200)
		for _, a := range r.list(t) {
			got = append(got, a["ghsa_id"].(string))
		}
		page = r.next()
		if len(got) == 3 {
			l.report() // a new one on top must not shift the pages
		}
		if _, after, ok := strings.Cut(r.header.Get("Link"), `, <`); ok {
			prev = strings.TrimPrefix(strings.Split(after, ">")[0], l.URL())
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("forward: %v, want %v", got, want)
	}
	if back := l.send("GET", prev, token, "").is(t, 200).list(t); len(back) != 3 || back[0]["ghsa_id"] != want[0] {
		t.Errorf("back: %d entries", len(back))
	}
}

func TestUnknown(t *testing.T) {
	l := newLab(t)
	token := l.token("")
	for _, r := range [][2]string{{"GET", "/"}, {"GET", "/repos"}, {"PUT", "/repos/" + lib}, {"GET", "/repos/acme/../acme/lib"}, {"DELETE", "/graphql"}} {
		got := l.send(r[0], r[1], token, "", wrong, "nothing there").is(t, 404)
		if got.object(t)["message"] != "Not Found" {
			t.Errorf("%v: %s", r, got.body)
		}
	}
}

// TestParallel writes, reads, acts and looks from many goroutines.
func TestParallel(t *testing.T) {
	l := newLab(t)
	id, one := l.report()
	token := l.token("")
	var wg sync.WaitGroup
	const writers, each = 8, 10
	for range writers {
		wg.Go(func() {
			for range each {
				if r, err := l.try("POST", one+"/comments", token, `{"body":"x"}`); err != nil || r.status != 201 {
					t.Errorf("%v %+v", err, r)
				}
				_, _ = l.CommentAs("rex", lib, id, "y")
				_, _ = l.try("GET", one, token, "")
				_ = len(l.Acts()) + len(l.Requests()) + len(l.Comments(lib, id))
			}
		})
	}
	wg.Wait()
	comments := l.Comments(lib, id)
	if len(comments) != 2*writers*each || len(l.ActsOf("advisory-bot[bot]")) != writers*each {
		t.Errorf("%d comments, %d acts of the bot", len(comments), len(l.ActsOf("advisory-bot[bot]")))
	}
	for i := range comments[1:] {
		if comments[i+1].ID <= comments[i].ID {
			t.Fatal("ids do not grow")
		}
	}
}

func TestLatency(t *testing.T) {
	l := newLab(t, func(o *ghsatest.Options) { o.Latency = 2 * time.Millisecond })
	l.send("GET", "/app", l.jwt(), "").is(t, 200)
	l.send("GET", "/app", l.jwt(), "").is(t, 200)
	if got := l.Simulated(); got < 4*time.Millisecond || l.Requests()[0].Waited < 2*time.Millisecond {
		t.Errorf("simulated %v", got)
	}
	l.ResetRequests()
	if l.Simulated() != 0 || len(l.Requests()) != 0 {
		t.Error("reset left something")
	}
}

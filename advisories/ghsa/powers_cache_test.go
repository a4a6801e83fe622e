package ghsa

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// A power that nothing is decided by is believed for five minutes, no power too;
// for a decision GitHub is asked each time, and what it says then is remembered.
func TestPowersAreCachedBriefly(t *testing.T) {
	h := newHub(t)
	role := "admin"
	h.handle("GET "+permissionURL("kim"), func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 200, `{"permission":"`+role+`","role_name":"`+role+`","user":{"id":1}}`)
	})
	h.on("GET /orgs/acme/teams/sec/memberships/kim", 200, `{"state":"active"}`)
	c := h.client()
	kim := []advisories.Person{{ID: 1, Login: "kim"}}
	is := func(now, admin bool, asked int, teams ...string) {
		t.Helper()
		ask := c.Powers
		if now {
			ask = c.PowersNow
		}
		got, err := ask(t.Context(), testRepo, kim, teams)
		if err != nil || got[1].Admin != admin {
			t.Errorf("%+v %v", got, err)
		}
		if len(got[1].Teams) > 0 {
			got[1].Teams[0] = "another's"
		}
		if n := len(h.requests("GET", permissionURL("kim"))); n != asked {
			t.Errorf("asked %d times, want %d", n, asked)
		}
	}
	is(false, true, 1)
	role = "none"
	is(false, true, 1)
	is(false, false, 2, "acme/sec") // other teams are another question
	if got, err := c.Powers(t.Context(), testRepo, kim, []string{"acme/sec"}); err != nil || got[1].Teams[0] != "acme/sec" {
		t.Error("a caller changed what is remembered", got, err)
	}
	is(true, false, 3)
	role = "admin"
	is(false, false, 3)
	is(true, true, 4)
	role = "none"
	h.advance(powerLife - time.Second)
	is(false, true, 4)
	h.advance(time.Second)
	is(false, false, 5)
	other := testRepo
	other.ID = 43
	c.tokens.held[tokenKey{7, 43, PurposeRead}] = token{"t", testNow.Add(time.Hour)}
	if _, err := c.Powers(t.Context(), other, kim, nil); err != nil || len(h.requests("GET", permissionURL("kim"))) != 6 {
		t.Error("one repository's power was taken for another's", err)
	}
}

// A fault is not remembered.
func TestPowersFaultIsForgotten(t *testing.T) {
	h := newHub(t)
	status := 502
	h.handle("GET "+permissionURL("kim"), func(w http.ResponseWriter, _ *http.Request) {
		answer(w, status, `{"permission":"admin","user":{"id":1}}`)
	})
	c := h.client()
	kim := []advisories.Person{{ID: 1, Login: "kim"}}
	_, err := c.Powers(t.Context(), testRepo, kim, nil)
	fault(t, err, advisories.FaultUnavailable)
	status = 200
	if got, err := c.Powers(t.Context(), testRepo, kim, nil); err != nil || !got[1].Admin {
		t.Error(got, err)
	}
}

func TestPowersAreBounded(t *testing.T) {
	now := testNow
	p := newPowers(func() time.Time { return now })
	for i := range 3 * powerMost {
		p.put(powerKey{person: int64(i), login: strconv.Itoa(i)}, advisories.Power{})
	}
	if len(p.by) > powerMost {
		t.Error(len(p.by))
	}
	if _, ok := p.get(powerKey{person: 3*powerMost - 1, login: strconv.Itoa(3*powerMost - 1)}); !ok {
		t.Error("the newest is gone")
	}
}

package ghsatest_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// contractOrganization sends what is asked of an organization.
func (l *lab) contractOrganization(t *testing.T) {
	all := l.token("")
	l.report()
	l.send("GET", "/orgs/acme/security-advisories?per_page=1&sort=created&direction=asc&state=triage", all, "").is(t, 200)
	l.send("GET", "/orgs/acme/security-advisories?state=withdrawn", all, "", wrong, "state").is(t, 400)
	l.send("GET", "/orgs/rex/security-advisories", all, "").is(t, 404)
	l.send("GET", "/orgs/acme/security-advisories", l.token(`{"permissions":{"repository_advisories":"read"}}`), "").is(t, 403)
	l.AddSecurityManager("acme", "ada")
	l.AddSecurityTeam("acme", "security")
	roles := l.send("GET", "/orgs/acme/organization-roles", all, "").is(t, 200).object(t)["roles"].([]any)
	i := slices.IndexFunc(roles, func(r any) bool { return r.(map[string]any)["name"] == "security_manager" })
	one := fmt.Sprintf("/orgs/acme/organization-roles/%.0f", roles[i].(map[string]any)["id"])
	if got := l.send("GET", one+"/users?per_page=1", all, "").is(t, 200).list(t); len(got) != 1 || got[0]["login"] != "ada" {
		t.Errorf("security managers %v", got)
	}
	if got := l.send("GET", one+"/teams", all, "").is(t, 200).list(t); len(got) != 1 || got[0]["slug"] != "security" {
		t.Errorf("teams of security managers %v", got)
	}
	l.send("GET", "/orgs/acme/teams/security/members?per_page=1", all, "").is(t, 200)
	l.send("GET", "/orgs/acme/teams/nothing/members", all, "").is(t, 404)
	l.send("GET", "/repos/"+lib+"/collaborators?affiliation=all&permission=admin", all, "").is(t, 200)
	l.send("GET", "/orgs/acme/organization-roles/1/users", all, "").is(t, 404)
	l.send("GET", "/orgs/acme/organization-roles", l.token(`{"permissions":{"members":"read"}}`), "").is(t, 403)
}

// clientOrganization sends what our client asks of an organization.
func (l *lab) clientOrganization(t *testing.T, c *speaker) {
	ctx := context.Background()
	l.SetPermissions(l.installation, allPermissions)
	l.AddSecurityTeam("acme", "security")
	id, _ := l.report()
	listed := did[[]advisories.Located](t, c, "OpenOfOrganization")(c.OpenOfOrganization(ctx, l.installation, "acme"))
	at := slices.IndexFunc(listed, func(x advisories.Located) bool { return x.Advisory.GHSA == id })
	if at < 0 {
		t.Fatalf("%s is not listed", id)
	}
	if d := cmp.Diff(advisories.Located{Owner: "acme", Repo: "lib", Advisory: l.Advisory(lib, id)}, listed[at]); d != "" {
		t.Error(d)
	}
	changed := did[[]advisories.Advisory](t, c, "Changed")(c.Changed(ctx, l.place(), l.clock.now()))
	if !slices.ContainsFunc(changed, func(a advisories.Advisory) bool { return a.GHSA == id }) {
		t.Errorf("changed %+v", changed)
	}
	org := did[[]advisories.Located](t, c, "ChangedOfOrganization")(c.ChangedOfOrganization(ctx, l.installation, "acme", l.clock.now()))
	if !slices.ContainsFunc(org, func(x advisories.Located) bool { return x.Advisory.GHSA == id && x.Repo == "lib" }) {
		t.Errorf("changed in the organization %+v", org)
	}
	if c.used["Prepare"] = true; c.Prepare(ctx, l.installation, []int64{l.place().ID}) != nil {
		t.Error("no token for several repositories")
	}
	l.clientCrew(t, c)
	if c.used["SecurityManagersReadable"] = true; !c.SecurityManagersReadable(ctx, l.installation, "acme") {
		t.Error("security managers are not readable")
	}
}

// TestSecurityManagers checks that the client finds them where it may, by
// themselves and through a team, and nobody where it may not.
func TestSecurityManagers(t *testing.T) {
	l := newLab(t)
	sam, tia, wes := l.AddUser("sam"), l.AddUser("tia"), l.AddUser("wes")
	l.AddSecurityManager("acme", "sam")
	l.AddTeam("acme", "guard", "tia")
	l.AddSecurityTeam("acme", "guard")
	people := []advisories.Person{{ID: sam, Login: "sam"}, {ID: tia, Login: "tia"}, {ID: wes, Login: "wes"}, {ID: l.AddUser("ada"), Login: "ada"}}
	is := func(security bool) {
		t.Helper()
		got, err := l.speaker().PowersNow(context.Background(), l.place(), people, nil)
		if err != nil || got[sam].Security != security || got[tia].Security != security || got[wes].Security || !got[people[3].ID].Admin {
			t.Errorf("%+v %v", got, err)
		}
	}
	is(true)
	id, _ := l.report()
	if err := l.SetStateAs("tia", lib, id, advisories.StateDraft); err != nil {
		t.Error("a security manager by a team may not accept:", err)
	}
	less := maps.Clone(allPermissions)
	delete(less, "members")
	l.SetPermissions(l.installation, less)
	is(false)
}

// A quiet organization of many repositories takes a token and a request for each
// hundred open advisories, and one more.
func TestQuietOrganization(t *testing.T) {
	l := newLab(t)
	for i := range 40 {
		l.AddRepository(fmt.Sprintf("acme/r%d", i), false)
	}
	for i := range 230 {
		place := fmt.Sprintf("acme/r%d", i%40)
		id := l.Report(place, "rex", "Summary", "Text")
		if i%3 == 0 {
			l.SetRole(place, "ada", ghsatest.RoleAdmin)
			if err := l.SetStateAs("ada", place, id, advisories.StateDraft); err != nil {
				t.Fatal(err)
			}
		}
		if i%7 == 0 {
			l.clock.advance(time.Second)
		}
	}
	c := l.speaker()
	l.ResetRequests()
	list, err := c.OpenOfOrganization(context.Background(), l.installation, "acme")
	if err != nil || len(list) != 230 {
		t.Fatal(len(list), err)
	}
	if n := len(l.Requests()); n > 2+3 {
		t.Errorf("%d requests", n)
	}
	seen := map[string]bool{}
	for _, x := range list {
		seen[string(x.Advisory.GHSA)] = true
		if x.Owner != "acme" || !strings.HasPrefix(x.Repo, "r") {
			t.Errorf("%s/%s", x.Owner, x.Repo)
		}
	}
	if len(seen) != 230 {
		t.Errorf("%d different ones", len(seen))
	}
}

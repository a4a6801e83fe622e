package ghsatest_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// clientCrew sends what our client asks to list people.
func (l *lab) clientCrew(t *testing.T, c *speaker) {
	c.used["Crew"], c.used["Admins"] = true, true
	admins, whole, err := c.Admins(context.Background(), l.place())
	if err != nil || !whole || !slices.Equal(logins(admins), []string{"ada"}) {
		t.Errorf("admins %v, whole %v: %v", logins(admins), whole, err)
	}
	people, whole, err := c.Crew(context.Background(), l.place(), []string{"acme/security", "@rex"})
	if err != nil || !whole || !slices.Equal(logins(people), []string{"ada", "rex"}) {
		t.Errorf("crew %v, whole %v: %v", logins(people), whole, err)
	}
}

func logins(people []advisories.Person) (out []string) {
	for _, p := range people {
		out = append(out, p.Login)
	}
	slices.Sort(out)
	return out
}

// TestCrew checks who is in a crew, each once however many reasons there are.
func TestCrew(t *testing.T) {
	l := newLab(t)
	ctx := context.Background()
	for _, login := range []string{"mia", "eve", "sam", "kim", "dan"} {
		l.AddUser(login)
	}
	l.SetRole(lib, "mia", ghsatest.RoleMaintain)
	l.SetRole(lib, "eve", ghsatest.RoleRead)
	l.AddTeam("acme", "core", "ada", "kim")
	l.AddTeam("acme", "guard", "tia")
	l.AddSecurityManager("acme", "sam")
	l.AddSecurityTeam("acme", "guard")
	teams := []string{"acme/core", "acme/core", "acme/none", "zoo/core", "@dan", "@DAN", "@ada", "@nobody", "@acme", "@no/body", "odd"}
	is := func(want ...string) {
		t.Helper()
		people, whole, err := l.speaker().Crew(ctx, l.place(), teams)
		if err != nil || !whole || !slices.Equal(logins(people), want) {
			t.Errorf("crew %v, want %v; whole %v, %v", logins(people), want, whole, err)
		}
	}
	fewer := map[string]string{"metadata": "read", "repository_advisories": "write", "members": "read"}
	l.SetPermissions(l.installation, fewer)
	is("ada", "dan", "kim") // nobody knows the security managers
	l.SetPermissions(l.installation, allPermissions)
	is("ada", "dan", "kim", "sam", "tia")
	for i := range 305 {
		l.AddTeam("acme", "core", fmt.Sprintf("member%03d", i))
	}
	people, whole, err := l.speaker().Crew(ctx, l.place(), teams)
	if err != nil || !whole || len(people) != 5+305 {
		t.Errorf("%d people of a large team, whole %v, %v", len(people), whole, err)
	}
	l.SetPermissions(l.installation, map[string]string{"metadata": "read", "repository_advisories": "read"})
	if people, _, err := l.speaker().Crew(ctx, l.place(), teams); advisories.CodeOf(err) != advisories.FaultForbidden || people != nil {
		t.Errorf("teams that may not be read: %v, %v", people, err)
	}
	if people, _, err := l.speaker().Crew(ctx, l.place(), nil); err != nil || !slices.Equal(logins(people), []string{"ada"}) {
		t.Errorf("without teams: %v, %v", people, err)
	}
}

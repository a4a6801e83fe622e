package ghsatest_test

import (
	"fmt"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// A report arrives, a maintainer answers and accepts it.
func Example() {
	hub := ghsatest.New(ghsatest.Options{})
	defer hub.Close()
	hub.AddOwner("acme", true)
	hub.AddUser("ada")
	hub.AddUser("rex")
	hub.AddRepository("acme/lib", false)
	hub.SetRole("acme/lib", "ada", ghsatest.RoleAdmin)
	hub.AddInstallation("acme")
	// Here a program would be started with hub.AppID(), hub.AppKeyPEM(),
	// hub.APIURL() and hub.GraphQLURL(), and hub.HookTo(its webhook URL, secret).

	id := hub.Report("acme/lib", "rex", "Path traversal", "Steps to reproduce: …")
	if _, err := hub.CommentAs("ada", "acme/lib", id, "Thank you, we look into it."); err != nil {
		fmt.Println(err)
	}
	if err := hub.SetStateAs("ada", "acme/lib", id, advisories.StateDraft); err != nil {
		fmt.Println(err)
	}
	fmt.Println(hub.SetStateAs("rex", "acme/lib", id, advisories.StatePublished) != nil)
	for _, a := range hub.Acts() {
		fmt.Println(a.Login, a.Verb)
	}
	// Output:
	// true
	// rex reported
	// ada commented
	// ada set state
}

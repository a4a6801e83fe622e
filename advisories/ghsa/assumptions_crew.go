package ghsa

// What is taken for true of lists of people without GitHub's documents saying so;
// the marks are those of assumptions.go.

// collaboratorAdmin reads a person in a list of collaborators that was asked for
// with permission=admin. [C]: the filter, and role_name "admin"; that the filter
// lists those with just that permission, and that an organization's owners are
// among them, is [I]. Whose answer says neither is no admin: a filter that is
// passed over would make everybody one.
func collaboratorAdmin(role string, admin bool) bool { return role == "admin" || admin }

// Further assumptions:
//
//   - A team's members include those of the teams below it. [C]
//   - A team that is not there, and one that the token may not see, are both 404. [I]

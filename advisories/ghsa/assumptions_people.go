package ghsa

// What is taken for true of an organization's people without GitHub's documents
// saying so; the marks are those of assumptions.go.

// permissionRoles is the wire name of the permission "Custom organization roles".
// [C] for the list of roles. That the lists of who holds a role want the permission
// to read members beside it is [I]; our token has both.
const permissionRoles = "organization_custom_org_roles"

// isSecurityRole picks the predefined role of security managers from an
// organization's roles. [C]: the name "security_manager". [I]: the source
// "Predefined"; a role of the organization's own that has taken the name is no such
// role, and where the source is missing the name alone counts.
func isSecurityRole(name, source string) bool {
	return name == "security_manager" && (source == "" || source == "Predefined")
}

// organizationType is the account type of organizations. [O]: recorded answers.
const organizationType = "Organization"

// Further assumptions:
//
//   - The people of a role include those who hold it through a team. [I] by the
//     description's field "assignment" (direct, indirect, mixed); members of the
//     role's teams are looked for all the same.
//   - An account that is no organization answers 404. [I]

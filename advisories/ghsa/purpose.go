package ghsa

// Purpose is what a token is for. It decides what the token may do; a request
// with a purpose cannot do more, whatever it asks.
type Purpose string

// The purposes.
const (
	// PurposeApp is the App itself, with a signed claim instead of a token.
	PurposeApp Purpose = "app"
	// PurposeRead reads one repository's advisories and who may do what there.
	PurposeRead Purpose = "read"
	// PurposeWrite comments on one repository's advisories and sets their state.
	PurposeWrite Purpose = "write"
	// PurposePolicy reads files of the whole installation, for the owner's policy
	// lies in a repository beside the advisory's.
	PurposePolicy Purpose = "policy"
	// PurposePeople reads the members of teams.
	PurposePeople Purpose = "people"
	// PurposeList lists the installation's repositories.
	PurposeList Purpose = "list"
)

// scope is what the tokens of a purpose are narrowed to. Permission names and
// levels are GitHub's (repository_advisories: see assumptions.go). PurposePolicy
// cannot be narrowed to the repositories that it reads: their ids are not known,
// and naming one that does not exist makes GitHub refuse the token.
type scope struct {
	permissions map[string]string
	// whole is true where the token covers all repositories of the installation.
	whole bool
}

var scopes = map[Purpose]scope{
	PurposeRead:   {permissions: map[string]string{permissionAdvisories: "read", "metadata": "read"}},
	PurposeWrite:  {permissions: map[string]string{permissionAdvisories: "write", "metadata": "read"}},
	PurposePolicy: {permissions: map[string]string{"contents": "read", "metadata": "read"}, whole: true},
	PurposePeople: {permissions: map[string]string{"members": "read", "metadata": "read"}},
	PurposeList:   {permissions: map[string]string{"metadata": "read"}, whole: true},
}

// Permissions are all permissions that tokens are asked for, by GitHub's names,
// with the highest level of each: what the App's registration has to request.
func Permissions() map[string]string {
	all := map[string]string{}
	for _, s := range scopes {
		for name, level := range s.permissions {
			if all[name] != "write" {
				all[name] = level
			}
		}
	}
	return all
}

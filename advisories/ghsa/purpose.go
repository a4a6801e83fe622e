package ghsa

import "maps"

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
	// PurposeFork starts the private fork of one repository's advisory: the only use
	// of a permission that most installations need not grant.
	PurposeFork Purpose = "fork"
	// PurposeOrgList lists the advisories of an organization, for which GitHub wants
	// the permission to write them. Nothing is written with it.
	PurposeOrgList Purpose = "org_list"
	// PurposeSweep lists the advisories of all repositories of an installation, one
	// repository after the other.
	PurposeSweep Purpose = "sweep"
	// PurposeRoles reads who holds an organization's roles. An installation may do
	// without: then its security managers have power only where the policy names them.
	PurposeRoles Purpose = "roles"
	// PurposePolicy reads files of the whole installation, for the owner's policy
	// lies in a repository beside the advisory's.
	PurposePolicy Purpose = "policy"
	// PurposePeople reads the members of teams.
	PurposePeople Purpose = "people"
	// PurposeList lists the installation's repositories.
	PurposeList Purpose = "list"
	// PurposeTrackFind finds a tracking repository by its name.
	PurposeTrackFind Purpose = "track find"
	// PurposeTrackLook reads one tracking repository's issues and who reads them.
	PurposeTrackLook Purpose = "track look"
	// PurposeTrack writes one tracking repository's issues.
	PurposeTrack Purpose = "track"
)

// scope is what the tokens of a purpose are narrowed to. Permission names and
// levels are GitHub's (repository_advisories: see assumptions.go). PurposePolicy
// cannot be narrowed to the repositories that it reads: their ids are not known,
// and naming one that does not exist makes GitHub refuse the token.
type scope struct {
	permissions map[string]string
	// whole is true where the token covers all repositories of the installation.
	whole bool
	// optional is true where the App works without: see [OptionalPermissions].
	optional bool
}

var scopes = map[Purpose]scope{
	PurposeTrackFind: {permissions: map[string]string{"issues": "read", "metadata": "read"}, whole: true},
	PurposeTrackLook: {permissions: map[string]string{"issues": "read", "metadata": "read"}},
	PurposeTrack:     {permissions: map[string]string{"issues": "write", "metadata": "read"}},
	PurposeRead:      {permissions: map[string]string{permissionAdvisories: "read", "metadata": "read"}},
	PurposeWrite:     {permissions: map[string]string{permissionAdvisories: "write", "metadata": "read"}},
	PurposeFork:      {permissions: map[string]string{permissionAdvisories: "read", "administration": "write", "metadata": "read"}, optional: true},
	PurposeOrgList:   {permissions: map[string]string{permissionAdvisories: "write", "metadata": "read"}, whole: true},
	PurposeSweep:     {permissions: map[string]string{permissionAdvisories: "read", "metadata": "read"}, whole: true},
	PurposeRoles:     {permissions: map[string]string{permissionRoles: "read", "members": "read", "metadata": "read"}, whole: true},
	PurposePolicy:    {permissions: map[string]string{"contents": "read", "metadata": "read"}, whole: true},
	PurposePeople:    {permissions: map[string]string{"members": "read", "metadata": "read"}},
	PurposeList:      {permissions: map[string]string{"metadata": "read"}, whole: true},
}

// Permissions are all permissions that tokens are asked for, by GitHub's names,
// with the highest level of each: what the App's registration has to request.
func Permissions() map[string]string { return permissions(false) }

// OptionalPermissions are those that are asked for beyond [Permissions] by what an
// installation may do without: "administration" for private forks.
func OptionalPermissions() map[string]string {
	more := permissions(true)
	maps.DeleteFunc(more, func(name, level string) bool { return Permissions()[name] == level || Permissions()[name] == "write" })
	return more
}

func permissions(optional bool) map[string]string {
	all := map[string]string{}
	for _, s := range scopes {
		if s.optional != optional {
			continue
		}
		for name, level := range s.permissions {
			if all[name] != "write" {
				all[name] = level
			}
		}
	}
	return all
}

package report

import (
	"regexp"
	"strconv"
	"strings"
)

// ecosystems are those of GitHub's advisories, with what a name in one looks like
// as far as it is simple to say; nil where anything goes. Source: GitHub's REST
// API description of repository advisories ("ecosystem").
var ecosystems = map[string]*regexp.Regexp{
	"rubygems": regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`),
	"npm":      regexp.MustCompile(`^(@[A-Za-z0-9~][A-Za-z0-9._~-]*/)?[A-Za-z0-9~_-][A-Za-z0-9._~-]*$`),
	"pip":      regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$`),
	"maven":    regexp.MustCompile(`^[A-Za-z0-9_.-]+:[A-Za-z0-9_.-]+$`),
	"nuget":    regexp.MustCompile(`^[A-Za-z0-9_]+([.-][A-Za-z0-9_]+)*$`),
	"composer": regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?/[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$`),
	"go":       regexp.MustCompile(`^(std|stdlib|toolchain|cmd|[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+)(/[A-Za-z0-9._~+!-]+)*$`),
	"rust":     regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,63}$`),
	"erlang":   regexp.MustCompile(`^[a-z][a-z0-9_]*$`),
	"actions":  regexp.MustCompile(`^[A-Za-z0-9-]+(/[A-Za-z0-9._-]+)+$`),
	"pub":      regexp.MustCompile(`^[a-z_][a-z0-9_]*$`),
	"swift":    regexp.MustCompile(`^[^\s]+/[^\s]+$`),
	"other":    nil,
}

// forms says for each ecosystem what a name looks like.
var forms = map[string]string{
	"npm": "name or @scope/name", "maven": "group:artifact", "composer": "vendor/name", "go": "a module's path, host first",
	"actions": "owner/repository", "swift": "the repository's address",
}

// alsoCalled are names that people use for GitHub's ecosystems.
var alsoCalled = map[string]string{
	"pypi": "pip", "python": "pip", "crates.io": "rust", "cargo": "rust", "crates": "rust", "golang": "go", "packagist": "composer",
	"php": "composer", "hex": "erlang", "elixir": "erlang", "gem": "rubygems", "ruby": "rubygems", "github actions": "actions",
	"node": "npm", "nodejs": "npm", "node.js": "npm", "javascript": "npm", "java": "maven", "gradle": "maven", "dart": "pub",
	"flutter": "pub", ".net": "nuget", "dotnet": "nuget", "swiftpm": "swift", "gomod": "go", "yarn": "npm", "pub.dev": "pub", "nuget.org": "nuget",
}

// maxPackage is longer than any name that a registry takes, in bytes.
const maxPackage = 512

// packages judges the affected packages of the structured fields.
func (p place) packages(list []Package) {
	for i, pkg := range list {
		which := "package " + strconv.Itoa(i+1)
		eco := strings.ToLower(strings.TrimSpace(pkg.Ecosystem))
		form, known := ecosystems[eco]
		switch {
		case eco == "":
		case known:
			p.packageName(which, eco, strings.TrimSpace(pkg.Name), form)
		case alsoCalled[eco] != "":
			p.note(EcosystemUnknown, 0, which+": GitHub calls this ecosystem "+alsoCalled[eco])
		default:
			p.note(EcosystemUnknown, 0, which+": GitHub knows no such ecosystem")
		}
		p.affected(which, strings.TrimSpace(pkg.Affected), strings.TrimSpace(pkg.Patched))
	}
}

func (p place) packageName(which, eco, name string, form *regexp.Regexp) {
	switch {
	case name == "" && eco != "other":
		p.note(PackageMalformed, 0, which+" has no name")
	case form != nil && (len(name) > maxPackage || !form.MatchString(name)):
		detail := which + ": no package of " + eco + " can have that name"
		if f := forms[eco]; f != "" {
			detail += "; expected " + f
		}
		p.note(PackageMalformed, 0, detail)
	}
}

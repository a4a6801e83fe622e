package advisories

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// GHSA is GitHub's id of an advisory, in the canonical form: an upper-case prefix
// and three lower-case groups ("GHSA-2345-cfgh-jmpq").
type GHSA string

// ghsaPattern is wider than GitHub's documented alphabet (23456789cfghjmpqrvwx),
// because GitHub's own examples break it ("GHSA-abcd-1234-efgh"). It is narrow
// enough to be safe in a URL path.
var ghsaPattern = regexp.MustCompile(`^GHSA(-[0-9a-z]{4}){3}$`)

// ErrMalformed is wrapped by every parser of this package.
var ErrMalformed = errors.New("malformed")

// ParseGHSA reads a GHSA id in any letter case.
func ParseGHSA(s string) (GHSA, error) {
	if len(s) != len("GHSA-xxxx-xxxx-xxxx") || !strings.EqualFold(s[:4], "GHSA") {
		return "", fmt.Errorf("GHSA id: %w: want GHSA-xxxx-xxxx-xxxx", ErrMalformed)
	}
	s = "GHSA" + strings.ToLower(s[4:])
	if !ghsaPattern.MatchString(s) {
		return "", fmt.Errorf("GHSA id: %w: want GHSA-xxxx-xxxx-xxxx", ErrMalformed)
	}
	return GHSA(s), nil
}

var (
	ownerPattern = regexp.MustCompile(`^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})$`)
	repoPattern  = regexp.MustCompile(`^[A-Za-z0-9._-]{1,100}$`)
)

// ValidOwner reports whether s may stand as an account name in a URL path.
func ValidOwner(s string) bool { return ownerPattern.MatchString(s) }

// ValidRepositoryName reports whether s may stand as a repository name in a URL
// path: GitHub's alphabet, and neither "." nor "..".
func ValidRepositoryName(s string) bool {
	return repoPattern.MatchString(s) && s != "." && s != ".."
}

// RepositoryKey names a repository within an installation, by numeric ids, which
// survive renames.
type RepositoryKey struct {
	Installation int64
	Repository   int64
}

// CaseKey names a case. Every stored key, query and cache key of a case begins
// with installation and repository.
type CaseKey struct {
	Installation int64
	Repository   int64
	GHSA         GHSA
}

// RepositoryKey is the repository of the case.
func (k CaseKey) RepositoryKey() RepositoryKey {
	return RepositoryKey{Installation: k.Installation, Repository: k.Repository}
}

// Repository is what is known of a repository that an installation covers.
type Repository struct {
	Installation int64
	ID           int64
	Owner        string
	OwnerID      int64
	Name         string
	Private      bool
	Archived     bool
	// Since is when the repository came into the installation as far as is known;
	// advisories older than this are adopted, not greeted.
	Since time.Time
}

// Key is the repository's key.
func (r Repository) Key() RepositoryKey {
	return RepositoryKey{Installation: r.Installation, Repository: r.ID}
}

// Case is the key of an advisory in this repository.
func (r Repository) Case(id GHSA) CaseKey {
	return CaseKey{Installation: r.Installation, Repository: r.ID, GHSA: id}
}

// FullName is "owner/name" as GitHub writes it.
func (r Repository) FullName() string { return r.Owner + "/" + r.Name }

package ghsa

import (
	"context"
	"strings"

	"github.com/shurcooL/githubv4"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// PolicyPath is where a policy file lies in a repository.
const PolicyPath = ".github/advisory-policy.yml"

// The owner's policy lies in one of these repositories; the private one wins.
const (
	ownerPrivate = ".github-private"
	ownerPublic  = ".github"
)

// maxPolicyFile is the most that a policy file may hold, in bytes.
const maxPolicyFile = 1 << 20

// filesQuery reads, at once and each from the default branch (HEAD), the policy
// file of a repository and of its owner, what both have promised (promises.go), and
// who owns the repository's code (codeowners.go).
// REST would take one request for each.
type filesQuery struct {
	Repository   *graphHome       `graphql:"repository(owner: $owner, name: $name)"`
	OwnerPrivate *graphRepository `graphql:"ownerPrivate: repository(owner: $owner, name: $ownerPrivate)"`
	OwnerPublic  *graphPromiser   `graphql:"ownerPublic: repository(owner: $owner, name: $ownerPublic)"`
}

// parts are the repositories of the answer; one that is not there is nil.
func (q *filesQuery) parts() (own, private, public *graphRepository) {
	return q.Repository.promiser().repository(), q.OwnerPrivate, q.OwnerPublic.repository()
}

type graphRepository struct {
	DatabaseID       *int64
	NameWithOwner    string
	IsPrivate        bool
	IsArchived       bool
	DefaultBranchRef *struct {
		Name   string
		Target *struct {
			OID string `graphql:"oid"`
		}
	}
	Object *graphObject `graphql:"object(expression: $expression)"`
}

type graphObject struct {
	Typename string    `graphql:"__typename"`
	Blob     graphBlob `graphql:"... on Blob"`
}

type graphBlob struct {
	Text        *string
	IsTruncated *bool
	IsBinary    *bool
	ByteSize    *int64
}

// Files reads the policy files of a repository and its owner, and what it has
// promised and who owns its code, without any advisory: the snapshot has nothing else. Files that are
// not to be had are marked as in [Client.Snapshot].
func (c *Client) Files(ctx context.Context, repo advisories.Repository) (advisories.Snapshot, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	s := advisories.Snapshot{At: c.now().UTC(), Repository: repo}
	if err := c.addFiles(ctx, &s); err != nil {
		return advisories.Snapshot{}, err
	}
	return s, nil
}

// addFiles puts the policy files into the snapshot, or why they are not to be had.
// What will pass (a limit, an outage) is an error; what stays so (no right) must
// not stop the case.
func (c *Client) addFiles(ctx context.Context, s *advisories.Snapshot) error {
	q, err := c.queryFiles(ctx, s.Repository)
	if lastingFault(err) {
		s.FilesFault = string(advisories.CodeOf(err))
		return nil
	}
	if err != nil {
		return err
	}
	q.fill(s)
	return nil
}

// lastingFault reports whether files are not to be had for a reason that stays.
func lastingFault(err error) bool {
	switch advisories.CodeOf(err) {
	case advisories.FaultGone, advisories.FaultForbidden, advisories.FaultBadAnswer, advisories.FaultRefused:
		return true
	}
	return false
}

// fill puts what was answered into the snapshot.
func (q *filesQuery) fill(s *advisories.Snapshot) {
	if !q.about(s.Repository) {
		s.FilesFault = string(advisories.FaultGone)
		return
	}
	s.FilesKnown = true
	r, private, public := q.parts()
	s.Repository.Owner, s.Repository.Name, _ = strings.Cut(r.NameWithOwner, "/")
	s.Repository.Private, s.Repository.Archived = r.IsPrivate, r.IsArchived
	if f, ok := r.file(advisories.LayerRepository); ok {
		s.Files = append(s.Files, f)
	}
	for _, o := range [...]*graphRepository{private, public} {
		if f, ok := o.file(advisories.LayerOwner); ok {
			s.Files = append(s.Files, f)
			break
		}
	}
	s.Files = append(s.Files, q.promises()...)
	s.Codeowners = q.Repository.codeowners()
}

// queryFiles sends the query.
func (c *Client) queryFiles(ctx context.Context, repo advisories.Repository) (*filesQuery, error) {
	if !advisories.ValidOwner(repo.Owner) || !advisories.ValidRepositoryName(repo.Name) {
		return nil, internal(routeFiles, errName)
	}
	var q filesQuery
	v := fileVariables(repo)
	codeownersVariables(v)
	err := c.under(ctx, ask{route: routeFiles, installation: repo.Installation}, func(ctx context.Context) error {
		q = filesQuery{}
		return githubv4.NewEnterpriseClient(c.graph.String(), c.files).Query(ctx, &q, v)
	})
	if err != nil {
		return nil, err
	}
	return &q, nil
}

// fileVariables are those of the query.
func fileVariables(repo advisories.Repository) map[string]any {
	v := map[string]any{
		"owner":        githubv4.String(repo.Owner),
		"name":         githubv4.String(repo.Name),
		"ownerPrivate": githubv4.String(ownerPrivate),
		"ownerPublic":  githubv4.String(ownerPublic),
		"expression":   atHead(PolicyPath),
	}
	promiseVariables(v)
	return v
}

// atHead names a file of the default branch.
func atHead(path string) githubv4.String { return githubv4.String("HEAD:" + path) }

// about reports whether the answers are about that repository, by id, and about
// its present owner. Names may have changed hands since they were learned: then a
// stranger's files would be answered, and a stranger's policy would rule.
func (q *filesQuery) about(repo advisories.Repository) bool {
	r, private, public := q.parts()
	if r == nil || r.DatabaseID == nil || *r.DatabaseID != repo.ID {
		return false
	}
	owner, name, _ := strings.Cut(r.NameWithOwner, "/")
	if !advisories.ValidOwner(owner) || !advisories.ValidRepositoryName(name) {
		return false
	}
	for _, o := range [...]*graphRepository{private, public} {
		if o == nil {
			continue
		}
		if other, _, _ := strings.Cut(o.NameWithOwner, "/"); !strings.EqualFold(other, owner) {
			return false
		}
	}
	return true
}

// file is the repository's policy file, if there is one.
func (r *graphRepository) file(layer advisories.Layer) (advisories.PolicyFile, bool) {
	if r == nil || r.Object == nil {
		return advisories.PolicyFile{}, false
	}
	return r.read(layer, PolicyPath, r.Object), true
}

// read is what an object of the repository's default branch holds.
func (r *graphRepository) read(layer advisories.Layer, path string, o *graphObject) advisories.PolicyFile {
	f := advisories.PolicyFile{Repository: r.NameWithOwner, Path: path, Layer: layer}
	if b := r.DefaultBranchRef; b != nil {
		f.Ref = b.Name
		if b.Target != nil && b.Target.OID != "" {
			f.Ref = b.Target.OID
		}
	}
	if f.Unreadable = o.unreadable(); f.Unreadable == "" {
		f.Text = *o.Blob.Text
	}
	return f
}

// unreadable says why the text is not to be had; empty where it is.
func (o *graphObject) unreadable() string {
	b := o.Blob
	switch {
	case o.Typename != "Blob":
		return "not a file"
	case is(b.IsBinary):
		return "binary"
	case is(b.IsTruncated), b.ByteSize != nil && *b.ByteSize > maxPolicyFile:
		return "too large"
	case b.Text == nil:
		return "no text"
	}
	return ""
}

func is(b *bool) bool { return b != nil && *b }

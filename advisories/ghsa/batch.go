package ghsa

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/shurcooL/githubv4"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// MaxBatch is how many repositories one [Client.FilesOf] reads at most.
const MaxBatch = 100

var errBatch = errors.New("want at most 100 repositories of one owner")

// batchAlias begins the aliases of the repositories in a batch, whose numbers follow.
const batchAlias = "batch"

// FilesOf is [Client.Files] for many repositories of one owner, at most [MaxBatch],
// in one query; the snapshots are in the repositories' order and hold nothing but
// files: who owns code is left out. A repository that is not there, or is another by now, says so in its own
// snapshot and spoils no other. Where one query is too much for GitHub, or its answer
// too large for us, the batch is asked for in halves.
func (c *Client) FilesOf(ctx context.Context, installation int64, repos []advisories.Repository) ([]advisories.Snapshot, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	if len(repos) > MaxBatch {
		return nil, internal(routeFilesOf, errBatch)
	}
	out := make([]advisories.Snapshot, len(repos))
	for i, r := range repos {
		if !advisories.ValidOwner(r.Owner) || !advisories.ValidRepositoryName(r.Name) {
			return nil, internal(routeFilesOf, errName)
		}
		if !strings.EqualFold(r.Owner, repos[0].Owner) {
			return nil, internal(routeFilesOf, errBatch)
		}
		r.Installation = installation
		out[i] = advisories.Snapshot{At: c.now().UTC(), Repository: r}
	}
	return out, c.fillBatch(ctx, installation, out)
}

// fillBatch fills snapshots of one owner's repositories.
func (c *Client) fillBatch(ctx context.Context, installation int64, list []advisories.Snapshot) error {
	if len(list) == 0 {
		return nil
	}
	q := newBatch(len(list))
	err := c.under(ctx, ask{route: routeFilesOf, installation: installation}, func(ctx context.Context) error {
		q = newBatch(len(list))
		return githubv4.NewEnterpriseClient(c.graph.String(), c.files).Query(ctx, q.Interface(), batchVariables(list))
	})
	switch {
	case err == nil:
		for i := range list {
			var one filesQuery
			if p := q.Elem().Field(i).Interface().(*graphPromiser); p != nil {
				one.Repository = &graphHome{graphPromiser: *p}
			}
			one.OwnerPrivate, _ = q.Elem().FieldByName("OwnerPrivate").Interface().(*graphRepository)
			one.OwnerPublic, _ = q.Elem().FieldByName("OwnerPublic").Interface().(*graphPromiser)
			one.fill(&list[i])
		}
		return nil
	case len(list) > 1 && tooMuch(err):
		half := len(list) / 2
		if err := c.fillBatch(ctx, installation, list[:half]); err != nil {
			return err
		}
		return c.fillBatch(ctx, installation, list[half:])
	case lastingFault(err):
		for i := range list {
			list[i].FilesFault = string(advisories.CodeOf(err))
		}
		return nil
	}
	return err
}

// tooMuch reports whether a smaller query could be answered where this one was not:
// GitHub ran out of time, or the answer was too large or not whole.
func tooMuch(err error) bool {
	var f *advisories.Fault
	if !errors.As(err, &f) {
		return false
	}
	return f.Code == advisories.FaultBadAnswer || f.Code == advisories.FaultRefused ||
		f.Status == http.StatusBadGateway || f.Status == http.StatusGatewayTimeout
}

// newBatch is a pointer to a query for n repositories and their owner's two: the
// shapes of filesQuery, with an alias for each repository.
func newBatch(n int) reflect.Value {
	fields := make([]reflect.StructField, 0, n+2)
	for i := range n {
		fields = append(fields, reflect.StructField{
			Name: fmt.Sprintf("Batch%d", i), Type: reflect.TypeFor[*graphPromiser](),
			Tag: reflect.StructTag(fmt.Sprintf(`graphql:"%s%d: repository(owner: $owner, name: $name%d)"`, batchAlias, i, i)),
		})
	}
	one := reflect.TypeFor[filesQuery]()
	for _, name := range [...]string{"OwnerPrivate", "OwnerPublic"} {
		f, _ := one.FieldByName(name) // filesQuery has both
		fields = append(fields, reflect.StructField{Name: f.Name, Type: f.Type, Tag: f.Tag})
	}
	return reflect.New(reflect.StructOf(fields))
}

// batchVariables are those of the query.
func batchVariables(list []advisories.Snapshot) map[string]any {
	v := fileVariables(list[0].Repository)
	delete(v, "name")
	for i, s := range list {
		v[fmt.Sprintf("name%d", i)] = githubv4.String(s.Repository.Name)
	}
	return v
}

// inBatch reports whether the error says that one repository of a batch is not
// there. What lies deeper, such as a file that may not be read, is no absence.
func (e graphError) inBatch() bool {
	if len(e.Path) != 1 {
		return false
	}
	name, ok := e.Path[0].(string)
	return ok && strings.HasPrefix(name, batchAlias)
}

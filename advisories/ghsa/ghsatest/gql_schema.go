package ghsatest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// maxBlobText is how many bytes of a file GraphQL shows; a longer text is cut and
// isTruncated.
const maxBlobText = 512_000

func text(args object, name string) string {
	v, _ := args[name].(string)
	return v
}

func (s *Server) gqlQuery(q *ask) *node {
	return &node{typename: "Query", resolve: func(f string, args object) (any, *gqlError) {
		switch f {
		case "repository":
			return s.gqlFindRepository(q, text(args, "owner"), text(args, "name"))
		case "repositoryOwner":
			return s.gqlOwner(q, s.world.find(text(args, "login"))), nil
		case "organization", "user":
			a := s.world.find(text(args, "login"))
			if kind := map[string]string{"organization": kindOrg, "user": kindUser}[f]; a == nil || a.kind != kind {
				return nil, &gqlError{Type: "NOT_FOUND", Message: fmt.Sprintf("Could not resolve to %s with the login of '%s'.",
					map[string]string{kindOrg: "an Organization", kindUser: "a User"}[kind], text(args, "login"))}
			}
			return s.gqlOwner(q, a), nil
		case "node":
			return s.gqlNode(q, text(args, "id"))
		case "viewer":
			return s.gqlOwner(q, s.world.bot), nil
		case "rateLimit":
			return s.gqlRateLimit(q), nil
		}
		return nil, undefinedField("Query", f)
	}}
}

func (s *Server) gqlRateLimit(q *ask) *node {
	b := q.in.graphql.at(s.now())
	return fixed("RateLimit", nil, object{
		"cost": 1, "limit": b.limit, "remaining": max(0, b.remaining()-1), "used": b.used + 1, "nodeCount": 0,
		"resetAt": stamp(b.reset),
	})
}

// fixed is a node whose fields are known.
func fixed(typename string, implements []string, fields object) *node {
	return &node{typename: typename, implements: implements, resolve: func(f string, _ object) (any, *gqlError) {
		if v, ok := fields[f]; ok {
			return v, nil
		}
		return nil, undefinedField(typename, f)
	}}
}

func (s *Server) gqlOwner(q *ask, a *account) *node {
	if a == nil {
		return nil
	}
	typename := map[string]string{kindUser: "User", kindOrg: "Organization", kindBot: "User"}[a.kind]
	n := fixed(typename, []string{"RepositoryOwner", "Actor", "Node"}, object{
		"id": nodeID(typename, a.id), "databaseId": a.id, "login": a.login, "url": accountPage(a),
		"avatarUrl": fmt.Sprintf("https://avatars.githubusercontent.com/u/%d?v=4", a.id),
	})
	plain := n.resolve
	n.resolve = func(f string, args object) (any, *gqlError) {
		if f == "repository" {
			return s.gqlFindRepository(q, a.login, text(args, "name"))
		}
		return plain(f, args)
	}
	return n
}

// gqlFindRepository is a repository as far as the token sees it.
func (s *Server) gqlFindRepository(q *ask, owner, name string) (any, *gqlError) {
	full := owner + "/" + name
	r := s.world.repo(full)
	if r == nil {
		r = s.world.renamed[strings.ToLower(full)] // GraphQL follows renames by itself
	}
	if r == nil || (r.private && !(q.in.covers(r) && q.grant.sees(r))) {
		return nil, &gqlError{Type: "NOT_FOUND", Message: fmt.Sprintf("Could not resolve to a Repository with the name '%s'.", full)}
	}
	return s.gqlRepository(q, r), nil
}

func (s *Server) gqlRepository(q *ask, r *repo) *node {
	covered := q.in.covers(r) && q.grant.sees(r)
	permission := any("READ")
	if covered && q.grant.may("contents", "write") {
		permission = "WRITE"
	}
	head := fixed("Commit", []string{"GitObject", "Node"}, object{"id": nodeID("Commit", r.id), "oid": r.head, "abbreviatedOid": r.head[:7]})
	n := fixed("Repository", []string{"Node", "RepositoryInfo"}, object{
		"id": nodeID("Repository", r.id), "databaseId": r.id, "name": r.name, "nameWithOwner": r.fullName(),
		"owner": s.gqlOwner(q, r.owner), "isPrivate": r.private, "isArchived": r.archived, "isDisabled": false, "isFork": false,
		"visibility": strings.ToUpper(r.visibility()), "viewerPermission": permission, "description": nil,
		"url": "https://github.com/" + r.fullName(), "createdAt": stamp(r.created), "updatedAt": stamp(r.updated), "pushedAt": stamp(r.pushed),
		"defaultBranchRef": fixed("Ref", []string{"Node"}, object{
			"id": nodeID("Ref", r.id), "name": r.branch, "prefix": "refs/heads/", "target": head,
		}),
	})
	plain := n.resolve
	n.resolve = func(f string, args object) (any, *gqlError) {
		if v, err, ok := s.gqlIssueFields(q, r, f, args); ok {
			return v, err
		}
		if f != "object" {
			return plain(f, args)
		}
		if !q.mayRead(r, covered) {
			return nil, &gqlError{Type: "FORBIDDEN", Message: "Resource not accessible by integration"}
		}
		return gqlObject(r, text(args, "expression"), text(args, "oid"), head), nil
	}
	return n
}

// gqlObject is what an expression names: "HEAD", "main:folder", "HEAD:a/file".
func gqlObject(r *repo, expression, oid string, head *node) *node {
	if oid != "" {
		for _, content := range r.files {
			if blobOID(content) == oid {
				return gqlBlob(content)
			}
		}
		return nil
	}
	ref, path, ok := strings.Cut(expression, ":")
	if !slices.Contains([]string{"HEAD", r.branch, "refs/heads/" + r.branch, r.head}, ref) {
		return nil
	}
	if !ok {
		return head
	}
	if content, there := r.files[path]; there {
		return gqlBlob(content)
	}
	return gqlTree(r, strings.TrimSuffix(path, "/"))
}

func gqlBlob(content string) *node {
	f := object{
		"id": nodeID("Blob", int64(len(content))), "oid": blobOID(content), "abbreviatedOid": blobOID(content)[:7],
		"byteSize": len(content), "isBinary": binary(content), "isTruncated": len(content) > maxBlobText, "text": content,
	}
	if binary(content) {
		f["text"] = nil
	} else if len(content) > maxBlobText {
		f["text"] = strings.ToValidUTF8(content[:maxBlobText], "")
	}
	return fixed("Blob", []string{"GitObject", "Node"}, f)
}

// gqlTree is a folder with the files directly in it, nil where there are no files
// below it.
func gqlTree(r *repo, path string) *node {
	prefix := ""
	if path != "" {
		prefix = path + "/"
	}
	var entries []*node
	found := false
	for _, p := range slices.Sorted(maps.Keys(r.files)) {
		rest, ok := strings.CutPrefix(p, prefix)
		if !ok {
			continue
		}
		found = true
		if !strings.Contains(rest, "/") {
			entries = append(entries, fixed("TreeEntry", nil, object{
				"name": rest, "path": p, "type": "blob", "oid": blobOID(r.files[p]), "object": gqlBlob(r.files[p]),
			}))
		}
	}
	if !found {
		return nil
	}
	oid := blobOID("tree " + path)
	return fixed("Tree", []string{"GitObject", "Node"}, object{"id": nodeID("Tree", r.id), "oid": oid, "abbreviatedOid": oid[:7], "entries": entries})
}

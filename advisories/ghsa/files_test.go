package ghsa

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// graph is one repository of the answer; object is its JSON.
func graph(id int, name, object string) string {
	return fmt.Sprintf(`{"databaseId":%d,"nameWithOwner":%q,"isPrivate":true,"isArchived":true,
		"defaultBranchRef":{"name":"main","target":{"oid":"c%d"}},"object":%s}`, id, name, id, object)
}

func blob(text string) string {
	b, _ := json.Marshal(text) // a string always encodes
	return fmt.Sprintf(`{"__typename":"Blob","text":%s,"isTruncated":false,"isBinary":false,"byteSize":%d}`, b, len(text))
}

func graphData(repo, private, public string) string {
	return fmt.Sprintf(`{"data":{"repository":%s,"ownerPrivate":%s,"ownerPublic":%s}`, repo, private, public)
}

func snapshotWithFiles(t *testing.T, status int, body string, headers ...string) (*hub, advisories.Snapshot, error) {
	t.Helper()
	h := newHub(t)
	h.on("GET "+advisoryURL, 200, advisoryJSON("comments", "0"))
	h.on("POST /graphql", status, body, headers...)
	s, err := h.client().Snapshot(t.Context(), testRepo, testGHSA, Want{Files: true})
	return h, s, err
}

const notFoundOwner = `,"errors":[{"type":"NOT_FOUND","path":["ownerPrivate"],"message":"sentinel"},{"type":"NOT_FOUND","path":["ownerPublic"],"message":"sentinel"}]}`

func TestFiles(t *testing.T) {
	file := func(layer advisories.Layer, repo, ref, text string) advisories.PolicyFile {
		return advisories.PolicyFile{Repository: repo, Path: ".github/advisory-policy.yml", Ref: ref, Text: text, Layer: layer}
	}
	own := file(advisories.LayerRepository, "acme/anvil", "c42", "own")
	cannot := func(why string) []advisories.PolicyFile {
		f := own
		f.Text, f.Unreadable = "", why
		return []advisories.PolicyFile{f}
	}
	for name, tc := range map[string]struct {
		body string
		want []advisories.PolicyFile
	}{
		"none":     {graphData(graph(42, "acme/anvil", "null"), "null", "null") + "}", nil},
		"not ours": {graphData(graph(42, "acme/anvil", "null"), "null", "null") + notFoundOwner, nil},
		"own":      {graphData(graph(42, "acme/anvil", blob("own")), "null", "null") + notFoundOwner, []advisories.PolicyFile{own}},
		"private wins": {graphData(graph(42, "acme/anvil", blob("own")), graph(1, "acme/.github-private", blob("p")), graph(2, "acme/.github", blob("q"))) + "}",
			[]advisories.PolicyFile{own, file(advisories.LayerOwner, "acme/.github-private", "c1", "p")}},
		"public": {graphData(graph(42, "acme/anvil", "null"), graph(1, "acme/.github-private", "null"), graph(2, "Acme/.github", blob("q"))) + "}",
			[]advisories.PolicyFile{file(advisories.LayerOwner, "Acme/.github", "c2", "q")}},
		"binary":    {graphData(graph(42, "acme/anvil", `{"__typename":"Blob","text":null,"isBinary":true,"isTruncated":false,"byteSize":3}`), "null", "null") + "}", cannot("binary")},
		"truncated": {graphData(graph(42, "acme/anvil", `{"__typename":"Blob","text":"own","isBinary":false,"isTruncated":true,"byteSize":9}`), "null", "null") + "}", cannot("too large")},
		"large":     {graphData(graph(42, "acme/anvil", `{"__typename":"Blob","text":"own","isBinary":null,"isTruncated":false,"byteSize":99999999}`), "null", "null") + "}", cannot("too large")},
		"no text":   {graphData(graph(42, "acme/anvil", `{"__typename":"Blob","text":null,"isBinary":null,"isTruncated":false,"byteSize":0}`), "null", "null") + "}", cannot("no text")},
		"folder":    {graphData(graph(42, "acme/anvil", `{"__typename":"Tree"}`), "null", "null") + "}", cannot("not a file")},
	} {
		t.Run(name, func(t *testing.T) {
			_, s, err := snapshotWithFiles(t, 200, tc.body)
			if err != nil {
				t.Fatal(err)
			}
			if !s.FilesKnown || s.FilesFault != "" {
				t.Error("not known:", s.FilesFault)
			}
			if d := cmp.Diff(tc.want, s.Files); d != "" {
				t.Error(d)
			}
			if !s.Repository.Private || !s.Repository.Archived || s.Repository.OwnerID != 3 {
				t.Errorf("%+v", s.Repository)
			}
		})
	}
}

// The query as GitHub gets it: one for all files.
func TestFilesQuery(t *testing.T) {
	h, _, err := snapshotWithFiles(t, 200, graphData(graph(42, "acme/anvil", "null"), "null", "null")+"}")
	if err != nil {
		t.Fatal(err)
	}
	asked := h.requests("POST", "/graphql")
	if len(asked) != 1 {
		t.Fatalf("%d queries", len(asked))
	}
	var q struct {
		Query     string
		Variables map[string]string
	}
	if err := json.Unmarshal([]byte(asked[0].body), &q); err != nil {
		t.Fatal(err)
	}
	const blobs = `{__typename,... on Blob{text,isTruncated,isBinary,byteSize}}`
	const policy = `databaseId,nameWithOwner,isPrivate,isArchived,defaultBranchRef{name,target{oid}},object(expression: $expression)` + blobs
	all := policy
	for _, alias := range []string{"security1", "security2", "security3", "form1", "form2"} {
		all += `,` + alias + `: object(expression: $` + alias + `)` + blobs
	}
	home := all
	for _, alias := range []string{"codeowners1", "codeowners2", "codeowners3"} {
		home += `,` + alias + `: object(expression: $` + alias + `)` + blobs
	}
	want := `query($codeowners1:String!$codeowners2:String!$codeowners3:String!$expression:String!$form1:String!$form2:String!$name:String!$owner:String!$ownerPrivate:String!$ownerPublic:String!` +
		`$security1:String!$security2:String!$security3:String!){` +
		`repository(owner: $owner, name: $name){` + home +
		`},ownerPrivate: repository(owner: $owner, name: $ownerPrivate){` + policy +
		`},ownerPublic: repository(owner: $owner, name: $ownerPublic){` + all + `}}`
	if d := cmp.Diff(want, q.Query); d != "" {
		t.Error(d)
	}
	wantVars := map[string]string{
		"owner": "acme", "name": "anvil", "ownerPrivate": ".github-private", "ownerPublic": ".github",
		"expression": "HEAD:.github/advisory-policy.yml",
		"security1":  "HEAD:.github/SECURITY.md", "security2": "HEAD:SECURITY.md", "security3": "HEAD:docs/SECURITY.md",
		"form1": "HEAD:.github/VULNERABILITY_REPORT.yml", "form2": "HEAD:.github/VULNERABILITY_REPORT.yaml",
		"codeowners1": "HEAD:.github/CODEOWNERS", "codeowners2": "HEAD:CODEOWNERS", "codeowners3": "HEAD:docs/CODEOWNERS",
	}
	if d := cmp.Diff(wantVars, q.Variables); d != "" {
		t.Error(d)
	}
}

// What will pass stops the snapshot; what stays so does not.
func TestFilesFaults(t *testing.T) {
	errorOf := func(kind, path string) string {
		return fmt.Sprintf(`{"data":{"repository":null,"ownerPrivate":null,"ownerPublic":null},"errors":[{"type":%q,"path":[%q],"message":"sentinel"}]}`, kind, path)
	}
	good := graph(42, "acme/anvil", blob("own"))
	for name, tc := range map[string]struct {
		status int
		body   string
		code   advisories.FaultCode
		stops  bool
	}{
		"repository not found":  {200, errorOf("NOT_FOUND", "repository"), "gone", false},
		"not found, no path":    {200, `{"data":{},"errors":[{"type":"NOT_FOUND"}]}`, "gone", false},
		"a part not found":      {200, graphData(good, "null", "null") + `,"errors":[{"type":"NOT_FOUND","path":["repository","object"]}]}`, "gone", false},
		"forbidden":             {200, errorOf("FORBIDDEN", "repository"), "forbidden", false},
		"owner's are forbidden": {200, errorOf("FORBIDDEN", "ownerPrivate"), "forbidden", false},
		"unknown type":          {200, errorOf("SENTINEL", "repository"), "bad_answer", false},
		"no type":               {200, `{"data":null,"errors":[{"message":"sentinel"}]}`, "bad_answer", false},
		"no data":               {200, `{"data":null}`, "bad_answer", false},
		"not JSON":              {200, `sentinel`, "bad_answer", false},
		"other shape":           {200, `{"data":{"sentinel":1}}`, "bad_answer", false},
		"wrong type":            {200, `{"data":{"repository":{"databaseId":"sentinel"}}}`, "bad_answer", false},
		"another repository":    {200, graphData(graph(43, "acme/anvil", blob("x")), "null", "null") + "}", "gone", false},
		"no id":                 {200, `{"data":{"repository":{"nameWithOwner":"acme/anvil"},"ownerPrivate":null,"ownerPublic":null}}`, "gone", false},
		"a stranger's":          {200, graphData(good, "null", graph(2, "squatter/.github", blob("x"))) + "}", "gone", false},
		"odd name":              {200, graphData(graph(42, "acme/..", blob("x")), "null", "null") + "}", "gone", false},
		"403":                   {403, `{"message":"sentinel"}`, "forbidden", false},
		"404":                   {404, `{}`, "gone", false},
		"limited":               {200, errorOf("RATE_LIMITED", ""), "limited", true},
		"429":                   {429, `{}`, "limited", true},
		"401":                   {401, `{}`, "unauthorized", true},
		"502":                   {502, `{}`, "unavailable", true},
		"suspended":             {403, `{"message":"This installation has been suspended"}`, "suspended", true},
	} {
		t.Run(name, func(t *testing.T) {
			_, s, err := snapshotWithFiles(t, tc.status, tc.body)
			if tc.stops {
				f := fault(t, err, tc.code)
				if (f.Code == advisories.FaultLimited) != f.RetryAt.After(testNow) {
					t.Errorf("retry at %v", f.RetryAt)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if s.FilesKnown || s.FilesFault != string(tc.code) || len(s.Files) != 0 {
				t.Errorf("known %v, fault %q, %d files", s.FilesKnown, s.FilesFault, len(s.Files))
			}
			if s.Repository != testRepo || !s.Self.Known() {
				t.Error("the rest of the snapshot suffered")
			}
		})
	}
}

func TestFilesNotGranted(t *testing.T) {
	h := newHub(t)
	h.on("GET "+advisoryURL, 200, advisoryJSON("comments", "0"))
	h.handle("POST "+mintURL, func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		if strings.Contains(string(b), "contents") {
			answer(w, 422, `{"message":"not granted"}`)
			return
		}
		answer(w, 201, `{"token":"t"}`)
	})
	s, err := h.client().Snapshot(t.Context(), testRepo, testGHSA, Want{Files: true})
	if err != nil || s.FilesKnown || s.FilesFault != "forbidden" {
		t.Error(err, s.FilesFault)
	}
}

// A renamed repository is found by its id; the snapshot has its names of now.
func TestFilesRenamed(t *testing.T) {
	_, s, err := snapshotWithFiles(t, 200, graphData(graph(42, "newname/anvil2", "null"), "null", graph(2, "newname/.github", blob("q")))+"}")
	if err != nil || !s.FilesKnown || s.Repository.FullName() != "newname/anvil2" || len(s.Files) != 1 {
		t.Error(err, s.Repository, s.FilesFault)
	}
}

// A limit of GraphQL leaves REST alone, and is remembered.
func TestFilesLimit(t *testing.T) {
	h := newHub(t)
	h.on("POST /graphql", 200, `{"data":null,"errors":[{"type":"RATE_LIMITED"}]}`, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", epoch(testNow.Add(600e9)))
	h.on("GET /repos/acme/anvil/security-advisories", 200, `[]`)
	c := h.client()
	for range 2 {
		_, err := c.queryFiles(t.Context(), testRepo)
		if f := fault(t, err, advisories.FaultLimited); !f.RetryAt.Equal(testNow.Add(600e9)) {
			t.Error(f.RetryAt)
		}
	}
	if n := len(h.requests("POST", "/graphql")); n != 1 {
		t.Errorf("%d queries", n)
	}
	if _, err := c.Open(t.Context(), testRepo); err != nil {
		t.Error(err)
	}
}

// The files alone: one request, no advisory asked for.
func TestFilesAlone(t *testing.T) {
	h := newHub(t)
	h.on("POST /graphql", 200, graphData(graph(42, "acme/anvil", blob("own")), "null", "null")+notFoundOwner)
	s, err := h.client().Files(t.Context(), testRepo)
	if err != nil || !s.FilesKnown || len(s.Files) != 1 || s.Files[0].Text != "own" || s.Advisory.GHSA != "" {
		t.Errorf("%v, %+v", err, s)
	}
	h = newHub(t)
	h.on("POST /graphql", 200, `{"data":{"repository":null},"errors":[{"type":"NOT_FOUND","path":["repository"],"message":"sentinel"}]}`)
	if s, err := h.client().Files(t.Context(), testRepo); err != nil || s.FilesKnown || s.FilesFault != string(advisories.FaultGone) {
		t.Errorf("%v, %+v", err, s)
	}
}

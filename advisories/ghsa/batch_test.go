package ghsa

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// someRepos are n repositories of one owner with ids from 100.
func someRepos(n int) []advisories.Repository {
	out := make([]advisories.Repository, n)
	for i := range out {
		out[i] = advisories.Repository{Installation: 7, ID: int64(100 + i), Owner: "acme", OwnerID: 3, Name: fmt.Sprintf("r%d", i)}
	}
	return out
}

// batchAnswer answers each name that was asked for by what is given for it.
func batchAnswer(t *testing.T, r *http.Request, repo func(name string, i int) string) string {
	t.Helper()
	var in struct{ Variables map[string]string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		t.Fatal(err)
	}
	var fields []string
	for i := 0; in.Variables[fmt.Sprintf("name%d", i)] != ""; i++ {
		fields = append(fields, fmt.Sprintf(`"batch%d":%s`, i, repo(in.Variables[fmt.Sprintf("name%d", i)], i)))
	}
	return strings.Join(fields, ",")
}

func repoAnswer(name, object string) string {
	var n int
	_, _ = fmt.Sscanf(name, "r%d", &n)
	return graph(100+n, "acme/"+name, object)
}

// One query for a hundred repositories; what is wrong with one spoils no other.
func TestFilesOf(t *testing.T) {
	h := newHub(t)
	h.handle("POST /graphql", func(w http.ResponseWriter, r *http.Request) {
		data := batchAnswer(t, r, func(name string, _ int) string {
			switch name {
			case "r3":
				return "null"
			case "r4":
				return graph(999, "acme/r4", blob("a stranger's"))
			case "r5":
				return graph(105, "acme/r5", `{"__typename":"Blob","text":null,"isBinary":true}`)
			case "r6":
				return graph(106, "acme/renamed", blob("own"))
			}
			return repoAnswer(name, blob("policy of "+name))
		})
		answer(w, 200, `{"data":{`+data+`,"ownerPrivate":null,"ownerPublic":`+graph(1, "acme/.github", blob("owner's"))+
			`},"errors":[{"type":"NOT_FOUND","path":["ownerPrivate"]},{"type":"NOT_FOUND","path":["batch3"]}]}`)
	})
	got, err := h.client().FilesOf(t.Context(), 7, someRepos(100))
	if err != nil || len(got) != 100 {
		t.Fatal(len(got), err)
	}
	if n := len(h.requests("POST", "/graphql")); n != 1 {
		t.Errorf("%d queries", n)
	}
	for i, s := range got {
		var files []string
		for _, f := range s.Files {
			files = append(files, string(f.Layer)+" "+f.Repository+" "+f.Text+f.Unreadable)
		}
		name := fmt.Sprintf("r%d", i)
		want, fault := []string{"repository acme/" + name + " policy of " + name, "owner acme/.github owner's"}, ""
		switch i {
		case 3, 4:
			want, fault = nil, "gone"
		case 5:
			want[0] = "repository acme/r5 binary"
		case 6:
			name, want[0] = "renamed", "repository acme/renamed own"
		}
		if d := cmp.Diff(want, files); d != "" || s.FilesFault != fault || s.FilesKnown != (fault == "") || s.Repository.Name != name || s.Repository.ID != int64(100+i) {
			t.Errorf("%d: %+v %s\n%s", i, s.Repository, s.FilesFault, d)
		}
	}
}

// A query that is too much for GitHub, or whose answer is, is asked for in halves.
func TestFilesOfInHalves(t *testing.T) {
	for name, refuse := range map[string]http.HandlerFunc{
		"502": func(w http.ResponseWriter, _ *http.Request) { answer(w, 502, "") },
		"504": func(w http.ResponseWriter, _ *http.Request) { answer(w, 504, "") },
		"resources": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, 200, `{"errors":[{"type":"RESOURCE_LIMITS_EXCEEDED"}]}`)
		},
		"too large": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, 200, `{"data":"`+strings.Repeat("x", maxAnswer)+`"}`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHub(t)
			h.handle("POST /graphql", func(w http.ResponseWriter, r *http.Request) {
				n := 0
				data := batchAnswer(t, r, func(name string, _ int) string { n++; return repoAnswer(name, blob(name)) })
				if n > 2 {
					refuse(w, r)
					return
				}
				answer(w, 200, `{"data":{`+data+`,"ownerPrivate":null,"ownerPublic":null}}`)
			})
			got, err := h.client().FilesOf(t.Context(), 7, someRepos(5))
			if err != nil {
				t.Fatal(err)
			}
			for i, s := range got {
				if len(s.Files) != 1 || s.Files[0].Text != fmt.Sprintf("r%d", i) {
					t.Errorf("%d: %+v", i, s)
				}
			}
		})
	}
}

// What will pass is a fault of the whole; what stays is told in each snapshot, and a
// file that may not be read is never taken for one that is not there.
func TestFilesOfFaults(t *testing.T) {
	data := `{"data":{"batch0":` + graph(100, "acme/r0", "null") + `,"batch1":` + graph(101, "acme/r1", "null") + `,"ownerPrivate":null,"ownerPublic":null},"errors":[`
	for name, tc := range map[string]struct {
		status int
		body   string
		code   advisories.FaultCode
		mark   string
	}{
		"forbidden file": {200, data + `{"type":"FORBIDDEN","path":["batch1","object"]}]}`, "", "forbidden"},
		"deeper":         {200, data + `{"type":"NOT_FOUND","path":["batch1","object"]}]}`, "", "gone"},
		"403":            {403, `{}`, "", "forbidden"},
		"429":            {429, `{}`, advisories.FaultLimited, ""},
		"503":            {503, `{}`, advisories.FaultUnavailable, ""},
		"limited":        {200, `{"errors":[{"type":"RATE_LIMITED"}]}`, advisories.FaultLimited, ""},
		"always 504":     {504, ``, advisories.FaultUnavailable, ""},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHub(t)
			h.on("POST /graphql", tc.status, tc.body)
			got, err := h.client().FilesOf(t.Context(), 7, someRepos(2))
			if tc.code != "" {
				fault(t, err, tc.code)
				return
			}
			if err != nil || len(got) != 2 || got[0].FilesKnown || got[1].FilesKnown || got[1].FilesFault != tc.mark {
				t.Errorf("%+v %v", got, err)
			}
		})
	}
	h := newHub(t)
	c := h.client()
	if got, err := c.FilesOf(t.Context(), 7, nil); err != nil || len(got) != 0 {
		t.Error(got, err)
	}
	mixed := someRepos(2)
	mixed[1].Owner = "other"
	odd := someRepos(1)
	odd[0].Name = "a/b"
	for _, list := range [][]advisories.Repository{someRepos(101), mixed, odd} {
		_, err := c.FilesOf(t.Context(), 7, list)
		fault(t, err, advisories.FaultInternal)
	}
	if h.total() != 0 {
		t.Error("something was sent")
	}
}

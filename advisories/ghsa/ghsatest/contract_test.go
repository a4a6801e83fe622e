package ghsatest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// allPermissions is what the contract test's installation is granted.
var allPermissions = map[string]string{
	"metadata": "read", "repository_advisories": "write", "contents": "read", "members": "read", "administration": "write",
	"organization_custom_org_roles": "read",
	"issues":                        "write",
}

// TestContract sends every request that the server knows, so that each is held
// against GitHub's description, and checks that none was left out.
func TestContract(t *testing.T) {
	l := newLab(t)
	defer mustLoad(t)
	l.SetPermissions(l.installation, allPermissions)
	l.furnish()
	l.contractApp(t)
	l.contractRepository(t)
	l.contractAdvisories(t)
	l.contractComments(t)
	l.contractPatch(t)
	l.contractGraphQL(t)
	l.contractOrganization(t)
	l.contractIssues(t)
	l.contractAccount(t) // the last: the App's key is another's afterwards

	l.mu.Lock()
	defer l.mu.Unlock()
	for _, route := range l.Routes() {
		good := slices.ContainsFunc(l.exchanges, func(e ghsatest.Exchange) bool {
			return e.Request.Method+" "+e.Request.Route == route && e.Request.Status/100 == 2
		})
		if !good {
			t.Errorf("%s: no request was answered 2xx", route)
		}
	}
}

// furnish fills the lab with one of everything.
func (l *lab) furnish() {
	l.AddTeam("acme", "security", "ada")
	l.AddRepository("acme/vault", true)
	l.PutFile(lib, "SECURITY.md", "# Security\n")
	l.PutFile(lib, ".github/advisory-policy.yml", "version: 1\n")
	l.PutFile(lib, "logo.png", "\x89PNG\x00")
}

func (l *lab) contractApp(t *testing.T) {
	l.HookTo("http://127.0.0.1:1/", "secret") // nobody listens there: a failure in the log
	l.Ping()
	l.report()
	l.flush()
	l.HookTo("", "")
	jwt := l.jwt()
	l.send("GET", "/app", jwt, "").is(t, 200)
	l.send("GET", "/app", "", "").is(t, 401)
	l.send("GET", "/app/installations?per_page=1&page=1", jwt, "").is(t, 200)
	one := fmt.Sprintf("/app/installations/%d", l.installation)
	l.send("GET", one, jwt, "").is(t, 200)
	l.send("GET", "/app/installations/1", jwt, "").is(t, 404)
	l.send("GET", "/repos/"+lib+"/installation", jwt, "").is(t, 200)
	l.send("GET", "/repos/acme/nothing/installation", jwt, "").is(t, 404)
	l.send("POST", one+"/access_tokens", jwt, "").is(t, 201)
	l.send("POST", one+"/access_tokens", jwt, fmt.Sprintf(`{"repository_ids":[%d],"permissions":{"contents":"read"}}`, l.repository)).is(t, 201)
	l.send("POST", one+"/access_tokens", jwt, `{"repositories":["nothing"]}`).is(t, 422)
	l.send("POST", one+"/access_tokens", jwt, `{"permissions":{"checks":"write"}}`).is(t, 422)
	l.Suspend(l.installation)
	l.send("GET", one, jwt, "").is(t, 200)
	l.send("POST", one+"/access_tokens", jwt, "").is(t, 403)
	l.Unsuspend(l.installation)
	failures := l.send("GET", "/app/hook/deliveries?status=failure&per_page=1", jwt, "").is(t, 200)
	if failures.next() == "" {
		t.Error("no Link to a second page of deliveries")
	}
	l.send("GET", failures.next(), jwt, "").is(t, 200)
	l.send("GET", "/app/hook/deliveries?cursor=x", jwt, "").is(t, 400)
	d := "/app/hook/deliveries/" + fmt.Sprint(l.Deliveries()[0].ID)
	l.send("GET", d, jwt, "").is(t, 200)
	l.send("POST", d+"/attempts", jwt, "").is(t, 202)
}

func (l *lab) contractRepository(t *testing.T) {
	all := l.token("")
	l.send("GET", "/installation/repositories?per_page=1", all, "").is(t, 200)
	l.send("GET", "/users/rex", all, "").is(t, 200)
	l.send("GET", "/users/acme", all, "").is(t, 200)
	l.send("GET", "/users/advisory-bot%5Bbot%5D", all, "").is(t, 200)
	l.send("GET", "/users/nobody", all, "").is(t, 404)
	l.send("GET", "/repos/"+lib, all, "").is(t, 200)
	l.send("GET", "/repos/acme/nothing", all, "").is(t, 404)
	l.send("GET", "/repos/"+lib+"/collaborators/ada/permission", all, "").is(t, 200)
	l.send("GET", "/repos/"+lib+"/collaborators/rex/permission", all, "").is(t, 200)
	l.send("GET", "/repos/"+lib+"/private-vulnerability-reporting", all, "").is(t, 200)
	l.send("GET", "/repos/"+lib+"/contents/SECURITY.md", all, "").is(t, 200)
	l.send("GET", "/repos/"+lib+"/contents/.github", all, "").is(t, 200)
	l.send("GET", "/repos/"+lib+"/contents/nothing?ref=main", all, "").is(t, 404)
	l.send("GET", "/orgs/acme/teams/security/memberships/ada", all, "").is(t, 200)
	l.send("GET", "/orgs/acme/teams/security/memberships/rex", all, "").is(t, 404)
	l.send("GET", "/rate_limit", all, "").is(t, 200)
	l.RenameRepository("acme/vault", "safe")
	l.send("GET", "/repos/acme/vault", all, "").is(t, 301)
	l.send("GET", "/repos/acme/vault/installation", l.jwt(), "").is(t, 301)
}

func (l *lab) contractAdvisories(t *testing.T) {
	all := l.token("")
	list := "/repos/" + lib + "/security-advisories"
	id, one := l.report()
	if _, err := l.DraftAdvisory("ada", lib, "Own draft", "Found by us."); err != nil {
		t.Fatal(err)
	}
	first := l.send("GET", list+"?per_page=1&sort=updated&direction=desc&state=triage", all, "").is(t, 200)
	l.send("GET", first.next(), all, "").is(t, 200)
	l.send("GET", list+"?after=x", all, "").is(t, 400)
	got := l.send("GET", one, all, "").is(t, 200)
	l.send("GET", one, all, "", "If-None-Match", got.header.Get("ETag")).is(t, 304)
	l.send("GET", one, all, "", "X-GitHub-Api-Version", "2026-03-10").is(t, 200)
	l.send("GET", list+"/GHSA-2222-2222-2222", all, "").is(t, 404)
	l.send("GET", one, l.token(`{"permissions":{"contents":"read"}}`), "").is(t, 403)
	l.send("PATCH", one, all, `{"state":"draft"}`).is(t, 200)
	l.send("POST", one+"/cve", all, "").is(t, 202)
	l.send("POST", one+"/cve", all, "").is(t, 422)
	l.AssignCVE(lib, id)
	l.send("POST", one+"/forks", all, "").is(t, 202)
	l.send("GET", one, all, "").is(t, 200)
	for _, status := range []int{429, 500, 502, 503, 504} {
		l.Fault(ghsatest.Fault{Kind: ghsatest.Status, Status: status})
		l.send("GET", one, all, "").is(t, status)
	}
	l.Fault(ghsatest.Fault{Kind: ghsatest.SecondaryLimit, RetryAfter: time.Minute})
	l.send("GET", one, all, "").is(t, 403)
	l.Fault(ghsatest.Fault{Kind: ghsatest.PrimaryLimit})
	l.send("GET", one, all, "").is(t, 403)
	l.Fault(ghsatest.Fault{Kind: ghsatest.Unauthorized})
	l.send("GET", one, all, "").is(t, 401)
}

func (l *lab) contractComments(t *testing.T) {
	all := l.token("")
	id, one := l.report()
	if _, err := l.CommentAs("rex", lib, id, "More details."); err != nil {
		t.Fatal(err)
	}
	made := l.send("POST", one+"/comments", all, `{"body":"Thank you."}`).is(t, 201).object(t)
	comment := fmt.Sprintf("%s/comments/%.0f", one, made["id"])
	l.send("GET", one+"/comments?per_page=1&page=2&since=2026-01-01T00:00:00Z", all, "").is(t, 200)
	l.send("GET", comment, all, "").is(t, 200)
	l.send("PATCH", comment, all, `{"body":"Thank you very much."}`).is(t, 200)
	l.send("PATCH", one+"/comments/1", all, `{"body":"Nothing."}`).is(t, 404)
	l.send("POST", one+"/comments", all, `{"body":""}`).is(t, 422)
	l.send("POST", one+"/comments", all, `{"text":""}`, wrong, "key").is(t, 422)
	l.send("POST", one+"/comments", all, `{`, wrong, "json").is(t, 400)
	l.send("DELETE", comment, all, "", wrong, "GitHub has no DELETE").is(t, 404)
}

// contractPatch changes every field and meets every refusal of PATCH.
func (l *lab) contractPatch(t *testing.T) {
	all := l.token("")
	id, one := l.report()
	good := []string{
		`{"summary":"S","description":"D","severity":"high"}`,
		`{"vulnerabilities":[{"package":{"ecosystem":"npm","name":"lib"},"vulnerable_version_range":"< 2","patched_versions":"2","vulnerable_functions":["f"]}]}`,
		`{"cwe_ids":["CWE-22"],"credits":[{"login":"rex","type":"finder"}]}`,
		`{"collaborating_users":["rex","ada"],"collaborating_teams":["security"]}`,
		`{"severity":null,"cvss_vector_string":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}`,
		`{"cve_id":"CVE-2026-0001"}`,
		`{"state":"closed"}`, `{"state":"draft"}`, `{"state":"draft"}`,
	}
	for _, body := range good {
		l.send("PATCH", one, all, body).is(t, 200)
	}
	bad := map[string]bool{ // the value tells whether GitHub's description refuses it too
		`{"severity":"low"}`: false,
		`{"credits":[{"login":"nobody","type":"finder"}]}`:        false,
		`{"collaborating_users":["nobody"]}`:                      false,
		`{"cwe_ids":["22"]}`:                                      false,
		`{"summary":""}`:                                          false,
		`{"state":"triage"}`:                                      true,
		`{"vulnerabilities":[{"package":{"ecosystem":"cobol"}}]}`: true,
		`{"credits":[{"login":"rex","type":"friend"}]}`:           true,
		`{"unknown":1}`:                                           true,
		`{"summary":5}`:                                           true,
		`{"description":"` + strings.Repeat("x", 65536) + `"}`:    true,
	}
	for body, described := range bad {
		mark := []string{wrong, ""}
		if described {
			mark[1] = "body"
		}
		l.send("PATCH", one, all, body, mark...).is(t, 422)
	}
	l.send("PATCH", one, all, `{"state":"published"}`).is(t, 200)
	l.send("PATCH", one, all, `{"state":"draft"}`).is(t, 422)
	l.send("GET", one, all, "").is(t, 200)
	l.send("GET", one+"/comments", all, "").is(t, 200)
	l.send("POST", one+"/comments", all, `{"body":"Too late."}`).is(t, 404)
	if a := l.Advisory(lib, id); a.State != advisories.StatePublished || !a.CommentsClosed {
		t.Errorf("after publication: state %s, comments closed %v", a.State, a.CommentsClosed)
	}
}

func (l *lab) contractGraphQL(t *testing.T) {
	all := l.token("")
	query := `query Files($owner: String!, $name: String!, $at: String = "HEAD:SECURITY.md") {
		rateLimit { cost remaining resetAt limit nodeCount used }
		repository(owner: $owner, name: $name) { ...whole }
		gone: repository(owner: $owner, name: "nothing") { id }
		repositoryOwner(login: $owner) { __typename login id repository(name: ".github") { id } }
		organization(login: $owner) { login databaseId repository(name: $name) { nameWithOwner } }
		nobody: organization(login: "nobody") { id }
	}
	fragment whole on Repository {
		id databaseId name nameWithOwner isPrivate isArchived isFork visibility viewerPermission url
		owner { __typename login }
		defaultBranchRef { name target { __typename oid } }
		file: object(expression: $at) { ...blob }
		binary: object(expression: "main:logo.png") { ...blob }
		folder: object(expression: "HEAD:.github") { __typename oid ... on Tree { entries { name type oid } } }
		none: object(expression: "HEAD:nothing") { __typename }
	}
	fragment blob on GitObject { __typename oid ... on Blob { text isTruncated isBinary byteSize } }`
	body := fmt.Sprintf(`{"query":%q,"variables":{"owner":"acme","name":"lib"}}`, query)
	out := l.send("POST", "/graphql", all, strings.NewReplacer(`\t`, " ").Replace(body)).is(t, 200).object(t)
	var found []string
	for _, e := range out["errors"].([]any) {
		e := e.(map[string]any)
		found = append(found, fmt.Sprint(e["type"], e["path"]))
	}
	if want := []string{"NOT_FOUND[gone]", "NOT_FOUND[repositoryOwner repository]", "NOT_FOUND[nobody]"}; !slices.Equal(found, want) {
		t.Errorf("errors %v, want %v", found, want)
	}
	l.send("POST", "/graphql", all, `{"query":"{ repository { "}`, wrong, "syntax").is(t, 200)
	l.send("POST", "/graphql", all, `{"query":"{ unheardOf }"}`, wrong, "field").is(t, 200)
	l.Fault(ghsatest.Fault{Kind: ghsatest.PrimaryLimit, PathPattern: "/graphql"})
	l.send("POST", "/graphql", all, `{"query":"{ rateLimit { cost } }"}`).is(t, 200)
}

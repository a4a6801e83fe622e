package ghsatest_test

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories/ghsa"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// TestChecksBite checks that the contract's checks refuse what they should: a
// check that passes everything would pass every other test too.
func TestChecksBite(t *testing.T) {
	s := mustLoad(t)
	const list, comments = "/repos/{owner}/{repo}/security-advisories", "/repos/{owner}/{repo}/security-advisories/{ghsa_id}/comments"
	for name, e := range map[string]ghsatest.Exchange{
		"path":            made("GET", "/repos/{owner}/{repo}/security-advisory", "/repos/a/b/security-advisory", "", 200, "[]"),
		"method":          made("DELETE", comments, "/repos/a/b/security-advisories/G/comments", "", 200, "{}"),
		"query name":      made("GET", list, "/repos/a/b/security-advisories?page=2", "", 200, "[]"),
		"query value":     made("GET", list, "/repos/a/b/security-advisories?state=withdrawn", "", 200, "[]"),
		"page too large":  made("GET", list, "/repos/a/b/security-advisories?per_page=101", "", 200, "[]"),
		"body key":        made("POST", comments, "/repos/a/b/security-advisories/G/comments", `{"body":"x","more":1}`, 404, `{"message":"Not Found"}`),
		"body type":       made("POST", comments, "/repos/a/b/security-advisories/G/comments", `{"body":1}`, 404, `{"message":"Not Found"}`),
		"no body":         made("POST", comments, "/repos/a/b/security-advisories/G/comments", "", 404, `{"message":"Not Found"}`),
		"answer":          made("GET", list, "/repos/a/b/security-advisories", "", 200, `[{"ghsa_id":"G"}]`),
		"answer's shape":  made("GET", list, "/repos/a/b/security-advisories", "", 200, `{}`),
		"answer's status": made("GET", list, "/repos/a/b/security-advisories", "", 201, `[]`),
		"error's shape":   made("GET", list, "/repos/a/b/security-advisories", "", 403, `{"error":"no"}`),
	} {
		if err := s.checkREST(e); err == nil {
			t.Errorf("%s: passed", name)
		}
	}
	good := made("GET", list, "/repos/a/b/security-advisories?state=draft", "", 200, "[]")
	if err := s.checkREST(good); err != nil {
		t.Errorf("a good exchange: %v", err)
	}
	const query = `{"query":"{ repository(owner: \"a\", name: \"b\") { isPrivate owner { login } } }"}`
	for name, e := range map[string]ghsatest.Exchange{
		"field":    made("POST", "/graphql", "/graphql", `{"query":"{ repository(owner: \"a\", name: \"b\") { isSecret } }"}`, 200, `{"data":{}}`),
		"argument": made("POST", "/graphql", "/graphql", `{"query":"{ repository(owner: \"a\") { id } }"}`, 200, `{"data":{}}`),
		"missing":  made("POST", "/graphql", "/graphql", query, 200, `{"data":{}}`),
		"type":     made("POST", "/graphql", "/graphql", query, 200, `{"data":{"repository":{"isPrivate":"no","owner":{"login":"a"}}}}`),
		"null":     made("POST", "/graphql", "/graphql", query, 200, `{"data":{"repository":{"isPrivate":true,"owner":null}}}`),
		"nothing":  made("POST", "/graphql", "/graphql", query, 200, `{}`),
		"variable": made("POST", "/graphql", "/graphql", `{"query":"query($o: String!) { repositoryOwner(login: $o) { id } }"}`, 200, `{"data":{"repositoryOwner":null}}`),
	} {
		if err := s.checkGraphQL(e); err == nil {
			t.Errorf("GraphQL %s: passed", name)
		}
	}
	if err := s.checkGraphQL(made("POST", "/graphql", "/graphql", query, 200, `{"data":{"repository":null},"errors":[]}`)); err != nil {
		t.Errorf("a good GraphQL exchange: %v", err)
	}
}

// made is an exchange that never was.
func made(method, route, address, body string, status int, answer string) ghsatest.Exchange {
	u, err := url.Parse("http://127.0.0.1" + address)
	if err != nil {
		panic(err)
	}
	e := ghsatest.Exchange{URL: u, Header: http.Header{}, AnswerHeader: http.Header{}, Body: []byte(body), Answer: []byte(answer)}
	e.Request = ghsatest.Request{Method: method, Route: route, Path: strings.Split(address, "?")[0], Status: status}
	e.Header.Set("Content-Type", "application/json")
	e.AnswerHeader.Set("Content-Type", "application/json; charset=utf-8")
	return e
}

// TestGrants ties what an installation is granted here to what our client asks for.
func TestGrants(t *testing.T) {
	if want, got := ghsa.Permissions(), ghsatest.GrantedPermissions(); !maps.Equal(want, got) {
		t.Errorf("granted %v, asked for %v", got, want)
	}
}

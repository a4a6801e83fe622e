package intake

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"sync/atomic"
)

const (
	benchInstallations = 1000
	benchEach          = 10 // advisories of an installation
	benchCases         = benchInstallations * benchEach
	benchBody          = 12 << 10
)

// reports are signed deliveries of 12 kB about many advisories of many
// installations, with the members that GitHub's have. What they share is kept
// once. Each delivery has a GUID of its own.
type reports struct {
	heads [benchCases]string // the request's head with its signature, without GUID
	opens [benchCases]string // the body up to the advisory's id
	text  string             // the rest of the advisory
	ends  [benchInstallations]string
	next  atomic.Uint64
}

func newReports() *reports {
	r := &reports{}
	for i := range r.ends {
		r.ends[i] = benchEnd(i)
	}
	open := func(i int) string {
		return fmt.Sprintf(`{"action":"reported","repository_advisory":{"ghsa_id":"%s","cve_id":null,`, benchGHSA(i))
	}
	r.text = benchAdvisory(benchBody - len(open(0)) - len(r.ends[0]))
	for i := range r.heads {
		r.opens[i] = open(i)
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(r.opens[i] + r.text + r.ends[i/benchEach]))
		r.heads[i] = fmt.Sprintf("POST %s HTTP/1.1\r\nHost: bot.example.org\r\nUser-Agent: GitHub-Hookshot/1\r\nAccept: */*\r\nContent-Type: %s\r\n"+
			"Content-Length: %d\r\nX-GitHub-Event: repository_advisory\r\n%s: sha256=%s\r\nX-GitHub-Delivery: ",
			Path, typeJSON, benchBody, signatureHeader, hex.EncodeToString(mac.Sum(nil)))
	}
	return r
}

// one appends the next request to b: any advisory, and a fresh GUID.
func (r *reports) one(b []byte) []byte {
	n := mix(r.next.Add(1))
	i := int(n % benchCases)
	b = append(b, r.heads[i]...)
	b = fmt.Appendf(b, "%08x-%04x-4000-8000-%012x\r\n\r\n", n>>32, n>>16&0xffff, n&0xffff)
	b = append(append(b, r.opens[i]...), r.text...)
	return append(b, r.ends[i/benchEach]...)
}

// body is the body of an advisory's delivery.
func (r *reports) body(i int) []byte { return []byte(r.opens[i] + r.text + r.ends[i/benchEach]) }

// mix spreads numbers over 64 bits, each to another one (Steele, Lea and Flood:
// "Fast splittable pseudorandom number generators").
func mix(n uint64) uint64 {
	n *= 0x9e3779b97f4a7c15
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	return n ^ n>>31
}

// benchGHSA is the id of an advisory, by GitHub's letters.
func benchGHSA(i int) string {
	const letters = "23456789cfghjmpqrvwx"
	b := []byte("GHSA-2222-2222-2222")
	for at := len(b) - 1; i > 0; at-- {
		if b[at] != '-' {
			b[at] = letters[i%len(letters)]
			i /= len(letters)
		}
	}
	return string(b)
}

// Numbers and names of all installations are equally long.
func benchInstallation(i int) int64 { return int64(40_000_000 + i) }
func benchRepository(i int) int64   { return int64(700_000_000 + i) }
func benchOwner(i int) string       { return fmt.Sprintf("owner-%04d", i) }

const benchName = "rocket"

// benchAdvisory is an advisory's members after its ids, size bytes in all. Most of
// it is the description, Markdown in JSON.
func benchAdvisory(size int) string {
	const url = "https://api.github.com/repos/example/rocket/security-advisories"
	begin := `"url":"` + url + `","html_url":"` + url + `","summary":"Out-of-bounds write in the parser","description":"`
	end := `","severity":"high","author":` + benchAccount("researcher", 9001) + `,"publisher":null,"identifiers":[{"value":"GHSA-2222-2222-2222","type":"GHSA"}],` +
		`"state":"triage","created_at":"2026-11-20T08:00:00Z","updated_at":"2026-11-20T08:00:00Z","published_at":null,"closed_at":null,"withdrawn_at":null,` +
		`"submission":{"accepted":false},"vulnerabilities":[{"package":{"ecosystem":"go","name":"rocket.example/parser"},` +
		`"vulnerable_version_range":">= 1.2.0, < 1.4.2","patched_versions":"1.4.2","vulnerable_functions":["Parse"]}],` +
		`"cvss":{"vector_string":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H","score":9.8},"cwes":[{"cwe_id":"CWE-787","name":"Out-of-bounds Write"}],` +
		`"cwe_ids":["CWE-787"],"credits":[],"credits_detailed":[],"collaborating_users":[],"collaborating_teams":[],"private_fork":null},`
	const line = `1. Open the attached file with \"rocket --parse\" and see it write past the end of its buffer.\n`
	room := size - len(begin) - len(end)
	return begin + strings.Repeat(line, room/len(line)) + strings.Repeat("x", room%len(line)) + end
}

// benchEnd is what follows the advisory: repository, organization, sender and
// installation.
func benchEnd(i int) string {
	owner := benchOwner(i)
	full := owner + "/" + benchName
	var urls strings.Builder
	for what := range strings.FieldsSeq(`forks keys{/key_id} collaborators{/collaborator} teams hooks issues/events{/number} events assignees{/user}
		branches{/branch} tags git/blobs{/sha} git/tags{/sha} git/refs{/sha} git/trees{/sha} statuses/{sha} languages stargazers contributors
		subscribers subscription commits{/sha} git/commits{/sha} comments{/number} issues/comments{/number} contents/{+path}
		compare/{base}...{head} merges {archive_format}{/ref} downloads issues{/number} pulls{/number} milestones{/number}
		notifications{?since,all,participating} labels{/name} releases{/id} deployments`) {
		name := strings.NewReplacer("git/", "git_", "/", "_").Replace(strings.TrimRight(strings.SplitN(what, "{", 2)[0], "/."))
		fmt.Fprintf(&urls, `"%s_url":"https://api.github.com/repos/%s/%s",`, name, full, what)
	}
	return fmt.Sprintf(`"repository":{"id":%d,"node_id":"R_kgDOAAAAAA","name":"%s","full_name":"%s","private":false,"owner":%s,`+
		`"html_url":"https://github.com/%s","description":"Reads what rockets send","fork":false,"url":"https://api.github.com/repos/%s",%s`+
		`"created_at":"2019-05-15T15:19:25Z","updated_at":"2026-11-19T12:00:00Z","pushed_at":"2026-11-19T12:00:00Z","homepage":null,"size":120,`+
		`"stargazers_count":1000,"watchers_count":1000,"language":"Go","has_issues":true,"has_projects":true,"has_downloads":true,"has_wiki":true,`+
		`"has_pages":false,"forks_count":7,"archived":false,"disabled":false,"open_issues_count":3,"license":null,"topics":[],"visibility":"public",`+
		`"default_branch":"main","custom_properties":{}},"organization":{"login":"%s","id":%d,"node_id":"O_kgDOAAAAAA","description":null},`+
		`"sender":%s,"installation":{"id":%d,"node_id":"MDIzOkluc3RhbGxhdGlvbg=="}}`,
		benchRepository(i), benchName, full, benchAccount(owner, 800_000+i), full, full, urls.String(),
		owner, 800_000+i, benchAccount("researcher", 9001), benchInstallation(i))
}

func benchAccount(login string, id int) string {
	var urls strings.Builder
	for what := range strings.FieldsSeq("followers following gists starred subscriptions organizations repos events received_events") {
		fmt.Fprintf(&urls, `"%s_url":"https://api.github.com/users/%s/%s",`, what, login, what)
	}
	return fmt.Sprintf(`{"login":"%s","id":%d,"node_id":"U_kgDOAAAAAA","avatar_url":"https://avatars.example/u/%d","gravatar_id":"",`+
		`"url":"https://api.github.com/users/%s","html_url":"https://github.com/%s",%s"type":"User","site_admin":false}`,
		login, id, id, login, login, urls.String())
}

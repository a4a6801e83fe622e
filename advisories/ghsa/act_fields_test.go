package ghsa

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// sentBody is what the only PATCH sent; empty where there was none.
func sentBody(t *testing.T, h *hub) string {
	t.Helper()
	switch got := h.requests("PATCH", advisoryURL); len(got) {
	case 0:
		return ""
	case 1:
		return strings.TrimSpace(got[0].body)
	default:
		t.Fatalf("%d requests", len(got))
		return ""
	}
}

func TestSetFields(t *testing.T) {
	const vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
	for name, tc := range map[string]struct {
		now  advisories.Advisory
		ch   advisories.Change
		want string
	}{
		"severity":             {ch: advisories.Change{Severity: "high"}, want: `{"severity":"high"}`},
		"severity over CVSS":   {now: advisories.Advisory{CVSS3: vector}, ch: advisories.Change{Severity: "low"}, want: `{"cvss_vector_string":null,"severity":"low"}`},
		"severity over CVSS 4": {now: advisories.Advisory{CVSS4: "CVSS:4.0/x"}, ch: advisories.Change{Severity: "low"}, want: `{"cvss_vector_string":null,"severity":"low"}`},
		"vector":               {now: advisories.Advisory{Severity: "low"}, ch: advisories.Change{CVSS: vector}, want: `{"cvss_vector_string":"` + vector + `"}`},
		"cwe":                  {ch: advisories.Change{CWEs: []string{"CWE-22"}}, want: `{"cwe_ids":["CWE-22"]}`},
		"versions": {ch: advisories.Change{Vulnerabilities: []advisories.Vulnerability{{Ecosystem: "other", Affected: "< 2"}, {Ecosystem: "npm", Package: "lib", Patched: "2", Functions: []string{"f"}}}},
			want: `{"vulnerabilities":[{"package":{"ecosystem":"other","name":null},"vulnerable_version_range":"< 2","patched_versions":null,"vulnerable_functions":[]},` +
				`{"package":{"ecosystem":"npm","name":"lib"},"vulnerable_version_range":null,"patched_versions":"2","vulnerable_functions":["f"]}]}`},
		"only what is a field": {ch: advisories.Change{Severity: "high", Users: []string{"kim"}, Credits: []advisories.Credit{{Login: "kim", Type: "finder"}}}, want: `{"severity":"high"}`},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHub(t)
			h.on("PATCH "+advisoryURL, 200, advisoryJSON("severity", `"high"`))
			a, err := h.client().SetFields(t.Context(), testRepo, testGHSA, tc.now, tc.ch)
			if err != nil || a.Severity != "high" {
				t.Fatal(a, err)
			}
			if d := cmp.Diff(strings.ReplaceAll(tc.want, "<", `<`), sentBody(t, h)); d != "" {
				t.Error(d)
			}
		})
	}
}

// What cannot be sent is refused, and GitHub hears nothing of it.
func TestActsRefuse(t *testing.T) {
	h := newHub(t)
	c, ctx := h.client(), t.Context()
	nameless := advisories.Advisory{Collaborators: []advisories.Person{{ID: 5}}, Credits: []advisories.Credit{{Type: "finder"}}}
	for name, act := range map[string]func() error{
		"nothing": func() error {
			_, err := c.SetFields(ctx, testRepo, testGHSA, nameless, advisories.Change{Users: []string{"kim"}})
			return err
		},
		"both": func() error {
			_, err := c.SetFields(ctx, testRepo, testGHSA, nameless, advisories.Change{Severity: "low", CVSS: "x"})
			return err
		},
		"lost collaborator": func() error {
			_, err := c.AddCollaborators(ctx, testRepo, testGHSA, nameless, advisories.Change{Users: []string{"kim"}})
			return err
		},
		"collaborators not told": func() error {
			_, err := c.AddCollaborators(ctx, testRepo, testGHSA, advisories.Advisory{Submitted: true}, advisories.Change{Users: []string{"kim"}})
			return err
		},
		"odd login": func() error {
			_, err := c.AddCollaborators(ctx, testRepo, testGHSA, advisories.Advisory{}, advisories.Change{Users: []string{"a/b"}})
			return err
		},
		"odd team": func() error {
			_, err := c.AddCollaborators(ctx, testRepo, testGHSA, advisories.Advisory{}, advisories.Change{Teams: []string{"../x"}})
			return err
		},
		"lost credit": func() error {
			_, err := c.AddCredits(ctx, testRepo, testGHSA, nameless, advisories.Change{Credits: []advisories.Credit{{Login: "kim", Type: "finder"}}})
			return err
		},
		"credit of no type": func() error {
			_, err := c.AddCredits(ctx, testRepo, testGHSA, advisories.Advisory{}, advisories.Change{Credits: []advisories.Credit{{Login: "kim"}}})
			return err
		},
		"publish without a credited name": func() error {
			_, err := c.Publish(ctx, testRepo, testGHSA, nameless)
			return err
		},
		"publish another": func() error {
			_, err := c.Publish(ctx, testRepo, testGHSA, advisories.Advisory{GHSA: "GHSA-9999-9999-9999"})
			return err
		},
	} {
		if got := advisories.CodeOf(act()); got != advisories.FaultRefused {
			t.Errorf("%s: %s", name, got)
		}
	}
	if h.total() != 0 {
		t.Error("something was sent")
	}
}

// Nobody is lost, the order stays, and what is there already is not sent again.
func TestAddPeople(t *testing.T) {
	now := advisories.Advisory{
		GHSA: testGHSA, Collaborators: []advisories.Person{{ID: 1, Login: "Rex"}, {ID: 2, Login: "ann"}}, Teams: []string{"sec"},
		Credits: []advisories.Credit{{Login: "rex", Type: "reporter", State: "accepted"}},
	}
	for name, tc := range map[string]struct {
		ch   advisories.Change
		want string
	}{
		"people": {advisories.Change{Users: []string{"zoe", "rex", "zoe", "ANN", "bob"}}, `{"collaborating_users":["Rex","ann","zoe","bob"]}`},
		"teams":  {advisories.Change{Teams: []string{"SEC", "ops"}, Users: []string{"rex"}}, `{"collaborating_teams":["sec","ops"]}`},
		"both":   {advisories.Change{Teams: []string{"ops"}, Users: []string{"zoe"}}, `{"collaborating_teams":["sec","ops"],"collaborating_users":["Rex","ann","zoe"]}`},
		"none":   {advisories.Change{Teams: []string{"sec"}, Users: []string{"REX"}}, ""},
		"credits": {advisories.Change{Credits: []advisories.Credit{{Login: "REX", Type: "finder"}, {Login: "zoe", Type: "analyst"}, {Login: "Zoe", Type: "tool"}}},
			`{"credits":[{"login":"rex","type":"reporter"},{"login":"zoe","type":"analyst"}]}`},
		"no credits": {advisories.Change{Credits: []advisories.Credit{{Login: "REX", Type: "finder"}}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHub(t)
			h.on("PATCH "+advisoryURL, 200, advisoryJSON("summary", `"changed"`))
			c := h.client()
			add := c.AddCollaborators
			if tc.ch.Credits != nil {
				add = c.AddCredits
			}
			a, err := add(t.Context(), testRepo, testGHSA, now, tc.ch)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tc.want, sentBody(t, h)); d != "" {
				t.Error(d)
			}
			if tc.want == "" && cmp.Diff(now, a) != "" || tc.want != "" && a.Summary != "changed" {
				t.Errorf("%+v", a)
			}
		})
	}
}

func TestPublishSendsAll(t *testing.T) {
	full := advisories.Advisory{
		GHSA: testGHSA, Summary: "s", Description: "d", Severity: "high", CWEs: []string{"CWE-1"}, State: advisories.StateDraft,
		Vulnerabilities: []advisories.Vulnerability{{Ecosystem: "go", Package: "p", Affected: "1", Patched: "2"}},
		Credits:         []advisories.Credit{{Login: "kim", Type: "finder", State: "pending"}},
	}
	const head = `{"state":"published","summary":"s","description":"d","vulnerabilities":[{"package":{"ecosystem":"go","name":"p"},` +
		`"vulnerable_version_range":"1","patched_versions":"2","vulnerable_functions":[]}],"cwe_ids":["CWE-1"],"credits":[{"login":"kim","type":"finder"}]`
	with := func(change func(*advisories.Advisory)) advisories.Advisory {
		a := full
		change(&a)
		return a
	}
	for name, tc := range map[string]struct {
		approved advisories.Advisory
		want     string
	}{
		"severity":    {full, head + `,"severity":"high"}`},
		"no severity": {with(func(a *advisories.Advisory) { a.Severity = "" }), head + `,"severity":null}`},
		"vector 3":    {with(func(a *advisories.Advisory) { a.CVSS3 = "CVSS:3.1/x" }), head + `,"cvss_vector_string":"CVSS:3.1/x"}`},
		"vector 4":    {with(func(a *advisories.Advisory) { a.CVSS4 = "CVSS:4.0/x" }), head + `,"cvss_vector_string":"CVSS:4.0/x"}`},
		"two vectors": {with(func(a *advisories.Advisory) { a.CVSS3, a.CVSS4 = "CVSS:3.1/x", "CVSS:4.0/x" }), head + "}"},
		"empty":       {advisories.Advisory{}, `{"state":"published","summary":"","description":"","vulnerabilities":[],"cwe_ids":[],"credits":[],"severity":null}`},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHub(t)
			h.on("PATCH "+advisoryURL, 200, advisoryJSON("state", `"published"`))
			a, err := h.client().Publish(t.Context(), testRepo, testGHSA, tc.approved)
			if err != nil || a.State != advisories.StatePublished {
				t.Fatal(a, err)
			}
			if d := cmp.Diff(tc.want, sentBody(t, h)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestPerson(t *testing.T) {
	h := newHub(t)
	h.on("GET /users/kim", 200, `{"id":5,"login":"Kim","node_id":"U_5","type":"User"}`)
	h.on("GET /users/acme", 200, `{"id":6,"login":"acme","type":"Organization"}`)
	h.on("GET /users/moved", 200, `{"id":7,"login":"other","type":"User"}`)
	h.on("GET /users/dep[bot]", 200, `{"id":8,"login":"dep[bot]","type":"Bot"}`)
	c := h.client()
	for login, want := range map[string]advisories.Person{
		"kim": {ID: 5, Login: "Kim", Node: "U_5"}, "dep[bot]": {ID: 8, Login: "dep[bot]", Bot: true},
	} {
		if got, err := c.Person(t.Context(), testRepo, login); err != nil || got != want {
			t.Error(got, err)
		}
	}
	for login, code := range map[string]advisories.FaultCode{
		"nobody": advisories.FaultGone, "acme": advisories.FaultGone, "moved": advisories.FaultBadAnswer, "a/b": advisories.FaultInternal,
	} {
		_, err := c.Person(t.Context(), testRepo, login)
		fault(t, err, code)
	}
}

func TestAskForCVEAndFork(t *testing.T) {
	for status, code := range map[int]advisories.FaultCode{
		202: "", 200: "", 400: advisories.FaultRefused, 403: advisories.FaultForbidden, 404: advisories.FaultGone,
		422: advisories.FaultRefused, 429: advisories.FaultLimited, 502: advisories.FaultUnclear,
	} {
		for _, body := range []string{`{}`, ``} {
			h := newHub(t)
			h.on("POST "+advisoryURL+"/cve", status, body)
			h.on("POST "+advisoryURL+"/forks", status, body)
			if got := advisories.CodeOf(h.client().RequestCVE(t.Context(), testRepo, testGHSA)); got != code {
				t.Errorf("CVE %d: %q", status, got)
			}
			if got := advisories.CodeOf(h.client().StartFork(t.Context(), testRepo, testGHSA)); got != code {
				t.Errorf("fork %d: %q", status, got)
			}
		}
	}
}

// An installation without the permission that forks need answers the token's
// request already.
func TestForkNotGranted(t *testing.T) {
	for _, status := range []int{403, 422} {
		h := newHub(t)
		h.on("POST "+mintURL, status, `{"message":"sentinel"}`)
		fault(t, h.client().StartFork(t.Context(), testRepo, testGHSA), advisories.FaultForbidden)
		if got := h.requests("POST", mintURL)[0].body; !strings.Contains(got, `"administration":"write"`) || !strings.Contains(got, `"repository_ids":[42]`) {
			t.Error(got)
		}
	}
}

package policy_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
)

func compose(t *testing.T, owner, repository string) (*policy.Policy, []policy.Problem) {
	t.Helper()
	parts := map[string][]byte{}
	if owner != "" {
		parts["owner.yml"] = []byte(owner)
	}
	if repository != "" {
		parts["policy.yml"] = []byte(repository)
	}
	return policy.Compose(composeInput(parts, advisories.Repository{Owner: "Acme", Name: "rocket"}))
}

func TestBuiltin(t *testing.T) {
	p := policy.Builtin()
	if p.Mode != policy.ModeOn || p.Zone != time.UTC || len(p.Team) != 0 {
		t.Errorf("mode %s, zone %s, team %v", p.Mode, p.Zone, p.Team)
	}
	hour := time.Hour
	wantTerms := map[advisories.Commitment][2]time.Duration{
		advisories.CommitmentAcknowledge: {24 * hour, 48 * hour},
		advisories.CommitmentAssess:      {0, 72 * hour},
		advisories.CommitmentDisclose:    {0, 90 * 24 * hour},
	}
	for name, want := range wantTerms {
		if got := p.Terms[name]; got.Target.Elapsed != want[0] || got.Maximum.Elapsed != want[1] {
			t.Errorf("%s: %v", name, got)
		}
	}
	auto := map[advisories.Kind]bool{advisories.KindReceipt: true, advisories.KindAsk: true, advisories.KindStatus: true, advisories.KindEscalate: true}
	for kind, rule := range p.Drafts {
		if (rule.Permit == advisories.PermitAuto) != auto[kind] {
			t.Errorf("%s: %v", kind, rule)
		}
		if kind.ChangesState() && rule.Permit == advisories.PermitAuto {
			t.Errorf("%s changes state and is automatic", kind)
		}
	}
	if r := p.Rule("something new"); r.Permit != advisories.PermitApprove || r.Approvals != 1 {
		t.Errorf("an unknown kind: %v", r)
	}
	if len(p.Digest) != 64 || p.Digest != policy.Builtin().Digest {
		t.Errorf("digest %q", p.Digest)
	}
	for _, s := range p.Settings() {
		if s.Source.String() != "built-in default" {
			t.Errorf("%s comes from %s", s.Key, s.Source)
		}
	}
}

// TestDigest holds that the digest follows what holds, not where it stands.
func TestDigest(t *testing.T) {
	same := [][2]string{
		{"", "version: 1\n"},
		{"", "# a comment\n\nversion: 1\nmode: on\n"},
		{"version: 1\n", ""},
		{"", "version: 1\ncommitments: {acknowledge: {target: 1d, maximum: P2D}}\n"},
		{"version: 1\nfloods: {repository: 30}\n", ""},
	}
	other := [][2]string{
		{"", "version: 1\nmode: off\n"},
		{"", "version: 1\nteam: [acme/security]\n"},
		{"version: 1\nteam: [acme/security]\n", ""},
		{"", "version: 1\ncommitments: {acknowledge: 47h}\n"},
		{"", "version: 1\ndrafts: {accept: {approve: 2}}\n"},
		{"", "version: 1\nreport: {required: [description]}\n"},
		{"", "version: 1\ncalendar: {time_zone: Asia/Tokyo}\n"},
		{"version: 1\nfloods: {reporter: 6}\n", ""},
		{"version: 1\nfloods: {repository: 6}\n", ""},
	}
	builtin := policy.Builtin().Digest
	for _, files := range same {
		if p, _ := compose(t, files[0], files[1]); p.Digest != builtin {
			t.Errorf("%q has another digest", files)
		}
	}
	seen := map[string]bool{builtin: true}
	for _, files := range other {
		p, _ := compose(t, files[0], files[1])
		if seen[p.Digest] {
			t.Errorf("%q has a digest that was seen before", files)
		}
		seen[p.Digest] = true
	}
}

// TestFloods holds that only the owner's file changes the flood limits, each by
// itself.
func TestFloods(t *testing.T) {
	for _, c := range []struct {
		name, owner, repository string
		reporter, inRepository  int
		problems                int
	}{
		{"built-in", "", "", 5, 30, 0},
		{"one", "version: 1\nfloods: {reporter: 2}\n", "", 2, 30, 0},
		{"the other", "version: 1\nfloods: {repository: 1000}\n", "", 5, 1000, 0},
		{"both", "version: 1\nfloods: {reporter: 1, repository: 1}\n", "version: 1\n", 1, 1, 0},
		{"locked needlessly", "version: 1\nlock: [floods, floods.reporter]\nfloods: {reporter: 2}\n", "", 2, 30, 0},
		{"a repository's", "version: 1\nfloods: {reporter: 2}\n", "version: 1\nfloods: {reporter: 1000}\n", 2, 30, 1},
		{"a repository's alone", "", "version: 1\nfloods: {reporter: 1000}\n", 5, 30, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, problems := compose(t, c.owner, c.repository)
			if p.Floods.Reporter != c.reporter || p.Floods.Repository != c.inRepository || len(problems) != c.problems {
				t.Errorf("%+v, problems %v", p.Floods, problems)
			}
			want := map[string]int{"floods.reporter": c.reporter, "floods.repository": c.inRepository}
			for _, s := range p.Settings() {
				if n, ok := want[s.Key]; ok && s.Value == n {
					delete(want, s.Key)
				}
			}
			if len(want) > 0 {
				t.Errorf("not among the settings: %v", want)
			}
		})
	}
}

func TestTermsAcrossLayers(t *testing.T) {
	for _, c := range []struct {
		name, owner, repository string
		target, maximum         time.Duration
	}{
		{"shorter maximum drops the built-in target", "", "version: 1\ncommitments: {acknowledge: 12h}\n", 0, 12 * time.Hour},
		{"longer target raises the built-in maximum", "", "version: 1\ncommitments: {acknowledge: {target: 72h}}\n", 72 * time.Hour, 72 * time.Hour},
		{"target alone leaves the maximum", "", "version: 1\ncommitments: {acknowledge: {target: 12h}}\n", 12 * time.Hour, 48 * time.Hour},
		{"repository over owner", "version: 1\ncommitments: {acknowledge: {target: 5d, maximum: 10d}}\n", "version: 1\ncommitments: {acknowledge: 1d}\n", 0, 24 * time.Hour},
		{"locked", "version: 1\nlock: [commitments]\ncommitments: {acknowledge: {target: 5d, maximum: 10d}}\n", "version: 1\ncommitments: {acknowledge: 1d}\n", 120 * time.Hour, 240 * time.Hour},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, _ := compose(t, c.owner, c.repository)
			got := p.Terms[advisories.CommitmentAcknowledge]
			if got.Target.Elapsed != c.target || got.Maximum.Elapsed != c.maximum {
				t.Errorf("target %v, maximum %v", got.Target, got.Maximum)
			}
		})
	}
}

// TestRulesAcrossLayers holds the power rules for drafts.
func TestRulesAcrossLayers(t *testing.T) {
	for _, c := range []struct{ name, owner, repository, kind, want string }{
		{"a word may be let out", "", "remind: auto", "remind", "auto"},
		{"a state change may not", "", "close: auto", "close", "{approve: 1}"},
		{"not over an owner's silence", "version: 1\n", "close: auto", "close", "{approve: 1}"},
		{"delegated", "version: 1\ndelegate: [drafts]\n", "close: auto", "close", "auto"},
		{"delegated, and still the owner's least", "version: 1\ndelegate: [drafts]\ndrafts: {close: {approve: 2}}\n", "close: auto", "close", "{approve: 2}"},
		{"another delegation does not count", "version: 1\ndelegate: [team]\n", "close: auto", "close", "{approve: 1}"},
		{"the owner lets out", "version: 1\ndrafts: {close: auto}\n", "close: auto", "close", "auto"},
		{"raised", "version: 1\ndrafts: {publish: {approve: 2}}\n", "publish: {approve: 3}", "publish", "{approve: 3}"},
		{"not lowered", "version: 1\ndrafts: {publish: {approve: 2}}\n", "publish: approve", "publish", "{approve: 2}"},
		{"off stays off", "version: 1\ndrafts: {status: off}\n", "status: auto", "status", "off"},
		{"off may be said", "version: 1\ndrafts: {status: auto}\n", "status: off", "status", "off"},
		{"not off where locked", "version: 1\nlock: [drafts.receipt]\n", "receipt: off", "receipt", "auto"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, problems := compose(t, c.owner, "version: 1\ndrafts: {"+c.repository+"}\n")
			for _, s := range p.Settings() {
				if s.Key == "drafts."+c.kind && s.Text() != c.want {
					t.Errorf("%s, want %s; %v", s.Text(), c.want, problems)
				}
			}
			said := strings.TrimPrefix(c.repository, c.kind+": ")
			if said == "approve" {
				said = "{approve: 1}"
			}
			if (said != c.want) != (len(problems) == 1) {
				t.Errorf("problems: %v", problems)
			}
		})
	}
}

func TestPowerOf(t *testing.T) {
	const delegating = "version: 1\nteam: [acme/security, \"@Octocat\"]\ndelegate: [team]\n"
	own := "version: 1\nteam: [acme/rocket-team, other/team, \"@stranger\"]\n"
	for _, c := range []struct {
		name, owner, repository string
		person                  advisories.Person
		power                   advisories.Power
		want                    bool
	}{
		{"nobody", "", "", advisories.Person{ID: 5, Login: "x"}, advisories.Power{}, false},
		{"maintain alone", "", "", advisories.Person{ID: 5, Login: "x"}, advisories.Power{Maintain: true}, false},
		{"admin", "", "", advisories.Person{ID: 5, Login: "x"}, advisories.Power{Admin: true}, true},
		{"security manager", "", "", advisories.Person{ID: 5, Login: "x"}, advisories.Power{Security: true}, true},
		{"a bot as security manager", "", "", advisories.Person{ID: 5, Login: "x[bot]", Bot: true}, advisories.Power{Security: true}, false},
		{"a bot with admin", "", "", advisories.Person{ID: 5, Login: "x[bot]", Bot: true}, advisories.Power{Admin: true}, false},
		{"no id", "", "", advisories.Person{Login: "x"}, advisories.Power{Admin: true}, false},
		{"owner's team", delegating, "", advisories.Person{ID: 5, Login: "x"}, advisories.Power{Teams: []string{"acme/security"}}, true},
		{"owner's login", delegating, "", advisories.Person{ID: 5, Login: "octocat"}, advisories.Power{}, true},
		{"delegated team", delegating, own, advisories.Person{ID: 5, Login: "x"}, advisories.Power{Teams: []string{"acme/rocket-team"}}, true},
		{"delegated login without maintain", delegating, own, advisories.Person{ID: 5, Login: "stranger"}, advisories.Power{}, false},
		{"delegated login with maintain", delegating, own, advisories.Person{ID: 5, Login: "stranger"}, advisories.Power{Maintain: true}, true},
		{"a team of somebody else", delegating, own, advisories.Person{ID: 5, Login: "x"}, advisories.Power{Teams: []string{"other/team"}, Maintain: true}, false},
		{"undelegated team", "version: 1\n", own, advisories.Person{ID: 5, Login: "x"}, advisories.Power{Teams: []string{"acme/rocket-team"}, Maintain: true}, false},
		{"no owner's file, without maintain", "", own, advisories.Person{ID: 5, Login: "x"}, advisories.Power{Teams: []string{"acme/rocket-team"}}, false},
		{"no owner's file, with maintain", "", own, advisories.Person{ID: 5, Login: "x"}, advisories.Power{Teams: []string{"acme/rocket-team"}, Maintain: true}, true},
		{"locked team", "version: 1\nlock: [team]\n", own, advisories.Person{ID: 5, Login: "x"}, advisories.Power{Teams: []string{"acme/rocket-team"}, Maintain: true}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, _ := compose(t, c.owner, c.repository)
			if got := p.PowerOf(c.person, c.power); got != c.want {
				t.Errorf("%v, team %v", got, p.Team)
			}
		})
	}
}

func TestTeams(t *testing.T) {
	p, _ := compose(t, "version: 1\nteam: [ACME/Security]\ndelegate: [team]\n", "version: 1\nteam: [acme/security, acme/rocket, \"@x\"]\n")
	if diff := cmp.Diff([]string{"acme/security", "acme/rocket"}, p.Teams()); diff != "" {
		t.Error(diff)
	}
}

func TestOwnerFiles(t *testing.T) {
	file := func(repo, text string) advisories.PolicyFile {
		return advisories.PolicyFile{Repository: repo, Path: policy.Path, Layer: advisories.LayerOwner, Text: text}
	}
	public, private := file("acme/.github", "version: 1\nmode: off\n"), file("acme/.github-private", "version: 1\nmode: observe\n")
	p, _ := policy.Compose(policy.ComposeInput{Files: []advisories.PolicyFile{public, private}})
	if p.Mode != policy.ModeObserve {
		t.Errorf("the private file does not go first: %s", p.Mode)
	}

	unreadable := private
	unreadable.Text, unreadable.Unreadable = "", "too large"
	p, problems := policy.Compose(policy.ComposeInput{Files: []advisories.PolicyFile{unreadable}, LastOwner: &private})
	if p.Mode != policy.ModeObserve || len(problems) != 2 || problems[0].Kind != policy.ProblemFault || problems[0].Layer != advisories.LayerOwner {
		t.Errorf("mode %s, problems %v", p.Mode, problems)
	}
	_, problems = policy.Compose(policy.ComposeInput{Files: []advisories.PolicyFile{private}, LastOwner: &public})
	if len(problems) != 0 {
		t.Errorf("a good owner's file, and problems: %v", problems)
	}
}

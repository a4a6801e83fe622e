package policy_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
)

// seeds are the texts of the test files.
func seeds(f *testing.F, pattern string, add func(*txtar.Archive)) {
	f.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		add(txtar.Parse(b))
	}
}

// FuzzParse holds that no text makes the parser panic, that a file comes with no
// fault and no file with at least one, and that no fault breaks a line.
func FuzzParse(f *testing.F) {
	for _, pattern := range []string{"testdata/faults/*.txt", "testdata/cases/*.txt"} {
		seeds(f, pattern, func(ar *txtar.Archive) {
			for _, file := range ar.Files {
				if strings.HasSuffix(file.Name, ".yml") {
					f.Add(string(file.Data))
				}
			}
		})
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, layer := range []advisories.Layer{advisories.LayerOwner, advisories.LayerRepository} {
			file, faults := policy.Parse("f", text, layer)
			if (file == nil) != (len(faults) > 0) {
				t.Fatalf("file %v with %d faults", file, len(faults))
			}
			for _, fault := range faults {
				if fault.Line < 1 || fault.Column < 1 || strings.ContainsAny(fault.String(), "\n\r\u202e") {
					t.Fatalf("%q", fault.String())
				}
			}
			p, _ := policy.Compose(policy.ComposeInput{Repository: advisories.Repository{Owner: "acme"},
				Files: []advisories.PolicyFile{{Layer: layer, Text: text}}})
			if p.Drafts[advisories.KindPublish].Permit == advisories.PermitAuto {
				t.Fatal("publishing by itself")
			}
			if layer == advisories.LayerRepository && p.Drafts[advisories.KindAccept].Permit == advisories.PermitAuto {
				t.Fatal("a repository's file lets out a state change")
			}
			if layer == advisories.LayerRepository && p.Floods != policy.Builtin().Floods {
				t.Fatal("a repository's file changes the flood limits")
			}
			for _, m := range p.Team {
				if layer == advisories.LayerRepository && !m.RequireMaintain {
					t.Fatalf("a repository's file hands out power: %v", m)
				}
			}
		}
	})
}

var hello = regexp.MustCompile(`^Hello( @[A-Za-z0-9_-]+)?,\n`)

// FuzzJudgePlan holds that no report makes judge or plan panic, and that nothing
// of it comes out in a draft: no mention but the greeting's, no HTML, no links.
func FuzzJudgePlan(f *testing.F) {
	f.Add("summary", "description", "a comment", "kim-reporter", "amber-otter-123", uint8(0), int64(0), int64(3600))
	f.Add("@everyone", "<b>@team</b> ![x](https://evil.example)", "/accept <!-- x -->", "@kim", "<!-- @x -->", uint8(7), int64(-1), int64(1<<40))
	seeds(f, "testdata/cases/*.txt", func(ar *txtar.Archive) {
		for _, file := range ar.Files {
			if file.Name == "report.md" {
				f.Add("x", string(file.Data), "Thanks", "kim-reporter", "name", uint8(3), int64(60), int64(3600))
			}
		}
	})
	states := []advisories.State{advisories.StateTriage, advisories.StateDraft, advisories.StatePublished, advisories.StateClosed, advisories.StateWithdrawn, "", "new"}
	f.Fuzz(func(t *testing.T, summary, description, body, login, name string, bits uint8, reported, passed int64) {
		start := reportTime.Add(time.Duration(reported) * time.Second)
		now := start.Add(time.Duration(passed) * time.Second)
		snap := advisories.Snapshot{
			Advisory: advisories.Advisory{Summary: summary, Description: description, State: states[int(bits)%len(states)],
				Submitted: bits&8 == 0, Author: advisories.Person{ID: 11, Login: login}, CreatedAt: start},
			Comments: []advisories.Comment{
				{ID: 1, Author: advisories.Person{ID: 11, Login: login}, Body: body, CreatedAt: start},
				{ID: 2, Author: advisories.Person{ID: 21, Login: login}, Body: body, CreatedAt: now},
			},
			CommentsKnown: bits&16 == 0,
			Powers:        map[int64]advisories.Power{11: {Admin: bits&32 != 0}, 21: {Admin: bits&64 != 0}},
		}
		pol := policy.Builtin()
		in := policy.Input{Snapshot: snap, Reading: policy.ReadReport(pol, snap), Adopted: bits&128 != 0, Now: now}
		if bits&2 != 0 {
			in.History = orderedByAll(login, now)
		}
		v := policy.Judge(pol, in)
		for _, d := range policy.Plan(pol, v, policy.PlanInput{Input: in, CaseName: name, StatusBroken: bits&4 != 0, Tracked: true, Notifies: true, Codeowners: []string{login, body}}) {
			text := hello.ReplaceAllString(d.Body, "Hello,\n")
			if d.Act == advisories.ActTell {
				text = strings.TrimPrefix(text, "@"+login) // the coordinator
			}
			if strings.ContainsAny(text, "@<>[]\u202e\u2066\r\x00") || strings.Contains(text, "//") || strings.Contains(strings.ToLower(text), "www.") {
				t.Fatalf("%s: %q", d.Key, d.Body)
			}
			if d.Permit == advisories.PermitAuto && (in.Adopted || d.Key.Kind.ChangesState()) {
				t.Fatalf("%s may leave by itself", d.Key)
			}
		}
	})
}

// orderedByAll is a history in which a person of that login asked for everything.
func orderedByAll(login string, now time.Time) advisories.History {
	by := advisories.Person{ID: 21, Login: login}
	h := advisories.History{Coordinator: by, Embargoes: []advisories.Embargo{{Until: now.Add(time.Hour), Zone: login, By: advisories.By(by), At: now}},
		Moved: map[advisories.Commitment][]advisories.Move{advisories.CommitmentAssess: {{At: now, From: now, To: now.Add(time.Hour), By: advisories.By(by)}}}}
	for _, k := range []advisories.Kind{advisories.KindAccept, advisories.KindReopen, advisories.KindRequestCVE, advisories.KindPrivateFork, advisories.KindPublish,
		advisories.KindAsk, advisories.KindUpdate, advisories.KindFields, advisories.KindClose, ""} {
		h.Requests = append(h.Requests, advisories.Request{Kind: k, By: by, At: now, Fields: []string{login, "logs", policy.FieldAcknowledged},
			Reason: advisories.CloseReason(login), Of: advisories.GHSA(login), Change: advisories.Change{Severity: login}})
	}
	return h
}

func benchCase() (*policy.Policy, policy.PlanInput) {
	snap := advisories.Snapshot{
		Advisory: advisories.Advisory{State: advisories.StateTriage, Submitted: true, Summary: "x",
			Description: "## Description\n\n" + strings.Repeat("It goes wrong in the reader of the archive. ", 250),
			Author:      reporter, CreatedAt: reportTime, UpdatedAt: reportTime},
		CommentsKnown: true,
		Powers:        map[int64]advisories.Power{21: {Admin: true}},
	}
	for i := range int64(30) {
		snap.Comments = append(snap.Comments, advisories.Comment{ID: i, Author: maintainer, CreatedAt: reportTime.Add(time.Duration(i) * time.Hour)})
	}
	pol, _ := policy.Compose(policy.ComposeInput{Files: []advisories.PolicyFile{{Layer: advisories.LayerRepository,
		Text: "version: 1\ncalendar: {time_zone: Europe/Berlin}\n"}}})
	in := policy.Input{Snapshot: snap, Reading: policy.ReadReport(pol, snap), Now: reportTime.Add(100 * time.Hour)}
	return pol, policy.PlanInput{Input: in, CaseName: "amber-otter-123",
		Past: []advisories.Draft{{Key: advisories.DraftKey{Rule: "received", Kind: advisories.KindReceipt, Occurrence: 1}, State: advisories.DraftDone}}}
}

// BenchmarkJudgePlan is judging and planning over an already read report, with
// receipt, question and status comment to write: at most 200 µs are wanted.
func BenchmarkJudgePlan(b *testing.B) {
	pol, in := benchCase()
	b.ReportAllocs()
	for b.Loop() {
		if len(policy.Plan(pol, policy.Judge(pol, in.Input), in)) != 3 {
			b.Fatal("other drafts")
		}
	}
}

func BenchmarkCompose(b *testing.B) {
	text := "version: 1\ncalendar: {time_zone: Europe/Berlin}\nteam: [acme/security]\ndrafts: {ask: off}\n"
	in := policy.ComposeInput{Files: []advisories.PolicyFile{{Layer: advisories.LayerRepository, Text: text}}}
	b.ReportAllocs()
	for b.Loop() {
		policy.Compose(in)
	}
}

// BenchmarkParseWorst is what a hostile file can cost before it is refused.
func BenchmarkParseWorst(b *testing.B) {
	for name, text := range map[string]string{
		"lines":    strings.Repeat("a: 1\n", 1990),
		"flow":     "a: [" + strings.Repeat("1,", 3900) + "]",
		"brackets": strings.Repeat("[", 60<<10),
		"dashes":   strings.Repeat("- ", 30<<10),
		"comments": strings.Repeat("# x\n", 1990),
		"text":     "a: " + strings.Repeat("x ", 30<<10),
		"quoted":   "a: \"" + strings.Repeat("\\n", 30<<10) + "\"",
		"pairs":    strings.Repeat("{a: ", 15<<10),
		"nested":   nested(60 << 10),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				policy.Parse("f", text, advisories.LayerRepository)
			}
		})
	}
}

func nested(size int) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

package ghsatest_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// TestReport checks what GitHub makes of a private report.
func TestReport(t *testing.T) {
	l := newLab(t)
	id, _ := l.report()
	a := l.Advisory(lib, id)
	rex := advisories.Person{ID: l.AddUser("rex"), Login: "rex"}
	want := advisories.Advisory{
		GHSA: id, HTMLURL: "https://github.com/acme/lib/security/advisories/" + string(id),
		Summary: "Path traversal", Description: "Details of the traversal.", State: advisories.StateTriage,
		Author: rex, Submitted: true, CreatedAt: l.clock.now(), UpdatedAt: l.clock.now(),
		Credits: []advisories.Credit{{Login: "rex", Type: "reporter", State: "pending"}}, Collaborators: []advisories.Person{rex},
	}
	if d := cmp.Diff(want, a); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	if got, err := advisories.ParseGHSA(string(id)); err != nil || got != id {
		t.Errorf("id %s: %v", id, err)
	}
}

// TestPeopleMay checks each person's rights: ada administers, rex reported, mia
// maintains the repository, sam is a security manager, cy collaborates.
func TestPeopleMay(t *testing.T) {
	l := newLab(t)
	for _, login := range []string{"mia", "sam", "cy", "eve"} {
		l.AddUser(login)
	}
	l.SetRole(lib, "mia", ghsatest.RoleMaintain)
	l.AddSecurityManager("acme", "sam")
	id, _ := l.report()
	err := l.EditAdvisoryAs("ada", lib, id, func(a *advisories.Advisory) {
		a.Collaborators = append(a.Collaborators, advisories.Person{Login: "cy"})
	})
	if err != nil {
		t.Fatal(err)
	}
	comment, err := l.CommentAs("rex", lib, id, "First.")
	if err != nil {
		t.Fatal(err)
	}
	acts := map[string]func(login string) error{
		"comment":      func(login string) error { _, err := l.CommentAs(login, lib, id, "x"); return err },
		"edit comment": func(login string) error { return l.EditCommentAs(login, lib, id, comment, "y") },
		"edit": func(login string) error {
			return l.EditAdvisoryAs(login, lib, id, func(a *advisories.Advisory) { a.Description += "." })
		},
		"invite": func(login string) error {
			return l.EditAdvisoryAs(login, lib, id, func(a *advisories.Advisory) { a.Teams = append(a.Teams, "t") })
		},
		"confidential": func(login string) error { _, err := l.ConfidentialCommentAs(login, lib, id, "x"); return err },
		"accept":       func(login string) error { return l.SetStateAs(login, lib, id, advisories.StateDraft) },
		"close":        func(login string) error { return l.SetStateAs(login, lib, id, advisories.StateClosed) },
		"lock":         func(login string) error { return l.LockAs(login, lib, id, false) },
		"draft":        func(login string) error { _, err := l.DraftAdvisory(login, lib, "s", "d"); return err },
	}
	metadata := []string{"comment", "edit comment", "edit"}
	all := []string{"accept", "close", "comment", "confidential", "draft", "edit", "edit comment", "invite", "lock"}
	for login, may := range map[string][]string{"ada": all, "sam": all, "rex": metadata, "cy": metadata, "mia": nil, "eve": nil} {
		for name, act := range acts {
			if err := act(login); (err == nil) != slices.Contains(may, name) {
				t.Errorf("%s: %s: %v", login, name, err)
			}
		}
	}
}

func TestStates(t *testing.T) {
	const triage, draft, closed, published = advisories.StateTriage, advisories.StateDraft, advisories.StateClosed, advisories.StatePublished
	paths := map[advisories.State][]advisories.State{triage: nil, draft: {draft}, closed: {closed}, published: {draft, published}}
	allowed := map[advisories.State][]advisories.State{triage: {draft, closed}, draft: {draft, published, closed}, closed: {closed, draft}, published: {published}}
	for from, path := range paths {
		for _, to := range []advisories.State{draft, closed, published} {
			l := newLab(t)
			id, one := l.report()
			if from == published || to == published {
				l.patch(one, `{"vulnerabilities":[{"package":{"ecosystem":"go","name":"p"},"vulnerable_version_range":"< 2"}]}`)
			}
			for _, step := range path {
				l.patch(one, `{"state":"`+string(step)+`"}`)
			}
			r := l.send("PATCH", one, l.token(""), `{"state":"`+string(to)+`"}`)
			if ok := slices.Contains(allowed[from], to); ok != (r.status == 200) || r.status != 200 && r.status != 422 {
				t.Errorf("%s to %s: %d %s", from, to, r.status, r.body)
			} else if !ok {
				want := "Invalid state transition from `" + string(from) + "` to `" + string(to) + "`."
				if got := r.object(t)["message"]; got != want {
					t.Errorf("message %q, want %q", got, want)
				}
			} else if got := l.Advisory(lib, id); got.State != to || got.Accepted != (to == draft || from == draft || from == published) {
				t.Errorf("%s to %s: state %s, accepted %v", from, to, got.State, got.Accepted)
			}
		}
	}
}

func (l *lab) patch(one, body string) {
	l.t.Helper()
	l.send("PATCH", one, l.token(""), body).is(l.t, 200)
}

// TestTranscript checks that each write is told once, and none that did not happen.
func TestTranscript(t *testing.T) {
	l := newLab(t)
	id, one := l.report()
	token := l.token("")
	made := l.send("POST", one+"/comments", token, `{"body":"Thank you."}`).is(t, 201).object(t)
	comment := int64(made["id"].(float64))
	l.send("POST", one+"/comments", token, `{"body":" "}`).is(t, 422)
	l.send("GET", one, token, "").is(t, 200)
	l.clock.advance(time.Minute)
	if err := l.EditCommentAs("rex", lib, id, comment, "Forged."); err != nil {
		t.Fatal(err)
	}
	if c := l.Comments(lib, id)[0]; c.Author.ID != l.Bot() || !c.Author.Bot || !c.Edited() || c.Body != "Forged." {
		t.Errorf("edited comment %+v", c)
	}
	if err := l.DeleteCommentAs("rex", lib, id, comment); err != nil {
		t.Fatal(err)
	}
	if err := l.SetStateAs("rex", lib, id, advisories.StateClosed); err == nil {
		t.Error("the reporter closed the advisory")
	}
	l.send("PATCH", one, token, `{"state":"draft"}`).is(t, 200)
	l.send("PATCH", one, token, `{"state":"draft"}`).is(t, 200) // no change
	want := []string{
		"rex reported acme/lib " + string(id),
		"advisory-bot[bot] commented acme/lib " + string(id) + " comment",
		"rex edited comment acme/lib " + string(id) + " comment",
		"rex deleted comment acme/lib " + string(id) + " comment",
		"advisory-bot[bot] set state acme/lib " + string(id),
	}
	var got []string
	for _, a := range l.Acts() {
		line := a.Login + " " + string(a.Verb) + " " + a.Repository + " " + string(a.GHSA)
		if a.Comment != 0 {
			line += " comment"
		}
		got = append(got, line)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	if last := l.Acts()[4]; last.From != advisories.StateTriage || last.To != advisories.StateDraft || !last.Bot {
		t.Errorf("last act %+v", last)
	}
}

func TestConfidential(t *testing.T) {
	l := newLab(t)
	id, one := l.report()
	if _, err := l.ConfidentialCommentAs("ada", lib, id, "Between us."); err != nil {
		t.Fatal(err)
	}
	token := l.token("")
	if got := l.send("GET", one+"/comments", token, "").list(t); len(got) != 0 {
		t.Errorf("%d comments shown", len(got))
	}
	if got := l.send("GET", one, token, "").object(t)["comments"]; got != 0.0 {
		t.Errorf("count %v", got)
	}
}

func TestLocked(t *testing.T) {
	l := newLab(t)
	id, one := l.report()
	if err := l.LockAs("ada", lib, id, true); err != nil {
		t.Fatal(err)
	}
	l.send("POST", one+"/comments", l.token(""), `{"body":"x"}`).is(t, 403)
	l.send("PATCH", one, l.token(""), `{"state":"draft"}`).is(t, 403)
	if _, err := l.CommentAs("rex", lib, id, "x"); err == nil {
		t.Error("the reporter commented on a locked advisory")
	}
}

// TestSince checks that "since" goes by the last change, not by the writing.
func TestSince(t *testing.T) {
	l := newLab(t)
	id, one := l.report()
	old, err := l.CommentAs("rex", lib, id, "old")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.CommentAs("rex", lib, id, "older still"); err != nil {
		t.Fatal(err)
	}
	l.clock.advance(time.Hour)
	since := one + "/comments?since=" + l.clock.now().Format(time.RFC3339)
	if got := l.send("GET", since, l.token(""), "").list(t); len(got) != 0 {
		t.Errorf("%d comments before the edit", len(got))
	}
	if err := l.EditCommentAs("ada", lib, id, old, "new"); err != nil {
		t.Fatal(err)
	}
	if got := l.send("GET", since, l.token(""), "").list(t); len(got) != 1 || got[0]["body"] != "new" {
		t.Errorf("%d comments after the edit", len(got))
	}
}

package app_test

import (
	"regexp"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// plan is what people mean to do about a report, in this order. A deaf crowd does
// only what deliveries tell of.
func (k *throng) plan(m *matter) []move {
	var out []move
	maybe := func(moves ...move) {
		if k.rng.IntN(2) == 0 {
			out = append(out, moves...)
		}
	}
	if m.incomplete {
		out = append(out, answers)
	}
	if !m.tracked {
		if !k.deaf {
			out = append(out, looks, isIn(advisories.StateDraft))
		}
		return out
	}
	out = append(out, command("maintainer", "/ack"))
	maybe(command("maintainer", "/severity high"))
	maybe(command("second", "/assign @second"))
	maybe(inVain("maintainer", "/approve 99"))
	if k.deaf || k.rng.IntN(2) == 0 {
		out = append(out, command("second", "/accept"))
	} else {
		out = append(out, looks)
	}
	out = append(out, isIn(advisories.StateDraft), fixes)
	maybe(command("maintainer", "/fork"), forked)
	switch k.rng.IntN(4) {
	case 0:
		out = append(out, command("maintainer", "/close spam"), isIn(advisories.StateClosed), command("maintainer", "/reopen"), isIn(advisories.StateDraft))
	case 1, 2:
		out = append(out, command("second", "/cve"), assigned, accepts, command("maintainer", "/publish"), published)
	}
	return out
}

func always(*matter) bool { return true }

// command is said in the tracking issue as soon as it is there.
func command(who, body string) move {
	return move{who + " says " + body, (*matter).noticed, func(m *matter) error {
		id, err := m.crowd.c.github.CommentIssue(who, casesRepo, m.find(), body)
		if err == nil {
			m.commands[id] = false
		}
		return err
	}}
}

// inVain is a command that comes to nothing.
func inVain(who, body string) move {
	v := command(who, body)
	v.do = func(m *matter) error {
		id, err := m.crowd.c.github.CommentIssue(who, casesRepo, m.find(), body)
		if err == nil {
			m.commands[id] = true
		}
		return err
	}
	return v
}

// isIn waits for a state.
func isIn(want advisories.State) move {
	return move{"is " + string(want), func(m *matter) bool { return m.state() == want }, func(*matter) error { return nil }}
}

// answers is the reporter's answer to our question.
var answers = move{"the reporter answers", func(m *matter) bool { return m.marks(ghsatest.VerbComment, "/ask/") > 0 }, func(m *matter) error {
	_, err := m.crowd.c.github.CommentAs(m.reporter, m.repo, m.id, "Affected versions: 1.2.0 to 1.4.1")
	return err
}}

// looks is a maintainer's word in the thread.
var looks = move{"a maintainer writes in the thread", func(m *matter) bool { return m.marks(ghsatest.VerbComment, "/receipt/") > 0 }, func(m *matter) error {
	_, err := m.crowd.c.github.CommentAs("maintainer", m.repo, m.id, "We look into it.")
	return err
}}

// fixes is a maintainer who writes down what is affected and fixed.
var fixes = move{"a maintainer fills in the fields", always, func(m *matter) error {
	return m.crowd.c.github.EditAdvisoryAs("maintainer", m.repo, m.id, worked)
}}

var forked = move{"a fork is there", func(m *matter) bool { return m.acts(ghsatest.VerbFork) > 0 }, func(*matter) error { return nil }}

// assigned is GitHub's staff, who give a CVE id once we asked for one.
var assigned = move{"GitHub assigns a CVE id", func(m *matter) bool { return m.acts(ghsatest.VerbRequestCVE) > 0 }, func(m *matter) error {
	m.crowd.c.github.AssignCVE(m.repo, m.id)
	return nil
}}

var accepts = move{"the reporter accepts the credit", always, func(m *matter) error {
	return m.crowd.c.github.AnswerCredit(m.reporter, m.repo, m.id, true)
}}

// published waits for the publication, which two maintainers let out, each for what
// the card shows; where the reporter changes the text meanwhile, once more.
var published = move{"is published", func(m *matter) bool {
	if m.state() == advisories.StatePublished {
		return true
	}
	for _, who := range []string{"maintainer", "second"} {
		m.approve(who)
	}
	return false
}, func(*matter) error { return nil }}

var toPublish = regexp.MustCompile(`(?s)### Draft (\d+): publish, (?:[^#]*?)Say .*?\n`)

// approve lets somebody say what the card asks for, unless they wait for an answer.
func (m *matter) approve(who string) {
	issue, ok := m.crowd.c.github.Issue(casesRepo, m.issue)
	found := toPublish.FindStringSubmatch(issue.Body)
	if !ok || found == nil || strings.Contains(found[0], who) {
		return
	}
	body := "/approve " + found[1]
	for _, c := range issue.Comments {
		if c.Author == who && c.Body == body && len(c.Reactions) == 0 {
			return
		}
	}
	if id, err := m.crowd.c.github.CommentIssue(who, casesRepo, m.issue, body); err == nil {
		m.commands[id] = false
		m.crowd.say("%s: %s says %s", m.id, who, body)
	}
}

// acts counts what we did to the advisory.
func (m *matter) acts(verb ghsatest.Verb) int { return len(m.ours(verb)) }

// ours are our own acts about the matter.
func (m *matter) ours(verb ghsatest.Verb) []ghsatest.Act {
	var out []ghsatest.Act
	for _, a := range m.crowd.c.github.Acts() {
		about := a.GHSA == m.id || m.issue > 0 && a.Repository == casesRepo && a.Issue == m.issue
		if a.Bot && a.Verb == verb && about {
			out = append(out, a)
		}
	}
	return out
}

// marks counts what we wrote about the matter under keys that hold a part.
func (m *matter) marks(verb ghsatest.Verb, part string) int {
	n := 0
	for _, a := range m.ours(verb) {
		if found := markOf.FindStringSubmatch(a.Body); found != nil && strings.Contains(found[1], part) {
			n++
		}
	}
	return n
}

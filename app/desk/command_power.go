package desk

import (
	"context"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/command"
)

// unheard is the refusal of what is passed over in silence: a reporter's or a
// stranger's text is data, and neither answered nor written down.
const unheard = "unheard"

// powerless is the refusal of somebody without power. In an advisory nobody is told.
const powerless = "only the repository's admins, its security managers and the policy's team can command here"

// mostTold is how many of their refused comments somebody without power is answered:
// each answer is a write, and all cases of an installation share those.
const mostTold = 3

// powers are the people who were asked about in this turn: true with power.
type powers map[int64]bool

// people are those who were asked about in this turn.
func (c *casework) people() powers {
	if c.asked == nil {
		c.asked = powers{}
	}
	return c.asked
}

// may asks GitHub now what a person may do, once a turn.
func (c *casework) may(ctx context.Context, p advisories.Person, people powers) (bool, error) {
	if got, asked := people[p.ID]; asked {
		return got, nil
	}
	now, err := c.d.gh.PowersNow(ctx, c.repo, []advisories.Person{p}, c.pol.Teams())
	if err != nil {
		return false, err
	}
	people[p.ID] = c.pol.PowerOf(p, now[p.ID])
	return people[p.ID], nil
}

// mostCommanding bounds how many people who command in an advisory are asked about
// in one turn; who comes after them is heard in the next.
const mostCommanding = 50

// allowed reports whether the command's author may give it there; a refusal in
// words, or unheard.
func (c *casework) allowed(ctx context.Context, s spoken, people powers) (refusal string, err error) {
	reporter := s.author.ID == c.snap.Reporter().ID
	if s.place == advisories.PlaceAdvisory {
		switch {
		case s.edited, s.line.Fault != "":
			return unheard, nil
		case reporter:
			if s.line.Verb == command.Quiet {
				return "", nil
			}
			return unheard, nil // a reporter commands nothing that matters
		case s.line.Verb == command.Quiet:
			return unheard, nil
		}
		if _, asked := people[s.author.ID]; !asked && len(people) >= mostCommanding {
			return unheard, nil
		}
	}
	ok, err := c.may(ctx, s.author, people)
	switch {
	case err != nil:
		return "", err
	case !ok:
		return powerless, nil
	case s.edited:
		return "a comment that was edited never counts: write the command in a new one", nil
	case s.line.Fault != "":
		return s.line.Fault, nil
	}
	return "", nil
}

package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/command"
)

// said is one comment that may hold commands.
type said struct {
	place   advisories.Place
	comment int64
	node    string
	author  advisories.Person
	body    string
	edited  bool
	at      time.Time
}

// spoken is one command line of a comment.
type spoken struct {
	said
	line command.Line
}

// command reads what people commanded, in the tracking issue and in the advisory,
// and writes each command down with its effect, once. Where one took effect, the
// case is judged and planned anew.
func (c *casework) command(ctx context.Context) error {
	heard, err := c.hear(ctx)
	if err != nil || len(heard) == 0 {
		return err
	}
	known, err := c.d.docket.Commands(ctx, c.w.Key)
	if err != nil {
		return fmt.Errorf("commands that were obeyed: %w", err)
	}
	once := map[string]bool{}
	c.told = map[int64]int{}
	for _, k := range known {
		once[commandKey(k.Place, k.Comment, k.Line)] = true
		if k.Code == powerless && k.Place == advisories.PlaceIssue {
			c.told[k.By.ID]++
		}
	}
	people := c.people()
	obeyed := false
	for _, s := range heard {
		if once[commandKey(s.place, s.comment, s.line.Line)] {
			continue
		}
		done, err := c.obey(ctx, s, people)
		if ofOne(err) { // nobody else waits for what GitHub does not tell of somebody
			c.log.Warn("command put off", "fault", advisories.CodeOf(err), "failures", c.w.Failures)
			c.deaf, c.half = true, true
			continue
		}
		if err != nil {
			return err
		}
		obeyed = obeyed || done
	}
	if !obeyed {
		return nil
	}
	return c.file(ctx)
}

// ofOne reports whether a fault can be of one account alone.
func ofOne(err error) bool {
	var f *advisories.Fault
	if !errors.As(err, &f) {
		return false
	}
	switch f.Code {
	case advisories.FaultLimited, advisories.FaultSuspended, advisories.FaultUnauthorized:
		return false
	}
	return true
}

func commandKey(p advisories.Place, comment int64, line int) string {
	return fmt.Sprintf("%s/%d/%d", p, comment, line)
}

// hear gathers the command lines that are in reach, oldest first. The issue is
// read where its bell rang, or where it was not read for long.
func (c *casework) hear(ctx context.Context) ([]spoken, error) {
	list, err := c.heardInIssue(ctx)
	if err != nil {
		return nil, err
	}
	for _, k := range c.snap.Comments {
		list = append(list, said{place: advisories.PlaceAdvisory, comment: k.ID, author: k.Author, body: k.Body, edited: k.Edited(), at: k.CreatedAt})
	}
	sort.SliceStable(list, func(a, b int) bool { return list[a].at.Before(list[b].at) })
	var out []spoken
	for _, s := range list {
		if s.author.Bot || !s.author.Known() || s.author.ID == c.snap.Self.ID {
			continue
		}
		lines, _ := command.Parse(s.body, s.place)
		for _, l := range lines {
			out = append(out, spoken{said: s, line: l})
		}
	}
	return out, nil
}

// heardInIssue reads the tracking issue's comments.
func (c *casework) heardInIssue(ctx context.Context) ([]said, error) {
	t := c.tracking()
	if c.d.tracker == nil || !t.Open() || !c.mayHear(t) {
		return nil, nil
	}
	look, err := c.d.tracker.Look(ctx, c.w.Key.Installation, t)
	if err != nil {
		return nil, err
	}
	if look.Problem != "" {
		// What is said there is still to be heard, and Show is to look again.
		c.troubled(look.Problem)
		c.deaf, t.Problem = true, look.Problem
		return nil, c.keep(ctx, t)
	}
	c.issue = &look
	var out []said
	for _, k := range look.Comments {
		out = append(out, said{place: advisories.PlaceIssue, comment: k.ID, node: k.Node, author: k.Author, body: k.Body, edited: k.Edited, at: k.CreatedAt})
	}
	return out, nil
}

// listenEvery is how long a tracking issue goes unread where no bell rings: a
// delivery may have been lost.
const listenEvery = lookEvery - time.Hour

// mayHear reports whether the issue is to be read: its bell rang, it was not read
// for long, or something is about to happen that nobody can take back.
func (c *casework) mayHear(t advisories.Tracking) bool {
	return c.rung() || c.final() || c.d.now().Sub(t.Heard) >= listenEvery
}

// rung reports whether the tracking issue's bell rang.
func (c *casework) rung() bool {
	return slices.ContainsFunc(c.w.Rings, func(r advisories.Ring) bool { return r.Event == "issue_comment" })
}

// final reports whether a publication is due.
func (c *casework) final() bool {
	return slices.ContainsFunc(c.due(), func(d advisories.Draft) bool { return d.Act == advisories.ActPublish })
}

// obey carries one command out: its row and its effect are one write.
func (c *casework) obey(ctx context.Context, s spoken, people powers) (bool, error) {
	o := advisories.Order{Command: advisories.Command{
		Case: c.w.Key, Place: s.place, Comment: s.comment, Line: s.line.Line, Node: s.node, By: s.author,
		Verb: string(s.line.Verb), At: s.at, Answered: s.place == advisories.PlaceAdvisory,
	}}
	refusal, err := c.effect(ctx, s, people, &o)
	if err != nil {
		return false, err
	}
	if refusal == unheard {
		return false, nil
	}
	if refusal == "" {
		done, err := c.write1(ctx, o)
		if err == nil || !undecidable(err) {
			return done, err
		}
		refusal = "the draft does not wait for your decision any more, or you have decided on it: see the card"
	}
	o = advisories.Order{Command: o.Command}
	o.Command.Code = refusal
	if refusal == powerless {
		c.told[s.author.ID]++
		o.Command.Answered = o.Command.Answered || c.told[s.author.ID] > mostTold
	}
	_, err = c.write1(ctx, o)
	c.d.watch(ctx, StepCommand, c.name, "/"+string(s.line.Verb)+": refused")
	return false, err
}

// undecidable reports whether the docket refused the decision rather than the row.
func undecidable(err error) bool {
	return errors.Is(err, advisories.ErrDecided) || errors.Is(err, advisories.ErrChanged) || errors.Is(err, advisories.ErrNotFound)
}

// write1 writes an order down.
func (c *casework) write1(ctx context.Context, o advisories.Order) (bool, error) {
	if o.Command.Code == "" {
		o.Command.Code = advisories.CommandDone
	}
	if o.Command.Done() {
		o.Entries = append(o.Entries, advisories.Entry{At: c.d.now(), What: "command", Actor: advisories.By(o.Command.By),
			Draft: decidedOn(o), Detail: "/" + o.Command.Verb + " in the " + where(o.Command.Place)})
	}
	past, err := c.d.docket.Obey(ctx, c.w, o)
	if err != nil {
		return false, err
	}
	c.past = past
	if o.History != nil {
		c.hist = *o.History
	}
	if o.Command.Done() {
		c.log.Info("command obeyed", "verb", o.Command.Verb, "place", o.Command.Place)
		c.d.watch(ctx, StepCommand, c.name, "/"+o.Command.Verb+" in the "+where(o.Command.Place))
	}
	return o.Command.Done(), nil
}

func decidedOn(o advisories.Order) int {
	switch {
	case o.Decision != nil:
		return o.Decision.Number
	case o.Replace != 0:
		return o.Replace
	}
	return o.Undo
}

func where(p advisories.Place) string {
	if p == advisories.PlaceIssue {
		return "tracking issue"
	}
	return "advisory"
}

package policy

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"maps"
	"strconv"
	"strings"
	"sync"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/calendar"
)

//go:embed builtin.yml
var builtinText string

// builtinFile reads the built-in policy once. It is read like any other file, so
// that it can say nothing that a file could not.
var builtinFile = sync.OnceValue(func() *File {
	f, faults := Parse("built-in", builtinText, advisories.LayerBuiltin)
	if faults != nil {
		panic("internal error: built-in policy: " + faults.Error()) // unreachable: a test reads it
	}
	return f
})

// ComposeInput is what a repository's policy is made of.
type ComposeInput struct {
	// Repository is whose policy it is. Its Owner is whom teams and the tracking
	// repository must belong to; empty (offline) leaves that unchecked.
	Repository advisories.Repository
	// Files as a snapshot holds them. Of each layer the first counts; of the
	// owner's, the one in ".github-private" goes before the one in ".github".
	Files []advisories.PolicyFile
	// LastOwner is the owner's file that was last read without a fault, as the
	// docket remembers it; nil if none ever was. It holds where the present one is
	// missing or broken, so that nobody gets round its locks by removing it.
	LastOwner *advisories.PolicyFile
	// Pin is what the case was promised when it began; see [Policy.Pin]. The zero
	// value pins nothing.
	Pin advisories.Pin
	// Readings, where set, remembers what was read and composed; the answer is the same.
	Readings *Readings `json:"-"`
}

// Builtin is the policy of a repository that says nothing.
func Builtin() *Policy {
	p, _ := Compose(ComposeInput{})
	return p
}

// Compose lays the layers over each other: built-in, owner, promise, repository.
// It always gives a policy. A file that cannot be read is skipped whole with a problem of
// kind fault; a value that does not count is a problem of kind note. No problem
// of layer owner with kind fault means that the owner's file may be remembered.
// The policy may be shared with others: nobody changes it.
func Compose(in ComposeInput) (*Policy, []Problem) { return in.Readings.composed(in) }

func compose(in ComposeInput) (*Policy, []Problem) {
	c := &composer{owner: in.Repository.Owner, readings: in.Readings, settings: maps.Clone(builtinFile().settings)}
	c.layOwner(in)
	c.layPromises(in.Files)
	if f, src := pick(in.Files, advisories.LayerRepository); f != nil {
		if file := c.read(*f, src); file != nil {
			c.layRepository(file)
		}
	}
	c.hush()
	c.calendar()
	c.halfRotation()
	p := c.policy()
	p.drift = c.hold(in.Pin)
	if len(p.drift) > 0 {
		drift := p.drift
		p = c.policy()
		p.drift = drift
	}
	return p, c.problems
}

// composer lays one file after the other.
type composer struct {
	owner    string
	readings *Readings
	settings map[string]Setting
	team     []Member
	problems []Problem
	// overseen are the kinds whose texts come from a repository's file.
	overseen []advisories.Kind
	// cal is the calendar that the settings give.
	cal *calendar.Calendar
	// ownerFile is the owner's file that counts; ownerThere is true where there is
	// one, even if it could not be read and nothing of it is known.
	ownerFile  *File
	ownerThere bool
}

// pick is the file of a layer that counts.
func pick(files []advisories.PolicyFile, layer advisories.Layer) (*advisories.PolicyFile, Source) {
	var best *advisories.PolicyFile
	for i, f := range files {
		if f.Layer != layer {
			continue
		}
		if best == nil || strings.HasSuffix(f.Repository, "/.github-private") && !strings.HasSuffix(best.Repository, "/.github-private") {
			best = &files[i]
		}
	}
	if best == nil {
		return nil, Source{}
	}
	return best, sourceOf(*best)
}

func sourceOf(f advisories.PolicyFile) Source {
	name := f.Path
	if f.Repository != "" {
		name = f.Repository + ": " + f.Path
	}
	return Source{Layer: f.Layer, File: name, Ref: f.Ref}
}

// read parses a file, or notes why not.
func (c *composer) read(f advisories.PolicyFile, src Source) *File {
	p := Problem{Kind: ProblemFault, Layer: src.Layer, File: src.File, Ref: src.Ref}
	if f.Unreadable != "" {
		p.Text = "the file cannot be read (" + safeKey(f.Unreadable) + ") and does not count"
		c.problems = append(c.problems, p)
		return nil
	}
	file, faults := parse(src, f.Text)
	if faults != nil {
		p.Text = "the file has faults and does not count: " + plural(len(faults), "fault")
		p.Faults = faults
		c.problems = append(c.problems, p)
		return nil
	}
	return file
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return strconv.Itoa(n) + " " + word + "s"
}

// layOwner lays the owner's file, or the last one that was known.
func (c *composer) layOwner(in ComposeInput) {
	f, src := pick(in.Files, advisories.LayerOwner)
	if f != nil {
		c.ownerThere = true
		c.ownerFile = c.read(*f, src)
	}
	if last := in.LastOwner; c.ownerFile == nil && last != nil {
		src = sourceOf(*last)
		src.Layer = advisories.LayerOwner
		c.ownerThere = true
		c.ownerFile, _ = parse(src, last.Text)
		text := "the owner's file is missing: what it said last still holds"
		if f != nil {
			text = "what the owner's file said last still holds"
		}
		if c.ownerFile == nil { // a version before this one took it
			text = "what the owner's file said last cannot be read by this version: its locks and promises do not hold, and nothing is delegated"
		}
		c.problems = append(c.problems, Problem{Kind: ProblemFault, Layer: advisories.LayerOwner, File: src.File, Ref: src.Ref, Text: text})
	}
	if c.ownerFile == nil {
		return
	}
	for _, s := range inFileOrder(c.ownerFile.settings) {
		switch s.Key {
		case keyTeam:
			c.addTeam(s, false)
		case keyTracking:
			if c.belongs(s, s.Value.(string)) {
				c.settings[s.Key] = s
			}
		default:
			c.settings[s.Key] = s
		}
	}
	c.settle(c.ownerFile)
}

// hush holds every draft while there is an owner's file of which nothing is known:
// it may say off, or lock what a repository's file says otherwise.
func (c *composer) hush() {
	s := c.settings[keyMode]
	if !c.ownerThere || c.ownerFile != nil || s.Value != string(ModeOn) {
		return
	}
	s.Value = string(ModeObserve)
	s.Note = "the owner's file cannot be read, and nothing is known of what it says"
	c.settings[keyMode] = s
	c.problems = append(c.problems, Problem{Kind: ProblemFault, Layer: advisories.LayerOwner, File: "the owner's file",
		Text: "nothing is known of what it says: drafts are held (mode observe) until it can be read"})
}

// note tells maintainers of a value that does not count.
func (c *composer) note(s Setting, text string) {
	c.problems = append(c.problems, Problem{Kind: ProblemNote, Layer: s.Source.Layer, File: s.Source.File,
		Ref: s.Source.Ref, Line: s.Source.Line, Key: s.Key, Text: text})
}

// settle mends a target beyond its maximum, where the two come from different
// layers: what the later file says holds, and the other gives way.
//
// A maximum that somebody promised comes without the built-in target: nobody said
// that one.
func (c *composer) settle(file *File) {
	for key, said := range file.settings {
		group, ok := strings.CutSuffix(key, ".maximum")
		ok = ok && c.settings[key].Source == said.Source
		target := join(group, "target")
		_, locked := c.locked(target)
		if ok && !(locked && file != c.ownerFile) && c.settings[target].Source.Layer == advisories.LayerBuiltin {
			delete(c.settings, target)
		}
	}
	for _, name := range promisedOnce {
		c.unsay(name, file)
	}
	for _, name := range promisedOnce {
		for _, key := range append([]string{termPrefix(name)}, severityPrefixes(name)...) {
			keyT, keyM := join(key, "target"), join(key, "maximum")
			target, okT := c.settings[keyT].Value.(calendar.Span)
			maximum, okM := c.settings[keyM].Value.(calendar.Span)
			if !okT || !okM || !longer(target, maximum) {
				continue
			}
			raised := c.settings[keyT]
			raised.Key = keyM
			_, mine := file.settings[keyM]
			_, locked := c.locked(keyM)
			if mine || locked && file != c.ownerFile {
				delete(c.settings, keyT)
				continue
			}
			c.settings[keyM] = raised
		}
	}
}

// unsay takes the built-in promise for all away where a file promises by severity and
// says nothing for all: whoever promised 20 days for low never promised the
// built-in 72 hours.
func (c *composer) unsay(name advisories.Commitment, file *File) {
	bySeverity := false
	for _, key := range severityPrefixes(name) {
		said, ok := file.settings[join(key, "maximum")]
		bySeverity = bySeverity || ok && c.settings[said.Key].Source == said.Source
	}
	if !bySeverity {
		return
	}
	for _, word := range []string{"target", "maximum"} {
		key := join(termPrefix(name), word)
		_, locked := c.locked(key)
		if c.settings[key].Source.Layer == advisories.LayerBuiltin && !(locked && file != c.ownerFile) {
			delete(c.settings, key)
		}
	}
}

// promisedOnce are the commitments that have a target and a maximum.
var promisedOnce = []advisories.Commitment{advisories.CommitmentAcknowledge, advisories.CommitmentAssess,
	advisories.CommitmentFix, advisories.CommitmentDisclose}

func termPrefix(c advisories.Commitment) string { return join(keyCommitments, string(c)) }

func severityPrefixes(c advisories.Commitment) []string {
	out := make([]string, len(severities))
	for i, s := range severities {
		out[i] = join(termPrefix(c), s)
	}
	return out
}

// digest is taken over what holds, not over where it stands: moving a line voids
// no approval.
func (p *Policy) digest() string {
	pairs := make([][2]string, 0, len(p.settings)+len(p.Team))
	for _, k := range sortedKeys(p.settings) {
		pairs = append(pairs, [2]string{k, p.settings[k].Text()})
	}
	for _, m := range p.Team {
		pairs = append(pairs, [2]string{m.String(), strconv.FormatBool(m.RequireMaintain)})
	}
	text, err := json.Marshal(pairs)
	if err != nil {
		panic("internal error: policy digest: " + err.Error()) // unreachable: strings only
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

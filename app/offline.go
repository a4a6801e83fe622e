package app

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa"
	"github.com/advisory-bot/advisory-bot/policy"
)

// Offline is what `judge` is asked: files, a moment, and who has power, since
// nobody can be asked offline.
type Offline struct {
	// Files make the policy; none is the built-in one.
	Files       PolicyFiles
	Advisory    string
	Comments    string
	Now         time.Time
	Maintainers []string
}

// Judgement is a verdict and the drafts that it calls for.
type Judgement struct {
	GHSA    advisories.GHSA    `json:"ghsa_id"`
	Verdict advisories.Verdict `json:"verdict"`
	Drafts  []JudgedDraft      `json:"drafts"`
	// Notes say what in the files does not count, or was not there to be judged.
	Notes []string `json:"notes,omitempty"`
}

// JudgedDraft is a draft as `judge` shows it.
type JudgedDraft struct {
	Key     string `json:"key"`
	Kind    string `json:"kind"`
	Act     string `json:"act"`
	Permit  string `json:"permit"`
	Why     string `json:"why,omitempty"`
	Hold    string `json:"hold,omitempty"`
	HandOff string `json:"hand_off,omitempty"`
	To      string `json:"to,omitempty"`
	Body    string `json:"body,omitempty"`
}

// Judge judges an advisory from files, without network or store.
func Judge(o Offline) (Judgement, error) {
	snap, err := o.snapshot()
	if err != nil {
		return Judgement{}, err
	}
	pol, notes, err := o.policy()
	if err != nil {
		return Judgement{}, err
	}
	in := policy.Input{Snapshot: snap, Reading: policy.ReadReport(pol, snap),
		ReportedAt: snap.Advisory.CreatedAt, OpenedAt: snap.Advisory.CreatedAt, Now: o.Now}
	in.History = policy.Study(pol, in, nil)
	v := policy.Judge(pol, in)
	out := Judgement{GHSA: snap.Advisory.GHSA, Verdict: v, Notes: append(notes, o.notes(snap)...), Drafts: []JudgedDraft{}}
	for _, d := range policy.Plan(pol, v, policy.PlanInput{Input: in, CaseName: "offline-case-100"}) {
		out.Drafts = append(out.Drafts, JudgedDraft{Key: d.Key.String(), Kind: string(d.Key.Kind), Act: string(d.Act),
			Permit: string(d.Permit), Why: d.Why, Hold: d.Hold, HandOff: d.HandOff, To: string(d.To), Body: d.Body})
	}
	return out, nil
}

// notes say what a verdict from these files cannot know.
func (o Offline) notes(snap advisories.Snapshot) []string {
	var out []string
	a := snap.Advisory
	if a.GHSA == "" {
		out = append(out, "the advisory file has no ghsa_id: is it an answer of GitHub's advisory API?")
	}
	switch {
	case !a.Submitted:
	case o.Comments == "" && a.Comments != 0:
		out = append(out, "no --comments file: answers that were given in comments are not seen")
	case len(snap.Comments) > 0 && len(o.Maintainers) == 0:
		out = append(out, "no --maintainer: no comment counts as the project's answer")
	}
	return out
}

func (o Offline) snapshot() (advisories.Snapshot, error) {
	snap := advisories.Snapshot{At: o.Now, CommentsKnown: true, FilesKnown: true, Powers: map[int64]advisories.Power{}}
	var err error
	if snap.Advisory, err = readAdvisory(o.Advisory); err != nil || o.Comments == "" {
		return snap, err
	}
	f, err := os.Open(o.Comments)
	if err != nil {
		return snap, fmt.Errorf("comments: %w", err)
	}
	defer f.Close()
	if snap.Comments, err = ghsa.DecodeComments(f); err != nil {
		return snap, documentError(o.Comments, err, "want a list of comments as GitHub's REST API answers it")
	}
	for _, c := range snap.Comments {
		for _, m := range o.Maintainers {
			if strings.EqualFold(strings.TrimPrefix(m, "@"), c.Author.Login) {
				snap.Powers[c.Author.ID] = advisories.Power{Admin: true, Maintain: true}
			}
		}
	}
	return snap, nil
}

// wantAdvisory is what `judge` is to be given.
const wantAdvisory = "want one advisory as GitHub's REST API answers it"

func readAdvisory(path string) (advisories.Advisory, error) {
	f, err := os.Open(path)
	if err != nil {
		return advisories.Advisory{}, fmt.Errorf("advisory: %w", err)
	}
	defer f.Close()
	r := bufio.NewReader(f)
	switch firstByte(r) {
	case '[':
		return advisories.Advisory{}, fmt.Errorf("%s: holds a list: %s, such as one element of the list (jq '.[0]')", path, wantAdvisory)
	case '{', 0:
	default:
		return advisories.Advisory{}, fmt.Errorf("%s: not a JSON object: %s", path, wantAdvisory)
	}
	a, err := ghsa.DecodeAdvisory(r)
	if err != nil {
		return a, documentError(path, err, wantAdvisory)
	}
	return a, nil
}

// firstByte is the first byte of a document that is no space, 0 where there is
// none. Nothing but a byte order mark is taken from r.
func firstByte(r *bufio.Reader) byte {
	if b, err := r.Peek(3); err == nil && string(b) == "\ufeff" {
		_, _ = r.Discard(3) // they are in the buffer
	}
	b, _ := r.Peek(1024) // what there is; reading on gives the error
	if b = bytes.TrimLeft(b, " \t\r\n"); len(b) > 0 {
		return b[0]
	}
	return 0
}

// documentError says what is wrong with a file, without the class of the fault,
// which is for GitHub's answers.
func documentError(path string, err error, want string) error {
	var f *advisories.Fault
	if errors.As(err, &f) && f.Err != nil {
		err = f.Err
	}
	return fmt.Errorf("%s: %w: %s", path, err, want)
}

func (o Offline) policy() (*policy.Policy, []string, error) {
	pol, notes, err := o.Files.strict()
	if err != nil && !errors.Is(err, ErrFaulty) {
		err = fmt.Errorf("policy: %w", err)
	}
	return pol, notes, err
}

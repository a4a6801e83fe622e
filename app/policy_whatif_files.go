package app

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa"
	"github.com/advisory-bot/advisory-bot/policy"
)

// commentsSuffix ends the name of a file with the comments of the advisory in the
// file of that name, or on the advisory of that id.
const commentsSuffix = ".comments.json"

// TestPolicy says what a policy would have made of the advisories in a directory:
// files as GitHub's REST API answers them, each with one advisory or a list.
func TestPolicy(dir string, files PolicyFiles, maintainers []string, now time.Time) (WhatIf, error) {
	pol, notes, err := files.strict()
	if err != nil {
		return WhatIf{}, err
	}
	read, err := advisoriesIn(dir)
	if err != nil {
		return WhatIf{}, err
	}
	sum := newWhatIf(notes)
	for _, f := range read {
		p, err := f.past(dir, maintainers, now)
		if err != nil {
			return WhatIf{}, err
		}
		sum.add(pol, p, f.file)
	}
	return sum.done(len(maintainers) == 0), nil
}

// pastFile is an advisory that was read from a file.
type pastFile struct {
	file     string
	alone    bool
	advisory advisories.Advisory
}

// advisoriesIn reads the advisories of a directory, in the order of the files.
func advisoriesIn(dir string) ([]pastFile, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var out []pastFile
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() || !strings.HasSuffix(name, ".json") || strings.HasSuffix(name, commentsSuffix) {
			continue
		}
		list, err := advisoryList(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		for _, a := range list {
			out = append(out, pastFile{name, len(list) == 1, a})
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s: holds no advisory: want files such as GHSA-ID.json, as GitHub's REST API answers them", dir)
	}
	return out, nil
}

// wantAdvisories is what a file is to hold.
const wantAdvisories = "want an advisory, or a list of them, as GitHub's REST API answers it"

func advisoryList(path string) ([]advisories.Advisory, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	first := firstByte(bufio.NewReader(bytes.NewReader(b)))
	if first != '[' {
		a, err := readAdvisory(path)
		return []advisories.Advisory{a}, err
	}
	var list []json.RawMessage
	if json.Unmarshal(bytes.TrimPrefix(b, []byte("\ufeff")), &list) != nil {
		return nil, fmt.Errorf("%s: not JSON: %s", path, wantAdvisories)
	}
	var out []advisories.Advisory
	for i, one := range list {
		a, err := ghsa.DecodeAdvisory(bytes.NewReader(one))
		if err != nil {
			return nil, documentError(fmt.Sprintf("%s: entry %d", path, i+1), err, wantAdvisories)
		}
		out = append(out, a)
	}
	return out, nil
}

// past adds the comments that stand in a file beside.
func (f pastFile) past(dir string, maintainers []string, now time.Time) (past, error) {
	p := past{advisory: f.advisory, shown: f.advisory.Comments == 0, powers: map[int64]advisories.Power{}, named: len(maintainers) > 0, now: now}
	var names []string
	if f.alone {
		names = append(names, strings.TrimSuffix(f.file, ".json")+commentsSuffix)
	}
	if f.advisory.GHSA != "" {
		names = append(names, string(f.advisory.GHSA)+commentsSuffix)
	}
	for _, name := range names {
		path := filepath.Join(dir, name)
		file, err := os.Open(path)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return p, err
		}
		p.comments, err = ghsa.DecodeComments(file)
		file.Close()
		if err != nil {
			return p, documentError(path, err, "want a list of comments as GitHub's REST API answers it")
		}
		p.shown = true
		break
	}
	for _, c := range p.comments {
		if slices.ContainsFunc(maintainers, func(m string) bool { return strings.EqualFold(strings.TrimPrefix(m, "@"), c.Author.Login) }) {
			p.powers[c.Author.ID] = advisories.Power{Admin: true, Maintain: true}
		}
	}
	return p, nil
}

// whatIfs gathers reports.
type whatIfs struct {
	WhatIf
	seen   map[advisories.GHSA]bool
	hidden int // reports whose comments are not known
	talked int // reports with comments that nobody is named for
}

func newWhatIf(notes []string) *whatIfs {
	return &whatIfs{WhatIf: WhatIf{Reports: []PastReport{}, Notes: append([]string{}, notes...)}, seen: map[advisories.GHSA]bool{}}
}

// add judges an advisory, once however often it is met.
func (w *whatIfs) add(pol *policy.Policy, p past, file string) {
	id := p.advisory.GHSA
	if id != "" && w.seen[id] {
		w.Notes = append(w.Notes, string(id)+" is there more than once: it counts once")
		return
	}
	w.seen[id] = true
	if !p.advisory.Submitted {
		w.Totals.Drafts++
		return
	}
	r := judgePast(pol, p)
	r.File = file
	w.Reports = append(w.Reports, r)
	if !p.shown {
		w.hidden++
	} else if len(p.comments) > 0 {
		w.talked++
	}
}

// done counts, and says what the figures cannot know.
func (w *whatIfs) done(unnamed bool) WhatIf {
	w.Totals.Reports = len(w.Reports)
	w.Totals.Commitments, w.Totals.Missing = []WhatIfTotal{}, []MissingTotal{}
	for _, name := range commitments {
		t := WhatIfTotal{Commitment: name}
		for _, r := range w.Reports {
			t.count(r)
		}
		if t.Met+t.Missed+t.Running+t.Unknown > 0 {
			w.Totals.Commitments = append(w.Totals.Commitments, t)
		}
	}
	for _, r := range w.Reports {
		if r.Asked {
			w.Totals.Asked++
		}
		for _, id := range r.Missing {
			w.miss(id)
		}
	}
	if w.hidden > 0 {
		w.Notes = append(w.Notes, counted(w.hidden, "report has", "reports have")+" comments that are not here, or may have: answers in them are unknown")
	}
	if unnamed && w.talked > 0 {
		w.Notes = append(w.Notes, "no --maintainer: who of the people who commented answers for the project is unknown")
	}
	if len(w.Reports) > 0 {
		w.Notes = append(w.Notes, "contents are read as the reports stand now; GitHub tells no time of acceptance or of a fix, and nothing of answers elsewhere; waits for reporters are not taken off")
	}
	return w.WhatIf
}

func (t *WhatIfTotal) count(r PastReport) {
	for _, c := range r.Commitments {
		if c.Commitment != t.Commitment {
			continue
		}
		switch c.Result {
		case PastMet:
			t.Met++
		case PastMissed:
			t.Missed++
		case PastRunning:
			t.Running++
		default:
			t.Unknown++
		}
	}
}

func (w *whatIfs) miss(id string) {
	for i := range w.Totals.Missing {
		if w.Totals.Missing[i].ID == id {
			w.Totals.Missing[i].Reports++
			return
		}
	}
	w.Totals.Missing = append(w.Totals.Missing, MissingTotal{id, 1})
}

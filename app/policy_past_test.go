package app

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
)

// dayOf is a day of the story of these tests: 1 is the day of the report.
func dayOf(n int) time.Time { return time.Date(2026, 3, n, 12, 0, 0, 0, time.UTC) }

var (
	pastReporter   = advisories.Person{ID: 7, Login: "reporter"}
	pastMaintainer = advisories.Person{ID: 8, Login: "kim"}
	pastStranger   = advisories.Person{ID: 9, Login: "lee"}
)

func pastReport(state advisories.State, change func(*advisories.Advisory)) advisories.Advisory {
	a := advisories.Advisory{GHSA: "GHSA-2345-cfgh-jmpq", State: state, Submitted: true, Author: pastReporter, CreatedAt: dayOf(1), UpdatedAt: dayOf(1), Comments: -1}
	if change != nil {
		change(&a)
	}
	return a
}

func comment(by advisories.Person, day int) advisories.Comment {
	return advisories.Comment{ID: int64(100 + day), Author: by, CreatedAt: dayOf(day), UpdatedAt: dayOf(day)}
}

func policyOf(t *testing.T, text string) *policy.Policy {
	t.Helper()
	pol, problems := policy.Compose(policy.ComposeInput{Files: []advisories.PolicyFile{{Layer: advisories.LayerRepository, Path: "p.yml", Text: "version: 1\n" + text}}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return pol
}

const pastPolicy = "commitments: {acknowledge: 2d, assess: {maximum: 3d, after: acknowledge}, update: {every: 5d}, fix: 20d, disclose: 30d}\n"

// TestPastCommitments: what GitHub's answers do not show is neither met nor missed.
func TestPastCommitments(t *testing.T) {
	accepted := func(updated int) func(*advisories.Advisory) {
		return func(a *advisories.Advisory) { a.Accepted, a.UpdatedAt = true, dayOf(updated) }
	}
	for _, c := range []struct {
		name     string
		advisory advisories.Advisory
		comments []advisories.Comment
		shown    bool
		unnamed  bool
		now      int
		want     string
	}{
		{"fresh", pastReport(advisories.StateTriage, nil), nil, true, false, 2, "acknowledge running, fix running, disclose running"},
		{"fresh, comments not known", pastReport(advisories.StateTriage, nil), nil, false, false, 2, "acknowledge running, assess unknown, update unknown, fix running, disclose running"},
		{"silent", pastReport(advisories.StateTriage, nil), nil, true, false, 40, "acknowledge missed, fix unknown, disclose missed"},
		{"silent, comments not known", pastReport(advisories.StateTriage, nil), nil, false, false, 40, "acknowledge unknown, assess unknown, update unknown, fix unknown, disclose missed"},
		{"answered in time", pastReport(advisories.StateTriage, nil), []advisories.Comment{comment(pastMaintainer, 2)}, true, false, 4,
			"acknowledge met, assess running, update running, fix running, disclose running"},
		{"answered late", pastReport(advisories.StateTriage, nil), []advisories.Comment{comment(pastMaintainer, 6)}, true, false, 40,
			"acknowledge missed, assess missed, update missed, fix unknown, disclose missed"},
		{"answered by the reporter only", pastReport(advisories.StateTriage, nil), []advisories.Comment{comment(pastReporter, 2)}, true, false, 4, "acknowledge missed, fix running, disclose running"},
		{"answered by a stranger", pastReport(advisories.StateTriage, nil), []advisories.Comment{comment(pastStranger, 2)}, true, false, 4, "acknowledge missed, fix running, disclose running"},
		{"answered by who may have been a maintainer", pastReport(advisories.StateTriage, nil), []advisories.Comment{comment(pastStranger, 2)}, true, true, 4,
			"acknowledge unknown, assess unknown, update unknown, fix running, disclose running"},
		{"answered too late by whoever", pastReport(advisories.StateTriage, nil), []advisories.Comment{comment(pastStranger, 9)}, true, true, 10,
			"acknowledge missed, assess unknown, update unknown, fix running, disclose running"},
		{"accepted soon", pastReport(advisories.StateDraft, accepted(2)), nil, true, false, 10, "acknowledge met, assess met, update unknown, fix running, disclose running"},
		{"accepted at some time", pastReport(advisories.StateDraft, accepted(9)), nil, true, false, 10, "acknowledge unknown, assess unknown, update unknown, fix running, disclose running"},
		{"answered late, perhaps accepted before", pastReport(advisories.StateDraft, accepted(9)), []advisories.Comment{comment(pastMaintainer, 6)}, true, false, 10,
			"acknowledge unknown, assess unknown, update unknown, fix running, disclose running"},
		{"published in time", pastReport(advisories.StatePublished, func(a *advisories.Advisory) { a.PublishedAt, a.UpdatedAt = dayOf(15), dayOf(30) }), nil, false, false, 60,
			"acknowledge unknown, assess unknown, update unknown, fix met, disclose met"},
		{"published late", pastReport(advisories.StatePublished, func(a *advisories.Advisory) { a.PublishedAt, a.UpdatedAt = dayOf(40), dayOf(41) }), nil, false, false, 60,
			"acknowledge unknown, assess unknown, update unknown, fix unknown, disclose missed"},
		{"closed at once", pastReport(advisories.StateClosed, func(a *advisories.Advisory) { a.ClosedAt = dayOf(2) }), nil, true, false, 60, "acknowledge unknown, fix unknown, disclose met"},
		{"closed without a word", pastReport(advisories.StateClosed, func(a *advisories.Advisory) { a.ClosedAt = dayOf(20) }), nil, true, false, 60, "acknowledge missed, fix unknown, disclose met"},
		{"closed late after an answer", pastReport(advisories.StateClosed, func(a *advisories.Advisory) { a.ClosedAt = dayOf(20) }), []advisories.Comment{comment(pastMaintainer, 2)}, true, false, 60,
			"acknowledge met, assess missed, update missed, fix unknown, disclose met"},
		{"told regularly", pastReport(advisories.StateClosed, func(a *advisories.Advisory) { a.ClosedAt = dayOf(11) }),
			[]advisories.Comment{comment(pastMaintainer, 2), comment(pastMaintainer, 6), comment(pastMaintainer, 10)}, true, false, 60,
			"acknowledge met, assess missed, update met, fix unknown, disclose met"},
		{"no time", pastReport(advisories.StateTriage, func(a *advisories.Advisory) { a.CreatedAt = time.Time{} }), nil, true, false, 4, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := past{advisory: c.advisory, comments: c.comments, shown: c.shown, named: !c.unnamed, now: dayOf(c.now),
				powers: map[int64]advisories.Power{pastMaintainer.ID: {Admin: true}}}
			var got []string
			for _, k := range judgePast(policyOf(t, pastPolicy), p).Commitments {
				got = append(got, string(k.Commitment)+" "+k.Result)
			}
			if diff := cmp.Diff(c.want, strings.Join(got, ", ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPastSeverity(t *testing.T) {
	pol := policyOf(t, "commitments: {fix: {critical: 7d, maximum: 20d}}\n")
	p := past{advisory: pastReport(advisories.StatePublished, func(a *advisories.Advisory) { a.Severity, a.PublishedAt = "critical", dayOf(15) }), now: dayOf(60)}
	c, begun := p.commitment(advisories.CommitmentFix, pol)
	if !begun || c.Result != PastUnknown || !c.Due.Equal(dayOf(8)) {
		t.Errorf("%+v", c)
	}
	p.advisory.Severity = "low"
	if c, _ := p.commitment(advisories.CommitmentFix, pol); c.Result != PastMet {
		t.Errorf("%+v", c)
	}
}

// pastFake is a GitHub with a repository of past reports.
type pastFake struct {
	list   []advisories.Advisory
	files  []advisories.PolicyFile
	fault  error
	asked  int
	hidden bool
}

func (f *pastFake) Lookup(_ context.Context, owner, name string) (advisories.Repository, error) {
	return advisories.Repository{Owner: owner, Name: name}, f.fault
}

func (f *pastFake) AdvisoriesSince(_ context.Context, _ advisories.Repository, since time.Time) ([]advisories.Advisory, error) {
	var out []advisories.Advisory
	for _, a := range f.list {
		if !a.CreatedAt.Before(since) {
			out = append(out, a)
		}
	}
	return out, nil
}

func (f *pastFake) Files(_ context.Context, r advisories.Repository) (advisories.Snapshot, error) {
	return advisories.Snapshot{Repository: r, Files: f.files, FilesKnown: f.files != nil}, nil
}

func (f *pastFake) Snapshot(_ context.Context, r advisories.Repository, _ advisories.GHSA, want advisories.Want) (advisories.Snapshot, error) {
	s := advisories.Snapshot{Repository: r, CommentsKnown: want.Comments && !f.hidden}
	if s.CommentsKnown {
		s.Comments = []advisories.Comment{comment(pastReporter, 1), comment(pastMaintainer, 2)}
	}
	return s, nil
}

func (f *pastFake) Powers(_ context.Context, _ advisories.Repository, people []advisories.Person, _ []string) (map[int64]advisories.Power, error) {
	f.asked += len(people)
	return map[int64]advisories.Power{pastMaintainer.ID: {Admin: true}}, nil
}

func TestPastOnGitHub(t *testing.T) {
	own := advisories.PolicyFile{Layer: advisories.LayerRepository, Path: ".github/advisory-policy.yml", Text: "version: 1\ncommitments: {acknowledge: 2d}\nreport: {required: [logs]}\n"}
	second := pastReport(advisories.StateTriage, nil)
	second.GHSA = "GHSA-2345-cfgh-jmpr"
	f := &pastFake{list: []advisories.Advisory{pastReport(advisories.StateTriage, nil), second, {GHSA: "GHSA-2345-cfgh-jmpv", State: advisories.StateDraft, CreatedAt: dayOf(3)}}, files: []advisories.PolicyFile{own}}
	q := PastQuery{Owner: "acme", Name: "lib", Since: dayOf(1), Now: dayOf(20)}
	r, err := testPast(t.Context(), f, slog.New(slog.DiscardHandler), q)
	if err != nil {
		t.Fatal(err)
	}
	if r.Totals.Reports != 2 || r.Totals.Drafts != 1 || r.Totals.Asked != 2 || r.Reports[0].Missing[0] != "logs" || r.Totals.Commitments[0] != (WhatIfTotal{Commitment: "acknowledge", Met: 2}) {
		t.Errorf("%+v", r)
	}
	if f.asked != 1 {
		t.Errorf("asked for %d people, want each once", f.asked)
	}
	b, err := json.Marshal(r)
	if err != nil || strings.Contains(string(b), "null") {
		t.Errorf("%s, %v", b, err)
	}
	f.hidden = true
	if r, err = testPast(t.Context(), f, slog.New(slog.DiscardHandler), q); err != nil || r.Totals.Commitments[0].Unknown != 2 {
		t.Errorf("%+v, %v", r, err)
	}
	f.files = nil
	if _, err = testPast(t.Context(), f, slog.New(slog.DiscardHandler), q); err == nil || !strings.Contains(err.Error(), "name a policy with --policy") {
		t.Errorf("policy files that cannot be read: %v", err)
	}
	q.Files.Policy = inFile(t, "p.yml", own.Text)
	if _, err = testPast(t.Context(), f, slog.New(slog.DiscardHandler), q); err != nil {
		t.Error(err)
	}
	f.fault = errors.New("gone")
	if _, err = testPast(t.Context(), f, slog.New(slog.DiscardHandler), q); err == nil || !strings.HasPrefix(err.Error(), "acme/lib: ") {
		t.Error(err)
	}
}

func TestParseSince(t *testing.T) {
	now := dayOf(20)
	for text, want := range map[string]time.Time{"2y": now.AddDate(-2, 0, 0), "90d": now.AddDate(0, 0, -90), "48h": now.Add(-48 * time.Hour), "2025-01-31": time.Date(2025, 1, 31, 0, 0, 0, 0, time.UTC)} {
		if got, err := ParseSince(text, now); err != nil || !got.Equal(want) {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "0y", "10y", "y", "-1y", "3 business days", "P1Y", "2025-13-01", "soon"} {
		if _, err := ParseSince(text, now); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

func TestAdvisoriesInAFolder(t *testing.T) {
	if _, err := TestPolicy(filepath.Join(t.TempDir(), "none"), PolicyFiles{}, nil, dayOf(1)); err == nil {
		t.Error("no error for a folder that is not there")
	}
}

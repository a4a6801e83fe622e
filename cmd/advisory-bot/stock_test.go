package main

import (
	"context"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
)

// stocked is when everything in a stocked docket happened.
var stocked = time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC)

// digestOf is the digest of a stocked draft: its number, over and over.
func digestOf(number string) string { return strings.Repeat(number, 64) }

// stock DIR: makes a docket with a case in each state that the command line treats
// in its own way; stock DIR empty, one that has seen nothing. Its sealing key is new.
func stock(ts *testscript.TestScript, _ bool, args []string) {
	dir := ts.MkAbs(args[0])
	ctx := context.Background()
	raw := randomBytes(advisories.KeySize)
	keys, err := advisories.NewKeys(raw)
	ts.Check(err)
	ts.Check(os.MkdirAll(dir, 0o700))
	ts.Check(os.WriteFile(filepath.Join(dir, "seal.key"), []byte(base64.StdEncoding.EncodeToString(raw)+"\n"), 0o600))
	d, err := docket.Open(ctx, docket.Config{URL: "sqlite:" + filepath.Join(dir, "docket.db"), Keys: keys, Now: func() time.Time { return stocked }})
	ts.Check(err)
	if len(args) > 1 && args[1] == "empty" {
		ts.Check(d.Close())
		return
	}
	var faults []error
	for i, c := range stockedCases() {
		faults = append(faults, put(ctx, d, int64(i+1), c))
	}
	faults = append(faults, d.Notice(ctx, advisories.Notice{Kind: advisories.NoticeFlood, About: "2/flood",
		Repository: advisories.Repository{Installation: 1, ID: 2, Owner: "acme", Name: "flooded"}, Text: "more drafts than may go out by themselves in a day"}))
	ts.Check(errors.Join(append(faults, d.Close())...))
}

type stockedCase struct {
	name, repo string
	stage      advisories.Stage
	drafts     []advisories.Draft
	settled    map[int]advisories.Outcome
}

func stockedCases() []stockedCase {
	draft := func(kind advisories.Kind, number string, approvals int) advisories.Draft {
		return advisories.Draft{
			Key: advisories.DraftKey{Rule: "rule", Kind: kind, Occurrence: 1}, Act: advisories.ActComment, Permit: advisories.PermitApprove,
			Approvals: approvals, State: advisories.DraftHeld, Why: "a rule wants it", Body: "The words of draft " + number + ".", Digest: digestOf(number),
		}
	}
	flooded := draft(advisories.KindReceipt, "1", 1)
	flooded.Hold = "flood"
	return []stockedCase{
		{"amber-otter-123", "lib", advisories.StageReceived, []advisories.Draft{
			draft(advisories.KindReceipt, "1", 1), draft(advisories.KindAccept, "2", 1), draft(advisories.KindClose, "3", 2), draft(advisories.KindPublish, "4", 1),
		}, map[int]advisories.Outcome{1: {State: advisories.DraftDone, Code: "done", Comment: 9}}},
		{"olive-heron-456", "flooded", advisories.StageReceived, []advisories.Draft{flooded}, nil},
		{"white-birch-789", "lib", advisories.StageClosed, nil, nil},
	}
}

// put files one case by the docket's own ways.
func put(ctx context.Context, d *docket.Docket, repository int64, c stockedCase) error {
	key := advisories.CaseKey{Installation: 1, Repository: repository, GHSA: "GHSA-2345-cfgh-jmpq"}
	_, err := d.Ring(ctx, advisories.Ring{Installation: 1, RepositoryID: repository, GHSA: key.GHSA, Owner: "acme", Name: c.repo,
		Source: advisories.SourceSweep, Event: "repository_advisory", Action: "reported", GUID: c.name, At: stocked})
	if err != nil {
		return err
	}
	w, err := d.Take(ctx, key)
	if err != nil {
		return err
	}
	_, err = d.File(ctx, w, advisories.Filing{
		Case: advisories.Case{Key: key, Owner: "acme", Repo: c.repo, Name: c.name, Stage: c.stage, ReportedAt: stocked, OpenedAt: stocked, WorkedAt: stocked,
			Verdict: advisories.Verdict{At: stocked, Mode: "on", Stage: c.stage}},
		New:     c.drafts,
		Entries: []advisories.Entry{{What: "opened", Actor: "advisory-bot", Detail: "reported"}},
	})
	if err != nil {
		return err
	}
	for number, o := range c.settled {
		if err := d.Settle(ctx, w, number, o); err != nil {
			return err
		}
	}
	return d.Release(ctx, w, advisories.Next{})
}

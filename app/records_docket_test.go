package app

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
)

// forgetting answers Forget as it is told.
type forgetting struct {
	n      int
	err    error
	before time.Time
}

func (f *forgetting) Forget(_ context.Context, before time.Time) (int, error) {
	f.before = before
	return f.n, f.err
}

func TestRetainTexts(t *testing.T) {
	now := time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		forgetting
		retention time.Duration
		want      string
	}{
		"nothing":         {forgetting{}, time.Hour, ""},
		"kept for ever":   {forgetting{n: 7}, 0, ""},
		"some":            {forgetting{n: 7}, time.Hour, "cases=7"},
		"bytes remain":    {forgetting{n: 7, err: docket.ErrRemains}, time.Hour, "bytes of purged texts may stay"},
		"no database":     {forgetting{err: errors.New("sentinel")}, time.Hour, "it is tried again"},
		"some, then none": {forgetting{n: 3, err: errors.New("sentinel")}, time.Hour, "cases=3"},
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			p := &Program{config: Config{Retention: c.retention}, options: Options{Log: NewLog(&log, slog.LevelDebug, "text"), Now: func() time.Time { return now }}}
			p.retainTexts(t.Context(), &c.forgetting)
			if got := log.String(); (got == "") != (c.want == "") || !strings.Contains(got, c.want) || strings.Contains(got, "sentinel") {
				t.Errorf("log: %s", got)
			}
			if want := now.Add(-c.retention); c.retention > 0 && !c.before.Equal(want) {
				t.Errorf("before %v, want %v", c.before, want)
			}
		})
	}
}

// TestShowPurged: whoever looks at a case whose texts were purged is told so, and
// its figures and timeline are there.
func TestShowPurged(t *testing.T) {
	r := testRecords(t)
	ctx := t.Context()
	key := advisories.CaseKey{Installation: 1, Repository: 1, GHSA: "GHSA-2345-cfgh-jmpq"}
	r.keep(t, key, "amber-otter-421", advisories.StageReceived, heldDraft(advisories.KindReceipt, 2, ""))
	drafts, err := r.docket.Drafts(ctx, key)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.docket.Decide(ctx, advisories.Decision{Case: key, Number: 1, By: "operator:kim", Why: "the word of kim", Digest: drafts[0].Digest}); err != nil {
		t.Fatal(err)
	}
	r.keep2(t, key, "amber-otter-421", advisories.StageClosed)
	show := func() string {
		t.Helper()
		v, err := r.Show(ctx, "amber-otter-421")
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		PrintCase(&out, v)
		return out.String()
	}
	before := show()
	if n, err := r.docket.Forget(ctx, recordsNow.Add(time.Second)); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	after := show()
	if !strings.Contains(before, "the word of kim") || strings.Contains(before, purgedText) {
		t.Errorf("before:\n%s", before)
	}
	if strings.Contains(after, "the word of kim") || strings.Count(strings.Join(strings.Fields(after), " "), purgedText) != 2 {
		t.Errorf("after:\n%s", after)
	}
	_, was, _ := strings.Cut(before, "\nTimeline")
	_, is, _ := strings.Cut(after, "\nTimeline")
	if diff := cmp.Diff(was, is); diff != "" {
		t.Errorf("timeline (-before +after):\n%s", diff)
	}
	if v, err := r.VerifyDocket(ctx); err != nil || v.Cases != 1 {
		t.Errorf("%+v, %v", v, err)
	}
}

// keep2 files a case once more, without drafts.
func (r *Records) keep2(t *testing.T, key advisories.CaseKey, name string, stage advisories.Stage) {
	t.Helper()
	ctx := t.Context()
	if err := r.docket.Wake(ctx, key, time.Time{}); err != nil {
		t.Fatal(err)
	}
	w, err := r.docket.Take(ctx, key)
	if err == nil {
		_, err = r.docket.File(ctx, w, advisories.Filing{Case: advisories.Case{Key: key, Owner: "acme", Repo: "lib", Name: name, Stage: stage,
			ReportedAt: recordsNow, OpenedAt: recordsNow}})
	}
	if err == nil {
		err = r.docket.Release(ctx, w, advisories.Next{})
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestPrintDocket(t *testing.T) {
	var out bytes.Buffer
	PrintVerified(&out, "the docket", docket.Verified{Cases: 1, Texts: 3})
	PrintVerified(&out, "the docket", docket.Verified{Cases: 2, Texts: 1, Older: 1, Faults: 1})
	PrintResealed(&out, docket.Resealed{Cases: 2, Texts: 1, Heads: 2, Keys: 1})
	PrintCopied(&out, docket.Copied{Rows: map[string]int{"cases": 1, "drafts": 4}, Verified: docket.Verified{Cases: 1, Texts: 4}})
	const want = `the docket is whole: 1 timeline, 3 sealed texts
the docket: 1 fault found in 2 timelines and 1 sealed text
  1 text or signature is under an older sealing key: ` + "`advisory-bot docket\n  reseal`" + ` seals and signs with the newest
2 cases gone through: 1 text sealed anew, 2 timelines signed anew
The newest key alone opens this docket now. Before you drop an older one:
  comments and tracking issues on GitHub that were signed with it, and approvals
  that were given under it, are known by it alone. As long as cases are open
  from its time, keep it in the list behind the new one.
copied 5 rows and read back
the copy is whole: 1 timeline, 4 sealed texts
Now set ADVISORY_BOT_DATABASE_URL to the copy (or put the file into
  ADVISORY_BOT_DATA_DIR as docket.db), and ADVISORY_BOT_SEAL_KEY to the same
  sealing keys, before serve starts on it. Never let serve run on both.
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("printed (-want +got):\n%s", diff)
	}
}

func TestDocketAt(t *testing.T) {
	dir := t.TempDir()
	for typed, want := range map[string]whereabouts{
		"postgres://host/db":   {url: "postgres://host/db"},
		"postgresql://host/db": {url: "postgresql://host/db"},
		"a.db":                 {file: "a.db", url: "sqlite:a.db"},
		"sqlite:a.db":          {file: "a.db", url: "sqlite:a.db"},
		dir:                    {file: dir + "/docket.db", url: "sqlite:" + dir + "/docket.db"},
	} {
		if got, err := docketAt(typed); err != nil || got != want {
			t.Errorf("%q: %+v, %v", typed, got, err)
		}
	}
	for _, typed := range []string{"", "mysql://kim:sentinel@host/db", "http://x"} {
		if _, err := docketAt(typed); !errors.Is(err, ErrPlace) || strings.Contains(err.Error(), "sentinel") {
			t.Errorf("%q: %v", typed, err)
		}
	}
}

// TestCopyServed: a docket that is served is not copied.
func TestCopyServed(t *testing.T) {
	dir, to := t.TempDir(), t.TempDir()
	c := Config{DataDir: dir, SealKey: testSealKey}
	d, _, err := OpenDocket(t.Context(), c, Options{}, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	release, err := lockDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := CopyDocket(t.Context(), c, Options{}, "", to+"/docket.db", nil); !errors.Is(err, ErrServed) {
		t.Errorf("err = %v", err)
	}
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(dir+"/docket.db", link); err != nil {
		t.Fatal(err)
	}
	if _, err := CopyDocket(t.Context(), c, Options{}, link, to+"/docket.db", nil); !errors.Is(err, ErrServed) {
		t.Errorf("by a link from elsewhere: %v", err)
	}
	release()
	release, err = lockDir(to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := CopyDocket(t.Context(), c, Options{}, "", to+"/docket.db", nil); !errors.Is(err, ErrServed) {
		t.Errorf("into a folder that is served: %v", err)
	}
	release()
	if _, err := CopyDocket(t.Context(), c, Options{}, "", to+"/docket.db", nil); err != nil {
		t.Error(err)
	}
}

// TestCopyInOneFolder: a folder that is named in two ways is locked once.
func TestCopyInOneFolder(t *testing.T) {
	dir := t.TempDir()
	c := Config{DataDir: dir, SealKey: testSealKey}
	d, _, err := OpenDocket(t.Context(), c, Options{}, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	if _, err := CopyDocket(t.Context(), c, Options{}, databaseFile, filepath.Join(dir, "new.db"), nil); err != nil {
		t.Error(err)
	}
}

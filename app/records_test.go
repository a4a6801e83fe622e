package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
)

var recordsNow = time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC)

// testRecords are records of an empty docket whose clock stands still.
func testRecords(t *testing.T) *Records {
	t.Helper()
	keys, err := advisories.ParseKeys(testSealKey)
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return recordsNow }
	d, err := docket.Open(t.Context(), docket.Config{URL: "sqlite:" + filepath.Join(t.TempDir(), databaseFile), Keys: keys, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	r := &Records{docket: d, web: "https://github.com/", now: now}
	t.Cleanup(func() { r.Close() })
	return r
}

// keep files a case with drafts, as the desk does.
func (r *Records) keep(t *testing.T, key advisories.CaseKey, name string, stage advisories.Stage, drafts ...advisories.Draft) {
	t.Helper()
	ctx := t.Context()
	_, err := r.docket.Ring(ctx, advisories.Ring{GUID: name, Source: advisories.SourceSweep, Installation: key.Installation, RepositoryID: key.Repository,
		GHSA: key.GHSA, Owner: "acme", Name: "lib", At: recordsNow})
	if err != nil {
		t.Fatal(err)
	}
	w, err := r.docket.Take(ctx, key)
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.docket.File(ctx, w, advisories.Filing{New: drafts, Entries: []advisories.Entry{{What: "opened", Actor: "advisory-bot", Detail: "reported"}},
		Case: advisories.Case{Key: key, Owner: "acme", Repo: "lib", Name: name, Stage: stage, ReportedAt: recordsNow, OpenedAt: recordsNow}})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.docket.Release(ctx, w, advisories.Next{}); err != nil {
		t.Fatal(err)
	}
}

func heldDraft(kind advisories.Kind, approvals int, hold string) advisories.Draft {
	return advisories.Draft{Key: advisories.DraftKey{Rule: "rule", Kind: kind, Occurrence: 1}, Act: advisories.ActComment, Permit: advisories.PermitApprove,
		Approvals: approvals, State: advisories.DraftHeld, Hold: hold, Body: "text of " + string(kind), Digest: strings.Repeat("abcdef01", 8)}
}

func (r *Records) state(t *testing.T, name string, number int) advisories.DraftState {
	t.Helper()
	d, err := r.Draft(t.Context(), name, number)
	if err != nil {
		t.Fatal(err)
	}
	return d.State
}

func TestRecordsDecide(t *testing.T) {
	r := testRecords(t)
	r.keep(t, key(1), "amber-otter-123", advisories.StageReceived, heldDraft(advisories.KindAccept, 1, ""), heldDraft(advisories.KindClose, 2, ""), heldDraft(advisories.KindPublish, 1, ""))
	for _, c := range []struct {
		name string
		u    Ruling
		want string // part of the error, or empty
	}{
		{"nobody", Ruling{Case: "amber-otter-123", Number: 1, Digest: "abcdef01"}, "operator's name"},
		{"another case", Ruling{Case: "x", Number: 1, Digest: "abcdef01", As: "kim"}, `no case is named "x"`},
		{"another draft", Ruling{Case: "amber-otter-123", Number: 9, Digest: "abcdef01", As: "kim"}, "has no draft 9"},
		{"no digest", Ruling{Case: "amber-otter-123", Number: 1, As: "kim"}, "at least its first 8"},
		{"a short digest", Ruling{Case: "amber-otter-123", Number: 1, As: "kim", Digest: "abcdef0"}, "at least its first 8"},
		{"another digest", Ruling{Case: "amber-otter-123", Number: 1, As: "kim", Digest: "abcdef02"}, "is not the one with digest"},
		{"more than the digest", Ruling{Case: "amber-otter-123", Number: 1, As: "kim", Digest: strings.Repeat("abcdef01", 9)}, "is not the one with digest"},
		{"approved", Ruling{Case: " AMBER-otter-123", Number: 1, As: "kim", Digest: "abcdef01", Approve: true}, ""},
		{"twice", Ruling{Case: "amber-otter-123", Number: 1, As: "lee", Digest: "abcdef01", Approve: true}, "does not wait for your decision"},
		{"the first of two", Ruling{Case: "amber-otter-123", Number: 2, As: "kim", Digest: "abcdef01", Approve: true}, ""},
		{"the first again", Ruling{Case: "amber-otter-123", Number: 2, As: "kim", Digest: "abcdef01", Approve: true}, "you have decided on it"},
		{"the second of two", Ruling{Case: "amber-otter-123", Number: 2, As: "lee", Digest: "abcdef01", Approve: true}, ""},
		{"to publish", Ruling{Case: "amber-otter-123", Number: 3, As: "kim", Digest: "abcdef01", Approve: true}, ""},
	} {
		err := r.Decide(t.Context(), c.u)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	for number, want := range map[int]advisories.DraftState{
		1: advisories.DraftReady,
		2: advisories.DraftHeld, // operators are one person, however many they are
		3: advisories.DraftHeld, // no operator publishes
	} {
		if got := r.state(t, "amber-otter-123", number); got != want {
			t.Errorf("draft %d is %s, want %s", number, got, want)
		}
	}
	if err := r.Decide(t.Context(), Ruling{Case: "amber-otter-123", Number: 2, As: "max", Digest: "abcdef01", Why: "a reason"}); err != nil {
		t.Fatal(err)
	}
	v, err := r.Show(t.Context(), "amber-otter-123")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range v.Decisions {
		got = append(got, d.By+" "+d.Why)
	}
	want := []string{"operator:kim ", "operator:kim ", "operator:lee ", "operator:kim ", "operator:max a reason"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("decisions shown (-want +got):\n%s", diff)
	}
	if r.state(t, "amber-otter-123", 2) != advisories.DraftDenied {
		t.Error("one denial did not end it")
	}
}

func TestRecordsOperator(t *testing.T) {
	for name, good := range map[string]bool{
		"kim": true, "kim.lee@acme.example": true, "K_1+x-y": true, "7": true, strings.Repeat("a", 64): true,
		"": false, " kim": false, "kim lee": false, "-kim": false, "@kim": false, "kim\n": false, "kim:lee": false, "k/m": false, "käthe": false, strings.Repeat("a", 65): false,
	} {
		by, err := operator(name)
		if (err == nil) != good || good && by != advisories.OperatorPrefix+name {
			t.Errorf("%q: %q, %v", name, by, err)
		}
	}
}

func TestRecordsAcknowledge(t *testing.T) {
	r := testRecords(t)
	r.keep(t, key(1), "amber-otter-123", advisories.StageReceived)
	if err := r.Acknowledge(t.Context(), "amber-otter-123", "two words"); err == nil {
		t.Error("a name that is none was taken")
	}
	if err := r.Acknowledge(t.Context(), "nobody", "kim"); err == nil || !strings.Contains(err.Error(), "no case is named") {
		t.Errorf("error = %v", err)
	}
	for _, as := range []string{"kim", "lee"} {
		if err := r.Acknowledge(t.Context(), "amber-otter-123", as); err != nil {
			t.Fatal(err)
		}
	}
	v, err := r.Show(t.Context(), "amber-otter-123")
	if err != nil || v.Case.History.Acknowledged.By != "operator:kim" {
		t.Errorf("acknowledged by %q, %v", v.Case.History.Acknowledged.By, err)
	}
}

func TestRecordsFlood(t *testing.T) {
	r := testRecords(t)
	other := advisories.CaseKey{Installation: 1, Repository: 1, GHSA: "GHSA-9999-cfgh-jmpq"}
	r.keep(t, key(1), "amber-otter-123", advisories.StageReceived, heldDraft(advisories.KindReceipt, 1, "flood"), heldDraft(advisories.KindAccept, 1, ""), heldDraft(advisories.KindAsk, 1, "flood"))
	r.keep(t, other, "olive-heron-456", advisories.StageReceived, heldDraft(advisories.KindReceipt, 1, "flood"))
	notice := func(about string) {
		err := r.docket.Notice(t.Context(), advisories.Notice{Kind: advisories.NoticeFlood, About: about, Repository: advisories.Repository{Installation: 1, ID: 1, Owner: "acme", Name: "lib"}})
		if err != nil {
			t.Fatal(err)
		}
	}
	notice("1/flood")
	notice("2/flood")
	for _, where := range []string{"acme/other", "lib", ""} {
		if n, err := r.ApproveFlood(t.Context(), where, "kim"); n != 0 || err == nil || !strings.Contains(err.Error(), "is held by a flood") {
			t.Errorf("%q: %d, %v", where, n, err)
		}
	}
	if _, err := r.ApproveFlood(t.Context(), "acme/lib", ""); err == nil {
		t.Error("nobody approved")
	}
	if n, err := r.ApproveFlood(t.Context(), "Acme/LIB", "kim"); n != 3 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	held, err := r.Held(t.Context(), []advisories.Case{{Key: key(1)}, {Key: other}})
	if err != nil || held[key(1)] != 1 || held[other] != 0 {
		t.Errorf("held afterwards: %v, %v", held, err)
	}
	_, notices, err := r.List(t.Context(), false)
	if err != nil || len(notices) != 1 || notices[0].About != "2/flood" {
		t.Errorf("notices afterwards: %+v, %v", notices, err)
	}
	if n, err := r.ApproveFlood(t.Context(), "acme/lib", "kim"); n != 0 || err == nil {
		t.Errorf("again: %d, %v", n, err)
	}
}

func TestRecordsList(t *testing.T) {
	r := testRecords(t)
	r.keep(t, key(1), "amber-otter-123", advisories.StageReceived, heldDraft(advisories.KindAccept, 1, ""))
	r.keep(t, key(2), "white-birch-789", advisories.StagePublished)
	for name, about := range map[string]string{"amber-otter-123": "comment 1", "white-birch-789": "comment 2", "": "repository"} {
		err := r.docket.Notice(t.Context(), advisories.Notice{Kind: advisories.NoticeCommentEdited, About: about, Case: name, Repository: advisories.Repository{Installation: 1, ID: 1}})
		if err != nil {
			t.Fatal(err)
		}
	}
	open, notices, err := r.List(t.Context(), false)
	if err != nil || len(open) != 1 || len(notices) != 3 {
		t.Errorf("%d open, %d notices, %v", len(open), len(notices), err)
	}
	if all, _, err := r.List(t.Context(), true); err != nil || len(all) != 2 {
		t.Errorf("%d in all, %v", len(all), err)
	}
	v, err := r.Show(t.Context(), "amber-otter-123")
	if err != nil || len(v.Notices) != 1 || v.Notices[0].About != "comment 1" || len(v.Drafts) != 1 || v.Drafts[0].Body != "text of accept" || len(v.Timeline) != 1 {
		t.Errorf("%+v, %v", v, err)
	}
	for _, name := range []string{"", "nobody", "amber-otter-12", "%", "amber-otter-123' OR '1'='1", strings.Repeat("é", 60)} {
		if _, err := r.Show(t.Context(), name); err == nil || !strings.Contains(err.Error(), "no case is named") || len(err.Error()) > 400 || strings.Contains(err.Error(), "\ufffd") {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// TestRecordsHandOffs: a hand-off leads to its page and names who can do it, also
// where its case has ended; what leads nowhere is left out.
func TestRecordsHandOffs(t *testing.T) {
	r := testRecords(t)
	handed := func(kind advisories.Kind, act advisories.Act) advisories.Draft {
		d := heldDraft(kind, 1, "")
		d.State, d.Act = advisories.DraftHandedOff, act
		return d
	}
	r.keep(t, key(1), "amber-otter-123", advisories.StageReceived, handed(advisories.KindReceipt, advisories.ActComment), handed(advisories.KindAccept, advisories.ActState))
	r.keep(t, key(2), "white-birch-789", advisories.StageClosed, handed(advisories.KindStatus, advisories.ActEdit))
	var notices []advisories.Notice
	for _, about := range []string{"amber-otter-123/rule/receipt/1", "amber-otter-123/rule/accept/1", "white-birch-789/rule/status/1", "amber-otter-123/rule/ask/1", "grey-fern-100/rule/ask/1"} {
		name, _, _ := strings.Cut(about, "/")
		notices = append(notices, advisories.Notice{Kind: advisories.NoticeHandOff, About: about, Case: name})
	}
	notices = append(notices, advisories.Notice{Kind: advisories.NoticeHandOff}, advisories.Notice{Kind: advisories.NoticeFlood, Case: "amber-otter-123", About: "1/flood"})
	got, err := r.HandOffs(t.Context(), notices)
	if err != nil {
		t.Fatal(err)
	}
	page := "https://github.com/acme/lib/security/advisories/GHSA-2345-cfgh-jmpq"
	want := map[string]HandOff{
		"amber-otter-123/rule/receipt/1": {"an admin of acme/lib or a collaborator of the advisory", page},
		"amber-otter-123/rule/accept/1":  {"an admin of acme/lib", page},
		"white-birch-789/rule/status/1":  {"an admin of acme/lib", page},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRecordsVerify(t *testing.T) {
	r := testRecords(t)
	if n, err := r.Verify(t.Context(), ""); n != 0 || err != nil {
		t.Errorf("empty: %d, %v", n, err)
	}
	r.keep(t, key(1), "amber-otter-123", advisories.StageReceived)
	r.keep(t, key(2), "olive-heron-456", advisories.StageReceived)
	if n, err := r.Verify(t.Context(), ""); n != 2 || err != nil {
		t.Errorf("all: %d, %v", n, err)
	}
	if n, err := r.Verify(t.Context(), "olive-heron-456"); n != 1 || err != nil {
		t.Errorf("one: %d, %v", n, err)
	}
	if _, err := r.Verify(t.Context(), "nobody"); err == nil || errors.Is(err, ErrTampered) {
		t.Errorf("a case that is not there: %v", err)
	}
}

// TestOpenRecordsMakesNothing: a look from the wrong directory leaves nothing.
func TestOpenRecordsMakesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	if _, err := OpenRecords(t.Context(), Config{DataDir: dir}, Options{}); !errors.Is(err, ErrNoDocket) || !strings.Contains(err.Error(), dir) {
		t.Errorf("error = %v", err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("the data directory was made")
	}
	d, _, err := OpenDocket(context.Background(), Config{DataDir: dir}, Options{}, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := OpenRecords(t.Context(), Config{DataDir: dir}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

package desk

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/advisory-bot/advisory-bot/advisories"
)

const (
	us       = 7
	reporter = 9
	here     = advisories.GHSA("GHSA-2345-cfgh-jmpq")
	there    = advisories.GHSA("GHSA-cccc-dddd-ffff")
)

var (
	receiptKey = advisories.DraftKey{Rule: "received", Kind: advisories.KindReceipt, Occurrence: 1}
	askKey     = advisories.DraftKey{Rule: "content", Kind: advisories.KindAsk, Occurrence: 1}
	statusKey  = func(n int) advisories.DraftKey {
		return advisories.DraftKey{Rule: "status", Kind: advisories.KindStatus, Occurrence: n}
	}
)

func testKeys(t interface{ Fatal(...any) }, seed byte) advisories.Keys {
	k, err := advisories.NewKeys([]byte(strings.Repeat(string(rune('a'+seed)), advisories.KeySize)))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// thread is a snapshot whose comments are numbered from 1.
func thread(comments ...advisories.Comment) advisories.Snapshot {
	s := advisories.Snapshot{At: noon.Add(time.Hour), CommentsKnown: true, Self: advisories.Person{ID: us}, Comments: comments,
		Advisory: advisories.Advisory{GHSA: here, State: advisories.StateTriage, Submitted: true, Author: advisories.Person{ID: reporter}}}
	for i := range s.Comments {
		s.Comments[i].ID = int64(i + 1)
	}
	return s
}

func by(author int64, body string) advisories.Comment {
	return advisories.Comment{Author: advisories.Person{ID: author}, Body: body}
}

func done(number int, key advisories.DraftKey, act advisories.Act, body string, comment int64) advisories.Draft {
	return advisories.Draft{Number: number, Key: key, Act: act, Body: body, State: advisories.DraftDone, SettledAt: noon,
		Outcome: advisories.Outcome{State: advisories.DraftDone, Comment: comment}}
}

func TestPosted(t *testing.T) {
	k, lost := testKeys(t, 0), testKeys(t, 1)
	begun := advisories.Draft{Number: 2, Key: receiptKey, Act: advisories.ActComment, Body: "Hello", State: advisories.DraftBegun}
	mine := k.Marked("Hello", receiptKey, here)
	edit := advisories.Draft{Number: 5, Key: statusKey(2), Act: advisories.ActEdit, Body: "New", Comment: 1, State: advisories.DraftBegun}
	first := advisories.Draft{Number: 4, Key: statusKey(1), Act: advisories.ActComment, Body: "Old", State: advisories.DraftBegun}
	for name, c := range map[string]struct {
		snap advisories.Snapshot
		d    advisories.Draft
		past []advisories.Draft
		want int64
	}{
		"ours":                               {thread(by(reporter, "hi"), by(us, mine)), begun, nil, 2},
		"ours, line ends changed":            {thread(by(us, strings.ReplaceAll(mine, "\n", "\r\n"))), begun, nil, 1},
		"ours, blanks behind the mark":       {thread(by(us, mine+"\r\n \n")), begun, nil, 1},
		"ours, its text edited":              {thread(by(us, strings.Replace(mine, "Hello", "A million", 1))), begun, nil, 1},
		"ours, under a key that was lost":    {thread(by(us, lost.Marked("Hello", receiptKey, here))), begun, nil, 1},
		"forged by the reporter":             {thread(by(reporter, mine)), begun, nil, 0},
		"of another draft":                   {thread(by(us, k.Marked("Hello", askKey, here))), begun, nil, 0},
		"of another advisory":                {thread(by(us, k.Marked("Hello", receiptKey, there))), begun, nil, 0},
		"copied over a comment that we know": {thread(by(us, mine)), begun, []advisories.Draft{done(1, askKey, advisories.ActComment, "Q", 1)}, 0},
		"who we are is not known":            {func() advisories.Snapshot { s := thread(by(0, mine)); s.Self.ID = 0; return s }(), begun, nil, 0},
		"a status of another occurrence":     {thread(by(us, k.Marked("Older", statusKey(3), here))), first, nil, 1},
		"an edit that was done":              {thread(by(us, k.Marked("New", statusKey(2), here))), edit, nil, 1},
		"an edit that was not done":          {thread(by(us, k.Marked("Old", statusKey(1), here))), edit, nil, 0},
		"an edit, changed by a person":       {thread(by(us, k.Marked("New", statusKey(2), here)+"x")), edit, nil, 0},
		"an edit's text in another comment":  {thread(by(us, "x"), by(us, k.Marked("New", statusKey(2), here))), edit, nil, 0},
	} {
		if id, ok := posted(k, c.snap, c.d, c.past, false); id != c.want || ok != (c.want != 0) {
			t.Errorf("%s: comment %d (%v), want %d", name, id, ok, c.want)
		}
	}
}

// A begun draft is found even where a person took its mark away; what other drafts
// account for is not taken for it.
func TestPostedInRecovery(t *testing.T) {
	k := testKeys(t, 0)
	begun := advisories.Draft{Number: 2, Key: receiptKey, Act: advisories.ActComment, Body: "Hello", State: advisories.DraftBegun}
	known := []advisories.Draft{done(1, askKey, advisories.ActComment, "Q", 1)}
	for name, c := range map[string]struct {
		snap advisories.Snapshot
		past []advisories.Draft
		want int64
	}{
		"its mark removed":            {thread(by(us, "Nothing to see.")), nil, 1},
		"its mark made unreadable":    {thread(by(us, "x\n\n<!-- advisory-bot:1 -->")), nil, 1},
		"another's, its mark removed": {thread(by(us, "Nothing to see.")), known, 0},
		"another's good mark":         {thread(by(us, k.Marked("Q", askKey, here))), nil, 0},
		"a person's":                  {thread(by(reporter, "Nothing to see.")), nil, 0},
	} {
		if id, ok := posted(k, c.snap, begun, c.past, true); id != c.want || ok != (c.want != 0) {
			t.Errorf("%s: comment %d (%v), want %d", name, id, ok, c.want)
		}
	}
}

func TestOwnComments(t *testing.T) {
	k := testKeys(t, 0)
	body := k.Marked("Hello", receiptKey, here)
	past := []advisories.Draft{done(1, receiptKey, advisories.ActComment, "Hello", 1)}
	for name, c := range map[string]struct {
		snap advisories.Snapshot
		want fate
	}{
		"as written":           {thread(by(us, body)), fateGood},
		"line ends changed":    {thread(by(us, strings.ReplaceAll(body, "\n", "\r\n"))), fateGood},
		"text changed":         {thread(by(us, strings.Replace(body, "Hello", "Bounty", 1))), fateEdited},
		"mark removed":         {thread(by(us, "Hello")), fateEdited},
		"text behind the mark": {thread(by(us, body+"\nBounty")), fateEdited},
		"text before":          {thread(by(us, "Bounty\n"+body)), fateEdited},
		"another draft's mark": {thread(by(us, "Hello"+body[strings.Index(body, "\n\n<!--"):len(body)-70]+strings.Repeat("0", 64)+" -->")), fateEdited},
		"under another's name": {thread(by(reporter, body)), fateEdited},
		"deleted":              {thread(), fateDeleted},
		"not shown yet":        {func() advisories.Snapshot { s := thread(); s.At = noon.Add(time.Minute); return s }(), fateGood},
	} {
		if got := ownComments(k, c.snap, past); len(got) != 1 || got[0].fate != c.want {
			t.Errorf("%s: %+v, want %s", name, got, c.want)
		}
	}
	for name, change := range map[string]func(*advisories.Snapshot){
		"comments not known": func(s *advisories.Snapshot) { s.CommentsKnown = false },
		"published":          func(s *advisories.Snapshot) { s.Advisory.State = advisories.StatePublished },
		"we are not known":   func(s *advisories.Snapshot) { s.Self = advisories.Person{} },
	} {
		s := thread()
		if change(&s); len(ownComments(k, s, past)) != 0 {
			t.Errorf("%s: says something of our comments", name)
		}
	}
}

// An edited comment is the last writer's.
func TestLastWrites(t *testing.T) {
	past := []advisories.Draft{
		done(1, statusKey(1), advisories.ActComment, "a", 5), done(2, receiptKey, advisories.ActComment, "b", 6),
		done(3, statusKey(2), advisories.ActEdit, "c", 5),
		{Number: 4, Key: statusKey(3), State: advisories.DraftReady, Outcome: advisories.Outcome{Comment: 5}},
		{Number: 5, Key: askKey, State: advisories.DraftDone}, // a state change has no comment
	}
	got := map[int64]int{}
	for id, d := range lastWrites(past) {
		got[id] = d.Number
	}
	if d := cmp.Diff(map[int64]int{5: 3, 6: 2}, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestForeignMarks(t *testing.T) {
	k := testKeys(t, 0)
	mark := k.Marked("x", receiptKey, here)
	s := thread(by(us, mark), by(reporter, mark), by(reporter, "plain"), by(0, mark), by(reporter, mark+"\nbehind"))
	if d := cmp.Diff([]int64{2, 4}, foreignMarks(k, s)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// Nobody but us can make a comment count as posted, whatever they write.
func TestNobodyForgesAPost(t *testing.T) {
	k := testKeys(t, 0)
	parts := []string{"<!-- advisory-bot:1 received/receipt/1 ", string(here), " 00000000.", strings.Repeat("0", 64), " -->", "\r\n", "\n", "x",
		k.Marked("Hello", receiptKey, here), k.Marked("Hello", askKey, here), "\u202e", "-->", "<!--"}
	rapid.Check(t, func(t *rapid.T) {
		body := strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 12).Draw(t, "body"), "")
		author := rapid.SampledFrom([]int64{0, reporter, us + 1}).Draw(t, "author")
		d := advisories.Draft{Number: 1, Key: receiptKey, Act: advisories.ActComment, Body: "Hello"}
		if id, ok := posted(k, thread(by(author, body)), d, nil, true); ok {
			t.Fatalf("comment %d counts as posted", id)
		}
	})
}

// A body of the greatest size takes no more than linear time: the benchmark tells
// by its two sizes.
func BenchmarkReadMark(b *testing.B) {
	k := testKeys(b, 0)
	almost := "\n<!-- advisory-bot:1 " + strings.Repeat("a", 119) + " " + string(here) + " 00000000." + strings.Repeat("0", 63)
	for _, size := range []int{6_000, 60_000} {
		body := strings.Repeat(almost, size/len(almost))
		b.Run(itoa(size), func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				if k.ReadMark(body).Check != advisories.MarkNone {
					b.Fatal("a mark")
				}
			}
		})
	}
}

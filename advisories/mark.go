package advisories

import (
	"crypto/hmac"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
)

// A mark is a hidden last line of each comment that we write. It names the draft
// and the advisory, and signs both together with the visible text, so that a
// crash between writing and recording can be told from not having written.
//
// A mark proves nothing by itself: a comment is ours by its author's id, which is
// checked first. On our own comment a wrong signature means that a person edited
// it, never that it was not posted.

// markPattern finds a mark as the last line of a comment.
var markPattern = regexp.MustCompile(`(?:\A|\n)<!-- advisory-bot:1 ([a-z_./0-9]{1,120}) (GHSA(?:-[0-9a-z]{4}){3}) ([0-9a-f]{8})\.([0-9a-f]{64}) -->\s*\z`)

// MarkCheck is what a mark on an own comment turned out to be.
type MarkCheck string

// The results of reading a mark.
const (
	// MarkNone: no mark at the end.
	MarkNone MarkCheck = "none"
	// MarkGood: ours, and the text is as we wrote it.
	MarkGood MarkCheck = "good"
	// MarkEdited: made with a key that we hold, over another text.
	MarkEdited MarkCheck = "edited"
	// MarkOtherKey: made with a key that we do not hold.
	MarkOtherKey MarkCheck = "other_key"
)

// Mark is what was read from the end of a comment.
type Mark struct {
	Check MarkCheck
	// Draft is the draft key as text, GHSA the advisory that the mark names. Both
	// are only as true as Check says.
	Draft string
	GHSA  GHSA
}

// Marked returns the comment body to post: the visible text and its mark.
func (k Keys) Marked(body string, draft DraftKey, id GHSA) string {
	body = visible(body)
	key := k.Derive("mark")[0]
	sum := hex.EncodeToString(mac(key, draft.String(), string(id), body))
	return fmt.Sprintf("%s\n\n<!-- advisory-bot:1 %s %s %s.%s -->", body, draft, id, keyID(key), sum)
}

// ReadMark reads the mark at the end of a comment that was written by our own
// account. The caller has compared the author's id.
func (k Keys) ReadMark(body string) Mark {
	body = strings.ReplaceAll(body, "\r\n", "\n")
	m := markPattern.FindStringSubmatchIndex(body)
	if m == nil {
		return Mark{Check: MarkNone}
	}
	text := visible(body[:m[0]])
	draft, id := body[m[2]:m[3]], body[m[4]:m[5]]
	kid, sum := body[m[6]:m[7]], body[m[8]:m[9]]
	out := Mark{Check: MarkOtherKey, Draft: draft, GHSA: GHSA(id)}
	want, err := hex.DecodeString(sum)
	if err != nil {
		return out // unreachable: the pattern takes hex only
	}
	for _, key := range k.Derive("mark") {
		if keyID(key) != kid {
			continue
		}
		out.Check = MarkEdited
		if hmac.Equal(want, mac(key, draft, id, text)) {
			out.Check = MarkGood
			return out
		}
	}
	return out
}

// Unmarked is the visible text of a comment of ours.
func Unmarked(body string) string {
	body = strings.ReplaceAll(body, "\r\n", "\n")
	if m := markPattern.FindStringIndex(body); m != nil {
		body = body[:m[0]]
	}
	return visible(body)
}

// visible is the form of a text that is signed: line ends as GitHub may change
// them do not count.
func visible(body string) string {
	return strings.TrimSpace(strings.ReplaceAll(body, "\r\n", "\n"))
}

// keyID tells which key made a mark, without telling the key.
func keyID(key []byte) string { return hex.EncodeToString(mac(key, "key id"))[:8] }

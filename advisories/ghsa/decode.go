package ghsa

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// maxDocument is the most that an offline document may hold.
const maxDocument = 16 << 20

var (
	errDocument = fmt.Errorf("larger than %d MiB", maxDocument>>20)
	errEmpty    = errors.New("empty where JSON was expected")
	errTime     = errors.New("a time that is not RFC 3339")
)

// DecodeAdvisory reads one advisory as GitHub's REST API answers it. Missing, null
// and unknown fields are well. An error tells the place and never quotes.
func DecodeAdvisory(r io.Reader) (advisories.Advisory, error) {
	const attempted = "read advisory document"
	b, err := readDocument(r)
	if err != nil {
		return advisories.Advisory{}, unreadable(attempted, err)
	}
	var w wireAdvisory
	if err := decode(b, &w); err != nil {
		return advisories.Advisory{}, unreadable(attempted, err)
	}
	a, err := w.noun()
	if err != nil {
		return advisories.Advisory{}, unreadable(attempted, err)
	}
	return a, nil
}

// DecodeComments reads a list of an advisory's comments as GitHub's REST API
// answers it, or a single one, and orders them by id.
func DecodeComments(r io.Reader) ([]advisories.Comment, error) {
	const attempted = "read comments document"
	b, err := readDocument(r)
	if err != nil {
		return nil, unreadable(attempted, err)
	}
	var many []wireComment
	if t := bytes.TrimLeft(b, " \t\r\n"); len(t) > 0 && t[0] == '{' {
		many = make([]wireComment, 1)
		err = decode(b, &many[0])
	} else {
		err = decode(b, &many)
	}
	if err != nil {
		return nil, unreadable(attempted, err)
	}
	return comments(many), nil
}

func unreadable(attempted string, err error) error {
	return &advisories.Fault{Code: advisories.FaultBadAnswer, Attempted: attempted, Err: err}
}

var errReading = errors.New("could not be read")

func readDocument(r io.Reader) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxDocument+1))
	if err != nil {
		return nil, errReading // the reader's error could name a file
	}
	if len(b) > maxDocument {
		return nil, errDocument
	}
	return b, nil
}

// decode reads one JSON value. Its errors tell the byte, and the field by our own
// name for it, and quote nothing.
func decode(b []byte, into any) error {
	if len(bytes.TrimSpace(b)) == 0 {
		return errEmpty
	}
	err := json.Unmarshal(b, into)
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &syntax):
		return fmt.Errorf("not JSON at byte %d", syntax.Offset)
	case errors.As(err, &kind) && kind.Field != "":
		return fmt.Errorf("wrong type of %s at byte %d", kind.Field, kind.Offset)
	case errors.As(err, &kind):
		return fmt.Errorf("wrong type at byte %d", kind.Offset)
	case errors.Is(err, errTime):
		return errTime
	}
	return errors.New("not the expected JSON")
}

// stamp reads a time: RFC 3339, or seconds since 1970 as in old webhooks. Null and
// the empty string leave it zero.
type stamp struct{ time.Time }

func (s *stamp) UnmarshalJSON(b []byte) error {
	s.Time = time.Time{}
	if string(b) == "null" || string(b) == `""` {
		return nil
	}
	if n, err := strconv.ParseInt(string(b), 10, 64); err == nil && n >= 0 && n < 1<<36 {
		s.Time = time.Unix(n, 0).UTC()
		return nil
	}
	var text string
	if json.Unmarshal(b, &text) != nil {
		return errTime
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return errTime // time's own error quotes
	}
	s.Time = t.UTC()
	return nil
}

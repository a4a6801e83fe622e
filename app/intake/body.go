package intake

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync/atomic"
)

// errBusy: the budget of unauthenticated bytes is used up.
var errBusy = errors.New("too many bytes in flight")

// budget bounds bytes in flight. It has no queue: a sender that does not fit is
// refused at once, since a queue would be one more thing to fill.
type budget struct {
	limit int64
	used  atomic.Int64
}

func (b *budget) take(n int64) bool {
	if b.used.Add(n) > b.limit {
		b.used.Add(-n)
		return false
	}
	return true
}

func (b *budget) give(n int64) { b.used.Add(-n) }

// firstRead is what a body gets before its sender has sent anything. It is small,
// so that senders who announce much and send little cannot use up the budget.
const firstRead = 8 << 10

// body is a body in memory. All of its capacity counts as in flight.
type body struct {
	bytes  []byte
	held   int64
	flight *budget
}

// fill reads r to its end. The buffer grows by doubling, up to what was announced,
// and each growth is taken from the budget first, the copy included.
func (b *body) fill(r io.Reader, announced int64) error {
	first := int64(firstRead)
	if announced >= 0 && announced < first {
		first = announced + 1 // one more, to see the end without growing
	}
	if err := b.grow(first); err != nil {
		return err
	}
	for {
		if len(b.bytes) == cap(b.bytes) {
			next := int64(2 * cap(b.bytes))
			if announced >= int64(len(b.bytes)) && announced < next {
				next = announced + 1
			}
			if err := b.grow(next); err != nil {
				return err
			}
		}
		n, err := r.Read(b.bytes[len(b.bytes):cap(b.bytes)])
		b.bytes = b.bytes[:len(b.bytes)+n]
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (b *body) grow(to int64) error {
	if !b.flight.take(to) {
		return errBusy
	}
	bigger := make([]byte, len(b.bytes), to)
	copy(bigger, b.bytes)
	b.flight.give(b.held)
	b.bytes, b.held = bigger, to
	return nil
}

func (b *body) release() {
	b.flight.give(b.held)
	b.bytes, b.held = nil, 0
}

const (
	typeJSON = "application/json"
	typeForm = "application/x-www-form-urlencoded"
)

// refuse answers what can be answered from the request's head alone.
func refuse(r *http.Request) (outcome, bool) {
	switch {
	case r.Method != http.MethodPost:
		return outcomeMethod, false
	case mediaType(r) != typeJSON && mediaType(r) != typeForm, encoded(r):
		return outcomeType, false
	case r.ContentLength > maxBody:
		return outcomeLarge, false
	case !signed(r.Header):
		return outcomeSignature, false
	}
	return outcomeRing, true
}

func form(r *http.Request) bool { return mediaType(r) == typeForm }

// mediaType is the content type without parameters, empty where it is not one or
// where there are several.
func mediaType(r *http.Request) string {
	values := r.Header.Values("Content-Type")
	if len(values) != 1 {
		return ""
	}
	if values[0] == typeJSON || values[0] == typeForm {
		return values[0]
	}
	t, _, err := mime.ParseMediaType(values[0])
	if err != nil {
		return ""
	}
	return t
}

// encoded reports whether the body is compressed or so. GitHub sends none of it,
// and unpacking what is not yet trusted is a gift to attackers.
func encoded(r *http.Request) bool {
	for _, v := range r.Header.Values("Content-Encoding") {
		if v != "" && !strings.EqualFold(v, "identity") {
			return true
		}
	}
	return false
}

// payloadOf takes the JSON out of a form "payload=…", in place. There must be
// exactly one payload.
func payloadOf(b []byte) ([]byte, bool) {
	var found []byte
	seen := false
	for start := 0; start <= len(b); {
		end := len(b)
		if i := bytes.IndexByte(b[start:], '&'); i >= 0 {
			end = start + i
		}
		if value, ok := bytes.CutPrefix(b[start:end], []byte("payload=")); ok {
			if seen {
				return nil, false
			}
			seen, found = true, value
		}
		start = end + 1
	}
	if !seen {
		return nil, false
	}
	return unescape(found)
}

// unescape undoes percent encoding in place; the result is never longer.
func unescape(b []byte) ([]byte, bool) {
	n := 0
	for i := 0; i < len(b); i++ {
		c := b[i]
		switch c {
		case '+':
			c = ' '
		case '%':
			if i+2 >= len(b) {
				return nil, false
			}
			hi, lo := unhex(b[i+1]), unhex(b[i+2])
			if hi < 0 || lo < 0 {
				return nil, false
			}
			c = byte(hi<<4 | lo)
			i += 2
		}
		b[n] = c
		n++
	}
	return b[:n], true
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

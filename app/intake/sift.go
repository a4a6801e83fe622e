package intake

import (
	"bytes"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// A delivery is mostly text and links that nobody here reads, and reading JSON is
// the larger part of what a delivery costs. So sift goes over all of it once,
// checks its form, and copies the few members that are decoded; encoding/json reads
// only those.

// wanted names the members that are decoded, of an object or of an array's
// elements, each with what is wanted of its value: nil is all of it.
type wanted map[string]wanted

// isThere stands for a value of which only counts whether it is null.
var isThere = wanted{"": nil}

var (
	wantedAccount = wanted{"id": nil, "login": nil}
	wantedID      = wanted{"id": nil}
	wantedUser    = wanted{"type": nil}
)

// wantedDelivery is what the fields of delivery are.
var wantedDelivery = wanted{
	"action":               nil,
	"installation":         {"id": nil, "account": wantedAccount},
	"repository":           {"id": nil, "name": nil, "owner": {"login": nil}, "default_branch": nil},
	"repository_advisory":  {"ghsa_id": nil},
	"account":              wantedAccount,
	"target_type":          isThere,
	"repositories_added":   wantedID,
	"repositories_removed": wantedID,
	"ref":                  nil,
	"before":               nil,
	"after":                nil,
	"forced":               nil,
	"commits":              {"added": nil, "modified": nil, "removed": nil},
	"issue":                {"number": nil, "pull_request": isThere},
	"comment":              {"id": nil, "user": wantedUser},
	"pull_request":         isThere,
	"release":              isThere,
	"alert":                isThere,
	"security_advisory":    isThere,
}

// sift returns what is wanted of a payload, as JSON; ok is false where the payload
// is not exactly one JSON value, as encoding/json takes it.
func sift(payload []byte, w wanted) (out []byte, ok bool) {
	asEncodingJSON := []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true), jsontext.PreserveRawStrings(true)}
	var b bytes.Buffer
	s := sieve{jsontext.NewDecoder(bytes.NewBuffer(payload), asEncodingJSON...), jsontext.NewEncoder(&b, asEncodingJSON...)}
	if s.pick(w) != nil {
		return nil, false
	}
	_, err := s.in.ReadToken()
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err == io.EOF
}

// sieve reads the payload and writes what is wanted of it.
type sieve struct {
	in  *jsontext.Decoder
	out *jsontext.Encoder
}

// pick copies what is wanted of the next value.
func (s sieve) pick(w wanted) error {
	kind := s.in.PeekKind()
	if _, is := w[""]; is {
		return s.null(kind)
	}
	if w == nil || kind != '{' && kind != '[' {
		v, err := s.in.ReadValue()
		if err != nil {
			return err
		}
		return s.out.WriteValue(v)
	}
	if err := s.token(); err != nil {
		return err
	}
	for next := s.in.PeekKind(); next != '}' && next != ']'; next = s.in.PeekKind() {
		of := w
		if kind == '{' {
			var skipped bool
			var err error
			if of, skipped, err = s.name(w); err != nil {
				return err
			} else if skipped {
				continue
			}
		}
		if err := s.pick(of); err != nil {
			return err
		}
	}
	return s.token()
}

// name copies the next member's name, or moves past the member where it is not
// wanted.
func (s sieve) name(w wanted) (of wanted, skipped bool, err error) {
	raw, err := s.in.ReadValue()
	if err != nil {
		return nil, false, err
	}
	name := raw[1 : len(raw)-1]
	of, decoded := w[string(name)]
	if !decoded && usual(name) {
		return nil, true, s.in.SkipValue()
	}
	return of, false, s.out.WriteValue(raw)
}

// usual reports whether a name is spelled as GitHub's are. One with capitals or
// escapes encoding/json may take for ours; it is copied, so that the same is
// refused and taken as if all had been read by it.
func usual(name []byte) bool {
	for _, c := range name {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return true
}

// null copies null, and true for every other value.
func (s sieve) null(kind jsontext.Kind) error {
	if err := s.in.SkipValue(); err != nil {
		return err
	}
	if kind == 'n' {
		return s.out.WriteToken(jsontext.Null)
	}
	return s.out.WriteToken(jsontext.True)
}

func (s sieve) token() error {
	t, err := s.in.ReadToken()
	if err != nil {
		return err
	}
	return s.out.WriteToken(t)
}

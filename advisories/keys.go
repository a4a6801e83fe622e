package advisories

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// Keys are the sealing keys, newest first. Everything that is keyed derives from
// them: marks, fingerprints, short names, the sealing of texts. The first one
// makes, all of them check: what an older key marked or fingerprinted is known by that
// key alone.
type Keys struct{ raw [][]byte }

// KeySize is the size of one sealing key in bytes.
const KeySize = 32

// ParseKeys reads base64 keys of 32 bytes each, comma-separated, newest first.
// An error names the position of the bad key and never the key.
func ParseKeys(s string) (Keys, error) {
	var k Keys
	for i, part := range strings.Split(s, ",") {
		b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(part))
		if err != nil || len(b) != KeySize {
			return Keys{}, fmt.Errorf("sealing key %d: %w: want %d bytes in base64", i+1, ErrMalformed, KeySize)
		}
		k.raw = append(k.raw, b)
	}
	return k, nil
}

// NewKeys makes keys from raw bytes, newest first.
func NewKeys(raw ...[]byte) (Keys, error) {
	if len(raw) == 0 {
		return Keys{}, errors.New("no sealing key")
	}
	for i, b := range raw {
		if len(b) != KeySize {
			return Keys{}, fmt.Errorf("sealing key %d: %w: want %d bytes", i+1, ErrMalformed, KeySize)
		}
	}
	return Keys{raw: raw}, nil
}

// String hides the keys from every log and error.
func (k Keys) String() string { return fmt.Sprintf("%d sealing key(s)", len(k.raw)) }

// GoString hides the keys too.
func (k Keys) GoString() string { return k.String() }

// Len is how many keys there are.
func (k Keys) Len() int { return len(k.raw) }

// Derive returns, newest first, one 32-byte key per sealing key for a purpose
// (HKDF-SHA-256, RFC 5869). Different purposes give unrelated keys.
func (k Keys) Derive(purpose string) [][]byte {
	out := make([][]byte, 0, len(k.raw))
	for _, raw := range k.raw {
		d, err := hkdf.Key(sha256.New, raw, nil, "advisory-bot/"+purpose, KeySize)
		if err != nil {
			panic("internal error: hkdf: " + err.Error()) // unreachable: the length is fixed
		}
		out = append(out, d)
	}
	return out
}

// Fingerprint is a keyed fingerprint of parts under the newest key, in hex. Equal
// parts give equal fingerprints as long as the key stays; without the key nobody
// can test a guess. Parts are length-prefixed, so ("ab","c") is not ("a","bc").
func (k Keys) Fingerprint(purpose string, parts ...string) string {
	return hex.EncodeToString(mac(k.Derive("fingerprint/" + purpose)[0], parts...))
}

// SameFingerprint reports whether fp is the fingerprint of parts under any key.
func (k Keys) SameFingerprint(fp, purpose string, parts ...string) bool {
	want, err := hex.DecodeString(fp)
	if err != nil {
		return false
	}
	for _, key := range k.Derive("fingerprint/" + purpose) {
		if hmac.Equal(want, mac(key, parts...)) {
			return true
		}
	}
	return false
}

func mac(key []byte, parts ...string) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		fmt.Fprintf(h, "%d:", len(p))
		h.Write([]byte(p))
	}
	return h.Sum(nil)
}

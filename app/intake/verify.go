package intake

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"strings"
)

const (
	signatureHeader = "X-Hub-Signature-256"
	signaturePrefix = "sha256="
)

// signed reports whether there is exactly one signature of the right form. The
// older X-Hub-Signature (SHA-1) is not looked at.
func signed(h http.Header) bool {
	values := h.Values(signatureHeader)
	if len(values) != 1 {
		return false
	}
	_, ok := parseSignature(values[0])
	return ok
}

// parseSignature reads "sha256=" and 64 hex digits.
func parseSignature(s string) ([]byte, bool) {
	digits, ok := strings.CutPrefix(s, signaturePrefix)
	if !ok || len(digits) != hex.EncodedLen(sha256.Size) {
		return nil, false
	}
	sum, err := hex.DecodeString(digits)
	return sum, err == nil
}

// verify reports whether the signature is that of the body under any secret, and
// gives the body's HMAC under the first one. All secrets are always compared, so
// that the time taken tells nothing of which one fits.
func verify(secrets [][]byte, header string, body []byte) (sum []byte, ok bool) {
	want, parsed := parseSignature(header)
	if !parsed {
		return nil, false
	}
	good := 0
	for i, secret := range secrets {
		mac := hmac.New(sha256.New, secret)
		mac.Write(body)
		got := mac.Sum(nil)
		good |= subtle.ConstantTimeCompare(got, want)
		if i == 0 {
			sum = got
		}
	}
	return sum, good == 1
}

// guid is the delivery's GUID. The header is not signed: one that is missing or
// odd is replaced by a keyed hash of the body, so that the same body still counts
// once. A bare hash would let whoever reads the store test a guess at a report.
func guid(header string, secret, sum []byte) string {
	if validGUID(header) {
		return strings.ToLower(header)
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("guid:"))
	mac.Write(sum)
	return "body-" + hex.EncodeToString(mac.Sum(nil)[:16])
}

// validGUID takes the usual form, 8-4-4-4-12 hex digits.
func validGUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := 0; i < len(s); i++ {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if s[i] != '-' {
				return false
			}
		} else if unhex(s[i]) < 0 {
			return false
		}
	}
	return true
}

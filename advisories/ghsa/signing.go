package ghsa

import (
	"crypto/rsa"
	"errors"
	"net/http"
	"time"

	"github.com/bradleyfalzon/ghinstallation/v2"
	"github.com/golang-jwt/jwt/v4"
)

// GitHub takes a claim of at most ten minutes that is not from the future by its
// own clock.
const (
	claimBack = time.Minute
	claimFor  = 5 * time.Minute
)

var (
	errAppID = errors.New("App id: want a number above 0")
	errKey   = errors.New("private key: want an RSA key in PEM")
)

// signing is the transport that speaks as the App itself.
func signing(next http.RoundTripper, appID int64, pem []byte, now func() time.Time) (http.RoundTripper, error) {
	if appID <= 0 {
		return nil, errAppID
	}
	key, err := jwt.ParseRSAPrivateKeyFromPEM(pem)
	if err != nil {
		return nil, errKey // the parser's own error could quote the file
	}
	return ghinstallation.NewAppsTransportWithOptions(next, appID, ghinstallation.WithSigner(&signer{key: key, now: now}))
}

// signer signs the App's claims. ghinstallation dates them by the system's clock
// and 30 s back; here they follow the injected clock and leave more room for a
// clock that is off.
type signer struct {
	key *rsa.PrivateKey
	now func() time.Time
}

func (s *signer) Sign(claims jwt.Claims) (string, error) {
	if c, ok := claims.(*jwt.RegisteredClaims); ok {
		now := s.now().Truncate(time.Second)
		c.IssuedAt = jwt.NewNumericDate(now.Add(-claimBack))
		c.ExpiresAt = jwt.NewNumericDate(now.Add(claimFor))
	}
	return jwt.NewWithClaims(jwt.SigningMethodRS256, claims).SignedString(s.key)
}

package ghsa

import (
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v4"

	"github.com/advisory-bot/advisory-bot/advisories"
)

func TestAppClaims(t *testing.T) {
	h := newHub(t)
	slug, err := h.client().App(t.Context())
	if err != nil || slug != "advisory-bot" {
		t.Fatal(slug, err)
	}
	req := h.requests("GET", "/app")[0]
	text := req.header.Get("Authorization")[len("Bearer "):]
	var claims jwt.RegisteredClaims
	parser := jwt.NewParser(jwt.WithValidMethods([]string{"RS256"}), jwt.WithoutClaimsValidation())
	if _, err := parser.ParseWithClaims(text, &claims, func(*jwt.Token) (any, error) { return &testKey().PublicKey, nil }); err != nil {
		t.Fatal(err)
	}
	if claims.Issuer != "11" {
		t.Errorf("iss %q", claims.Issuer)
	}
	// GitHub: iat a minute back, exp at most ten minutes ahead.
	if got := claims.IssuedAt.Time; !got.Equal(testNow.Add(-time.Minute)) {
		t.Errorf("iat %v", got)
	}
	if got := claims.ExpiresAt.Time; !got.After(testNow) || got.After(testNow.Add(10*time.Minute)) {
		t.Errorf("exp %v", got)
	}
	for name, want := range map[string]string{
		"Accept": "application/vnd.github+json", "X-Github-Api-Version": "2022-11-28", "User-Agent": "advisory-bot/test",
	} {
		if got := req.header[name]; len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	good := Config{AppID: 1, PrivateKey: testPEM(), APIURL: "https://api.github.com/"}
	if _, err := New(good); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Config){
		"no app":          func(c *Config) { c.AppID = 0 },
		"no key":          func(c *Config) { c.PrivateKey = []byte("sentinel") },
		"plain http":      func(c *Config) { c.APIURL = "http://api.github.com/" },
		"no host":         func(c *Config) { c.APIURL = "api.github.com" },
		"user":            func(c *Config) { c.APIURL = "https://sentinel@api.github.com/" },
		"query":           func(c *Config) { c.APIURL = "https://api.github.com/?x=sentinel" },
		"dots":            func(c *Config) { c.APIURL = "https://api.github.com/../x/" },
		"graphql http":    func(c *Config) { c.GraphQLURL = "http://sentinel/graphql" },
		"graphql no path": func(c *Config) { c.GraphQLURL = "https://api.github.com" },
	} {
		t.Run(name, func(t *testing.T) {
			cfg := good
			change(&cfg)
			_, err := New(cfg)
			fault(t, err, advisories.FaultInternal)
			quiet(t, err.Error())
		})
	}
}

func TestEndpoints(t *testing.T) {
	for api, graph := range map[string]string{
		"https://api.github.com":        "https://api.github.com/graphql",
		"https://api.github.com/":       "https://api.github.com/graphql",
		"https://ghe.example/api/v3":    "https://ghe.example/api/graphql",
		"http://127.0.0.1:8080/api/v3/": "http://127.0.0.1:8080/api/graphql",
	} {
		_, g, err := endpoints(api, "")
		if err != nil || g.String() != graph {
			t.Errorf("%s: %v %v, want %s", api, g, err, graph)
		}
	}
}

package ghsatest

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// grant is what an installation token may do.
type grant struct {
	installation int64
	permissions  map[string]string
	// repositories is nil where the token covers all that the installation does.
	repositories map[int64]bool
	expires      time.Time
}

// purpose is the token's permissions in order.
func (g *grant) purpose() string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(g.permissions)) {
		parts = append(parts, k+":"+g.permissions[k])
	}
	return strings.Join(parts, ",")
}

// may reports whether the token has a permission at that level or above.
func (g *grant) may(permission, level string) bool { return covers(g.permissions[permission], level) }

// covers reports whether one level of a permission includes another.
func covers(have, want string) bool {
	rank := map[string]int{"read": 1, "write": 2, "admin": 3}
	return rank[have] >= rank[want] && rank[have] > 0
}

// newToken is a token in the stateless form of 2026, "ghs_APPID_" and something
// that looks like a JWT, about 520 characters in all. It says nothing.
func newToken(appID int64) string {
	part := func(n int) string {
		b := make([]byte, n)
		_, _ = rand.Read(b) // never fails, says crypto/rand
		return base64.RawURLEncoding.EncodeToString(b)
	}
	// The - and _ of the alphabet are put in by hand so that every token has both.
	return fmt.Sprintf("ghs_%d_%s.%s-_%s.%s", appID, part(27), part(60), part(40), part(256))
}

// checkJWT is why the App's JWT is refused, empty where it is good.
func (s *Server) checkJWT(token string) string {
	const undecodable = "A JSON web token could not be decoded"
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return undecodable
	}
	var head struct{ Alg string }
	var claims struct {
		IAT json.Number `json:"iat"`
		EXP json.Number `json:"exp"`
		ISS any         `json:"iss"`
	}
	if !decodePart(parts[0], &head) || !decodePart(parts[1], &claims) || head.Alg != "RS256" {
		return undecodable
	}
	sig, err := base64.RawURLEncoding.DecodeString(parts[2])
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if err != nil || !s.signedByApp(sum[:], sig) {
		return undecodable
	}
	if iss := fmt.Sprint(claims.ISS); iss != strconv.FormatInt(s.opt.AppID, 10) && iss != "Iv23"+s.opt.Slug {
		return "'Issuer' claim ('iss') must be an Integer or the client ID of the App"
	}
	if s.opt.JWTNow != nil {
		return checkTimes(claims.IAT, claims.EXP, s.opt.JWTNow())
	}
	why := checkTimes(claims.IAT, claims.EXP, s.opt.Now())
	if why != "" && checkTimes(claims.IAT, claims.EXP, time.Now()) == "" {
		return ""
	}
	return why
}

func decodePart(part string, into any) bool {
	b, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return false
	}
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	return d.Decode(into) == nil
}

// checkTimes holds the JWT's times against GitHub's rules: issued not more than a
// minute ahead, ended not yet, ending within ten minutes.
func checkTimes(iat, exp json.Number, now time.Time) string {
	issued, err := iat.Float64()
	if err != nil {
		return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"
	}
	ends, err := exp.Float64()
	if err != nil {
		return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires"
	}
	at := float64(now.Unix())
	switch {
	case issued > at+60:
		return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"
	case ends <= at:
		return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires"
	case ends > at+600:
		return "'Expiration time' claim ('exp') is too far in the future"
	}
	return ""
}

// tokenRequest is the body of POST …/access_tokens.
type tokenRequest struct {
	Repositories  []string          `json:"repositories"`
	RepositoryIDs []int64           `json:"repository_ids"`
	Permissions   map[string]string `json:"permissions"`
}

func (s *Server) postAccessToken(q *ask) answer {
	in := s.world.installation(q.number("installation_id"))
	if in == nil {
		return notFound()
	}
	if !in.suspended.IsZero() {
		return failed(403, "This installation has been suspended")
	}
	var want tokenRequest
	if len(q.body) > 0 && json.Unmarshal(q.body, &want) != nil {
		return failed(400, "Problems parsing JSON")
	}
	g := &grant{installation: in.id, permissions: maps.Clone(in.permissions), expires: s.now().Add(time.Hour)}
	if want.Permissions != nil {
		for k, level := range want.Permissions {
			if !covers(in.permissions[k], level) || !slices.Contains([]string{"read", "write", "admin"}, level) {
				return unprocessable("The permissions requested are not granted to this installation.")
			}
		}
		g.permissions = maps.Clone(want.Permissions)
		g.permissions["metadata"] = "read"
	}
	narrowed, ok := s.narrow(in, want)
	if !ok {
		return unprocessable("There is at least one repository that does not exist or is not accessible to the parent installation.")
	}
	body := object{"expires_at": stamp(g.expires), "permissions": g.permissions, "repository_selection": in.selection()}
	if narrowed != nil {
		g.repositories = map[int64]bool{}
		repos := []object{}
		for _, r := range narrowed {
			g.repositories[r.id] = true
			repos = append(repos, s.renderRepository(r))
		}
		body["repositories"], body["repository_selection"] = repos, "selected"
	}
	token := newToken(s.opt.AppID)
	s.grants[token] = g
	body["token"] = token
	return answer{status: 201, body: body}
}

// narrow are the repositories that a token is asked for, nil for all of the
// installation's; ok is false where one of them is not its.
func (s *Server) narrow(in *installation, want tokenRequest) (repos []*repo, ok bool) {
	take := func(r *repo) bool {
		if r == nil || !in.covers(r) {
			return false
		}
		repos = append(repos, r)
		return true
	}
	for _, id := range want.RepositoryIDs {
		if !take(s.world.repoByID(id)) {
			return nil, false
		}
	}
	for _, name := range want.Repositories {
		if !take(s.world.repo(in.account.login + "/" + name)) {
			return nil, false
		}
	}
	return repos, true
}

// budget counts what an hour allows.
type budget struct {
	limit int
	used  int
	reset time.Time
}

// at renews the budget when its hour is over.
func (b *budget) at(now time.Time) *budget {
	if !now.Before(b.reset) {
		b.used, b.reset = 0, now.Add(time.Hour)
	}
	return b
}

func (b *budget) remaining() int { return max(0, b.limit-b.used) }

func (b *budget) render() object {
	return object{"limit": b.limit, "used": b.used, "remaining": b.remaining(), "reset": b.reset.Unix()}
}

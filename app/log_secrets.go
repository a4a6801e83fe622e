package app

import (
	"bytes"
	"encoding/json"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// tokenPattern finds GitHub's tokens, the long ones of today and the short ones
// of before, the App's signed requests for them, and private keys whole, so that
// none reaches a log whatever happens.
var tokenPattern = regexp.MustCompile(`gh[a-z]_[A-Za-z0-9._-]{16,}|github_pat_[A-Za-z0-9_]{20,}` +
	`|eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]{8,})+` +
	`|(?s)-----BEGIN [A-Z ]+-----.*?(?:-----END [A-Z ]+-----|\z)`)

const redacted = "[redacted]"

// piece is how many bytes of a secret in a row are replaced: a library that cuts
// what it quotes tells no more than 8.
const piece = 9

// redaction knows what no log may show.
type redaction struct {
	// short replaces secrets that are no longer than a piece, whole.
	short *strings.Replacer
	// pieces are all pieces of the longer ones.
	pieces map[[piece]byte]struct{}
}

// newRedaction redacts secrets in each form in which they may be written. In JSON,
// where all that was a quote in one is escaped, no piece begins within an escape:
// the quotes that stand there by themselves are JSON's.
func newRedaction(secrets []string, asJSON bool) redaction {
	r := redaction{pieces: map[[piece]byte]struct{}{}}
	var pairs []string
	for _, s := range secrets {
		if s == "" {
			continue
		}
		for _, f := range forms(s) {
			if asJSON {
				f = inJSON(f)
			}
			if len(f) < piece {
				pairs = append(pairs, f, redacted)
			}
			for i := 0; i+piece <= len(f); {
				r.pieces[[piece]byte([]byte(f[i:i+piece]))] = struct{}{}
				if i++; asJSON && f[i-1] == '\\' {
					i += escape(f[i-1:]) - 1
				}
			}
		}
	}
	r.short = strings.NewReplacer(pairs...)
	return r
}

// escape is how long the escape is that a quoted text begins with.
func escape(s string) int {
	if len(s) > 1 && s[1] == 'u' {
		return min(6, len(s))
	}
	return min(2, len(s))
}

// forms are how a secret may be written: as it is, quoted, in JSON, in a URL, and
// quoted again by whoever quotes an error.
func forms(s string) []string {
	once := []string{s, quoted(s), inJSON(s), url.QueryEscape(s), url.PathEscape(s), strings.TrimPrefix(url.UserPassword("", s).String(), ":")}
	out := once
	for _, f := range once[1:3] {
		out = append(out, quoted(f), inJSON(f))
	}
	return out
}

func quoted(s string) string {
	q := strconv.Quote(s)
	return q[1 : len(q)-1]
}

func inJSON(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // as the log's handlers
	_ = e.Encode(s)        // a string always can be encoded
	return b.String()[1 : b.Len()-2]
}

// text redacts tokens first, for what is cut out of one would hide the rest.
func (r redaction) text(s string) string {
	if mayHoldToken(s) {
		s = tokenPattern.ReplaceAllString(s, redacted)
	}
	return r.short.Replace(r.cut(s))
}

// mayHoldToken spares most texts the search: each delivery is a line.
func mayHoldToken(s string) bool {
	return strings.Contains(s, "_") && (strings.Contains(s, "gh") || strings.Contains(s, "github_")) || strings.Contains(s, "eyJ") || strings.Contains(s, "-----BEGIN")
}

// cut replaces what consists of pieces.
func (r redaction) cut(s string) string {
	var b strings.Builder
	kept := 0
	for i := 0; i+piece <= len(s); i++ {
		if !r.has(s, i) {
			continue
		}
		end := i + piece
		for j := i + 1; j <= end && j+piece <= len(s); j++ {
			if r.has(s, j) {
				end = j + piece
			}
		}
		from, to := whole(s, i, end)
		b.WriteString(s[kept:max(from, kept)])
		b.WriteString(redacted)
		kept, i = to, to-1
	}
	if kept == 0 {
		return s
	}
	return b.String() + s[kept:]
}

func (r redaction) has(s string, i int) bool {
	_, ok := r.pieces[[piece]byte([]byte(s[i:i+piece]))]
	return ok
}

// whole widens a part of a text so that it cuts through no character and through no
// escape of a quoted one.
func whole(s string, from, to int) (int, int) {
	for from > 0 && !utf8.RuneStart(s[from]) {
		from--
	}
	if slashes(s[:from])%2 == 1 {
		from--
	}
	for to < len(s) && !utf8.RuneStart(s[to]) {
		to++
	}
	for back := max(from, to-5); back < to; back++ {
		if s[back] != '\\' || slashes(s[:back])%2 == 1 {
			continue
		}
		to = max(to, back+escape(s[back:]))
	}
	return from, to
}

// slashes counts the backslashes at the end of a text.
func slashes(s string) int { return len(s) - len(strings.TrimRight(s, `\`)) }

// secrets are the configuration's values that no log may show, wherever they were
// read from.
func (c Config) secrets() []string {
	out := []string{c.ClientSecret, string(c.NotifySecret)}
	out = append(out, databaseSecrets(c.DatabaseURL)...)
	if _, where, ok := strings.Cut(c.NotifyURL, "://"); ok {
		out = append(out, where)
	}
	for _, s := range c.WebhookSecrets {
		out = append(out, string(s))
	}
	seal := c.SealKey
	if seal == "" && c.DataDir != "" {
		seal, _ = readValue(filepath.Join(c.DataDir, SealKeyFile))
	}
	out = append(out, list(seal)...)
	out = append(out, keyLines(c.PrivateKey)...)
	return append(out, c.Traces.secrets()...)
}

// shortestPassword is how long a password is at least that is looked for: a shorter
// one stands in half of all words, and would be told by what is left out.
const shortestPassword = 4

// databaseSecrets are the passwords in a database's address, as they are and as they
// stand there.
func databaseSecrets(address string) []string {
	u, err := url.Parse(address)
	if err != nil {
		return []string{address}
	}
	var all, out []string
	if password, set := u.User.Password(); set {
		all = append(all, password)
		if _, raw, ok := strings.Cut(u.User.String(), ":"); ok {
			all = append(all, raw)
		}
		// Escapes may be in small letters, and escape what need not be.
		if user, _, ok := strings.Cut(address, "@"); ok {
			_, raw, _ := strings.Cut(user[strings.LastIndex(user, "/")+1:], ":")
			all = append(all, raw)
		}
	}
	for _, name := range [...]string{"password", "sslpassword"} {
		all = append(all, u.Query()[name]...)
	}
	for _, s := range all {
		if len(s) >= shortestPassword {
			out = append(out, s)
		}
	}
	return out
}

// keyLines are the lines of a key in PEM, without those around it, which are the
// same in every key.
func keyLines(pem []byte) []string {
	var out []string
	for _, line := range strings.Fields(string(pem)) {
		if !strings.Contains(line, "-----") && len(line) >= piece {
			out = append(out, line)
		}
	}
	return out
}

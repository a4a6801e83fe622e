package main_test

import (
	"regexp"
	"strings"
	"testing"
)

// secrets are texts that give somebody power. A header of a key alone, as in a
// help text, is none; nor is a token's prefix.
var secrets = []textLaw{
	{regexp.MustCompile(`-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(?:\\n|\s|[A-Za-z-]+: [^\n]*\n)*[A-Za-z0-9+/=]{40}`), "a private key"},
	{regexp.MustCompile(`\bgh[pousr]_[A-Za-z0-9._-]{36}`), "a token of GitHub's"},
	{regexp.MustCompile(`\bgithub_pat_[A-Za-z0-9_]{40}`), "a token of GitHub's"},
	{regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{16,}\.eyJ[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{32}`), "a signed JSON Web Token"},
	{regexp.MustCompile(`\b(?:AKIA|ASIA)[A-Z0-9]{16}\b`), "an access key of Amazon's"},
	{regexp.MustCompile(`\bAIza[A-Za-z0-9_-]{35}`), "an API key of Google's"},
	{regexp.MustCompile(`\bxox[abeprs]-[A-Za-z0-9-]{20}`), "a token of Slack's"},
	{regexp.MustCompile(`\bsk_live_[A-Za-z0-9]{20}`), "a key of Stripe's"},
	{regexp.MustCompile(`\bnpm_[A-Za-z0-9]{36}`), "a token of npm's"},
}

// harmless are texts that look like secrets and are none, each with the reason.
// Tests make their keys and tokens as they run, so nothing of theirs is here.
var harmless = map[string]string{}

func secretLaw(files []file, allowed map[string]string) []breach {
	var out []breach
	for _, f := range files {
		for _, l := range secrets {
			for _, at := range l.pattern.FindAllStringIndex(f.text, -1) {
				found := f.text[at[0]:at[1]]
				if allowed[found] == "" {
					out = append(out, breach{f.name, "looks like " + l.why + ": " + found[:min(len(found), 12)] + "…"})
				}
			}
		}
	}
	return out
}

func TestNoSecrets(t *testing.T) { report(t, secretLaw(repository(t), harmless)) }

// TestSecretLawBites builds its bad examples as it runs, so that it holds none.
func TestSecretLawBites(t *testing.T) {
	long := strings.Repeat("aB3", 30)
	key := "-----BEGIN RSA PRIVATE" + " KEY-----"
	bad := []string{
		key + "\n" + long, key + `\n` + long, key + "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES\n\n" + long,
		"gh" + "p_" + long, "token=gh" + "s_" + long, "gh" + "s_123_eyJ" + long + "." + long, "github_" + "pat_" + long,
		"eyJ" + long + ".eyJ" + long + "." + long, "AKI" + "A" + strings.Repeat("Q7", 8), "AIz" + "a" + long, "xox" + "b-" + long,
		"sk_" + "live_" + long, "npm" + "_" + long,
	}
	for _, text := range bad {
		bites(t, secretLaw([]file{{"testdata/a.txt", "x " + text + " y"}}, nil), "looks like")
	}
	for _, text := range []string{key, key + "\n...", "gh" + "s_[A-Za-z0-9._-]{36,}", "gh" + "p_short", "AKI" + "A", "want an RSA key (" + key + ")"} {
		bites(t, secretLaw([]file{{"app/a.go", text}}, nil))
	}
	known := "AKI" + "A" + strings.Repeat("Q7", 8)
	bites(t, secretLaw([]file{{"a.txt", known}}, map[string]string{known: "an example of the documents"}))
}

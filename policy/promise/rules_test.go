package promise

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRules(t *testing.T) {
	yes, no := true, false
	type rules struct {
		Key, Scope, Harbour, Credit, Ban bool
		Bounty                           *bool
	}
	tests := map[string]rules{
		"Please do not open a public issue.":                                {Ban: true},
		"Do not disclose the problem before we have fixed it.":              {Ban: true},
		"Keep the report confidential until a release is out.":              {Ban: true},
		"We ask you not to report weaknesses through public GitHub issues.": {Ban: true},
		"Bitte keine öffentlichen Issues.":                                  {Ban: true},
		"请勿公开披露漏洞。":                                                         {Ban: true},
		"Open an issue in the public tracker.":                              {},
		"We acknowledge the receipt of your report.":                        {},
		"We will credit you in the advisory.":                               {Credit: true},
		"Reporters are listed in our hall of fame.":                         {Credit: true},
		"We publicly acknowledge researchers who helped us.":                {Credit: true},
		"Store credentials and credit card numbers safely.":                 {},
		"We will not take legal action against research in good faith.":     {Harbour: true},
		"# Safe harbour": {Harbour: true},
		"We make a good faith effort to answer within a week.":                     {},
		"We run a bug bounty program.":                                             {Bounty: &yes},
		"We do not offer a bounty for reports.":                                    {Bounty: &no},
		"Unfortunately there are no monetary rewards, we have no bug bounty.":      {Bounty: &no},
		"Bounty eligibility and response times are listed there.":                  {},
		"Denial of service is out of scope.":                                       {Scope: true},
		"We do not consider missing headers to be vulnerabilities.":                {Scope: true},
		"Encrypt with [our PGP key](https://example.org/key.asc).":                 {Key: true},
		"Key fingerprint: 0123 4567 89AB CDEF 0123 4567 89AB CDEF 0123 4567":       {Key: true},
		"Sign your mail with OpenPGP.":                                             {},
		"Keep API keys out of your repository, see [here](https://example.org/x).": {},
		"```\n-----BEGIN PGP PUBLIC KEY BLOCK-----\n```":                           {Key: true},
		"<!-- Do not open a public issue. We run a bug bounty program. -->":        {},
	}
	for text, want := range tests {
		d := Read(text)
		got := rules{d.EncryptionKey, d.OutOfScope, d.SafeHarbor, d.Credit, d.PublicDisclosureProhibited, d.Bounty}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestRulesHaveEvidence(t *testing.T) {
	text := "# Security\n\nWe will not take legal action.\n\nWe will credit you\nin the advisory.\n"
	d := Read(text)
	if e := d.Evidence.SafeHarbor; e.Line != 3 || e.Quote != "We will not take legal action." {
		t.Errorf("safe harbour: %+v", e)
	}
	if e := d.Evidence.Credit; e.Line != 5 || e.Quote != "We will credit you\nin the advisory." {
		t.Errorf("credit: %+v", e)
	}
	if d.Evidence.Bounty.Quote != "" || d.Evidence.OutOfScope.Line != 0 {
		t.Errorf("evidence of what is not said: %+v", d.Evidence)
	}
}

func TestProhibited(t *testing.T) {
	text := `Please do not:

- access data of other users
- run automated scanners
- publicly disclose the problem before it is fixed

Phishing of our employees is prohibited.

## Best practices

- Do not store passwords in plain text.
- Avoid denial of service by setting limits.
`
	want := []string{"access data of other users", "run automated scanners", "Phishing of our employees is prohibited."}
	var got []string
	for _, p := range Read(text).Prohibited {
		got = append(got, p.Text)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSupportedVersions(t *testing.T) {
	tests := map[string][]string{
		"| Version | Supported |\n|---|---|\n| 2.x | yes |\n":                           {"table"},
		"## Supported versions\n\nOnly the latest minor release gets security fixes.\n": {"latest minor release"},
		"We provide security updates for the last three releases.\n":                    {"last three releases"},
		"| Severity | Time |\n|---|---|\n| high | 2 days |\n":                           nil,
		"Always use the latest release.\n":                                              nil,
		"Use this section to tell people about which versions of your project are currently being supported with security updates.\n\n| Version | Supported |\n|---|---|\n| 5.1.x | yes |\n": nil,
	}
	for text, want := range tests {
		var got []string
		for _, v := range Read(text).SupportedVersions {
			got = append(got, v.Text)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

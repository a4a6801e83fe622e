package promise

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAddresses(t *testing.T) {
	tests := map[string]string{
		"Write to sec@example.org.":                    "sec@example.org",
		"sec.team+x@mail.example.org, or call":         "sec.team+x@mail.example.org",
		"security [at] example [dot] org":              "security@example.org",
		"security(at)example(dot)org":                  "security@example.org",
		"security at example dot org":                  "security@example.org",
		"security AT example DOT org":                  "security@example.org",
		"sec-team [at] lists dot example dot org":      "sec-team@lists.example.org",
		"sicherheit (ät) example (punkt) org":          "sicherheit@example.org",
		"seguranca arroba example ponto org":           "seguranca@example.org",
		"sec [at] example.org":                         "sec@example.org",
		"sec#example.org (replace # by @)":             "sec@example.org",
		"look at example.org or at the dot":            "",
		"a version like 1@2.3":                         "",
		"https://example.org/@user@host.example":       "",
		"git@example.org:owner/repo.git is no mailbox": "git@example.org",
		"logo@2x.png": "",
	}
	for text, want := range tests {
		var got []string
		for _, a := range addresses(text, splitWords(text)) {
			got = append(got, a.plain)
			if a.from < 0 || a.to > len(text) || a.from >= a.to {
				t.Errorf("%q: place %d to %d", text, a.from, a.to)
			}
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q: got %q, want %q", text, s, want)
		}
	}
}

func TestChannels(t *testing.T) {
	tests := map[string][]string{
		"Mail [us](mailto:sec@example.org?subject=x).":                                                   {"email sec@example.org *"},
		"Mail [sec@example.org](mailto:old@example.org).":                                                {"email sec@example.org *"},
		"Use the [advisory form](https://github.com/o/r/security/advisories/new).":                       {"github_pvr https://github.com/o/r/security/advisories/new *"},
		"Please use the \"Report a vulnerability\" button in the Security tab.":                          {"github_pvr  *"},
		"Report it with GitHub's private vulnerability reporting, or mail sec@example.org.":              {"email sec@example.org", "github_pvr "},
		"Open a private security advisory (preferred).\n\nAlternatively mail sec@example.org.":           {"github_pvr  *", "email sec@example.org"},
		"We will publish a GitHub security advisory once it is fixed.":                                   nil,
		"The team creates a security advisory and invites you.":                                          nil,
		"See our [past advisories](https://github.com/o/r/security/advisories).":                         nil,
		"Report through [HackerOne](https://hackerone.com/example).":                                     {"hackerone https://hackerone.com/example *"},
		"We use [Bugcrowd](https://bugcrowd.com/example) for reports.":                                   {"bugcrowd https://bugcrowd.com/example *"},
		"Please disclose it on [huntr](https://huntr.dev/repos/example).":                                {"huntr https://huntr.dev/repos/example *"},
		"This text is based on HackerOne's.":                                                             nil,
		"Fill in [the form](https://forms.gle/example).":                                                 {"form https://forms.gle/example *"},
		"Write to sec@example.org. If you receive no reply within a week, write to boss@example.org.":    {"email sec@example.org *", "email boss@example.org"},
		"Subscribe to announce@example.org for news.":                                                    nil,
		"<!-- Mail sec@example.org -->":                                                                  nil,
		"We will send the patch to vendors@example.org first.":                                           nil,
		"Use GitHub's private vulnerability reporting, or mail one of the owners (see the commits).":     {"github_pvr ", "email "},
		"Use private vulnerability reporting on GitHub. Or mail the author (see their profile).":         {"github_pvr ", "email "},
		"- **E-mail:** [Your contact mail]\n- Open a private security advisory":                          {"github_pvr ", "email [Your contact mail]"},
		"Open a private security advisory and mention your email address, so that we can reach you.":     {"github_pvr  *"},
		"To report a flaw, use one of these ways:\n\n- 🔒 **GitHub Security Advisory**":                   {"github_pvr  *"},
		"# Reporting process\n\nMail sec@example.org (or use GitHub Security Advisories).":               {"email sec@example.org", "github_pvr "},
		"Mail sec@example.org. Our program on HackerOne was discontinued.":                               {"email sec@example.org *"},
		"Mail sec@example.org. We no longer take reports on Bugcrowd.":                                   {"email sec@example.org *"},
		"Mail sec@example.org. The list users@example.org is used for release announcements.":            {"email sec@example.org *"},
		"Mail sec@example.org. Suggestions to improve this policy go to policy@example.org.":             {"email sec@example.org *"},
		"Mail sec@example.org.\n\nThe people we contact before a release:\n\n- Distro (sec@distro.test)": {"email sec@example.org *"},
		"Im Reiter Security **Report a vulnerability** wählen.":                                          {"github_pvr  *"},
		"Contacta al autor por el email de su perfil.":                                                   {"email  *"},
		"Maintainer bitte direkt kontaktieren.":                                                          {"other Maintainer bitte direkt kontaktieren *"},
		"Contact the maintainer through GitHub, in private.":                                             {"other Contact the maintainer *"},
		"Open a private security advisory, or ping the maintainers on Discord.":                          {"github_pvr ", "other ping the maintainers"},
		"Please include your contact data (email or handle) in the report.":                              nil,
		"No abras un issue público. Escribe a sec@example.org.":                                          {"email sec@example.org *"},
		"Segnalare con la segnalazione privata di GitHub.":                                               {"github_pvr  *"},
		"Mail sec@example.org.\n\nSuggestions to improve this policy are welcome in a pull request.":     {"email sec@example.org *"},
		"Envíe un correo a [CORREO DE CONTACTO].":                                                        {"email [CORREO DE CONTACTO] *"},
		"If an issue or pull request proposes it, be aware that we decline.":                             nil,
		"## E-mail\n\nTo be filled in.":                                                                  nil,
		"Send us an email with the details.":                                                             {"email  *"},
		"# Code of conduct\n\nWrite to conduct@example.org.":                                             nil,
		"Melden Sie Lücken über die private Schwachstellenmeldung oder per Mail an sec@example.org.":     {"email sec@example.org", "github_pvr "},
		"```\nsec@example.org\n```":                                                                      {"email sec@example.org *"},
		"    uid Jo Doe <jo@example.org>":                                                                nil,
		"Refer to our [security policy](https://example.org/security) to report a problem.":              {"other https://example.org/security *"},
	}
	for text, want := range tests {
		var got []string
		for _, c := range Read(text).Channels {
			s := c.Kind + " " + c.Address
			if c.Preferred {
				s += " *"
			}
			got = append(got, s)
			if c.Line < 1 || c.Quote == "" || !strings.Contains(text, c.Quote) {
				t.Errorf("%q: line %d, quote %q", text, c.Line, c.Quote)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

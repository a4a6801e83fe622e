package setup

import (
	"bytes"
	"fmt"
)

const header = `# The registration of the GitHub App, as "Registering a GitHub App from a manifest"
# on docs.github.com describes it. Written by: go generate ./app/setup
#
# The command advisory-bot setup registers it for you. By hand: put your own address into
# hook_attributes.url, and add administration: write only if the App shall start
# temporary private forks. GitHub always sends installation events beside the ones
# below.
`

// YAML is app.yml: the registration with the reason for each thing asked for. All
// values are words of GitHub's or plain ASCII text of ours, so they need no more
// quoting than Go's.
func YAML() []byte {
	m := Registration()
	var b bytes.Buffer
	b.WriteString(header)
	fmt.Fprintf(&b, "name: %s\ndescription: %q\nurl: %s\n", m.Name, m.Description, m.URL)
	fmt.Fprintf(&b, "hook_attributes:\n  url: %s\n  active: %t\n", m.Hook.URL, m.Hook.Active)
	fmt.Fprintf(&b, "public: %t\n", m.Public)
	b.WriteString("default_permissions:\n")
	for _, p := range permissions {
		fmt.Fprintf(&b, "  %s: %s # %s\n", p.name, p.level, p.why)
	}
	b.WriteString("default_events:\n")
	for _, e := range events {
		fmt.Fprintf(&b, "  - %s # %s\n", e.name, e.why)
	}
	return b.Bytes()
}

package report

import "testing"

// TestLetters reads headers, signatures, lists and sentences of letters and
// advisories as people write them.
func TestLetters(t *testing.T) {
	for _, c := range []struct{ name, title, text, want string }{
		{"header of an exploit", "", "# Exploit Title: Stored XSS in rocket\n# Exploit Author: Robin Example\n# Version: 2.5.0\n# Tested on: Debian 13\n# Blog: https://robin.example/\n", "+reporter_name +affected_versions +environment +contact"},
		{"address on the next line", "", "# Discovered by: Robin Example\n# Blog:\nhttps://robin.example/notes\n", "+reporter_name +contact"},
		{"rated heading", "", "### Severity: High\n\n### Details\nIt stops.\n", "+severity"},
		{"roman sections", "", "I. Summary\nThe viewer trusts a length of the file, and reads on.\n----------------------------------------------------------\nII. Impact\nMemory corruption\n----------------------------------------------------------\nIII. Affected\nRocket Viewer 21.0.4\n----------------------------------------------------------\nIV. Credit\nRobin Example from Harbour Labs is credited for this find.\n", "+description +impact +affected_versions +reporter_name +affiliation"},
		{"site of the reporter", "", "Discovered by: Harbour Example LLC\n\nWebsite: https://harbour.example\n", "+contact +reporter_name"},
		{"site of the product", "", "Product: Rocket\n\nWebsite: https://rocket.example\n", "-contact"},
		{"thanks at the end", "", "A member can store a script. Thanks Robin Example for reporting.", "+reporter_name"},
		{"thanks to several", "", "Thanks to Robin Example, Kim Sample, Harbour GmbH.", "+reporter_name"},
		{"thanks to nobody", "", "Thanks for your time.\n", "-reporter_name"},
		{"people to credit", "", "We ask that the following researchers be credited for it:\nRobin Example, Kim Sample - Harbour Research Team\n", "+reporter_name"},
		{"name with a number", "", "The search prints what it gets.\n\nThanks!\nRegards \nRobin 77\n", "+reporter_name"},
		{"handle", "", "Names of rooms are printed as they are.\n\nBy @robin_ex (twitter)\n", "+reporter_name +contact"},
		{"how to reach", "", "Before you publish, please contact me via email at robin@harbour.example first.\n", "+contact"},
		{"for the user", "", "It lets anyone perform actions on behalf of the user.", "-affiliation"},
		{"file name", "", "Found by a crawler: /panel/js/board.inc.js", "-affiliation"},

		{"list of what was used", "", "## Supporting Material/References:\n- Fedora 44 x64\n- NODEJS 22.4.0\n- NPM 11.1\n", "+environment"},
		{"labels in brackets", "", "- [OPERATING SYSTEM VERSION]: Kali Linux\n- [NODEJS VERSION]: 22.1.0\n", "+environment"},
		{"not seen there", "", "I haven't seen it on Windows 11.", "-environment"},
		{"only an address", "", "## Platform(s) affected:\nhttps://rocket.example/?a=1\n", "-environment"},

		{"version asked for", "", "Tested on\n```\n> rocketd --version\nRocket 'Quiet Owl' (v0.12.3.0-master-0ddd1e5)\n```\n", "+affected_versions"},
		{"vulnerable packages", "", "## 4. Vulnerable packages\n\n* Rocket Light 1.15.0.137 or older\n", "+affected_versions"},
		{"fields of a mail", "", "From: a@b.example\nMIME-Version: 1.0\nContent-Type: text/html\n\n<img src=x onerror=alert(2)>\n", "-affected_versions +proof_of_concept"},
		{"xml", "", "Send this:\n\n<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<call/>\n", "-affected_versions"},

		{"only if built so", "", "The check is skipped if rocket is built against libfoo.", "+configuration"},
		{"condition", "", "The overflow needs a long name, and happens only when the relay mode is enabled.", "+configuration"},
		{"step that sets up", "", "1. Configure two resolvers with equal weight\n2. Send requests\n", "+configuration"},
		{"own proxy", "", "1. Configure your browser to use Burp\n2. Send the request again\n", "-configuration"},
		{"always so", "", "The assertions are disabled in the shipped builds.", "-configuration"},

		{"who and how", "", "A malicious host can answer with a name that is too long.", "+attack_scenario"},
		{"victim", "", "The victim only needs to open a prepared file; once the victim opens it, the code runs.", "+attack_scenario"},
		{"input", "", "If user input reaches the runner, it can pass options to git.", "+attack_scenario"},
		{"textbook", "", "Description: Stored attacks are those where a script stays on a server for good. The victim then gets the malicious script with the page.\n", "-attack_scenario -impact"},
		{"textbook at first", "", "A buffer overflow occurs when a program writes more than fits, which lets an attacker run arbitrary code.", "-impact"},
		{"title again", "No rate limit on newsletter form", "## Impact\n\nNo rate limit in form.\n", "-impact"},
		{"harm again", "Bypass of the host check", "## Impact\n\nBypass of the check.\n", "+impact"},

		{"rated title", "moderate: rocket proxy follows redirects", "", "+severity"},
		{"tag in a title", "[Critical] Domain can be taken", "", "-severity"},
		{"fixed in", "", "The issue is fixed in rocket 1.21.0. A patch for the issue is on the site.", "+suggested_fix +affected_versions"},
	} {
		check(t, c.name, c.title, c.text, c.want)
	}
}

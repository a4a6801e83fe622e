package report

import (
	"strings"
	"testing"
)

// TestHurried reads reports as they are written in a hurry: each holds the contents
// after "+", and none of those after "-".
func TestHurried(t *testing.T) {
	fence := "```"
	for _, c := range []struct{ name, title, text, want string }{
		{"page without a fence", "Settings change without a token", "Save this as a page and let a member open it:\n\n<html>\n<form action=\"https://rocket.example/settings\" method=\"post\">\n<input name=\"mail\" value=\"x@evil.example\">\n</form>\n</html>\n", "+proof_of_concept"},
		{"page to try", "", "Try this page in a browser where you are signed in:\n\n<form action=\"/transfer\" method=\"post\"><input name=\"to\"></form>\n", "+proof_of_concept +steps_to_reproduce"},
		{"encoded payload", "", "1. Open the search\n2. Call ``https://shop.example/find?q=%22%3E%3Csvg%20onload%3Dprompt(1)%3E``\n3. A box comes up\n", "+proof_of_concept +steps_to_reproduce"},
		{"code under a sentence", "", "The following snippet kills the interpreter\n    old = Ratio.build(3)\n    Ratio = List\n    print(old.neg())\n\nNo flags are needed.\n", "+proof_of_concept"},
		{"input and its trace", "", "The following input brings the parser down:\n" + fence + "\n[[[[[[\n" + fence + "\n" + fence + "\n==77==ERROR: AddressSanitizer: stack-overflow\n    #0 0x4f in read_list src/list.c:20\n" + fence + "\n", "+proof_of_concept +steps_to_reproduce +logs"},
		{"labels above fences", "", "Sanitizing lets a tag through.\ncode\n" + fence + "\nputs clean('<b<u>x')\n" + fence + "\n\nresult\n" + fence + "\n<u>x\n" + fence + "\n", "+proof_of_concept +logs"},
		{"marks before labels", "", "[-] Affected Versions:\n\nAll versions up to 3.2.\n\n[-] Proof of Concept:\n\nhttps://research.example/pocs/rocket-32.py\n\n[-] Solution:\n\nUpdate to 3.3.\n", "+affected_versions +proof_of_concept +suggested_fix"},
		{"recording attached", "", "The server stops answering.\n\nAttachment: crash-2.webm\n", "+proof_of_concept"},
		{"program and log attached", "", "1. A log of the run is attached, see run.log\n2. The source for the small server is attached as well (srv.go)\n", "+proof_of_concept +logs"},
		{"flawed code as a proof", "", "## PoC\n" + fence + "\nif ($mode == 'reset') {\n  $u = new Member($db);\n  $r = $u->load($_GET[\"name\"]);\n  if ($r < 0) {\n    $note = 'no such member';\n  }\n}\n" + fence + "\n", "-proof_of_concept"},
		{"advice is no proof", "", "### Workarounds\n\nNone.\n\n### Patches\n\nRun `gem update rocket` to get the release with the fix.\n", "-proof_of_concept -steps_to_reproduce +suggested_fix"},
		{"numbered description", "", "The wrong password can be taken:\n\n1. The entry of the target comes second\n2. The first entry has no password\n", "-steps_to_reproduce"},
		{"list that lost its numbers", "", "To reproduce it you need two browsers.\n\n    Open the profile page of the second account.\n\n    Send the form again with the first cookie.\n", "+steps_to_reproduce"},

		{"interpreter", "", fence + "ruby\nirb(main):001:0> Rocket.load(x)\n=> \"secret\"\n" + fence + "\n", "+logs"},
		{"output told before", "", "With the assertion added, this is the output of the command:\n\n    rocket: src/q.c:31: pack: Assertion `n <= len' failed.\n", "+logs"},
		{"log announced", "", "Logs seen on the proxy:\n" + fence + "\nGET / HTTP/1.1\nHost: a.example\n" + fence + "\n", "+logs"},
		{"response heading", "", "#### RESPONSE:\n\n    \"state\":\"open\",\"id\":4\n", "+logs"},
		{"picture", "", "The list then holds the name:\n\nhttps://files.example/a/list-after.png\n", "+logs"},
		{"how to get a trace", "", "Compile the library with AddressSanitizer to identify the write.\n", "-logs"},
		{"expected output", "", "1. Start it\n2. Observe the output: it should show the memory of the server\n", "-logs"},

		{"function in a title", "Out-of-bounds read in pnm_row_next", "It reads too far.", "+source_location"},
		{"method in a title", "Bypass of the check in verifyTicket", "", "+source_location"},
		{"class in a title", "Rocket::Html::Cleaner lets scripts through", "", "+source_location"},
		{"file in a title", "rocket accepts hosts that are not in known_hosts", "", "-source_location"},
		{"plugin in a title", "Stored XSS in member_list plugin", "", "-source_location"},
		{"call", "", "The flaw is a missing check in TicketStore.readAll(), which trusts the length.", "+source_location"},
		{"call of the library", "", "The vulnerable page passes the name to shell_exec() without quoting.", "-source_location"},
		{"heading with a path", "", "**In the file src/io/reader.ts:**\n\nReplace the call.\n", "+source_location"},
		{"windows path", "", "The request goes straight into the redirect in \\web\\panel\\signin.php.\n", "+source_location"},
		{"file in quotes", "", "In \"invoice-view.php\" file the title is printed as it came. An attacker can execute scripts.\n", "+source_location"},
		{"difference", "", "### Patch\n" + fence + "diff\n--- a/pkg/mount/bind.go\n+++ b/pkg/mount/bind.go\n@@ -1 +1 @@\n" + fence + "\n", "+source_location"},
		{"class", "", "The vulnerable method is in the _com.example.rocket.files.ShareProvider_ class.\n", "+source_location"},
	} {
		check(t, c.name, c.title, c.text, c.want)
	}
}

// check reads a report and compares the contents with what is wanted.
func check(t *testing.T, name, title, text, want string) {
	t.Helper()
	r := Read(Input{Summary: title, Description: text})
	for _, w := range strings.Fields(want) {
		if f, ok := r.Field(w[1:]); !ok || f.Present != (w[0] == '+') {
			t.Errorf("%s: %s is wanted, got %+v", name, w, f)
		}
	}
}

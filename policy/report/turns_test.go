package report

import (
	"strings"
	"testing"
)

// TestTurns reads short texts, one a line: contents that it holds after "+" and does
// not hold after "-", then the text. "T:" begins a title, "§" is a fence.
func TestTurns(t *testing.T) {
	for _, l := range strings.Split(turns, "\n") {
		want, text, ok := strings.Cut(l, " | ")
		if !ok {
			continue
		}
		title := ""
		if strings.HasPrefix(text, "T:") {
			title, text = text[2:], ""
		}
		check(t, l, title, strings.NewReplacer(`\n`, "\n", "§", "```").Replace(text), want)
	}
}

const turns = `
+contact +reporter_name | Reporter: Robin Example (robin@harbour.example)
+reporter_name | Hi, I'm Robin Example, a researcher.
+reporter_name +affiliation | I am Robin Example from Harbour Security.
+reporter_name +affiliation | The flaw was discovered by Robin Example of Harbour Labs.
+reporter_name | Robin Example reported this issue to us.
+reporter_name | Robin Example (Harbour Labs) discovered this flaw.
+affiliation | I'm a PhD student at the University of Example.
+environment | I reproduced it on Debian 12 with PHP 8.2.
+environment | Works in Chrome and Firefox latest
+environment | On my Mac (Sonoma 14.2) with Safari
-environment | Windows users are affected.
+affected_versions | It is in the npm package rocket@2.3.1 too.
+affected_versions | Product: Rocket 2.3.1
-affected_versions | Write to robin@10.0.0.1 please.
-affected_versions | Ubuntu 22.04
+severity | Severity - Medium
+severity | Risk: High
-severity | Integrity: none
+suggested_fix | To fix, replace strcpy by strlcpy.
+suggested_fix | Consider limiting the size.
+suggested_fix | Rate limiting should be implemented.
-suggested_fix | A solution is not expected before summer.
-suggested_fix | The fix of last year is not complete.
+configuration | Only servers with the relay enabled are affected.
+configuration | Servers running with --relay are affected.
+configuration | It only works when debug mode is on.
-configuration | The page is enabled for all.
-configuration | When the form is sent, the name is set to the value.
+attack_scenario | A user visiting a prepared page loses the session.
+attack_scenario | Any logged in user can read the messages of others by changing the id.
+attack_scenario | Exploitation requires local access to the machine.
+attack_scenario | The attacker hosts a page with the form, and the victim opens it.
-attack_scenario | The function has an overflow.
+impact | It is possible to execute code on the server.
+impact | The attacker is then signed in as the victim.
-impact | An XSS attack is an attack where scripts are injected into pages.
+logs | Here is the output of valgrind:\n§\n==12== Invalid read of size 4\n§
+logs | (see shot1.png)
-logs | Check the logs of the server.
+proof_of_concept | Use this payload: ${1+1}
+proof_of_concept | Go to https://rocket.example/login?next=//evil.example
+proof_of_concept +steps_to_reproduce | 1. Log in as a user\n2. Run curl -b sid=1 https://rocket.example/admin
-proof_of_concept | A proof of concept can be sent.
+steps_to_reproduce | To reproduce, create a file with 5000 lines and run rocket on it.
+steps_to_reproduce | 1. User A creates a note\n2. User B opens the note by id\n3. B sees the note
+steps_to_reproduce | It is simple:\n\n- open the app\n- click on share\n- copy the token
-steps_to_reproduce | 1. Confidentiality\n2. Integrity\n3. Availability
+source_location | The problem lies in FrameReader.java.
+source_location | The query in models/member.py is built from the name.
-source_location | Save it as poc.py and run python poc.py
-source_location | Create a file test.c with this content.
+attack_scenario | A compromised server can return a header that is too long.
+attack_scenario | An attacker supplying a crafted archive can write files outside the target.
+attack_scenario | When a victim imports the crafted file, the code runs with their rights.
+impact | The server becomes unavailable.
+steps_to_reproduce | It is short:\n\na) open the page\nb) click edit\nc) save it
+steps_to_reproduce | You just need to visit /admin, click on export and change the id.
+steps_to_reproduce +proof_of_concept | Compile with gcc x.c && ./a.out
+proof_of_concept | Attached is a proof of concept script.
+proof_of_concept | Create test.html:\n§html\n<img src=x>\n§
+source_location | admin/list.php?id=1 is vulnerable
+source_location | the vulnerable function is parse_row
+contact | Contact: robin [at] harbour.example
+suggested_fix | Checking the owner would prevent this.
+severity | CVSS 7.5
+configuration | Clusters running in gossip mode accept any member.
-configuration | In sandbox mode it refuses absolute paths, but follows links.
-reporter_name | This is Apache Tomcat software.
-reporter_name | I am Using Windows.
-reporter_name | Thank You Very Much
-affiliation | Found by looking at the code from GitHub.
-steps_to_reproduce | - Use a token\n- Check the origin\n- Set SameSite
-steps_to_reproduce | 1. The first bug is in a.c\n2. The second bug is in b.c
-contact | 1. Register as test@example.org
-proof_of_concept | ### Details\n§js\nfunction read(a) { return eval(a) }\n§
`

// TestNotLeftBlank reads lines that look like a template's and are none.
func TestNotLeftBlank(t *testing.T) {
	for _, text := range []string{
		"*If this is not what I should send, I am sorry for my mistake.*",
		"[A grave flaw in Rocket, which reads the list of hosts and may give the secrets of other people to anyone.]",
		"### For more information\nIf you have any questions or comments about this advisory:\n* Open an issue in the repository",
		"Describe the bug\n\nThe list is read twice, and the second time past its end.",
		"**Severity**: high\n\n**CVSS**: [CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N](https://calc.example/?vector=AV:L/AC:H/PR:N/UI:N/S:U/C:L/I:N/A:N)\n\n* **Integrity**: None",
	} {
		if r := Read(Input{Description: text}); len(r.Findings) > 0 {
			t.Errorf("%q: %+v", text, r.Findings)
		}
	}
}

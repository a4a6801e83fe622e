package report

import (
	"math/bits"
	"strings"
	"unicode"
)

// set is a set of contents, one bit each in the order of ids.
type set uint32

func bit(id string) set {
	for i, k := range ids {
		if k == id {
			return 1 << i
		}
	}
	panic("internal error: unknown content") // unreachable: called with constants at start
}

func (s set) each(do func(i int)) {
	for s != 0 {
		i := bits.TrailingZeros32(uint32(s))
		do(i)
		s &^= 1 << i
	}
}

// The contents as bits.
var (
	inDescription = bit(Description)
	inSteps       = bit(StepsToReproduce)
	inPoC         = bit(ProofOfConcept)
	inImpact      = bit(Impact)
	inVersions    = bit(AffectedVersions)
	inEnvironment = bit(Environment)
	inContact     = bit(Contact)
	inLogs        = bit(Logs)
	inFix         = bit(SuggestedFix)
	inSeverity    = bit(Severity)
	inCWE         = bit(CWE)
	inSource      = bit(SourceLocation)
	inName        = bit(ReporterName)
	inAffiliation = bit(Affiliation)
	inScenario    = bit(AttackScenario)
	inConfig      = bit(Configuration)
	// inOther is a name that is known to mean none of the contents, so that what
	// stands under it is not taken for the section above.
	inOther set = 1 << 31
)

// maxLabel is the longest heading or label in bytes; longer lines are prose.
const maxLabel = 120

// maxLabelWords is how many words of a heading are looked at.
const maxLabelWords = 9

// named says which contents a heading or label announces. The longest known
// phrase in it wins, so "affected versions" is no "version" and "steps to
// reproduce the impact" is about steps.
func named(s string) set { return announced(s, 3) }

// announced is named, with how many words there may be around a known word that
// is one alone.
func announced(s string, around int) set {
	if len(s) > maxLabel {
		return 0
	}
	words := labelWords(s)
	for n := min(len(words), maxPhrase); n > 0; n-- {
		if n < 3 && len(words) > around*n { // one known word in a long title announces nothing
			continue
		}
		var got set
		for i := 0; i+n <= len(words); i++ {
			got |= names[strings.Join(words[i:i+n], " ")]
		}
		if got != 0 {
			return got
		}
	}
	return 0
}

// labelWords cuts a label into lower-case words; marks, emoji and numbers that
// only count sections fall away.
func labelWords(s string) []string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	for len(words) > 1 && (unicode.IsDigit(rune(words[0][0])) && len(words[0]) <= 2 || roman(words[0])) {
		words = words[1:]
	}
	if len(words) > maxLabelWords {
		words = words[:maxLabelWords]
	}
	return words
}

const maxPhrase = 5

// names are the phrases that announce a content, in lower case, words parted by
// one space.
var names = phrases(otherNames, map[set]string{
	inDescription: `describe the bug|describe the issue|describe the vulnerability|summary|description|details|detail|overview|vulnerability|issue|introduction|background|technical details|
		root cause|root cause analysis|analysis|problem|bug|what happened|vulnerability details|vulnerability description|
		issue description|observed behavior|observed behaviour|abstract|explanation|title|finding|technical description|
		cause|about|synopsis|the flaw|the bug|the problem|the issue|what kind of problem|flaw|vulnerability overview|issue summary|executive summary|context|mechanism|vulnerability summary|
		description of vulnerability|weakness description|actual behavior|actual behaviour|current behavior|current behaviour|what is wrong|what goes wrong|what happens`,
	inSteps: `steps to reproduce|reproduction steps|reproduction|reproduce|repro|steps|how to reproduce|replication steps|
		replication|reproducing|steps for reproduction|reproducer|reproduction procedure|walkthrough|reproducibility|
		steps to replicate|to reproduce|method to reproduce|test case|test cases|procedure|command|commands|cmd|command line|what i did|how to see it|how to repeat|how to test|how to check|how to verify|reproduction instructions|how can it be reproduced|reproduce it|recreate|recreation steps|replicate|
		reproduction guide|testing steps|verification steps|steps taken|how to replicate|how to trigger|triggering|steps to recreate|steps to verify|steps to test`,
	inPoC: `proof of concept|poc|proof of concepts|exploit|exploit code|exploitation|payload|payloads|pocs|demonstration|demo|
		example exploit|working exploit|proof|poc code|example code|exploit example|bypass example|proof of concept code|exploit script|exp|command|commands|cmd|command line|working poc|minimal example|minimal reproducer|attack example|exploitation steps|exploitation example|proof of vulnerability`,
	inImpact: `impact|impacts|risk|risks|potential risks|consequences|consequence|security impact|business impact|security implications|
		implications|potential impact|impact analysis|impact assessment|danger|threat|effect|effects|why it matters|why this matters|what it means|what this means|what can happen|so what|what can an attacker do|who is affected|who is impacted|security consequences|worst case|damage|
		attack impact|technical impact|possible impact|security risk|impact summary|severity and impact|impact of the vulnerability|security relevance`,
	inVersions: `affected versions|affected version|versions affected|version affected|vulnerable versions|vulnerable version|
		version|versions|affected products|affected product|affected software|affected packages|affected package|affected hardware|
		tested version|tested versions|product version|affected releases|affected release|software version|fixed version|fixed versions|
		patched versions|patched version|affected|affected components and versions|affected range|tested against|which versions are affected|version info|version information|version number|versions tested|vulnerable software|vulnerable product|vulnerable products|introduced in|fixed in|
		affected package versions|vulnerable packages|vulnerable package|vulnerable product versions|affected systems|software versions|library version|release|releases|product and version|seen with|seen in|observed with|observed in|confirmed on|confirmed with|tested on version|package version|installed version`,
	inEnvironment: `environment|tested on|tested with|platform|platforms|operating system|os|test environment|setup|system information|
		system info|test setup|lab setup|environment setup|host environment|tested environment|browser|browsers|os version|operating system version|
		node version|nodejs version|npm version|python version|go version|php version|java version|ruby version|rust version|browser version|docker version|gcc version|compiler version|jdk version|system configuration|prerequisites environment|set up used|setup used|my setup|my machine|test machine|test system|my environment|system version|system version info|os info|machine setup|where i saw it|testbed|test bed|environment details|machine|hardware|
		test platform|environment used|tools and environment|system|system details|os and version|runtime|runtime environment|toolchain|lab environment|seen with|observed with|confirmed on|confirmed with|tested configuration|tested systems|kernel version|compiler`,
	inContact: `blog|twitter|linkedin|contact author|author contact|contact|contact information|contact details|contact info|email|e mail|reporter contact|how to reach|reachable`,
	inLogs: `response|responses|http response|server response|raw response|logs observed|command output|scan result|scan results|scanner output|log sample|log|log output|stack trace|stacktrace|traceback|backtrace|crash log|asan log|asan output|output|screenshots|screenshot|
		crash report|sanitizer output|error output|error log|error message|asan report|results|valgrind output|console output|
		crash output|program output|crash dump|debugger output|gdb output|trace|sample output|actual output|observed output|evidence|supporting evidence|log file|log files|log excerpt|server log|server logs|relevant log output|relevant logs|kernel log|
		observed result|actual result|actual results|test results|test output|sanitizer report|crash details|crash information|stack|call stack|execution output|result|poc output|terminal output|valgrind|valgrind log|asan`,
	inFix: `fix|suggested fix|proposed fix|possible fix|recommended fix|remediation|mitigation|mitigations|recommendation|recommendations|
		suggested remediation|suggested mitigation|patch|patches|proposed patch|suggested patch|solution|solutions|workaround|workarounds|
		fix suggestion|fix suggestions|potential fix|how to fix|countermeasures|resolution|suggestion|suggestions|recommended mitigation|
		recommended remediation|suggested solution|proposed solution|possible mitigation|suggested changes|hardening|remediation steps|mitigation steps|resolution steps|fix steps|remediation advice|remedy|suggested change|suggested code change|proposed remedy|suggested remedy|proposed patch|what could be done|how to fix it|could be fixed|possible solution|possible solutions|proposed change|proposed changes|
		mitigation suggestions|mitigation strategies|suggested mitigations|possible mitigations|possible fixes|recommended action|recommended actions|how to mitigate|temporary workaround|fix recommendation|fix recommendations|suggested fixes|proposed fixes|workaround or fix|interim mitigation|prevention|how to prevent|defense`,
	inSeverity: `severity|cvss|cvss score|cvss vector|severity level|severity rating|cvss rating|risk rating|severity assessment|cvss v3|cvss v4|
		severity score|criticality|base score|risk level|cvss v3 score|cvss v3 vector|severity cvss|rating|score|classification|cvss base score|risk assessment|vector|suggested severity|estimated severity|proposed severity|severity estimate|severity and cvss|priority|overall severity|severity justification`,
	inCWE: `cwe|cwe id|cwes|weakness|weaknesses|weakness type|cwe ids|weakness enumeration`,
	inSource: `source location|affected code|vulnerable code|code location|affected file|affected files|vulnerable file|vulnerable files|
		affected source|source file|source code|affected component|vulnerable component|affected components|location|affected function|
		vulnerable function|vulnerable functions|code reference|code references|affected functions|relevant code|file|sink|affected endpoint|
		vulnerable lines|occurrences|occurrence|permalink|permalinks|affected code locations|vulnerable code location|code snippet|vulnerable snippet|affected path|code path|vulnerable path|function|where|affected class|affected method|vulnerable class|vulnerable method|vulnerable endpoint|affected source code|vulnerable source code|vulnerable source|affected source files|where in the code|code analysis|affected lines|vulnerable line|code|permanent links`,
	inName: `reporter|reported by|discovered by|credit|credits|acknowledgements|acknowledgments|acknowledgement|acknowledgment|researcher|
		found by|author|exploit author|discovered and reported by|credit request|discoverer|finder|your name|full name|submitted by|authors|reporter name|researchers|reporters|credit to|vulnerability discovered by|submitter|handle|my name|name of reporter|security researcher|researcher name|who found it|discovery credit`,
	inAffiliation: `affiliation|organization|organisation|company|employer|institution|affiliated|my organization|my company|research team|university`,
	inScenario: `attack scenario|attack scenarios|attack vector|attack vectors|exploitation scenario|exploit scenario|scenario|exploitability|
		attack|threat model|attack chain|attack path|attack surface|attacker model|preconditions|attack flow|how an attacker|exploitation conditions|
		abuse scenario|real world scenario|realistic scenario|attack prerequisites|access vector|attack preconditions|threat scenario|how an attacker would|attacker would use it|attack description|attack flow|attack steps|attack walkthrough|attacker capabilities|attacker requirements|attacker|misuse scenario|
		example scenario|example attack|example attack scenario|exploit chain|exploitation path|exploitation prerequisites|who can exploit|attack complexity|conditions for exploitation|prerequisites|preconditions|requirements|conditions|precondition|prerequisite`,
	inConfig: `configuration|special configuration|required configuration|configuration required|config|settings|configuration details|
		prerequisites|requirements|precondition|preconditions|prerequisite|conditions|required settings|needed configuration|configuration needed|vulnerable configuration|
		affected configuration|affected configurations|configuration requirements|required options|options|non default settings|setting|non default configuration|configurations|setup requirements`,
	inOther: `references|reference|timeline|for more information|more information|questions|advisory|release notes|disclosure timeline|checklist|disclosure|
		links|see also|wrap up|module stats|notes|note|disclaimer|conclusion|additional information|cve id|cve|disclosure policy|acknowledgment of ai|
		expected behavior|expected behaviour|expected|ai disclosure|module description|release date|type|bug type|vulnerability type|
		vulnerability class|further reading|resources|appendix|attachments|attachment|vendor|product|module name|package|component|expected result|expected results|expected output|earlier contact|disclosure plan|publication|intended publication|before you begin|before submitting|other observations|
		anything else|additional notes|additional context|other information|related issues|related work|related cves|disclosure policy|bounty|tags|labels|status|dates|date|history|changelog|credits and references`,
})

// phrases turns lists into a table. A name that announces nothing of interest in
// one list gives way to what another says of it.
func phrases(lists ...map[set]string) map[string]set {
	out := map[string]set{}
	for _, m := range lists {
		for id, list := range m {
			for _, p := range strings.Split(list, "|") {
				words := strings.Join(labelWords(p), " ")
				out[words] |= id
			}
		}
	}
	return out
}

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
	for len(words) > 1 && unicode.IsDigit(rune(words[0][0])) && len(words[0]) <= 2 {
		words = words[1:]
	}
	if len(words) > maxLabelWords {
		words = words[:maxLabelWords]
	}
	return words
}

const maxPhrase = 4

// names are the phrases that announce a content, in lower case, words parted by
// one space.
var names = phrases(map[set]string{
	inDescription: `summary|description|details|detail|overview|vulnerability|issue|introduction|background|technical details|
		root cause|root cause analysis|analysis|problem|bug|what happened|vulnerability details|vulnerability description|
		issue description|observed behavior|observed behaviour|abstract|explanation|title|finding|technical description|
		cause|about|synopsis|описание|漏洞描述|漏洞详情|beschreibung|descripción|描述`,
	inSteps: `steps to reproduce|reproduction steps|reproduction|reproduce|repro|steps|how to reproduce|replication steps|
		replication|reproducing|steps for reproduction|reproducer|reproduction procedure|walkthrough|reproducibility|
		steps to replicate|to reproduce|復現步驟|复现步骤|复现|漏洞复现|schritte|шаги|pasos|method to reproduce|test case|test cases`,
	inPoC: `proof of concept|poc|proof of concepts|exploit|exploit code|exploitation|payload|payloads|pocs|demonstration|demo|
		example exploit|working exploit|proof|poc code|example code|exploit example|bypass example|proof of concept code|exploit script`,
	inImpact: `impact|impacts|risk|risks|potential risks|consequences|consequence|security impact|business impact|security implications|
		implications|potential impact|impact analysis|impact assessment|danger|影响|漏洞危害|危害|auswirkung|влияние|impacto|threat`,
	inVersions: `affected versions|affected version|versions affected|version affected|vulnerable versions|vulnerable version|
		version|versions|affected products|affected product|affected software|affected packages|affected package|affected hardware|
		tested version|tested versions|product version|affected releases|affected release|software version|fixed version|fixed versions|
		patched versions|patched version|affected|影响版本|affected components and versions|affected range|versão|tested against`,
	inEnvironment: `environment|tested on|tested with|platform|platforms|operating system|os|test environment|setup|system information|
		system info|test setup|lab setup|environment setup|host environment|tested environment|browser|browsers|os version|operating system version|
		node version|nodejs version|npm version|python version|system configuration|环境|prerequisites environment`,
	inContact: `contact|contact information|contact details|contact info|email|e mail|reporter contact|how to reach|reachable`,
	inLogs: `logs|log|log output|stack trace|stacktrace|traceback|backtrace|crash log|asan log|asan output|output|screenshots|screenshot|
		crash report|sanitizer output|error output|error log|error message|asan report|results|valgrind output|console output|
		crash output|program output|crash dump|debugger output|gdb output|trace|sample output|actual output|observed output`,
	inFix: `fix|suggested fix|proposed fix|possible fix|recommended fix|remediation|mitigation|mitigations|recommendation|recommendations|
		suggested remediation|suggested mitigation|patch|patches|proposed patch|suggested patch|solution|solutions|workaround|workarounds|
		fix suggestion|fix suggestions|potential fix|how to fix|countermeasures|resolution|suggestion|suggestions|recommended mitigation|
		recommended remediation|suggested solution|proposed solution|修复建议|修复|possible mitigation|suggested changes|hardening`,
	inSeverity: `severity|cvss|cvss score|cvss vector|severity level|severity rating|cvss rating|risk rating|severity assessment|cvss v3|cvss v4|
		severity score|criticality|base score|risk level|cvss v3 score|cvss v3 vector|severity cvss|等级`,
	inCWE: `cwe|cwe id|cwes|weakness|weaknesses|weakness type|cwe ids|weakness enumeration`,
	inSource: `source location|affected code|vulnerable code|code location|affected file|affected files|vulnerable file|vulnerable files|
		affected source|source file|source code|affected component|vulnerable component|affected components|location|affected function|
		vulnerable function|vulnerable functions|code reference|code references|affected functions|relevant code|file|sink|affected endpoint|
		vulnerable lines|occurrences|occurrence|permalink|permalinks|affected code locations|vulnerable code location|code snippet|vulnerable snippet|affected path|code path|vulnerable path`,
	inName: `reporter|reported by|discovered by|credit|credits|acknowledgements|acknowledgments|acknowledgement|acknowledgment|researcher|
		found by|author|discoverer|finder|your name|full name|submitted by|authors|reporter name|researchers|reporters|credit to|vulnerability discovered by`,
	inAffiliation: `affiliation|organization|organisation|company|employer|institution|affiliated`,
	inScenario: `attack scenario|attack scenarios|attack vector|attack vectors|exploitation scenario|exploit scenario|scenario|exploitability|
		attack|threat model|attack chain|attack path|attack surface|attacker model|preconditions|attack flow|how an attacker|exploitation conditions|
		abuse scenario|real world scenario|realistic scenario|attack prerequisites|攻击场景|access vector|attack preconditions|threat scenario`,
	inConfig: `configuration|special configuration|required configuration|configuration required|config|settings|configuration details|
		prerequisites|requirements|precondition|required settings|non default configuration|configurations|setup requirements`,
	inOther: `references|reference|timeline|for more information|more information|questions|advisory|release notes|disclosure timeline|supporting material|supporting material references|checklist|disclosure|
		links|see also|wrap up|module stats|notes|note|disclaimer|conclusion|additional information|cve id|cve|disclosure policy|acknowledgment of ai|
		expected behavior|expected behaviour|expected|ai disclosure|module description|release date|type|bug type|vulnerability type|
		vulnerability class|further reading|resources|appendix|attachments|attachment|vendor|product|module name|package|component`,
})

func phrases(m map[set]string) map[string]set {
	out := map[string]set{}
	for id, list := range m {
		for _, p := range strings.Split(list, "|") {
			out[strings.Join(strings.Fields(p), " ")] |= id
		}
	}
	return out
}

package report

import "strings"

// cue is what words of a sentence hint at, one bit a kind.
type cue uint64

const (
	cueAttacker   cue = 1 << iota // somebody who attacks
	cueCan                        // can, could, allows, leads to
	cueHarm                       // what comes of an attack
	cueScenario                   // who attacks how, under which preconditions
	cueRepro                      // announces something to run
	cuePayload                    // names a payload or an exploit
	cueVideo                      // a recording that shows it
	cueShot                       // a screenshot
	cueOutput                     // announces output
	cueTrace                      // is output of a crash
	cueFix                        // says what to do about it
	cueSystem                     // an operating system or the like
	cueTested                     // tested on
	cueVersion                    // speaks of versions
	cueAffected                   // speaks of what is affected, or since when
	cueAnyVersion                 // names versions without a number: "all versions"
	cueSeverity                   // a rating in words
	cueFound                      // who found it
	cueEmployer                   // for whom the finder works
	cueConfig                     // a configuration that it takes
	cueCreate                     // makes or runs a file, so the file is no source location
	cueSource                     // points into the source
	cueCode                       // a word of program code
	cueSign                       // ends a letter
	cueGreet                      // begins one
	cueDoing                      // begins a step: open, click, run
	cueQuoted                     // announces code of the project itself
	cueMeans                      // by what means
	cueDefer                      // puts something off: "on request"
	cueOffer                      // puts something off, where it is what a report holds
	cuePointing                   // points to what follows: "this", "the following"
	cueFunction                   // speaks of a function
	cueCWE                        // names a weakness
	cueActor                      // somebody who attacks, with what they have or need
	cueState                      // how something is set, a configuration where it is a condition
	cueFeed                       // announces what to feed in
)

// phrase is what follows a first word for the whole to be a cue.
type phrase struct {
	rest string // in lower case; empty where the first word is all
	cue  cue
	next byte // the second byte of rest, 0 where there is none
}

// lexicon finds phrases by their first word. One pass over the words of a
// sentence finds all of them.
var lexicon = index(otherLexicon, furtherLexicon, map[cue]string{
	cueAttacker: `attacker|attackers|adversary|adversaries|hacker|any one|someone|hackers|malicious actor|malicious user|malicious server|malicious client|bad actor|threat actor|
		malicious users|malicious actors|any user|anyone|unauthenticated user|low-privileged user|authenticated user|an intruder`,
	cueCan: `can|could|may|might|able to|allow|allows|allowing|allowed|let|lets|enable|enables|enabling|lead to|leads to|leading to|result in|results in|
		resulting in|cause|causes|causing|would|will|gain|gains|permit|permits|potentially|possible|to read|to execute|to steal|to bypass|vulnerable to|vulnerable against`,
	cueHarm: `code execution|rce|denial of service|denial-of-service|dos|ddos|information disclosure|information leak|disclosure of|privilege escalation|escalate privileges|account takeover|
		take over|takeover|data breach|sensitive data|sensitive information|sensitive files|memory corruption|command injection|command execution|arbitrary command|arbitrary commands|
		arbitrary code|arbitrary file|arbitrary files|arbitrary javascript|arbitrary sql|crash|crashes|bypass|bypassed|bypasses|steal|stealing|hijack|hijacking|exfiltrate|exfiltration|
		data exfiltration|credentials|credential|leak|leaks|leaked|leaking|leakage|compromise|compromised|full control|unauthorized access|unauthorised access|unauthorized|impersonate|impersonation|
		spoof|spoofing|brute force|bruteforce|phishing|data loss|modify|delete|access local|access host|host filesystem|sandbox escape|escape the sandbox|integrity|confidentiality|availability|
		resource exhaustion|out of memory|memory exhaustion|exhaust|hang|infinite loop|session|cookies|tokens|secrets|private keys|read local|internal network|internal services|sql injection attack|
		redirect users|inject|execute commands|execute arbitrary|malicious code|malicious script|malicious javascript|defacement|defraud|wrong results`,
	cueScenario: `attacker-controlled|attacker controlled|attacker controls|attacker who|attacker that|attacker with|attacker needs|attacker must|attacker could|attacker can|attacker may|attacker might|
		attackers can|attackers could|attackers may|if an attacker|if the attacker|remote attacker|local attacker|unauthenticated attacker|authenticated attacker|allows an attacker|allows attacker|allow an attacker|allowing an attacker|
		victim|victims|trick|tricks|tricked|lure|attacker sends|attacker creates|attacker uploads|attacker sets|attacker submits|attacker crafts|attacker hosts|malicious user can|malicious actor can|malicious server can|
		any authenticated|any logged-in|any user can|low-privileged|controlled by an attacker|anyone can|attacker able|attacker would`,
	cueRepro: `reproduce|reproduces|reproduced|reproducing|reproducer|reproduction|poc|pocs|proof of concept|proof-of-concept|following script|following code|following command|following commands|following program|
		following request|following python|following snippet|following payload|following test|following file|following html|following requests|following curl|following query|following example|demonstrates|demonstrate|
		demonstrated|exploit|exploits|exploited as|run|running|execute|executing|launch|compile|replicate|trigger|triggers|test case|unit test|triggered|triggering|send the|sending|save this|with the command|
		example code|script|crafted|this code|this program|small program|minimal|execute the|as follows`,
	cuePayload: `payload|payloads|malicious input|crafted input|injection string|crafted url|malicious url|crafted request|proof of concept|proof-of-concept|poc`,
	cueVideo:   `video|videos|recording|screencast|screen recording|mp4|asciinema|youtu|youtube|视频|видео`,
	cueShot:    `screenshot|screenshots|screen shot|screen shots|screen-shot|screencap|see image|image below|截图|скриншот|user-attachments`,
	cueOutput: `output|outputs|result is|results in the following|prints|printed|response|responds|returns|returned|shows|stack trace|stacktrace|backtrace|traceback|logs|crash|crashes|error|errors|error message|
		you will see|we see|we get|i get|you get|you should see|will see|observe|observed|produces|reports|asan|valgrind|debugger|gdb|following:|looks like`,
	cueTrace: `addresssanitizer|undefinedbehaviorsanitizer|memorysanitizer|threadsanitizer|leaksanitizer|runtime error:|segmentation fault|segfault|core dumped|exception in thread|panic:|goroutine 1|fatal error|
		unhandled exception|uncaught exception|traceback (most|received signal|sigsegv|sigabrt|memcheck|invalid read of size|invalid write of size|stack trace|stacktrace|backtrace|heap-buffer-overflow|
		heap-use-after-free|stack-buffer-overflow|deadlysignal|syntaxerror:|typeerror:|valueerror:|referenceerror:|attributeerror:|nullpointerexception|assertion failed|assertionerror|access violation|
		uncaught typeerror|rangeerror:|runtimeerror:|keyerror:|err_|exit code|server response:|the output is|output:`,
	cueFix: `i recommend|we recommend|it is recommended|recommended to|recommend to|recommend using|should be sanitized|should be escaped|should be validated|should be checked|should sanitize|should validate|
		should check|should escape|should be fixed|should reject|should enforce|should be restricted|should be removed|should instead|should be replaced|should be updated|should be configured|should be changed|should be limited|
		i suggest|i would suggest|we suggest|suggested fix|proposed fix|possible fix|recommended fix|to mitigate this|to mitigate the issue|mitigated by|to fix this|to fix the|to fix it|fix is to|the fix is|fix would be|fix could be|
		a fix for|a possible fix|fixed by|can be fixed|could be fixed|fixing this|workaround is|a workaround|upgrade to|update to version|can be prevented|could be prevented|prevented by|avoided by|must be validated|must be sanitized|
		apply patch|apply the patch|corrected by|patch below|following patch|consider using|consider adding|enforce that|make sure to`,
	cueSystem: `ubuntu|debian|windows 10|windows 11|windows 7|windows xp|windows server|windows|macos|mac os|mac osx|osx|kali|fedora|centos|rhel|alpine|arch linux|freebsd|openbsd|android|ios|linux kernel|x86_64|aarch64|arm64|i686|amd64|
		docker run|docker build|docker-compose|docker compose|docker container|archlinux|rocky linux|opensuse|linux mint|raspberry pi|wsl|wsl2|
		firefox|chrome|chromium|safari|microsoft edge|opera|brave|node.js|nodejs|node v|php 7|php 8|python 3|python3|openjdk|jdk|go1|golang|gcc|clang|rustc|kubernetes|virtual machine|vmware|virtualbox`,
	cueTested: `tested on|tested with|tested in|tested against|tested using|tested under|tested both|tested at|running on|reproduced on|reproduced with|reproduced in|verified on|verified with|verified in|confirmed on|confirmed in|
		confirmed with|environment|tested version|operating system|system:|platform|captured using|compiled with|built with|test environment`,
	cueVersion: `version|versions|v|release|releases|released|ver|branch|commit|tag|build`,
	cueAffected: `affected|affects|affect|vulnerable|fixed in|patched in|introduced in|introduced by|since|before|prior to|through|up to|earlier|older|newer than|and later|tested|present in|exists in|all examples|was fixed|is fixed|
		resolved in|corrected in|addressed in|backported|and below|and above|starting from|starting with|on version|in version|captured using|confirmed on|confirmed in|reproduced on|reproduced with`,
	cueAnyVersion: `all versions|all current versions|any version|latest version|latest release|current version|every version|all releases|latest master|master branch|main branch|current master|latest commit|all supported versions|
		latest stable|latest code|latest git|latest main|development version|newest version|version from git|most recent version|latest upstream`,
	cueSeverity: `high severity|critical severity|medium severity|low severity|moderate severity|high-severity|critical-severity|medium-severity|low-severity|severity is|severity of this|severity as|cvss score|cvss:3|cvss:4|cvss base|cvssv3|cvss3|cvss v3|cvss v4|
		low-risk|high-risk|low risk|high risk|medium risk|critical risk|critical vulnerability|critical issue|critical flaw|critical sql|critical security|critical remote|critical command|critical authentication|critical bug|critical heap|critical buffer|
		critical path|critical stored|critical arbitrary|severity high|severity critical|severity medium|severity low|severity rating|base score`,
	cueFound: `reported by|discovered by|found by|discovered and reported|reporter:|credit:|credits:|credit to|my name is|researcher:|author:|reported to you by|finder:`,
	cueEmployer: `security researcher at|security engineer at|researcher at|engineer at|security consultant at|penetration tester at|pentester at|working at|working for|on behalf of|university of|research team at|security labs|
		research labs|research lab|security research team|threat research|security team of|student at|consultant at`,
	cueConfig: `non-default|non default|must be enabled|when enabled|if enabled|needs to be enabled|when configured|if configured|is configured with|is configured to|configured with|if the caller sets|only when|only if|if the application uses|
		option is set|option is enabled|flag is set|flag is enabled|feature is enabled|must be configured|requires the option|with the option enabled|in the default configuration|default configuration is|specific configuration|policy file|permissions policies|
		setting is enabled|must be set|is set to true|is set to false|has to be enabled|opt-in`,
	cueCreate: `create|created|creating|save|saved|run|running|execute|compile|upload|uploaded|attached|attach|poc|exploit|download|rename|called|named|script|write the|new file|add the following|put the`,
	cueSource: `in|file|files|function|method|line|lines|class|source|code|module|located|defined|handler|component|at|from|via|sink|implementation|root cause|vulnerable|here|currently|calls|uses|test|within`,
	cueCode: `import|include|require|function|def|fn|public|private|script|alert|print|println|printf|const|var|let|select|union|puts|echo|return|void|int|char|struct|async|await|new|self|null|nil|true|false|std|main|
		console|document|window|php|package|func|lambda|class|static|string|use|onerror|onload|svg|img|iframe|malloc|fetch|for|while|if|else|from|try|http|https|host|content-type|curl|buf|buffer|post|get`,
	cueSign:  `regards|best regards|kind regards|thanks|thank you|cheers|sincerely|best|yours|greetings|best wishes|looking forward`,
	cueGreet: `hi|hello|dear|hey|greetings|good morning|good day|good afternoon|hi team|hello team`,
	cueQuoted: `in the following code|vulnerable code|affected code|following lines|root cause|source code|implementation|code snippet from|code from|is defined|is implemented|looks like this|the code in|code in question|vulnerable function|
		vulnerable line|vulnerable lines|relevant code|code path|this is the code|the code is|function is|vulnerable pattern|existing code|responsible for|simplified|original code|current code|current implementation|the bug is|the issue is in|exists in|located in|located at`,
	cueMeans: `by|via|using|through|sending|supplying|providing|uploading|crafting|crafted|who|if|when|where|whose|controls|plant|trick|logged-in|remote|local|unauthenticated|authenticated`,
	cueDoing: `open|click|go|navigate|visit|login|log|create|run|execute|send|enter|select|install|clone|download|start|launch|compile|build|upload|set|use|add|submit|observe|wait|check|intercept|capture|paste|copy|type|press|
		change|modify|edit|save|load|make|register|sign|browse|access|obtain|configure|deploy|replace|insert|inject|trigger|call|import|recheck|repeat|notice|see|connect|put|write|prepare|forward|turn|host|serve|request|view|switch|
		generate|craft|verify|confirm|initialize|init|setup|follow|fill|move|scan|refresh|invite|delete|remove|find|search|look|reboot|restart|wait|import|rename|log in|sign in`,
})

func index(lists ...map[cue]string) map[string][]phrase {
	out := map[string][]phrase{}
	for _, m := range lists {
		for c, list := range m {
			for _, p := range strings.Split(list, "|") {
				p = strings.Join(strings.Fields(p), " ")
				end := wordEnd(p, 0)
				ph := phrase{rest: p[end:], cue: c}
				if len(ph.rest) > 1 {
					ph.next = ph.rest[1]
				}
				out[p[:end]] = append(out[p[:end]], ph)
			}
		}
	}
	return out
}

// leads has a bit for the mark of each first word of the lexicon, so that most
// other words are passed by without a look into the map.
var leads = func() *[1 << 10]uint64 {
	var out [1 << 10]uint64
	for word := range lexicon {
		m := stamp(word)
		out[m>>6] |= 1 << (m & 63)
	}
	return &out
}()

// stamp mixes the length and three bytes of a word, which is not empty.
func stamp(word string) uint32 {
	n := len(word)
	v := uint32(word[0]) | uint32(word[n/2])<<8 | uint32(word[n-1])<<16 | uint32(n)<<24
	return v * 2654435761 >> 16
}

// leading reports whether a word may be the first of a phrase of the lexicon.
func leading(word string) bool {
	m := stamp(word)
	return leads[m>>6]&(1<<(m&63)) != 0
}

// cuesIn gathers what the words of a text in lower case hint at.
func cuesIn(low string) cue {
	var got cue
	for i := 0; i < len(low); {
		if !wordByte(low[i]) {
			i++
			continue
		}
		end := wordEnd(low, i)
		if end-i <= maxWord && leading(low[i:end]) {
			var next byte // after the blank, to pass most phrases by
			if end+1 < len(low) {
				next = low[end+1]
			}
			for _, p := range lexicon[low[i:end]] {
				if got&p.cue == 0 && (p.next == 0 || p.next == next) && strings.HasPrefix(low[end:], p.rest) && bounded(low, end+len(p.rest)) {
					got |= p.cue
				}
			}
		}
		i = end
	}
	return got
}

// maxWord is longer than any first word of the lexicon, in bytes.
const maxWord = 32

func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 0x80 || c == '_'
}

func wordEnd(s string, i int) int {
	for i < len(s) && wordByte(s[i]) {
		i++
	}
	return i
}

// bounded reports whether a phrase that ends at i ends with a word.
func bounded(s string, i int) bool {
	return i >= len(s) || !wordByte(s[i]) || !wordByte(s[i-1])
}

package report

import "strings"

// specLine reports whether a short line is an entry of a list of what was used: the
// name of a system or of what runs the program, and its version: "Debian 13 x64",
// "Node 22.4.0".
func specLine(low string) bool {
	low = strings.TrimLeft(low, "*_`-# ")
	end := wordEnd(low, 0)
	if end == 0 || len(low) > 72 || !systems[low[:end]] && !(end < len(low) && low[end] == '.' && systems[low[:min(len(low), end+3)]]) {
		return false
	}
	rest := strings.TrimLeft(low[end:], " *_`:=.")
	rest = strings.TrimPrefix(rest, "js")
	digits := strings.IndexAny(rest, "0123456789")
	if digits < 0 || digits > 32 || wordCount(low) > 9 {
		return false
	}
	return !hasWord(low, verbsOfUse) && strings.IndexByte(low, '<') < 0 && !strings.Contains(low, "://")
}

var (
	systems = lookup(`ubuntu|debian|kali|arch|fedora|centos|rhel|alpine|opensuse|manjaro|windows|win10|win11|macos|osx|mac|linux|freebsd|openbsd|netbsd|android|ios|ipados|node|nodejs|node.js|npm|yarn|pnpm|python|python3|php|java|openjdk|jdk|ruby|go|golang|rust|rustc|perl|dotnet|
		gcc|clang|firefox|chrome|chromium|google|safari|edge|mysql|mariadb|postgresql|apache|nginx|docker|kubernetes|glibc|kernel|jruby|bun|deno|tomcat|os`)
	verbsOfUse = lookup(`is|are|was|can|has|have|does|will|fails|crashes|vulnerable|affected|before|through|prior|fixed|upgrade|update|requires|and|allows|the|to|in`)
)

// optional reports whether a step sets something up that is not so by itself:
// "Configure two resolvers", "Enable the import module".
func optional(low string) bool {
	low = strings.TrimLeft(low, " -*_`>[]()\"'")
	word := low[:wordEnd(low, 0)]
	if word != "configure" && word != "enable" && word != "disable" && word != "setenforce" {
		return false
	}
	return !hasWord(clip(low, maxLabel), proxies) && wordCount(low) >= 3
}

// proxies are what the reporter's own side is set up with.
var proxies = lookup(`burp|burpsuite|proxy|browser|foxyproxy|zap|intercept|interception|asan|addresssanitizer|sanitizer|wireshark|debug|debugger|valgrind`)

// conditional reports whether a sentence makes it a condition how something is set.
func conditional(s string) bool {
	return (hasWord(s, ifWords) || strings.Contains(s, " with --") || strings.Contains(s, "users who ")) && !needless(s) && !hasWord(s, building) && !hasWord(s, proxies)
}

var ifWords = lookup(`if|when|only|assuming|unless|provided|whenever|requires|where`)

// ratedTitle reports whether a title begins with a rating: "moderate: …", "High
// severity …". One in brackets is a tag that many set on anything.
func ratedTitle(low string) bool {
	low = strings.TrimLeft(low, " *_`#")
	end := wordEnd(low, 0)
	if !ratings[low[:end]] {
		return false
	}
	rest := strings.TrimLeft(low[end:], " *_`")
	for _, k := range [...]string{":", "- ", "severity", "risk"} {
		if strings.HasPrefix(rest, k) {
			return true
		}
	}
	return false
}

var ratings = lookup(`critical|high|medium|moderate|low|minor|severe|important|major`)

// dashed takes "Severity - Medium" and "Severity = high".
func dashed(low string) bool {
	_, rest, ok := strings.Cut(low, "severity")
	if !ok {
		return false
	}
	rest = strings.TrimLeft(rest, " -–—=*_(|")
	return ratings[rest[:wordEnd(rest, 0)]] && wordCount(low) <= 4
}

// scored takes "CVSS 7.5": no version of CVSS is so high.
func scored(low string) bool {
	_, rest, ok := strings.Cut(low, "cvss")
	if !ok {
		return false
	}
	rest = strings.TrimLeft(rest, " :=-(*_")
	return len(rest) > 2 && rest[0] >= '5' && rest[0] <= '9' && rest[1] == '.' && digit(rest[2])
}

// modal takes a mode that a program is run in: "in cluster mode".
func modal(s string) bool {
	i := strings.Index(s, " mode")
	if i < 0 || !bounded(s, i+len(" mode")) {
		return false
	}
	words := strings.Fields(s[max(0, i-40):i])
	n := len(words)
	return n >= 2 && words[n-2] == "in" && !browsing[words[n-1]] && hasWord(s, operating)
}

// operating are words of sentences that speak of how a program is run.
var operating = lookup(`if|when|only|using|running|run|runs|started|deployed|clusters|servers|installations|configured`)

// browsing are modes of a browser, and words that name no mode.
var browsing = lookup(`incognito|private|dark|light|reader|this|that|the|a|any|each|every|either|safe|offline|edit|kernel|user|default`)

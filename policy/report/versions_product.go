package report

import "strings"

// productsIn are the words of a title that may name the product: long enough, and
// neither a small word, a language or system that has versions of its own.
func productsIn(title string) map[string]bool {
	out := map[string]bool{}
	words := strings.FieldsFunc(title, func(r rune) bool { return r < 0x80 && !wordByte(byte(r)) && r != '-' && r != '.' })
	for _, w := range words[:min(len(words), maxTitleWords)] {
		w = strings.Trim(w, "-.")
		if len(w) >= 3 && !smallWords[w] {
			out[w] = true
		}
	}
	return out
}

const maxTitleWords = 24

var smallWords = lookup(`the|and|for|via|with|when|from|into|due|using|through|can|not|are|python|node|nodejs|node.js|php|java|ruby|rust|ubuntu|debian|windows|linux|macos|android|ios|firefox|chrome|safari|
	docker|version|versions|http|https|tls|ssl|cvss|cve|rfc|html|css|sql|api|xml|json|url|uri|cvssv3|step|section|all|any|one|two|three`)

// productVersion takes "rocket 2.1 does not check": a word of the title, and a
// version right after it.
func productVersion(s string, products map[string]bool) bool {
	if len(products) == 0 {
		return false
	}
	for i := 0; i < len(s); i++ {
		if !digit(s[i]) || i < 3 {
			continue
		}
		end, dots := i, 0
		for end < len(s) && (digit(s[end]) || s[end] == '.' && end+1 < len(s) && (digit(s[end+1]) || s[end+1] == 'x')) {
			if s[end] == '.' {
				dots++
			}
			end++
		}
		if (dots == 1 || dots == 2) && productBefore(strings.TrimSuffix(s[:i], "v"), products) {
			return true
		}
		i = end
	}
	return false
}

// productBefore reports whether a text ends with a word that may name the product; one
// that only begins like a longer word of the title counts from four letters on.
func productBefore(before string, products map[string]bool) bool {
	before = strings.TrimRight(before[max(0, len(before)-64):], " @:-=`*(")
	start := len(before)
	for start > 0 && (wordByte(before[start-1]) || before[start-1] == '-' || before[start-1] == '.') {
		start--
	}
	word := strings.Trim(before[start:], "-.")
	if products[word] {
		return true
	}
	if len(word) < 4 || smallWords[word] {
		return false
	}
	for p := range products {
		if len(p) >= 4 && (strings.HasPrefix(word, p) || strings.HasPrefix(p, word)) {
			return true
		}
	}
	return false
}

// openVersion takes what can hardly be anything but a version of the software:
// "0.14.x", ">= 1.2", "< 3.4.1".
func openVersion(s string) bool {
	for i := 0; i+2 < len(s); i++ {
		switch {
		case s[i] == '.' && s[i+1] == 'x' && i > 0 && digit(s[i-1]) && (i+2 == len(s) || !wordByte(s[i+2])):
			return true
		case s[i] == '<' || s[i] == '>':
			rest := strings.TrimLeft(strings.TrimPrefix(s[i+1:], "="), " ")
			rest = strings.TrimPrefix(rest, "v")
			n := 0
			for n < len(rest) && digit(rest[n]) {
				n++
			}
			if n > 0 && n < 5 && n+1 < len(rest) && rest[n] == '.' && digit(rest[n+1]) {
				return true
			}
		}
	}
	return false
}

// programVersion takes a version that stands behind a name which is neither a
// system's nor a tool's: "SLiMS 9.6.1" in a list of what was used, "Hoosk v1.8" in
// a title.
func programVersion(s string) bool {
	for i := 0; i < len(s); i++ {
		if !digit(s[i]) || i < 2 {
			continue
		}
		end, dots := i, 0
		for end < len(s) && (digit(s[end]) || s[end] == '.' && end+1 < len(s) && digit(s[end+1])) {
			if s[end] == '.' {
				dots++
			}
			end++
		}
		before := strings.TrimSuffix(s[:i], "v")
		if (dots == 1 || dots == 2) && plausible(s, i, end, cueVersion) && (end == len(s) || s[end] != '%' && (s[end] != '/' || i > 0 && s[i-1] == '-')) && !toolBefore(before) {
			return true
		}
		i = end
	}
	return false
}

// foundIn takes "a flaw was discovered in Rocket v1.3.6".
func foundIn(s string) bool {
	if !hasWord(s, findings) || strings.Contains(s, "mitigated") {
		return false
	}
	i := strings.Index(s, " in ")
	for i >= 0 {
		rest := s[i+len(" in "):]
		if programVersion(clip(rest, 48)) {
			return true
		}
		next := strings.Index(rest, " in ")
		if next < 0 {
			return false
		}
		i += len(" in ") + next
	}
	return false
}

var findings = lookup(`discovered|found|exists|exist|identified|detected`)

// toolBefore reports whether a text ends with the name of a system or a tool, or
// with no name at all.
func toolBefore(before string) bool {
	trimmed := strings.TrimRight(before[max(0, len(before)-64):], " :-=(_")
	if trimmed == "" || len(trimmed) < len(before) && len(before)-len(trimmed) > 3 {
		return true
	}
	end := len(trimmed)
	start := end
	for start > 0 && (wordByte(trimmed[start-1]) || trimmed[start-1] == '+' || trimmed[start-1] == '.') {
		start--
	}
	word := strings.Trim(trimmed[start:end], ".")
	if len(word) < 2 || digit(word[0]) {
		return true
	}
	return smallWords[word] || tools[word]
}

// tools are systems, languages, browsers and programs that a flaw is shown with.
var tools = lookup(`gcc|g++|clang|llvm|cmake|make|glibc|musl|kernel|kali|fedora|centos|rhel|alpine|arch|archlinux|suse|opensuse|mint|freebsd|openbsd|netbsd|osx|x|darwin|sonoma|ventura|monterey|safari|edge|chromium|opera|
	brave|burp|burpsuite|suite|zap|sqlmap|nmap|ffuf|wireshark|postman|curl|wget|openssl|npm|yarn|pnpm|pip|composer|maven|gradle|jdk|openjdk|temurin|jre|go|golang|rustc|cargo|perl|lua|mysql|mariadb|postgresql|postgres|
	sqlite|redis|mongodb|apache|nginx|tomcat|jetty|iis|xampp|podman|kubernetes|k8s|minikube|vmware|virtualbox|qemu|wsl|wsl2|cpu|core|cortex|version|ver|server|os|lts|build|release|libc|bash|zsh|powershell|ghidra|gdb|valgrind|
	afl|afl++|score|cvss|base|oauth|saml|owasp|top|rev|revision|ip|address|port|wordpress|net|dotnet|el|centos7|mac`)

// productLabel reports whether a line begins with a label of the product.
func productLabel(low string) bool {
	label, _, _ := strings.Cut(clip(low, maxLabel), ":")
	return hasWord(label, productWords)
}

var productWords = lookup(`product|package|component|module|software|plugin|application|app|firmware|image`)

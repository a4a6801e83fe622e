package report

import "strings"

// version reports whether a sentence that speaks of versions, or of what is
// affected, names one: "before 1.2", "v2.0.1", "curl 8.4.0", "ws@7.5.10",
// "commit 9414975". A bare number without a dot counts only after "version".
func version(s string, c cue) bool {
	for i := 0; i < len(s); i++ {
		if !digit(s[i]) || i > 0 && (wordByte(s[i-1]) && s[i-1] != 'v' || s[i-1] == '.' || s[i-1] == '-' && i > 1 && digit(s[i-2])) {
			continue
		}
		end, dots := i, 0
		for end < len(s) && (digit(s[end]) || s[end] == '.' && end+1 < len(s) && (digit(s[end+1]) || s[end+1] == 'x')) {
			if s[end] == '.' {
				dots++
			}
			end++
		}
		if dots > 0 && dots < 3 && plausible(s, i, end, c) {
			return true
		}
		if dots == 0 && c&cueVersion != 0 && (strings.HasSuffix(s[:i], "version ") || strings.HasSuffix(s[:i], "versions ")) {
			return true
		}
		i = max(i, end-1)
	}
	return c&cueVersion != 0 && (strings.Contains(s, "commit ") && sha(s))
}

// plausible keeps addresses, prices and the versions of protocols apart from
// versions of software.
func plausible(s string, from, to int, c cue) bool {
	before := s[max(0, from-24):from]
	for _, w := range notVersions {
		if strings.HasSuffix(before, w) {
			return false
		}
	}
	if to < len(s) && (s[to] == '%' || s[to] == '/' && to-from > 6 && (from == 0 || s[from-1] != '-') || strings.HasPrefix(s[to:], " mb") || strings.HasPrefix(s[to:], " gb") || strings.HasPrefix(s[to:], " second")) {
		return false
	}
	if strings.HasSuffix(before, "://") || strings.HasSuffix(before, "/") {
		return false
	}
	if c&cueVersion == 0 && c&cueAffected != 0 {
		return true
	}
	return c&cueVersion != 0
}

var notVersions = []string{"tls ", "tls", "ssl ", "http/", "http ", "cvss:", "cvss ", "cvssv", "score ", "score: ", "mime-version: ", "xml version=\"", "xml version='", "oauth ", "ipv", "section ", "rfc ", "utf-", "$", "step ", "ubuntu ", "windows ", "android ", "debian ", "tlsv", "tls v", "php/", "chrome/", "mozilla/", "applewebkit/", "safari/", "firefox/", "curl/", "openssl/"}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// sha reports whether a text has an abbreviated or full commit id.
func sha(low string) bool {
	for i := 0; i < len(low); {
		if !wordByte(low[i]) {
			i++
			continue
		}
		end := wordEnd(low, i)
		w := low[i:end]
		if len(w) >= 7 && len(w) <= 40 && strings.Trim(w, "0123456789abcdef") == "" && strings.ContainsAny(w, "0123456789") {
			return true
		}
		i = end
	}
	return false
}

// pinned reports whether a text names a release of a package: "rocket@2.3.1".
func pinned(s string) bool {
	i := strings.IndexByte(s, '@')
	if i <= 0 || i+3 >= len(s) || !wordByte(s[i-1]) || !digit(s[i+1]) {
		return false
	}
	end := i + 1
	for end < len(s) && (digit(s[end]) || s[end] == '.') {
		end++
	}
	dots := strings.Count(strings.TrimRight(s[i+1:end], "."), ".")
	return dots == 1 || dots == 2
}

// systemVersion reports whether a digit follows the name of a system closely.
func systemVersion(low string) bool {
	for _, name := range []string{"ubuntu ", "debian ", "windows ", "windows server ", "macos ", "mac os ", "kali ", "fedora ", "centos ", "android ", "ios ", "rhel ", "alpine ", "freebsd "} {
		if i := strings.Index(low, name); i >= 0 && i+len(name) < len(low) && (digit(low[i+len(name)]) || low[i+len(name)] == 'x') {
			return true
		}
	}
	return strings.Contains(low, "docker run") || strings.Contains(low, "docker build") || strings.Contains(low, "docker container")
}

// triplet takes the name that a compiler gives to a platform, as programs print it
// beside their version: "x86_64-pc-linux-gnu".
func triplet(low string) bool {
	for _, k := range []string{"-pc-linux-gnu", "-apple-darwin", "-unknown-linux-gnu", "-w64-mingw32", "-pc-windows-msvc", "-redhat-linux-gnu", "-pc-win32"} {
		if strings.Contains(low, k) {
			return true
		}
	}
	return false
}

// versionLike reports whether a short answer to "which versions?" names any.
func versionLike(low string) bool {
	if i := strings.Index(low, "://"); i >= 0 {
		low = low[:i] // what an address holds is no version
	}
	if strings.ContainsAny(low, "0123456789") {
		return !strings.HasPrefix(low, "tlsv") && !strings.HasPrefix(low, "sslv")
	}
	for _, w := range strings.FieldsFunc(low, func(r rune) bool { return r < 'a' || r > 'z' }) {
		switch w {
		case "all", "any", "every", "latest", "lastest", "master", "main", "head", "current", "trunk", "nightly", "commit", "newest", "dev":
			return true
		}
	}
	return false
}

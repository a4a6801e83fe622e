package report

import "strings"

// places looks for where in the source the flaw is. c are the cues of the line.
func (p *page) places(ln *line, c cue) {
	if ln.in&(inOther|inName) != 0 || p.found[indexOf(inSource)] != 0 {
		return
	}
	proposal := ln.in&inFix != 0 // names files to change, but also ones to add
	low := ln.low
	if !proposal && ln.in&inSteps == 0 && (c&cueFunction != 0 && blamed(ln.text, low) || called(ln.text, low)) || p.heading && entitled(ln.text) {
		p.put(inSource, ln.num)
		return
	}
	if !strings.Contains(low, ".") {
		return
	}
	if ln.in&(inSteps|inPoC) == 0 && classNamed(ln.text, low) {
		p.put(inSource, ln.num)
		return
	}
	if blobURL(low) {
		p.put(inSource, ln.num)
		return
	}
	toks := strings.FieldsFunc(low, separator)
	for i, tok := range toks {
		if member(tok) {
			p.put(inSource, ln.num)
			return
		}
		path, lineNo := sourceFile(tok)
		if !path {
			continue
		}
		if ln.in&(inSteps|inPoC) == 0 && (pointed(toks, i) || strings.Count(tok, "/") > 1 && projectDir(tok) || strings.Count(tok, "\\") > 1) {
			p.put(inSource, ln.num)
			return
		}
		if c&cueCreate != 0 && !strings.Contains(tok, "/") {
			p.made(tok)
		}
		if p.wasMade(tok) {
			continue
		}
		if proposal && !strings.Contains(tok, "/") {
			continue
		}
		alone := strings.Count(tok, "/") >= 2 && len(low) < len(tok)+20 && c&cueCreate == 0 // a line that is a path
		if lineNo || alone || c&cueSource != 0 && (c&cueCreate == 0 || strings.Contains(tok, "/")) {
			p.put(inSource, ln.num)
			return
		}
	}
}

// blamed reports whether a line says that the flaw is in a function of the project:
// "in the cf_h2_free function". Names of one plain word, as the standard library has
// them, do not count.
func blamed(s, low string) bool {
	if !hasWord(low, faultWords) {
		return false
	}
	tokens := strings.FieldsFunc(clip(s, 8*maxClaim), separator)
	for i, tok := range tokens {
		if !functionWords[strings.ToLower(tok)] {
			continue
		}
		if i > 0 && codeName(tokens[i-1]) || i+1 < len(tokens) && codeName(tokens[i+1]) {
			return true
		}
		if i+2 < len(tokens) && naming[tokens[i+1]] && codeName(tokens[i+2]) {
			return true
		}
	}
	return false
}

var naming = lookup(`is|named|called`)

var (
	functionWords = lookup(`function|functions|method|methods|routine|handler|函数|方法|関数|メソッド`)
	faultWords    = lookup(`vulnerability|vulnerabilities|vulnerable|flaw|bug|issue|problem|overflow|missing|lacks|fails|check|checks|checking|validate|validates|validation|sanitize|sanitization|trusts|unsafe|insecure|identified|discovered|exists|located|occurs|due|without|exception|freed|injection|traversal|null|leak`)
)

// codeName reports whether a word is a name of more than one part, as code has it:
// "tool_getparam", "parseConfig", "Response::set_header", "log.Show".
func codeName(w string) bool {
	w = strings.Trim(w, ".:-")
	if len(w) < 6 {
		return false
	}
	for i := 1; i+1 < len(w); i++ {
		switch c := w[i]; {
		case c == '_' && w[i-1] != '_', c == ':' && w[i+1] == ':':
			return true
		case c >= 'A' && c <= 'Z' && w[i-1] >= 'a' && w[i-1] <= 'z':
			return true
		}
	}
	return false
}

// member takes the full name of a class and its method, as Java's tools write it:
// "org.example.rocket.Parser#read".
func member(tok string) bool {
	class, method, ok := strings.Cut(tok, "#")
	return ok && strings.Count(class, ".") >= 2 && !strings.Contains(class, "/") && plainWord(class) && len(method) > 2 && wordEnd(method, 0) == len(strings.TrimRight(method, ".:"))
}

// maxMade bounds how many files of the reporter's own are remembered.
const maxMade = 16

// made remembers a file that the report tells to make or to run.
func (p *page) made(tok string) {
	if len(p.own) < maxMade && !p.wasMade(tok) {
		p.own = append(p.own, tok)
	}
}

func (p *page) wasMade(tok string) bool {
	for _, f := range p.own {
		if f == tok {
			return true
		}
	}
	return false
}

func indexOf(s set) int {
	n := 0
	s.each(func(i int) { n = i })
	return n
}

func separator(r rune) bool {
	switch r {
	case ' ', '\t', '`', '"', '\'', '(', ')', ',', ';', '[', ']', '<', '>', '*', '|', '=', '{', '}':
		return true
	}
	return false
}

// blobURL takes links into a repository's files.
func blobURL(low string) bool {
	if !strings.Contains(low, "://") {
		return false
	}
	if !strings.Contains(low, "/blob/") && !strings.Contains(low, "/tree/") {
		return false
	}
	if strings.Contains(low, "#l") {
		return true
	}
	for _, tok := range strings.FieldsFunc(low, separator) {
		if dot := strings.LastIndexByte(tok, '.'); dot > 0 && strings.Contains(tok, "/blob/") && sourceExt[tok[dot+1:]] {
			return true
		}
	}
	return false
}

var sourceExt = lookup(`c|h|cc|cpp|cxx|hpp|py|js|mjs|cjs|ts|tsx|jsx|go|rs|java|kt|php|rb|cs|swift|scala|lua|pl|pm|sol|vue|ex|erl|hs|ml|m|mm|zig|jsp|aspx|yml|yaml|twig|erb|inc|s|asm|sh|dart|clj|groovy`)

// viewExt are ends of files that are source only with a path before them.
var viewExt = lookup(`html|htm|phtml|tpl|ejs|hbs|j2|jinja|mustache|pug|cshtml|razor|tmpl|gotmpl|xhtml|cfg|toml|gradle|sql|graphql|proto`)

// platforms are names that end like a file's.
var platforms = lookup(`node.js|vue.js|next.js|nuxt.js|react.js|express.js|three.js|d3.js|ember.js|backbone.js|angular.js|discord.js|chart.js|asp.net`)

// sourceFile reports whether a word is the name of a source file, and whether a
// line number goes with it. Paths of the system's own files are none.
func sourceFile(tok string) (ok, lineNo bool) {
	if strings.Contains(tok, "://") || strings.HasPrefix(tok, "/tmp/") || strings.HasPrefix(tok, "/usr/") || strings.HasPrefix(tok, "/lib/") || strings.HasPrefix(tok, "../") {
		return false, false
	}
	if q := strings.IndexByte(tok, '?'); q > 0 {
		tok = tok[:q] // "list.php?id"
	}
	tok = strings.TrimRight(tok, ".:")
	if platforms[tok] {
		return false, false
	}
	name, rest, cut := strings.Cut(tok, "#l")
	if !cut {
		if i := strings.IndexByte(tok, ':'); i > 0 {
			name, rest, cut = tok[:i], tok[i+1:], true
		}
	}
	dot := strings.LastIndexByte(name, '.')
	if dot <= 0 || !sourceExt[name[dot+1:]] && !(viewExt[name[dot+1:]] && strings.Contains(name, "/")) {
		return false, false
	}
	if !wordByte(name[dot-1]) && name[dot-1] != ')' {
		return false, false
	}
	return true, cut && rest != "" && rest[0] >= '0' && rest[0] <= '9'
}

// traced reports whether a line of a stack trace or of a sanitizer's report names a
// line of a source file of the project: none of the system's, of a language's
// library, or of what looks like the reporter's own program.
func traced(low string) bool {
	if !frame(low) && !strings.HasPrefix(low, "summary: ") {
		return false
	}
	for _, k := range foreign {
		if strings.Contains(low, k) {
			return false
		}
	}
	python := strings.Contains(low, "\", line ")
	for _, tok := range strings.FieldsFunc(low, separator) {
		if ok, lineNo := sourceFile(tok); ok && (lineNo || python) {
			return true
		}
	}
	return false
}

// foreign marks frames that are not the project's.
var foreign = []string{
	"/usr/", "sysdeps/", "libsanitizer", "compiler-rt", "sanitizer_common", "libc-start", "libc_start", "asan_", "vg_replace", "java.base/", "at java.", "at sun.", "at jdk.",
	"node:internal", "node_modules/", "site-packages/", "/go/src/runtime", "/rustc/", "poc", "exploit", "harness", "fuzz", "test", "repro", "crash.", "main.", "../csu/", "../src/lib",
}

// images takes pasted pictures and the file tokens of trackers: what is shown is
// output of some kind.
func (p *page) images(ln *line) {
	s := ln.text
	if strings.IndexByte(s, '!') < 0 && strings.IndexByte(s, '<') < 0 && strings.IndexByte(s, '{') < 0 {
		return
	}
	if i := strings.Index(s, "!["); i >= 0 && strings.Contains(s[i:], "](") && strings.Count(s[:i], "`")%2 == 0 || strings.Contains(s, "<img ") && (strings.Contains(s, "src=\"https://") || strings.Contains(s, "src=https://")) ||
		fileToken(s) {
		p.put(inLogs, ln.num)
	}
}

// fileToken takes "{F251208}".
func fileToken(s string) bool {
	i := strings.Index(s, "{F")
	return i >= 0 && i+3 < len(s) && s[i+2] >= '0' && s[i+2] <= '9'
}

// weakness takes "CWE-79" and links to it.
func weakness(low string) bool {
	for {
		i := strings.Index(low, "cwe")
		if i < 0 {
			return false
		}
		low = low[i+3:]
		t := strings.TrimLeft(low, "-: ")
		if t != "" && t[0] >= '0' && t[0] <= '9' || strings.HasPrefix(low, ".mitre.org/data/definitions") {
			return true
		}
	}
}

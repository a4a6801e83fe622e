package report

import (
	"strings"
	"unicode/utf8"
)

// called reports whether a line blames a function by its call, "frame_read()" or
// "Parser.readAll()": a name of more than one part that no standard library has.
func called(s, low string) bool {
	i := strings.Index(s, "()")
	if i < 0 || !hasWord(low, faultWords) {
		return false
	}
	for range maxCalls {
		start := i
		for start > 0 && callByte(s[start-1]) {
			start--
		}
		name := s[start:i]
		if codeName(name) && !standard(strings.ToLower(name)) || strings.IndexByte(name, '.') > 0 && !standard(strings.ToLower(name)) && len(name) > 6 {
			return true
		}
		next := strings.Index(s[i+2:], "()")
		if next < 0 {
			return false
		}
		i += 2 + next
	}
	return false
}

// maxCalls bounds how many calls of one line are looked at.
const maxCalls = 8

func callByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == ':' || c == '>' || c == '-' || c == '#'
}

// standard reports whether a name is one of a language's own functions, which a
// report names because the flawed code calls them.
func standard(name string) bool {
	if i := strings.LastIndexAny(name, ".:>"); i >= 0 && library[name[:i]] {
		return true
	}
	return library[name]
}

var library = lookup(`shell_exec|file_get_contents|file_put_contents|move_uploaded_file|mysqli_query|mysql_query|mysql_real_escape_string|mysqli_real_escape_string|html_entity_decode|strip_tags|base64_decode|base64_encode|json_decode|json_encode|
	call_user_func|call_user_func_array|preg_replace|preg_match|str_replace|in_array|is_numeric|array_merge|http_build_query|curl_exec|proc_open|escapeshellarg|escapeshellcmd|simplexml_load_string|addslashes|
	console.log|document.write|document.cookie|math.random|object.assign|json.parse|json.stringify|child_process.exec|child_process.execsync|child_process.spawn|string.format|
	os|os.path|subprocess|pickle|yaml|json|math|object|child_process|fs|path|document|window|console|system|system.out|re|random|time|socket|struct|urllib|requests|http|buffer|array|string|arrays|files|runtime|process`)

// entitled reports whether a title names a function, method or class of the code:
// "Overflow in frame_read", "Bypass in Rocket::Guard", "via parseHeader".
func entitled(s string) bool {
	words := strings.Fields(s)
	for i, w := range words {
		name := strings.Trim(w, "`'\"()[],.*:")
		if strings.Contains(name, "/") || len(name) < 6 {
			continue
		}
		if strings.Contains(name, "::") {
			return true
		}
		if i+1 < len(words) && notCode[strings.ToLower(strings.Trim(words[i+1], "`'\",.()"))] || notCode[strings.ToLower(name)] || i == 0 && !strings.HasSuffix(w, "()") && !strings.HasSuffix(w, ":") {
			continue
		}
		under := strings.IndexByte(name, '_') > 0 && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") != "" && codeName(name)
		at := i > 0 && preposition[strings.ToLower(words[i-1])]
		if at && (under || lowerCamel(name)) || under && strings.Contains(w, "()") {
			return true
		}
	}
	return false
}

var (
	// notCode are words after a name that is no function's.
	notCode     = lookup(`plugin|plugins|package|module|gem|library|parameter|parameters|param|field|header|cookie|extension|crate|theme|table|column|driver|app|application|endpoint|variable|option|setting|version|known_hosts|authorized_keys`)
	preposition = lookup(`in|of|via|at|through|within|against|by|from|inside|function|method`)
)

// lowerCamel reports whether a word is a name that begins with what is done:
// "validateToken". Products are named otherwise.
func lowerCamel(w string) bool {
	i := 0
	for i < len(w) && w[i] >= 'a' && w[i] <= 'z' {
		i++
	}
	return i > 0 && i < len(w) && w[i] >= 'A' && w[i] <= 'Z' && deedWords[w[:i]]
}

var deedWords = lookup(`get|set|is|has|to|from|parse|read|write|load|save|check|handle|decode|encode|render|create|process|verify|validate|merge|do|on|init|make|build|run|exec|execute|find|fetch|open|close|copy|move|add|remove|delete|update|insert|send|receive|convert|escape|sanitize|format|split|resolve|apply|extract|import|export|upload|download|compute|calculate|sign|encrypt|decrypt|deep|clone|assign|append|push|pop|log|print|start|stop|use`)

// fullClass takes the full name of a class, "org.example.rocket.Parser".
func fullClass(tok string) bool {
	tok = strings.Trim(tok, "_.:")
	if strings.Count(tok, ".") < 2 || strings.ContainsAny(tok, "/@") {
		return false
	}
	first, _, _ := strings.Cut(tok, ".")
	if !roots[first] {
		return false
	}
	last := tok[strings.LastIndexByte(tok, '.')+1:]
	r, n := utf8.DecodeRuneInString(last)
	return n < len(last) && r >= 'A' && r <= 'Z'
}

var roots = lookup(`com|org|net|io|de|fr|eu|cn|me|dev|edu`)

// projectDir reports whether a path begins in a directory that holds a project's
// source.
func projectDir(tok string) bool {
	dir, rest, ok := strings.Cut(strings.TrimLeft(tok, "./\\"), "/")
	return ok && rest != "" && sourceDirs[dir]
}

var sourceDirs = lookup(`src|lib|app|include|internal|pkg|cmd|core|modules|packages|plugins|source|sources|server|client|drivers|kernel|backend|frontend|admin|controllers|models|ext|crates|libs|apps`)

// pointed reports whether the words around the ith say that it is a file with the
// flaw: "in view.php file", "file view.php".
func pointed(toks []string, i int) bool {
	prev, next := "", ""
	if i > 0 {
		prev = strings.Trim(toks[i-1], ":-.")
	}
	if i+1 < len(toks) {
		next = strings.Trim(toks[i+1], ":-.")
	}
	return prev == "in" && (next == "file" || next == "at" || next == "line" || next == "the") || prev == "file" && (i < 2 || toks[i-2] != "following" && toks[i-2] != "a" && toks[i-2] != "new" && toks[i-2] != "this")
}

// diffed reports whether a line of a difference names a source file.
func diffed(low string) bool {
	if !strings.HasPrefix(low, "--- ") && !strings.HasPrefix(low, "+++ ") {
		return false
	}
	ok, _ := sourceFile(strings.TrimSpace(low[4:]))
	return ok && strings.Contains(low, "/")
}

// classNamed reports whether a line blames a class by its full name.
func classNamed(s, low string) bool {
	if !strings.Contains(low, "class") && !strings.Contains(low, "vulnerab") {
		return false
	}
	for _, tok := range strings.FieldsFunc(clip(s, 8*maxClaim), separator) {
		if fullClass(tok) {
			return true
		}
	}
	return false
}

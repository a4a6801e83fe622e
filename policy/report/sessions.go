package report

import "strings"

// session reports whether a line of code was typed at the prompt of an interpreter
// or of a system other than Unix: what follows it was printed.
func session(low string) bool {
	for _, mark := range [...]string{"irb(", ">>> ", "(gdb) ", "gdb> ", "mysql> ", "sqlite> ", "mariadb [", "sql> ", "❯ ", "ps c:\\", "c:\\>", "pry(", "iex(", "msf6 ", "scala> ", "ghci> ", "julia> "} {
		if strings.HasPrefix(low, mark) {
			return true
		}
	}
	return strings.HasPrefix(low, "c:\\") && strings.IndexByte(low, '>') > 0
}

// asksVersion reports whether a command asks a program that is no tool for its
// version.
func asksVersion(low string) bool {
	if len(low) > 120 || !strings.Contains(low, "version") && !strings.HasSuffix(low, " -v") {
		return false
	}
	low = strings.TrimLeft(low, " \t$>#❯")
	first := low[:wordEnd(low, 0)]
	return first != "" && !tools[first] && !smallWords[first] && (strings.HasSuffix(low, "version") || strings.HasSuffix(low, " -v"))
}

// numbered reports whether a line holds a number of at least two parts, as versions
// have it.
func numbered(low string) bool {
	for i := 1; i+1 < len(low); i++ {
		if low[i] == '.' && digit(low[i-1]) && digit(low[i+1]) {
			return true
		}
	}
	return false
}

// served counts as source of a program that answers requests: it reads what a
// client sent. A proof sends.
func served(low string) bool {
	for _, k := range [...]string{"$this->", "$_post[", "$_get[", "$_request[", "request.getparameter", "@requestmapping", "@getmapping", "@postmapping", "req.body", "req.query", "req.params", "request.form"} {
		if strings.Contains(low, k) {
			return true
		}
	}
	return false
}

// upgrading reports whether a command brings a newer release: advice, no proof.
func upgrading(s string) bool {
	i := strings.IndexByte(s, '`')
	if i < 0 {
		return false
	}
	s = s[i+1:]
	return hasWord(clip(s, 40), newer)
}

var newer = lookup(`update|upgrade`)

// denied reports whether a sentence says that something was not seen or tried.
func denied(s string) bool {
	for _, k := range [...]string{"haven't ", "have not ", "hasn't ", "not seen", "not tested", "untested", "didn't ", "did not test", "not tried", "couldn't "} {
		if strings.Contains(s, k) {
			return true
		}
	}
	return false
}

// proof notes whether a line of code under a proof's heading sends anything, or is
// the flawed program itself.
func (t *tray) proof(s, low string) {
	switch {
	case served(low) && !attack(low):
		t.served++
	case attack(low), shell(low, false), httpRequest(s), strings.Contains(low, "://"):
		t.sent++
	}
}

// flawed reports whether a proof is nothing but the flawed program: more than the
// few lines that a planted page takes.
func (t *tray) flawed() bool { return t.served > 0 && t.sent == 0 && t.codes[indexOf(inPoC)] > 3 }

// announcesLog reports whether a line announces what was logged or printed: "Logs
// seen on the server:", "this is the output of that command:".
func announcesLog(low string) bool {
	low = strings.TrimLeft(low, " -*_`")
	if len(low) > 160 {
		return false
	}
	word := low[:wordEnd(low, 0)]
	if word == "log" || word == "logs" || word == "output" || word == "backtrace" || word == "stacktrace" || word == "traceback" || word == "screenshot" || word == "screenshots" {
		return wordCount(low) > 2 && !strings.Contains(low, "log in")
	}
	return strings.HasSuffix(low, ":") && (strings.Contains(low, "the output") || strings.Contains(low, "following output") || strings.Contains(low, "output of") || strings.Contains(low, "the following response") || strings.Contains(low, "following error") || strings.Contains(low, "the log"))
}

// pair remembers a block of code that may be a program, for the block after it that
// may be what the program printed.
type pair struct {
	first, end int
	in         set
}

// paired takes a program and, right after it, its output for a proof that can be
// followed, whatever announces them.
func (p *page) paired(b *block, w *walk) {
	last := w.pair
	printed := b.frames > 0 || w.lead&cueOutput != 0 || w.logged || b.in&inLogs != 0
	if printed && last.first > 0 && b.first-last.end <= nearPair && last.in&inLogs == 0 {
		w.run(last.first)
	}
	w.pair = pair{}
	if !printed && b.responses == 0 && w.lead&cueQuoted == 0 && b.in&(inFix|inOther) == 0 && (b.in&inSource == 0 || plainCode[w.under]) {
		w.pair = pair{first: b.first, end: b.last, in: b.in}
	}
}

// nearPair is how many lines there may be from the end of a program to its output.
const nearPair = 5

// plainCode are headings over code that may be anybody's.
var plainCode = lookup(`code|the code|test code|my code|source|program|snippet|example`)

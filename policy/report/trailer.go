package report

import "strings"

// trailers are the known lines of the form "Name: value" with which reporters
// confirm something. LLVM's security policy asks for these two.
var trailers = map[string]string{
	"i-have-reviewed-security-md": "I-have-reviewed-SECURITY-md",
	"i-used-ai-in-this-report":    "I-used-AI-in-this-report",
}

// aiTrailer is the trailer that states the use of AI, and must say how where it
// says yes.
const aiTrailer = "I-used-AI-in-this-report"

// trailer reads a line that may be a trailer: its name as we write it, and the
// value as "yes", "no" or "unclear"; more is true where something follows it.
func trailer(low string) (name, value string, more, ok bool) {
	low = strings.TrimLeft(low, " \t-*_>`")
	if !strings.HasPrefix(low, "i") {
		return "", "", false, false
	}
	key, rest, found := strings.Cut(clip(low, maxClaim), ":")
	if !found || len(key) > 40 {
		return "", "", false, false
	}
	name, ok = trailers[strings.ReplaceAll(strings.Trim(key, " *_`"), "_", "-")]
	if !ok {
		return "", "", false, false
	}
	rest = strings.Trim(rest, " *_`")
	end := wordEnd(rest, 0)
	switch rest[:end] {
	case "yes", "no":
		value = rest[:end]
	default:
		value = "unclear"
	}
	return name, value, strings.Trim(rest[end:], " .;,:*_`-") != "", true
}

// trailers notes the trailer lines of a text and returns what the one on AI says.
func (p place) trailer(ln *line, d *declared) {
	if ln.kind == blank || ln.kind == heading || ln.kind == fence || ln.kind == rule {
		return
	}
	name, value, more, ok := trailer(ln.lowSeen)
	if !ok {
		return
	}
	detail := name + ": " + value
	if name == aiTrailer && value == "yes" && !more {
		detail += ", without saying what for"
	}
	p.note(Trailer, ln.num, detail)
	if name == aiTrailer && value != "unclear" && d.line == 0 {
		d.line, d.answer = ln.num, map[string]string{"yes": "used", "no": "not used"}[value]
	}
}

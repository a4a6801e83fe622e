package report

import (
	"strings"
	"unicode"
)

// says reports whether a line says anything: not only marks, not a word for
// nothing, not a template's instruction, not a mere pointer to an attachment.
func says(ln *line) bool {
	switch ln.kind {
	case blank, rule, fence:
		return false
	case code:
		return strings.TrimSpace(ln.text) != ""
	}
	return substance(ln.text, ln.low, ln.quoted)
}

func substance(s, low string, quoted bool) bool {
	bare := strings.Trim(low, " \t*_~`>.:;,-!()[]{}\"'|#/\\=+?")
	if bare != "" && (bare[0] >= 0x80 || bare[len(bare)-1] >= 0x80) {
		bare = strings.Trim(bare, " –—…")
	}
	if bare == "" {
		return false
	}
	if nothing[bare] || len(bare) < 60 && (strings.HasPrefix(bare, "to be determined") || strings.HasPrefix(bare, "to be decided") || strings.HasPrefix(bare, "to be assigned")) {
		return false
	}
	if len(low) > 300 {
		return true
	}
	if strings.HasPrefix(bare, "[x]") {
		return true
	}
	return !instruction(strings.TrimSpace(s), bare, quoted) && !elsewhereOnly(bare)
}

// elsewhereOnly reports whether a short line only points to an attachment or puts
// off what it should say.
func elsewhereOnly(bare string) bool {
	if len(bare) < 120 && !strings.ContainsAny(bare, "`/0123456789") && deferred(bare) {
		return true
	}
	if !strings.Contains(bare, "attach") && !strings.Contains(bare, "report") && !strings.Contains(bare, "pdf") {
		return false
	}
	for rest := bare; rest != ""; {
		var s string
		s, rest = sentence(rest)
		if !attachedOnly(strings.Trim(s, " .!")) && !deferred(s) {
			return false
		}
	}
	return true
}

// deferred reports whether a sentence offers something for later: "available on
// request", "I will send the steps once …".
func deferred(s string) bool { return putOff(s, cuesIn(clip(s, maxClaim))) }

// putOff is deferred for a sentence whose cues are known.
func putOff(s string, c cue) bool {
	return c&cueDefer != 0 || c&cueOffer != 0 && hasWord(s, offered)
}

// offered is what a report holds and an offer puts off.
var offered = lookup(`poc|proof|exploit|video|details|steps|report|demo|demonstration|information|logs|screenshots|script|code|pocs|reproducer|document`)

// platitude reports whether a sentence recommends nothing in particular.
func platitude(s string) bool {
	for _, k := range []string{"best practice", "industry standard", "defence-in-depth", "defense-in-depth", "defense in depth", "defence in depth", "comprehensive review", "thorough review", "security audit", "timely manner", "appropriate security", "appropriate measures", "security controls"} {
		if strings.Contains(s, k) {
			return !strings.Contains(s, "`")
		}
	}
	return false
}

// nothing are answers that say that there is no answer.
var nothing = lookup(`none|n/a|na|n.a|nil|null|no|nope|nothing|unknown|tbd|todo|to do|tba|not applicable|not available|no response|
	not known|not provided|unspecified|not specified|none known|none provided|see above|see below|same as above|as above|see attachment|see attached|
	attached|see attachments|see attached file|see attached pdf|see the attached pdf|xxx|xx|x.x.x|x.y.z|empty|blank|later|to be done|not yet|
	not sure|i don't know|don't know|no idea|pending|to follow|will follow|to be determined|to be added|coming soon|your answer|your answer here|
	go to|click on|scroll down to|see error|first step|second step|third step|step 1|step 2|step 3|step 4|step one|step two|step|steps|version|versions|
	no workarounds|no workaround|no known workaround|no known workarounds|unbekannt|keine|нет|无|暂无`)

func lookup(list string) map[string]bool {
	out := map[string]bool{}
	for _, p := range strings.Split(list, "|") {
		out[strings.Join(strings.Fields(p), " ")] = true
	}
	return out
}

// instruction reports whether a line is a template's, left in: GitHub's italic
// questions, brackets to fill, "Describe the …".
func instruction(s, bare string, quoted bool) bool {
	if templates[bare] {
		return true
	}
	first, _, _ := strings.Cut(bare, " ")
	first = strings.Trim(first, ".,:")
	if enclosed(s, '[', ']') || enclosed(s, '<', '>') || enclosed(s, '{', '}') {
		if wordCount(bare) > filled && !addressed(bare) {
			return false // brackets that were kept round an answer
		}
		return asks[first] || strings.Contains(bare, "attach") || strings.Contains(bare, " here") ||
			s[0] != '{' && wordCount(bare) <= 4 && !strings.ContainsAny(bare, "0123456789/")
	}
	if strings.HasSuffix(strings.TrimRight(s, "_* "), "?") && questions[first] && wordCount(bare) <= 16 {
		return true
	}
	if enclosed(s, '_', '_') || enclosed(s, '*', '*') || quoted {
		if ownWords(bare) {
			return false // a sentence of the writer's, set in italics
		}
		return strings.HasSuffix(strings.Trim(s, "_* "), "?") || asks[first] || strings.HasSuffix(bare, " here")
	}
	if strings.Contains(bare, "[") {
		for _, b := range blanks {
			if strings.Contains(bare, b) {
				return true
			}
		}
	}
	if strings.ContainsAny(s, "[<{") && placeholder(s, strings.ToLower(s)) && wordCount(unbracketed(s)) <= 2 {
		return true
	}
	for _, p := range openings[first] {
		if strings.HasPrefix(bare, p) {
			return true
		}
	}
	return false
}

// asks are the words that an instruction begins with.
var asks = lookup(`add|list|insert|describe|provide|please|replace|short|give|complete|explain|enter|fill|your|write|e.g|example|include|
	attachment|specify|detail|detailed|for|optional|if|what|how|which|who|where|a|the|description|name|version|link|put|paste|step|state|todo|mention|propose|references|brief|e|ex`)

// blanks are the places to fill that templates have in their sentences.
var blanks = []string{"[name", "[your name", "[email", "[your email", "[product", "[version", "[impact]", "[date", "[project", "[insert", "[company", "[component", "[describe"}

// questions are the words that a template's question begins with.
var questions = lookup(`what|who|which|how|is|are|has|have|can|does|do|did|where|when|why|was|were|could|should`)

// openings begin an instruction even in plain text, by their first word: no
// reporter writes so.
var openings = func(list ...string) map[string][]string {
	out := map[string][]string{}
	for _, p := range list {
		first, _, _ := strings.Cut(p, " ")
		out[strings.Trim(first, ".,:")] = append(out[strings.Trim(first, ".,:")], p)
	}
	return out
}(
	"if applicable", "provide detailed", "provide a detailed", "provide a high", "provide as much", "provide versions", "provide the products",
	"describe ", "explain ", "steps to reproduce the behavior", "steps to reproduce the behaviour", "brief description of", "a brief description of",
	"short description of", "high-level description of", "high level description of", "a generic overview", "a clear outline", "list any", "list the affected",
	"include any", "include the version", "include as much", "propose a ", "e.g. ", "the potential impact of the vulnerability", "any potential mitigations",
	"please describe", "please provide", "please include", "please fill", "please list", "please explain", "please add",
	"a clear and concise description", "provide a clear",
	"tell us ", "what kind of vulnerability is it", "replace this ", "delete this ", "fill in ", "click here to enter", "add a description",
)

// templates are the sentences of GitHub's own advisory and report forms, in lower
// case without marks at the ends.
var templates = map[string]bool{
	"what kind of vulnerability is it? who is impacted":                                               true,
	"what kind of vulnerability is it":                                                                true,
	"who is impacted":                                                                                 true,
	"has the problem been patched? what versions should users upgrade to":                             true,
	"is there a way for users to fix or remediate the vulnerability without upgrading":                true,
	"are there any links users can visit to find out more":                                            true,
	"give all details on the vulnerability":                                                           true,
	"pointing to the incriminated source code is very helpful for the maintainer":                     true,
	"complete instructions, including specific configuration details, to reproduce":                   true,
	"short summary of the problem. make the impact and severity as clear as possible":                 true,
	"if you have any questions or comments about this advisory":                                       true,
	"complete instructions, including specific configuration details, to reproduce the vulnerability": true,
}

// unbracketed is a line without what stands in brackets.
func unbracketed(s string) string {
	depth := 0
	return strings.Map(func(r rune) rune {
		switch r {
		case '[', '<', '{':
			depth++
			return -1
		case ']', '>', '}':
			depth = max(0, depth-1)
			return -1
		}
		if depth > 0 {
			return -1
		}
		return r
	}, s)
}

func enclosed(s string, from, to byte) bool {
	s = strings.TrimRight(s, ". ")
	return len(s) > 2 && s[0] == from && s[len(s)-1] == to && s[1] != from
}

// attachedOnly reports whether a short line only points elsewhere.
func attachedOnly(bare string) bool {
	if len(bare) > 80 {
		return false
	}
	if !strings.Contains(bare, "attach") && !strings.Contains(bare, "report") && !strings.Contains(bare, "pdf") {
		return false
	}
	words := strings.Fields(bare)
	if len(words) > 9 {
		return false
	}
	for _, w := range words {
		if !pointers[strings.Trim(w, ".,:;()[]'\"")] {
			return false
		}
	}
	return true
}

var pointers = lookup(`see|the|look|looking|in|at|to|refer|please|find|attached|attachment|attachments|attach|file|files|pdf|report|document|
	docx|zip|for|details|more|information|is|are|it|as|have|i|my|full|below|above|check|view|read|an|a|of|all|steps|included|enclosed`)

// wordCount counts words; a run of ideographs counts two to a word.
func wordCount(s string) int {
	n, han, in := 0, 0, false
	for _, r := range s {
		letter := r < 0x80 && (r|0x20 >= 'a' && r|0x20 <= 'z' || r >= '0' && r <= '9') || r >= 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r))
		switch {
		case r >= 0x2e80 && r <= 0x9fff || r >= 0xac00 && r <= 0xd7a3:
			han++
			in = false
		case letter && !in:
			n++
			in = true
		case !letter && r != '\'' && r != '-':
			in = false
		}
	}
	return n + (han+1)/2
}

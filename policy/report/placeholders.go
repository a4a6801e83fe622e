package report

import (
	"strconv"
	"strings"
)

// blanksLeft counts the places of a template that were left as they are.
type blanksLeft struct {
	first, n int
	// inside is true after a line of text, so that the next one may go on with it.
	inside bool
}

// look takes in one line: an instruction of a template, or a place to fill in.
func (b *blanksLeft) look(ln *line) {
	inside := b.inside && ln.kind == text
	b.inside = ln.kind == text || ln.kind == item
	switch ln.kind {
	case text, item, row, heading:
	default:
		return
	}
	s := ln.text
	if len(s) == 0 || len(s) > 600 || ln.quoted && !asked(ln.low) {
		return
	}
	if placeholder(s, ln.low) || ln.kind != heading && !ln.says && left(s, ln.low, inside) {
		if b.first == 0 {
			b.first = ln.num
		}
		b.n++
	}
}

func (b *blanksLeft) tell(p place) {
	switch {
	case b.n == 1:
		p.note(Placeholders, b.first, "1 place of a template was not filled in")
	case b.n > 1:
		p.note(Placeholders, b.first, strconv.Itoa(b.n)+" places of a template were not filled in")
	}
}

// left reports whether a line that says nothing is a template's instruction, or a
// word for "still to come". A line inside a paragraph may begin like one and mean
// something else.
func left(s, low string, inside bool) bool {
	bare := strings.Trim(low, " \t*_~`>.:;,-!()[]{}\"'|#/\\=+?")
	if later[bare] {
		return true
	}
	s = strings.TrimSpace(s)
	switch {
	case nothing[bare] || bare == "" || strings.Contains(bare, "attach") || bare == "if you have any questions or comments about this advisory":
		return false
	case templates[bare] || enclosed(s, '[', ']') || enclosed(s, '{', '}') || enclosed(s, '_', '_') || enclosed(s, '*', '*'):
		return instruction(s, bare, false)
	case s[0] == '<' || strings.HasSuffix(bare, "?") || strings.HasSuffix(s, "?"):
		return false // a tag; a question of the reporter's own
	case inside:
		return false
	}
	return instruction(s, bare, false)
}

// asked reports whether a quoted line is an instruction that a form quotes.
func asked(low string) bool {
	low = strings.TrimLeft(low, " *_")
	return fills[low[:wordEnd(low, 0)]]
}

// later are answers that promise one.
var later = lookup(`todo|to do|tbd|tba|xxx|x.x.x|x.y.z|to be done|to be determined|to be added|your answer|your answer here|fixme|lorem ipsum|
	first step|second step|third step|step 1|step 2|step 3|step one|step two|to follow|will follow|coming soon`)

// placeholder reports whether a line holds a place to fill in: "<your name>",
// "[insert …]", "x.y.z".
func placeholder(s, low string) bool {
	if strings.HasPrefix(low, "todo:") || strings.HasPrefix(low, "tbd:") || strings.HasPrefix(low, "fixme:") || strings.Contains(low, "lorem ipsum") {
		return true
	}
	if !strings.ContainsAny(low, "[<{") {
		return false
	}
	tried, quoted := 0, false
	for i := 0; i < len(low) && tried < maxBlanks; i++ {
		if low[i] == '`' {
			quoted = !quoted // a command's own
		}
		if quoted || low[i] != '[' && low[i] != '<' && low[i] != '{' {
			continue
		}
		tried++
		var end int
		switch low[i] {
		case '[':
			end = strings.IndexByte(clip(low[i:], maxLabel), ']')
			if end > 0 && i+end+1 < len(low) && low[i+end+1] == '(' {
				continue // a link
			}
		case '<':
			end = strings.IndexByte(clip(low[i:], maxLabel), '>')
		case '{':
			end = strings.IndexByte(clip(low[i:], maxLabel), '}')
		}
		if end > 0 && toFill(strings.Trim(low[i+1:i+end], " .…_*{"), low[i] == '[') {
			return true
		}
	}
	return false
}

// maxBlanks bounds the brackets that are looked into on one line.
const maxBlanks = 16

// toFill reports whether the words in brackets ask to be replaced. Angle and curly
// ones stand in commands and addresses too ("<your host>"), so there only what a
// form asks for counts.
func toFill(s string, square bool) bool {
	if s == "x.y.z" || s == "x.x.x" || s == "xxx" {
		return true
	}
	if square && strings.HasPrefix(s, "here goes") {
		return true
	}
	if !fills[s[:wordEnd(s, 0)]] || !strings.ContainsAny(s, " -_") {
		return false
	}
	return square || strings.HasSuffix(s, " here") || formWords[s[strings.LastIndexAny(s, " -_")+1:]]
}

var (
	fills     = lookup(`your|insert|describe|add|provide|enter|replace|fill|paste|put|specify|write|explain|list`)
	formWords = lookup(`name|text|description|answer|email|mail|version|versions|organization|organisation|company|impact|steps|summary|title|details|reporter|affiliation`)
)

// filled is how many words in brackets are an answer and no instruction, unless
// they speak to the reader.
const filled = 14

// addressed reports whether a text speaks to who is to fill it in.
func addressed(bare string) bool { return hasWord(bare, toReader) || fills[bare[:wordEnd(bare, 0)]] }

// ownWords reports whether a text speaks of its writer, as no form does.
func ownWords(bare string) bool { return hasWord(bare, ofWriter) && !hasWord(bare, toReader) }

var (
	toReader = lookup(`you|your|please|insert|specify|here`)
	ofWriter = lookup(`i|my`)
)

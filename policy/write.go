package policy

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/advisory-bot/advisory-bot/policy/calendar"
)

// noted is a setting of a file that is to be written, with the comment that
// stands before it. Of a list that has a comment for each item, the comments stand
// before the items.
type noted struct {
	Setting
	why   string
	items []string
}

// writer writes a policy file. Keys come in the order of the table that files are
// read by. Comments and quoted texts may hold whatever somebody wrote: [oneLine]
// and [quotedText] keep them from being read as anything else.
type writer struct {
	b        strings.Builder
	settings map[string]noted
}

// writeFile writes a policy file: comments, the version, the settings, and more
// comments.
func writeFile(head []string, settings []noted, tail []string) string {
	w := writer{settings: map[string]noted{}}
	for _, s := range settings {
		w.settings[s.Key] = s
	}
	delete(w.settings, keyVersion)
	for _, line := range head {
		w.comment(0, line)
	}
	w.line(0, keyVersion+": 1")
	w.fields("", topFields(), 0)
	if len(tail) > 0 {
		w.b.WriteByte('\n')
	}
	for _, line := range tail {
		w.comment(0, line)
	}
	return w.b.String()
}

func (w *writer) line(depth int, text string) {
	w.b.WriteString(strings.Repeat("  ", depth))
	w.b.WriteString(text)
	w.b.WriteByte('\n')
}

func (w *writer) comment(depth int, text string) {
	if text != "" {
		w.line(depth, "# "+text)
	}
}

func (w *writer) fields(prefix string, fields []field, depth int) {
	for _, f := range fields {
		key := join(prefix, f.name)
		if s, ok := w.settings[key]; ok {
			w.setting(f.name, s, depth)
			continue
		}
		if w.below(key) {
			w.line(depth, f.name+":")
			w.fields(key, f.kind.fields, depth+1)
		}
	}
}

// below reports whether a key under this one is to be written.
func (w *writer) below(key string) bool {
	for k := range w.settings {
		if strings.HasPrefix(k, key+".") {
			return true
		}
	}
	return false
}

func (w *writer) setting(name string, s noted, depth int) {
	w.comment(depth, s.why)
	switch v := s.Value.(type) {
	case []string:
		if len(v) > 0 {
			w.line(depth, name+":")
			for i, item := range v {
				w.item(s, i, depth+1)
				w.line(depth+1, "- "+plainOrQuoted(item))
			}
			return
		}
	case []OwnField:
		if len(v) > 0 {
			w.line(depth, name+":")
			for i, f := range v {
				w.item(s, i, depth+1)
				w.own(f, depth+1)
			}
			return
		}
	case calendar.Span:
		w.line(depth, name+": "+v.String())
		return
	case string:
		w.line(depth, name+": "+plainOrQuoted(v))
		return
	}
	w.line(depth, name+": "+valueText(s.Value))
}

// item writes the comment of one item of a list.
func (w *writer) item(s noted, i, depth int) {
	if i < len(s.items) {
		w.comment(depth, s.items[i])
	}
}

// own writes a content of one's own.
func (w *writer) own(f OwnField, depth int) {
	w.line(depth, "- id: "+f.ID)
	if f.Ask != "" {
		w.line(depth, "  ask: "+quotedText(f.Ask))
	}
	headings := make([]string, len(f.Headings))
	for i, h := range f.Headings {
		headings[i] = quotedText(h)
	}
	w.line(depth, "  headings: ["+strings.Join(headings, ", ")+"]")
	if f.Required {
		w.line(depth, "  required: true")
	}
	if f.MinLength > 0 {
		w.line(depth, "  min_length: "+strconv.Itoa(f.MinLength))
	}
	if f.Pattern != nil {
		w.line(depth, "  pattern: "+quotedText(f.Pattern.String()))
	}
}

// plainOrQuoted writes words of the policy as they are and any other text quoted.
func plainOrQuoted(s string) string {
	if s != "" && strings.IndexFunc(s, func(c rune) bool { return c != '_' && (c < 'a' || c > 'z') }) < 0 {
		return s
	}
	return quotedText(s)
}

// quotedText is a text in YAML's double quotes.
func quotedText(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case unicode.IsGraphic(c):
			b.WriteRune(c)
		case c == '\n':
			b.WriteString(`\n`)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// oneLine is a text of somebody else as it may stand in a comment: visible, in one
// line, of so many bytes at most. Nothing in it ends the comment or turns the
// direction of what follows.
func oneLine(s string, most int) string {
	var b strings.Builder
	space := false
	for _, c := range s {
		switch {
		case unicode.IsSpace(c):
			space = b.Len() > 0
			continue
		case !unicode.IsGraphic(c):
			continue
		}
		if b.Len()+utf8.RuneLen(c)+1 > most {
			return b.String() + "…"
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(c)
	}
	return b.String()
}

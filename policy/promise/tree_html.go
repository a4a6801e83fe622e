package promise

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// breaks are the tags that end a line of text.
var breaks = map[string]bool{
	"br": true, "p": true, "div": true, "li": true, "ul": true, "ol": true, "tr": true, "td": true, "th": true, "table": true,
	"h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "summary": true, "details": true, "hr": true, "blockquote": true,
	"dt": true, "dd": true, "dl": true, "section": true, "pre": true, "center": true,
}

// hidden are the tags whose contents nobody sees.
var hidden = map[string]bool{"script": true, "style": true, "template": true, "title": true}

// html adds the words of a block of HTML: a heading per h1 to h6 and summary, a
// cell per td and th, a paragraph for the rest. Comments yield nothing.
func (b *builder) html(n *ast.HTMLBlock) {
	h := htmlReader{b: b}
	from, to := -1, 0
	for i := 0; i < n.Lines().Len(); i++ {
		s := n.Lines().At(i)
		if from < 0 {
			from = s.Start
		}
		to = s.Stop
	}
	if n.HasClosure() {
		if from < 0 {
			from = n.ClosureLine.Start
		}
		to = max(to, n.ClosureLine.Stop)
	}
	if from >= 0 {
		h.read(from, to)
	}
}

// An htmlReader reads one block of HTML.
type htmlReader struct {
	b        *builder
	p        plain
	level    int // of the heading that is open
	cells    bool
	row, col int
	header   bool
}

func (h *htmlReader) read(from, to int) {
	src := h.b.src
	for i := from; i < to; {
		next := bytes.IndexByte(src[i:to], '<')
		if next < 0 {
			h.p.prose(src, i, to)
			break
		}
		h.p.prose(src, i, i+next)
		i += next
		if bytes.HasPrefix(src[i:to], []byte("<!--")) {
			end := bytes.Index(src[i+4:to], []byte("-->"))
			if end < 0 {
				break
			}
			i += 4 + end + 3
			continue
		}
		name, closing := tagName(src[i:to])
		if name == "" {
			h.p.prose(src, i, i+1)
			i++
			continue
		}
		end := bytes.IndexByte(src[i:to], '>')
		if end < 0 {
			break
		}
		i += end + 1
		if hidden[name] && !closing {
			if end := bytes.Index(src[i:to], []byte("</")); end >= 0 {
				i += end
			}
			continue
		}
		if breaks[name] {
			h.block(name, closing)
		}
	}
	h.flush()
}

// block ends the text so far and opens what a tag begins.
func (h *htmlReader) block(name string, closing bool) {
	h.flush()
	switch name {
	case "h1", "h2", "h3", "h4", "h5", "h6":
		h.level = 0
		if !closing {
			h.level = int(name[1] - '0')
		}
	case "summary":
		h.level = 0
		if !closing {
			h.level = 6
		}
	case "table":
		h.cells, h.row = !closing, -1
		if !closing {
			h.b.tables++
		}
	case "tr":
		if !closing {
			h.row, h.col = h.row+1, 0
		}
	case "th":
		h.header = !closing
	}
}

// flush adds the text so far as a block.
func (h *htmlReader) flush() {
	p := h.p
	h.p = plain{}
	if strings.TrimSpace(p.String()) == "" {
		return
	}
	switch {
	case h.level > 0:
		h.b.heading(p, h.level)
	case h.cells && h.row >= 0:
		h.b.cell(p, h.row, h.col, h.header)
		h.col++
	default:
		h.b.put(block{kind: kindParagraph, text: p.String(), runs: p.runs})
	}
}

// tagName is the name of the tag that a text starts with, in small letters.
func tagName(s []byte) (name string, closing bool) {
	i := 1
	if i < len(s) && s[i] == '/' {
		closing = true
		i++
	}
	start := i
	for i < len(s) && i < start+16 && (isLetter(s[i]) || i > start && s[i] >= '0' && s[i] <= '9') {
		i++
	}
	return strings.ToLower(string(s[start:i])), closing
}

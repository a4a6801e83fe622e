package promise

import (
	"html"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// A plain is plain text in the making, with the place of each byte.
type plain struct {
	out   []byte
	runs  []run
	links []link
}

// String is the plain text so far.
func (p *plain) String() string { return string(p.out) }

// put adds bytes that come from one place of the source.
func (p *plain) put(s string, src int) {
	if s == "" {
		return
	}
	if n := len(p.runs); n == 0 || p.runs[n-1].src+len(p.out)-p.runs[n-1].at != src {
		if p.runs == nil {
			p.runs = make([]run, 0, 4)
		}
		p.runs = append(p.runs, run{at: len(p.out), src: src})
	}
	if p.out == nil {
		p.out = make([]byte, 0, max(64, len(s)))
	}
	p.out = append(p.out, s...)
}

// copy adds a part of the source as it is.
func (p *plain) copy(src []byte, from, to int) {
	if from < to {
		p.put(string(src[from:to]), from)
	}
}

// alike maps what looks different but means the same; "" drops it.
var alike = map[rune]string{
	'\u00a0': " ", '\u202f': " ", '\u2007': " ", '\u2009': " ", '\u3000': " ",
	'\u2019': "'", '\u2018': "'", '\u201c': `"`, '\u201d': `"`,
	'\u2010': "-", '\u2011': "-", '\u200b': "", '\u2060': "", '\ufeff': "", '\u00ad': "", '\ufe0f': "",
}

// prose adds a part of the source as a reader sees it: escapes and entities
// resolved, kinds of blanks and quotes made one.
func (p *plain) prose(src []byte, from, to int) {
	keep := from
	for i := from; i < to; {
		c := src[i]
		switch {
		case c == '\\' && i+1 < to && isPunct(src[i+1]):
			p.copy(src, keep, i)
			keep = i + 1
			i += 2
		case c == '&':
			end := entityEnd(src, i, to)
			if end == 0 {
				i++
				continue
			}
			p.copy(src, keep, i)
			s := html.UnescapeString(string(src[i:end]))
			if r, w := utf8.DecodeRuneInString(s); w == len(s) {
				if a, ok := alike[r]; ok {
					s = a
				}
			}
			p.put(s, i)
			i, keep = end, end
		case c < utf8.RuneSelf:
			i++
		default:
			r, w := utf8.DecodeRune(src[i:to])
			if a, ok := alike[r]; ok {
				p.copy(src, keep, i)
				p.put(a, i)
				keep = i + w
			}
			i += w
		}
	}
	p.copy(src, keep, to)
}

// entityEnd is the end of an entity that starts at i, 0 for none.
func entityEnd(src []byte, i, to int) int {
	for j := i + 1; j < to && j < i+12; j++ {
		c := src[j]
		if c == ';' {
			if j == i+1 {
				return 0
			}
			return j + 1
		}
		if !isLetter(c) && c != '#' && (c < '0' || c > '9') {
			return 0
		}
	}
	return 0
}

func isPunct(c byte) bool {
	return c >= '!' && c <= '/' || c >= ':' && c <= '@' || c >= '[' && c <= '`' || c >= '{' && c <= '~'
}

// inline is the plain text of a node's inline children.
func (b *builder) inline(n ast.Node) plain {
	var p plain
	b.spans(n, &p)
	return p
}

func (b *builder) spans(n ast.Node, p *plain) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.words(c, p)
		case *ast.CodeSpan:
			for t := c.FirstChild(); t != nil; t = t.NextSibling() {
				if t, ok := t.(*ast.Text); ok {
					p.copy(b.src, t.Segment.Start, t.Segment.Stop)
				}
			}
		case *ast.RawHTML:
			b.tag(c, p)
		case *ast.AutoLink:
			b.autoLink(c, p)
		case *ast.Link:
			from := len(p.out)
			b.spans(c, p)
			p.links = append(p.links, link{from, len(p.out), string(c.Destination)})
		case *ast.Image:
			// A picture's words are not the text's.
		case *east.Strikethrough:
			// What is struck out is not said.
		default:
			b.spans(c, p)
		}
	}
}

// words adds the text of one node, with the line break after it.
func (b *builder) words(c *ast.Text, p *plain) {
	s := c.Segment
	p.prose(b.src, s.Start, s.Stop)
	if c.SoftLineBreak() || c.HardLineBreak() {
		p.put("\n", s.Stop)
	}
}

// autoLink adds an address in angle brackets.
func (b *builder) autoLink(c *ast.AutoLink, p *plain) {
	from := len(p.out)
	label := string(c.Label(b.src))
	if at := c.Pos(); at >= 0 {
		if k := strings.Index(string(b.src[at:min(len(b.src), at+len(label)+2)]), label); k >= 0 {
			p.put(label, at+k)
		}
	}
	if len(p.out) > from {
		p.links = append(p.links, link{from, len(p.out), string(c.URL(b.src))})
	}
}

// tag adds what a tag in running text stands for: a line break or nothing.
func (b *builder) tag(c *ast.RawHTML, p *plain) {
	if c.Segments.Len() == 0 {
		return
	}
	s := c.Segments.At(0)
	if name, _ := tagName(b.src[s.Start:s.Stop]); breaks[name] {
		p.put("\n", s.Start)
	}
}

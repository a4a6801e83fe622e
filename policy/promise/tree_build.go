package promise

import (
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

var markdown = goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough)).Parser()

// parse reads the first [MaxRead] bytes of a text into blocks.
func parse(src string) *tree {
	if len(src) > MaxRead {
		src = strings.ToValidUTF8(src[:MaxRead], "")
	}
	t := newTree(src)
	b := &builder{t: t, src: tame(src), item: -1, lead: -1}
	b.children(markdown.Parse(text.NewReader(b.src)))
	return t
}

// A builder walks goldmark's tree and keeps the place that the walk is at.
type builder struct {
	t   *tree
	src []byte // as goldmark read it: the text, byte for byte in its place

	heads              []int
	item, lead         int
	list, lists, depth int
	ordered, quoted    bool
	tables             int
}

// put adds a block with the place that the walk is at.
func (b *builder) put(bl block) int {
	bl.heads = b.heads
	bl.item, bl.lead, bl.list, bl.depth = b.item, b.lead, b.list, b.depth
	bl.ordered, bl.quoted = b.ordered, b.quoted
	b.t.blocks = append(b.t.blocks, bl)
	return len(b.t.blocks) - 1
}

func (b *builder) children(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		b.node(c)
	}
}

func (b *builder) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		b.heading(b.inline(n), n.Level)
	case *ast.Paragraph, *ast.TextBlock:
		b.paragraph(n)
	case *ast.List:
		b.listNode(n)
	case *ast.Blockquote:
		was := b.quoted
		b.quoted = true
		b.children(n)
		b.quoted = was
	case *ast.FencedCodeBlock:
		info := ""
		if n.Info != nil {
			info, _, _ = strings.Cut(strings.TrimSpace(string(n.Info.Value(b.src))), " ")
		}
		b.code(n, info, true)
	case *ast.CodeBlock:
		b.code(n, "", false)
	case *ast.HTMLBlock:
		b.html(n)
	case *east.Table:
		b.table(n)
	default:
		b.children(n)
	}
}

// heading adds a heading and stands what follows under it.
func (b *builder) heading(p plain, level int) {
	keep := len(b.heads)
	for keep > 0 && b.t.blocks[b.heads[keep-1]].level >= level {
		keep--
	}
	b.heads = b.heads[:keep:keep]
	i := b.put(block{kind: kindHeading, text: p.String(), runs: p.runs, links: p.links, level: level})
	b.heads = append(b.heads, i)
}

// paragraph adds a paragraph; the first of an item is the item itself. A line of
// its own that stands where a heading would is read as one.
func (b *builder) paragraph(n ast.Node) {
	p := b.inline(n)
	if strings.TrimSpace(p.String()) == "" {
		return
	}
	if b.list == 0 && !b.quoted {
		if level := standsAsHeading(n, p.String()); level > 0 {
			b.heading(p, level)
			return
		}
	}
	b.put(block{kind: kindParagraph, text: p.String(), runs: p.runs, links: p.links})
}

// standsAsHeading is the level of a paragraph that serves as a heading: "##Title"
// without its blank, a short bold line, or a short line without an end to its
// sentence; 0 for others.
func standsAsHeading(n ast.Node, s string) int {
	s = strings.TrimSpace(s)
	if len(s) > 90 || strings.Contains(s, "\n") || n.NextSibling() == nil {
		return 0
	}
	if hash := len(s) - len(strings.TrimLeft(s, "#")); hash > 0 && hash <= 6 {
		return hash
	}
	if strings.ContainsAny(s, "@/|") || strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "。") {
		return 0
	}
	if e, ok := n.FirstChild().(*ast.Emphasis); ok && e.Level == 2 {
		if next := e.NextSibling(); next == nil || next.NextSibling() == nil && len(s) < 60 && strings.HasSuffix(s, ":") {
			return 7
		}
	}
	last := s[len(s)-1]
	if len(s) > 60 || strings.ContainsAny(s, ".,;:!0123456789") || len(strings.Fields(s)) > 7 || last < 0x80 && !isLetter(last) && last != ')' && last != '?' {
		return 0
	}
	return 7
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// listNode adds the items of a list; the block before it, if it is a sibling with
// words, leads into it.
func (b *builder) listNode(n *ast.List) {
	was := *b
	b.lists++
	b.list, b.depth, b.ordered, b.lead = b.lists, b.depth+1, n.IsOrdered(), -1
	switch n.PreviousSibling().(type) {
	case *ast.Paragraph, *ast.TextBlock:
		b.lead = len(b.t.blocks) - 1
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		b.item = was.item
		first := len(b.t.blocks)
		for d := c.FirstChild(); d != nil; d = d.NextSibling() {
			b.node(d)
			if d == c.FirstChild() && len(b.t.blocks) > first {
				if bl := &b.t.blocks[first]; bl.kind == kindParagraph {
					bl.kind = kindItem
				}
				b.item = first
			}
		}
	}
	b.item, b.lead, b.list, b.depth, b.ordered = was.item, was.lead, was.list, was.depth, was.ordered
}

// code adds a block of code as it stands.
func (b *builder) code(n ast.Node, info string, fenced bool) {
	var p plain
	lines := n.Lines()
	for i := 0; i < lines.Len(); i++ {
		s := lines.At(i)
		p.copy(b.src, s.Start, s.Stop)
	}
	b.put(block{kind: kindCode, text: p.String(), runs: p.runs, info: info, fenced: fenced})
}

// maxRows bounds the rows of a table that are read.
const maxRows = 500

// table adds the cells of a table, the header as row 0.
func (b *builder) table(n *east.Table) {
	b.tables++
	row := 0
	for r := n.FirstChild(); r != nil && row < maxRows; r = r.NextSibling() {
		_, header := r.(*east.TableHeader)
		col := 0
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			p := b.inline(c)
			b.cell(p, row, col, header)
			col++
		}
		row++
	}
}

// cell adds one cell of the table that the walk is in.
func (b *builder) cell(p plain, row, col int, header bool) {
	i := b.put(block{
		kind: kindCell, text: p.String(), runs: p.runs, links: p.links,
		table: b.tables, row: row, col: col, header: header,
	})
	key := [2]int{b.tables, row}
	b.t.rows[key] = append(b.t.rows[key], i)
}

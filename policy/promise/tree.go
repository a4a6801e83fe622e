package promise

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// A kind is what a block is.
type kind uint8

const (
	kindParagraph kind = iota
	kindHeading        // a heading, or a paragraph that serves as one
	kindItem           // the first paragraph of a list item
	kindCell           // a cell of a table
	kindCode           // a code block, fenced or indented
)

// A block is a piece of the text that holds words of its own.
type block struct {
	kind kind
	text string // plain text: no marks, no HTML; line breaks are "\n"
	runs []run  // where the plain text is in the source

	heads []int // blocks of the headings above it, outermost first
	level int   // of a heading: 1 to 6; 7 is bold text that serves as a heading

	// depth is how many lists it is in; item is the block of the item that it
	// belongs to (of an item: the item around it), lead the block that comes just
	// before its list and introduces it. -1: none.
	depth      int
	item, lead int
	list       int  // which list it belongs to, from 1; 0 is none
	ordered    bool // the list is numbered
	quoted     bool // in a block quote

	table    int // which table it belongs to, from 1; 0 is none
	row, col int // of a cell; row 0 is the header
	header   bool

	info   string // of fenced code: the word after the fence
	fenced bool

	links []link
}

// A run says that the plain text from byte at on is the source from byte src on.
type run struct{ at, src int }

// A link is a part of a block's plain text that leads to an address.
type link struct {
	from, to int
	dest     string
}

// A tree is a Markdown text as this package reads it.
type tree struct {
	src    string
	lines  []int // where each line starts
	blocks []block
	rows   map[[2]int][]int // the cells of a table's row, by column

	lows []string     // the blocks' texts in small letters; "" for fenced code
	said [][]sentence // the blocks' sentences, once they were asked for
}

// sentences are the sentences of a block.
func (t *tree) sentences(b int) []sentence {
	if t.said == nil {
		t.said = make([][]sentence, len(t.blocks))
	}
	if t.said[b] == nil {
		t.said[b] = sentences(&t.blocks[b])
	}
	return t.said[b]
}

// newTree makes a tree with no blocks.
func newTree(src string) *tree {
	t := &tree{src: src, rows: map[[2]int][]int{}}
	t.lines = append(make([]int, 0, strings.Count(src, "\n")+1), 0)
	for at := 0; ; {
		n := strings.IndexByte(src[at:], '\n')
		if n < 0 {
			break
		}
		at += n + 1
		t.lines = append(t.lines, at)
	}
	t.blocks = make([]block, 0, len(t.lines)*3/4+8)
	return t
}

// offset is the byte of the source where byte i of the plain text comes from.
func (b *block) offset(i int) int {
	n := sort.Search(len(b.runs), func(k int) bool { return b.runs[k].at > i })
	if n == 0 {
		return 0
	}
	r := b.runs[n-1]
	return r.src + i - r.at
}

// line is the number of the line that holds a byte of the source, from 1.
func (t *tree) line(src int) int {
	return sort.Search(len(t.lines), func(k int) bool { return t.lines[k] > src })
}

// source is the place of a part of a block's plain text: the source from its
// first byte to its last, with the marks that lean on either end.
func (t *tree) source(b *block, from, to int) Source {
	for from < to && isSpace(b.text[from]) {
		from++
	}
	for to > from && isSpace(b.text[to-1]) {
		to--
	}
	if from >= to {
		return Source{}
	}
	_, width := utf8.DecodeLastRuneInString(b.text[from:to])
	start, end := b.offset(from), b.offset(to-width)+width
	if end > len(t.src) {
		end = len(t.src)
	}
	for end < len(t.src) && !utf8.RuneStart(t.src[end]) {
		end++ // the source's letter is longer than what it is read as
	}
	if start > end {
		start = end
	}
	for start > 0 && strings.IndexByte("*_`[", t.src[start-1]) >= 0 {
		start--
	}
	for end < len(t.src) && strings.IndexByte("*_`", t.src[end]) >= 0 {
		end++
	}
	return Source{Line: t.line(start), Quote: t.src[start:end]}
}

// heading is the text of the innermost heading above a block, "" for none.
func (t *tree) heading(b *block) string {
	if len(b.heads) == 0 {
		return ""
	}
	return t.blocks[b.heads[len(b.heads)-1]].text
}

// leadText is the text that introduces the list of a block, "" for none.
func (t *tree) leadText(b *block) string {
	if b.lead < 0 {
		return ""
	}
	return t.blocks[b.lead].text
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

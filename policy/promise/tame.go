package promise

// Markdown parsers, goldmark among them, take quadratic time on some texts that
// nobody writes: hundreds of quotes or lists opened on one line, since every line
// looks at every open container; thousands of emphasis marks, brackets or
// backticks in one paragraph, since each looks back for its partner; a table with
// a very wide header, since every line below it, however short, is filled up to
// the header's width. What goes beyond these bounds is read as blanks: it only
// loses its mark-up.
const (
	maxNesting = 24  // containers opened on one line
	maxMarks   = 300 // marks of one kind in a paragraph
	maxBars    = 17  // bars between the columns of a table's row
)

// tamed are the marks that are counted.
var tamed = func() (t [256]bool) {
	for _, c := range []byte("*_~[]`<!&(|") {
		t[c] = true
	}
	return t
}()

// tame is a copy of a text in which what goes beyond the bounds is blanked out,
// byte for byte in its place.
func tame(src string) []byte {
	out := []byte(src)
	var seen [256]int
	for start := 0; start < len(out); {
		end := start
		for end < len(out) && out[end] != '\n' {
			end++
		}
		bars := 0
		body, fresh := opening(out[start:end])
		if fresh {
			clear(seen[:])
		}
		for i := start + body; i < end; i++ {
			c := out[i]
			if !tamed[c] {
				continue
			}
			switch c {
			default:
				if seen[c]++; seen[c] > maxMarks {
					out[i] = ' '
				}
			case '|':
				if bars++; bars > maxBars {
					out[i] = ' '
				}
			}
		}
		start = end + 1
	}
	return out
}

// opening blanks the containers that a line opens beyond the bound, and says
// where its words begin and whether it begins a block of its own: an empty line,
// a list item or a heading.
func opening(line []byte) (body int, fresh bool) {
	n := 0
	i := 0
	for ; i < len(line); i++ {
		c := line[i]
		switch {
		case c == ' ' || c == '\t' || c == '\r':
			continue
		case c == '>':
		case (c == '-' || c == '+' || c == '*') && i+1 < len(line) && (line[i+1] == ' ' || line[i+1] == '\t'):
			fresh = true
		case c >= '0' && c <= '9' && ordered(line[i:]) > 0:
			k := ordered(line[i:])
			if n >= maxNesting {
				blank(line[i : i+k])
			}
			i += k - 1
		case c == '#':
			return i, true
		default:
			return i, fresh
		}
		if n++; n > maxNesting {
			line[i] = ' '
		}
	}
	return i, n == 0 || fresh
}

// ordered is the length of the number that opens an ordered list's item.
func ordered(line []byte) int {
	i := 0
	for i < len(line) && i < 9 && line[i] >= '0' && line[i] <= '9' {
		i++
	}
	if i > 0 && i+1 < len(line) && (line[i] == '.' || line[i] == ')') && (line[i+1] == ' ' || line[i+1] == '\t') {
		return i + 1
	}
	return 0
}

func blank(b []byte) {
	for i := range b {
		b[i] = ' '
	}
}

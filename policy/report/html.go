package report

import "strings"

// tags turns HTML that stands for code within a line into Markdown's. Other tags
// stay, a payload may be one.
func (sc *scanner) tags(s string) string {
	if strings.IndexByte(s, '<') < 0 || len(s) > maxTagged || strings.IndexByte(s, '`') >= 0 {
		return s
	}
	low := strings.ToLower(s)
	for _, tag := range []string{"code>", "pre>"} {
		if n := strings.Count(low, "<"+tag); n > 0 && n == strings.Count(low, "</"+tag) {
			return ticks.Replace(s)
		}
	}
	return s
}

// ticks replaces tags of inline code with Markdown's marks.
var ticks = strings.NewReplacer("<code>", "`", "</code>", "`", "<pre>", "`", "</pre>", "`", "<CODE>", "`", "</CODE>", "`", "<PRE>", "`", "</PRE>", "`")

// maxTagged is the longest line in bytes that is searched for tags.
const maxTagged = 2000

// opensPre takes a line that opens a block of preformatted text in HTML.
func opensPre(s string) bool {
	return len(s) < maxTagged && strings.HasPrefix(strings.ToLower(clip(s, 5)), "<pre>") && !strings.Contains(s, "</")
}

// preMark stands for a block that "</pre>" closes.
const preMark = '<'

// closesPre reports whether a line ends such a block.
func closesPre(s string) bool {
	return len(s) >= 6 && strings.Contains(strings.ToLower(clip(s, maxTagged)), "</pre>")
}

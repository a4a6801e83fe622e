package promise

import (
	"fmt"
	"strings"
	"testing"
)

// policyText is a policy of about so many bytes, its paragraphs, lists and tables
// repeated.
func policyText(size int) string {
	const part = `## Reporting a vulnerability %d

Please do **not** open a public issue. Write to [security@example.org](mailto:security@example.org)
instead, or use the form at <https://example.org/report>. Include the following:

- a description of the problem and what an attacker gains from it
- the steps that reproduce it, with a proof of concept if you have one
- the versions that are affected

We acknowledge your report within 2 business days and send you a first assessment
within 10 days. If you have heard nothing after a week, please write again. We are
a small team, so that a fix may need some weeks; we aim to release one for critical
problems within 14 days and for all others within 90 days.

| Severity | First answer | Fix     |
| -------- | ------------ | ------- |
| Critical | 24 hours     | 7 days  |
| Low      | 3 days       | 90 days |

Version 4.1 and later are supported. Tokens are valid for 30 days, passwords are
stored as hashes. Our signing key can be found on the usual key servers; its
fingerprint is 0123 4567 89AB CDEF 0123 4567 89AB CDEF.

`
	var b strings.Builder
	for i := 1; b.Len() < size; i++ {
		fmt.Fprintf(&b, part, i)
	}
	return b.String()[:size]
}

// BenchmarkRead20k reads 20 kB; wanted is at most 3 ms.
func BenchmarkRead20k(b *testing.B) {
	text := policyText(20_000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Read(text)
	}
}

// BenchmarkReadDoubling doubles the size: the time per byte must stay the same.
func BenchmarkReadDoubling(b *testing.B) {
	for size := 8 << 10; size <= MaxRead; size *= 2 {
		text := policyText(size)
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			b.SetBytes(int64(size))
			for b.Loop() {
				Read(text)
			}
		})
	}
}

// hostileTexts are shapes that make Markdown parsers or this package work hard.
var hostileTexts = map[string]func(n int) string{
	"quotes":      func(n int) string { return strings.Repeat(">", n) },
	"quote lines": func(n int) string { return strings.Repeat(strings.Repeat("> ", 100)+"a\n", n/200) },
	"lists":       func(n int) string { return strings.Repeat("- ", n/2) + "a" },
	"list lines":  func(n int) string { return strings.Repeat(strings.Repeat("- ", 50)+"a\n", n/100) },
	"stairs": func(n int) string {
		var b strings.Builder
		for i := 0; b.Len() < n; i++ {
			b.WriteString(strings.Repeat(" ", 2*i) + "- a\n")
		}
		return b.String()
	},
	"brackets":    func(n int) string { return strings.Repeat("[", n) },
	"links":       func(n int) string { return strings.Repeat("[a](", n/4) },
	"images":      func(n int) string { return strings.Repeat("![", n/2) },
	"references":  func(n int) string { return strings.Repeat("[a]: b\n", n/7) + "[a]" },
	"stars":       func(n int) string { return strings.Repeat("*a **a ", n/7) },
	"underscores": func(n int) string { return strings.Repeat("_a __a ", n/7) },
	"mixed stars": func(n int) string { return strings.Repeat("*_a*", n/4) },
	"ticks": func(n int) string {
		var b strings.Builder
		for i := 1; b.Len() < n; i++ {
			b.WriteString("a" + strings.Repeat("`", i))
		}
		return b.String()
	},
	"tags":     func(n int) string { return strings.Repeat("<a", n/2) },
	"comments": func(n int) string { return "a " + strings.Repeat("<!--", n/4) },
	"cdata":    func(n int) string { return "a " + strings.Repeat("<![CDATA[", n/9) },
	"php":      func(n int) string { return "a " + strings.Repeat("<?", n/2) },
	"entities": func(n int) string { return strings.Repeat("&amp", n/4) },
	"tildes":   func(n int) string { return strings.Repeat("~~a ", n/4) },
	"table":    func(n int) string { return "|a\n|-\n" + strings.Repeat("|b", n/2) },
	"wide": func(n int) string {
		return strings.Repeat("|a", n/8) + "\n" + strings.Repeat("|-", n/8) + "\n" + strings.Repeat("|\n", n/4)
	},
	"long table": func(n int) string {
		return strings.Repeat("|a", 16) + "|\n" + strings.Repeat("|-", 16) + "|\n" + strings.Repeat("a\n", n/2)
	},
	"times":     func(n int) string { return "we respond " + strings.Repeat("within 48 hours and ", n/20) },
	"commas":    func(n int) string { return strings.Repeat("within 5 days, ", n/15) },
	"ifs":       func(n int) string { return strings.Repeat("if we respond in 5 days ", n/24) },
	"severity":  func(n int) string { return strings.Repeat("critical/high and ", n/18) + " in 5 days" },
	"items":     func(n int) string { return "# fix\n" + strings.Repeat("- critical: 5 days\n", n/19) },
	"headings":  func(n int) string { return strings.Repeat("# fix\n5 days\n", n/13) },
	"numbers":   func(n int) string { return strings.Repeat("1", n) },
	"han":       func(n int) string { return strings.Repeat("三", n/3) },
	"dots":      func(n int) string { return strings.Repeat(".", n) },
	"one word":  func(n int) string { return strings.Repeat("a", n) },
	"acks":      func(n int) string { return strings.Repeat("respond ", n/8) },
	"questions": func(n int) string { return strings.Repeat("when? ", n/6) + "5 days" },
	"html":      func(n int) string { return "<table>" + strings.Repeat("<tr><td>5 days", n/14) },
	"newlines":  func(n int) string { return strings.Repeat("a\n", n/2) },
}

// BenchmarkHostile doubles the size of each hostile shape.
func BenchmarkHostile(b *testing.B) {
	for name, make := range hostileTexts {
		for _, size := range []int{8 << 10, 16 << 10, 32 << 10, 64 << 10} {
			text := make(size)
			b.Run(fmt.Sprintf("%s/%d", name, size>>10), func(b *testing.B) {
				for b.Loop() {
					Read(text)
				}
			})
		}
	}
}

package report

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// BenchmarkRead reads reports of the usual kind: prose, steps, code and a log. A
// report of 60 kB is about the longest that GitHub takes; the time is to grow with
// the size, and no more.
func BenchmarkRead(b *testing.B) {
	for _, kB := range []int{15, 30, 60, 120} {
		b.Run(fmt.Sprintf("%dkB", kB), func(b *testing.B) {
			in := Input{Summary: "Heap overflow in frame decoder of rocket", Description: sample(kB << 10), WantAIStatement: true}
			b.SetBytes(int64(len(in.Description)))
			b.ReportAllocs()
			for b.Loop() {
				Read(in)
			}
		})
	}
}

// BenchmarkReadOwn is the same with contents that a policy defines.
func BenchmarkReadOwn(b *testing.B) {
	in := Input{Summary: "Heap overflow", Description: sample(60 << 10)}
	for _, h := range []string{"licence key", "consent", "impact", "steps"} {
		in.Own = append(in.Own, OwnField{ID: h, Headings: []string{h}, MinLength: 1_000_000, Pattern: regexp.MustCompile(`(?i)\b(yes|no)\b`)})
	}
	b.SetBytes(int64(len(in.Description)))
	for b.Loop() {
		Read(in)
	}
}

// BenchmarkReadHostile reads texts that are hard on Markdown readers.
func BenchmarkReadHostile(b *testing.B) {
	for _, name := range slices.Sorted(maps.Keys(hostile)) {
		b.Run(name, func(b *testing.B) {
			in := Input{Summary: "x", Description: hostile[name](60 << 10), WantAIStatement: true}
			b.SetBytes(int64(len(in.Description)))
			for b.Loop() {
				Read(in)
			}
		})
	}
}

// sample repeats parts of a made-up report up to n bytes.
func sample(n int) string {
	parts := []string{`### Details

The decoder in ` + "`src/frame/decode.c`" + ` (line 214) trusts the length that a frame announces. A frame of
type 7 may announce more than is left, and the copy then runs past the end of the buffer. An attacker
who can send one frame to the port, without signing in, could crash the server or, with some luck in the
layout of the heap, execute arbitrary code. Versions before 3.4.1 are not affected, as far as I can see.

`, `### Steps to reproduce

1. Build with ` + "`-fsanitize=address`" + `
2. Start the server on port 9000
3. Send the frame:

` + "```python" + `
import socket, struct
s = socket.create_connection(("127.0.0.1", 9000))
s.sendall(struct.pack(">BBH", 7, 0, 0xffff) + b"A" * 64)
print(s.recv(16))
` + "```" + `

4. Look at the log

`, "```" + `
==4711==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x602000000110
    #0 0x4f3a21 in decode_frame /src/rocket/src/frame/decode.c:214:9
    #1 0x4f1c02 in handle_client /src/rocket/src/server.c:88:12
    #2 0x7f12a4 in start_thread (/lib/x86_64-linux-gnu/libc.so.6+0x8d12)
` + "```" + `

`, `### Impact

The server stops for everybody. **Severity:** high, CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H, CWE-122.

| Version | Affected |
|---|---|
| 3.4.1 | yes |
| 3.5.0 | yes |

`}
	var s strings.Builder
	for i := 0; s.Len() < n; i++ {
		s.WriteString(parts[i%len(parts)])
	}
	return s.String()[:n]
}

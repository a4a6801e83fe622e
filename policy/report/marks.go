package report

import "strings"

// attacks are pieces of attacks as they are typed, in lower case.
var attacks = []string{
	"<script", "onerror=", "onload=", "onmouseover=", "onfocus=", "onclick=", "ontoggle=", "alert(", "' or ", "\" or ", "union select", "/etc/passwd", "${jndi", "{{7", "${7", "%0d%0a", "..%2f",
	";id>", ";id`", "|id`", "<svg", "<iframe", "<img src=x", "sleep(", "1=1", "169.254.169.254", "admin'--", "%00", "=https://evil", "=http://evil", "=//", "burpcollaborator", "oastify.com", "interact.sh", "xsshunter", "webhook.site", "ngrok", "aaaaaaaa", "javascript:", "=cmd|", "<!entity", "`;", ";cat ", "$(", "&lt;script",
	"%3cscript", "%3ciframe", "%3cimg", "%3csvg", "%22%3e", "%27%22", "%3e%3c", "javascript%3a", "waitfor delay", "extractvalue(", "\"><", "'><", "file:///etc", "gopher://", "://-", "%2e%2e%2f", "%252e", "${@", "${1", "../../etc", "../../../", "..\\..\\", "<%=", "__proto__\"",
}

// marksAt are the marks by their first two bytes, of which attackAt has a bit for
// each pair that begins any.
var marksAt, attackAt = func() (map[uint16][]string, *[1 << 10]uint64) {
	at, bits := map[uint16][]string{}, new([1 << 10]uint64)
	for _, m := range attacks {
		k := uint16(m[0])<<8 | uint16(m[1])
		at[k] = append(at[k], m)
		bits[k>>6] |= 1 << (k & 63)
	}
	return at, bits
}()

// attack reports whether a sentence holds a piece of an attack as it is typed.
func attack(s string) bool {
	if !strings.ContainsAny(s, "<`'\"%{$=:(&") {
		return false
	}
	for i := 0; i+1 < len(s); i++ {
		k := uint16(s[i])<<8 | uint16(s[i+1])
		if attackAt[k>>6]&(1<<(k&63)) == 0 {
			continue
		}
		for _, m := range marksAt[k] {
			if strings.HasPrefix(s[i:], m) {
				return true
			}
		}
	}
	return false
}

// markup reports whether a line of text is a page or a document that was pasted
// without a fence: nobody writes such tags in prose.
func markup(low string) bool {
	if low[0] != '<' {
		return false
	}
	for _, tag := range [...]string{"<html", "<form ", "<script", "<iframe", "<?php", "<!doctype", "<?xml", "<body", "<object", "<embed", "<input ", "<svg", "<img src=x", "<math"} {
		if strings.HasPrefix(low, tag) {
			return true
		}
	}
	return false
}

// attachment reads a sentence that names what is attached: a recording or a program
// is a proof, a log or picture is output.
func (p *page) attachment(s string, c cue, ln *line, w *walk) {
	if !strings.Contains(s, "attach") && !(ln.label && strings.HasPrefix(ln.lowSeen, "attach")) || putOff(s, c) {
		return
	}
	if film(s) || namesProgram(s) {
		w.say(ln.num)
	}
	if hasWord(s, logWords) || picture(s) {
		p.put(inLogs, ln.num)
	}
}

// logWords are what a log that is attached is called.
var logWords = lookup(`log|logs|trace|backtrace|screenshot|screenshots|output|dump|pcap`)

// namesProgram reports whether a sentence names a program that is attached, by its
// file or by what it is.
func namesProgram(s string) bool {
	if strings.Contains(s, "source code") || strings.Contains(s, "source for") || strings.Contains(s, "proof of concept") || strings.Contains(s, "proof-of-concept") || hasWord(s, samples) {
		return true
	}
	for _, tok := range strings.FieldsFunc(clip(s, 8*maxClaim), separator) {
		if ok, lineNo := sourceFile(strings.Trim(tok, ".")); ok && !lineNo && !strings.Contains(tok, "/") {
			return true
		}
	}
	return false
}

// picture reports whether a sentence names the file of a picture.
func picture(s string) bool {
	for _, end := range [...]string{".png", ".jpg", ".jpeg", ".bmp"} {
		if i := strings.Index(s, end); i > 0 && wordByte(s[i-1]) && bounded(s, i+len(end)) {
			return true
		}
	}
	return false
}

// shown takes the name of a picture that stands for it: alone on its line, in
// brackets, or as an address.
func shown(low string) bool {
	if strings.IndexByte(low, '.') < 0 || !picture(low) || strings.Contains(low, "upload") || strings.IndexByte(low, '`') >= 0 {
		return false
	}
	return wordCount(low) <= 3 || strings.HasPrefix(low, "http") && !strings.Contains(low, " ") || strings.Contains(low, "png)") || strings.Contains(low, "jpg)") || strings.Contains(low, "jpeg)")
}

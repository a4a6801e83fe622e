package policy

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/advisory-bot/advisory-bot/advisories"
)

var (
	wwwPattern = regexp.MustCompile(`(?i)www\.`)
	slashes    = regexp.MustCompile(`//+`)
	manySpaces = regexp.MustCompile(` {2,}`)
)

// neutral makes a value safe to stand in a comment: letters, digits, spaces and
// plain punctuation in one line. What could mention, link, draw, quote, format or
// turn the direction of text is gone. Every value of a template passes through
// it, but for the reporter's mention, our dates and the words of our tables.
func neutral(s string) string {
	s = strings.Map(func(c rune) rune {
		switch {
		case unicode.IsLetter(c), unicode.IsDigit(c), strings.ContainsRune("-_.,:+/() ", c):
			return c
		case unicode.IsSpace(c):
			return ' '
		}
		return -1
	}, s)
	s = slashes.ReplaceAllString(s, "/")
	s = wwwPattern.ReplaceAllString(s, "www ")
	s = strings.TrimSpace(manySpaces.ReplaceAllString(s, " "))
	if runes := []rune(s); len(runes) > 100 {
		s = string(runes[:100])
	}
	return s
}

// plainLine is what of a text can stand in a comment as it is: letters, digits and
// plain punctuation in one line, which cannot mention, link, draw or format.
func plainLine(s string) string {
	s = strings.Map(func(c rune) rune {
		switch {
		case unicode.IsLetter(c), unicode.IsMark(c), unicode.IsDigit(c), strings.ContainsRune("-.,:;+/()?!'\"%= ", c):
			return c
		case unicode.IsSpace(c):
			return ' '
		}
		return -1
	}, s)
	s = slashes.ReplaceAllString(s, "/")
	s = wwwPattern.ReplaceAllString(s, "www ")
	return strings.TrimSpace(manySpaces.ReplaceAllString(s, " "))
}

// mention is "@login" of the reporter, empty where GitHub could not have given
// that name, or gave it to a bot.
func mention(p advisories.Person) string {
	if p.Bot || !p.Known() || !loginPattern.MatchString(p.Login) {
		return ""
	}
	return "@" + p.Login
}

// tidy removes the blank lines that a template's conditions leave behind.
func tidy(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	blank := false
	for line := range strings.Lines(s) {
		line = strings.TrimRight(line, " \t\r\n")
		if line == "" {
			blank = b.Len() > 0
			continue
		}
		if blank {
			b.WriteByte('\n')
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(line)
		blank = false
	}
	return b.String()
}

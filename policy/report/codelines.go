package report

import "strings"

// complaint reports whether a line of code is what a program says when it fails.
func complaint(low string) bool {
	low = strings.TrimLeft(low, " \t")
	for _, k := range []string{"error: ", "error[", "fatal: ", "fatal error", "panic: ", "exception: ", "traceback (", "segmentation fault", "uncaught ", "aborted (", "warning: "} {
		if strings.HasPrefix(low, k) {
			return true
		}
	}
	return false
}

// stamped reports whether a line begins with a time, as lines of a log do:
// "2026-01-02 10:00:00", "[2026-01-02T10:00", "Aug 22 10:42:34", "10:14:02.118".
func stamped(low string) bool {
	low = strings.TrimLeft(low, " \t[")
	if len(low) < 12 {
		return false
	}
	if month[low[:3]] && low[3] == ' ' {
		low = strings.TrimLeft(low[4:], " 0123456789")
		return strings.HasPrefix(low, ":")
	}
	if low[4] == '-' && low[7] == '-' && (low[10] == ' ' || low[10] == 't') {
		return number(low[:4]) > 0 && digit(low[11])
	}
	return low[2] == ':' && low[5] == ':' && number(low[:2]) >= 0 && number(low[3:5]) >= 0 && digit(low[6])
}

var month = lookup(`jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec`)

// queried reports whether a line of code is an address with a query.
func queried(low string) bool {
	low = strings.TrimLeft(low, " \t")
	if !strings.HasPrefix(low, "http://") && !strings.HasPrefix(low, "https://") {
		return false
	}
	q := strings.IndexByte(low, '?')
	return q > 0 && strings.IndexByte(low[q:], '=') > 0
}

// frame reports whether a line is a frame of a stack trace or the like.
func frame(low string) bool {
	s := strings.TrimLeft(low, " \t")
	switch {
	case len(s) > 3 && s[0] == '#' && s[1] >= '0' && s[1] <= '9':
		return strings.Contains(s, "0x") || strings.Contains(s, " in ") || strings.Contains(s, "()")
	case strings.HasPrefix(s, "at "):
		return strings.Contains(s, "(") && strings.Contains(s, ":") && strings.HasSuffix(s, ")")
	case strings.HasPrefix(s, "file \""):
		return strings.Contains(s, "\", line ")
	case strings.HasPrefix(s, "=="):
		return strings.Contains(s[2:], "==") && len(s) > 4 && s[2] >= '0' && s[2] <= '9'
	case strings.HasPrefix(s, "["):
		end := strings.IndexByte(s, ']')
		return end > 6 && strings.Trim(s[1:end], "0123456789. ") == "" && strings.Contains(s[:end], ".")
	}
	return false
}

// statement reports whether a line is a statement of a program, so that one that is
// indented below a line of text is code and does not go on with the sentence.
func statement(s string) bool {
	last := s[len(s)-1]
	return last == ';' || last == '{' || last == ')' && strings.IndexByte(s, '(') > 0 && strings.IndexByte(s, ' ') < 0 ||
		strings.Contains(s, " = ") && wordCount(s) <= 8 || strings.Contains(s, "(") && last == ')' && strings.Contains(s, ".") && wordCount(s) <= 6
}

// bidding reports whether an indented line is a sentence that tells to do something: a
// list that lost its numbers.
func bidding(s string) bool {
	if s[0] < 'A' || s[0] > 'Z' || wordCount(s) < 4 || strings.ContainsAny(s, ";{}=<>$|") {
		return false
	}
	low := strings.ToLower(clip(s, maxWord))
	return toDo(low[:wordEnd(low, 0)])
}

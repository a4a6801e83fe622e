package report

import (
	"errors"
	"strings"
)

// bounds is an affected range as GitHub writes it: comparisons parted by commas,
// each an operator (=, <, <=, >, >=) and a version. Source: GitHub's guide on
// writing repository advisories.
type bounds struct {
	lower, upper, exact string
	// above and below are true where the bound itself is not in the range.
	above, below bool
}

// maxRange is longer than any range that makes sense, in bytes.
const maxRange = 400

// parseRange reads a range. Its errors say what is wrong and quote nothing.
func parseRange(s string) (b bounds, err error) {
	if len(s) > maxRange {
		return b, errors.New("it is too long")
	}
	if strings.Contains(s, "||") {
		return b, errors.New("a range has no alternatives; each range is a line of its own")
	}
	for _, part := range strings.Split(s, ",") {
		if err := b.add(strings.TrimSpace(part)); err != nil {
			return b, err
		}
	}
	switch {
	case b.exact != "" && (b.lower != "" || b.upper != ""):
		return b, errors.New("an exact version stands alone")
	case b.lower != "" && b.upper != "":
		if c, ok := compareVersions(b.lower, b.upper); ok && (c > 0 || c == 0 && (b.above || b.below)) {
			return b, errors.New("no version lies between its bounds")
		}
	}
	return b, nil
}

func (b *bounds) add(part string) error {
	if part == "" {
		return errors.New("a comparison is empty")
	}
	op := part[:len(part)-len(strings.TrimLeft(part, "<>=~^!"))]
	version := strings.TrimSpace(part[len(op):])
	if !plainVersion(version) {
		return errors.New("a comparison has no version such as 1.2.3 after its operator")
	}
	slot, what := &b.exact, "exact version"
	switch op {
	case "=":
	case "<", "<=":
		slot, what, b.below = &b.upper, "upper bound", op == "<"
	case ">", ">=":
		slot, what, b.above = &b.lower, "lower bound", op == ">"
	case "":
		return errors.New("a version has no operator before it (=, <, <=, > or >=)")
	default:
		return errors.New("an operator is none of =, <, <=, > and >=")
	}
	if *slot != "" {
		return errors.New("it has more than one " + what)
	}
	*slot = version
	return nil
}

// plainVersion reports whether a word can be a version: no blanks, a digit, no
// wildcard.
func plainVersion(s string) bool {
	digits := false
	for i := range len(s) {
		switch c := s[i]; {
		case digit(c):
			digits = true
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', strings.IndexByte("._+-~:/@", c) >= 0:
		default:
			return false
		}
	}
	low := strings.ToLower(s)
	return digits && !strings.HasSuffix(low, ".x") && !strings.Contains(low, ".x.")
}

// compareVersions compares versions that are numbers and dots, a "v" before them
// allowed; ok is false for others.
func compareVersions(a, b string) (c int, ok bool) {
	as, bs := strings.Split(strings.TrimPrefix(a, "v"), "."), strings.Split(strings.TrimPrefix(b, "v"), ".")
	for i := range max(len(as), len(bs)) {
		x, y := 0, 0
		if i < len(as) {
			x = number(as[i])
		}
		if i < len(bs) {
			y = number(bs[i])
		}
		if x < 0 || y < 0 {
			return 0, false
		}
		if c == 0 && x != y {
			c = 1
			if x < y {
				c = -1
			}
		}
	}
	return c, true
}

// affected judges the range of one package.
func (p place) affected(which, affected, patched string) {
	if affected == "" {
		return
	}
	b, err := parseRange(affected)
	if err != nil {
		p.note(RangeMalformed, 0, which+", affected versions: "+err.Error())
	}
	open := err == nil && b.upper == "" && b.exact == ""
	if open && (patched == "" || nothing[strings.ToLower(strings.Trim(patched, " ._*-<>"))]) {
		p.note(RangeOpen, 0, which+": the affected versions have no upper bound, and no patched version is named")
	}
}

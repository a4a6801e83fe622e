package advisories

import "strings"

// OperatorPrefix begins the name of a decision made on the command line by
// whoever runs the program, who need not be known to GitHub.
const OperatorPrefix = "operator:"

// Enough reports whether the approvals among decisions let a draft of that kind
// out. Operators count as one person together, and are never enough for publish,
// which needs a person whom GitHub names. One denial vetoes.
func Enough(kind Kind, needed int, decisions []Decision) bool {
	named := map[string]bool{}
	operators := 0
	for _, d := range decisions {
		switch {
		case !d.Approve:
			return false
		case strings.HasPrefix(d.By, OperatorPrefix):
			operators = 1
		default:
			named[d.By] = true
		}
	}
	if kind == KindPublish && len(named) == 0 {
		return false
	}
	return len(named)+operators >= max(needed, 1)
}

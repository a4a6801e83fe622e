package advisories

import "strings"

// OperatorPrefix begins the name of a decision made on the command line by
// whoever runs the program, who need not be known to GitHub.
const OperatorPrefix = "operator:"

// Enough reports whether the approvals among decisions let a draft of that kind
// out. Operators count as one person together, and are never enough for publish,
// which needs a person whom GitHub names and who is not the reporter: approvals of
// theirs do not count there. One denial vetoes.
func Enough(kind Kind, needed int, decisions []Decision, reporter Person) bool {
	named := map[string]bool{}
	operators := 0
	for _, d := range decisions {
		switch {
		case !d.Approve:
			return false
		case kind == KindPublish && isReporter(d.By, reporter):
		case strings.HasPrefix(d.By, OperatorPrefix):
			operators = 1
		default:
			named[whoDecided(d.By)] = true
		}
	}
	if kind == KindPublish && len(named) == 0 {
		return false
	}
	return len(named)+operators >= max(needed, 1)
}

func isReporter(by string, reporter Person) bool {
	p, ok := Decider(by)
	return ok && reporter.Known() && p.ID == reporter.ID
}

// whoDecided names a person by what does not change: the id, where there is one.
func whoDecided(by string) string {
	if p, ok := Decider(by); ok {
		return By(Person{ID: p.ID})
	}
	return by
}

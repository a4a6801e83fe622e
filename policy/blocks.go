package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/calendar"
)

// maxApprovals bounds how many people a policy can ask for.
const maxApprovals = 10

// maxFlood bounds what may go out in a day: more would be no limit.
const maxFlood = 1000

// rule is how a kind of draft may leave: auto, approve, off, or {approve: 2}.
// Publishing can never be automatic, in no layer.
func rule(k advisories.Kind) kind {
	expected, known := "expected auto, approve, off or {approve: 2}", []string{"auto", "approve", "off"}
	if k == advisories.KindPublish {
		expected, known = "expected approve, off or {approve: 2}", known[1:]
	}
	count := node{"type": "object", "additionalProperties": false, "required": []string{"approve"},
		"properties": node{"approve": node{"type": "integer", "minimum": 1, "maximum": maxApprovals}}}
	return kind{schema: node{"anyOf": []node{{"enum": known}, count}}, read: func(r *reader, key string, n ast.Node) {
		if isMapping(n) {
			r.set(key, n, Rule{Permit: advisories.PermitApprove, Approvals: r.approvals(key, n)})
			return
		}
		switch s, _ := text(n); advisories.Permit(s) {
		case advisories.PermitAuto:
			if k == advisories.KindPublish {
				r.fault(n, key, expected+": publishing always needs a person")
				return
			}
			r.set(key, n, Rule{Permit: advisories.PermitAuto})
		case advisories.PermitApprove:
			r.set(key, n, Rule{Permit: advisories.PermitApprove, Approvals: 1})
		case advisories.PermitOff:
			r.set(key, n, Rule{Permit: advisories.PermitOff})
		default:
			r.fault(n, key, expected+found(n))
		}
	}}
}

func (r *reader) approvals(key string, n ast.Node) int {
	count, before := 1, len(r.faults)
	missing := true
	r.mapping(key, n, []field{{name: "approve", kind: kind{read: func(r *reader, key string, n ast.Node) {
		missing = false
		i, ok := number(n, 1, maxApprovals)
		if !ok {
			r.fault(n, key, fmt.Sprintf("expected a number of people from 1 to %d", maxApprovals))
			return
		}
		count = i
	}}}})
	if missing && len(r.faults) == before {
		r.fault(n, key, "expected {approve: 2}")
	}
	return count
}

// found says what stands there instead, where that is no text. Texts are left out:
// the line and column lead to them.
func found(n ast.Node) string {
	if _, ok := n.(*ast.StringNode); ok {
		return ""
	}
	return ", found " + shape(n)
}

func isMapping(n ast.Node) bool {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return true
	}
	return false
}

// readAway reads the times in which nobody is there.
func readAway(r *reader, key string, n ast.Node) {
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		r.fault(n, key, fmt.Sprintf("expected a list such as [{from: 2026-12-24, to: 2027-01-01}], found %s", shape(n)))
		return
	}
	out := []Away{}
	for _, item := range seq.Values {
		var from, to string
		before := len(r.faults)
		r.mapping(key, item, []field{
			{name: "from", kind: keep(&from, date)},
			{name: "to", kind: keep(&to, date)},
		})
		switch {
		case len(r.faults) > before:
		case from == "" || to == "":
			r.fault(item, key, "expected both from and to")
		case from > to:
			r.fault(item, key, "expected from to be no later than to")
		default:
			out = append(out, Away{From: from, To: to})
		}
	}
	r.set(key, n, out)
}

// keep reads one value into place instead of under its key.
func keep(place *string, read reading) kind {
	return kind{read: func(r *reader, key string, n ast.Node) {
		s, ok := text(n)
		value, fault := read(s)
		switch {
		case !ok:
			_, expected := read("")
			r.fault(n, key, fmt.Sprintf("%s, found %s", expected, shape(n)))
		case fault != "":
			r.fault(n, key, fault)
		default:
			*place = value
		}
	}}
}

// owners reports whether the file is of a layer that may hold the owner's keys.
func (r *reader) owners() bool {
	return r.source.Layer == advisories.LayerOwner || r.source.Layer == advisories.LayerBuiltin
}

func readLock(r *reader, key string, n ast.Node) { r.names(key, n, allKeys(), r.file.lock) }

func readDelegate(r *reader, key string, n ast.Node) { r.names(key, n, delegable, r.file.delegate) }

// names reads a list of dotted keys, each with its own place.
func (r *reader) names(key string, n ast.Node, known []string, into map[string]Source) {
	values, ok := r.items(key, n, func(s string) (string, string) {
		if slices.Contains(known, s) {
			return s, ""
		}
		if len(known) <= len(delegable) {
			return "", "expected one of " + strings.Join(known, ", ") + hint(s, known)
		}
		return "", "expected a key of the policy such as report.required" + hint(s, known)
	})
	if !ok {
		return
	}
	r.set(key, n, values)
	for _, item := range n.(*ast.SequenceNode).Values {
		if s, ok := text(item); ok && slices.Contains(known, s) {
			into[s] = r.at(item)
		}
	}
}

// inOrder notes a target beyond its maximum.
func (r *reader) inOrder(key string, n ast.Node) {
	target, okT := r.file.settings[join(key, "target")].Value.(calendar.Span)
	maximum, okM := r.file.settings[join(key, "maximum")].Value.(calendar.Span)
	if okT && okM && longer(target, maximum) {
		r.fault(n, key, "expected the target to be no longer than the maximum")
	}
}

// hoursInOrder notes half of a pair of times, and an end before its beginning.
func (r *reader) hoursInOrder(key string, n ast.Node) {
	from, okF := r.file.settings[join(key, "from")].Value.(string)
	to, okT := r.file.settings[join(key, "to")].Value.(string)
	switch {
	case r.faulty(join(key, "from")) || r.faulty(join(key, "to")):
	case okF != okT && strings.HasPrefix(key, keyCalendar):
		r.fault(n, key, "expected both from and to")
	case okF && okT && from >= to:
		r.faultAt(r.file.settings[join(key, "to")].Source.Line, 1, key, "expected from to be earlier than to")
	}
}

// require notes what a whole file must have and what contradicts itself.
func (r *reader) require() {
	if _, ok := r.file.settings[keyVersion]; !ok && !r.faulty(keyVersion) {
		r.faultAt(1, 1, keyVersion, "expected version: 1")
	}
	for k, src := range r.file.delegate {
		if _, locked := r.file.lock[k]; locked {
			r.faultAt(src.Line, 1, keyDelegate, k+" is locked: expected it in lock or in delegate, not in both")
		}
	}
	r.overlap()
}

// overlap notes a content that is both required and recommended.
func (r *reader) overlap() {
	required, _ := r.file.settings[keyRequired].Value.([]string)
	recommended, _ := r.file.settings[keyRecommended].Value.([]string)
	for _, id := range recommended {
		if slices.Contains(required, id) {
			r.faultAt(r.file.settings[keyRecommended].Source.Line, 1, keyRecommended, id+" is required already: expected it once")
		}
	}
}

func (r *reader) faulty(key string) bool {
	return slices.ContainsFunc(r.faults, func(f Fault) bool { return f.Key == key })
}

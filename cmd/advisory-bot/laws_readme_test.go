package main_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
)

// What the README says of the policy is compared with the policy: a reader who
// copies from it must not be told of a fault.

const (
	readme    = "README.md"
	operating = "app/deploy/README.md"
)

// nobodysKey is in no policy, and too long to be taken for a slip: the fault that
// it gets names every key that may stand in its place.
var nobodysKey = strings.Repeat("q", 50)

// keysBelow are the keys that may stand below a path of keys.
func keysBelow(path []string) []string {
	_, faults := policy.Parse("all", nested(append(slices.Clone(path), nobodysKey), "1"), advisories.LayerOwner)
	for _, f := range faults {
		if _, list, ok := strings.Cut(f.Expected, "unknown key: expected one of "); ok {
			return strings.Split(list, ", ")
		}
	}
	return nil
}

// nested is a policy file with one value in it.
func nested(path []string, value string) string {
	var b strings.Builder
	if len(path) > 1 || path[0] != "version" {
		b.WriteString("version: 1\n")
	}
	for i, key := range path {
		fmt.Fprintf(&b, "%s%s:", strings.Repeat("  ", i), key)
		if i < len(path)-1 {
			b.WriteString("\n")
		}
	}
	b.WriteString(" " + value + "\n")
	// A beginning stands with its end, and the other way round.
	if last := len(path) - 1; strings.HasSuffix(path[max(last-1, 0)], "_hours") {
		other := map[string]string{"from": `to: "10:00"`, "to": `from: "08:00"`}[path[last]]
		b.WriteString(strings.Repeat("  ", last) + other + "\n")
	}
	return b.String()
}

// someValues are such that each key of the policy takes one of them.
var someValues = []string{"1", "on", "approve", "24h", "[]", "[mode]", "[team]", "UTC", `"09:00"`, "acme/cases", "report",
	"true", "close", "accepted", "2026-01-05", `"{dates}"`, `"{missing}"`, `"{stage} {dates} {next}"`}

// settle asks the policy about the keys below a path: for each that can be set,
// whether the program acts on it.
func settle(t *testing.T, path []string, effect map[string]bool) {
	t.Helper()
	below := keysBelow(path)
	for _, key := range below {
		settle(t, append(slices.Clone(path), key), effect)
	}
	if len(below) > 0 {
		return
	}
	for _, value := range someValues {
		f, faults := policy.Parse("all", nested(path, value), advisories.LayerOwner)
		if faults.Err() != nil {
			continue
		}
		for _, s := range f.Settings() {
			effect[s.Key] = true
		}
		for _, u := range f.NotInEffect() {
			effect[u.Key] = false
		}
		return
	}
	t.Errorf("the policy takes none of %q for %s: teach this test a value", someValues, strings.Join(path, "."))
}

// effects are the policy's keys as people name them, each with whether it has an
// effect: a promise is one key, whatever can be said of it.
func effects(t *testing.T) map[string]bool {
	t.Helper()
	all, out := map[string]bool{}, map[string]bool{}
	settle(t, nil, all)
	for key, acts := range all {
		if key == "version" { // says nothing of a policy
			continue
		}
		parts := strings.Split(key, ".")
		key = strings.Join(parts[:min(len(parts), 2)], ".")
		out[key] = out[key] || acts
	}
	if len(out) < 30 {
		t.Fatalf("only %d keys: the policy was asked in the wrong way", len(out))
	}
	return out
}

var (
	inEffectSentence = regexp.MustCompile(`(?s)\bIn effect are (.*?)\.(?:\s|$)`)
	inlineCode       = regexp.MustCompile("`([^`\n]+)`")
	draftRow         = regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\| [^|]+ \\| ([^|]+) \\|$")
	yamlBlock        = regexp.MustCompile("(?ms)^```ya?ml\n(.*?)^```$")
)

// expanded are the keys that a sentence names: `.assess` after
// `commitments.acknowledge` is commitments.assess, and a group that is in effect
// as a whole may stand for its keys.
func expanded(sentence string, effect map[string]bool) []string {
	var out []string
	group := ""
	for _, m := range inlineCode.FindAllStringSubmatch(sentence, -1) {
		key := m[1]
		if strings.HasPrefix(key, ".") {
			key = group + key
		}
		group, _, _ = strings.Cut(key, ".")
		if keys := wholly(key, effect); len(keys) > 0 {
			out = append(out, keys...)
			continue
		}
		out = append(out, key)
	}
	slices.Sort(out)
	return out
}

// wholly are the keys of a group of which each has an effect.
func wholly(group string, effect map[string]bool) []string {
	var out []string
	for key, acts := range effect {
		if strings.HasPrefix(key, group+".") {
			if !acts {
				return nil
			}
			out = append(out, key)
		}
	}
	return out
}

func acting(effect map[string]bool) []string {
	keys := slices.Sorted(maps.Keys(effect))
	return slices.DeleteFunc(keys, func(key string) bool { return !effect[key] })
}

// wording is how the sentence names keys: of a group in full once, then briefly.
func wording(keys []string) string {
	words, group := make([]string, len(keys)), ""
	for i, key := range keys {
		words[i] = "`" + key + "`"
		head, tail, ok := strings.Cut(key, ".")
		if ok && head == group {
			words[i] = "`." + tail + "`"
		}
		group = head
	}
	return strings.Join(words, ", ")
}

func effectLaw(text string, effect map[string]bool) []breach {
	want := acting(effect)
	found := inEffectSentence.FindAllStringSubmatch(text, -1)
	if len(found) != 1 {
		return []breach{{readme, fmt.Sprintf("%d sentences begin with the words In effect are, want one that names %s", len(found), wording(want))}}
	}
	if got := expanded(found[0][1], effect); !slices.Equal(got, want) {
		return []breach{{readme, fmt.Sprintf("says that %s are in effect; in effect are %s (in any order)", wording(got), wording(want))}}
	}
	return nil
}

func TestReadmeEffects(t *testing.T) { report(t, effectLaw(read(t, readme), effects(t))) }

func TestReadmeEffectsBites(t *testing.T) {
	effect := map[string]bool{"mode": true, "a.one": true, "a.two": true, "b.one": true, "b.two": false, "c": false}
	bites(t, effectLaw("x. In effect are `mode`, `a.one`,\n`.two` and `b.one`. y", effect))
	bites(t, effectLaw("In effect are `b.one`, `a` and `mode`.", effect))
	bites(t, effectLaw("In effect are `b`, `a` and `mode`.", effect), "in effect are `a.one`, `.two`, `b.one`, `mode`")
	bites(t, effectLaw("In effect are `a.one`, `.two` and `mode`.", effect), "says that `a.one`, `.two`, `mode`")
	bites(t, effectLaw("In effect are `a`, `b.one`, `mode` and `c`.", effect), "`c`")
	bites(t, effectLaw("In effect are `a`, `a.one`, `b.one` and `mode`.", effect), "`a.one`, `.one`")
	bites(t, effectLaw("Nothing is.", effect), "0 sentences")
}

// leaves is what the table of drafts says of a permit.
var leaves = map[advisories.Permit]string{
	advisories.PermitAuto:    "by itself",
	advisories.PermitApprove: "when a person approves",
}

// draftLaw compares the table of drafts with the built-in policy: a row a kind
// that this version drafts, and how it leaves.
func draftLaw(text string, effect map[string]bool, pol *policy.Policy) []breach {
	_, table, _ := strings.Cut(text, "\n| Draft | What | Leaves |\n")
	table, _, _ = strings.Cut(table, "\n\n")
	var out []breach
	said := map[string]bool{}
	for _, row := range draftRow.FindAllStringSubmatch(table, -1) {
		kind, how := row[1], row[2]
		said["drafts."+kind] = true
		if !effect["drafts."+kind] {
			out = append(out, breach{readme, kind + " is in the table of drafts, and this version drafts none"})
		} else if want := leaves[pol.Rule(advisories.Kind(kind)).Permit]; how != want {
			out = append(out, breach{readme, fmt.Sprintf("the table of drafts says that %s leaves %q, by the built-in policy %q", kind, how, want)})
		}
	}
	for _, key := range acting(effect) {
		if strings.HasPrefix(key, "drafts.") && !said[key] {
			out = append(out, breach{readme, key + " is in effect, and the table of drafts has no row for it"})
		}
	}
	return out
}

func TestReadmeDrafts(t *testing.T) {
	report(t, draftLaw(read(t, readme), effects(t), policy.Builtin()))
}

func TestReadmeDraftsBites(t *testing.T) {
	effect := map[string]bool{"mode": true, "drafts.receipt": true, "drafts.accept": true, "drafts.close": false}
	head, receipt, accept := "x\n| Draft | What | Leaves |\n| --- | --- | --- |\n", "| `receipt` | thanks | by itself |\n", "| `accept` | moves | when a person approves |\n"
	bites(t, draftLaw(head+receipt+accept+"\ny", effect, policy.Builtin()))
	bites(t, draftLaw(head+receipt+"\n"+accept, effect, policy.Builtin()), "drafts.accept is in effect")
	bites(t, draftLaw(head+receipt+strings.Replace(accept, "when a person approves", "by itself", 1), effect, policy.Builtin()), `accept leaves "by itself"`)
	bites(t, draftLaw(head+receipt+accept+"| `close` | closes | when a person approves |\n", effect, policy.Builtin()), "this version drafts none")
	bites(t, draftLaw("", effect, policy.Builtin()), "drafts.accept is", "drafts.receipt is")
}

// exampleLaw: each policy that a reader can copy is one, for a repository or, where
// that does not do, for an owner.
func exampleLaw(text string) []breach {
	blocks := yamlBlock.FindAllStringSubmatch(text, -1)
	if len(blocks) == 0 {
		return []breach{{readme, "shows no policy in a block of yaml"}}
	}
	var out []breach
	for _, b := range blocks {
		_, faults := policy.Parse(readme, b[1], advisories.LayerRepository)
		if _, owner := policy.Parse(readme, b[1], advisories.LayerOwner); faults.Err() == nil || owner.Err() == nil {
			continue
		}
		out = append(out, breach{readme, "a policy in it has faults (lines of the block): " + faults.Error()})
	}
	return out
}

func TestReadmeExamples(t *testing.T) { report(t, exampleLaw(read(t, readme))) }

func TestReadmeExamplesBites(t *testing.T) {
	block := func(s string) string { return "x\n\n```yaml\n" + s + "```\n\ny\n" }
	bites(t, exampleLaw(block("version: 1\n")+block("version: 1\nlock: [mode]\n")))
	bites(t, exampleLaw(block("version: 1\n")+block("version: 1\nmdoe: on\n")), "README.md:2:1")
	bites(t, exampleLaw("```\nversion: 1\n```\n"), "shows no policy")
}

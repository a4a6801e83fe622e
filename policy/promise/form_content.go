package promise

import "strings"

// knownContents are the ids that a form's question may name outright.
var knownContents = wordSet(`description issue_type affected_component source_location configuration steps_to_reproduce proof_of_concept
	impact attack_scenario affected_versions environment logs suggested_fix severity cwe contact reporter_name affiliation
	credit_preference disclosure_plans other_info`)

// formContent is the content that a question asks for: the one that its id or its
// label names, else its explanation. A box to tick asks for none.
func formContent(f FormField, about string) string {
	if f.Type == "checkboxes" {
		return ""
	}
	key := strings.ReplaceAll(strings.ToLower(f.Key), "-", "_")
	if knownContents[key] {
		return key
	}
	first, _, _ := strings.Cut(strings.TrimSpace(about), "\n")
	for _, text := range []string{f.Label, strings.ReplaceAll(key, "_", " "), first} {
		for _, id := range contentIDs(text) {
			if knownContents[id] {
				return id
			}
		}
	}
	return ""
}

// contentIDs are the contents that a short text names, in its order.
func contentIDs(text string) []string {
	words := splitWords(text)
	if len(words) == 0 || len(words) > 40 {
		return nil
	}
	var out []string
	for _, f := range namedIn(text, words, naming{list: true}) {
		if !f.weak {
			out = append(out, f.id)
		}
	}
	return out
}

package app

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// fileSuffix ends the name of a variable that names a file with the value.
const fileSuffix = "_FILE"

// ours are the variables of an environment that begin with [Prefix], by the rest of
// their names.
func ours(environ []string) map[string]string { return named(environ, Prefix) }

// named are the variables of an environment that begin with a prefix, by the rest
// of their names.
func named(environ []string, prefix string) map[string]string {
	out := map[string]string{}
	for _, line := range environ {
		name, value, _ := strings.Cut(line, "=")
		if name, ok := strings.CutPrefix(name, prefix); ok {
			out[name] = value
		}
	}
	return out
}

// injected are names that container platforms set by themselves for a service that
// is called advisory-bot.
var injected = regexp.MustCompile(`^SERVICE_HOST$|^SERVICE_PORT|^PORT$|^PORT_|_SERVICE_HOST$|_SERVICE_PORT|_PORT$|_PORT_`)

// strangers warns of variables that begin like ours and are none, most often a
// misspelt one. Values are not looked at.
func strangers(values map[string]string) []string {
	known := names()
	var out []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if slices.Contains(known, name) || injected.MatchString(name) {
			continue
		}
		text := Prefix + name + ": no such variable, it has no effect"
		if near := nearest(name, known); near != "" {
			text += "; did you mean " + Prefix + near + "?"
		}
		out = append(out, text)
	}
	return out
}

// names are all that can be set, without the prefix.
func names() []string {
	var out []string
	for _, f := range variables() {
		out = append(out, variable(f), variable(f)+fileSuffix)
	}
	return out
}

// nearest is the known name that a misspelt one most likely means, or empty: few
// letters away, or else the only one that it begins or ends with (PRIVATE_KEY_PATH,
// GITHUB_APP_ID) or that ends with it (SECRET).
func nearest(name string, known []string) string {
	name = strings.ToUpper(name)
	best, least := "", min(1+len(name)/4, 4)
	var shared []string
	for _, k := range known {
		if d := distance(name, k); d < least {
			best, least = k, d
		}
		if strings.HasSuffix("_"+k, "_"+name) || strings.HasSuffix("_"+name, "_"+k) || strings.HasPrefix(name+"_", k+"_") {
			shared = append(shared, k)
		}
	}
	if best == "" && len(shared) == 1 {
		return shared[0]
	}
	return best
}

// distance counts the letters to add, drop, change or swap with their neighbour
// between two names. A name of the environment can be of any length: what is far
// longer than ours is not compared.
func distance(a, b string) int {
	if len(a) > 2*len(b)+8 {
		return len(a)
	}
	rows := [3][]int{make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)}
	for j := range rows[1] {
		rows[1][j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last, row := rows[0], rows[1], rows[2]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j-1]+change, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		rows = [3][]int{last, row, before}
	}
	return rows[1][len(b)]
}

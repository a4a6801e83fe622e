package policy

import "strings"

// didYouMean is a hint for a misspelt word: the nearest known one, if it is near.
func didYouMean(word string, known []string) string {
	if len(word) > 40 {
		return ""
	}
	word = strings.ToLower(word)
	best, bestDistance := "", 2+min(len(word)/4, 2)
	for _, k := range known {
		d := distance(word, k)
		if len(word) >= 3 && (strings.HasPrefix(k, word) || strings.HasPrefix(word, k) && len(k) >= 3) {
			d = min(d, 1) // "max" and "monday" are a start or an end too many
		}
		if d < bestDistance {
			best, bestDistance = k, d
		}
	}
	if best == "" {
		return ""
	}
	return "; did you mean " + best + "?"
}

// distance counts the single-letter changes between two words.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			above := row[j]
			row[j] = min(diagonal+change, above+1, row[j-1]+1)
			diagonal = above
		}
	}
	return row[len(b)]
}

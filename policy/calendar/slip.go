package calendar

import (
	"strconv"
	"strings"
)

// smallNumbers are the numbers from zero on, as words.
const smallNumbers = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"

// slip is what to write instead of a common slip, in parentheses, or "". Text
// of the policy comes back only as a number: words are those of this table.
func slip(words string) string {
	if words != "" && strings.Trim(words, "0123456789") == "" {
		return " (the unit is missing)"
	}
	if joined := strings.ReplaceAll(words, " ", ""); patterns().plain.MatchString(joined) {
		return " (write " + joined + ")"
	}
	if m := patterns().slipSpelled.FindStringSubmatch(words); m != nil {
		if n := numeral(m[1]); n != "" {
			return " (write " + n + m[2][:1] + ")"
		}
	}
	if patterns().slipMonths.MatchString(words) {
		return " (years and months have no fixed length: write days, such as 90d)"
	}
	if m := patterns().slipBusiness.FindStringSubmatch(words); m != nil {
		return " (write " + businessSlip(m[1], m[2], strings.Contains(words, "hour") || strings.Contains(words, "bh")) + ")"
	}
	if patterns().slipMixed.MatchString(words) {
		return " (business time stands alone)"
	}
	return ""
}

func businessSlip(number, unit string, hours bool) string {
	n := min(amount(numeral(number)), MaxBusinessHours)
	if n == 0 {
		n = 3
	}
	switch {
	case unit == "week":
		return count(n*5, "business day")
	case hours:
		return count(n, "business hour")
	}
	return count(n, "business day")
}

// numeral is a number in digits; "" for any other word.
func numeral(word string) string {
	if word != "" && word[0] >= '0' && word[0] <= '9' {
		return word
	}
	if word == "a" || word == "an" {
		return "1"
	}
	for n, w := range strings.Fields(smallNumbers) {
		if w == word {
			return strconv.Itoa(n)
		}
	}
	return ""
}

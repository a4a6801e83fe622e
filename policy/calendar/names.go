package calendar

import (
	"errors"
	"strings"
)

// countryNames help those who write a name where a code is wanted, and give the
// nearest code to a slip. One a known country; two words are joined.
const countryNames = `AR argentina AT austria AU australia BE belgium BG bulgaria BR brazil CA canada CH switzerland
CZ czechia CZ czechrepublic DE germany DE deutschland DK denmark ES spain FR france GB unitedkingdom GB uk GB greatbritain
GB-ENG england GB-NIR northernireland GB-SCT scotland GB-WLS wales GR greece GR el HR croatia IE ireland IT italy JP japan
LT lithuania LV latvia MW malawi NC newcaledonia NL netherlands NO norway NZ newzealand PL poland RO romania RU russia
SE sweden SI slovenia SK slovakia UA ukraine US unitedstates US usa ZA southafrica`

// isoCountries are the ISO 3166-1 codes without holidays here, so that a
// country that exists is not called unknown.
const isoCountries = `AD AE AF AG AI AL AM AO AQ AS AW AX AZ BA BB BD BF BH BI BJ BL BM BN BO BQ BS BT BV BW BY BZ CC CD CF
CG CI CK CL CM CN CO CR CU CV CW CX CY DJ DM DO DZ EC EE EG EH ER ET FI FJ FK FM FO GA GD GE GF GG GH GI GL GM GN GP GQ GS
GT GU GW GY HK HM HN HT HU ID IL IM IN IO IQ IR IS JE JM JO KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LU LY MA
MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MX MY MZ NA NE NF NG NI NP NR NU OM PA PE PF PG PH PK PM PN PR PS PT
PW PY QA RE RS RW SA SB SC SD SG SH SJ SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UG
UM UY UZ VA VC VE VG VI VN VU WF WS YE YT ZM ZW`

// Countries lists the codes whose holidays are known, regions included, in
// order: ISO 3166-1 alpha-2 ("DE") and ISO 3166-2 ("DE-BY").
func Countries() []string { return strings.Fields(codes) }

// CheckCountry says what is wrong with a code of Config.Holidays: nil for a
// known one, else an error with a hint. The code is repeated only where it is
// short and plain.
func CheckCountry(code string) error {
	if holidaysOf(code) != nil {
		return nil
	}
	country, region, isRegion := strings.Cut(code, "-")
	upper := strings.ToUpper(code)
	switch {
	case holidaysOf(upper) != nil:
		return errors.New("expected " + upper + " in capitals")
	case code == "AU":
		return errors.New("Australia's holidays are those of its states: write one of " + strings.Join(regionsOf("AU"), ", "))
	case isRegion && isWord(region) && len(region) <= 3 && holidaysOf(country) != nil:
		return unknownRegion(country, code)
	case hasField(isoCountries, code):
		return errors.New("no holidays are known for " + code + ": leave it out and list its days as your own")
	}
	return errors.New("unknown country" + quoted(code) + suggestion(code))
}

func unknownRegion(country, code string) error {
	regions := regionsOf(country)
	if len(regions) == 0 {
		return errors.New("no holidays are known for the region " + code + ": write " + country + " and list the region's days as your own")
	}
	return errors.New("unknown region " + code + ": expected " + country + " or one of " + strings.Join(regions, ", "))
}

// regionsOf lists the known regions of a country.
func regionsOf(country string) []string {
	var regions []string
	for _, c := range Countries() {
		if strings.HasPrefix(c, country+"-") {
			regions = append(regions, c)
		}
	}
	return regions
}

// suggestion is the code of the nearest country, by code or by name.
func suggestion(text string) string {
	const want = " (expected a code such as DE or DE-BY)"
	if len(text) < 2 || len(text) > 20 {
		return want
	}
	word := strings.ToLower(strings.NewReplacer(" ", "", "-", "", "_", "").Replace(text))
	best, nearest := "", 2+len(word)/4
	fields := strings.Fields(countryNames)
	for i := 0; i+1 < len(fields); i += 2 {
		if d := letters(word, fields[i+1]); d < nearest {
			best, nearest = fields[i], d
		}
	}
	if len(word) <= 2 && nearest > 0 { // a code: any one letter changed, the first kept
		best = ""
		for _, c := range Countries() {
			if len(c) == 2 && len(word) == 2 && letters(word, strings.ToLower(c)) == 1 && c[0]|0x20 == word[0] {
				best = c
				break
			}
		}
	}
	if best == "" && len(word) == 3 && holidaysOf(strings.ToUpper(word[:2])) != nil {
		best = strings.ToUpper(word[:2]) // most codes of three letters: FRA, DEU, GBR
	}
	if best == "" {
		return want
	}
	return "; did you mean " + best + "?"
}

// quoted is a short plain word for an error message; anything else stays out of it.
func quoted(s string) string {
	if len(s) <= 20 && s != "" && isWord(strings.ReplaceAll(s, "-", "")) {
		return " " + s
	}
	return ""
}

func isWord(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; (c < 'a' || c > 'z') && (s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	return s != ""
}

func hasField(list, word string) bool {
	for f := range strings.FieldsSeq(list) {
		if f == word {
			return true
		}
	}
	return false
}

// letters counts the letters to change, add or leave out between two short words.
func letters(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := corner
			if a[i] != b[j] {
				replace++
			}
			corner = row[j+1]
			row[j+1] = min(replace, corner+1, row[j]+1)
		}
	}
	return row[len(b)]
}

package report

import (
	"math"
	"strconv"
	"strings"

	gocvss30 "github.com/pandatix/go-cvss/30"
	gocvss31 "github.com/pandatix/go-cvss/31"
	gocvss40 "github.com/pandatix/go-cvss/40"
)

// band is a qualitative severity of FIRST's rating scale, which is the same for
// CVSS 3.0, 3.1 and 4.0.
type band uint8

const (
	bandNone band = 1 << iota
	bandLow
	bandMedium
	bandHigh
	bandCritical
)

func (b band) String() string {
	var names []string
	for i, name := range []string{"none", "low", "medium", "high", "critical"} {
		if b&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, " or ")
}

// bandOf is the band of a score from 0 to 10.
func bandOf(score float64) band {
	switch {
	case score >= 9:
		return bandCritical
	case score >= 7:
		return bandHigh
	case score >= 4:
		return bandMedium
	case score > 0:
		return bandLow
	}
	return bandNone
}

// bandNamed is the band of a word, 0 for other words.
func bandNamed(word string) band {
	switch word {
	case "critical", "kritisch", "严重", "crítica", "critique":
		return bandCritical
	case "high", "hoch", "高", "高危", "alta", "important":
		return bandHigh
	case "medium", "moderate", "mittel", "中", "中危", "media", "moyenne":
		return bandMedium
	case "low", "niedrig", "低", "低危", "baja", "faible":
		return bandLow
	case "informational", "info", "none":
		return bandNone
	}
	return 0
}

// vector is a CVSS vector that could be read.
type vector struct {
	place   place
	line    int
	version string // "3.1"
	// bands holds the band of the base score and those of the scores with the
	// temporal and environmental metrics, where there are any.
	bands band
	score float64
}

// maxVector is longer than any vector with all metrics of CVSS 4.0, in bytes.
const maxVector = 320

// parse reads a vector. version is empty where it names none that is known.
func parse(s string) (v vector, ok bool) {
	if len(s) > maxVector || len(s) < len("CVSS:3.1/") {
		return v, false
	}
	switch v.version = s[5:8]; v.version {
	case "3.0":
		c, err := gocvss30.ParseVector(s)
		if err != nil {
			return v, false
		}
		v.score, v.bands = c.BaseScore(), bandOf(c.BaseScore())|bandOf(c.TemporalScore())|bandOf(c.EnvironmentalScore())
	case "3.1":
		c, err := gocvss31.ParseVector(s)
		if err != nil {
			return v, false
		}
		v.score, v.bands = c.BaseScore(), bandOf(c.BaseScore())|bandOf(c.TemporalScore())|bandOf(c.EnvironmentalScore())
	case "4.0":
		c, err := gocvss40.ParseVector(s)
		if err != nil {
			return v, false
		}
		v.score = c.Score()
		v.bands = bandOf(v.score)
	default:
		return v, false
	}
	return v, true
}

// vectors finds vectors in a line and judges them: "CVSS:3.1/AV:N/…", also bare
// ("AV:N/AC:L/…") where it can be read as one of CVSS 3.1 or 4.0.
func (p place) vectors(s, low string, line int) (found []vector) {
	if !strings.Contains(low, "av:") && !strings.Contains(low, "cvss:") {
		return nil
	}
	for from := 0; from < len(low) && len(found) < maxVectors; {
		start, version := nextVector(low, from)
		if start < 0 {
			return found
		}
		end := start
		for end < len(s) && vectorByte(s[end]) {
			end++
		}
		from = max(end, start+1)
		if v, ok := p.vector(version, strings.TrimRight(s[start:end], "/:"), line); ok {
			found = append(found, v)
		}
	}
	return found
}

// metricWords are the names of metrics, whose values are no severity: "Integrity:
// none".
var metricWords = lookup(`privilege|privileges|integrity|confidentiality|availability|interaction|complexity|scope|requirements|maturity`)

// maxVectors bounds the vectors of one line.
const maxVectors = 16

func vectorByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == ':' || c == '/'
}

// nextVector finds where the metrics of the next vector begin, and the version
// that stands before them; -1 where there is none.
func nextVector(low string, from int) (start int, version string) {
	for i := from; i < len(low); i++ {
		switch {
		case low[i] == 'c' && strings.HasPrefix(low[i:], "cvss:"):
			v, _, ok := strings.Cut(low[i+5:min(len(low), i+10)], "/")
			if ok && len(v) == 3 && v[1] == '.' {
				return i + len("cvss:3.1/"), v
			}
		case low[i] == 'a' && strings.HasPrefix(low[i:], "av:") && (i == 0 || !wordByte(low[i-1]) && low[i-1] != '='):
			return i, ""
		}
	}
	return -1, ""
}

// vector judges the metrics of one vector in a text.
func (p place) vector(version, body string, line int) (vector, bool) {
	switch version {
	case "3.0", "3.1", "4.0":
	case "":
		return p.bare(body, line)
	default:
		if !digit(version[0]) || !digit(version[2]) {
			return vector{}, false
		}
		p.note(CVSSInvalid, line, "there is no CVSS "+version)
		return vector{}, false
	}
	for _, s := range []string{body, strings.ToUpper(body)} { // the urgency of CVSS 4.0 is in mixed case
		if v, ok := parse("CVSS:" + version + "/" + s); ok {
			v.place, v.line = p, line
			return v, true
		}
	}
	p.note(CVSSInvalid, line, "a CVSS:"+version+" vector breaks the rules of that version")
	return vector{}, false
}

// bare takes metrics without a version: those that can be read as CVSS 3.1 or 4.0
// are taken as such, of others nothing is said.
func (p place) bare(body string, line int) (vector, bool) {
	for _, head := range []string{"CVSS:3.1/", "CVSS:4.0/"} {
		if v, ok := parse(head + strings.ToUpper(body)); ok {
			v.place, v.line = p, line
			return v, true
		}
	}
	return vector{}, false
}

// field judges a vector of the structured fields.
func (p place) field(s string) (vector, bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return vector{}, false
	}
	v, ok := parse(s)
	if !ok {
		detail := "a vector in the fields is none of CVSS 3.0, 3.1 or 4.0"
		if v.version == "3.0" || v.version == "3.1" || v.version == "4.0" {
			detail = "the CVSS:" + v.version + " vector in the fields breaks the rules of that version"
		}
		p.note(CVSSInvalid, 0, detail)
		return v, false
	}
	v.place = p
	return v, true
}

// rating gathers what is said of the severity in all places.
type rating struct {
	vectors []vector
	stated  band
}

// tell notes vectors that match none of the severities stated.
func (r *rating) tell() {
	if r.stated == 0 {
		return
	}
	for _, v := range r.vectors {
		if v.bands&r.stated == 0 {
			v.place.note(CVSSSeverityMismatch, v.line, "the CVSS:"+v.version+" vector scores "+
				strconv.FormatFloat(math.Round(v.score*10)/10, 'f', 1, 64)+" ("+bandOf(v.score).String()+"), stated is "+r.stated.String())
		}
	}
}

// statedIn is what a short text on the severity states: one word of the scale, or
// a score. Lists to choose from state nothing.
func statedIn(low string) band {
	if len(low) > 160 || options(low) {
		return 0
	}
	var got band
	words := strings.FieldsFunc(low, func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= 0x80) })
	for _, w := range words[:min(len(words), 12)] {
		got |= bandNamed(w)
	}
	if got != 0 {
		return got
	}
	return scoreIn(low)
}

// scoreIn is the band of a score that a text names, "7.5" or "7.5/10". Versions of
// CVSS are no scores.
func scoreIn(low string) band {
	for i := 0; i+2 < len(low); i++ {
		if !digit(low[i]) || i > 0 && (digit(low[i-1]) || low[i-1] == '.' || low[i-1] == ':' || low[i-1] == 'v') {
			continue
		}
		end := i
		for end < len(low) && (digit(low[end]) || low[end] == '.' && end+1 < len(low) && digit(low[end+1])) {
			end++
		}
		if end+1 < len(low) && low[end] == '/' && !digit(low[end+1]) {
			i = end // the version before a vector
			continue
		}
		score, err := strconv.ParseFloat(low[i:end], 64)
		if err == nil && score <= 10 && strings.Contains(low[i:end], ".") && !strings.HasSuffix(strings.TrimRight(low[:i], " v"), "cvss") {
			return bandOf(score)
		}
		i = end
	}
	return 0
}

// VectorSeverity is the severity (critical, high, medium, low) of a CVSS vector's
// base score, by the rating scale of FIRST's specification; ok is false where it is
// no whole vector of version 3.0, 3.1 or 4.0, or scores nothing.
func VectorSeverity(s string) (severity string, ok bool) {
	v, ok := parse(s)
	if !ok || v.score <= 0 {
		return "", false
	}
	return bandOf(v.score).String(), true
}

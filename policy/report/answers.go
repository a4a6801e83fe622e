package report

import (
	"strings"
	"unicode"
)

// step notes whether a line of a procedure names anything in particular.
func (t *tray) step(text, low string) {
	switch {
	case particular(text):
		t.particular++
	case generic(low):
		t.generic++
	}
}

// empty reports whether the procedure is one that would fit any program.
func (t *tray) empty(lines int) bool { return t.particular == 0 && 2*t.generic >= lines && lines > 0 }

// particular reports whether a step names something: quoted, in code, an address,
// a path, a number.
func particular(s string) bool {
	return strings.ContainsAny(s, "`\"“«「0123456789/\\=<{'’")
}

// generic reports whether a step speaks of no program in particular.
func generic(low string) bool {
	for _, k := range generics {
		if strings.Contains(low, k) {
			return true
		}
	}
	return false
}

var generics = []string{
	"the application", "the program", "the project", "the software", "the system", "malicious input", "test environment", "input field", "the vulnerable", "the vulnerability", "vulnerable component",
	"the exploit", "the target", "the affected", "crafted input", "malicious payload", "the payload", "the input", "specially crafted", "the issue", "the behavior", "the behaviour", "unexpected behavior",
}

// conditions parts what a precondition is about: a configuration, or what an
// attacker must have.
func conditions(s set, low string) set {
	if !hasWord(low, attackerTerms) {
		s &^= inScenario
	}
	if !hasWord(low, optionTerms) && !strings.ContainsAny(low, "=`") {
		s &^= inConfig
	}
	return s
}

var (
	attackerTerms = lookup(`attacker|attackers|user|users|account|accounts|victim|access|login|privileges|privilege|authenticated|unauthenticated|credentials|local|network|angreifer|attaquant|atacante|konto|compte|cuenta|攻击者`)
	optionTerms   = lookup(`option|options|setting|settings|enabled|enable|config|configuration|configured|flag|default|feature|mode|true|false|plugin|plug-in|module|installed|set|deployment|directive|aktiviert|eingeschaltet|activé|activada`)
)

// fits reports whether an answer can be one to that content at all.
func fits(s set, text, low string) bool {
	switch s {
	case inVersions:
		return versionLike(low)
	case inEnvironment:
		return !strings.HasPrefix(low, "http") || strings.Contains(low, " ")
	case inSeverity:
		return !options(low)
	case inFix:
		return !platitude(low)
	case inConfig:
		return !needless(low)
	case inName:
		return strings.IndexFunc(text, unicode.IsLetter) >= 0 && strings.ContainsAny(text, " @") && !strings.HasPrefix(low, "http") || !strings.ContainsAny(text, ".:/")
	case inContact:
		return strings.ContainsAny(low, "@/") || strings.Contains(low, "[at]") || strings.Contains(low, "(at)") || strings.Contains(low, "signal") || strings.Contains(low, "telegram")
	}
	return true
}

// needless reports whether a text says that nothing special is needed.
func needless(low string) bool {
	for _, k := range []string{"no configuration", "no special", "no additional", "no particular", "not required", "no extra", "out of the box", "on by default", "enabled by default", "aucune", "keine besondere", "ninguna", "nenhuma"} {
		if strings.Contains(low, k) {
			return true
		}
	}
	return false
}

// options reports whether a rating is a list to choose from, left whole.
func options(low string) bool {
	n := 0
	for _, w := range []string{"critical", "high", "medium", "low"} {
		if strings.Contains(low, w) {
			n++
		}
	}
	return n >= 3
}

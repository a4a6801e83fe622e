package promise

import "strings"

// versions reads which versions get fixes: from a table, else in words.
func (r *ruleReader) versions() {
	if r.untouchedTemplate() {
		return
	}
	for i := range r.t.blocks {
		b := &r.t.blocks[i]
		if b.kind == kindCell && b.row == 0 && b.col == 0 && r.versionTable(b) {
			r.out.SupportedVersions = []Quoted{{Text: "table", Source: r.t.source(b, 0, len(b.text))}}
			return
		}
	}
	for i := range r.t.blocks {
		r.versionWords(i)
	}
}

// untouchedTemplate reports whether the section on versions is GitHub's default.
func (r *ruleReader) untouchedTemplate() bool {
	for i := range r.t.blocks {
		if b := &r.t.blocks[i]; r.s.mute[i] && strings.Contains(strings.ToLower(b.text), "use this section to tell people about which versions") {
			return true
		}
	}
	return false
}

// versionTable reports whether a table says which versions are supported.
func (r *ruleReader) versionTable(first *block) bool {
	version, support := false, false
	for _, c := range r.t.rows[[2]int{first.table, 0}] {
		cues := versionLexicon.find(splitWords(r.t.blocks[c].text))
		version = version || hasTag(cues, "version") || hasTag(cues, "both")
		support = support || hasTag(cues, "support") || hasTag(cues, "both")
	}
	under := hasTag(r.s.under(first, versionLexicon), "both")
	return version && support || under && (version || support)
}

// versionWords notes the versions that a sentence says are supported.
func (r *ruleReader) versionWords(i int) {
	b := &r.t.blocks[i]
	if b.kind == kindCode || b.kind == kindCell || b.kind == kindHeading || len(r.out.SupportedVersions) >= 4 {
		return
	}
	under := hasTag(r.s.under(b, versionLexicon), "both")
	for _, s := range r.s.said[i] {
		words := s.words
		cues := versionLexicon.find(words)
		if !under && !hasTag(cues, "support") && !hasTag(cues, "both") || hasTag(cues, "advice") {
			continue
		}
		for _, c := range cues {
			if c.tag != "which" {
				continue
			}
			from, to := s.from+words[c.from].start, s.from+words[c.to-1].end
			r.out.SupportedVersions = append(r.out.SupportedVersions, Quoted{Text: b.text[from:to], Source: r.t.source(b, from, to)})
		}
		if len(r.out.SupportedVersions) > 0 {
			return
		}
	}
}

// versionLexicon reads tables and sentences about supported versions.
var versionLexicon = newLexicon(map[string]string{
	"version": `version*, release*, branch*, series, package, image, versao|versoes, versione|versioni, wersja|wersje|wydanie, surum*, zweig, version|versiones, rama*, 版本, 分支, バージョン, 버전, ブランチ, line`,
	"support": `support*, maintained, receives|receive|get|gets|provide|provides [security] fixes|updates|patches, security updates|fixes|patches, security support, patched, status, fixes, lts, eol, end of life, extended, unterstutz*, gepflegt, prise* en charge, supporte*, maintenue*, soportad*, soporte, compatible*, suportad*, suporte, supportat*, supporto, wspieran*, wsparcie*, destek*, 支持, 维护, 安全更新, サポート, 対応, 지원, until, bis, maintenance`,
	"both":    `supported version*|release*|branch*, supported .. version*, version* support*, support* policy, maintained version*|branch*|release*, version* prise* en charge, unterstutzte version*, versiones soportadas|compatibles|con, versoes suportadas|com, versioni supportate, wspierane wersje, wsparcie dla wersji, desteklenen surum*, 支持的版本, 支持版本, サポートされているバージョン, サポート対象, 지원되는 버전, 지원 버전, which versions`,
	"which": `
		latest|newest|current|last [stable|minor|major|patch|released|published|tagged|lts|supported|development|tip] [minor|major|stable] version*|release*|tag|branch|commit
		most recent [stable|minor|major|patch|feature] [minor|major] release*|version*|tag, last|latest|past 2|3|two|three|four|few [recent] [minor|major|stable] [minor|major] version*|release*|branches, two|three most recent [minor|major] release*|version*, two|three latest release|minor branches|versions|releases
		main|master|default|trunk|development|stable branch, main branch, current stable [branch], all actively|maintained|supported [maintained|supported] version*|release*, maintained branches, latest maintenance track, most recently published
		neueste*|aktuelle*|letzte* [stabile] version*|release*|branch, nur der main, derniere* version*, ultima* version*|versao|versione|release|versoes, duas ultimas versoes, versione piu recente, versao mais recente, najnowsz* wersj*|wydanie, son surum, en son surum, en guncel surum, 最新版本, 最新发布版本, 最新稳定版, 最新の, 最新バージョン, 최신 버전, 최신 릴리스, 主分支, ultima versione, ultima version`,
	"advice": `please use, recommended to use, reproduce, tested, test against, check whether, before reporting, always use, encourage users, fixed in, is it still`,
})

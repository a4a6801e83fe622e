package promise

import "strings"

// isTemplate reports whether a sentence is what a template tells a maintainer to
// write in its place.
func isTemplate(words []word) bool {
	return hasTag(templateLexicon.find(words), "template")
}

// templateLexicon finds the sentences by which templates tell a maintainer what to
// write in their place.
var templateLexicon = newLexicon(map[string]string{"template": `
	use this section to tell, explain|describe|tell|say|write|state here how|what|which|where|whether, tell them where to go, replace this [text|section|paragraph], this section should|is [be] [used] to tell
	utilisez cette section pour, expliquez ici, decrivez ici, indiquez ici, use esta seccion para, utilice esta seccion para, indique aqui, explique aqui, describa aqui, usa questa sezione per, descrivi qui, spiega qui, indica qui, use esta secao para, descreva aqui, explique aqui, informe aqui, nutzen sie diesen abschnitt, verwenden sie diesen abschnitt, beschreiben sie hier, hier beschreiben|erklaren sie
	w tym miejscu nalezy, uzyj tej sekcji, bu bolumu .. kullan*, bu bolumde .. belirt*|acikla*, 使用此部分, 使用本节, 在此说明, 请在此处说明, このセクションを使用, ここに記載, ここで説明, 이 섹션을 사용, 여기에 설명`})

// offTopics are headings of sections that ask the reporter for nothing.
var offTopics = newLexicon(map[string]string{"off": `
	supported version*, security patches, dependency|dependencies, upgrade*, upgrading, best practice*, hardening, security feature*, features, legal, licen*, disclaimer, warranty, liability, embargo, distributor*, membership, joining, join,
	release process|day, fix process|development|disclosure|lead|team|release, security team, threat model, announcement*, bulletin*, vulnerability handling|management|process, incident response|handling, handling process, changelog, known issues|vulnerab*,
	security considerations|measures|architecture|model|design|updates|audit*|testing|checklist|configuration|controls|overview|recommendations, secure coding|development|configuration|deployment, deployment, configuration, for users|developers|contributors|maintainers|administrators|operators, contributing, contributors, credits, acknowledg*, hall of fame, safe harbor|harbour, compliance, privacy, authentication, encryption, access control, monitoring, backup*, cryptograph*, advice, operators, our commitment, what to expect, response time*, response process|timeline, timeline*, after you|we, what happens, advisories we, publication, cve assignment, comments on this
	versions prises, mises a jour, buenas practicas, bonnes pratiques, buone pratiche, boas praticas, dobre praktyki, unterstutzte versionen, versiones soportadas, versiones compatibles, versoes suportadas, versioni supportate, wspierane wersje, desteklenen surum*, guvenlik onlem*, 安全最佳实践, 最佳实践, 支持的版本, 安全特性, 安全功能, 安全建议, ベストプラクティス, サポート, セキュリティ機能, 지원되는 버전, 보안 모범, 보안 기능`,
	"on": `report*, disclos*, vulnerab*, submit*, submission, contact*, how to, melden, meldung, signal*, reportar*, segnala*, zglasz*, bildir*, 报告, 报告, 報告, 신고, 제보, 보고, notif*, denunci*, informar`})

// offTopic reports whether the sections around a block are about something else
// than reporting.
func (r *fieldReader) offTopic(b *block) bool {
	for k := len(b.heads) - 1; k >= 0; k-- {
		topics := r.s.head(b.heads[k], offTopics)
		if hasTag(topics, "off") {
			return true
		}
		if hasTag(topics, "on") || r.views[b.heads[k]].ask {
			return false
		}
	}
	return false
}

// row reads a row of a table that lists contents.
func (r *fieldReader) row(i int, b *block) {
	if b.col != 0 {
		return
	}
	s := r.scopeOfTable(i, b)
	if !s.asks() || b.header {
		return
	}
	cells := r.t.rows[[2]int{b.table, b.row}]
	for k, c := range cells {
		cell := &r.t.blocks[c]
		if k > 0 && (s.column < 0 || k != s.column) {
			continue
		}
		if k > 0 {
			s.hedged = optionalCell(cell.text)
		}
	}
	for k, c := range cells {
		if k == 0 || k == s.column {
			continue
		}
		if optionalCell(r.t.blocks[c].text) {
			s.hedged = true
		}
	}
	before := len(r.got)
	r.entry(b, 0, len(b.text), s, false)
	if len(r.got) > before || len(cells) < 2 {
		return
	}
	second := &r.t.blocks[cells[1]]
	r.entry(second, 0, len(second.text), s, false)
}

// optionalCell reports whether a cell says that its row need not be answered.
func optionalCell(text string) bool {
	words := splitWords(text)
	if len(words) == 0 || len(words) > 6 {
		return false
	}
	switch words[0].text {
	case "no", "nein", "non", "nao", "nie", "hayir", "optional", "recommended", "nice", "helpful", "preferred", "should", "may", "opcional", "facultatif", "opzionale", "opcjonalnie", "否", "可", "任", "선", "不":
		return true
	}
	return hasTag(hedgeLexicon.find(words), "near")
}

// tableHeads are headers of tables whose rows are contents.
var tableHeads = newLexicon(map[string]string{
	"field":    `field*, item*, information, content*, what, detail*, element*, section*, data, question*, feld, angabe*, champ*, campo*, pole, alan*, 项目, 字段, 内容, 項目, 항목, 내용`,
	"required": `required, mandatory, needed, optional, necessary, requirement, must, pflicht, erforderlich, requis, obligatoire, obligatorio, obbligatorio, obrigatorio, wymagane, zorunlu, 必填, 必須, 필수`,
	"deny":     `severity, version*, supported, response*, time, target*, days, timeline, reward*, bounty, priority, sla, channel*, contact, stage, phase, date, cvss, ack*, fix, when, deadline*, who, status, goal*, milestone*, step*, action*, owner*, frist*, zeit*, delai*, plazo*, prazo*, tempo, termin*, sure*, 时间, 期限, 기한`,
})

// scopeOfTable is the scope of a table's rows, found at its first cell.
func (r *fieldReader) scopeOfTable(i int, b *block) scope {
	if s, ok := r.lists[-b.table]; ok {
		return s
	}
	s := scope{column: -1}
	var tags []match
	for k, c := range r.t.rows[[2]int{b.table, 0}] {
		m := tableHeads.find(splitWords(r.t.blocks[c].text))
		if hasTag(m, "required") {
			s.column = k
		}
		tags = append(tags, m...)
	}
	around := r.scopeOfHeads(b)
	denied := hasTag(tags, "deny") && s.column < 0
	if !denied && i > 0 && r.t.blocks[i-1].kind == kindParagraph {
		if lead := r.lead(i - 1); lead.ask || lead.denied {
			around = lead
		}
	}
	switch {
	case denied:
		s.denied = true
	case around.ask, s.column >= 0, hasTag(tags, "field") && !around.denied && r.rowsAsk(b.table):
		s.ask, s.hedged = true, around.hedged
	}
	s.group = -b.table
	r.lists[-b.table] = s
	return s
}

// rowsAsk reports whether the first cells of a table's rows name contents.
func (r *fieldReader) rowsAsk(table int) bool {
	rows, named := 0, 0
	for row := 1; row < 30; row++ {
		cells := r.t.rows[[2]int{table, row}]
		if len(cells) == 0 {
			break
		}
		rows++
		if len(namedBriefly(r.t.blocks[cells[0]].text)) > 0 {
			named++
		}
	}
	return named >= 2 && 3*named >= 2*rows
}

// namedBriefly gives the contents that a short text names.
func namedBriefly(text string) []found {
	words := splitWords(text)
	if len(words) > 40 {
		return nil
	}
	return namedIn(text, words, naming{list: true})
}

// code reads a template of a report: lines that are labels.
func (r *fieldReader) code(i int, b *block) {
	s := r.scopeOfCode(i, b)
	if !s.asks() {
		return
	}
	s.group = -i
	for _, l := range templateLines(b.text) {
		r.entry(b, l.from, l.to, s, false)
	}
}

// scopeOfCode is the scope of a block of code: that of the words before it, where
// at least three of its lines are labels of contents.
func (r *fieldReader) scopeOfCode(i int, b *block) scope {
	lines, ids := templateLines(b.text), map[string]bool{}
	for _, l := range lines {
		for _, f := range namedBriefly(b.text[l.from:l.to]) {
			ids[f.id] = true
		}
	}
	s := r.scopeBefore(i)
	if i > 0 && r.t.blocks[i-1].kind == kindParagraph && !s.ask {
		s = r.lead(i - 1)
	}
	if i > 0 && r.t.blocks[i-1].kind == kindItem {
		s = r.lead(i - 1)
	}
	if !s.ask && !s.denied {
		s = r.scopeOfHeads(b)
	}
	switch {
	case s.denied:
		return s
	case s.ask && len(ids) >= 2, len(ids) >= 4:
		s.ask = true
	default:
		s.ask = false
	}
	s.nouns = false
	return s
}

// templateLines are the labels in a template: headings, bold words, what ends in
// a colon, entries of a list.
func templateLines(text string) []span {
	var out []span
	for from := 0; from < len(text); {
		end := strings.IndexByte(text[from:], '\n')
		if end < 0 {
			end = len(text) - from
		}
		line := text[from : from+end]
		trimmed := strings.TrimSpace(line)
		label := startsLine(line) || strings.HasPrefix(trimmed, "#") || strings.HasPrefix(trimmed, "**") || strings.HasPrefix(trimmed, "[ ]")
		if k := strings.IndexAny(trimmed, ":："); k > 0 && wordCount(trimmed[:k]) <= 8 {
			label = true
		}
		if label && len(line) < 300 {
			out = append(out, span{from, from + end})
		}
		from += end + 1
	}
	return out
}

// span is a part of a text.
type span struct{ from, to int }

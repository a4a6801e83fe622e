package promise

import "strings"

// scope is what the words around a list or a section make of its entries.
type scope struct {
	we      bool // its entries are what the project does
	ask     bool // its entries are contents asked for
	denied  bool // they are something else: what the project does, what is forbidden
	hedged  bool // asked for with a hedge that holds for all
	nouns   bool // not said, but the entries look like contents
	column  int  // of a table: which says whether a content is required; -1 for none
	should  bool // asked for with "should"
	inner   bool // entries within an entry: they explain it
	section bool // only the section speaks against it
	group   int
}

func (s scope) asks() bool { return (s.ask || s.nouns) && !s.denied }

// headLexicon reads headings and the nouns that introduce a list.
var headLexicon = newLexicon(englishHeads, otherHeads, russianHeads)

var englishHeads = map[string]string{
	"ask": `
		what to put, what .. contain, what should|do i|you put|write, what i|you should|must tell, what [to|we|should|must|you|information|details|i] [should|need|needs|want|would|to] [we|i|you] [like|to] [see|know] include|report|send|provide|submit|contain|need|cover|require|want|included [in]
		what .. include|provide|submit, what we need, what should .. contain|include|be in, what makes a good
		information|details|data|content|contents|items|fields|things|material|evidence to [be] include|provide|send|submit|included|provided|report|share, information|details we|you need|should|must, information needed|required|requested
		required|requested|needed|necessary|mandatory|minimum|helpful|useful|recommended|preferred|essential|key|desired information|info|details|detail|content|contents|fields|items|elements|data
		include .. report|following|details|information, include in [your|the] report|email|submission, please include|provide, report|submission|advisory|issue|reporting [should|must] content|contents|format|template|requirement*|structure|checklist|details|information|include|contain|form|elements|fields|criteria
		reporting|submission|report|disclosure template|format|checklist|requirement*, vulnerability report|reports template|format|contents|content|requirements|should|must|checklist, good|effective|quality|useful|helpful|complete|ideal [vulnerability|security|bug] report|reports|submission, write|writing|writes a [good] report, bug|security|vulnerability report template|format|requirements|contents
		following information|details|info|items|points|elements|data|fields|template|questions|content|format, with the following, template below|for your report, this template, details like, information such as, report includes|include|contains, requirements for [a] [valid] report*, minimum report, for each [vulnerability|issue|report|finding], in your report|email|message|submission|disclosure|advisory, your report|email|submission|message|advisory should|must|needs, report [also|always|typically|ideally] should|must|has|have|needs|need, reports [also|always] should|must|have|need, helps if, help us if`,
	"hedge": `as much of|of the|information|info, as possible, you can, helpful, useful, could, may, might, can include, example*, optional, recommended, ideally, ideal, good report, best, great, appreciated, encouraged, if possible, where possible, when possible, if available, if applicable, as applicable, preferred, try to, consider, such as, suggested, suggest, recommend, nice, for instance, where applicable, when available, where available, as many of, bonus, if known, quality`,
	"we": `
		we [will|ll|then|also|typically|usually|generally|do|are|may|can|do|don|cannot|won] aim|commit|use|follow|provide|consider|take|promise|strive|try|publish|release|notify|perform|investigate|review|assess, we will, we ll, we re committed, we are committed, we do, our [security] team|process|commitment, team will|follows|takes, maintainers will|follow|take, they will, person will, you can|will|should expect, you can expect, you will receive, what to expect, what happens, steps we, involving the following, how we [handle|respond], advisory will, advisories will|include|contain, it will, will contain|include, release notes
		they [then] follow, will be published|released|issued|notified`,
	"deny": `
		process, expect, you may, out of scope, in scope, not eligible, ineligible, eligible, qualif*, do not, don t, avoid, refrain, never, must not, should not, not to, exclu*, prohibited, forbidden, not permitted, not accepted, not consider*
		response, timeline*, our commitment, best practice*, security feature*, features, hardening, considerations, measures, safe harbor, supported version*, updates, after you|we|the, once, scope, users should, users, we disclose, bounty, rewards, acknowledg*, announcement*, notified, contact the, using any, one of the following [ways|channels|methods|options]
		following methods|ways|channels|options|steps|guidelines|rules|process|actions|activities|types|categories|issues|vulnerabilities|versions|branches|timeline|principles|commitments|practices|components|repositories|severity|sla|table, severity levels, mitigations include, protect`,
}

var otherHeads = map[string]string{
	"ask": `
		was .. meldung|bericht enthalten|gehort, inhalt der meldung, inhalt des berichts, benotigte|erforderliche|notwendige informationen|angaben, folgende|folgenden informationen|angaben|details|punkte|inhalte, was wir brauchen|benotigen, anzugeben*, was [sie|soll|muss|sollte] angeben|mitteilen|melden|enthalten, angaben in der meldung, informationen zur meldung
		que inclure, informations a [inclure|fournir|fourni*], informations necessaires|requises|demandees|suivantes, contenu du rapport|signalement, elements suivants|a fournir, details a fournir, ce que .. rapport doit contenir, votre rapport, que doit contenir, quoi inclure, les elements|informations|details suivants|suivantes
		que incluir|pongo|poner|escribo|debo, informacion a|que incluir|proporcionar|incluya, informacion requerida|necesaria|solicitada, contenido del reporte|informe, datos requeridos|necesarios, lo siguiente, siguiente informacion, siguientes datos|detalles|elementos, que debe incluir|contener, que informacion [incluir|proporcionar]
		cosa includere|indicare|scrivere, informazioni da includere|fornire, informazioni richieste|necessarie, contenuto della segnalazione, seguenti informazioni|campi|dettagli|dati|elementi, cosa deve contenere, che cosa includere, cosa inserire
		o que incluir, informacoes a incluir|fornecer, informacoes necessarias|requeridas|solicitadas|obrigatorias, conteudo do relatorio|reporte|relato, seguintes informacoes|dados|itens|detalhes, o que .. relatorio|reporte deve conter, o que reportar|informar, informacoes para incluir
		co zawiera|zawrzec|powinno|nalezy|podac|dolaczyc, zawartosc|tresc zgloszenia, wymagane|potrzebne informacje|dane, nastepujace informacje|dane|elementy, informacje do zgloszenia, co powinno zawierac, jakie informacje, szczegoly zgloszenia
		raporda|bildirimde .. bilgiler, bildiriminizde|raporunuzda, rapor icerigi, bildirim icerigi, gerekli bilgiler, asagidaki bilgi*|hususlar*|detay*, istenen bilgiler, neleri icermeli, ne icermeli, eklenmesi gereken*, icermesi gereken*, dahil edilmesi gereken*, paylasilmasi gereken*
		报告内容, 报告应包含, 报告要求, 报告模板, 报告格式, 需要提供, 应包含, 请包含, 请提供, 请附上, 请包括, 包含以下, 提供以下, 以下信息, 以下内容, 所需信息, 需要的信息, 必要信息, 需包含, 建议包含, 信息要求, 提供信息, 报告中, 提供的信息, 包含的信息, 报告时, 提供哪些, 報告內容, 請提供, 請包含, 以下資訊
		含めるべき情報, 報告内容, 必要な情報, 記載内容, 報告に含め, 含める情報, 以下の情報, 次の情報, 以下の内容, 次の内容, 報告に必要, 記載事項, 報告事項, 以下の項目, 次の項目, 以下を含め, 次を含め, 報告項目, 報告テンプレート, 報告時に, 提供いただきたい, ご提供いただきたい, 報告フォーマット, 報告書
		포함할 정보, 포함할 내용, 포함 내용, 포함 정보, 포함 사항, 신고 내용, 보고 내용, 필요한 정보, 제보 내용, 다음 정보, 다음 내용, 다음 사항, 포함되어야, 포함해야, 포함해, 신고 시, 제보 시, 보고서에, 필수 정보, 다음의 정보, 아래 정보, 아래 내용, 다음 항목, 신고 양식, 제보 양식, 제공해`,
	"hedge": `moglichst, hilfreich, idealerweise, wenn moglich, autant .. possible, utiles, utile, si possible, idealement, util, de ser posible, si es posible, idealmente, utili, se possibile, preferibilmente, se possivel, ajuda, maximo de, jesli to mozliwe, pomocne, najlepiej, mumkunse, faydali, yardimci, onerilen
		建议, 尽可能, 尽量, 可选, 推荐, 最好, 有助于, 建議, できるだけ, 可能な限り, 可能であれば, 推奨, できる限り, 望ましい, 可能な範囲, 가능한, 권장, 선택, 최대한, 가능하면, 좋습니다`,
	"we": `
		wir werden, wir bemuhen, wir verpflichten, veroffentlichen wir, nous nous engageons, nous allons, nous publierons|publions|suivons|prenons, nos comprometemos, publicaremos, seguiremos, nosotros, ci impegniamo, pubblicheremo, seguiremo, nosso compromisso, zobowiazujemy, opublikujemy, taahhut
		我们将, 我们会, 我們將, 我們會, 我们的, 当社は, 私たちは, 저희는, 우리는`,
	"deny": `
		ablauf, prozess, nicht, erwarten, processus, ne pas, n effectuez pas, proceso, procedimientos, no debe, processo, non, proces, nie, surec
		流程, 请勿, 不要, 禁止, 响应, 対応, しないで, 禁止, 応答, 절차, 금지, 마세요, 대응`,
}

// leadScope reads the words that introduce a list.
func leadScope(parts []utterance) scope {
	var out scope
	for k := len(parts) - 1; k >= 0 && k >= len(parts)-2; k-- {
		out = leadSentence(parts[k])
		if out.denied && !opensList(parts[k].text) {
			out.we, out.denied = false, false
		}
		if out.ask || out.denied {
			if k > 0 && out.ask && hasTag(headLexicon.find(parts[k-1].words), "hedge") && hasTag(askLexicon.find(parts[k-1].words), "include") {
				out.hedged = true
			}
			return out
		}
	}
	return out
}

// opensList reports whether a sentence is left open for a list to end it.
func opensList(text string) bool {
	return !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "!") && !strings.HasSuffix(text, "。")
}

func leadSentence(u utterance) scope {
	text, words := u.text, u.words
	if len(words) > maxWords {
		return scope{}
	}
	heads := headLexicon.find(words)
	asks := asked(text, words)
	out := scope{hedged: hedgedLead(text, words, asks)}
	switch {
	case len(asks) > 0, endsWith(text, words):
		out.ask = true
	case hasTag(heads, "we"), othersDo(text, words):
		out.denied, out.we = true, true
	case hasTag(heads, "deny"):
		out.denied = true
	case hasTag(heads, "ask"):
		out.ask = true
	}
	return out
}

// endsWith reports whether a sentence tells the reporter to write and is left open
// for the contents: "contact the owner with:".
func endsWith(text string, words []word) bool {
	n := len(words)
	if n < 3 || !strings.HasSuffix(strings.TrimRight(text, " *_"), ":") || !listOpeners[words[n-1].text] {
		return false
	}
	for _, c := range askLexicon.find(words) {
		if c.tag == "send" && reporterDoes(text, words, c.from) {
			return true
		}
	}
	return false
}

// listOpeners are the last words before a list of what a message holds.
var listOpeners = wordSet(`with including containing describing stating providing con com mit avec`)

// othersDo reports whether a sentence left open for a list says what somebody other
// than the reporter includes: "triage should include:".
func othersDo(text string, words []word) bool {
	if !opensList(text) {
		return false
	}
	for _, c := range askLexicon.find(words) {
		if c.tag == "include" && c.from > 1 && auxiliaries[words[c.from-1].text] && projectWords[words[c.from-2].text] && !relatives[words[c.from-2].text] && !reporterDoes(text, words, c.from) {
			return true
		}
	}
	return false
}

// relatives can be about the report as well.
var relatives = wordSet(`it they that which this who`)

// hedgedLead reports whether the words before a list hedge all of it.
func hedgedLead(text string, words []word, asks []asking) bool {
	skip := purposeEnd(text, words)
	for _, a := range asks {
		if a.hedged {
			return true
		}
	}
	for _, h := range hedgeLexicon.find(words) {
		if h.from < skip {
			continue // "to make the report useful, please include"
		}
		if h.tag == "all" || h.tag == "near" {
			return true
		}
	}
	return false
}

// purposeEnd is the word after a purpose that a sentence begins with: "to help us,
// …"; 0 where it begins otherwise.
func purposeEnd(text string, words []word) int {
	if len(words) == 0 || words[0].text != "to" && words[0].text != "for" && words[0].text != "um" && words[0].text != "pour" && words[0].text != "para" {
		return 0
	}
	for i := 1; i < len(words); i++ {
		if strings.ContainsAny(text[words[i-1].end:words[i].start], ",:") {
			return i
		}
	}
	return 0
}

func hasTag(all []match, tag string) bool {
	for _, m := range all {
		if m.tag == tag {
			return true
		}
	}
	return false
}

// plainSentences is the text of a paragraph by sentence.
func plainSentences(text string) []string {
	b := block{text: text}
	var out []string
	for _, s := range sentences(&b) {
		out = append(out, s.String())
	}
	return out
}

// headScope reads a heading.
func headScope(text string) scope {
	words := splitWords(text)
	if len(words) > 14 {
		return leadSentence(utterance{text: text, words: words})
	}
	heads := headLexicon.find(words)
	if hasTag(heads, "ask") && !hasTag(heads, "we") && !weDo(text, words, askLexicon.find(words)) {
		hedges := hedgeLexicon.find(words)
		return scope{ask: true, hedged: hasTag(hedges, "near") || hasTag(hedges, "all") || strings.Contains(strings.ToLower(text), "optional")}
	}
	return scope{denied: hasTag(heads, "deny") || hasTag(heads, "we")}
}

// scopeOfHeads is the scope of the section that a block stands in: that of the
// innermost heading that says anything.
func (r *fieldReader) scopeOfHeads(b *block) scope {
	for k := len(b.heads) - 1; k >= 0; k-- {
		if s := r.views[b.heads[k]]; s.ask || s.denied {
			if s.ask && k < len(b.heads)-1 && r.t.blocks[b.heads[k]].level == 1 {
				return scope{} // the title of a text asks for nothing in its sections
			}
			return s
		}
	}
	return scope{}
}

// scopeBefore is the scope that the block before gives to what follows it.
func (r *fieldReader) scopeBefore(i int) scope {
	if i == 0 {
		return scope{}
	}
	b := &r.t.blocks[i-1]
	switch b.kind {
	case kindParagraph:
		if strings.HasSuffix(strings.TrimSpace(b.text), ":") {
			return r.lead(i - 1)
		}
		return r.views[i-1]
	case kindHeading:
		return r.views[i-1]
	}
	return scope{}
}

// lead is the scope that a block gives to a list after it.
func (r *fieldReader) lead(i int) scope {
	s, ok := r.leads[i]
	if !ok {
		s = leadScope(r.s.said[i])
		r.leads[i] = s
	}
	return s
}

// groupOf is the section that a block stands in.
func (r *fieldReader) groupOf(i int) int {
	b := &r.t.blocks[i]
	if b.list > 0 {
		return b.list
	}
	if len(b.heads) > 0 {
		return -b.heads[len(b.heads)-1] - 1
	}
	return 0
}

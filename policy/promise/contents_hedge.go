package promise

import "strings"

// hedgeLexicon finds what makes a request a wish. "near" hedges what it stands
// beside; "all" hedges the whole sentence; "firm" takes a hedge back.
var hedgeLexicon = newLexicon(map[string]string{
	"near": `
		[but] [and] if possible|any|known|available|applicable|relevant|needed|necessary|appropriate|feasible|desired|present|determined|identified|reproducible|publicly|exists|existing, if not obvious
		if you|we|they have|can|know|want|wish|like|are|feel|would|ve|d|were|prefer [one|any|some|it|them|this|able|willing], if it|they|there is|are, if one exists, when|where|wherever|whenever possible|available|applicable|relevant|known|appropriate|feasible
		as possible if, optional|optionally, ideally, preferably, not required, not mandatory, not strictly, not necessary, bonus, nice to have, wonderful, recommended, highly recommended, strongly recommended, appreciated, encouraged, welcome, preferred
		to the extent possible, as applicable, as appropriate, as available, as needed, if so, if you re
		falls|wenn|sofern|soweit vorhanden|moglich|bekannt|verfugbar|zutreffend|anwendbar, wenn|falls du|sie .. hast|haben|kennst|kennen, idealerweise, gegebenenfalls, ggf, optionale*, nach moglichkeit, freiwillig, moglichst, gern, gerne, eventuell|eventuelle*, evtl
		si possible|disponible|disponibles|applicable|connu|connue|connus|connues|pertinent, si vous .. avez|connaissez|souhaitez, le cas echeant, eventuellement, eventuel*, facultatif|facultative, optionnel*, facultatifs, idealement, de preference, si existant
		si es|fuera|resulta posible|aplicable, si es|esta|estan|las|los|lo|se|la|tiene|tienes|dispone|conoce|conoces|hay|aplica|procede|existe|existen [conoce|disponible|disponibles|posible], de ser posible, en caso de, opcional*, opcionalmente, idealmente, preferiblemente, preferentemente, cuando sea posible, cuando exista|existan|haya|corresponda|aplique|disponible, lorsque|quand disponible|possible|connu|connue, quando esistente|disponibile, quando houver|existir|souber
		se possibile|disponibile|disponibili|applicabile|nota|note|noto|noti|presente|presenti, ove possibile, dove possibile, eventuale|eventuali, opzionale|opzionali, facoltativo|facoltativa, facoltativi, se ne|li|le|lo hai|conosci, se puoi|potete, si puede|puedes, se puder|puderem, si vous pouvez, idealmente, preferibilmente, se conosci, se hai
		se possivel|aplicavel|disponivel|disponiveis|houver|conhecida|conhecido|conhecidas|conhecidos|tiver|souber|existir|for, caso tenha|disponivel|aplicavel|exista|possua, quando possivel|aplicavel, opcional*, preferencialmente, idealmente
		jesli|jezeli|o ile|gdy to mozliwe|dostepne|dostepny|znane|znana|znany|mozliwe|dotyczy|istnieje|istnieja|sa|masz|posiadasz|jest, w miare mozliwosci, opcjonaln*, ewentualn*, najlepiej, mile widziane, nieobowiazkow*, jesli
		если возможно|известно|известны|применимо|есть|имеется, при наличии, по возможности, опционально, необязательно, желательно
		mumkunse, varsa, biliniyorsa, istege bagli, opsiyonel, tercihen, mumkun ise, mevcutsa, eger varsa, ideal olarak, uygunsa, gerekirse, mumkun oldugunca
		如果可能, 如可能, 若可能, 可选, 選填, 可選, 如有, 若有, 如果有, 如适用, 如適用, 最好, 如果知道, 如已知, 若适用, 非必填, 如果您有, 如果您已经, 如果已经, 如果已有, 尽可能, 如果适用, 可能的话
		可能であれば, 可能なら, あれば, 任意, 可能な場合, できれば, わかる場合, 判明している場合, 該当する場合, もしあれば, ある場合, 分かれば, わかれば, 可能な範囲で, 可能な限り, できるだけ, お持ちの場合, オプション, 省略可
		가능하다면, 가능하면, 가능한 경우, 있다면, 있는 경우, 선택, 선택사항, 해당되는 경우, 해당하는 경우, 있을 경우, 알고 있다면, 가능한 한, 있으면, 알고 있는 경우, 선택 사항`,
	"all": `
		as much as|information|info|context|of, as much .. as possible|you, as much of the, as much of this, as much information|info as, as many of, helpful, useful, very helpful, most helpful, helps|help if, it helps, helps us [if|when], helps to include, great help
		could|may|might|can [also|optionally|possibly] include|contain|provide|attach|add|share, examples of|for|include, consider, try to, feel free, would|is|are be [great|nice|good|ideal|helpful|useful|appreciated|welcome|beneficial|valuable], nice to have, what|whatever you have|can|know, as best [as] you can, best of your ability|knowledge|abilities, greatly appreciated, much appreciated, highly appreciated, encouraged to, encourage you, we encourage, are encouraged, is encouraged
		we recommend, recommend including|that|you|to, recommended information|details|fields|content|contents, we suggest, suggest including|that, suggested information|content|contents|fields|details|report, the more, good to have, optional information|details|fields, if possible please, when possible please
		moglichst viele, so viel* wie moglich, hilfreich, sollten nach moglichkeit, empfehlen, konnen enthalten, helfen wurde
		autant que possible, dans la mesure du possible, en la medida de lo posible, nella misura del possibile, na medida do possivel, utile|utiles, autant d informations que possible, si possible, nous recommandons, pourrait|peut inclure, nous vous recommandons, recommande d
		util|utiles, tanta informacion como, recomendamos, recomendable, puede incluir, se recomienda, toda la informacion posible
		utili|utile, consigliamo, si consiglia, quante piu informazioni, il maggior numero
		ajuda se, recomendamos, o maximo de informacoes, pode incluir, recomenda se, o maximo possivel de informacoes, tanta informacao quanto
		pomocne, zalecamy, zaleca sie, jak najwiecej informacji, warto, przydatne, przydatnych
		полезный отчет, полезно, желательно указать, yardimci olur, oneririz, onerilir, olabildigince, mumkun oldugunca, faydali
		建议包含, 建议, 建議, 有助于, 尽可能, 尽量, 推荐, 可以包括, 盡可能
		推奨, できるだけ, できる限り, 可能な限り, 望ましい, 役立ちます, 助かります, 幸いです, 可能な範囲で
		가능한 한, 권장, 도움이 됩니다, 최대한, 좋습니다, 도움이 될`,
	"firm": `required, mandatory, must, obligatory, compulsory, erforderlich, pflichtfeld, pflicht, obligatoire, obligatorio, obbligatorio, obligatoria, obrigatorio, obrigatoria, wymagane, zorunlu, 必填, 必需, 必須, 필수, 必须`,
	"-": `
		that|which may|might|could|would|can|is|are|will [be|also|potentially] [be|potentially|very] helpful|useful|valuable, think|believe|feel|find|consider [it] [is|are|would|might|may|could] [be] helpful|useful|valuable, deem useful|helpful, qui|que pourrait|pourraient|peut|peuvent etre utile|utiles, que pueda|puedan|pueda ser|resultar util|utiles, che possa|possano essere utile|utili, que possa|possam ser util|uteis
		required to|for, needed to, required privilege*|permission*|access, recommended fix*|mitigation*|remediation*|solution*|action*|patch*|severity, preferred contact|credit|name|way|method*|language|attribution|communication|handle|disclosure, configuration required, privileges required, interaction required, authentication required
		as detailed|specific|precise|clear|thorough as possible|you, try to be, 尽可能详细, 尽量详细, 尽可能详尽, できるだけ詳しく, できるだけ詳細, できる限り詳細, 可能な限り詳細, 가능한 한 자세, 최대한 자세, moglichst genau*, moglichst detailliert*, as much detail|details as possible|you, as many details as possible|you, as much detail|details as, as many details as, if you find|discover|believe|think|suspect|need|encounter|see|found|identify|become|do|did|don|prefer not, if you have found|discovered|identified|any|questions|a|not|reason|information, if you are|would not, if it is not|a, if there is no, if you want|wish|would|d|like to [be] [report|disclose|remain|publish|credited|acknowledged]
		whether you want|wish, if you can|are not, user input required, is required to|for, unless you|it, if you|they are unable, information required, details required, required information|details, steps required, not welcome`,
})

// hedge marks those contents that the text hedges.
func hedge(text string, words []word, asides []aside, all []found) {
	for _, a := range asides {
		if a.round && suppositions[words[a.from].text] {
			to := a.to
			if namesIn(all, a.from+1, a.to) {
				to = a.from + 1
			}
			hedgeNear(text, words, asides, all, match{"near", a.from, to})
		}
	}
	skip := purposeEnd(text, words)
	for _, h := range hedgeLexicon.find(words) {
		switch h.tag {
		case "all":
			if inside(h, all) || h.from < skip {
				continue
			}
			for i := range all {
				if a := asideOf(asides, h); a == nil || !a.round || asideOf(asides, all[i].words) == a {
					all[i].hedged = true
				}
			}
		case "near":
			if !inside(h, all) {
				hedgeNear(text, words, asides, all, h)
			}
		case "-":
			if haves(words, h, all) {
				hedgeNear(text, words, asides, all, h)
			}
		case "firm":
			if a := asideOf(asides, h); a != nil && a.round && !inside(h, all) {
				firmNear(all, h)
			}
		}
	}
}

// haves reports whether "if you have a" stands right before a content: "if you have
// a fix, send it".
func haves(words []word, h match, all []found) bool {
	if words[h.from].text != "if" || h.to-h.from < 3 || words[h.from+2].text != "have" {
		return false
	}
	for _, f := range all {
		if f.words.from >= h.from+3 && f.words.from <= h.to+2 {
			return true
		}
	}
	return false
}

// suppositions begin an aside that hedges: "(if it crashes)".
var suppositions = wordSet(`if when where falls wenn sofern si se jesli jezeli varsa optional optionally`)

// inside reports whether a hedge's words are part of a content's name: the
// "suggested" of a suggested fix is no hedge.
func inside(h match, all []found) bool {
	for _, f := range all {
		if h.from >= f.words.from && h.to <= f.words.to {
			return true
		}
	}
	return false
}

// hedgeNear hedges the content beside the hedge: the one before it, or those that
// follow where the hedge opens a clause of its own.
func hedgeNear(text string, words []word, asides []aside, all []found, h match) {
	a := asideOf(asides, h)
	before := -1
	for i, f := range all {
		if f.words.from < h.from {
			before = i
		}
	}
	if a != nil && a.round && h.from == a.from && before >= 0 && strings.HasPrefix(words[h.from].text, "optional") && a.to == len(words) {
		// "(optional)" at the end is about all of it
		for i := range all {
			all[i].hedged = true
		}
		return
	}
	forward := before < 0 || a != nil && a.round && a.from > 0 && conjunctions[words[a.from-1].text] || (a == nil || !a.round) && opensClause(text, words, h)
	if !forward && (a == nil || !a.round || h.from != a.from || !namesIn(all, h.to, a.to)) {
		id := all[before].id
		for i := range all[:before+1] {
			if all[i].id == id {
				all[i].hedged = true
			}
		}
		// "name and affiliation, if any" is about both.
		if a == nil {
			for i := before - 1; i >= 0 && joined(text, words, all[i].words, all[i+1].words); i-- {
				all[i].hedged = true
			}
		}
		return
	}
	if a != nil && a.round && h.from == a.from && namesIn(all, h.to, a.to) {
		// "steps (if possible, a script)" is about the script
		for i := range all {
			if all[i].words.from >= h.to && all[i].words.from < a.to {
				all[i].hedged = true
			}
		}
		return
	}
	end := clauseEnd(text, words, min(h.to, len(words)-1))
	if a == nil || !a.round {
		end = clauseEnd(text, words, h.to-1)
	}
	if before < 0 && a != nil && a.round {
		end = len(words)
	}
	for i := range all {
		if all[i].words.from >= h.from && all[i].words.from < end {
			all[i].hedged = true
		}
	}
}

// namesIn reports whether a content is named from word from to word to.
func namesIn(all []found, from, to int) bool {
	for _, f := range all {
		if f.words.from >= from && f.words.to <= to {
			return true
		}
	}
	return false
}

// hedgedVerb reports whether a hedge right before a verb opens its clause: "if
// possible, include".
func hedgedVerb(text string, words []word, verb int) bool {
	from := max(0, verb-8)
	for _, h := range hedgeLexicon.find(words[from:verb]) {
		h.from, h.to = h.from+from, h.to+from
		if (h.tag == "near" || h.tag == "all") && h.to >= verb-2 && opensClause(text, words, h) {
			return true
		}
	}
	return false
}

// opensClause reports whether a hedge begins what follows: "…, and, if known, a
// fix". One at the end of a clause closes what went before.
func opensClause(text string, words []word, h match) bool {
	if h.to >= len(words) {
		return false
	}
	behind := text[words[h.to-1].end:words[h.to].start]
	if strings.ContainsAny(behind, ".;)\n。；") {
		return false
	}
	if h.from == 0 || openers[words[h.from-1].text] || openers[words[h.from].text] {
		return true
	}
	before := text[words[h.from-1].end:words[h.from].start]
	return strings.ContainsAny(before, ",;:.\n、，；。—–-") && !conjunctions[words[h.to].text]
}

var openers = wordSet(`and or und oder et ou y o e i oraz lub ve also optionally ideally preferably opcjonalnie optional`)

var conjunctions = wordSet(`and or und oder et ou y o e i oraz lub ve`)

// joined reports whether two contents are one phrase: "name and affiliation".
func joined(text string, words []word, a, b match) bool {
	if b.from-a.to > 2 || a.to > b.from {
		return false
	}
	return !strings.ContainsAny(text[words[a.to-1].end:words[b.from].start], ",;.(、，")
}

// firmNear takes the hedge of the list from the content before "(required)".
func firmNear(all []found, h match) {
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].words.from < h.from {
			all[i].firm = true
			return
		}
	}
}

package promise

import (
	"slices"
	"strings"
)

// askLexicon finds where a sentence asks the reporter for contents.
//
//	include  what follows is asked for
//	send     what follows with "with", or as a description of something, is
//	need     the same as include, though "we" do it
//	after    what goes before is asked for; wish: with a hedge
//	around   the whole sentence is: verbs that come last, or anywhere
var askLexicon = newLexicon(englishAsks, otherAsks, russianAsks)

var englishAsks = map[string]string{
	"include": `
		include|provide|describe|attach|specify|outline|explain|supply|indicate|contain|mention|list|detail|demonstrate|add|share|identify|document|cover|state|enclose|append
		fill [in|out] the|all, be as descriptive|detailed|specific|precise|thorough|complete|exact, give us|me the|your, answer the|these|following, tell us|me, let us know, inform us, send us|me|along your|any|the [full|as] [much|name|details|proof|steps|information], write what|how|which, say what|how|which|where|whether, name the|your|a|any|which, have a|an [detailed|clear|valid|minimal|working|reproducible] description|proof|test|explanation|reproducible, make clear, be specific about, fill out|in, consist of, be accompanied by, accompanied by, come with, comes with, cc, show us|how, clearly state|describe, prepare|gather|collect a|the|your|any|as|all|information|details|following
		give as [much|many], give us|me [a|as] [much] [detailed|full|clear] description|details|information`,
	"send": `
		send|submit|email|e-mail|mail|report|write|open|file|create|contact|reach|disclose|message|post|forward|deliver|notify|reporting|emailing|sending|use, should|must be reported|sent|submitted|made|filed|emailed .. with, should|must be accompanied by`,
	"need": `
		we|i [will] [also] need|require|request|expect|want, we|i ask for, we|i want the|a|to [see|know]
		we|i would|d like|appreciate|love|want to know|have|see|receive|get|hear, we|i would|d like|appreciate|love a|an|the|your|if|it, we|i d|would|are be grateful|thankful|glad|happy for|about, we|i are|d|would grateful|thankful for, page|form|draft|template|advisory asks for, reports|report|submissions|submission|issues|tickets without|lacking|missing [a|an|any|valid|sufficient], reports|submissions|report|issues which|that [do] lack|omit|miss, meldungen ohne, rapports sans, reportes|informes sin, segnalazioni senza, relatorios sem, zgloszenia bez, we encourage you to include|provide, we recommend [you|that] [you] include|including|providing, required information|details|fields, information required|needed|requested, we re looking for, we are looking for, report|reports requires|require|needs|need, requires|need the following, requested information, look for`,
	"after": `
		is|are [absolutely|strictly|also|always|all] required|mandatory|needed|necessary|expected|compulsory|essential
		is|are what we|i need|want|ask, are all we need, must|should|shall [also|always|all|clearly] be included|provided|attached|described|specified|given|present|supplied|stated|submitted|part|listed|in`,
	"wish": `
		is|are|would [be|is|also|all|very|always|highly|greatly|strongly|especially|much|most|extremely] [be|very|highly|greatly|much|also|always|especially] helpful|useful|appreciated|welcome|encouraged|recommended|preferred|valuable|beneficial|optional|great|ideal|nice|wonderful|perfect|lovely
		helps [us] [a] [lot|most|greatly], may|can be attached|added|included, helps us, help us, helps a lot, help a lot, speed up, speeds up, makes it easier, is a plus`,
	"stop": `
		will|are|may|can|cannot be|not closed|rejected|ignored|disregarded|accepted|considered|processed|triaged|treated|marked|dismissed, so that, so we|our|i|they|it, in order to|for|that, to help us|the|our|me|with|ensure, to allow|enable|ensure|assist|facilitate|aid us|the|our|me|a|quick|for|with|that, to assist, to enable, to facilitate, for us to, which helps|will|allows|enables|can|makes, that will|can|could|may|might|would help|assist|allow|enable|be, as this|it|we, this helps|will|information|allows|is, because, since this|we, before we|you|disclos*|public*|releasing|opening, we|they|our|the team|maintainers|maintainer will|can|may, helps us, help us, to understand|better, to be considered, to get, for faster|quicker, if you do|don not|t
		will help, can help, could help, may help, might help, would help`,
}

// otherAsks are those of the other languages. Their words stand at the end of a
// sentence as often as at its head, so the whole sentence is read.
var otherAsks = map[string]string{
	"around": `
		fuge, fugen sie|bitte, fugt, fuegen, gib bitte, fuge|fugt bitte, bei legen|fugen, beifugen, beilegen, angeben, anhangen, gib|geben|gebt .. an, gib bitte, beschreibe|beschreiben|beschreibt [bitte|sie|uns], beschreib [bitte], enthalten sollte|muss, sollte|sollten|muss|mussen|soll|sollen .. enthalten|umfassen|beinhalten|enthalte, enthalt|enthalten idealerweise, schildere|schildern, teile|teilen|teilt .. mit, liefere|liefern, nenne|nennen, ergange*, sende|senden|schicke|schicken|schickt|sendet .. beschreibung|mit|details|bericht, benotigen|brauchen|benotigt wir, wir benotigen|brauchen|bitten um, bitte .. mit, folgende|folgenden|folgender informationen|angaben|details|inhalte|punkte, mit folgenden|den folgenden
		incluez|inclure|fournissez|fournir|precisez|preciser|decrivez|decrire|indiquez|indiquer|joignez|joindre|donnez|ajoutez, doit|doivent|devrait|devraient contenir|inclure|comporter|comprendre, en fournissant|incluant|indiquant|precisant|joignant|decrivant, envoyez|envoyer|adressez .. avec|description, avec les|une|la|le [informations|details|description|elements] [suivantes|suivants], les informations|elements|details suivantes|suivants, nous avons besoin, mentionnez, transmettez
		incluya|incluye|incluir|incluyendo|proporcione|proporciona|proporcionar|proporcionando|describa|describir|indique|indica|indicar|adjunte|adjunta|adjuntar|especifique|especifica|aporte|aporta|detalle|detalla|facilite|facilita, debe|deben|deberia|deberian [de] contener|incluir|contar, envie|envia|enviar|enviando .. con|descripcion|detalles|informacion, con la|los|una siguiente|siguientes|detalles|descripcion, siguiente|siguientes informacion|datos|detalles, la siguiente informacion, los siguientes datos|detalles|elementos|puntos, indicando, incluyendo, adjuntando, detallando, describiendo, escriba|escribe|escribenos|responda|responde|complete|rellene|contacte .. con|detalles, necesitamos, mencione, menciona
		includere|includi|includete|includa|fornisci|fornire|fornite|fornisca|descrivi|descrivere|descrivete|descriva|indica|indicare|indicate|indichi|allega|allegare|allegate|alleghi|specifica|specificare|specificate|contenente|contenenti|contenere, deve|devono|dovrebbe|dovrebbero contenere|includere|comprendere, invia|inviare|inviate|invii .. con|descrizione|contenente, le seguenti informazioni, seguenti informazioni|dettagli|dati|campi|elementi, abbiamo bisogno, scrivi|scrivere|scrivete|scriva .. con|indicando|includendo|allegando, indicando, includendo, allegando, specificando, descrivendo, inserisci, inserire, riporta, riportare
		inclua|inclui|incluir|incluindo|forneca|fornecer|fornecendo|descreva|descrever|informe|informar|indique|indicar|anexe|anexar|especifique|detalhe|apresente, deve|devem|deveria|deverao trazer|conter|incluir|apresentar, envie|enviar|enviando .. com|descricao|detalhes|contendo, as seguintes informacoes, seguintes informacoes|dados|detalhes|itens, anexando, descrevendo, relatando, explicando, detalhando, escreva|responda|preencha|contate|contacte|reporte .. com|detalhes, precisamos, contendo, mencione, com o maximo
		dolacz|dolaczyc|podaj|podac|opisz|opisac|zawrzyj|zawrzec|uwzglednij|uwzglednic|zalacz|zalaczyc|wskaz|wskazac|przedstaw, prosimy|prosze o opis|podanie|dolaczenie|informacje|przeslanie|zalaczenie|szczegoly|wyslanie, powinno|powinien|powinna|musi|powinny zawierac|obejmowac, zawierac|zawierajac*|zawiera, nastepujace informacje|dane|elementy|szczegoly, wraz z, z opisem, przeslij|wyslij .. z|opis, potrzebujemy
		ekleyin|ekleyiniz|belirtin|belirtiniz|aciklayin|aciklayiniz|iletin|iletiniz|paylasin|paylasiniz|sunun|sununuz|yazin|verin|saglayin|saglayiniz|gonderin|gonderiniz, icermeli*|icermelidir|icersin|bulunmali*|bulunmalidir|yer almali*|almalidir|eklenmeli*|belirtilmeli*|paylasilmali*|iceren|dahil edin|ediniz|eklemeyi|dahil etmeyi|saglamaniz|icerdiginden|belirtmeniz|eklemeniz|icermesi|iceriniz|dahil, asagidaki bilgi*|hususlar*|detay*, su bilgi*, sunlari
		提供足够, 详细描述, 描述漏洞, 描述问题, 请包含, 请包括, 请提供, 请附上, 请附, 请描述, 请说明, 请注明, 请写明, 请在报告中, 请尽可能, 请尽量, 请详细, 应包含, 应包括, 应当包含, 应提供, 需包含, 需要包含, 需要提供, 须包含, 必须包含, 必须提供, 必须包括, 包含以下, 包括以下, 提供以下, 附上以下, 以下信息, 以下内容, 如下信息, 告诉我们, 告知我们, 说明怎么, 说明如何, 写清楚, 建议包含, 建议包括, 建议提供, 建议附上, 内容包含, 内容包括, 内容建议, 并附上, 并附, 并提供, 并包含, 并说明, 并注明, 尽可能提供, 尽量提供, 最好包含, 最好提供, 請包含, 請包括, 請提供, 請附上, 請描述, 請說明, 應包含, 以下資訊, 以下資料, 包含, 附上
		次のこと, 以下のこと, 書いてもらえ, 書いてください, 書いて下さい, 書いていただけ, 教えていただけ, 含めてください, 含めて下さい, 含めるように, 記載してください, 記載して下さい, 記載をお願い, ご記載, 記入してください, 記入, 添付してください, 添付, 提供してください, ご提供, 提供を, お知らせください, 教えてください, 明記, 記述してください, 説明してください, 以下の情報, 次の情報, 以下の内容, 次の内容, 以下の項目, 次の項目, 以下を含め, 次を含め, を含めて, を含む, 必要な情報, 必要です, 記載すること, 含めること, ください情報, 書いてください, 添えて, 送ってください, お送りください, 送付
		포함해, 포함하여, 포함되어야, 포함시켜, 포함할, 포함하는, 포함된, 포함하십시오, 제공해, 제공하여, 제공 부탁, 기재해, 기재하여, 기술해, 작성해, 첨부해, 첨부하여, 설명해, 알려, 첨부, 명시해, 적어, 다음 정보, 다음의 정보, 아래 정보, 다음 내용, 아래 내용, 다음 사항, 아래 사항, 다음 항목, 필요한 정보, 보내`,
	"wish": `
		hilft uns|sehr, helfen uns|sehr, beschleunigt|beschleunigen die|das, ist|sind willkommen|hilfreich|erwunscht, ware|waren hilfreich|nutzlich, nous aide|aident|aiderait, est|sont [la] [le] [les] bienvenu*|utile*|apprecie*|souhaite*, es|son|sera|seran bienvenid*|util|utiles|apreciad*|recomendable*, se agradece*|agradecen, e|sono gradit*|benvenut*|util*|apprezzat*, e|sao bem vind*|apreciad*|uteis|util|desejave*, jest|sa|beda|bedzie mile|pomocn*|przydatn* [widzian*]`,
	"us": `
		wir|unser|unsere|unserer, nous|notre|nos, nosotros|nuestro|nuestra|nuestros|nos comprometemos, noi|nostro|nostra|il team, nosso|nossa|nossos|nos comprometemos|a equipe, nasz|nasze|zespol, ekibimiz|biz|bizim|ekip|geliştirici
		publicaremos|publicaremos|enviaremos|responderemos|proporcionaremos|incluiremos|comunicaremos|notificaremos|informaremos, fourniront|fournirons|enverrons|publierons|inclurons|examinerons|publions|fournissons|informons, forniremo|pubblicheremo|invieremo|includeremo|forniamo, forneceremos|publicaremos|enviaremos|incluiremos|comunicaremos|lancaremos, dostarczymy|opublikujemy|wyslemy|przekazemy|zapewnimy|podamy, veroffentlichen wir, 我们将, 我们会, 我們將, 我們會, 私たちは, 弊社は, 当社は, 저희는, 우리는`,
	"you": `bitte, veuillez|merci|devez, por favor|debe|deben, favor|per favore|si prega|ti preghiamo|vi preghiamo, prosimy|prosze, lutfen, 请, 請, ください, 下さい, 주세요, 주십시오, 바랍니다, 부탁`,
	"not": `nicht|kein|keine|keinen|niemals, ne|pas|jamais, nunca|jamas, non|mai, nao, nie|nigdy, 请勿, 不要, 勿, 切勿, 請勿, しないで, 避けて, 控えて, 마세요, 말아, 마십시오, 않도록, paylasmayin, acmayin, yapmayin`,
}

// asking is a part of a sentence that asks for what its words name.
type asking struct {
	from, to int // words; to is where the contents end
	stop     int // words from here on say what it is for
	hedged   bool
	should   bool // asked for with "should"
	all      bool // the words name the whole sentence, not what follows a verb
}

// asked gives the parts of a sentence that ask for contents.
func asked(text string, words []word) []asking {
	cues := askLexicon.find(words)
	cues = slices.DeleteFunc(cues, func(c match) bool {
		return (c.tag == "include" || c.tag == "send") && !reporterDoes(text, words, c.from) ||
			c.from > 0 && (c.tag == "send" || c.tag == "include") && determiners[words[c.from-1].text] && touching(text, words, c.from)
	})
	var out []asking
	for i, c := range cues {
		switch c.tag {
		case "include", "send", "need":
			if c.tag == "need" && (forbids(words, c.to) || c.to < len(words) && words[c.to].text == "and" && !wantsToo(words, c.to+1)) {
				continue
			}
			if a, ok := follows(words, cues, i); ok {
				open, should := modal(words, c.from)
				a.hedged, a.should = a.hedged || open, should
				out = append(out, a)
			}
		case "after", "wish":
			if c.from == 0 || c.to < len(words) && purposes[words[c.to].text] || c.tag == "after" && supposed(words, c.from) {
				continue
			}
			out = append(out, asking{from: clauseStart(text, words, c.from), to: c.from, stop: c.from, hedged: c.tag == "wish"})
		case "around":
			if weDo(text, words, cues) {
				continue
			}
			return unforbidden(text, words, cues)
		}
	}
	return out
}

// modal reads the word that goes with a verb: "may contain" leaves it open,
// "should contain" asks for less than "must contain" beside it.
func modal(words []word, i int) (open, should bool) {
	for j := i - 1; j >= 0 && j >= i-3; j-- {
		switch words[j].text {
		case "may", "might", "could":
			return true, false
		case "should":
			return false, true
		case "must", "please", "you":
			return false, false
		}
	}
	return false, false
}

// weDo reports whether a sentence whose verb stands anywhere is about what the
// project does: the project is spoken of before the verb, and nobody is asked.
func weDo(text string, words []word, cues []match) bool {
	us, you, verb := -1, false, len(cues)
	for i, c := range cues {
		switch {
		case c.tag == "you":
			you = true
		case c.tag == "us" && us < 0 && acts(text, words, c.from):
			us = i
		case c.tag == "around" && verb == len(cues):
			verb = i
		}
	}
	return us >= 0 && us < verb && !you
}

// acts reports whether a word for "we" is what the sentence is about, not whom
// something is given to ("envoyez-nous") or what for ("damit wir").
func acts(text string, words []word, i int) bool {
	if i == 0 {
		return true
	}
	switch words[i].text {
	case "nous", "noi", "nosotros", "notre", "nos", "nostro", "nuestro", "nosso", "nasz":
		return strings.ContainsAny(text[words[i-1].end:words[i].start], ",;:.\n") && words[i-1].end < words[i].start-1
	case "wir":
		return words[i-1].text != "damit" && words[i-1].text != "dass" && words[i-1].text != "weil"
	}
	return true
}

// follows is what a verb asks for: the words up to the next verb that asks.
func follows(words []word, cues []match, i int) (asking, bool) {
	a := asking{from: cues[i].to, to: len(words), stop: len(words)}
	for _, c := range cues[i+1:] {
		switch c.tag {
		case "include", "need":
			if c.from < a.stop && words[c.from].text != "including" {
				a.to = min(a.to, c.from)
			}
		case "stop":
			a.stop = min(a.stop, c.from)
		}
	}
	a.to = min(a.to, forbidden(words, a.from, a.to))
	a.stop = min(a.stop, a.to)
	switch cues[i].tag {
	case "include":
		// The verb itself may be the content: "describe the vulnerability".
		a.from = cues[i].from
		if to := cues[i].to; to < len(words) && pronouns[words[to].text] && words[0].text == "if" {
			// "If you have a fix, please include it."
			return asking{from: 0, to: cues[i].from, stop: cues[i].from, hedged: true}, cues[i].from > 0
		}
	case "send":
		from := withWord(words, cues[i].to, a.to)
		if from < 0 {
			from = objectOf(words, cues[i], a.to)
		}
		if from < 0 || hasWord(words[cues[i].to:from], "pull") {
			return a, false
		}
		a.from = from
	}
	return a, a.from < a.to
}

// objectOf is the word at which a content is named as what is sent: "send us the
// logs"; -1 for none.
func objectOf(words []word, verb match, to int) int {
	switch words[verb.from].text {
	case "send", "submit", "email", "share", "sending":
	default:
		return -1
	}
	for _, m := range contentLexicon.find(words[verb.to:min(to, verb.to+10)]) {
		if m.from <= 3 && sendable[m.tag] {
			return verb.to + m.from
		}
	}
	return -1
}

// sendable are contents that are sent as such.
var sendable = map[string]bool{"steps_to_reproduce": true, "proof_of_concept": true, "steps_to_reproduce+proof_of_concept": true, "logs": true, "affected_versions": true, "impact": true}

// withWord is the word from which on the contents of a message are named: after
// "with" or the like, or at once where a description is what is sent.
func withWord(words []word, from, to int) int {
	for i := from; i < to; i++ {
		if i < from+4 && (strings.HasPrefix(words[i].text, "descri") || words[i].text == "detailed" || detailsLike(words, i)) {
			return i
		}
		if tells[words[i].text] {
			return i
		}
		if withWords[words[i].text] {
			return i + 1
		}
	}
	return -1
}

// detailsLike reports whether a message is said to be details, of which some are
// named: "submit details such as".
func detailsLike(words []word, i int) bool {
	if i+1 >= len(words) || words[i].text != "details" && words[i].text != "information" {
		return false
	}
	return words[i+1].text == "such" || words[i+1].text == "like" || words[i+1].text == "including"
}

// tells are verbs whose object is a content, the verb included: "describing the
// problem".
var tells = wordSet(`describing detailing outlining explaining`)

// purposes after "is needed" say that it is not asked for here.
var purposes = wordSet(`to for by before if when`)

var pronouns = wordSet(`it them that those these this one`)

// determiners make a noun of what could be a verb: "your report".
var determiners = wordSet(`a an the your this that each any every our of security vulnerability bug advisory initial much many in more further enough sufficient full technical`)

var withWords = wordSet(`with including containing providing along stating together`)

// forbids reports whether what is asked for at word i is not to do something.
func forbids(words []word, i int) bool {
	for j := i; j < len(words) && j < i+6; j++ {
		if negations[words[j].text] {
			return true
		}
	}
	return false
}

// supposed reports whether what is "required" at word i is so only in a case that
// the sentence thinks of: "unless a certain version is required".
func supposed(words []word, i int) bool {
	for j := i - 1; j >= 0 && j >= i-5; j-- {
		switch words[j].text {
		case "unless", "until", "whether", "if", "when", "where":
			return true
		}
	}
	return false
}

// wantsToo reports whether the verb at word i, joined to "we request", asks as well.
func wantsToo(words []word, i int) bool {
	return i < len(words) && (bids[words[i].text] || determiners[words[i].text])
}

// clauseStart is the word at which the clause before word i begins.
func clauseStart(text string, words []word, i int) int {
	for j := i - 1; j > 0; j-- {
		if strings.ContainsAny(text[words[j-1].end:words[j].start], ".;:\n") {
			return j
		}
	}
	return 0
}

package promise

import "strings"

// Who acts in an English sentence is read from the words before the verb.
var (
	// bidding words turn a verb into a request whoever was spoken of before.
	bidding = wordSet(`please kindly sure ensure remember pls must ideally`)
	// persons can be subject or object: a subject is followed by what it does.
	reporterWords = wordSet(`you reporter reporters researcher researchers report reports submission submissions finder finders submitter submitters email mail letter message ticket issue bug description vulnerability details information data`)
	projectWords  = wordSet(`team maintainer maintainers project it they which that who github advisory advisories patch release coordinator handler bot software tool users page
		document policy vendor lead he she staff engineers triage triaging assessment investigation member members company foundation organization fix changelog notes announcement this website repository lists list`)
	auxiliaries = wordSet(`will shall should must can may could might would need needs has have is are do does aims commits strives ll ought also then intends endeavors endeavours tries wants always`)
	negations   = wordSet(`not never don t doesn avoid without refrain won cannot no nor rather`)
	carriers    = wordSet(`and then also or always optionally additionally finally instead but`)
	dependents  = wordSet(`whether how why what which where whom because`)
	leadsTo     = wordSet(`is need needs have has required asked encouraged remember best expected requested way helps helpful important forget free want able welcome advised supposed prefer try sure`)
	conditions  = wordSet(`when if for to in after along once while at with during before as along`)
)

// reporterDoes reports whether the verb at word i is asked of the reporter: the
// nearest subject before it in its sentence is not the project, and nothing
// forbids it.
func reporterDoes(text string, words []word, i int) bool {
	if i > 2 && words[0].text == "if" && strings.Contains(text[words[i-1].end:words[i].start], ",") && !weAct(words[:i]) {
		return true // "if you know more, tell us"
	}
	j := i - 1
	for ; j >= 0 && j >= i-16; j-- {
		between := text[words[j].end:words[j+1].start]
		if strings.ContainsAny(between, ":;•") || strings.Contains(between, "\n\n") {
			break
		}
		w := words[j].text
		switch {
		case dependents[w] && !carriers[words[i-1].text] && i-j <= 8:
			return false
		case negations[w] && i-j <= 3 && !strings.ContainsAny(text[words[j].end:words[i].start], ",;:"):
			return false
		case bidding[w]:
			return w != "must" || !projectBefore(words, j)
		case w == "we" || w == "i":
			return asksYou(words, j, i)
		case reporterWords[w] && subject(text, words, j, i):
			return w != "you" || j == 0 || !supposing[words[j-1].text] || politeIf[words[j-1].text] && wished(words, j)
		case projectWords[w] && subject(text, words, j, i):
			return (w == "it" || w == "they") && ofReport(words, j)
		}
	}
	if j == i-1 { // nothing of the sentence stands before it
		return true
	}
	before := words[i-1]
	if before.text == "to" {
		return i > 1 && leadsTo[words[i-2].text]
	}
	return carriers[before.text] || conditions[words[j+1].text] ||
		strings.ContainsAny(text[before.end:words[i].start], ",;:.\n-–—()")
}

// weAct reports whether words speak of what the project does.
func weAct(words []word) bool {
	for i, w := range words {
		if w.text == "we" || projectWords[w.text] && w.text != "it" && i+1 < len(words) && auxiliaries[words[i+1].text] {
			return true
		}
	}
	return false
}

// subject reports whether the person at word j does something: an auxiliary or
// the verb at word i follows.
func subject(text string, words []word, j, i int) bool {
	return j+1 == i && !strings.ContainsAny(text[words[j].end:words[i].start], ",.;(") || auxiliaries[words[j+1].text]
}

func projectBefore(words []word, i int) bool {
	for j := i - 1; j >= 0 && j >= i-3; j-- {
		if projectWords[words[j].text] || words[j].text == "we" {
			return words[j].text != "it" && words[j].text != "they" || !ofReport(words, j)
		}
	}
	return false
}

// ofReport reports whether "it" or "they" at word i can be the report: one was
// spoken of, or the sentence begins so and says what it should be like.
func ofReport(words []word, i int) bool {
	if i <= 1 && i+1 < len(words) && oughts[words[i+1].text] {
		return true
	}
	if i == 0 && len(words) > 3 && (words[1].text == "has" || words[1].text == "also" && words[2].text == "has" && words[3].text == "to") {
		return true
	}
	for j := i - 1; j >= 0; j-- {
		switch words[j].text {
		case "report", "reports", "submission", "submissions", "email", "emails", "mail", "message":
			return true
		}
	}
	return false
}

var oughts = wordSet(`should must shall may ought needs need`)

// supposing words begin what is not asked: "if you include".
var supposing = wordSet(`if when before once after until unless while that whether who as`)

var politeIf = wordSet(`if that`)

// wished reports whether a supposition before word i is a polite request: "we
// would appreciate it if you".
func wished(words []word, i int) bool {
	for j := i - 1; j >= 0 && j >= i-8; j-- {
		switch words[j].text {
		case "appreciate", "appreciated", "like", "grateful", "helpful", "great", "ask", "request", "require", "helps", "thankful", "glad", "love", "recommend":
			return true
		}
	}
	return false
}

// asksYou reports whether what "we" do at word j is to ask for the verb at i:
// "we ask to include".
func asksYou(words []word, j, i int) bool {
	for k := j + 1; k < i && k < j+5; k++ {
		if bids[words[k].text] {
			return true
		}
	}
	return false
}

var bids = wordSet(`ask request require encourage want expect urge recommend advise need appreciate prefer like suggest invite`)

package promise

import "strings"

// vague finds an answer that is promised without a number.
func (p *page) vague(out *Document) {
	for b := range p.t.blocks {
		bl := &p.t.blocks[b]
		if bl.kind == kindHeading || bl.kind == kindCode || len(p.classed(b)) == 0 || boilerplate(p.lows[b]) {
			continue
		}
		for _, s := range p.t.sentences(b) {
			first, end := within(p.classed(b), s.from, s.to)
			if p.answers(b, first, end, s) {
				out.Acknowledge = &Deadline{From: FromReport, Party: PartyProject, Source: p.t.source(bl, s.from, s.to)}
				return
			}
		}
	}
}

// answers says whether a sentence promises an answer.
func (p *page) answers(b, first, end int, s sentence) bool {
	soon := p.has(b, first, end, mSoon)
	if soon && p.answerLabel(b, first, end) {
		return true
	}
	for _, a := range p.acts(b, first, end, noTime) {
		if a.under || a.silent || a.m != mAck && !(soon && p.looks(b, first, end, a)) {
			continue
		}
		if p.promised(b, first, end, a, soon) {
			return true
		}
	}
	return false
}

// looks says whether an act is a look at the report, or in Chinese and its like a
// confirmation, that stands for an answer where it comes soon; what comes soon in
// "investigate and fix" is the fix.
func (p *page) looks(b, first, end int, a act) bool {
	m := p.classed(b)[a.k]
	if a.m == mConfirm && p.suffixed(b, m) {
		return !p.has(b, first, end, mIssue)
	}
	if a.m != mTriage {
		return false
	}
	for k := a.k + 1; k < end; k++ {
		switch next := p.classed(b)[k].m; next {
		case mSoon:
			return k+1 >= end || p.classed(b)[k+1].m != mFix // "and quickly fix"
		case mFix, mDisc:
			return false
		}
	}
	return true
}

// answerLabel says whether a sentence is no more than "as soon as possible" behind
// a label, or under a question, that speaks of an answer.
func (p *page) answerLabel(b, first, end int) bool {
	marks := p.classed(b)
	k := first
	for k < end && marks[k].m != mSoon {
		k++
	}
	if p.has(b, first, k, mColon) {
		s := p.stagesIn(b, first, k, false)
		return len(s) > 0 && s[0] == stageAck && !p.has(b, first, end, mAsk)
	}
	if h := p.t.blocks[b].heads; k == first && end-first <= 4 && len(h) > 0 {
		s := p.whole(h[len(h)-1])
		return len(s) > 0 && s[0] == stageAck
	}
	return false
}

// promised says whether the project is the one who answers in act a.
func (p *page) promised(b, first, end int, a act, soon bool) bool {
	marks := p.classed(b)
	if a.k+1 < end && (marks[a.k+1].m == mIf || marks[a.k+1].m == mNot) {
		return false
	}
	if isNoun(p.word(b, a)) && p.has(b, a.k+1, min(end, a.k+6), mIf) {
		return false // "we will contact you … if we need more"
	}
	subject, modal := -1, -1
	for k := a.k - 1; k >= first; k-- {
		switch m := marks[k]; m.m {
		case mNot, mSilence, mOath:
			if a.k-k <= 3 {
				return false
			}
		case mPurpose:
			return false // "to help us respond"
		case mAsk, mWait, mHold, mIf:
			if m.m == mWait && a.m == mAck && k >= a.k-1 {
				return true // "wait for our confirmation"
			}
			if subject < 0 || modal < 0 {
				return false
			}
		case mWill:
			if !firm(p.lows[b][m.from:m.to]) && subject < 0 {
				return false
			}
			if modal < 0 {
				modal = k
			}
		case mProject, mReporter:
			if m.m == mReporter && k > first && marks[k-1].m == mGet {
				continue // "send you an answer"
			}
			if subject < 0 {
				subject = k
				if m.m == mReporter && k > first && marks[k-1].m == mProject {
					subject = k - 1 // "nous vous répondrons"
				}
			}
		}
	}
	word := p.lows[b][marks[a.k].from:marks[a.k].to]
	if modal >= 0 && copula(p.lows[b][marks[modal].from:marks[modal].to]) {
		if modal != a.k-1 || !strings.HasSuffix(word, "ed") || strings.HasPrefix(word, "contact") {
			return false
		}
	} else if modal < 0 && isNoun(word) {
		return a.k > first && marks[a.k-1].m == mGet && strings.HasPrefix(p.lows[b][marks[a.k-1].from:], "expect")
	}
	switch {
	case subject < 0:
		led := false
		if l := p.t.blocks[b].lead; l >= 0 {
			led = p.has(l, 0, len(p.classed(l)), mWill, mProject) && !p.has(l, 0, len(p.classed(l)), mAsk)
		}
		if p.langs[b] != en && a.k > first && marks[a.k-1].m == mGet && a.m == mAck {
			return true
		}
		if word := p.lows[b][marks[max(modal, first)].from:marks[max(modal, first)].to]; modal >= 0 && (word == "should" || word == "shall") {
			return false // "the server should respond"
		}
		return modal >= 0 && (a.m == mAck || soon) || soon && (a.m == mAck || p.langs[b] != en) || led && a.k-first <= 1 && a.m == mAck
	case marks[subject].m == mReporter:
		return a.m == mAck && (strings.HasPrefix(word, "hear") || p.has(b, subject, a.k, mGet) || modal > subject && strings.Contains(p.lows[b][marks[modal].from:marks[modal].to], "expect"))
	}
	return modal >= 0 || (soon || a.k-subject <= 2) && a.m == mAck
}

// firm says whether a modal verb promises.
func firm(word string) bool {
	switch word {
	case "may", "can", "must", "would like to":
		return false
	}
	return true
}

// copula says whether a verb makes a passive.
func copula(word string) bool {
	switch word {
	case "is", "are", "be", "been", "gets", "est", "sont", "ist", "sind", "es", "son", "è", "sono", "é", "são":
		return true
	}
	return false
}

// isNoun says whether an English word for an answer names it rather than gives it.
func isNoun(word string) bool {
	for _, s := range []string{"response", "feedback", "receipt", "reaction", "contact", "reply time"} {
		if strings.HasPrefix(word, s) || strings.HasSuffix(word, s) {
			return true
		}
	}
	return false
}

// boilerplate says whether a block begins with the sentences of the default
// template that tell a maintainer what to write there.
func boilerplate(low string) bool {
	for _, s := range templateOpenings {
		if strings.HasPrefix(low, s) {
			return true
		}
	}
	return false
}

// templateOpenings begin the instructions of the default template, and of its
// translations.
var templateOpenings = []string{
	"use this section to", "utilisez cette section pour", "utilice esta sección", "use esta seção", "utilize esta seção", "utilizza questa sezione", "usa questa sezione", "usa esta sección",
	"verwenden sie diesen abschnitt", "nutzen sie diesen abschnitt", "użyj tej sekcji", "使用此部分", "使用本节", "このセクションを", "이 섹션을 사용",
}

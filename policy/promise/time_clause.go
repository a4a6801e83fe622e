package promise

import "strings"

// silence says whether the words before the time speak of an answer that did not
// come.
func (c *clause) silence() bool {
	marks := c.p.classed(c.b)
	for k := c.first; k < c.x.first; k++ {
		switch marks[k].m {
		case mSilence:
			if !c.p.has(c.b, c.first, k, mProject) || c.p.has(c.b, c.first, k, mIf) {
				return true
			}
		case mNot:
			if k+1 < c.x.first && (marks[k+1].m == mAck || marks[k+1].m == mGet) && !c.p.has(c.b, c.first, k, mProject) {
				return true
			}
		}
	}
	for k := c.x.last + 1; k+1 < c.to; k++ {
		if marks[k].m == mIf && c.p.has(c.b, k+1, min(k+4, c.to), mSilence) {
			return true // "after 5 days if you got no answer"
		}
	}
	return c.post(mSilence) && !c.upTo(mWill)
}

// condition is the mark of the "if" in whose clause the time stands; -1 for none.
func (c *clause) condition() int {
	marks := c.p.classed(c.b)
	at := -1
	for k := c.first; k < c.x.first; k++ {
		switch marks[k].m {
		case mIf:
			at = k
		case mComma, mSemi:
			at = -1
		case mAsk:
			if at >= 0 && !c.p.has(c.b, at, k, mNot, mSilence) {
				at = -1 // "if it is accepted please give us …"
			}
		case mProject:
			// "if it is accepted we will …", "… we fix it": the main clause.
			if at >= 0 && k > at+1 && (marks[k+1].m == mWill || marks[k+1].m.stage()) {
				at = -1
			}
		}
	}
	return at
}

// escalation is the stage of a time after which somebody may go elsewhere because
// nothing was heard (other) or nothing was fixed (disclosure); "" for others.
func (c *clause) escalation() string {
	if c.silence() {
		return StageOther
	}
	at := c.condition()
	end := c.x.last + 1
	for end < c.to && c.p.classed(c.b)[end].m != mComma {
		end++
	}
	if at < 0 || !c.p.has(c.b, at, end, mNot, mSilence) {
		return ""
	}
	switch {
	case c.p.has(c.b, at, end, mFix):
		return StageDisclosure
	case c.p.has(c.b, at, end, mAck, mUpdate, mGet, mTell, mSilence):
		return StageOther
	}
	return ""
}

// conditional says whether the time is part of a condition and so promises
// nothing.
func (c *clause) conditional() bool { return c.condition() >= 0 && !c.p.verbLast(c.b, c.x) }

// hears says whether the reporter is told to get something, without a word for
// what: "you get a thumbs-up within a day".
func (c *clause) hears() bool {
	marks := c.p.classed(c.b)
	for k := c.from; k+1 < c.to; k++ {
		if marks[k].m == mReporter && (marks[k+1].m == mGet || marks[k+1].m == mWill && k+2 < c.to && marks[k+2].m == mGet) {
			return !c.asked() && !c.pre(mAtLeast)
		}
	}
	return false
}

// disowned says whether the time is one that the project says it cannot promise.
func (c *clause) disowned() bool {
	marks := c.p.classed(c.b)
	not, oath := false, false
	for k := c.from; k < c.x.first; k++ {
		switch marks[k].m {
		case mNot:
			not = true
		case mOath:
			oath = oath || not
		case mBut:
			not, oath = false, false
		}
	}
	return oath || c.p.langs[c.b]&de != 0 && c.pre(mNot, mSilence) && c.post(mOath)
}

// denied says whether a "not" stands before the act: what is not done is no
// promise, save not to publish.
func (c *clause) denied(acts []act) bool {
	if len(acts) == 0 || acts[0].m == mDisc {
		return false
	}
	marks := c.p.classed(c.b)
	if k := acts[0].k; k > c.x.first {
		// "in a month are filed without an answer"
		for at := k - 1; at > c.x.last && at >= k-2; at-- {
			if m := marks[at]; m.m == mNot && c.p.lows[c.b][m.from:m.to] == "without" {
				return true
			}
		}
		return false
	}
	if c.p.has(c.b, acts[0].k, c.x.first, mBut) {
		return false // "no set time to answer, but I aim for 6 days"
	}
	for k := acts[0].k - 1; k >= c.from && k >= acts[0].k-2; k-- {
		switch marks[k].m {
		case mNot:
			return true
		case mComma, mSemi, mBut:
			return false
		}
	}
	return false
}

// refused says whether somebody is said not to accept an embargo as long as that.
func (c *clause) refused() bool {
	return c.upTo(mNot) && strings.Contains(c.p.lows[c.b][c.s.from:c.x.from], "accept")
}

// promises says whether a clause is built like a promise: its time is a limit
// ("within 48 hours") or stands in a label, and somebody is said to act.
func (c *clause) promises(acts []act, stages []string) bool {
	if len(stages) == 0 {
		return false
	}
	b := &c.p.t.blocks[c.b]
	if b.kind == kindCell || c.x.day || c.x.adjective || c.p.verbLast(c.b, c.x) {
		return true
	}
	if !c.limit(stages) || stages[0] == stageAck && c.asked() && !c.waits() {
		return false
	}
	if c.p.langs[c.b] != en || c.terse() || c.p.has(c.b, c.first, c.to, mProject, mWill, mGet, mWait, mHold, mReporter) {
		return true
	}
	if len(acts) == 0 || acts[0].k > c.x.last || acts[0].m == mDisc && c.pre(mNot) || strings.HasSuffix(c.p.word(c.b, acts[0]), "s") {
		return true
	}
	from := c.s.from
	if c.from > c.first {
		from = c.p.classed(c.b)[c.from].from
	}
	at := c.p.classed(c.b)[acts[0].k].from
	return fieldCount(c.p.lows[c.b][min(from, at):at]) <= 3
}

// ahead says whether the time is one before something: "a week ahead of the
// release".
func (c *clause) ahead() bool {
	k := c.x.last + 1
	return k < c.to && c.p.classed(c.b)[k].m == mBefore && (timeReader{c.p.lows[c.b], c.p.classed(c.b)}).touch(c.x.last, k) && !c.waits()
}

// foreign says whether the clause is about something that is no business of a
// reporter's: a support period, a token, a scan. What a comma parts from the act
// does not count.
func (c *clause) foreign() bool {
	marks := c.p.classed(c.b)
	for k := c.x.first - 1; k >= c.from; k-- {
		switch marks[k].m {
		case mOther:
			return true
		case mComma:
			if c.p.evident(c.b, k, c.x.first) {
				k = c.from
			}
		}
	}
	for k := c.x.last + 1; k < c.to && marks[k].m != mComma; k++ {
		if marks[k].m == mOther {
			return true
		}
	}
	return false
}

// history says whether a cell tells of what was: a table of past advisories.
func (c *clause) history() bool {
	b := &c.p.t.blocks[c.b]
	if b.kind != kindCell || len(b.heads) == 0 {
		return false
	}
	h := b.heads[len(b.heads)-1]
	return c.p.has(h, 0, min(len(c.p.classed(h)), maxAround), mOther, mPast)
}

// terse says whether the sentence is no more than a label and a time.
func (c *clause) terse() bool {
	return c.words <= 9 && !c.p.has(c.b, c.first, c.to, mAsk)
}

// asked says whether the time is part of something that is asked of the reporter.
func (c *clause) asked() bool {
	marks := c.p.classed(c.b)
	asked := false
	for k := c.first; k < c.x.first; k++ {
		switch {
		case marks[k].m == mAsk:
			asked = true
		case asked && (marks[k].m == mProject || marks[k].m == mReporter) && k+1 < len(marks) && (marks[k+1].m == mWill || marks[k+1].m.stage()):
			asked = false
		case asked && marks[k].m == mSemi:
			asked = false
		}
	}
	return asked
}

// waits says whether somebody is to wait until the time has passed.
func (c *clause) waits() bool {
	return c.pre(mWait) || c.pre(mHold) || c.requested() || c.asked() && c.post(mBefore) || c.p.verbLast(c.b, c.x) && c.post(mHold)
}

// requested says whether the time itself is what is asked for: "we request at
// least a week".
func (c *clause) requested() bool {
	marks := c.p.classed(c.b)
	k := c.x.first - 1
	for k > c.first && (marks[k].m == mAtLeast || marks[k].m == mFiller || marks[k].m == mFor) {
		k--
	}
	return k >= c.first && marks[k].m == mAsk && c.p.lows[c.b][marks[k].from:marks[k].to] != "please"
}

// free says whether the reporter is who may act when the time has passed.
func (c *clause) free() bool {
	marks := c.p.classed(c.b)
	if c.pre(mProject) {
		return false
	}
	for k := c.from; k < c.to; k++ {
		if marks[k].m == mReporter && (k < c.x.first || k+1 < len(marks) && (marks[k+1].m == mWill || marks[k+1].m == mDisc) || c.p.verbLast(c.b, c.x)) {
			return true
		}
		if marks[k].m == mWill && k+1 < c.to && marks[k+1].m == mDisc && c.p.lows[c.b][marks[k].from:marks[k].to] == "may" {
			return true // "they may publish"
		}
	}
	return false
}

// party says whom the time binds. It changes the stages where the reporter is
// asked to wait for something.
func (c *clause) party(stages *[]string) string {
	marks := c.p.classed(c.b)
	asked := c.asked()
	waits := c.waits() || c.post(mHold) && asked
	asked = asked || c.p.verbLast(c.b, c.x) && c.post(mHold)
	own := false // "we will wait 30 days before publishing"
	for k := c.first; k < c.x.first; k++ {
		if (marks[k].m == mWait || marks[k].m == mHold) && k > 0 && !asked {
			own = own || c.p.has(c.b, max(c.first, k-3), k, mProject)
		}
	}
	if waits && !own && c.post(mBefore, mWait) && c.post(mDisc) {
		*stages = []string{StageDisclosure}
		return PartyReporter
	}
	for _, s := range *stages {
		if s == stageAck && c.pre(mHold) && !own && !c.pre(mAck) {
			break // "refrain for 90 days from our confirmation"
		}
		if s == stageAck {
			return PartyProject
		}
	}
	free := len(*stages) > 0 && (*stages)[0] == StageDisclosure && c.free()
	switch {
	case waits && own:
		*stages = []string{StageDisclosure}
		return PartyProject
	case waits:
		if len(*stages) > 0 && (*stages)[0] == StageTriage && !c.post(mBefore) && !c.p.has(c.b, c.first, c.to, mHold, mDisc) {
			return PartyProject
		}
		*stages = []string{StageDisclosure}
		return PartyReporter
	case asked && len(*stages) > 0, free:
		return PartyReporter
	}
	return PartyProject
}

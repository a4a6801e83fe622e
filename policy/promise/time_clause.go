package promise

import "strings"

// silence says whether the words before the time speak of an answer that did not
// come.
func (c *clause) silence() bool {
	marks := c.p.marks[c.b]
	for k := c.first; k < c.x.first; k++ {
		switch marks[k].m {
		case mSilence:
			return true
		case mNot:
			if k+1 < c.x.first && (marks[k+1].m == mAck || marks[k+1].m == mGet) && !c.p.has(c.b, c.first, k, mProject) {
				return true
			}
		}
	}
	return c.post(mSilence) && !c.upTo(mWill)
}

// condition is the mark of the "if" in whose clause the time stands; -1 for none.
func (c *clause) condition() int {
	marks := c.p.marks[c.b]
	at := -1
	for k := c.first; k < c.x.first; k++ {
		switch marks[k].m {
		case mIf:
			at = k
		case mComma, mSemi:
			at = -1
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
	for end < c.to && c.p.marks[c.b][end].m != mComma {
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

// disowned says whether the time is one that the project says it cannot promise.
func (c *clause) disowned() bool {
	marks := c.p.marks[c.b]
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
	return oath
}

// denied says whether a "not" stands before the act: what is not done is no
// promise, save not to publish.
func (c *clause) denied(acts []act) bool {
	if len(acts) == 0 || acts[0].m == mDisc || acts[0].k > c.x.first {
		return false
	}
	marks := c.p.marks[c.b]
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
	if !c.limit(stages) {
		return false
	}
	if c.p.langs[c.b] != en || c.terse() || c.p.has(c.b, c.first, c.to, mProject, mWill, mGet, mWait, mHold, mReporter) {
		return true
	}
	if len(acts) == 0 || acts[0].k > c.x.last || strings.HasSuffix(c.word(acts[0]), "s") {
		return true
	}
	return len(strings.Fields(c.p.lows[c.b][c.s.from:c.p.marks[c.b][acts[0].k].from])) <= 3
}

// limit says whether the words before a time make it a limit.
func (c *clause) limit(stages []string) bool {
	marks := c.p.marks[c.b]
	low := c.p.lows[c.b]
	if c.x.adjective || marks[c.x.first].m == mWithin {
		return true
	}
	from := c.s.from
	if c.from > c.first {
		from = marks[c.from].from
	}
	k := c.x.first - 1
	at := c.x.from
	for k >= c.from && strings.TrimSpace(low[marks[k].to:at]) == "" && (marks[k].m == mFiller || marks[k].m == mNext || marks[k].m == mAtLeast || marks[k].m == mArticle || marks[k].m == mBetween) {
		at = marks[k].from
		k--
	}
	before := strings.Fields(low[from:at])
	if len(before) <= 1 || c.from > c.first && len(before) <= 2 {
		return true
	}
	if k >= c.from && strings.TrimSpace(low[marks[k].to:at]) == "" {
		switch marks[k].m {
		case mWithin, mColon, mDash, mOpen, mSemi, mWill, mWait, mTo, mBut, mBefore, mSoon, mTarget, mNone:
			return true
		case mComma:
			return c.terse()
		}
	}
	switch last := strings.Trim(before[len(before)-1], "*_~≤<\""); last {
	case "of", "the", "de", "is", "are", "typically", "usually", "generally", "approximately", "about", "around", "roughly", "normally", "", "≤", "<", "~":
		return true
	case "for":
		return stages[0] == StageDisclosure
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
	return c.p.has(h, 0, len(c.p.marks[h]), mOther, mPast)
}

// terse says whether the sentence is no more than a label and a time.
func (c *clause) terse() bool {
	return len(strings.Fields(c.s.String())) <= 9 && !c.p.has(c.b, c.first, c.to, mAsk)
}

// asked says whether the time is part of something that is asked of the reporter.
func (c *clause) asked() bool {
	marks := c.p.marks[c.b]
	asked := false
	for k := c.first; k < c.x.first; k++ {
		switch {
		case marks[k].m == mAsk:
			asked = true
		case asked && marks[k].m == mProject && k+1 < len(marks) && (marks[k+1].m == mWill || marks[k+1].m.stage()):
			asked = false
		case asked && marks[k].m == mSemi:
			asked = false
		}
	}
	return asked
}

// party says whom the time binds. It changes the stages where the reporter is
// asked to wait for something.
func (c *clause) party(stages *[]string) string {
	marks := c.p.marks[c.b]
	asked := c.asked()
	waits := c.pre(mWait) || c.pre(mHold) || c.post(mHold) && asked
	own := false // "we will wait 30 days before publishing"
	for k := c.first; k < c.x.first; k++ {
		if (marks[k].m == mWait || marks[k].m == mHold) && k > 0 && !asked {
			own = own || c.p.has(c.b, max(c.first, k-3), k, mProject)
		}
	}
	for _, s := range *stages {
		if s == stageAck {
			return PartyProject
		}
	}
	free := !c.pre(mProject) && (c.pre(mReporter) || c.p.verbLast(c.b, c.x) && c.post(mReporter)) && len(*stages) > 0 && (*stages)[0] == StageDisclosure
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

// start is what the time counts from.
func (c *clause) start() string {
	from := FromReport
	for _, a := range c.p.acts(c.b, c.from, c.to, c.x) {
		if !a.under {
			continue
		}
		switch a.m {
		case mAck:
			from = FromAcknowledgement
		case mConfirm:
			from = FromConfirmation
		case mTriage:
			from = FromTriage
		case mFix:
			from = FromFix
		case mDisc:
			from = FromPublication
		}
	}
	return from
}

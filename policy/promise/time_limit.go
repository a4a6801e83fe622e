package promise

import "strings"

// limit says whether the words before a time make it a limit.
func (c *clause) limit(stages []string) bool {
	marks := c.p.classed(c.b)
	low := c.p.lows[c.b]
	if c.x.adjective || marks[c.x.first].m == mWithin || marks[c.x.first].m == mNext || c.waits() {
		return true
	}
	if rest, last := lastField(low[c.s.from:c.x.from]); last == "for" && rest != "" {
		_, verb := lastField(rest)
		return stages[0] == StageDisclosure || stages[0] == StageTimeline || strings.HasPrefix(verb, "aim")
	}
	if k := c.x.last + 1; k < len(marks) && strings.TrimSpace(low[c.x.to:marks[k].from]) == "" && (marks[k].m == mAfter || marks[k].m == mBefore || low[marks[k].from:marks[k].to] == "after" || strings.HasPrefix(low[marks[k].from:], "from ")) {
		return true
	}
	from := c.s.from
	if c.from > c.first {
		from = marks[c.from].from
	}
	k := c.x.first - 1
	at := c.x.from
	for k >= c.from && strings.Trim(low[marks[k].to:at], " .\n<≤~*_") == "" && (marks[k].m == mFiller || marks[k].m == mNext || marks[k].m == mAtLeast || marks[k].m == mArticle || marks[k].m == mBetween) {
		if marks[k].m == mBetween {
			return true
		}
		if marks[k].m == mAtLeast && c.pre(mNot) {
			return true // "no embargo longer than"
		}
		at = marks[k].from
		k--
	}
	before := fieldCount(low[from:at])
	if before <= 5 && strings.HasSuffix(strings.TrimRight(low[from:at], " "), "\n") {
		return true // a label and, on the next line, its time
	}
	if before <= 1 || c.from > c.first && before <= 2 {
		return true
	}
	if k >= c.from && strings.Trim(low[marks[k].to:at], " .\n<≤~*_") == "" {
		switch marks[k].m {
		case mWithin, mColon, mDash, mOpen, mSemi, mWill, mWait, mTo, mBut, mBefore, mSoon, mTarget, mNone, mSeverity, mSevere, mIssue:
			return true
		case mComma:
			return c.terse()
		case mAck, mTriage:
			if c.pre(mColon) {
				return true // "our targets: first answer 1 day, …"
			}
		}
	}
	_, last := lastField(low[from:at])
	switch strings.Trim(last, "*_~≤<\"") {
	case "of", "the", "us", "me", "you", "de", "is", "are", "typically", "usually", "generally", "approximately", "about", "around", "roughly", "normally", "", "≤", "<", "~":
		return true
	}
	return false
}

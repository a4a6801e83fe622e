package promise

import (
	"strings"
	"unicode/utf8"
)

// An act is a piece of evidence for a stage.
type act struct {
	m      meaning
	k      int  // its mark
	under  bool // in a subordinate clause ("after triage"): tells the start, not the act
	qual   bool // qualifies another noun ("a timeline for a fix")
	silent bool // under an "if"
	since  bool // under an "after"
}

// acts collects the evidence among the marks [from, to) of a block. The time at
// [x.first, x.last] parts them.
func (p *page) acts(b, from, to int, x timex) []act {
	var out []act
	marks := p.classed(b)
	under, qual, cond, after := false, false, false, false
	since := 0 // evidence that a suffixed "after" turns into a start
	for k := from; k < to; k++ {
		m := marks[k]
		if k >= x.first && k <= x.last {
			under, qual, cond, after, since = false, false, false, false, len(out)
			continue
		}
		switch {
		case m.m == mSince || m.m == mBefore && p.suffixed(b, m):
			for i := since; i < len(out); i++ {
				out[i].under, out[i].since = true, m.m == mSince
			}
		case m.m == mAfter && k+1 < to && marks[k+1].m == mProject && strings.HasPrefix(p.lows[b][m.from:m.to], "of "):
			// "a member of the team"
		case m.m == mAfter && k > from && marks[k-1].m == mHold:
			// "refrain from publication"
		case m.m == mAfter || m.m == mBefore || p.startsLater(b, k, x):
			under, after = true, m.m != mBefore
		case m.m == mIf:
			under, cond = true, true
		case m.m == mComma || m.m == mColon || m.m == mSemi || m.m == mClose:
			under, qual, cond, after, since = false, false, false, false, len(out)
		case m.m == mWill && under && (k > from && marks[k-1].m == mProject || !cond && will(p.lows[b][m.from:m.to])):
			under, cond, after = false, false, false
		case m.m == mFor:
			qual = true
		case m.m == mBut:
			under, qual, cond, after = false, false, false, false
		case m.m.stage():
			if m.m == mAck && k > from && marks[k-1].m == mMore && (timeReader{p.lows[b], marks}).touch(k-1, k) {
				m.m = mUpdate // "a more detailed response"
			}
			out = append(out, act{m: m.m, k: k, under: under, qual: qual, silent: cond, since: after})
		}
	}
	return out
}

// will says whether a verb opens a main clause.
func will(word string) bool { return word == "will" || word == "ll" }

// startsLater says whether a mark is an "after" that opens a clause; right before
// the time itself it is a limit ("after 90 days").
func (p *page) startsLater(b, k int, x timex) bool {
	m := p.classed(b)[k]
	return m.m == mWithin && p.lows[b][m.from:m.to] == "after" && k != x.first-1
}

// suffixed says whether a mark's word follows what it belongs to, as in Chinese.
func (p *page) suffixed(b int, m mark) bool {
	r, _ := utf8.DecodeRuneInString(p.lows[b][m.from:])
	return unspaced(r)
}

// verbLast says whether a block's language puts the verb behind the time.
func (p *page) verbLast(b int, x timex) bool {
	if p.langs[b]&tr != 0 {
		return true
	}
	r, _ := utf8.DecodeRuneInString(p.lows[b][p.classed(b)[x.last].from:])
	return unspaced(r)
}

// choose finds what a clause says happens by its time: one act, or several that
// are joined ("review and fix").
func (c *clause) choose() []act {
	marks := c.p.classed(c.b)
	if c.x.adjective && c.x.last+1 < c.to && c.x.last+1 < len(marks) {
		next := marks[c.x.last+1]
		gap := c.p.lows[c.b][c.x.to:next.from]
		if next.m == mDiscName {
			return []act{{m: mDisc, k: c.x.last + 1}}
		}
		if next.m.stage() && fieldCount(gap) <= 1 {
			return []act{{m: next.m, k: c.x.last + 1}}
		}
	}
	var pre, post []act
	for _, a := range c.fixes(telling(c.p.acts(c.b, c.from, c.to, c.x))) {
		switch {
		case a.under:
		case a.k < c.x.first:
			pre = append(pre, a)
		default:
			post = append(post, a)
		}
	}
	if len(post) > 0 && c.p.verbLast(c.b, c.x) && !c.labelled(pre) {
		if c.p.langs[c.b]&zh != 0 && c.p.langs[c.b]&ja == 0 {
			return c.joined(post, mainOf(post, 0)) // Chinese puts the verb before its object
		}
		return c.joined(post, len(post)-1)
	}
	if len(pre) > 0 {
		return c.joined(pre, c.main(pre))
	}
	if len(post) > 0 {
		return c.joined(post, mainOf(post, 0))
	}
	return nil
}

// fixes leaves out the publishing of a fix: what happens then is that it is fixed.
// English has terms for it; in other languages the two stand side by side.
func (c *clause) fixes(acts []act) []act {
	if c.p.langs[c.b] == en {
		return acts
	}
	marks, low := c.p.classed(c.b), c.p.lows[c.b]
	for i := 0; i+1 < len(acts); i++ {
		disc, fix := i, i+1
		if acts[disc].m == mFix {
			disc, fix = fix, disc
		}
		a, b := marks[acts[i].k], marks[acts[i+1].k]
		if w := low[marks[acts[disc].k].from:]; acts[disc].m != mDisc || acts[fix].m != mFix || !strings.HasPrefix(w, "publi") && !strings.HasPrefix(w, "pubbli") {
			continue
		}
		if acts[i+1].k-acts[i].k <= 2 && fieldCount(low[a.to:b.from]) <= 1 {
			return append(acts[:disc:disc], acts[disc+1:]...)
		}
	}
	return acts
}

// telling leaves out acts that say little ("inform", "complete") where another
// says more.
func telling(acts []act) []act {
	var out []act
	for _, a := range acts {
		if a.m != mTell && a.m != mDone && !a.under {
			out = append(out, a)
		}
	}
	if len(out) == 0 {
		return acts
	}
	return out
}

// labelled says whether a colon stands between the first act and the time.
func (c *clause) labelled(pre []act) bool {
	return len(pre) > 0 && c.p.has(c.b, pre[0].k, c.x.first, mColon)
}

// main is the act before the time that the clause is about: the first behind its
// last modal verb, else the first at all.
func (c *clause) main(pre []act) int {
	marks := c.p.classed(c.b)
	for k := c.x.first - 1; k >= c.from; k-- {
		if marks[k].m != mWill {
			continue
		}
		for i, a := range pre {
			if a.k > k {
				return mainOf(pre, i)
			}
		}
	}
	return mainOf(pre, 0)
}

// mainOf is the first act from i on that qualifies nothing, else act i.
func mainOf(acts []act, i int) int {
	for k := i; k < len(acts); k++ {
		if !acts[k].qual && acts[k].m != mTell {
			return k
		}
	}
	return i
}

// joined is act i and those that an "and" joins to it, before and behind.
func (c *clause) joined(acts []act, i int) []act {
	lo, hi := i, i
	for lo > 0 && c.linked(acts[lo-1], acts[lo]) {
		lo--
	}
	for hi+1 < len(acts) && c.linked(acts[hi], acts[hi+1]) {
		hi++
	}
	return acts[lo : hi+1]
}

// linked says whether two acts are joined as equals.
func (c *clause) linked(a, b act) bool {
	if b.qual || a.qual {
		return false
	}
	if a.m == b.m && b.k == a.k+1 && c.p.suffixed(c.b, c.p.classed(c.b)[a.k]) {
		return true // "a public advisory", two words of one meaning
	}
	return c.p.has(c.b, a.k+1, b.k, mAnd, mSlash) && !c.p.has(c.b, a.k+1, b.k, mFor, mComma, mBut, mSemi, mColon, mWill, mAfter) ||
		c.p.suffixed(c.b, c.p.classed(c.b)[a.k]) && c.p.has(c.b, a.k+1, b.k, mAnd, mSlash, mComma)
}

// stages turns joined acts into stages; ack stands for the acknowledgement.
func (c *clause) stages(acts []act) []string {
	var has [mTell + 1]bool
	plain := false // an answer that is more than a receipt
	for _, a := range acts {
		has[a.m] = true
		if a.m == mAck {
			word := c.p.word(c.b, a)
			plain = plain || !strings.HasPrefix(word, "acknowledg") && !strings.HasPrefix(word, "confirm") && !strings.HasPrefix(word, "receipt")
		}
	}
	if has[mConfirm] {
		if has[mTriage] || has[mFix] {
			has[mTriage] = true
		} else {
			has[mAck] = true
		}
	}
	var out []string
	if has[mAck] {
		out = append(out, stageAck)
		if plain {
			has[mTriage], has[mTell] = false, false
		}
	}
	for _, s := range []struct {
		m     meaning
		stage string
	}{{mTriage, StageTriage}, {mUpdate, StageUpdate}, {mPlan, StageTimeline}, {mFix, StageFix}, {mDisc, StageDisclosure}} {
		if has[s.m] {
			out = append(out, s.stage)
		}
	}
	if len(out) == 0 && has[mTell] {
		return []string{StageUpdate}
	}
	if len(out) == 0 && has[mDone] {
		return []string{StageOther}
	}
	return out
}

// receipt says whether the answer that a clause speaks of is a receipt only.
func (c *clause) receipt() bool {
	for _, a := range c.p.acts(c.b, c.from, c.to, c.x) {
		if a.m != mAck || a.under {
			continue
		}
		w := c.p.word(c.b, a)
		return strings.HasPrefix(w, "acknowledg") || strings.HasPrefix(w, "confirm") || strings.HasPrefix(w, "receipt")
	}
	return false
}

// stageAck stands for the acknowledgement while stages are read.
const stageAck = "acknowledge"

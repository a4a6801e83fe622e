package promise

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A meaning is what a term says for the reading of times. Terms of all languages
// map to the same meanings, so that the rules are written once.
type meaning uint8

const (
	mNone     meaning = iota
	mAck              // a first answer: acknowledge, respond, confirm receipt
	mConfirm          // acknowledges with analysis following: kept apart from mAck for coordination
	mTriage           // assess, review, investigate, validate
	mUpdate           // a further answer, news of progress
	mPlan             // a plan, a timeline, an estimate
	mFix              // fix, patch, release, mitigate
	mDisc             // disclose, publish, embargo
	mDone             // completed, handled: some step of the process
	mTell             // inform, notify: an answer where nothing better is said
	mDiscName         // a disclosure policy: evidence only right after "90-day"
	mTarget           // time, target, window: the head of a label ("fix timeline")

	mProject  // we, the team
	mReporter // you, the reporter
	mGet      // receive, get, hear: what a reporter does with an answer
	mWill     // will, aim to, expect: what follows is the promise
	mNot      // not, never
	mIf       // if, in case
	mSilence  // no response, unanswered: an escalation clause by itself
	mAsk      // please, we ask
	mWait     // wait, give us, allow
	mHold     // refrain, keep confidential
	mOath     // promise, guarantee: after a negation nothing is promised

	mAfter  // after, once, upon: what follows (or precedes, see mSince) is the start
	mSince  // suffixed: what precedes is the start
	mBefore // before, prior to

	mOther // support lifetimes, payments, tokens, scans: times that promise a reporter nothing
	mPay   // rewards and payments: a time of stage other
	mPast  // past, last, ago

	mSeverity // n is its rank
	mSevere   // n is its rank; only beside a word for issues, or alone
	mGrade    // n is the rank that P1 to P4 usually mean: only where no word says it
	mIssue    // severity, vulnerabilities, issues
	mFor      // opens what qualifies a noun: for, of, with, indicating

	mNumber   // n is the number
	mArticle  // a number only before a unit: a, an, one
	mUnit     // n is the unit
	mBusiness // business, working
	mFiller   // calendar, full, more: between number and unit
	mEvery    // every, each
	mPeriodic // weekly: n is a unit, aux the amount
	mAtLeast  // at least, not before
	mTo       // between the numbers of a range
	mBetween  // opens a range whose numbers an "and" joins

	mAnd
	mBut
	mWithin // within, in, up to: stands right before a time that is a limit
	mDays   // n days in one word
	mSoon   // promptly, as soon as possible
	mNext   // the next: "the next working day" is one day
	mRest   // all others: no severity is meant
	mComma
	mSemi
	mColon
	mDash
	mSlash
	mOpen
	mClose
	mMore    // "more detailed": makes the answer after it an update
	mPublic  // public: makes the acknowledgement after it a credit
	mPurpose // to help us, so that we can: what follows is an aim, no promise
)

// stageMeaning says whether a meaning is evidence of a stage.
func (m meaning) stage() bool { return m >= mAck && m <= mTell }

// A mark is a term found in a text.
type mark struct {
	m        meaning
	word     bool
	n        int // what a number, a unit or a severity says
	from, to int
}

// A term is one way to say a meaning: words, of which one that ends in * stands
// for all that begin so.
type term struct {
	words  []string
	stems  []bool
	closed []bool // a word ends in a letter that no other may follow
	m      meaning
	n      int
	langs  langs
	size   int
	second byte // what its second word begins with, where that is sure to follow the first
}

// A glossary finds terms by their first word.
type glossary struct {
	whole map[uint32][]term // by the key of the letters that the first word begins with
	stems map[uint32][]term // terms whose first word is a stem, by the key of its first letters
	runes map[rune][]term   // terms of scripts without blanks, by their first letter

	may, begin *sieve // the keys of whole and of stems, to pass over most words
}

// stemKey is how many bytes a stem is looked up by.
const stemKey = stemLetter

// add adds terms, separated by commas; a|b stands for either.
func (g glossary) add(l langs, m meaning, n int, list string) {
	for _, one := range strings.Split(list, ",") {
		words := strings.Fields(lower(one))
		if len(words) == 0 {
			continue
		}
		all := forms(words)
		if plain := strings.Fields(plainTurkish.Replace(strings.Join(words, " "))); l == tr && len(one) > stemKey {
			all = append(all, forms(plain)...) // many type without a Turkish keyboard
		}
		for _, form := range all {
			t := term{m: m, n: n, langs: l}
			for _, w := range form {
				stem := strings.HasSuffix(w, "*")
				w = strings.TrimSuffix(w, "*")
				last, _ := utf8.DecodeLastRuneInString(w)
				t.words, t.stems, t.size = append(t.words, w), append(t.stems, stem), t.size+len(w)+1
				t.closed = append(t.closed, !unspaced(last) && unicode.IsLetter(last))
			}
			first := t.words[0]
			if len(t.words) > 1 && wordEnd(first) == len(first) && first != "" {
				t.second = t.words[1][0]
			}
			r, _ := utf8.DecodeRuneInString(first)
			switch {
			case unspaced(r):
				g.runes[r] = append(g.runes[r], t)
			case t.stems[0] && len(first) >= stemKey:
				_, key := keys(first)
				g.stems[key] = append(g.stems[key], t)
			default:
				key, _ := keys(first[:wordEnd(first)])
				g.whole[key] = append(g.whole[key], t)
			}
		}
	}
}

// plainTurkish writes Turkish with the letters that all keyboards have.
var plainTurkish = strings.NewReplacer("ı", "i", "ğ", "g", "ü", "u", "ş", "s", "ö", "o", "ç", "c")

// forms spells a|b out.
func forms(words []string) [][]string {
	out := [][]string{nil}
	for _, w := range words {
		var next [][]string
		for _, f := range out {
			for _, alt := range strings.Split(w, "|") {
				next = append(next, append(f[:len(f):len(f)], alt))
			}
		}
		out = next
	}
	return out
}

// sorted puts longer terms first, so that they win.
func (g glossary) sorted() glossary {
	order := func(terms []term) {
		sort.SliceStable(terms, func(i, k int) bool { return terms[i].size > terms[k].size })
	}
	g.may, g.begin = new(sieve), new(sieve)
	for key, terms := range g.whole {
		order(terms)
		g.may.add(key)
	}
	for key, terms := range g.stems {
		order(terms)
		g.begin.add(key)
	}
	for _, terms := range g.runes {
		order(terms)
	}
	return g
}

// lower is a text in small letters with every byte in its place: a letter whose
// small form has another length stays as it is.
func lower(s string) string {
	plain := true
	for i := 0; i < len(s) && plain; i++ {
		plain = s[i] < utf8.RuneSelf && (s[i] < 'A' || s[i] > 'Z')
	}
	if plain {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if c >= 'A' && c <= 'Z' {
				c += 'a' - 'A'
			}
			out = append(out, c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if l := unicode.ToLower(r); n > 1 && utf8.RuneLen(l) == n {
			out = utf8.AppendRune(out, l)
		} else {
			out = append(out, s[i:i+n]...)
		}
		i += n
	}
	return string(out)
}

// fits says how far a term reaches at the start of a text; 0 where it is not
// there.
func (t *term) fits(s string) int {
	i := 0
	for k, w := range t.words {
		if k > 0 {
			start := i
			for i < len(s) && (isSpace(s[i]) || s[i] == '-') {
				i++
			}
			if i == start {
				return 0
			}
		}
		if len(s)-i < len(w) || s[i:i+len(w)] != w {
			return 0
		}
		i += len(w)
		if t.stems[k] {
			i += wordEnd(s[i:])
		} else if t.closed[k] && i < len(s) && (isLetter(s[i]) || s[i] >= utf8.RuneSelf && wordEnd(s[i:]) > 0) {
			return 0
		}
	}
	return i
}

// wordEnd is where the word that a text begins within ends.
func wordEnd(s string) int {
	i := 0
	for i < len(s) {
		if s[i] < utf8.RuneSelf {
			if !isLetter(s[i]) {
				return i
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) || unspaced(r) {
			return i
		}
		i += n
	}
	return i
}

// unspaced says whether a letter is of a script that puts no blanks between
// words: Chinese, Japanese; Korean too, whose endings stick to its words.
func unspaced(r rune) bool {
	return r >= 0x3040 && r <= 0x30ff || r >= 0x3400 && r <= 0x9fff || r >= 0xac00 && r <= 0xd7a3 || r >= 0xf900 && r <= 0xfaff || r >= 0x20000 && r <= 0x3ffff
}

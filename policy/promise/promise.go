package promise

// MaxRead is how many bytes of a text are read; what follows is left out. No
// SECURITY.md is near that long, and the bound keeps a hostile one cheap.
const MaxRead = 64 << 10

// A Document is what a SECURITY.md promises and asks for. Its JSON form is
// written by MarshalJSON.
type Document struct {
	// Language is the main language of the text as an ISO 639-1 code ("en").
	Language string
	// Acknowledge is the time to a first answer. Nil: nothing is promised. A zero
	// Value: an answer is promised without a usable number.
	Acknowledge *Deadline
	// Deadlines are all further times, in the order of the text.
	Deadlines []Deadline
	// UpdateInterval is how often the reporter is told of progress; nil where it
	// is not said.
	UpdateInterval *Deadline
	// Fields are the contents that a report is asked to have.
	Fields []Requested
	// Channels are the ways to report.
	Channels []Channel
	// EncryptionKey says that a key to encrypt reports with is offered.
	EncryptionKey bool
	// SupportedVersions is one Quoted whose Text is "table", or one a version
	// named in words; empty where nothing is said.
	SupportedVersions []Quoted
	// OutOfScope says that some findings are declared out of scope.
	OutOfScope bool
	// Prohibited are the acts that researchers are asked not to do.
	Prohibited []Quoted
	// SafeHarbor says that good-faith research is promised not to be prosecuted.
	SafeHarbor bool
	// Bounty: true is offered, false is ruled out, nil is not spoken of.
	Bounty *bool
	// Credit says that a reporter's public credit is promised or offered.
	Credit bool
	// PublicDisclosureProhibited says that the text asks not to use public issues
	// or not to disclose before a fix.
	PublicDisclosureProhibited bool
	// Evidence has the words behind the yes-or-no answers above.
	Evidence Evidence
}

// Evidence has, for each yes-or-no answer of a Document that was found in the
// text, the words that it was read from; zero where there are none.
type Evidence struct {
	EncryptionKey, OutOfScope, SafeHarbor, Bounty, Credit, PublicDisclosureProhibited Quoted
}

// The stages of a Deadline. An acknowledgement and an update interval have none.
const (
	StageTriage     = "triage"     // first assessment
	StageUpdate     = "update"     // a further, more detailed answer
	StageTimeline   = "timeline"   // a plan or schedule
	StageFix        = "fix"        // a patch or mitigation
	StageDisclosure = "disclosure" // publication, or the end of the embargo
	StageOther      = "other"      // anything else, escalation clauses too
)

// What a Deadline counts from.
const (
	FromReport          = "report"
	FromAcknowledgement = "acknowledgement"
	FromConfirmation    = "confirmation"
	FromTriage          = "triage"
	FromFix             = "fix"
	FromPublication     = "publication"
	FromUnspecified     = "unspecified"
)

// Who a Deadline binds.
const (
	PartyProject  = "project"  // the project's own target
	PartyReporter = "reporter" // a wait or limit asked of the reporter
)

// A Deadline is one time that a text states.
type Deadline struct {
	Stage    string // one of the stages; "" for an acknowledgement
	Severity string // critical, high, medium, low; "" for all
	// Value is the time, or the upper bound of a range; zero where the text has
	// no usable number. ValueMin is the lower bound of a range, else zero.
	Value, ValueMin Span
	From            string
	Party           string
	Source
}

// A Span is a length of time in the unit that the text names, save that weeks
// are given in days. The zero Span is none.
type Span struct {
	Amount   int
	Unit     string // "minutes", "hours", "days", "months" or "years"
	Business bool   // working days, working hours
}

// A Requested is one content that a report is asked to have. IDs and strengths
// ("required", "recommended") are those of the policy file.
type Requested struct {
	ID, Strength string
	Source
}

// A Channel is one way to report. Address is "" where the text names the channel
// only.
type Channel struct {
	Kind, Address string
	Preferred     bool
	Source
}

// A Quoted is something read from a text, in our words or the text's own, with
// its place.
type Quoted struct {
	Text string
	Source
}

// A Source is a place in the text that was read. Quote is an exact substring of
// it; Line is the line of the quote's first byte, from 1.
type Source struct {
	Line  int
	Quote string
}

// Read reads a SECURITY.md. It never fails: what it does not understand it
// leaves out.
func Read(text string) Document {
	t := parse(text)
	var out Document
	page := newPage(t)
	s := newSpeech(t)
	rules := s.apart()
	together(func() {
		page.tell()
		out.Language = page.language
		readTimes(page, &out)
		readRules(rules, &out)
	}, func() {
		readFields(s, &out)
		readChannels(s, &out)
	})
	return out
}

// together does two things at once and waits for both. They must not write to the
// same memory. A panic of either is one of the caller.
func together(a, b func()) {
	failed := make(chan any, 1)
	go func() {
		defer func() { failed <- recover() }()
		a()
	}()
	b()
	if err := <-failed; err != nil {
		panic(err)
	}
}

package promise

// readTimes reads the acknowledgement, the deadlines and the update interval.
func readTimes(p *page, out *Document) {
	t := p.t
	r := timesReader{p: p, out: out}
	for b := range t.blocks {
		if !r.p.timely(b) || len(r.p.timesOf(b)) == 0 || boilerplate(r.p.lows[b]) {
			continue
		}
		var before sentence
		r.last = nil
		for _, s := range t.sentences(b) {
			r.prior = nil
			clauses := r.p.clauses(b, s)
			for i, c := range clauses {
				r.later = clauses[i+1:]
				r.read(c, before)
			}
			before = s
		}
	}
	if out.Acknowledge == nil {
		r.p.vague(out)
	}
}

// A timesReader reads a page's times one by one.
type timesReader struct {
	p     *page
	out   *Document
	prior []string // stages of the clause before in the same sentence
	last  []string // stages of the last time in the same block
	later []clause // the clauses behind the one that is read
	some  bool     // the acknowledgement found so far holds for some severities only
	// receipt says that the acknowledgement found so far is a receipt, no answer.
	receipt bool
}

// read judges one time.
func (r *timesReader) read(c clause, before sentence) {
	if c.x.span.Unit == "minutes" || c.x.past && !c.silence() {
		return
	}
	if stage := c.escalation(); stage != "" {
		r.put(c, stage, "", PartyProject)
		return
	}
	if c.foreign() || c.conditional() || c.disowned() || c.history() {
		return
	}
	if c.x.every {
		r.interval(c)
		return
	}
	if c.pre(mPay) || c.post(mPay) {
		if c.limit([]string{StageOther}) {
			r.put(c, StageOther, r.severity(c), c.party(&[]string{StageOther}))
		}
		return
	}
	acts := c.choose()
	if c.denied(acts) {
		return
	}
	stages := c.stages(acts)
	if len(stages) == 0 && len(r.prior) > 0 {
		stages = r.prior
	}
	if r.p.verbLast(c.b, c.x) {
		// "critical ones in 7 days, high ones in 30 days are fixed"
		for _, l := range r.later {
			if len(stages) == 0 {
				stages = l.stages(l.choose())
			}
		}
	}
	if len(stages) == 0 || len(stages) == 1 && stages[0] == StageOther {
		if s := r.p.around(c, before, len(stages) > 0); len(s) > 0 {
			stages = s
		}
	}
	if len(stages) == 0 && c.terse() {
		stages = r.last
	}
	if len(stages) == 0 && c.hears() {
		stages = []string{stageAck}
	}
	if len(stages) == 0 && c.waits() {
		stages = []string{StageDisclosure}
	}
	if len(stages) == 1 && stages[0] == StageDisclosure && c.refused() {
		stages = []string{StageOther}
	}
	r.prior, r.last = stages, stages
	if c.ahead() {
		// "a week ahead of the release we inform the packagers" says how early, not
		// how late.
		if c.pre(mProject) && c.pre(mTell) && !c.asked() {
			r.put(c, StageOther, "", PartyProject)
		}
		return
	}
	if !c.promises(acts, stages) {
		return
	}
	r.add(c, stages)
}

// add puts down what a clause promises.
func (r *timesReader) add(c clause, stages []string) {
	party := c.party(&stages)
	severe := r.p.rank(c)
	for _, s := range stages {
		if s == stageAck {
			s = r.acknowledge(c, len(severe) > 0)
		}
		if s == "" {
			continue
		}
		if len(severe) == 0 {
			r.put(c, s, "", party)
		}
		for _, rank := range severe {
			r.put(c, s, rank, party)
		}
	}
}

// acknowledge puts down a time to a first answer: the first that holds for all
// reports, else the first that holds for some. A later answer that brings
// something ("respond with our assessment") has a stage of its own.
func (r *timesReader) acknowledge(c clause, some bool) (stage string) {
	a := r.out.Acknowledge
	if a == nil || !some && r.some {
		d := r.deadline(c, "", "", PartyProject)
		r.out.Acknowledge, r.some = &d, some
		r.receipt = c.receipt()
		return ""
	}
	if r.some && some {
		r.widen(c)
	}
	if c.x.span == a.Value {
		return ""
	}
	for _, a := range r.p.acts(c.b, c.from, c.to, c.x) {
		if a.qual && !a.under && (a.m == mTriage || a.m == mPlan || a.m == mUpdate) {
			return c.stages([]act{a})[0]
		}
	}
	if r.receipt && a.Line == c.source().Line && !some && hours(a.Value) < hours(c.x.span) && !c.receipt() {
		return StageUpdate // "acknowledge within 1 day and respond within 3"
	}
	return ""
}

// widen makes the time to a first answer hold for a further severity: it becomes
// a range, for the strictest time is not promised to all.
func (r *timesReader) widen(c clause) {
	a := r.out.Acknowledge
	least := a.ValueMin
	if least.IsZero() {
		least = a.Value
	}
	switch span := c.x.span; {
	case longer(span, a.Value):
		*a = r.deadline(c, "", "", PartyProject)
	case longer(least, span):
		least = span
	default:
		return
	}
	a.ValueMin = least
}

// longer says whether a span is longer than another; five business days are a
// week.
func longer(a, b Span) bool {
	scale := func(s Span) int {
		if s.Business && s.Unit == "days" {
			return hours(s) * 7
		}
		return hours(s) * 5
	}
	return scale(a) > scale(b)
}

// severity is the first severity that a clause speaks of.
func (r *timesReader) severity(c clause) string {
	if s := r.p.rank(c); len(s) > 0 {
		return s[0]
	}
	return ""
}

// deadline makes the deadline of a clause.
func (r *timesReader) deadline(c clause, stage, severity, party string) Deadline {
	return Deadline{
		Stage: stage, Severity: severity, Value: c.x.span, ValueMin: c.x.min,
		From: c.start(), Party: party, Source: c.source(),
	}
}

// maxDeadlines bounds what is read from a text.
const maxDeadlines = 200

// put adds a deadline unless the same was read before.
func (r *timesReader) put(c clause, stage, severity, party string) {
	if len(r.out.Deadlines) >= maxDeadlines {
		return
	}
	for _, d := range r.out.Deadlines {
		if d.Stage == stage && d.Severity == severity && d.Value == c.x.span && d.Party == party {
			return
		}
	}
	r.out.Deadlines = append(r.out.Deadlines, r.deadline(c, stage, severity, party))
}

// interval reads "every five days": how often the reporter hears of progress.
func (r *timesReader) interval(c clause) {
	if r.out.UpdateInterval != nil || c.x.span.Unit == "years" {
		return
	}
	acts := r.p.acts(c.b, c.first, c.to, c.x)
	news := false
	for _, a := range acts {
		news = news || a.m == mUpdate || a.m == mTell || a.m == mAck
	}
	if len(acts) == 0 {
		for _, s := range r.p.around(c, sentence{}, false) {
			news = news || s == StageUpdate
		}
	}
	if news {
		d := r.deadline(c, "", "", PartyProject)
		r.out.UpdateInterval = &d
	}
}

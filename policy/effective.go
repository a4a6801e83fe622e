package policy

import (
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // the program runs in images without a zone database

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/calendar"
)

// policy builds the typed policy from the settings.
func (c *composer) policy() *Policy {
	p := &Policy{
		Mode:     Mode(c.settings[keyMode].Value.(string)),
		Calendar: c.cal,
		Zone:     c.cal.Zone(),
		Team:     c.team,
		Terms:    map[advisories.Commitment]Term{},
		Drafts:   map[advisories.Kind]Rule{},
		messages: map[advisories.Kind]string{},
		settings: c.settings,
	}
	c.apart()
	p.Required = c.texts(keyRequired)
	p.Recommended = c.texts(keyRecommended)
	p.Own, _ = c.settings[keyFields].Value.([]OwnField)
	p.AIStatement = c.yes(keyAIStatement)
	p.RemindAfter = c.span(keyRemind)
	p.GiveUpAfter = c.span(keyGiveUpAfter)
	p.Proceed = c.settings[keyGiveUp].Value == giveUpProceed
	p.UpdateEvery = c.span(keyEvery)
	p.CRA = c.yes(keyCRA)
	p.Floods.Reporter, _ = c.settings[keyFloodReporter].Value.(int)
	p.Floods.Repository, _ = c.settings[keyFloodRepository].Value.(int)
	p.Tracking, _ = c.settings[keyTracking].Value.(string)
	p.TrackingAudience = c.settings[keyAudience].Value == audienceAccepted
	p.Rotation = c.rotation()
	p.CollaboratorsFrom = c.texts(keyCrew)
	p.Quiet = c.quiet()
	p.Publication = Publication{Require: c.texts(keyRequire), Window: c.window()}
	for _, k := range kinds {
		if r, ok := c.settings[keyDrafts+"."+string(k)].Value.(Rule); ok {
			p.Drafts[k] = r
		}
		if s, ok := c.settings[join(keyMessages, string(k))].Value.(string); ok {
			p.messages[k] = s
		}
	}
	for _, name := range promisedOnce {
		if t, ok := c.term(name); ok {
			p.Terms[name] = t
		}
	}
	c.settings[keyTeam] = c.teamSetting()
	p.Digest = p.digest()
	return p
}

// apart takes out of the recommended contents what another layer requires.
func (c *composer) apart() {
	s := c.settings[keyRecommended]
	recommended, _ := s.Value.([]string)
	required := c.texts(keyRequired)
	rest := slices.DeleteFunc(slices.Clone(recommended), func(id string) bool { return slices.Contains(required, id) })
	if len(rest) < len(recommended) {
		s.Value = rest
		c.settings[keyRecommended] = s
	}
}

func (c *composer) texts(key string) []string {
	list, _ := c.settings[key].Value.([]string)
	return list
}

func (c *composer) span(key string) calendar.Span {
	s, _ := c.settings[key].Value.(calendar.Span)
	return s
}

func (c *composer) yes(key string) bool {
	b, _ := c.settings[key].Value.(bool)
	return b
}

// term is a promise with what it says for each severity.
func (c *composer) term(name advisories.Commitment) (t Term, ok bool) {
	t, ok = c.reach(termPrefix(name))
	if after, _ := c.settings[join(termPrefix(name), "after")].Value.(string); after != "report" {
		t.After = advisories.Commitment(after)
	}
	for i, key := range severityPrefixes(name) {
		if own, said := c.reach(key); said {
			own = own.within(t, c.settings[join(termPrefix(name), "target")].Source.Layer != advisories.LayerBuiltin)
			own.After, ok = t.After, true
			if t.BySeverity == nil {
				t.BySeverity = map[string]Term{}
			}
			t.BySeverity[severities[i]] = own
		}
	}
	return t, ok
}

// within fills in what is not said for a severity apart with what holds for all; a
// target only where somebody said it.
func (t Term) within(all Term, saidTarget bool) Term {
	if t.Maximum.IsZero() && !all.Maximum.IsZero() {
		t.Maximum, t.Source, t.Note = all.Maximum, all.Source, all.Note
		if longer(t.Target, t.Maximum) {
			t.Target = calendar.Span{}
		}
	}
	if t.Target.IsZero() && saidTarget && !longer(all.Target, t.Maximum) {
		t.Target = all.Target
	}
	return t
}

// reach is the target and maximum below a key.
func (c *composer) reach(key string) (t Term, ok bool) {
	target, okT := c.settings[join(key, "target")]
	maximum, okM := c.settings[join(key, "maximum")]
	if !okT && !okM {
		return Term{}, false
	}
	t.Source, t.Note = maximum.Source, maximum.Note
	if !okM {
		t.Source, t.Note = target.Source, target.Note
	}
	t.Target, _ = target.Value.(calendar.Span)
	t.Maximum, _ = maximum.Value.(calendar.Span)
	return t, true
}

// calendar builds the calendar. A table of holidays that is not there, and a
// calendar without a working day, give way with a note: business time then runs
// as if they had not been named.
func (c *composer) calendar() {
	cfg := calendar.Config{Zone: time.UTC}
	name, _ := c.settings[keyZone].Value.(string) // a pin may lack it
	if zone, err := time.LoadLocation(name); err == nil {
		cfg.Zone = zone
	}
	for _, d := range c.texts(keyDays) {
		cfg.WorkingDays = append(cfg.WorkingDays, weekday(d))
	}
	from, _ := c.settings[keyHoursFrom].Value.(string)
	to, _ := c.settings[keyHoursTo].Value.(string)
	if from < to {
		cfg.From, cfg.To = sinceMidnight(from), sinceMidnight(to)
	}
	for _, h := range c.texts(keyHolidays) {
		if d, err := calendar.ParseDate(h); err == nil {
			cfg.Own = append(cfg.Own, calendar.Holiday{Date: d})
		} else {
			cfg.Holidays = append(cfg.Holidays, h)
		}
	}
	for _, text := range c.texts(keyNotHolidays) {
		if d, err := calendar.ParseDate(text); err == nil {
			cfg.NotHolidays = append(cfg.NotHolidays, d)
		}
	}
	away, _ := c.settings[keyAway].Value.([]Away)
	for _, a := range away {
		from, errF := calendar.ParseDate(a.From)
		to, errT := calendar.ParseDate(a.To)
		if errF == nil && errT == nil {
			cfg.Away = append(cfg.Away, calendar.Away{From: from, To: to})
		}
	}
	cal, err := calendar.New(cfg)
	if err != nil {
		c.note(c.settings[keyDays], "the calendar cannot be used ("+printable(err.Error(), 120)+"): Monday to Friday hold, without holidays")
		cal, err = calendar.New(calendar.Config{Zone: cfg.Zone, WorkingDays: workingWeek()})
		if err != nil {
			panic("internal error: calendar: " + err.Error()) // unreachable: five days, no holidays
		}
	}
	c.cal = cal
}

func workingWeek() []time.Weekday {
	return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
}

// weekday is the day that a word of the file names.
func weekday(word string) time.Weekday {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if strings.EqualFold(d.String()[:3], word) {
			return d
		}
	}
	return time.Monday // unreachable: the reader takes no other words
}

// sinceMidnight is "09:00" as a duration; 24:00 is not written.
func sinceMidnight(clock string) time.Duration {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return 0 // unreachable: the reader takes no other texts
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
}

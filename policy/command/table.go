package command

import (
	"slices"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Verb is a command's word.
type Verb string

// The commands.
const (
	Approve  Verb = "approve"
	Deny     Verb = "deny"
	Edit     Verb = "edit"
	Undo     Verb = "undo"
	Ack      Verb = "ack"
	Ask      Verb = "ask"
	Accept   Verb = "accept"
	Close    Verb = "close"
	Reopen   Verb = "reopen"
	CVE      Verb = "cve"
	Fork     Verb = "fork"
	Publish  Verb = "publish"
	Extend   Verb = "extend"
	Pause    Verb = "pause"
	Resume   Verb = "resume"
	Snooze   Verb = "snooze"
	Embargo  Verb = "embargo"
	Severity Verb = "severity"
	CWE      Verb = "cwe"
	Affected Verb = "affected"
	Assign   Verb = "assign"
	Help     Verb = "help"
	// Quiet is the reporter's only command.
	Quiet Verb = "quiet"
)

// spec is one row of the table: the parser, the places and the help come from it.
type spec struct {
	verb Verb
	// takes is what stands after it, as help writes it.
	takes string
	about string
	// issue and thread are where people with power can say it; reporter marks what the
	// reporter says in the thread, and nobody else.
	issue, thread, reporter bool
	// read fills a line in from what stands after the word, or says what is wrong.
	read func(l *Line, args string) (fault string)
}

func (s spec) at(place advisories.Place) bool {
	if place == advisories.PlaceAdvisory {
		return s.thread || s.reporter
	}
	return s.issue
}

// specs is the table of commands, in the order in which help lists them.
func specs() []spec {
	return []spec{
		{verb: Approve, takes: "N", about: "let draft N out", issue: true, read: number(Approve)},
		{verb: Deny, takes: "N WHY", about: "drop draft N", issue: true, read: numberWhy(Deny)},
		{verb: Edit, takes: "N", about: "put the text below, to the end of the comment, in place of draft N, which is a comment to the reporter; it gets a new number", issue: true, read: edit},
		{verb: Undo, takes: "N", about: "take back an approval or denial, as long as draft N is not out", issue: true, read: number(Undo)},
		{verb: Ack, about: "a person has seen the report: stops the first clock and tells the reporter", issue: true, thread: true, read: nothing(Ack)},
		{verb: Ask, takes: "FIELD…", about: "ask the reporter for contents", issue: true, read: ask},
		{verb: Accept, about: "accept the report", issue: true, read: nothing(Accept)},
		{verb: Close, takes: "REASON [GHSA]", about: "tell the reporter why, and close the report; for a duplicate the other advisory's GHSA id", issue: true, read: closing},
		{verb: Reopen, about: "open the report again", issue: true, read: nothing(Reopen)},
		{verb: CVE, about: "ask GitHub for a CVE id", issue: true, read: nothing(CVE)},
		{verb: Fork, about: "start the temporary private fork", issue: true, read: nothing(Fork)},
		{verb: Publish, about: "publish the advisory as it is on its page now, once it holds what the policy requires", issue: true, read: nothing(Publish)},
		{verb: Extend, takes: "COMMITMENT DURATION because TEXT", about: "give a promised date more time; the reporter is told the new date, and not TEXT", issue: true, read: extend},
		{verb: Pause, takes: "WHY", about: "stop the clocks but the first answer's", issue: true, thread: true, read: why(Pause)},
		{verb: Resume, about: "let the clocks run again", issue: true, thread: true, read: nothing(Resume)},
		{verb: Snooze, takes: "DURATION", about: "no escalations for that long", issue: true, read: snooze},
		{verb: Embargo, takes: "DATE TIME ZONE", about: "the agreed time of disclosure, such as 2026-12-24 15:00 Europe/Berlin", issue: true, read: embargo},
		{verb: Severity, takes: "VALUE", about: "set it on the advisory: critical, high, medium or low, or a CVSS vector", issue: true, read: severity},
		{verb: CWE, takes: "CWE-NUMBER…", about: "set the kinds of weakness on the advisory", issue: true, read: weaknesses},
		{verb: Affected, takes: "ECOSYSTEM PACKAGE RANGE [patched VERSION]", about: "set the affected versions of a package on the advisory, such as npm left-pad >= 1.2.0, < 1.4.2 patched 1.4.2", issue: true, read: affected},
		{verb: Assign, takes: "@LOGIN", about: "who coordinates the case; somebody who may command here", issue: true, read: assign},
		{verb: Quiet, about: "the reporter wants no more comments of this program but the answers that are owed", reporter: true, read: nothing(Quiet)},
		{verb: Help, about: "this list", issue: true, thread: true, read: nothing(Help)},
	}
}

func specOf(v Verb) (spec, bool) {
	list := specs()
	if i := slices.IndexFunc(list, func(s spec) bool { return s.verb == v }); i >= 0 {
		return list[i], true
	}
	return spec{}, false
}

func known(v Verb) bool {
	_, ok := specOf(v)
	return ok
}

func verbsAt(place advisories.Place) []string {
	var out []string
	for _, s := range specs() {
		if s.at(place) {
			out = append(out, string(s.verb))
		}
	}
	return out
}

// ByReporter reports whether it is the reporter who says the command; all others
// need power.
func ByReporter(v Verb) bool {
	s, ok := specOf(v)
	return ok && s.reporter
}

// At reports whether the command can be said at that place.
func At(v Verb, place advisories.Place) bool {
	s, ok := specOf(v)
	return ok && s.at(place)
}

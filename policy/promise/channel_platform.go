package promise

import (
	"regexp"
	"slices"
	"strings"
)

var (
	advisoryURL = regexp.MustCompile(`(?i)(?:^|/)security(?:/advisories(?:/new)?)?/?(?:[?#].*)?$`)
	reportPage  = regexp.MustCompile(`^https?://[^#?]*/(?:report|submit|submit-report|new-report|report-vulnerability|vulnerability-report|report-a-vulnerability)/?$`)
	formHosts   = []string{"forms.gle", "docs.google.com/forms", "forms.office.com", "typeform.com", "airtable.com", "jotform.com", "surveymonkey.com", "tally.so", "hsforms.com"}
)

// platforms adds the channels of a sentence that are no mail.
func (r *channelReader) platforms(s statement) {
	links := s.links()
	if r.advisory(s, links) {
		r.others(s, links, "chat", "person")
		return
	}
	for _, p := range []struct{ kind, host string }{{channelHackerOne, "hackerone.com"}, {channelBugcrowd, "bugcrowd.com"}, {channelHuntr, "huntr."}} {
		r.platform(s, links, p.kind, p.host)
	}
	r.form(s, links)
	r.others(s, links, "issue", "chat", "person")
}

// advisory adds GitHub's private reporting where a sentence sends the reporter
// there, and reports whether it did.
func (r *channelReader) advisory(s statement, links []string) bool {
	address, sure, page := "", false, false
	for _, l := range links {
		low := strings.ToLower(l)
		switch {
		case strings.Contains(low, "advisories/new"):
			address, sure = l, true
		case advisoryURL.MatchString(l) && (strings.Contains(low, "github.com/") && strings.Count(l, "/") >= 5 || strings.HasPrefix(l, ".") || strings.HasPrefix(l, "/")):
			if address == "" {
				address = l
			}
			page = true
		case strings.Contains(low, "privately-reporting-a-security-vulnerability"):
			page = true
		}
	}
	forbidden := s.has("nopvr")
	named := s.has("pvr", "advisory") || s.pressed(links) || s.has("named") && r.offered(s) || page && s.has("report", "use")
	if !sure && !s.has("pvr") && r.aboutPublishing(s.b) {
		return false
	}
	if forbidden || !sure && !named || !sure && r.projectPublishes(s) || s.has("not") && !sure && !s.has("pvr") {
		return false
	}
	r.add(s, channelPVR, address)
	return true
}

// aboutPublishing reports whether the section of a block is about how the project
// handles and publishes.
func (r *channelReader) aboutPublishing(b *block) bool {
	return hasTag(r.s.under(b, channelLexicon), "handling")
}

// projectPublishes reports whether a sentence is about advisories that the
// project publishes, not about ones that a reporter opens.
func (r *channelReader) projectPublishes(s statement) bool {
	if s.has("publish") {
		return true
	}
	for i, c := range s.cues {
		if c.tag != "advisory" && c.tag != "pvr" {
			continue
		}
		for j := c.from - 1; j >= 0; j-- {
			w := s.words[j].text
			if bidding[w] || w == "you" || w == "reporters" || w == "report" || w == "reported" || w == "researchers" {
				return false
			}
			if w == "we" && publishes(s.words[j+1:]) || w == "team" || w == "maintainers" || w == "project" && j+1 < len(s.words) && auxiliaries[s.words[j+1].text] {
				return !s.has("pvr") || !hasTag(s.cues[:i+1], "use")
			}
		}
	}
	return false
}

// publishes reports whether words after "we" say that the project acts: an
// auxiliary or a verb of publishing.
func publishes(words []word) bool {
	if len(words) == 0 {
		return false
	}
	switch words[0].text {
	case "publish", "release", "issue", "create", "open", "use", "draft", "request", "post", "announce", "disclose":
		return true
	}
	return auxiliaries[words[0].text]
}

// notBefore reports whether a negation stands before a cue: "do not use HackerOne".
func (s statement) notBefore(tag string) bool {
	for _, c := range s.cues {
		if c.tag == tag {
			return false
		}
		if c.tag == "not" {
			return true
		}
	}
	return false
}

// platform adds a bug bounty platform: by its address, or by its name where the
// sentence is about reporting.
func (r *channelReader) platform(s statement, links []string, kind, host string) {
	address := ""
	for _, l := range links {
		low := strings.ToLower(l)
		if strings.Contains(low, host) && !strings.Contains(low, "docs."+host) && !strings.Contains(low, "guideline") && !strings.Contains(low, "/reports/") && !strings.Contains(low, "blog") {
			address = l
		}
	}
	if s.has("closed", "past") {
		return
	}
	named := s.has(kind)
	if address == "" && (!named || s.notBefore(kind) || s.has("quiet")) {
		return
	}
	if address == "" && len(links) > 0 && !strings.Contains(links[0], "docs.") {
		address = links[0]
	}
	r.add(s, kind, address)
}

// form adds a form on the web.
func (r *channelReader) form(s statement, links []string) {
	for _, l := range links {
		if slices.ContainsFunc(formHosts, func(h string) bool { return strings.Contains(l, h) }) {
			r.add(s, channelForm, l)
			return
		}
	}
	for _, l := range links {
		if reportPage.MatchString(l) && s.has("report", "use") && !s.has("not") && !strings.Contains(l, "github.com") {
			r.add(s, channelForm, l)
			return
		}
	}
	if !s.has("form") || s.has("not") || s.has(channelHackerOne, channelBugcrowd, channelHuntr) {
		return
	}
	for _, l := range links {
		if strings.HasPrefix(l, "http") && !strings.Contains(l, "github.com") && linkAddress(l) == "" {
			r.add(s, channelForm, l)
			return
		}
	}
	if s.has("report", "use") && !strings.Contains(strings.ToLower(s.text), "github") && len(addresses(s.text, s.words)) == 0 {
		r.add(s, channelForm, "")
	}
}

// others adds public trackers, chats, people and platforms without a kind of their
// own, of those kinds of cues that are named.
func (r *channelReader) others(s statement, links []string, tags ...string) {
	link := ""
	for _, l := range links {
		if linkAddress(l) == "" {
			link = l
			break
		}
	}
	if s.has("immunefi") && (s.has("report", "use") || link != "") {
		r.add(s, channelOther, link)
		return
	}
	for _, c := range s.cues {
		if slices.Contains(tags, c.tag) {
			if c.tag == "person" && s.has("mail") {
				continue
			}
			if s.has("not", "publish", "quiet") || !s.asksFor(c) {
				continue
			}
			r.add(s, channelOther, s.text[s.words[c.from].start:s.words[c.to-1].end])
			return
		}
	}
}

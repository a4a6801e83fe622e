package promise

import (
	"slices"
	"strings"
)

// The kinds of a Channel.
const (
	channelEmail     = "email"
	channelPVR       = "github_pvr" // GitHub's private vulnerability reporting
	channelHackerOne = "hackerone"
	channelBugcrowd  = "bugcrowd"
	channelHuntr     = "huntr"
	channelForm      = "form"  // a form on the web
	channelOther     = "other" // public issues, chat, other platforms, another page
)

// channelReader gathers the ways to report.
type channelReader struct {
	t   *tree
	s   *speech
	got []way
}

// way is one mention of a channel.
type way struct {
	Channel
	marked    bool // said to be preferred
	secondary bool // for an escalation, for questions, or if nothing else works
}

func readChannels(sp *speech, out *Document) {
	t := sp.t
	r := &channelReader{t: t, s: sp}
	for i := range t.blocks {
		r.block(i)
	}
	if len(r.got) == 0 {
		r.pointers()
	}
	r.withoutAddress()
	out.Channels = r.settle()
}

// block reads one block, sentence by sentence.
func (r *channelReader) block(i int) {
	b := &r.t.blocks[i]
	if b.kind == kindCode && !cardLike(b.text) || r.s.mute[i] || r.silent(b) {
		return
	}
	for _, said := range r.statements(i) {
		r.mails(said)
		if b.kind != kindHeading || len(b.links) > 0 || said.has("marked") {
			r.platforms(said)
		}
	}
}

// statements are the sentences of a block with their cues.
func (r *channelReader) statements(i int) []statement {
	b := &r.t.blocks[i]
	said := r.s.said[i]
	if b.kind == kindCode {
		u := utterance{sentence: sentence{b, 0, len(b.text)}, text: b.text, words: splitWords(b.text)}
		said = []utterance{u}
	}
	out := make([]statement, len(said))
	for k, u := range said {
		out[k] = statement{b: b, from: u.from, to: u.to, text: u.text, words: u.words, cues: channelLexicon.find(u.words)}
	}
	return out
}

// statement is a sentence with what its words hint at.
type statement struct {
	b        *block
	from, to int
	text     string
	words    []word
	cues     []match
}

func (s statement) has(tags ...string) bool {
	return slices.ContainsFunc(s.cues, func(c match) bool { return slices.Contains(tags, c.tag) })
}

// links are the addresses that the sentence leads to, those written out too.
func (s statement) links() []string {
	var out []string
	for _, l := range s.b.links {
		if l.from < s.to && l.to > s.from {
			out = append(out, l.dest)
		}
	}
	if !strings.Contains(s.text, "://") {
		return out
	}
	for _, u := range urlPattern.FindAllString(s.text, -1) {
		u = strings.TrimRight(u, ".,;:!?)'\"*_，。）")
		if !slices.Contains(out, u) {
			out = append(out, u)
		}
	}
	return out
}

// silent reports whether the sections around a block name people and addresses
// that are no way to report.
func (r *channelReader) silent(b *block) bool {
	for k, h := range b.heads {
		if k == 0 && len(b.heads) > 1 {
			continue // the title speaks of all
		}
		if cues := r.s.head(h, channelLexicon); hasTag(cues, "quiet") || hasTag(cues, "aside") && !hasTag(cues, "report") {
			return true
		}
	}
	return false
}

// add notes a channel that a sentence names.
func (r *channelReader) add(s statement, kind, address string) {
	w := way{Channel: Channel{Kind: kind, Address: address, Source: r.t.source(s.b, s.from, s.to)}}
	w.marked = s.has("marked") || r.markedAbove(s.b)
	w.secondary = s.has("second")
	for k := range r.got {
		o := &r.got[k]
		if o.Kind != kind || kind == channelEmail && !strings.EqualFold(o.Address, address) || kind == channelOther && o.Address != address {
			continue
		}
		if o.Address == "" && address != "" {
			o.Address, o.Source = address, w.Source
		}
		o.marked = o.marked || w.marked && !w.secondary
		return
	}
	r.got = append(r.got, w)
}

// markedAbove reports whether the heading right above, or the entry that a block
// belongs to, marks the channel as preferred.
func (r *channelReader) markedAbove(b *block) bool {
	if len(b.heads) > 0 && preferring(r.t.heading(b)) {
		return true
	}
	return b.item >= 0 && preferring(r.t.blocks[b.item].text)
}

func preferring(text string) bool {
	words := splitWords(text)
	return len(words) < 12 && hasTag(channelLexicon.find(words), "marked")
}

// settle gives the channels, the preferred ones marked: those said to be, else
// the only one that is meant for first reports.
func (r *channelReader) settle() []Channel {
	marked, primary := false, 0
	for _, w := range r.got {
		marked = marked || w.marked
		if !w.secondary {
			primary++
		}
	}
	var out []Channel
	for _, w := range r.got {
		w.Preferred = w.marked || !marked && (len(r.got) == 1 || primary == 1 && !w.secondary)
		out = append(out, w.Channel)
	}
	return out
}

// pointers adds a page elsewhere that the text refers to instead of saying how to
// report: only where it names no channel.
func (r *channelReader) pointers() {
	for i := range r.t.blocks {
		for _, said := range r.statements(i) {
			links := said.links()
			if len(links) == 0 || !said.has("pointer") || !said.has("report") {
				continue
			}
			r.add(said, channelOther, links[0])
			return
		}
	}
}

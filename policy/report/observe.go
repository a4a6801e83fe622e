package report

import "strings"

// survey gathers what findings need over all texts of a report.
type survey struct {
	notes  notes
	wantAI bool // the policy asks for a statement on AI
	rating rating
	ai     declared
	aiAt   place
}

// structured judges GitHub's fields.
func (s *survey) structured(f Structured) {
	at := s.notes.fields()
	at.packages(f.Packages)
	for _, v := range f.CVSS {
		if v, ok := at.field(v); ok {
			s.rating.vectors = append(s.rating.vectors, v)
		}
	}
	for _, id := range f.CWEs {
		at.cweID(id)
	}
	s.rating.stated |= statedIn(strings.ToLower(clip(f.Severity, maxLabel)))
}

// observe looks for findings in one text whose sections are known.
func (s *survey) observe(p *page, source string, comment int64) {
	at := place{notes: &s.notes, source: source, comment: comment}
	var (
		parts  count
		blanks blanksLeft
		ai     declared
		under  int // the level of an open heading on the use of AI
	)
	for i := range p.lines {
		ln := &p.lines[i]
		if ln.quoted && p.comment {
			continue
		}
		low := ln.lowSeen
		*p.work += len(low)
		if ln.kind != code && ln.kind != fence {
			at.cweIDs(low, ln.num)
			parts.look(ln, p.heading)
			blanks.look(ln)
		}
		if len(s.rating.vectors) < maxVectors {
			s.rating.vectors = append(s.rating.vectors, at.vectors(ln.seen, low, ln.num)...)
		}
		at.trailer(ln, &ai)
		if ln.kind == heading {
			if under == 0 || ln.level <= under {
				under = 0
				if aiHeading(low) {
					under = ln.level
				}
			}
			continue
		}
		if s.wantAI {
			ai.declare(ln, under > 0)
		}
	}
	s.rating.stated |= p.stated
	parts.tell(at)
	blanks.tell(at)
	if ai.line > 0 && s.ai.line == 0 {
		s.ai, s.aiAt = ai, at
	}
}

// findings are what the survey came to.
func (s *survey) findings() []Finding {
	s.rating.tell()
	switch {
	case !s.wantAI:
	case s.ai.line > 0:
		s.aiAt.note(AIStatement, s.ai.line, "AI: "+s.ai.answer)
	default:
		place{notes: &s.notes, source: SourceDescription}.note(AIStatementMissing, 0, "nothing is said on the use of AI")
	}
	return s.notes.list
}

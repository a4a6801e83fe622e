package ghsatest

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// perPage is the page's size that was asked for: 1 to 100, 30 where none was. ok is
// false where it is out of bounds.
func (q *ask) perPage() (n int, ok bool) {
	v := q.r.URL.Query().Get("per_page")
	if v == "" {
		return 30, true
	}
	n, err := strconv.Atoi(v)
	return n, err == nil && n >= 1 && n <= 100
}

// pageOf cuts a numbered page out of a list and sets the Link header.
func pageOf[T any](s *Server, q *ask, a *answer, all []T) ([]T, bool) {
	size, ok := q.perPage()
	if !ok {
		return nil, false
	}
	page, _ := strconv.Atoi(q.r.URL.Query().Get("page"))
	page = max(page, 1)
	last := max((len(all)+size-1)/size, 1)
	links := []string{}
	add := func(rel string, n int) {
		links = append(links, s.link(q, rel, url.Values{"page": {strconv.Itoa(n)}}))
	}
	if page > 1 {
		add("prev", min(page-1, last))
	}
	if page < last {
		add("next", page+1)
		add("last", last)
	}
	if page > 1 {
		add("first", 1)
	}
	if len(links) > 0 {
		a.set("Link", strings.Join(links, ", "))
	}
	from := min((page-1)*size, len(all))
	return all[from:min(from+size, len(all))], true
}

// link is one entry of a Link header: this request with other values. Paths of a
// repository go by its id, as GitHub's do.
func (s *Server) link(q *ask, rel string, change url.Values) string {
	query := q.r.URL.Query()
	for _, k := range []string{"page", "before", "after", "cursor"} {
		query.Del(k)
	}
	for k, v := range change {
		query[k] = v
	}
	path := q.r.URL.EscapedPath()
	if r := s.world.repo(q.path("owner") + "/" + q.path("repo")); r != nil {
		parts := strings.SplitN(strings.TrimPrefix(path, "/"), "/", 4)
		path = fmt.Sprintf("/repositories/%d", r.id)
		if len(parts) == 4 {
			path += "/" + parts[3]
		}
	}
	return fmt.Sprintf(`<%s%s?%s>; rel="%s"`, s.base, path, query.Encode(), rel)
}

// position is a place in a sorted list of advisories: between what sorts before and
// after it, so that a page stays right when the list changes.
type position struct {
	at int64 // Unix seconds of the sort key
	id int64
}

func (p position) cursor() string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "v1:%d:%d", p.at, p.id))
}

func parseCursor(s string) (p position, ok bool) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return p, false
	}
	n, err := fmt.Sscanf(string(b), "v1:%d:%d", &p.at, &p.id)
	return p, err == nil && n == 2
}

// compare orders positions upwards.
func (p position) compare(q position) int {
	return cmp.Or(cmp.Compare(p.at, q.at), cmp.Compare(p.id, q.id))
}

// located is an advisory with its repository.
type located struct {
	repo *repo
	*record
}

// sorted is a sorted list of advisories with the position of each.
type sorted struct {
	records []located
	places  []position
	desc    bool
}

// beyond reports whether a place comes after another in the list's direction.
func (l sorted) beyond(p, q position) bool {
	c := p.compare(q)
	return c > 0 && !l.desc || c < 0 && l.desc
}

// cursorPage cuts the page out that after or before ask for, and sets the Link
// header; ok is false for a cursor that cannot be read.
func (s *Server) cursorPage(q *ask, a *answer, l sorted, size int) (page []located, ok bool) {
	query := q.r.URL.Query()
	from, to := 0, len(l.records)
	if c := query.Get("after"); c != "" {
		p, ok := parseCursor(c)
		if !ok {
			return nil, false
		}
		if from = slices.IndexFunc(l.places, func(x position) bool { return l.beyond(x, p) }); from < 0 {
			from = len(l.records)
		}
	}
	if c := query.Get("before"); c != "" {
		p, ok := parseCursor(c)
		if !ok {
			return nil, false
		}
		for to > from && !l.beyond(p, l.places[to-1]) {
			to--
		}
		from = max(from, to-size)
	}
	to = min(to, from+size)
	links := []string{}
	if to < len(l.records) && to > from {
		links = append(links, s.link(q, "next", url.Values{"after": {l.places[to-1].cursor()}}))
	}
	if from > 0 && to > from {
		links = append(links, s.link(q, "prev", url.Values{"before": {l.places[from].cursor()}}))
	}
	if len(links) > 0 {
		a.set("Link", strings.Join(links, ", "))
	}
	return l.records[from:to], true
}

package app_test

import (
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app"
	"github.com/advisory-bot/advisory-bot/app/intake"
)

// Each fault that GitHub can show, over the whole program: nothing is lost, nothing
// is done twice, and the end is a state with a reason that a person can read. These
// are tales in which nothing goes wrong but what the test plans.

// calm is a tale in which only the test's own faults happen.
func calm(t *testing.T, o ghsatest.Options, before func(*world)) *tale {
	t.Helper()
	s := &tale{T: t, rng: rand.New(rand.NewPCG(1, 1)), clock: &movingClock{}, calm: true}
	o.Now, o.JWTNow = s.clock.now, s.clock.now
	s.w = newTracked(t, o)
	s.w.opt.Now = s.clock.now
	if before != nil {
		before(s.w)
	}
	s.start()
	s.work()
	return s
}

// start begins the program, on what an earlier one left.
func (s *tale) start() {
	s.Helper()
	p, err := app.Assemble(s.Context(), s.w.config(), s.w.opt)
	if err != nil {
		s.Fatal(err)
	}
	s.p = p
	door := httptest.NewServer(p.Door)
	s.Cleanup(func() {
		door.Close()
		if err := p.Close(); err != nil {
			s.Error(err)
		}
		if s.Failed() {
			s.Logf("told:\n%s\nlog:\n%s", strings.Join(s.told, "\n"), tail(s.w.log.String(), 60))
		}
	})
	s.w.github.HookTo(door.URL+intake.Path, testSecret)
}

// fault plans one, and returns how often it was met.
func (s *tale) fault(f ghsatest.Fault) func() int {
	var mu sync.Mutex
	n, then := 0, f.Reached
	f.Reached = func() {
		mu.Lock()
		n++
		mu.Unlock()
		if then != nil {
			then()
		}
	}
	s.w.github.Fault(f)
	return func() int {
		mu.Lock()
		defer mu.Unlock()
		return n
	}
}

// hours lets time pass until what a fault put off was tried again.
func (s *tale) hours(n int) {
	s.Helper()
	for range n {
		s.clock.add(61 * time.Minute)
		s.work()
	}
}

var markOf = regexp.MustCompile(`<!-- advisory-bot:1 (\S+) (GHSA\S+) `)

// marked counts what we wrote under marks that begin so, edits left out.
func (s *tale) marked(verb ghsatest.Verb, key string) int {
	n := 0
	for _, a := range s.w.github.Acts() {
		m := markOf.FindStringSubmatch(a.Body)
		if a.Bot && a.Verb == verb && m != nil && strings.HasPrefix(m[1], key) {
			n++
		}
	}
	return n
}

// nothingTwice fails where two things that we wrote bear the same mark.
func (s *tale) nothingTwice() {
	s.Helper()
	seen := map[string]int{}
	for _, a := range s.w.github.Acts() {
		m := markOf.FindStringSubmatch(a.Body)
		if !a.Bot || m == nil || a.Verb != ghsatest.VerbComment && a.Verb != ghsatest.VerbCommentIssue && a.Verb != ghsatest.VerbOpenIssue {
			continue
		}
		key := string(a.Verb) + " " + m[1] + " " + m[2]
		if seen[key]++; seen[key] == 2 {
			s.Errorf("%s was written twice", key)
		}
	}
}

// setTo counts how often we brought the advisory into a state.
func (s *tale) setTo(to advisories.State) int {
	n := 0
	for _, a := range s.w.github.Acts() {
		if a.Bot && a.Verb == ghsatest.VerbState && a.To == to {
			n++
		}
	}
	return n
}

// draft is the newest of a kind.
func (s *tale) draft(kind advisories.Kind) advisories.Draft {
	s.Helper()
	list := s.drafts()
	for _, d := range slices.Backward(list) {
		if d.Key.Kind == kind {
			return d
		}
	}
	s.Fatalf("no %s draft: %s", kind, s.lines())
	return advisories.Draft{}
}

// notices are what people are told, as "kind: text".
func (s *tale) notices() []string {
	s.Helper()
	list, err := s.p.Docket.Notices(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	var out []string
	for _, n := range list {
		out = append(out, string(n.Kind)+": "+n.Text)
	}
	return out
}

// noticed fails where no notice has these words.
func (s *tale) noticed(kind advisories.NoticeKind, words string) {
	s.Helper()
	list := s.notices()
	for _, n := range list {
		if strings.HasPrefix(n, string(kind)+": ") && strings.Contains(n, words) {
			return
		}
	}
	s.Errorf("nobody is told of %s (%s); notices:\n%s", kind, words, strings.Join(list, "\n"))
}

// receiver takes the operator's notifications, and fails as told: with a status and
// untaken, or taken where it is negative; 0 is well.
type receiver struct {
	*httptest.Server
	mu   sync.Mutex
	fail []int
	got  []string
}

func newReceiver(t *testing.T, fail ...int) *receiver {
	r := &receiver{fail: fail}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		r.mu.Lock()
		defer r.mu.Unlock()
		status := 0
		if len(r.fail) > 0 {
			status, r.fail = r.fail[0], r.fail[1:]
		}
		if status <= 0 {
			r.got = append(r.got, q.Header.Get("Idempotency-Key"))
		}
		if status != 0 {
			w.WriteHeader(max(status, -status))
		}
	}))
	t.Cleanup(r.Close)
	return r
}

// heal makes it well.
func (r *receiver) heal() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fail = nil
}

// taken are the ids of what arrived.
func (r *receiver) taken() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.got)
}

package ghsatest

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// world is everything that the server remembers of accounts and repositories. All
// of it is guarded by the server's lock.
type world struct {
	lastID        int64
	accounts      map[string]*account // by lower-case login
	repos         []*repo
	installations []*installation
	teams         []*team
	bot           *account
	appOwner      *account
	// renamed are the former full names of repositories, in lower case.
	renamed map[string]*repo
	cves    int
}

func newWorld() world {
	return world{lastID: 1000, accounts: map[string]*account{}, renamed: map[string]*repo{}}
}

// id is the next number. All kinds of things share one sequence, so that a mixed-up
// id is never right by chance.
func (w *world) id() int64 {
	w.lastID++
	return w.lastID
}

// GitHub's types of accounts.
const (
	kindUser = "User"
	kindOrg  = "Organization"
	kindBot  = "Bot"
)

type account struct {
	id      int64
	login   string
	kind    string
	created time.Time
	// security are the security managers of an organization.
	security map[int64]bool
}

func (a *account) person() advisories.Person {
	return advisories.Person{ID: a.id, Login: a.login, Bot: a.kind == kindBot}
}

// account is the account of that login, made where there is none.
func (w *world) account(login, kind string, now time.Time) *account {
	key := strings.ToLower(login)
	if a := w.accounts[key]; a != nil {
		return a
	}
	a := &account{id: w.id(), login: login, kind: kind, created: now, security: map[int64]bool{}}
	w.accounts[key] = a
	return a
}

func (w *world) find(login string) *account { return w.accounts[strings.ToLower(login)] }

func (w *world) mustFind(login string) *account {
	a := w.find(login)
	if a == nil {
		panic(fmt.Sprintf("ghsatest: no account %q: AddUser or AddOwner first", login))
	}
	return a
}

func (w *world) byID(id int64) *account {
	for _, a := range w.accounts {
		if a.id == id {
			return a
		}
	}
	return nil
}

type repo struct {
	id       int64
	owner    *account
	name     string
	private  bool
	archived bool
	branch   string
	files    map[string]string
	head     string
	pushes   int
	roles    map[int64]Role
	records  []*record
	created  time.Time
	updated  time.Time
	pushed   time.Time
	// internal is true for a private repository that the enterprise reads.
	internal bool
	// noIssues is true where issues are switched off; lastIssue is the last number.
	noIssues  bool
	lastIssue int
	issues    []*issue
	// noReporting is true where private vulnerability reporting is switched off.
	noReporting bool
}

func (r *repo) fullName() string { return r.owner.login + "/" + r.name }

func (r *repo) visibility() string {
	switch {
	case r.internal:
		return "internal"
	case r.private:
		return "private"
	}
	return "public"
}

func (w *world) repo(fullName string) *repo {
	owner, name, _ := strings.Cut(fullName, "/")
	for _, r := range w.repos {
		if strings.EqualFold(r.owner.login, owner) && strings.EqualFold(r.name, name) {
			return r
		}
	}
	return nil
}

func (w *world) mustRepo(fullName string) *repo {
	r := w.repo(fullName)
	if r == nil {
		panic(fmt.Sprintf("ghsatest: no repository %q: AddRepository first", fullName))
	}
	return r
}

func (w *world) repoByID(id int64) *repo {
	for _, r := range w.repos {
		if r.id == id {
			return r
		}
	}
	return nil
}

// record is an advisory with what REST does not show of it as fields.
type record struct {
	advisories.Advisory
	// seq orders advisories of all repositories by when they were made.
	seq      int64
	comments []*comment
	locked   bool
	cveAsked bool
	forkID   int64
}

type comment struct {
	advisories.Comment
	confidential bool
}

func (r *repo) record(id advisories.GHSA) *record {
	for _, rec := range r.records {
		if strings.EqualFold(string(rec.GHSA), string(id)) {
			return rec
		}
	}
	return nil
}

func (r *repo) mustRecord(id advisories.GHSA) *record {
	rec := r.record(id)
	if rec == nil {
		panic(fmt.Sprintf("ghsatest: no advisory %s in %s", id, r.fullName()))
	}
	return rec
}

func (rec *record) comment(id int64) *comment {
	for _, c := range rec.comments {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// shown is how many comments REST counts.
func (rec *record) shown() int {
	n := 0
	for _, c := range rec.comments {
		if !c.confidential {
			n++
		}
	}
	return n
}

type team struct {
	id      int64
	org     *account
	slug    string
	members map[int64]bool
	// security is true where the team holds the role of security managers.
	security bool
}

func (w *world) team(org, slug string) *team {
	for _, t := range w.teams {
		if strings.EqualFold(t.org.login, org) && strings.EqualFold(t.slug, slug) {
			return t
		}
	}
	return nil
}

type installation struct {
	id          int64
	account     *account
	permissions map[string]string
	// selected is nil where the installation covers all repositories.
	selected  map[int64]bool
	suspended time.Time
	created   time.Time
	updated   time.Time
	core      budget
	graphql   budget
}

func (in *installation) covers(r *repo) bool {
	return r.owner == in.account && (in.selected == nil || in.selected[r.id])
}

func (w *world) installation(id int64) *installation {
	for _, in := range w.installations {
		if in.id == id {
			return in
		}
	}
	return nil
}

// covering is the installation that covers the repository, nil for none.
func (w *world) covering(r *repo) *installation {
	for _, in := range w.installations {
		if in.covers(r) {
			return in
		}
	}
	return nil
}

// covered are the repositories of an installation, oldest first.
func (w *world) covered(in *installation) []*repo {
	var out []*repo
	for _, r := range w.repos {
		if in.covers(r) {
			out = append(out, r)
		}
	}
	return out
}

// newGHSA is the id of the n-th thing: GitHub's alphabet, the same in every run.
func newGHSA(n int64) advisories.GHSA {
	const alphabet = "23456789cfghjmpqrvwx"
	sum := sha256.Sum256(fmt.Appendf(nil, "advisory %d", n))
	id := []byte("GHSA-xxxx-xxxx-xxxx")
	for i, at := range []int{5, 6, 7, 8, 10, 11, 12, 13, 15, 16, 17, 18} {
		id[at] = alphabet[int(sum[i])%len(alphabet)]
	}
	return advisories.GHSA(id)
}

// blobOID is the id that git gives a file's content.
func blobOID(text string) string {
	h := sha1.New()
	fmt.Fprintf(h, "blob %d\x00%s", len(text), text)
	return hex.EncodeToString(h.Sum(nil))
}

// commitOID stands for a commit: it changes with each push and names nothing.
func commitOID(r *repo) string {
	sum := sha1.Sum(fmt.Appendf(nil, "commit %d %d", r.id, r.pushes))
	return hex.EncodeToString(sum[:])
}

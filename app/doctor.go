package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa"
)

// CheckResult is how a check of doctor's ended.
type CheckResult string

// The results, from well to bad.
const (
	// CheckOK: as it should be.
	CheckOK CheckResult = "ok"
	// CheckSkipped: there was nothing to look at, or it could not be looked at yet.
	CheckSkipped CheckResult = "skipped"
	// CheckWarn: it works, and something is missing or will.
	CheckWarn CheckResult = "warn"
	// CheckFail: something that the program needs does not work.
	CheckFail CheckResult = "fail"
)

// Check is one thing that doctor looked at.
type Check struct {
	// Name is what was looked at, in words of a closed list.
	Name string `json:"name"`
	// About is the account or repository that it is about; empty for the program
	// itself.
	About  string      `json:"about,omitempty"`
	Result CheckResult `json:"result"`
	// Found says what was found, Do what to do about it; empty where nothing is.
	Found string `json:"found"`
	Do    string `json:"do,omitempty"`
}

// Diagnosis is all that doctor found, in the order in which it should be mended.
type Diagnosis struct {
	// Result is the worst of the checks.
	Result CheckResult `json:"result"`
	Checks []Check     `json:"checks"`
}

// Failed counts the checks that failed.
func (d Diagnosis) Failed() int {
	n := 0
	for _, c := range d.Checks {
		if c.Result == CheckFail {
			n++
		}
	}
	return n
}

// DoctorQuery says what doctor looks at beyond the program itself.
type DoctorQuery struct {
	// Repositories are looked at, "owner/name"; none means the first
	// [doctorRepositories] that the App covers.
	Repositories []string
}

const (
	// doctorRepositories is how many repositories are looked at where none is named:
	// each costs about five requests.
	doctorRepositories = 20
	// doctorPatience bounds all of it.
	doctorPatience = 5 * time.Minute
)

// Doctor looks at everything that the program needs and says what to do about what
// is not well. It writes nothing, on GitHub or here. What it prints names accounts
// and repositories, and nothing of any report.
func Doctor(ctx context.Context, c Config, o Options, q DoctorQuery) (Diagnosis, error) {
	o = o.withDefaults()
	gh, err := client(c, o)
	if err != nil {
		return Diagnosis{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, doctorPatience)
	defer cancel()
	d := &doctor{config: c, options: o, gh: gh, now: o.Now, tracked: map[string]bool{}}
	d.local(ctx)
	defer d.close()
	if d.app(ctx) {
		d.installations(ctx, q)
	}
	if err := ctx.Err(); err != nil {
		return Diagnosis{}, fmt.Errorf("doctor: %w", err)
	}
	return d.found, nil
}

// doctor is one look at everything.
type doctor struct {
	config  Config
	options Options
	gh      *ghsa.Client
	now     func() time.Time
	// docket is nil where there is none, or it could not be opened.
	docket *docket.Docket
	// files are the policy files that were read for many repositories at once.
	files map[int64]advisories.Snapshot
	// slug is the App's, once known.
	slug string
	// tracked are the tracking repositories that were looked at.
	tracked map[string]bool
	found   Diagnosis
}

func (d *doctor) close() {
	if d.docket != nil {
		_ = d.docket.Close() // only looked at
	}
}

// note adds a check. Do is dropped where nothing is to be done.
func (d *doctor) note(name, about string, result CheckResult, found, do string) {
	if result == CheckOK {
		do = ""
	}
	d.found.Checks = append(d.found.Checks, Check{name, about, result, found, do})
	if rank(result) > rank(d.found.Result) {
		d.found.Result = result
	}
}

func rank(r CheckResult) int {
	switch r {
	case CheckOK:
		return 1
	case CheckWarn:
		return 2
	case CheckFail:
		return 3
	}
	return 0
}

// trouble adds a check that GitHub did not answer as it should.
func (d *doctor) trouble(name, about string, err error) {
	result, do := CheckFail, ""
	switch advisories.CodeOf(err) {
	case advisories.FaultUnauthorized:
		do = "See the check app."
	case advisories.FaultLimited:
		result, do = CheckSkipped, "GitHub's rate limit is used up: run doctor again later."
	case advisories.FaultUnavailable:
		do = fmt.Sprintf("GitHub was not reached at %s (%sAPI_URL), or does not answer well: see https://www.githubstatus.com/, and whether this machine may reach it.", d.config.APIURL, Prefix)
	case advisories.FaultForbidden, advisories.FaultGone:
		do = "The App lacks a permission for it, or does not cover it: see the check permissions."
	case advisories.FaultSuspended:
		do = "An owner of the account can end the suspension where the App is installed."
	}
	d.note(name, about, result, err.Error(), do)
}

// page is an address on GitHub's pages.
func (d *doctor) page(parts ...string) string {
	return strings.TrimSuffix(d.config.WebURL, "/") + "/" + strings.Join(parts, "/")
}

// and joins words as people do.
func and(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}

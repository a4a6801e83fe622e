package notify

import (
	"encoding/json"
	"errors"
	"net/url"
	"regexp"
	"time"
)

// Notification is what is told. What is empty is left out, but ID and Case.
type Notification struct {
	// ID is the same for every try of one notification, and of no other: letters and
	// digits that tell nothing, 16 to 128 of them.
	ID string `json:"id"`
	// Case is the short name.
	Case string `json:"case"`
	// Severity is the band: critical, high, medium or low. Another is left out.
	Severity string `json:"severity,omitempty"`
	// Commitment is the promise, Stage which of its times is meant (target or
	// maximum), Due that time, in RFC 3339.
	Commitment string `json:"commitment,omitempty"`
	Stage      string `json:"stage,omitempty"`
	Due        string `json:"due,omitempty"`
	// Link leads to the tracking issue.
	Link string `json:"link,omitempty"`
}

var (
	idPattern   = regexp.MustCompile(`^[0-9A-Za-z]{16,128}$`)
	casePattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	wordPattern = regexp.MustCompile(`^[a-z][a-z_]{0,63}$`)
)

// The bounds of what is told.
const (
	longestCase = 64
	longestLink = 2048
)

// bands are the severities that are told.
var bands = map[string]bool{"critical": true, "high": true, "medium": true, "low": true}

// body is the notification as it is sent. It refuses what has not the form of what
// it should be, so that no mistake elsewhere lets text out by this door.
func (n Notification) body() ([]byte, error) {
	switch {
	case !idPattern.MatchString(n.ID):
		return nil, errors.New("its id is none")
	case len(n.Case) > longestCase || !casePattern.MatchString(n.Case):
		return nil, errors.New("its case has no short name")
	case n.Commitment != "" && !wordPattern.MatchString(n.Commitment):
		return nil, errors.New("its commitment is none")
	case n.Stage != "" && n.Stage != "target" && n.Stage != "maximum":
		return nil, errors.New("its stage is none")
	case n.Due != "" && !moment(n.Due):
		return nil, errors.New("its time is none")
	case n.Link != "" && !page(n.Link):
		return nil, errors.New("its link is none")
	}
	if !bands[n.Severity] {
		n.Severity = ""
	}
	return json.Marshal(n)
}

func moment(s string) bool {
	_, err := time.Parse(time.RFC3339, s)
	return err == nil
}

// page reports whether s is the address of a page, without a query that could
// carry something away.
func page(s string) bool {
	u, err := url.Parse(s)
	return err == nil && len(s) <= longestLink && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" &&
		u.User == nil && u.RawQuery == ""
}

package advisories

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestParseGHSA(t *testing.T) {
	for _, s := range []string{"GHSA-2345-cfgh-jmpq", "ghsa-2345-CFGH-jmpq"} {
		if id, err := ParseGHSA(s); err != nil || id != testGHSA {
			t.Errorf("%s: %s, %v", s, id, err)
		}
	}
	for _, s := range []string{"", "GHSA-2345-cfgh", "GHSA-2345-cfgh-jmp/", "GHSA-2345-cfgh-jm..", "XHSA-2345-cfgh-jmpq", strings.Repeat("G", 19)} {
		if id, err := ParseGHSA(s); !errors.Is(err, ErrMalformed) {
			t.Errorf("%q: %s, %v", s, id, err)
		}
	}
}

func TestNamesInPaths(t *testing.T) {
	for s, want := range map[string]bool{"lib": true, ".github": true, "a_b-c.d": true, "": false, ".": false, "..": false, "a/b": false, "a b": false, "ä": false} {
		if ValidRepositoryName(s) != want {
			t.Errorf("repository %q: %v", s, !want)
		}
	}
	for s, want := range map[string]bool{"acme": true, "a-b_c": true, "": false, "-a": false, "..": false, "a/b": false, "a.b": false} {
		if ValidOwner(s) != want {
			t.Errorf("owner %q: %v", s, !want)
		}
	}
}

func TestEnough(t *testing.T) {
	yes := func(by string) Decision { return Decision{By: by, Approve: true} }
	for name, c := range map[string]struct {
		kind   Kind
		needed int
		given  []Decision
		want   bool
	}{
		"nobody":                           {KindAccept, 1, nil, false},
		"an operator":                      {KindAccept, 1, []Decision{yes("operator:kim")}, true},
		"zero needed is one":               {KindAccept, 0, nil, false},
		"two operators are one person":     {KindAccept, 2, []Decision{yes("operator:kim"), yes("operator:lee")}, false},
		"an operator and a person":         {KindAccept, 2, []Decision{yes("operator:kim"), yes("12")}, true},
		"one person twice":                 {KindAccept, 2, []Decision{yes("12"), yes("12")}, false},
		"a denial vetoes":                  {KindAccept, 1, []Decision{yes("12"), {By: "13"}}, false},
		"an operator never publishes":      {KindPublish, 1, []Decision{yes("operator:kim")}, false},
		"a person publishes":               {KindPublish, 1, []Decision{yes("12")}, true},
		"two to publish, one is operator":  {KindPublish, 2, []Decision{yes("12"), yes("operator:kim")}, true},
		"one person under two logins":      {KindAccept, 2, []Decision{yes("github:12:kim"), yes("github:12:kim2")}, false},
		"the reporter never publishes":     {KindPublish, 1, []Decision{yes("github:7:rex")}, false},
		"one of two is the reporter":       {KindPublish, 2, []Decision{yes("github:12:kim"), yes("github:7:rex")}, false},
		"the reporter vetoes":              {KindPublish, 1, []Decision{yes("github:12:kim"), {By: "github:7:rex"}}, false},
		"two people publish":               {KindPublish, 2, []Decision{yes("github:12:kim"), yes("github:13:lee")}, true},
		"two to publish, only one of them": {KindPublish, 2, []Decision{yes("12")}, false},
	} {
		if got := Enough(c.kind, c.needed, c.given, Person{ID: 7, Login: "rex"}); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestNextDue(t *testing.T) {
	at := func(h int) time.Time { return time.Date(2026, 11, 22, h, 0, 0, 0, time.UTC) }
	v := Verdict{Clocks: []Clock{
		{Commitment: CommitmentAcknowledge, State: ClockAtRisk, Target: at(1), Maximum: at(9)},
		{Commitment: CommitmentAssess, State: ClockStarted, Maximum: at(7)},
		{Commitment: CommitmentDisclose, State: ClockMet, Target: at(2), Maximum: at(3)},
	}}
	if got := v.NextDue(); !got.Equal(at(7)) {
		t.Errorf("due %v, want 7 h", got)
	}
	if got := (Verdict{}).NextDue(); !got.IsZero() {
		t.Errorf("nothing is due at %v", got)
	}
}

func TestFindingInTheTree(t *testing.T) {
	v := Verdict{Findings: []Finding{{Rule: "a"}, {Rule: "content", Children: []Finding{{Rule: "content/logs", Why: "x"}}}}}
	if f, ok := v.Finding("content/logs"); !ok || f.Why != "x" {
		t.Errorf("%+v %v", f, ok)
	}
	if _, ok := v.Finding("none"); ok {
		t.Error("found what is not there")
	}
}

// A fault prints what was attempted, its class and status, and is told through
// wrapping.
func TestFault(t *testing.T) {
	f := &Fault{Code: FaultLimited, Attempted: "post comment", Status: 429, Err: ErrLost}
	if got := f.Error(); got != "post comment: limited (status 429): the hold on the case ended" {
		t.Error(got)
	}
	wrapped := fmt.Errorf("sweep: %w", f)
	if CodeOf(wrapped) != FaultLimited || CodeOf(nil) != "" || CodeOf(errors.New("x")) != FaultInternal || !errors.Is(wrapped, ErrLost) {
		t.Error("the class is lost in wrapping")
	}
}

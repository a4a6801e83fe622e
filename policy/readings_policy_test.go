package policy

import (
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

const composedFile = "version: 1\nteam: [kim]\nworking_days: {zone: Europe/Berlin, holidays: [DE-BE]}\n" +
	"commitments: {acknowledge: {maximum: 3wd}}\nnobody_knows: 1\n"

func composing(text string, r *Readings) ComposeInput {
	return ComposeInput{
		Repository: advisories.Repository{Installation: 7, ID: 70, Owner: "octo-org", Name: "rocket"},
		Files: []advisories.PolicyFile{{Repository: "octo-org/rocket", Path: Path, Ref: "main", Text: text, Layer: advisories.LayerRepository},
			{Repository: "octo-org/rocket", Path: "SECURITY.md", Ref: "main", Text: "We answer within 48 hours.", Layer: advisories.LayerPromise}},
		LastOwner: &advisories.PolicyFile{Repository: "octo-org/.github", Path: Path, Text: "version: 1\nmode: on\n", Layer: advisories.LayerOwner},
		Readings:  r,
	}
}

// What is remembered is what composing anew gives, problems too, also after it was used
// by many at once; and it is the same policy, not composed again.
func TestReadingsOfPolicies(t *testing.T) {
	r := NewReadings(10, 1<<20)
	want, problems := Compose(composing(composedFile, nil))
	if len(problems) == 0 {
		t.Fatal("the file has no problem")
	}
	first, _ := Compose(composing(composedFile, r))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			p, told := Compose(composing(composedFile, r))
			if p != first || !reflect.DeepEqual(told, problems) {
				t.Errorf("composed again, or %v", told)
			}
			told[0] = Problem{}
			p.Settings()
			p.Pin()
			required, _ := p.Wanted()
			_ = append(required, "x")
			_ = append(p.Teams(), "x")
			p.Calendar.Add(time.Date(2026, 12, 24, 12, 0, 0, 0, time.UTC), p.Terms[advisories.CommitmentAcknowledge].Maximum)
		})
	}
	all.Wait()
	if want.Digest != first.Digest || !reflect.DeepEqual(want.Settings(), first.Settings()) || want.Pin() != first.Pin() || !reflect.DeepEqual(want.Team, first.Team) {
		t.Error("it is another policy")
	}
}

// Each thing that a policy is made of makes another one.
func TestReadingsOfPoliciesApart(t *testing.T) {
	r := NewReadings(100, 1<<24)
	first, _ := Compose(composing(composedFile, r))
	for name, change := range map[string]func(*ComposeInput){
		"owner":          func(in *ComposeInput) { in.Repository.Owner = "globex" },
		"text":           func(in *ComposeInput) { in.Files[0].Text += "\n" },
		"path":           func(in *ComposeInput) { in.Files[0].Path += "x" },
		"ref":            func(in *ComposeInput) { in.Files[0].Ref = "other" },
		"layer":          func(in *ComposeInput) { in.Files[0].Layer = advisories.LayerOwner },
		"unreadable":     func(in *ComposeInput) { in.Files[0].Unreadable = "binary" },
		"a file fewer":   func(in *ComposeInput) { in.Files = in.Files[:1] },
		"another order":  func(in *ComposeInput) { in.Files[0], in.Files[1] = in.Files[1], in.Files[0] },
		"last owner":     func(in *ComposeInput) { in.LastOwner.Text += "\n" },
		"no last owner":  func(in *ComposeInput) { in.LastOwner = nil },
		"pin":            func(in *ComposeInput) { in.Pin = first.Pin() },
		"a pin's digest": func(in *ComposeInput) { in.Pin.Digest = "0a" },
	} {
		in := composing(composedFile, r)
		change(&in)
		if p, _ := Compose(in); p == first {
			t.Errorf("%s: taken for the same", name)
		}
	}
}

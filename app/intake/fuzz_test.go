package intake

import (
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// FuzzDoor sends anything, well signed. With a healthy bell there is no 5xx, the
// answer is a word of the list, and what is stored is small and well formed.
func FuzzDoor(f *testing.F) {
	for _, event := range []string{"repository_advisory", "push", "installation", "repository", "star", ""} {
		f.Add(event, aGUID, reported, false)
		f.Add(event, "\n", push("refs/heads/main", `"commits":[{"added":[".github/advisory-policy.yml"]}]`), false)
		f.Add(event, "", formBody(`{"action":"created",`+fullInst+`}`), true)
	}
	f.Fuzz(func(t *testing.T, event, id, body string, asForm bool) {
		d, b, log := setup(t, nil)
		r := httptest.NewRequest(http.MethodPost, Path, strings.NewReader(body))
		r.Header = http.Header{"Content-Type": {typeJSON}, "X-Github-Event": {event}, "X-Github-Delivery": {id},
			signatureHeaderKey: {sign(secret, []byte(body))}}
		if asForm {
			r.Header["Content-Type"] = []string{typeForm}
		}
		w := send(d, r)
		switch w.Code {
		case 202, 400:
		default:
			t.Fatalf("answer %d %q", w.Code, w.Body)
		}
		if w.Body.Len() > len("malformed") {
			t.Fatalf("a long answer: %q", w.Body)
		}
		if (w.Body.String() == "stored") != (len(b.rings) == 1) {
			t.Fatalf("%q with %d rings", w.Body, len(b.rings))
		}
		for _, ring := range b.rings {
			wellFormed(t, ring)
		}
		if strings.Contains(log.String(), sentinel) {
			t.Fatal("report text in the log")
		}
		if d.flight.used.Load() != 0 {
			t.Fatal("bytes still in flight")
		}
	})
}

var signatureHeaderKey = http.CanonicalHeaderKey(signatureHeader)

func wellFormed(t *testing.T, r advisories.Ring) {
	t.Helper()
	if _, ok := actions[r.Event]; !ok || r.Installation <= 0 || r.Source != advisories.SourceWebhook || !r.At.Equal(noon) {
		t.Fatalf("ring %+v", r)
	}
	if r.Action != "" && !actions[r.Event][r.Action] {
		t.Fatalf("ring with action %q", r.Action)
	}
	if r.Owner != "" && !advisories.ValidOwner(r.Owner) || r.Name != "" && !advisories.ValidRepositoryName(r.Name) ||
		r.Account != "" && !advisories.ValidOwner(r.Account) {
		t.Fatalf("ring with odd names %+v", r)
	}
	if r.GHSA != "" {
		if _, err := advisories.ParseGHSA(string(r.GHSA)); err != nil {
			t.Fatal(err)
		}
	}
	v := reflect.ValueOf(r)
	for i := range v.NumField() {
		if s, ok := v.Field(i).Interface().(string); ok && len(s) > maxRef {
			t.Fatalf("field %s holds %d bytes", v.Type().Field(i).Name, len(s))
		}
	}
}

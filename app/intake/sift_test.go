package intake

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestSift(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`{"action":"a","x":{"action":"b"},"y":[1,{"id":2}]}`, `{"action":"a"}`},
		{"\t{ \"action\" : \"a\\u0022\\\\\" ,\n\"x\":1 } \r\n", `{"action":"a\u0022\\"}`},
		{`{"installation":{"id":7,"account":{"id":8,"login":"acme","type":"User"},"events":["push"]}}`,
			`{"installation":{"id":7,"account":{"id":8,"login":"acme"}}}`},
		{`{"repositories_added":[{"id":1,"name":"a"},{"name":"b","id":2},{}],"repositories_removed":[]}`,
			`{"repositories_added":[{"id":1},{"id":2},{}],"repositories_removed":[]}`},
		{`{"pull_request":{"id":7},"release":null,"alert":0,"target_type":"User"}`,
			`{"pull_request":true,"release":null,"alert":true,"target_type":true}`},
		{`{"repository":7,"installation":null,"issue":"x"}`, `{"repository":7,"installation":null,"issue":"x"}`},
		{`{"Action":"a","\u0061ction":"b","pull-request":[1]}`, `{"Action":"a","\u0061ction":"b","pull-request":[1]}`},
		{`{"action":"a","action":"b"}`, `{"action":"a","action":"b"}`},
		{`[{"action":"a"},-1.5e+3]`, `[{"action":"a"},-1.5e+3]`},
	} {
		out, ok := sift([]byte(c.in), wantedDelivery)
		if !ok || string(out) != c.want {
			t.Errorf("%s\n got %s %v\nwant %s", c.in, out, ok, c.want)
		}
	}
}

// jsonSeeds are values, and what is nearly one.
func jsonSeeds() []string {
	nested := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	return []string{reported, push("refs/heads/main", `"commits":[{"added":[".github/advisory-policy.yml"]}]`), issueSaid("created", "User", ""),
		"", " ", "{", "}", "{}", "[]", "[1,]", "[,1]", `{"a"}`, `{"a":}`, `{"a":1,}`, `{a:1}`, `{"a":1}x`, `{"a":1}{}`, `{"a":[1}]`,
		"01", "-", "-0", "1.", ".5", "1e", "1e+", "1E-07", "+1", "0x1", "tru", "true", "falsey", "null", "nul", `"`, `"\"`, `"\x"`, `"\u12"`, `"\u12g4"`,
		`"\ud800"`, "\"\x1f\"", "\"\x7f\xff\"", `"a`, "\ufeff{}", "{\"a\":1\x00}", "\v{}", `{"":null}`,
		nested(10_000), nested(10_001), `{"action":` + nested(9_999) + `}`, `{"action":` + nested(10_000) + `}`,
		`{"repositories_added":` + nested(9_999) + `}`, `{"repositories_added":` + nested(10_000) + `}`}
}

// TestSiftTakesJSON: neither more nor less than the standard library.
func TestSiftTakesJSON(t *testing.T) {
	for _, in := range jsonSeeds() {
		siftsAsJSON(t, []byte(in))
	}
}

func FuzzSift(f *testing.F) {
	for _, in := range jsonSeeds() {
		f.Add([]byte(in))
	}
	f.Fuzz(siftsAsJSON)
}

func siftsAsJSON(t *testing.T, in []byte) {
	whole := bytes.Clone(in)
	out, ok := sift(in, wantedDelivery)
	if ok != json.Valid(in) {
		t.Fatalf("%.80q: sift says %v, the standard library %v", in, ok, !ok)
	}
	if !bytes.Equal(in, whole) {
		t.Fatalf("%.80q: sift wrote into what it read", in)
	}
	if !ok {
		return
	}
	if !json.Valid(out) {
		t.Fatalf("%.80q: sifted to %.80q, which is no JSON", in, out)
	}
	if again, ok := sift(out, wantedDelivery); !ok || !bytes.Equal(compact(again), compact(out)) {
		t.Fatalf("%.80q: sifted twice %.80q, once %.80q", in, again, out)
	}
	var was, is delivery
	if err := json.Unmarshal(in, &was); (err == nil) != (json.Unmarshal(out, &is) == nil) || err == nil && !reflect.DeepEqual(was, is) {
		t.Fatalf("%.80q: read %+v, sifted %+v", in, was, is)
	}
}

func compact(b []byte) []byte {
	var out bytes.Buffer
	if json.Compact(&out, b) != nil {
		return b
	}
	return out.Bytes()
}

// TestSiftedDeliveries: what GitHub sends reads the same sifted as whole.
func TestSiftedDeliveries(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(shared(t, "payloads"), "webhook-*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no payloads (%v)", err)
	}
	for _, f := range files {
		in, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out, ok := sift(in, wantedDelivery)
		if !ok {
			t.Fatalf("%s: not taken", filepath.Base(f))
		}
		var was, is delivery
		if err1, err2 := json.Unmarshal(in, &was), json.Unmarshal(out, &is); err1 != nil || err2 != nil || !reflect.DeepEqual(was, is) {
			t.Errorf("%s: whole %+v (%v), sifted %+v (%v)", filepath.Base(f), was, err1, is, err2)
		}
	}
}

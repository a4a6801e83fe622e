package advisories

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestParseKeys(t *testing.T) {
	good := base64.StdEncoding.EncodeToString(make([]byte, KeySize))
	if k, err := ParseKeys(good + ", " + good); err != nil || k.Len() != 2 {
		t.Errorf("two keys: %v, %v", k, err)
	}
	for _, bad := range []string{"", "secret-words", good[:20], good + ",", good + "," + good[:40]} {
		_, err := ParseKeys(bad)
		if !errors.Is(err, ErrMalformed) {
			t.Errorf("%q: %v", bad, err)
		}
		if err != nil && bad != "" && strings.Contains(err.Error(), bad) {
			t.Errorf("the error shows the key: %v", err)
		}
	}
}

func TestKeysDoNotPrint(t *testing.T) {
	k := testKeys(t, 'K')
	for _, s := range []string{fmt.Sprint(k), fmt.Sprintf("%v %+v %#v %s", k, k, k, k)} {
		if strings.Contains(s, "KKK") || strings.Contains(s, "75 75") || strings.Contains(s, "0x4b") {
			t.Errorf("keys print as %s", s)
		}
	}
}

func TestFingerprint(t *testing.T) {
	k := testKeys(t, 1)
	fp := k.Fingerprint("draft", "ab", "c")
	if fp == k.Fingerprint("draft", "a", "bc") || fp == k.Fingerprint("report", "ab", "c") || fp == testKeys(t, 2).Fingerprint("draft", "ab", "c") {
		t.Error("different things have one fingerprint")
	}
	rotated := testKeys(t, 2, 1)
	if !rotated.SameFingerprint(fp, "draft", "ab", "c") || rotated.SameFingerprint(fp, "draft", "ab", "d") || rotated.SameFingerprint("no hex", "draft") {
		t.Error("a fingerprint is not known again, or a wrong one is")
	}
}

func TestShortName(t *testing.T) {
	k := testKeys(t, 1)
	key := CaseKey{Installation: 1, Repository: 2, GHSA: testGHSA}
	name := k.ShortName(key, 0)
	if name != k.ShortName(key, 0) || name == k.ShortName(key, 1) {
		t.Errorf("%s: not the same again, or no further one", name)
	}
	if strings.Count(name, "-") != 2 || strings.Contains(name, "2345") {
		t.Errorf("%s is no name to say", name)
	}
	key.Repository = 3
	if name == k.ShortName(key, 0) {
		t.Error("another case has the same name")
	}
}

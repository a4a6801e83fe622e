package ghsatest_test

import (
	"bytes"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

func TestAppKeys(t *testing.T) {
	s := ghsatest.New(ghsatest.Options{})
	t.Cleanup(s.Close)
	first := s.AppKeyPEM()
	if err := s.DeleteAppKey(first); err == nil {
		t.Error("the only key was deleted")
	}
	second := s.AddAppKey()
	if bytes.Equal(first, second) {
		t.Error("the second key is the first")
	}
	if err := s.DeleteAppKey(first); err != nil {
		t.Error(err)
	}
	for name, key := range map[string][]byte{"one that is deleted": first, "the only one": second, "none": []byte("x"), "a foreign one": appKeyPEM()} {
		if err := s.DeleteAppKey(key); err == nil {
			t.Errorf("%s was deleted", name)
		}
	}
}

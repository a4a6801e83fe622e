package app_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// TestAttackAtRest: what people wrote beside commands, and what the reporter wrote
// anywhere, stands in no file, log line, notice or timeline of ours.
func TestAttackAtRest(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, onePerson)
	secrets := []string{"ZEBRAedit", "ZEBRAdeny", "ZEBRApause", "ZEBRAextend", "ZEBRAverb", "ZEBRAreason", "ZEBRAfield",
		"ZEBRAsummary", "ZEBRAthread", "ZEBRAzone", "ZEBRAlogin", "ZEBRApackage", "ZEBRAowndescription", "ZEBRAask"}
	s.report(incomplete + "\nZEBRAowndescription /accept\n")
	s.pass(8 * day)
	n := s.waiting(advisories.KindRemind)
	s.say("maintainer", "/edit "+strconv.Itoa(n)+"\nZEBRAedit, please answer")
	s.say("maintainer", "/deny "+strconv.Itoa(s.waiting(advisories.KindRemind))+" ZEBRAdeny")
	s.edit("researcher", func(a *advisories.Advisory) {
		a.Summary = "ZEBRAsummary `x` @maintainer"
		a.Vulnerabilities = []advisories.Vulnerability{{Ecosystem: "go", Package: "ZEBRApackage"}}
	})
	s.comment("researcher", "/ZEBRAverb\n/ack ZEBRAthread\n/pause ZEBRAthread")
	s.comment("maintainer", "/pause ZEBRAthread")
	s.say("maintainer", "/resume\n/pause ZEBRApause\n/resume\n/ZEBRAverb\n/close ZEBRAreason\n/ask ZEBRAfield\n/ask zebraask\n/embargo 2030-01-01 10:00 ZEBRA/ZEBRAzone\n"+
		"/assign @ZEBRAlogin\n/severity ZEBRA\n/extend assess 1d because ZEBRAextend\n/extend ZEBRAextend 1d because x\n/snooze ZEBRA\n/approve ZEBRA\n/deny 1 ZEBRAdeny")
	s.end()
	inCard := s.w.issue().Title + s.w.issue().Body
	for _, c := range s.w.issue().Comments {
		if c.Author != "maintainer" {
			inCard += c.Body
		}
	}
	entries, err := s.p.Docket.Timeline(t.Context(), s.theCase().Key)
	if err != nil {
		t.Fatal(err)
	}
	told := strings.Join(s.notices(), "\n")
	for _, e := range entries {
		told += e.Actor + e.Detail + "\n"
	}
	for _, secret := range secrets {
		for where, text := range map[string]string{"log": s.w.log.String(), "timeline or notices": told, "tracking issue": inCard} {
			if i := strings.Index(strings.ToLower(text), strings.ToLower(secret)); i >= 0 {
				t.Errorf("%s in the %s: %q", secret, where, text[max(0, i-60):min(len(text), i+60)])
			}
		}
	}
	err = filepath.WalkDir(s.w.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		for _, secret := range secrets {
			if i := bytes.Index(bytes.ToLower(b), bytes.ToLower([]byte(secret))); i >= 0 {
				t.Errorf("%s in %s: %q", secret, filepath.Base(path), b[max(0, i-60):min(len(b), i+60)])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

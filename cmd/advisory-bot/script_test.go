package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"database/sql"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"advisory-bot": main})
}

// TestScripts runs the program as people do: testdata/*.txtar are commands, files
// and what must be printed. Beside testscript's own commands there are those of
// [commands].
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata", RequireExplicitExec: true, RequireUniqueNames: true, Cmds: commands,
		Condition:     condition,
		UpdateScripts: os.Getenv("UPDATE_TESTDATA") != "",
	})
}

// condition adds [root]: whoever runs the tests may read every file.
func condition(name string) (bool, error) {
	if name == "root" {
		return os.Geteuid() == 0, nil
	}
	return false, fmt.Errorf("no condition is called %q", name)
}

var commands = map[string]func(*testscript.TestScript, bool, []string){
	"exits":   exits,
	"key":     key,
	"random":  random,
	"stock":   stock,
	"tamper":  tamper,
	"await":   await,
	"prepend": prepend,
	"big":     big,
	"binary":  binary,
}

// exits CODE COMMAND...: the command ends with that code, and whatever it prints
// is for people: no stack of ours, no verb that was not filled in.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var ended *exec.ExitError
	switch {
	case errors.As(err, &ended):
		got = ended.ExitCode()
	case err != nil:
		ts.Fatalf("%s: %v", args[1], err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
	printed := ts.ReadFile("stdout") + ts.ReadFile("stderr")
	for _, bad := range []string{"goroutine ", "panic:", "%!", "<nil>", "usage: "} {
		if strings.Contains(printed, bad) {
			ts.Fatalf("prints %q", bad)
		}
	}
	if got != 0 && ts.ReadFile("stderr") == "" {
		ts.Fatalf("fails and does not say why on standard error")
	}
}

var appKey = sync.OnceValue(func() []byte {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(k)})
})

// key FILE: writes a private key as GitHub generates it.
func key(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), appKey(), 0o600))
}

// random VARIABLE: sets a variable to 32 random bytes in base64.
func random(ts *testscript.TestScript, _ bool, args []string) {
	ts.Setenv(args[0], base64.StdEncoding.EncodeToString(randomBytes(32)))
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

// tamper DIR STATEMENT: changes a docket behind the program's back.
func tamper(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite", filepath.Join(ts.MkAbs(args[0]), "docket.db"))
	ts.Check(err)
	_, err = db.Exec(args[1])
	ts.Check(errors.Join(err, db.Close()))
}

// await FILE TEXT: waits until a file, which a program in the background writes,
// holds a text.
func await(ts *testscript.TestScript, _ bool, args []string) {
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		b, err := os.ReadFile(ts.MkAbs(args[0]))
		if err == nil && strings.Contains(string(b), args[1]) {
			return
		}
	}
	ts.Fatalf("waited in vain for %q in %s", args[1], args[0])
}

// prepend KEY FILE: puts a key before those of a file.
func prepend(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(args[0]+","+ts.ReadFile(args[1])), 0o600))
}

// big FILE: writes a text that is longer than any that is read.
func big(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Repeat("a line\n", 100_000)), 0o600))
}

// binary FILE: writes what is no text.
func binary(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte("\x89PNG\r\n\x1a\n\x00\x00"), 0o600))
}

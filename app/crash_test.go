package app_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app"
	"github.com/advisory-bot/advisory-bot/app/desk"
	"github.com/advisory-bot/advisory-bot/app/intake"
)

// The crash test runs the real program as a child of the test, kills it with
// SIGKILL at a step of the life of a delivery, starts it again on the same data
// directory, and judges on GitHub's side: everything happened, and once.

const crashEnv = "ADVISORY_BOT_TEST_CRASH"

// killPoint is where the child dies: at the nth time that a step is done for a
// kind of draft (or any, where kind is empty).
type killPoint struct {
	step string
	kind advisories.Kind
	nth  int
}

func (k killPoint) String() string { return fmt.Sprintf("%s/%s/%d", k.step, k.kind, k.nth) }

// Steps of the door, beside those of the desk.
const (
	stepReceive = "receive" // the request is here, nothing was read
	stepVerify  = "verify"  // the signature is good, nothing was stored
	stepPersist = "persist" // the ring is durable, nothing was answered
)

func crashPoints() []killPoint {
	points := []killPoint{{stepReceive, "", 1}, {stepVerify, "", 1}, {stepPersist, "", 1}}
	for _, s := range []desk.Step{desk.StepLoad, desk.StepJudge, desk.StepPlan, desk.StepFile, desk.StepRecord} {
		points = append(points, killPoint{string(s), "", 1}, killPoint{string(s), "", 2})
	}
	for _, s := range []desk.Step{desk.StepBegin, desk.StepLook, desk.StepPerform, desk.StepSettle} {
		for _, k := range []advisories.Kind{advisories.KindReceipt, advisories.KindAsk, advisories.KindStatus, advisories.KindAccept} {
			points = append(points, killPoint{string(s), k, 1})
		}
		points = append(points, killPoint{string(s), advisories.KindStatus, 2})
	}
	return points
}

func TestKillAtEachStep(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	for _, point := range crashPoints() {
		t.Run(point.String(), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, ghsatest.Options{})
			c := w.child(point)
			story := func() (done bool) { return w.tellStory(c) }
			if !story() { // the child died on the way
				c = w.child(killPoint{})
				for _, d := range w.github.Deliveries() {
					_ = w.github.Redeliver(d.GUID) // what reached nobody is known to the log
				}
				if !story() {
					t.Fatal("the second child died too")
				}
			} else {
				t.Fatalf("the child lived through %s", point)
			}
			c.kill()
			id := w.github.Advisories(testRepo)[0]
			if got := w.kinds(id); got != "receipt 1, ask 1, status 1" {
				t.Errorf("on GitHub: %s", got)
			}
			if n := w.stateChanges(); n != 1 {
				t.Errorf("the state was changed %d times", n)
			}
		})
	}
}

func (w *world) stateChanges() int {
	n := 0
	for _, a := range w.github.Acts() {
		if a.Bot && a.Verb == ghsatest.VerbState {
			n++
		}
	}
	return n
}

// tellStory goes on with the story from wherever it is: report, answer,
// acknowledgement, acceptance. It returns false where the child died.
func (w *world) tellStory(c *child) bool {
	if len(w.github.Advisories(testRepo)) == 0 {
		w.github.Report(testRepo, "researcher", "One byte too many", incomplete)
	}
	id := w.github.Advisories(testRepo)[0]
	if !c.until(func() bool { return strings.HasPrefix(w.kinds(id), "receipt 1, ask 1") }) {
		return false
	}
	w.sayOnce(id, "researcher", "Affected versions: 1.2.0 to 1.4.1")
	if !c.until(func() bool { return w.kinds(id) == "receipt 1, ask 1, status 1" }) {
		return false
	}
	w.sayOnce(id, "maintainer", "We look into it.")
	accepted := func() bool { return w.github.Advisory(testRepo, id).State == advisories.StateDraft }
	told := func() bool {
		for _, k := range w.written(id) {
			if strings.Contains(k.Body, "Accepted") {
				return true
			}
		}
		return false
	}
	return c.until(accepted) && c.until(told) && c.until(c.quiet())
}

func (w *world) sayOnce(id advisories.GHSA, login, text string) {
	for _, c := range w.github.Comments(testRepo, id) {
		if c.Body == text {
			return
		}
	}
	if _, err := w.github.CommentAs(login, testRepo, id, text); err != nil {
		w.t.Fatal(err)
	}
}

// child is the program in a process of its own.
type child struct {
	cmd  *exec.Cmd
	dead chan struct{}
	out  *safeBuffer
	w    *world
}

func (w *world) child(point killPoint) *child {
	w.t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestCrashChild$", "-test.v=false")
	cmd.Env = append(os.Environ(), crashEnv+"="+point.String(), "CRASH_DIR="+w.dir, "CRASH_API="+w.github.APIURL(),
		"CRASH_GRAPHQL="+w.github.GraphQLURL(), "CRASH_APP="+strconv.FormatInt(w.github.AppID(), 10), "CRASH_KEY="+string(w.github.AppKeyPEM()))
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	c := &child{cmd: cmd, dead: make(chan struct{}), out: &safeBuffer{}, w: w}
	cmd.Stderr = c.out
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(c.kill)
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		_ = cmd.Wait()
		w.t.Fatalf("child: %v\n%s", err, c.out)
	}
	go func() {
		_, _ = io.Copy(io.Discard, stdout)
		_ = cmd.Wait()
		close(c.dead)
	}()
	w.github.HookTo("http://"+strings.TrimSpace(line)+intake.Path, testSecret)
	return c
}

func (c *child) kill() {
	_ = c.cmd.Process.Kill()
	<-c.dead
}

// until waits for a condition, and returns false where the child died before it.
func (c *child) until(happened func() bool) bool {
	c.w.t.Helper()
	deadline := time.Now().Add(40 * time.Second)
	for {
		select {
		case <-c.dead:
			return false
		default:
		}
		if happened() {
			return true
		}
		if time.Now().After(deadline) {
			c.w.t.Fatalf("waited in vain; the child's log:\n%s", c.out)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// quiet holds once the child has swept twice and written nothing meanwhile: what
// would be done twice has had its chance.
func (c *child) quiet() func() bool {
	sweeps := strings.Count(c.out.String(), "sweep done")
	return func() bool { return strings.Count(c.out.String(), "sweep done") >= sweeps+2 }
}

// TestCrashChild is the child's program.
func TestCrashChild(t *testing.T) {
	spec := os.Getenv(crashEnv)
	if spec == "" {
		t.Skip("is run by TestKillAtEachStep as its child")
	}
	appID, _ := strconv.ParseInt(os.Getenv("CRASH_APP"), 10, 64)
	k := &killer{spec: spec}
	config := app.Config{
		AppID: appID, PrivateKey: []byte(os.Getenv("CRASH_KEY")), WebhookSecrets: [][]byte{[]byte(testSecret)},
		APIURL: os.Getenv("CRASH_API"), GraphQLURL: os.Getenv("CRASH_GRAPHQL"), WebURL: "https://github.com/",
		ListenAddr: "127.0.0.1:0", AdminAddr: "127.0.0.1:0", DataDir: os.Getenv("CRASH_DIR"), SweepInterval: 500 * time.Millisecond,
	}
	p, err := app.Assemble(t.Context(), config, app.Options{
		Log: app.NewLog(os.Stderr, slog.LevelInfo, "text"), WriteGap: time.Millisecond, InFlight: time.Second, Watch: k.step})
	if err != nil {
		t.Fatal(err)
	}
	door, err := intake.New(intake.Config{Secrets: config.WebhookSecrets, Bell: k.bell(p.Docket)})
	if err != nil {
		t.Fatal(err)
	}
	p.Door = k.door(door)
	go approveAll(t.Context(), p)
	err = p.Serve(t.Context(), func(a app.Addresses) { fmt.Println(a.Door) })
	t.Fatalf("the child ended by itself: %v", err)
}

// approveAll is the operator who approves whatever is held.
func approveAll(ctx context.Context, p *app.Program) {
	for ctx.Err() == nil {
		time.Sleep(20 * time.Millisecond)
		cases, err := p.Docket.Cases(ctx, filterOpen)
		if err != nil {
			continue
		}
		for _, c := range cases {
			drafts, _ := p.Docket.Drafts(ctx, c.Key)
			for _, d := range drafts {
				if d.State == advisories.DraftHeld {
					_ = p.Docket.Decide(ctx, advisories.Decision{Case: c.Key, Number: d.Number, Approve: true, By: "operator:kim", Digest: d.Digest})
				}
			}
		}
	}
}

// killer ends the process at its point.
type killer struct {
	spec string
	seen safeCounter
}

func (k *killer) at(step string, kind advisories.Kind) {
	for _, name := range []string{step + "/" + string(kind), step + "/"} {
		if n := k.seen.add(name); fmt.Sprintf("%s/%d", name, n) == k.spec {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {} // the signal is on its way; nothing more happens here
		}
		if kind == "" {
			return
		}
	}
}

func (k *killer) step(s desk.Step, _, what string) {
	kind, _, drafted := strings.Cut(what, " (draft")
	if !drafted {
		kind = ""
	}
	k.at(string(s), advisories.Kind(kind))
}

func (k *killer) bell(next intake.Bell) intake.Bell { return killerBell{k, next} }

type killerBell struct {
	k    *killer
	next intake.Bell
}

func (b killerBell) Ring(ctx context.Context, r advisories.Ring) (bool, error) {
	if r.Reported() {
		b.k.at(stepVerify, "")
	}
	fresh, err := b.next.Ring(ctx, r)
	if r.Reported() {
		b.k.at(stepPersist, "")
	}
	return fresh, err
}

func (k *killer) door(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-GitHub-Event") == "repository_advisory" {
			k.at(stepReceive, "")
		}
		next.ServeHTTP(w, r)
	})
}

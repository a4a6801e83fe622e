package promise

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// TestPlainWords holds the quick way to part ASCII texts into words against the
// way that reads all scripts.
func TestPlainWords(t *testing.T) {
	pick := rapid.StringOfN(rapid.RuneFrom([]rune("eEmailMAILx-_@.'9 \n\t")), 0, 60, -1)
	rapid.Check(t, func(t *rapid.T) {
		text := pick.Draw(t, "text")
		quick := splitWords(text)
		all := splitWords(text + " é")
		if diff := cmp.Diff(all[:len(all)-1], quick, cmp.AllowUnexported(word{}), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("(-all scripts +ASCII)\n%s", diff)
		}
		if n := wordCount(text); n != len(quick) {
			t.Fatalf("%d words were counted, want %d", n, len(quick))
		}
	})
}

// TestTogether tells that both parts are done, and that the panic of the part that
// runs aside reaches the caller.
func TestTogether(t *testing.T) {
	var a, b bool
	together(func() { a = true }, func() { b = true })
	if !a || !b {
		t.Error("a part was not done")
	}
	defer func() {
		if recover() != "aside" {
			t.Error("the panic was lost")
		}
	}()
	together(func() { panic("aside") }, func() {})
}

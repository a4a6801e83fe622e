package docket

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// What is written comes into the file by itself, long before SQLite would bring it
// there, and while the docket is read and written.
func TestTidier(t *testing.T) {
	t.Parallel()
	b := newBed(t, "sqlite:"+t.TempDir()+"/docket.db")
	d := b.open()
	path := d.db.(*sqlite).path
	for i, end := 0, time.Now().Add(patience); ; i++ {
		got(d.Ring(t.Context(), webhook(testKey(1), fmt.Sprint("guid-tidied-", i))))(t)
		file, err := os.ReadFile(path)
		must(t, err)
		if strings.Contains(string(file), "guid-tidied-") {
			return
		}
		if time.Now().After(end) {
			t.Fatal("all of it is still in the log")
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func TestUnnamed(t *testing.T) {
	for query, want := range map[string]string{
		"VALUES ($1, $2)":             "VALUES (?, ?)",
		"SELECT 1":                    "SELECT 1",
		"UPDATE a SET b = $2, c = $1": "UPDATE a SET b = $2, c = $1",
		"SELECT $1, $1":               "SELECT $1, $1",
		"VALUES " + tuple(12):         "VALUES (" + strings.Repeat("?, ", 11) + "?)",
	} {
		if have := unnamed(query); have != want {
			t.Errorf("%s: %s", query, have)
		}
	}
}

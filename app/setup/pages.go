package setup

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the pages
	"encoding/base64"
	"html/template"
	"net/http"
)

var (
	//go:embed pages/setup.tmpl
	pagesText string
	//go:embed pages/style.css
	styleText string

	pages = template.Must(template.New("").Parse(pagesText))
	// styleHash lets the one style of the pages be used, and no other.
	styleHash = "sha256-" + base64.StdEncoding.EncodeToString(sum(styleText))
)

func sum(s string) []byte {
	h := sha256.Sum256([]byte(s))
	return h[:]
}

// view is what the pages show. None of it is a key.
type view struct {
	// Step is 1 to 3 for the ways through, 0 for none.
	Step   int
	Form   string
	Wishes Wishes
	Faults map[string]string

	Action, Manifest, GitHub string
	Hook                     Hook
	Permissions, Events      []line

	Slug, Link, Dir string

	Trouble string
	Again   bool
}

// Style is the style sheet. It is our own text, so it may stand as it is.
func (view) Style() template.CSS { return template.CSS(styleText) }

// line is one thing that the App asks for.
type line struct{ Name, Level, Why string }

func lines(list []asked) []line {
	var out []line
	for _, a := range list {
		out = append(out, line{a.name, a.level, a.why})
	}
	return out
}

// write renders a page whole before any of it is sent.
func write(w http.ResponseWriter, status int, page string, v view) {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, page, v); err != nil {
		http.Error(w, "the page could not be shown", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the browser may be gone
}

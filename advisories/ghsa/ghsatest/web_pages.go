package ghsatest

import (
	html "html/template"
	"net/http"
)

// webPages are GitHub's pages, plain.
var webPages = html.Must(html.New("").Parse(`
{{define "head"}}<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{.}} · GitHub (simulated)</title>
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}code{font-size:.9em}button{font:inherit;padding:.4rem 1rem}</style>{{end}}

{{define "error"}}{{template "head" .}}<h1>{{.}}</h1>{{end}}

{{define "create"}}{{template "head" "Create GitHub App"}}
<h1>Create GitHub App</h1>
<p>The App will belong to <strong>{{.Owner}}</strong>.</p>
<form method="post" action="{{.Action}}">
<input type="hidden" name="manifest" value="{{.Manifest.Text}}"><input type="hidden" name="state" value="{{.State}}">
<p><label>GitHub App name <input name="name" value="{{.Manifest.Name}}" required></label></p>
<p><button id="create">Create GitHub App for {{.Owner}}</button></p></form>{{end}}

{{define "install"}}{{template "head" "Install"}}
<h1>Install {{.Slug}}</h1>
<form method="post" action="/apps/{{.Slug}}/installations">
<p><label>Account <select name="account">{{range .Accounts}}<option>{{.}}</option>{{end}}</select></label></p>
<p>On all repositories, with these permissions:</p>
<ul>{{range $name, $level := .Permissions}}<li>{{$name}}: {{$level}}</li>{{end}}</ul>
<p><button id="install">Install</button></p></form>{{end}}

{{define "installed"}}{{template "head" "Installed"}}
<h1>{{.Slug}} is installed on {{.Account}}</h1>
<ul>{{range $name, $level := .Permissions}}<li>{{$name}}: {{$level}}</li>{{end}}</ul>{{end}}
`))

// Text is the manifest as it was posted, for the page's form.
func (m webManifest) Text() string { return m.text }

func show(w http.ResponseWriter, page string, data any) {
	_ = webPages.ExecuteTemplate(w, page, data) // the browser may be gone
}

func webError(w http.ResponseWriter, status int, text string) {
	w.WriteHeader(status)
	show(w, "error", text)
}

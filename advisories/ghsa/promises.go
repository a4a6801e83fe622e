package ghsa

import (
	"github.com/advisory-bot/advisory-bot/advisories"
)

// graphPromiser is a repository that may hold promises beside its policy file: a
// security policy and a report form. The aliases are in the order of securityPaths
// and formPaths, whose places the variables name.
type graphPromiser struct {
	graphRepository
	Security1 *graphObject `graphql:"security1: object(expression: $security1)"`
	Security2 *graphObject `graphql:"security2: object(expression: $security2)"`
	Security3 *graphObject `graphql:"security3: object(expression: $security3)"`
	Form1     *graphObject `graphql:"form1: object(expression: $form1)"`
	Form2     *graphObject `graphql:"form2: object(expression: $form2)"`
}

// promiseVariables adds the places to the query's variables.
func promiseVariables(v map[string]any) {
	for name, path := range map[string]string{
		"security1": securityPaths[0], "security2": securityPaths[1], "security3": securityPaths[2],
		"form1": formPaths[0], "form2": formPaths[1],
	} {
		v[name] = atHead(path)
	}
}

// repository is the part that every repository of the answer has.
func (r *graphPromiser) repository() *graphRepository {
	if r == nil {
		return nil
	}
	return &r.graphRepository
}

// promises are the security policy and the report form that count, as far as there
// are any: the repository's own, else the owner's default.
func (q *filesQuery) promises() []advisories.PolicyFile {
	from := []*graphPromiser{q.Repository.promiser()}
	if p := q.OwnerPublic; p != nil && givesDefaults(p.IsPrivate) {
		from = append(from, p)
	}
	var out []advisories.PolicyFile
	for _, first := range []func(*graphPromiser) (advisories.PolicyFile, bool){(*graphPromiser).security, (*graphPromiser).form} {
		for _, r := range from {
			if f, ok := first(r); ok {
				out = append(out, f)
				break
			}
		}
	}
	return out
}

func (r *graphPromiser) security() (advisories.PolicyFile, bool) {
	return r.first(securityPaths[:], r.Security1, r.Security2, r.Security3)
}

func (r *graphPromiser) form() (advisories.PolicyFile, bool) {
	return r.first(formPaths[:], r.Form1, r.Form2)
}

// first is the first of the objects that is there, readable or not: a file that
// cannot be read is told, rather than another one taken for it.
func (r *graphPromiser) first(paths []string, objects ...*graphObject) (advisories.PolicyFile, bool) {
	for i, o := range objects {
		if o == nil {
			continue
		}
		f := r.read(advisories.LayerPromise, paths[i], o)
		if linkText(f.Text) {
			f.Text, f.Unreadable = "", "a symbolic link"
		}
		return f, true
	}
	return advisories.PolicyFile{}, false
}

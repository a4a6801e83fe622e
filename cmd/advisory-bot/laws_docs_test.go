package main_test

import (
	"fmt"
	"go/ast"
	"path"
	"slices"
	"strings"
	"testing"
)

// docLaw: every package says what it is in one comment, and every exported name
// of it says what it means.
func docLaw(files []source) []breach {
	packages := map[string][]string{}
	var out []breach
	for _, s := range files {
		packages[s.dir] = append(packages[s.dir], packageDoc(s)...)
		for _, d := range s.Decls {
			out = append(out, undocumented(s, d)...)
		}
	}
	for dir, docs := range packages {
		switch len(docs) {
		case 0:
			out = append(out, breach{dir, "no comment begins with the word Package and says what this package is"})
		case 1:
		default:
			out = append(out, breach{dir, "more than one package comment: " + strings.Join(docs, ", ")})
		}
	}
	slices.SortFunc(out, func(a, b breach) int { return strings.Compare(a.where, b.where) })
	return out
}

// packageDoc is the file's name where it holds a package comment.
func packageDoc(s source) []string {
	if s.Doc == nil {
		return nil
	}
	begin := fmt.Sprintf("Package %s ", s.Name.Name)
	if s.Name.Name == "main" {
		begin = fmt.Sprintf("Command %s ", path.Base(s.dir))
	}
	if !strings.HasPrefix(s.Doc.Text(), begin) {
		return nil
	}
	return []string{path.Base(s.name)}
}

func undocumented(s source, d ast.Decl) []breach {
	var out []breach
	miss := func(n ast.Node, name string) {
		out = append(out, breach{s.at(n), "exported " + name + " has no comment that says what it means"})
	}
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc.Text() == "" && exportedReceiver(d) {
			miss(d, d.Name.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Name.IsExported() && spec.Doc.Text()+d.Doc.Text() == "" {
					miss(spec, spec.Name.Name)
				}
			case *ast.ValueSpec:
				for _, name := range spec.Names {
					if name.IsExported() && spec.Doc.Text()+spec.Comment.Text()+d.Doc.Text() == "" {
						miss(name, name.Name)
					}
				}
			}
		}
	}
	return out
}

// exportedReceiver reports whether a function is one of the package, or a method
// of an exported type.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	x := d.Recv.List[0].Type
	for {
		switch at := x.(type) {
		case *ast.StarExpr:
			x = at.X
		case *ast.IndexExpr:
			x = at.X
		case *ast.Ident:
			return at.IsExported()
		default:
			return true
		}
	}
}

func TestDocLaw(t *testing.T) { report(t, docLaw(sources(t, repository(t)))) }

func TestDocLawBites(t *testing.T) {
	bites(t, docLaw(sources(t, []file{
		{"policy/a.go", "// Package policy judges.\npackage policy\n\n// A is a thing.\ntype A struct{}\n\nfunc (A) Do() {}\nfunc (a *A) do() {}\nfunc Go() {}\n"},
		{"policy/b.go", "package policy\n\n// The words.\nconst (\n\tOne = 1\n\tTwo = 2\n)\n\nvar X, y = 1, 2\n\ntype z struct{}\n\nfunc (z) Open() {}\n\ntype B int\n"},
		{"policy/b_test.go", "package policy\n\nfunc Free() {}\n"},
	})), "a.go:7", "a.go:9", "b.go:15", "b.go:9")
	bites(t, docLaw(sources(t, []file{{"app/a.go", "// Some words.\npackage app\n"}})), "no comment begins")
	bites(t, docLaw(sources(t, []file{{"app/a.go", "// Package app is.\npackage app\n"}, {"app/b.go", "// Package app is not.\npackage app\n"}})), "more than one")
	bites(t, docLaw(sources(t, []file{{"cmd/x/a.go", "// Command x does.\npackage main\n"}})))
}

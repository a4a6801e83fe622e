package main_test

import (
	"fmt"
	"go/ast"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	main "github.com/advisory-bot/advisory-bot/cmd/advisory-bot"
)

var fencedBlock = regexp.MustCompile("(?ms)^```[a-z]*\n(.*?)^```$")

// commandLines are what a text has people type: in blocks a line each, with what
// stands far right left out as a remark; and in the midst of sentences, where the
// program's name may be left out before a command of two words.
func commandLines(text string) []string {
	var out []string
	add := func(line string, brief bool) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), "  ")
		line, _, _ = strings.Cut(line, " #")
		line = strings.TrimPrefix(line, "$ ")
		line = strings.Replace(line, "go run ./cmd/advisory-bot", "advisory-bot", 1)
		rest, ok := strings.CutPrefix(line, "advisory-bot ")
		if ok || brief && (strings.HasPrefix(line, "case ") || strings.HasPrefix(line, "policy ") || strings.HasPrefix(line, "docket ")) {
			out = append(out, rest)
		}
	}
	for _, block := range fencedBlock.FindAllStringSubmatch(text, -1) {
		for line := range strings.Lines(block[1]) {
			add(line, false)
		}
	}
	for _, m := range inlineCode.FindAllStringSubmatch(fencedBlock.ReplaceAllString(text, ""), -1) {
		add(m[1], true)
	}
	return out
}

var shellWord = regexp.MustCompile(`"[^"]*"|'[^']*'|\S+`)

// commandLaw: what people are told to type is a command that there is, with flags
// that it has.
func commandLaw(name, text string, root func() *cobra.Command) []breach {
	lines := commandLines(text)
	if len(lines) == 0 {
		return []breach{{name, "has no command line of advisory-bot"}}
	}
	var out []breach
	for _, line := range lines {
		args := shellWord.FindAllString(line, -1)
		for i, a := range args {
			args[i] = strings.Trim(a, `"'`)
		}
		c, rest, err := root().Find(args)
		if err == nil {
			err = c.ParseFlags(rest)
		}
		// In the midst of a sentence a command may be named without its arguments.
		if given := c.Flags().Args(); err == nil && (c.HasSubCommands() || len(given) > 0) {
			err = c.ValidateArgs(given)
		}
		if err != nil {
			out = append(out, breach{name, fmt.Sprintf("advisory-bot %s: %v", line, err)})
		}
	}
	return out
}

func TestReadmeCommands(t *testing.T) {
	for _, name := range []string{readme, operating} {
		report(t, commandLaw(name, read(t, name), main.RootCommand))
	}
}

func TestReadmeCommandsBites(t *testing.T) {
	for line, want := range map[string]string{
		"advisory-bot case list                    what is open":     "",
		"go run ./cmd/advisory-bot demo --once  # a story":           "",
		`advisory-bot case deny a-b-1 5 --why "we answer ourselves"`: "",
		"advisory-bot nonsense":                                      "unknown command",
		"advisory-bot case lst":                                      "unknown command",
		"advisory-bot case list --every":                             "unknown flag: --every",
		"advisory-bot case show one two":                             "case show needs",
		"docker build -t advisory-bot .":                             "has no command line",
	} {
		breaches := commandLaw(readme, "x\n\n```\n"+line+"\n```\n", main.RootCommand)
		if want == "" {
			bites(t, breaches)
			continue
		}
		bites(t, breaches, want)
	}
	bites(t, commandLaw(readme, "as `case show` and `advisory-bot policy check FILE` say, `case` of `drafts`", main.RootCommand))
	bites(t, commandLaw(readme, "as `case shwo` says", main.RootCommand), "unknown command")
}

// flagLaw: the library takes a back-quoted word of a flag's usage for the name of
// its value, so that none may be in one.
func flagLaw(files []source) []breach {
	var out []breach
	for _, s := range files {
		ast.Inspect(s.File, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) < 3 {
				return true
			}
			f, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || !strings.HasSuffix(f.Sel.Name, "Var") && !strings.HasSuffix(f.Sel.Name, "VarP") {
				return true
			}
			usage, ok := call.Args[len(call.Args)-1].(*ast.BasicLit)
			if ok && strings.Contains(usage.Value[1:len(usage.Value)-1], "`") {
				out = append(out, breach{s.at(usage), "back-quotes in a flag's usage: " + usage.Value})
			}
			return true
		})
	}
	return out
}

func TestFlagLaw(t *testing.T) { report(t, flagLaw(sources(t, repository(t)))) }

func TestFlagLawBites(t *testing.T) {
	bites(t, flagLaw(sources(t, []file{{"cmd/x/a.go", "package main\n\nfunc f() {\n\tc.Flags().StringVar(&s, \"a\", \"\", \"as `b` says\")\n" +
		"\tc.Flags().BoolVarP(&s, \"a\", \"x\", false, \"as `b` says\")\n\tc.Flags().StringVar(&s, \"a\", \"`\", `as b`)\n}\n"}})), "a.go:4", "a.go:5")
}

package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/app"
)

func policyExplainCommand() *cobra.Command {
	var files app.PolicyFiles
	var format string
	c := &cobra.Command{
		Use:   "explain [DIR | OWNER/REPO]",
		Short: "Show which policy holds, and where each value comes from",
		Long: "explain lays the layers over each other (built-in, owner, SECURITY.md and report\n" +
			"form, repository) and prints each value in effect with the file and line that it\n" +
			"comes from. Name files, or a checkout DIR, in which it looks for SECURITY.md,\n" +
			"the form and the policy file where GitHub does; a named file goes before one of\n" +
			"DIR. With OWNER/REPO it asks GitHub through the App, with the configuration of\n" +
			"serve. With none of these, it shows the built-in policy.",
		Args: atMost(1, "one directory or repository"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkFormat(format, "text", "json"); err != nil {
				return err
			}
			e, err := explanation(c, args, files)
			if err != nil {
				return err
			}
			if format == "json" {
				return app.PrintJSON(c.OutOrStdout(), e)
			}
			app.PrintExplanation(c.OutOrStdout(), e)
			return nil
		},
	}
	policyFlags(c, &files)
	formatFlag(c, &format, "text", "json")
	return c
}

// explanation is made of files, or of what GitHub has.
func explanation(c *cobra.Command, args []string, files app.PolicyFiles) (app.Explanation, error) {
	if len(args) == 1 && !app.IsDir(args[0]) && files == (app.PolicyFiles{}) {
		owner, name, ok := strings.Cut(args[0], "/")
		if ok && advisories.ValidOwner(owner) && advisories.ValidRepositoryName(name) {
			config, log, err := configure(c, app.NeedGitHub)
			if err != nil {
				return app.Explanation{}, err
			}
			return app.ExplainPolicyOnGitHub(c.Context(), config, app.Options{Log: log}, owner, name)
		}
	}
	files, err := inDir(args, files)
	if err != nil {
		return app.Explanation{}, err
	}
	return app.ExplainPolicy(files)
}

// inDir are the files of a checkout, where one is named, with those of the flags in
// place of them.
func inDir(args []string, named app.PolicyFiles) (app.PolicyFiles, error) {
	if len(args) == 0 {
		return named, nil
	}
	if !app.IsDir(args[0]) {
		return named, usagef("%s is no directory here; single files are named with --policy, --security, --form and --owner", args[0])
	}
	found, err := app.FindPolicyFiles(args[0])
	if err != nil {
		return named, err
	}
	return found.Over(named), nil
}

func policyImportCommand() *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "import FILE",
		Short: "Make a policy file of what a SECURITY.md promises",
		Long: "import reads a SECURITY.md, or a report form (its name ends in .yml or .yaml),\n" +
			"and prints a policy file that says what it promises and asks for, each value\n" +
			"below a comment that quotes the line it comes from. It reads by rules: no model,\n" +
			"no network. Read the result before you save it as\n" +
			".github/advisory-policy.yml. --format json prints what was understood as data.\n" +
			"Where nothing was promised it says so, and exits 0.",
		Args: exactly(1, "a file, such as SECURITY.md"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkFormat(format, "yaml", "json"); err != nil {
				return err
			}
			if format == "json" {
				doc, err := app.ReadPromises(args[0])
				if err != nil {
					return err
				}
				return app.PrintJSON(c.OutOrStdout(), doc)
			}
			text, err := app.ImportPolicy(args[0])
			if err != nil {
				return err
			}
			fmt.Fprint(c.OutOrStdout(), text)
			return nil
		},
	}
	formatFlag(c, &format, "yaml", "json")
	return c
}

func policyFormCommand() *cobra.Command {
	var files app.PolicyFiles
	c := &cobra.Command{
		Use:   "form [DIR]",
		Short: "Write a report form that asks for what the policy checks",
		Long: "form prints a .github/VULNERABILITY_REPORT.yml, in the syntax of GitHub's issue\n" +
			"forms, that asks reporters for what the policy requires and recommends: the\n" +
			"repository's own contents and the statement on tools and AI too. Name the files\n" +
			"of the policy, or a checkout DIR, as for policy explain.",
		Args: atMost(1, "one directory"),
		RunE: func(c *cobra.Command, args []string) error {
			files, err := inDir(args, files)
			if err != nil {
				return err
			}
			form, notes, err := app.PolicyForm(files)
			if err != nil {
				return err
			}
			for _, n := range notes {
				fmt.Fprintf(c.ErrOrStderr(), "note: %s\n", n)
			}
			fmt.Fprint(c.OutOrStdout(), form)
			return nil
		},
	}
	policyFlags(c, &files)
	return c
}

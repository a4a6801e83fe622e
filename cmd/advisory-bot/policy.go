package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/app"
	"github.com/advisory-bot/advisory-bot/policy"
)

func policyCommand() *cobra.Command {
	c := &cobra.Command{Use: "policy", Short: "Work with policy files", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(policyCheckCommand(), policyExplainCommand(), policyImportCommand(), policyFormCommand(), policySchemaCommand(), policyTestCommand())
	return c
}

// policyFlags are the flags that name the files of a policy.
func policyFlags(c *cobra.Command, f *app.PolicyFiles) {
	c.Flags().StringVar(&f.Owner, "owner", "", "the owner's policy file")
	c.Flags().StringVar(&f.Policy, "policy", "", "the repository's policy file")
	besideFlags(c, f)
}

// besideFlags are the flags that name what a project promises elsewhere.
func besideFlags(c *cobra.Command, f *app.PolicyFiles) {
	c.Flags().StringVar(&f.Security, "security", "", "the SECURITY.md")
	c.Flags().StringVar(&f.Form, "form", "", "the report form, VULNERABILITY_REPORT.yml")
}

// formatFlag is --format.
func formatFlag(c *cobra.Command, into *string, usual, other string) {
	c.Flags().StringVar(into, "format", usual, usual+" or "+other)
}

func checkFormat(format, usual, other string) error {
	if format != usual && format != other {
		return usagef("--format is %s or %s", usual, other)
	}
	return nil
}

// layerOf is the layer that --owner names.
func layerOf(owner bool) advisories.Layer {
	if owner {
		return advisories.LayerOwner
	}
	return advisories.LayerRepository
}

func policySchemaCommand() *cobra.Command {
	var owner bool
	c := &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of the policy file, for editors",
		Long: "schema prints the JSON Schema of a repository's policy file, or of the owner's.\n" +
			"Save it, and point your editor's YAML support to it. It is made from the table\n" +
			"that the program reads files by.",
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := c.OutOrStdout().Write(policy.JSONSchema(layerOf(owner)))
			return err
		},
	}
	c.Flags().BoolVar(&owner, "owner", false, "that of the owner's file")
	return c
}

func policyCheckCommand() *cobra.Command {
	var owner bool
	var beside app.PolicyFiles
	c := &cobra.Command{
		Use:   "check [FILE... | DIR]",
		Short: "Check policy files",
		Long: "check reads policy files as strictly as the program does and says, with line and\n" +
			"column, what is wrong, what does not count, and what is not in effect in this\n" +
			"version. With a SECURITY.md or a report form beside, or in a checkout DIR, it\n" +
			"warns where these say different things, with the lines of both. It exits 1 where\n" +
			"a file has faults.",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 && beside == (app.PolicyFiles{}) {
				return usagef("policy check needs a file, such as .github/advisory-policy.yml, or a checkout's directory")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return checkPolicies(c, args, layerOf(owner), beside) },
	}
	c.Flags().BoolVar(&owner, "owner", false, "read as the owner's file, which may lock, delegate and set floods")
	besideFlags(c, &beside)
	return c
}

func checkPolicies(c *cobra.Command, args []string, layer advisories.Layer, beside app.PolicyFiles) error {
	if len(args) == 1 && app.IsDir(args[0]) {
		found, err := app.FindPolicyFiles(args[0])
		if err != nil {
			return err
		}
		beside = found.Over(beside)
		args = []string{found.Policy}
	}
	if len(args) == 0 {
		args = []string{""} // what stands beside is compared with itself
	}
	var faults []error
	faulty := false
	for _, path := range args {
		r, err := app.CheckPolicy(path, layer, beside)
		if err != nil && !errors.Is(err, app.ErrFaulty) {
			faults = append(faults, err)
			continue
		}
		faulty = faulty || err != nil
		printPolicyReport(c, r)
	}
	if faulty {
		faults = append(faults, app.ErrFaulty)
	}
	return errors.Join(faults...)
}

func printPolicyReport(c *cobra.Command, r app.PolicyReport) {
	w := c.OutOrStdout()
	for _, f := range r.Faults {
		fmt.Fprintln(w, f)
	}
	for _, n := range r.Notes {
		fmt.Fprintf(w, "note: %s\n", n)
	}
	for _, n := range r.Contradictions {
		fmt.Fprintf(w, "warning: %s\n", n)
	}
	for _, n := range r.NotInEffect {
		fmt.Fprintf(w, "not yet in effect: %s\n", n)
	}
	switch {
	case len(r.Faults) > 0:
	case r.File == "":
		fmt.Fprintln(w, "no policy file: what is promised elsewhere holds, and the built-in values (policy explain shows them)")
	default:
		fmt.Fprintf(w, "%s: valid\n", r.File)
	}
}

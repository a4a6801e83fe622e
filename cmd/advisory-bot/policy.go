package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/app"
)

func policyCommand() *cobra.Command {
	c := &cobra.Command{Use: "policy", Short: "Work with policy files", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(policyCheckCommand())
	return c
}

func policyCheckCommand() *cobra.Command {
	var owner bool
	c := &cobra.Command{
		Use:   "check FILE...",
		Short: "Check policy files",
		Long: "check reads policy files as strictly as the program does and says, with line and\n" +
			"column, what is wrong, what does not count, and what is not in effect in this\n" +
			"version. It exits 1 where a file has faults.",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("policy check needs a file, such as .github/advisory-policy.yml")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			layer := advisories.LayerRepository
			if owner {
				layer = advisories.LayerOwner
			}
			var faults []error
			faulty := false
			for _, path := range args {
				r, err := app.CheckPolicy(path, layer)
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
		},
	}
	c.Flags().BoolVar(&owner, "owner", false, "read as the owner's file, which may lock, delegate and set floods")
	return c
}

func printPolicyReport(c *cobra.Command, r app.PolicyReport) {
	w := c.OutOrStdout()
	for _, f := range r.Faults {
		fmt.Fprintln(w, f)
	}
	for _, n := range r.Notes {
		fmt.Fprintf(w, "note: %s\n", n)
	}
	for _, n := range r.NotInEffect {
		fmt.Fprintf(w, "not yet in effect: %s\n", n)
	}
	if len(r.Faults) == 0 {
		fmt.Fprintf(w, "%s: valid\n", r.File)
	}
}

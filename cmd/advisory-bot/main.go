// Command advisory-bot looks after private security advisories on GitHub: it
// answers reporters by the project's own disclosure policy, keeps its deadlines,
// and carries out on GitHub what the policy or a person lets out.
//
// One file a subcommand; what they do is in package app. Exit codes: 0 done, 1
// failed, 2 wrong usage or configuration.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/advisory-bot/advisory-bot/app"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	root := rootCommand()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errs)
	c, err := root.ExecuteContextC(ctx)
	if err == nil {
		return 0
	}
	var faults app.Faults
	var usage usageError
	switch {
	case errors.As(err, &faults):
		fmt.Fprintln(errs, "advisory-bot: the configuration has faults:")
		app.PrintFaults(errs, faults)
		return 2
	case errors.As(err, &usage):
		fmt.Fprintf(errs, "advisory-bot: %s\nSee `%s --help`.\n", err, c.CommandPath())
		return 2
	}
	fmt.Fprintf(errs, "advisory-bot: %s\n", err)
	return 1
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "advisory-bot",
		Short:         "Looks after private security advisories on GitHub",
		Long:          "advisory-bot answers private security reports on GitHub by the project's own\ndisclosure policy, keeps its deadlines, and does on GitHub what the policy or a\nperson lets out.",
		Version:       app.Version(),
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          noArgs,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetHelpCommand(helpCommand())
	root.AddCommand(setupCommand(), doctorCommand(), serveCommand(), demoCommand(), judgeCommand(), sweepCommand(), caseCommand(), docketCommand(), policyCommand(), reportCommand(), healthCommand(), versionCommand())
	return root
}

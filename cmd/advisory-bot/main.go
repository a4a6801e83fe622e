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
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// errUsage marks an error that is the caller's to mend.
var errUsage = errors.New("usage")

func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	root := &cobra.Command{
		Use:           "advisory-bot",
		Short:         "Looks after private security advisories on GitHub",
		Long:          "advisory-bot answers private security reports on GitHub by the project's own disclosure policy,\nkeeps its deadlines, and does on GitHub what the policy or a person lets out.",
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.NoArgs,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errs)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return fmt.Errorf("%w: %w", errUsage, err) })
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(serveCommand(), demoCommand(), judgeCommand(), sweepCommand(), caseCommand(), policyCommand(), healthCommand(), versionCommand())
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	var faults app.Faults
	switch {
	case errors.As(err, &faults):
		fmt.Fprintf(errs, "advisory-bot: the configuration has faults:\n%s\n", faults)
		return 2
	case errors.Is(err, errUsage):
		fmt.Fprintf(errs, "advisory-bot: %s (see advisory-bot --help)\n", err)
		return 2
	}
	fmt.Fprintf(errs, "advisory-bot: %s\n", err)
	return 1
}

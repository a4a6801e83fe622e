package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/app"
)

func caseAckCommand() *cobra.Command {
	var as string
	c := &cobra.Command{
		Use: "ack CASE", Short: "Record that a person of the project has answered the report", Args: exactly(1, "the case's short name"),
		RunE: func(c *cobra.Command, args []string) error {
			return withRecords(c, func(ctx context.Context, r *app.Records) error {
				if err := r.Acknowledge(ctx, args[0], as); err != nil {
					return err
				}
				_, err := fmt.Fprintf(c.OutOrStdout(), "acknowledged %s\n", args[0])
				return err
			})
		},
	}
	asFlag(c, &as)
	return c
}

func caseApproveCommand() *cobra.Command {
	var u app.Ruling
	var flood string
	c := &cobra.Command{
		Use:   "approve CASE NUMBER",
		Short: "Let a held draft out",
		Long: "approve lets a held draft out. Your word is bound to the text that you read: at a terminal the draft is shown and\n" +
			"you are asked; elsewhere give the digest that `case show` prints. --flood OWNER/NAME approves together what a\n" +
			"flood of reports held back in a repository.",
		Args: cobra.MaximumNArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			return withRecords(c, func(ctx context.Context, r *app.Records) error {
				if flood != "" {
					n, err := r.ApproveFlood(ctx, flood, u.As)
					fmt.Fprintf(c.OutOrStdout(), "approved %d draft(s)\n", n)
					return err
				}
				u.Approve = true
				return rule(c, ctx, r, u, args)
			})
		},
	}
	c.Flags().StringVar(&u.Digest, "digest", "", "digest of the draft as `case show` printed it")
	c.Flags().StringVar(&flood, "flood", "", "approve all that a flood holds in this repository")
	asFlag(c, &u.As)
	return c
}

func caseDenyCommand() *cobra.Command {
	var u app.Ruling
	c := &cobra.Command{
		Use: "deny CASE NUMBER --why TEXT", Short: "Hold a draft back for good", Args: exactly(2, "the case's short name and the draft's number"),
		RunE: func(c *cobra.Command, args []string) error {
			if strings.TrimSpace(u.Why) == "" {
				return fmt.Errorf("%w: deny needs --why", errUsage)
			}
			return withRecords(c, func(ctx context.Context, r *app.Records) error { return rule(c, ctx, r, u, args) })
		},
	}
	c.Flags().StringVar(&u.Digest, "digest", "", "digest of the draft as `case show` printed it")
	c.Flags().StringVar(&u.Why, "why", "", "the reason, kept sealed")
	asFlag(c, &u.As)
	return c
}

// rule records an operator's word on one draft, after showing it where nobody
// gave its digest.
func rule(c *cobra.Command, ctx context.Context, r *app.Records, u app.Ruling, args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("%w: want the case's short name and the draft's number", errUsage)
	}
	n, err := strconv.Atoi(args[1])
	if err != nil || n < 1 {
		return fmt.Errorf("%w: the draft's number is a number such as 2", errUsage)
	}
	u.Case, u.Number = args[0], n
	d, err := r.Draft(ctx, u.Case, n)
	if err != nil {
		return err
	}
	if u.Digest == "" {
		if !terminal(c.InOrStdin()) {
			return fmt.Errorf("%w: give --digest as `case show %s` prints it, so that you decide on what you read", errUsage, u.Case)
		}
		if !confirmed(c, d, u.Approve) {
			return fmt.Errorf("nothing decided")
		}
		u.Digest = d.Digest
	}
	if err := r.Decide(ctx, u); err != nil {
		return err
	}
	word := "denied"
	if u.Approve {
		word = "approved"
	}
	_, err = fmt.Fprintf(c.OutOrStdout(), "%s draft %d of %s\n", word, n, u.Case)
	return err
}

func confirmed(c *cobra.Command, d advisories.Draft, approve bool) bool {
	app.PrintDraft(c.OutOrStdout(), d)
	word := "Deny"
	if approve {
		word = "Approve"
	}
	fmt.Fprintf(c.OutOrStdout(), "\n%s this draft? Type yes: ", word)
	line, _ := bufio.NewReader(c.InOrStdin()).ReadString('\n')
	return strings.TrimSpace(line) == "yes"
}

func terminal(r io.Reader) bool {
	f, ok := r.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

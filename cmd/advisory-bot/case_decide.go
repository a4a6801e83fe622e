package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/app"
)

// wantDraft is how a draft is named.
const wantDraft = "the case's short name and the draft's number"

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
		Long: "approve lets a held draft out. Your word is bound to the text that you read: at a\n" +
			"terminal the draft is shown and you are asked; elsewhere give the digest that\n" +
			"`case show` prints. --flood OWNER/NAME approves together what a flood of reports\n" +
			"held back in a repository.",
		Args: atMost(2, wantDraft),
		RunE: func(c *cobra.Command, args []string) error {
			if flood != "" && (len(args) > 0 || u.Digest != "") {
				return usagef("--flood stands alone: it approves all that a flood holds in the repository")
			}
			if flood == "" && len(args) != 2 {
				return usagef("%s needs %s", named(c), wantDraft)
			}
			return withRecords(c, func(ctx context.Context, r *app.Records) error {
				if flood != "" {
					n, err := r.ApproveFlood(ctx, flood, u.As)
					if n > 0 {
						fmt.Fprintf(c.OutOrStdout(), "approved %d draft(s) of %s\n", n, flood)
					}
					return err
				}
				u.Approve = true
				return rule(c, ctx, r, u, args)
			})
		},
	}
	c.Flags().StringVar(&u.Digest, "digest", "", "digest of the draft, as case show printed it")
	c.Flags().StringVar(&flood, "flood", "", "approve all that a flood holds in this repository")
	asFlag(c, &u.As)
	return c
}

func caseDenyCommand() *cobra.Command {
	var u app.Ruling
	c := &cobra.Command{
		Use: "deny CASE NUMBER --why TEXT", Short: "Hold a draft back for good", Args: exactly(2, wantDraft),
		RunE: func(c *cobra.Command, args []string) error {
			if strings.TrimSpace(u.Why) == "" {
				return usagef("deny needs --why TEXT")
			}
			return withRecords(c, func(ctx context.Context, r *app.Records) error { return rule(c, ctx, r, u, args) })
		},
	}
	c.Flags().StringVar(&u.Digest, "digest", "", "digest of the draft, as case show printed it")
	c.Flags().StringVar(&u.Why, "why", "", "the reason, kept sealed")
	asFlag(c, &u.As)
	return c
}

// rule records an operator's word on one draft, after showing it where nobody
// gave its digest.
func rule(c *cobra.Command, ctx context.Context, r *app.Records, u app.Ruling, args []string) error {
	n, err := strconv.Atoi(args[1])
	if err != nil || n < 1 {
		return usagef("the draft's number is a number such as 2")
	}
	u.Case, u.Number = args[0], n
	d, err := r.Draft(ctx, u.Case, n)
	if err != nil {
		return err
	}
	switch {
	case u.Digest != "", d.State != advisories.DraftHeld: // Decide says why that cannot be
	case !terminal(c.InOrStdin()):
		return usagef("give --digest as `advisory-bot case show %s` prints it, so that you decide on what you read", u.Case)
	default:
		yes, err := confirmed(ctx, c, u.Case, d, u.Approve)
		if err != nil {
			return err
		}
		if !yes {
			return errors.New("nothing decided")
		}
		u.Digest = d.Digest
	}
	if err := r.Decide(ctx, u); err != nil {
		return err
	}
	word, more := "denied", ""
	if u.Approve {
		word = "approved"
		if d, err = r.Draft(ctx, u.Case, n); err == nil && d.State == advisories.DraftHeld {
			more = fmt.Sprintf("; it stays held: %d people must approve it", d.Approvals)
		}
	}
	_, err = fmt.Fprintf(c.OutOrStdout(), "%s draft %d of %s%s\n", word, n, u.Case, more)
	return err
}

// confirmed shows a draft and asks for a yes.
func confirmed(ctx context.Context, c *cobra.Command, name string, d advisories.Draft, approve bool) (bool, error) {
	app.PrintDraft(c.OutOrStdout(), name, d)
	word := "Deny"
	if approve {
		word = "Approve"
	}
	answer, err := ask(ctx, c, "\n"+word+" this draft? Type yes: ")
	return answer == "yes", err
}

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
)

var errInterrupted = errors.New("interrupted")

// terminal reports whether a person can be asked there.
func terminal(r io.Reader) bool {
	f, ok := r.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull) // a character device too, and nobody sits there
	return err != nil || !os.SameFile(info, null)
}

// ask prints a question and waits for a line, or until ctx ends.
func ask(ctx context.Context, c *cobra.Command, question string) (string, error) {
	fmt.Fprint(c.OutOrStdout(), question)
	answer := make(chan string, 1)
	go func() { // left behind where ctx ends first: the program does too
		line, _ := bufio.NewReader(c.InOrStdin()).ReadString('\n')
		answer <- strings.TrimSpace(line)
	}()
	select {
	case line := <-answer:
		return line, nil
	case <-ctx.Done():
		fmt.Fprintln(c.OutOrStdout())
		return "", errInterrupted
	}
}

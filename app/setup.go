package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"

	"github.com/advisory-bot/advisory-bot/advisories/ghsa"
	"github.com/advisory-bot/advisory-bot/app/setup"
)

// SetupOptions say how setup is run.
type SetupOptions struct {
	// Wishes are what is known already; it can be changed on the way.
	Wishes setup.Wishes
	// Listen is the loopback address of the pages, "127.0.0.1:0" for any free port.
	Listen string
	// Terminal is for machines without a browser.
	Terminal bool
	// In is asked in the terminal; Out is told what to do.
	In  io.Reader
	Out io.Writer
	// Environ is the environment as NAME=VALUE; nil is the process's own.
	Environ []string
	// Transport carries the request to GitHub; nil is the real network.
	Transport http.RoundTripper
}

// Setup leads through registering the App on GitHub and stores its keys in the
// data directory. It needs no other configuration than that directory and GitHub's
// addresses.
func Setup(ctx context.Context, o SetupOptions) error {
	config, api, set, err := readSetup(ctx, o.Environ)
	if err != nil {
		return err
	}
	for _, warning := range config.Warnings {
		fmt.Fprintf(o.Out, "Warning: %s\n", warning)
	}
	for _, name := range set {
		fmt.Fprintf(o.Out, "Note: %s%s is set in the environment, which goes before what setup stores.\n", Prefix, name)
	}
	way := setup.Config{
		WebURL: config.WebURL, Store: setup.Store{Dir: config.DataDir}, Wishes: o.Wishes,
		Convert: func(ctx context.Context, code string) (setup.Keys, error) {
			a, err := ghsa.Convert(ctx, ghsa.Config{APIURL: api, UserAgent: "advisory-bot/" + Version(), Transport: o.Transport}, code)
			if err != nil {
				return setup.Keys{}, err
			}
			return setup.Keys{AppID: a.ID, Slug: a.Slug, PEM: a.PEM, ClientID: a.ClientID, ClientSecret: a.ClientSecret, WebhookSecret: a.WebhookSecret}, nil
		},
	}
	done, err := leadSetup(ctx, way, o)
	if errors.Is(err, setup.ErrStored) {
		return fmt.Errorf("%w (%sDATA_DIR)", err, Prefix)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(o.Out, "\nThe App %s (id %d) is created; its keys are in %s.\n\nInstall it:  %s\nThen:        advisory-bot doctor\n             advisory-bot serve\n",
		done.Slug, done.AppID, config.DataDir, done.Link)
	return nil
}

func leadSetup(ctx context.Context, way setup.Config, o SetupOptions) (setup.Installed, error) {
	if o.Terminal {
		return setup.Terminal(ctx, way, o.In, o.Out)
	}
	b, err := setup.NewBrowser(way, o.Listen)
	if err != nil {
		return setup.Installed{}, err
	}
	fmt.Fprintf(o.Out, "Open this link in a browser on this machine. It works once.\n\n  %s\n\nNo browser here? setup --terminal\n", b.Link())
	return b.Run(ctx)
}

// readSetup reads what setup needs: the data directory, and where GitHub is. Set
// are the variables of the environment that will hide what is stored.
func readSetup(ctx context.Context, environ []string) (c Config, api string, set []string, err error) {
	if environ == nil {
		environ = os.Environ()
	}
	c, err = ReadConfig(ctx, environ, NeedDocket)
	if err != nil {
		return c, "", nil, err
	}
	r := &reader{need: NeedGitHub}
	values := ours(environ)
	api, ok := r.look(values, "API_URL")
	if !ok {
		api = "https://api.github.com/"
	}
	api = r.httpURL("API_URL", api)
	if len(r.faults) > 0 {
		return c, "", nil, r.inOrder()
	}
	for _, name := range slices.Sorted(maps.Keys(storedFiles)) {
		if values[name] != "" || values[name+fileSuffix] != "" {
			set = append(set, name)
		}
	}
	return c, api, set, nil
}

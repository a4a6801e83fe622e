package app

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
	"github.com/advisory-bot/advisory-bot/policy/promise"
)

// PolicyFiles are the local files that a policy is made of; each may be empty.
type PolicyFiles struct {
	// Owner is the owner's policy file, Security a SECURITY.md, Form a report form,
	// Policy the repository's policy file.
	Owner, Security, Form, Policy string
}

// The places in a repository, those of one kind in the order in which GitHub looks.
var (
	securityPlaces = []string{".github/SECURITY.md", "SECURITY.md", "docs/SECURITY.md"}
	formPlaces     = []string{".github/VULNERABILITY_REPORT.yml", ".github/VULNERABILITY_REPORT.yaml"}
	policyPlaces   = []string{policy.Path}
)

// ErrNoPolicyFiles: a directory holds nothing that a policy is made of.
var ErrNoPolicyFiles = errors.New("holds none of the files that a policy is made of")

// FindPolicyFiles looks in a checkout for the files that count for its repository.
func FindPolicyFiles(dir string) (PolicyFiles, error) {
	var f PolicyFiles
	for _, kind := range []struct {
		into   *string
		places []string
	}{{&f.Security, securityPlaces}, {&f.Form, formPlaces}, {&f.Policy, policyPlaces}} {
		for _, place := range kind.places {
			path := filepath.Join(dir, filepath.FromSlash(place))
			info, err := os.Stat(path)
			if err == nil && !info.IsDir() {
				*kind.into = path
				break
			}
			if err != nil && !errors.Is(err, os.ErrNotExist) {
				return f, err
			}
		}
	}
	if f == (PolicyFiles{}) {
		return f, fmt.Errorf("%s: %w: %s", dir, ErrNoPolicyFiles, strings.Join(append(append(policyPlaces, securityPlaces...), formPlaces...), ", "))
	}
	return f, nil
}

// Over is f with the files that were named in place of its own.
func (f PolicyFiles) Over(named PolicyFiles) PolicyFiles {
	for _, p := range []struct{ into, from *string }{
		{&f.Owner, &named.Owner}, {&f.Security, &named.Security}, {&f.Form, &named.Form}, {&f.Policy, &named.Policy},
	} {
		if *p.from != "" {
			*p.into = *p.from
		}
	}
	return f
}

// IsDir reports whether a path is that of a directory.
func IsDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// read reads the files as a snapshot would hold them.
func (f PolicyFiles) read() ([]advisories.PolicyFile, error) {
	if f.Form != "" && !policy.IsForm(f.Form) {
		return nil, fmt.Errorf("%s: the name of a report form ends in .yml or .yaml", f.Form)
	}
	if policy.IsForm(f.Security) {
		return nil, fmt.Errorf("%s: a SECURITY.md is prose; a report form goes with --form", f.Security)
	}
	var out []advisories.PolicyFile
	for _, p := range []struct {
		path  string
		layer advisories.Layer
	}{
		{f.Owner, advisories.LayerOwner}, {f.Security, advisories.LayerPromise}, {f.Form, advisories.LayerPromise}, {f.Policy, advisories.LayerRepository},
	} {
		if p.path == "" {
			continue
		}
		text, err := readText(p.path)
		if err != nil {
			return nil, err
		}
		out = append(out, advisories.PolicyFile{Path: p.path, Text: text, Layer: p.layer})
	}
	return out, nil
}

// compose is the policy that the files make, and what in them does not count.
func (f PolicyFiles) compose() (*policy.Policy, []policy.Problem, error) {
	files, err := f.read()
	if err != nil {
		return nil, nil, err
	}
	pol, problems := policy.Compose(policy.ComposeInput{Files: files})
	return pol, problems, nil
}

// strict is compose for a use where a policy file with faults must not be skipped
// unnoticed: it is an error.
func (f PolicyFiles) strict() (*policy.Policy, []string, error) {
	pol, problems, err := f.compose()
	if err != nil {
		return nil, nil, err
	}
	var notes []string
	for _, p := range problems {
		if p.Kind == policy.ProblemFault {
			return nil, nil, fmt.Errorf("%w:\n%w", ErrFaulty, p.Faults)
		}
		notes = append(notes, p.String())
	}
	return pol, notes, nil
}

// readText reads a text file that is not larger than what is read of a text.
func readText(path string) (string, error) {
	if IsDir(path) {
		return "", fmt.Errorf("%s: is a directory: want a file", path)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	return asText(path, b)
}

func asText(name string, b []byte) (string, error) {
	if len(b) > promise.MaxRead {
		return "", fmt.Errorf("%s: has %d bytes: want a text of at most %d", name, len(b), promise.MaxRead)
	}
	if at := bytes.IndexByte(b, 0); at >= 0 {
		return "", fmt.Errorf("%s: holds no text, there is a zero byte at %d: want UTF-8", name, at)
	}
	return string(b), nil
}

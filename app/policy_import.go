package app

import (
	"fmt"
	"path/filepath"

	"github.com/advisory-bot/advisory-bot/policy"
	"github.com/advisory-bot/advisory-bot/policy/promise"
)

// ImportPolicy reads what a SECURITY.md or a report form promises and asks for,
// and gives it as a policy file.
func ImportPolicy(path string) (string, error) {
	text, err := readText(path)
	if err != nil {
		return "", err
	}
	if !policy.IsForm(path) {
		return policy.Import(filepath.Base(path), text), nil
	}
	out, err := policy.ImportForm(filepath.Base(path), text)
	if err != nil {
		return "", formError(path, err)
	}
	return out, nil
}

// ReadPromises reads the same as data.
func ReadPromises(path string) (promise.Document, error) {
	text, err := readText(path)
	if err != nil {
		return promise.Document{}, err
	}
	if !policy.IsForm(path) {
		return promise.Read(text), nil
	}
	form, err := promise.ReadForm(text)
	if err != nil {
		return promise.Document{}, formError(path, err)
	}
	return promise.Document{Fields: policy.FormRequests(form)}, nil
}

func formError(path string, err error) error {
	return fmt.Errorf("%s: the report form cannot be read: %w", path, err)
}

// PolicyForm is the report form that asks for what the policy of these files wants,
// and what in the files does not count.
func PolicyForm(f PolicyFiles) (form string, notes []string, err error) {
	pol, notes, err := f.strict()
	if err != nil {
		return "", nil, err
	}
	return policy.WriteForm(pol), notes, nil
}

package app

import (
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
	"github.com/advisory-bot/advisory-bot/policy/promise"
)

// PolicyReport is what `policy check` says of one policy file and of what stands
// beside it.
type PolicyReport struct {
	File        string
	Faults      []string
	Notes       []string
	NotInEffect []string
	// Contradictions are where the file, SECURITY.md and the report form say
	// different things.
	Contradictions []string
}

// ErrFaulty: a checked policy file has faults.
var ErrFaulty = errors.New("the policy file has faults")

// CheckPolicy reads a policy file as that of a layer and says what is wrong with
// it, what of it does not count or cannot be met, and what is not in effect in
// this version: notes and keys each in the order of their lines. The SECURITY.md
// and the form of beside are compared with it, and with each other; path may be
// empty where there is no policy file.
func CheckPolicy(path string, layer advisories.Layer, beside PolicyFiles) (PolicyReport, error) {
	out := PolicyReport{File: path}
	promises, err := PolicyFiles{Security: beside.Security, Form: beside.Form}.read()
	if err != nil {
		return out, err
	}
	var file *policy.File
	if path != "" {
		if file, err = checkFile(path, layer, &out); err != nil {
			return out, err
		}
	}
	for _, f := range promises {
		if !policy.IsForm(f.Path) {
			continue
		}
		if _, err := promise.ReadForm(f.Text); err != nil {
			out.Faults = append(out.Faults, formError(f.Path, err).Error())
		}
	}
	for _, p := range policy.Contradictions(file, promises) {
		out.Contradictions = append(out.Contradictions, p.String())
	}
	if len(out.Faults) > 0 {
		return out, ErrFaulty
	}
	return out, nil
}

// checkFile checks the policy file itself; the file is nil where it has faults.
func checkFile(path string, layer advisories.Layer, out *PolicyReport) (*policy.File, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	file, faults := policy.Parse(path, string(b), layer)
	for _, f := range faults {
		out.Faults = append(out.Faults, f.String())
	}
	if len(faults) > 0 {
		return nil, nil
	}
	for _, u := range file.NotInEffect() {
		out.NotInEffect = append(out.NotInEffect, fmt.Sprintf("%s:%d: %s", path, u.Line, u.Key))
	}
	_, problems := policy.Compose(policy.ComposeInput{Files: []advisories.PolicyFile{{Path: path, Text: string(b), Layer: layer}}})
	problems = append(problems, file.OutOfReach()...)
	problems = append(problems, file.OpenToAll()...)
	slices.SortStableFunc(problems, func(a, b policy.Problem) int { return a.Line - b.Line })
	for _, p := range problems {
		out.Notes = append(out.Notes, p.String())
	}
	return file, nil
}

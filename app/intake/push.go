package intake

import (
	"bytes"
	"encoding/json"
)

// policyPath is where a repository and its owner keep their policy.
const policyPath = ".github/advisory-policy.yml"

// maxCommits is how many commits GitHub lists in a push; of a longer one the
// changed paths are not all known.
const maxCommits = 2048

// maxRef is the longest ref that is taken, in bytes; Git's own limit is lower on
// common file systems.
const maxRef = 1024

// commit is what is read of a pushed commit: whether it touches the policy.
type commit struct {
	Added    touches `json:"added"`
	Modified touches `json:"modified"`
	Removed  touches `json:"removed"`
}

// touches is true where a list of paths has the policy's. The list is not kept.
type touches bool

func (t *touches) UnmarshalJSON(b []byte) error {
	// Most lists do not have the file's name in them; those are not decoded.
	if !bytes.Contains(b, []byte("advisory-policy")) {
		return nil
	}
	var paths []string
	if err := json.Unmarshal(b, &paths); err != nil {
		return err
	}
	for _, p := range paths {
		if p == policyPath {
			*t = true
		}
	}
	return nil
}

// onDefault reports whether the push is to the default branch.
func (d *delivery) onDefault() bool {
	return d.Repository.DefaultBranch != "" && *d.Ref == "refs/heads/"+d.Repository.DefaultBranch
}

// touchesPolicy reports whether a push may have changed the policy: to the default
// branch, and with a commit that touches it, or with changes that are not all
// listed.
func (d *delivery) touchesPolicy() bool {
	if !d.onDefault() {
		return false
	}
	if d.Forced || d.Commits == nil || len(*d.Commits) == 0 || len(*d.Commits) >= maxCommits {
		return d.Before != d.After
	}
	for _, c := range *d.Commits {
		if c.Added || c.Modified || c.Removed {
			return true
		}
	}
	return false
}

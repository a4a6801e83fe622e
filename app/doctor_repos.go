package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa"
	"github.com/advisory-bot/advisory-bot/policy"
)

// repository looks at one repository.
func (d *doctor) repository(ctx context.Context, r advisories.Repository, granted map[string]string) {
	about := r.Owner + "/" + r.Name
	d.reporting(ctx, r, about)
	d.comments(ctx, r, about)
	if pol := d.policy(ctx, r, about); pol != nil {
		d.tracking(ctx, r, pol, granted)
	}
}

func (d *doctor) reporting(ctx context.Context, r advisories.Repository, about string) {
	const name = "private_reporting"
	if r.Private {
		d.note(name, about, CheckSkipped, "the repository is private: nobody reports to it from outside", "")
		return
	}
	on, err := d.gh.Reporting(ctx, r)
	switch {
	case err != nil:
		d.trouble(name, about, err)
	case !on:
		d.note(name, about, CheckWarn, "private vulnerability reporting is off, so no report can come in", "Switch it on at "+d.page(about, "settings", "security_analysis"))
	default:
		d.note(name, about, CheckOK, "private vulnerability reporting is on", "")
	}
}

// comments looks whether the comments API is there, which only an advisory shows.
func (d *doctor) comments(ctx context.Context, r advisories.Repository, about string) {
	const name, handOffs = "comments", "Drafts for reporters are hand-offs here: their text and a link, for a person to post."
	if r.Private {
		d.note(name, about, CheckOK, "GitHub has no comments API for private repositories; drafts are hand-offs", "")
		return
	}
	open, err := d.gh.Open(ctx, r)
	if err != nil {
		d.trouble(name, about, err)
		return
	}
	if len(open) == 0 {
		d.note(name, about, CheckSkipped, "no open advisory that would show it", "")
		return
	}
	snap, err := d.gh.Snapshot(ctx, r, open[0].GHSA, advisories.Want{Comments: true})
	switch {
	case err != nil:
		d.trouble(name, about, err)
	case !snap.CommentsKnown:
		d.note(name, about, CheckWarn, "the comments API does not answer", handOffs)
	default:
		d.note(name, about, CheckOK, "the comments API answers", "")
	}
}

// readFiles reads the policy files and promises of an account's repositories, up to
// a hundred by one query. What cannot be had so is asked for again, one by one.
func (d *doctor) readFiles(ctx context.Context, installation int64, repos []advisories.Repository) {
	if d.files == nil {
		d.files = map[int64]advisories.Snapshot{}
	}
	for batch := range slices.Chunk(repos, ghsa.MaxBatch) {
		list, err := d.gh.FilesOf(ctx, installation, batch)
		if err != nil {
			return
		}
		for i, snap := range list {
			d.files[batch[i].ID] = snap
		}
	}
}

// filesOf are a repository's files.
func (d *doctor) filesOf(ctx context.Context, r advisories.Repository) (advisories.Snapshot, error) {
	if snap, ok := d.files[r.ID]; ok && snap.FilesKnown {
		return snap, nil
	}
	return d.gh.Files(ctx, r)
}

// policy looks at the policy files; nil where they cannot be read.
func (d *doctor) policy(ctx context.Context, r advisories.Repository, about string) *policy.Policy {
	const name = "policy"
	snap, err := d.filesOf(ctx, r)
	if err != nil {
		d.trouble(name, about, err)
		return nil
	}
	if !snap.FilesKnown {
		d.note(name, about, CheckFail, "policy files cannot be read ("+plain(snap.FilesFault)+"), so every draft is held", "The App needs contents: read, and to cover the repository.")
		return nil
	}
	in := policy.ComposeInput{Repository: snap.Repository, Files: snap.Files}
	if d.docket != nil {
		if kept, have, err := d.docket.OwnerPolicy(ctx, r.Installation); err == nil && have {
			in.LastOwner = &kept
		}
	}
	pol, problems := policy.Compose(in)
	result, warnings := CheckOK, []string{}
	for _, p := range problems {
		if p.Kind == policy.ProblemFault {
			result = CheckFail
		}
		warnings = append(warnings, p.String())
	}
	warnings = append(warnings, fileWarnings(snap)...)
	found := "no policy file; what SECURITY.md and the report form promise holds, and the built-in values"
	if files := policyFiles(snap); len(files) > 0 {
		found = and(files)
	}
	if len(warnings) > 0 {
		if result == CheckOK {
			result = CheckWarn
		}
		found += "\n" + strings.Join(warnings, "\n")
	}
	d.note(name, about, result, found, "Mend the file; advisory-bot policy check says the same offline.")
	return pol
}

// policyFiles are the policy files that were found.
func policyFiles(snap advisories.Snapshot) []string {
	var out []string
	for _, f := range snap.Files {
		if f.Layer == advisories.LayerRepository || f.Layer == advisories.LayerOwner {
			out = append(out, f.Repository+": "+f.Path)
		}
	}
	return out
}

// fileWarnings are what each file that can be read says in vain or too openly, and
// where files contradict each other.
func fileWarnings(snap advisories.Snapshot) []string {
	var out []string
	var own *policy.File
	var promises []advisories.PolicyFile
	for _, f := range snap.Files {
		if f.Layer == advisories.LayerPromise {
			promises = append(promises, f)
			continue
		}
		file, faults := policy.Parse(f.Path, f.Text, f.Layer)
		if f.Unreadable != "" || len(faults) > 0 {
			continue // told already
		}
		problems := file.OutOfReach()
		if f.Layer == advisories.LayerRepository {
			own = file
			if !snap.Repository.Private {
				problems = append(problems, file.OpenToAll()...)
			}
		}
		for _, p := range problems {
			out = append(out, p.String())
		}
		for _, u := range file.NotInEffect() {
			out = append(out, fmt.Sprintf("%s:%d: %s is not in effect in this version", f.Path, u.Line, u.Key))
		}
	}
	for _, p := range policy.Contradictions(own, promises) {
		out = append(out, p.String())
	}
	return out
}

// tracking looks at the tracking repository and counts who can read it, once for
// all repositories that share it.
func (d *doctor) tracking(ctx context.Context, r advisories.Repository, pol *policy.Policy, granted map[string]string) {
	const name = "tracking"
	if pol.Tracking == "" {
		d.note(name, r.Owner+"/"+r.Name, CheckSkipped, "the policy names no tracking repository", "`tracking: OWNER/NAME` of a private repository gives maintainers one issue a case.")
		return
	}
	key := strings.ToLower(pol.Tracking)
	if d.tracked[key] {
		return
	}
	d.tracked[key] = true
	if granted["issues"] != "write" {
		d.note(name, pol.Tracking, CheckFail, "issues: write is not granted, so no tracking issue is written", "See the check permissions.")
		return
	}
	owner, repo, _ := strings.Cut(pol.Tracking, "/")
	at, err := d.gh.TrackingRepository(ctx, r.Installation, owner, repo)
	switch code := advisories.CodeOf(err); {
	case code == advisories.FaultGone || code == advisories.FaultForbidden:
		d.note(name, pol.Tracking, CheckFail, "not there, or not covered by the App", "Make it, private, and select it where the App is installed.")
		return
	case err != nil:
		d.trouble(name, pol.Tracking, err)
		return
	case !at.Private:
		d.note(name, pol.Tracking, CheckFail, "not private, so nothing is written there", "Make it private. Internal is read by a whole enterprise, and is refused too.")
		return
	case !at.Writable:
		d.note(name, pol.Tracking, CheckFail, "archived, or its issues are switched off", "Unarchive it, or switch issues on in its settings.")
		return
	}
	d.audience(ctx, r, pol, at)
}

func (d *doctor) audience(ctx context.Context, r advisories.Repository, pol *policy.Policy, at advisories.TrackingRepository) {
	const name = "tracking"
	people, whole, err := d.gh.Audience(ctx, r.Installation, at)
	if err != nil {
		d.trouble(name, pol.Tracking, err)
		return
	}
	found := fmt.Sprintf("private; %d people can read it", people)
	switch {
	case !whole:
		found = fmt.Sprintf("private; %d people or more can read it", people)
	case people == 1:
		found = "private; 1 person can read it"
	}
	needed, known := teamSize(pol)
	if known && people > needed && !pol.TrackingAudience {
		d.note(name, pol.Tracking, CheckWarn, fmt.Sprintf("%s, and the policy's team has %d", found, needed),
			"Everybody there sees which reports are open. Take the others out, or accept it: `tracking_audience: accepted` in the policy.")
		return
	}
	d.note(name, pol.Tracking, CheckOK, found, "")
}

// teamSize is how many people the policy's team names; not known where it names
// GitHub teams, whose members GitHub shows one by one only.
func teamSize(pol *policy.Policy) (people int, known bool) {
	for _, m := range pol.Team {
		if m.Team != "" {
			return 0, false
		}
		people++
	}
	return people, people > 0
}

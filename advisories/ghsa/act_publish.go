package ghsa

import (
	"context"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// wirePublish is the one request that publishes. Every field is sent, the empty
// lists too, so that what was slipped in since the approval does not stay.
type wirePublish struct {
	State           string           `json:"state"`
	Summary         string           `json:"summary"`
	Description     string           `json:"description"`
	Vulnerabilities []wireVulnerable `json:"vulnerabilities"`
	CWEs            []string         `json:"cwe_ids"`
	Credits         []wireGiven      `json:"credits"`
}

// One of these two, or neither, goes with it: see [severityToPublish].
type (
	wirePublishSeverity struct {
		wirePublish
		Severity *string `json:"severity"`
	}
	wirePublishVector struct {
		wirePublish
		Vector string `json:"cvss_vector_string"`
	}
)

// Publish publishes an advisory with exactly the summary, description, affected
// versions, severity or CVSS vector, CWEs and credits that were approved, all in
// one request with the state. What GitHub shows then is returned; the caller
// compares it with what was approved. It cannot be undone by us or by the
// project: only GitHub's staff takes a published advisory away.
func (c *Client) Publish(ctx context.Context, repo advisories.Repository, id advisories.GHSA, approved advisories.Advisory) (advisories.Advisory, error) {
	if approved.GHSA != "" && approved.GHSA != id {
		return advisories.Advisory{}, unsendable(routePublish, errWrongOne)
	}
	credits, err := given(approved.Credits)
	if err != nil {
		return advisories.Advisory{}, unsendable(routePublish, err)
	}
	w := wirePublish{
		State: string(advisories.StatePublished), Summary: approved.Summary, Description: approved.Description,
		Vulnerabilities: vulnerable(approved.Vulnerabilities), CWEs: append([]string{}, approved.CWEs...), Credits: credits,
	}
	return c.patch(ctx, routePublish, repo, id, severityToPublish(w, approved))
}

// severityToPublish adds how grave it is. GitHub takes one of severity and vector,
// and one vector: of an advisory with two of them neither can be sent without the
// risk of losing the other, so both stay as they are, and reading back tells.
func severityToPublish(w wirePublish, approved advisories.Advisory) any {
	switch {
	case approved.CVSS3 != "" && approved.CVSS4 != "":
		return w
	case approved.CVSS3 != "":
		return wirePublishVector{w, approved.CVSS3}
	case approved.CVSS4 != "":
		return wirePublishVector{w, approved.CVSS4}
	}
	return wirePublishSeverity{w, orNull(approved.Severity)}
}

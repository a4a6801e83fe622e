package intake

// The classes of events.
const (
	classNone  = "none"
	classOther = "other"
)

// issueComment is a comment on an issue. Whether the issue is a case's tracking
// issue only the docket knows; it drops the others.
const issueComment = "issue_comment"

// actions are the events that ring, each with its actions; an event without
// actions has none. Every other event is counted and dropped.
var actions = map[string]map[string]bool{
	"repository_advisory":       words("reported", "published"),
	"installation":              words("created", "deleted", "suspend", "unsuspend", "new_permissions_accepted"),
	"installation_repositories": words("added", "removed"),
	"installation_target":       words("renamed"),
	"push":                      nil,
	issueComment:                words("created"),
	"repository":                words("renamed", "transferred", "archived", "unarchived", "privatized", "publicized", "deleted"),
}

// dropped are further events that GitHub is known to send to the App; they have a
// class of their own in metrics, and never ring.
var dropped = words("github_app_authorization", "ping", "security_advisory", "issues", "meta", "public")

func words(list ...string) map[string]bool {
	out := map[string]bool{}
	for _, w := range list {
		out[w] = true
	}
	return out
}

// classOf is the class of an event header: a word of a closed list.
func classOf(event string) string {
	if event == "" {
		return classNone
	}
	if _, ok := actions[event]; ok || dropped[event] {
		return event
	}
	return classOther
}

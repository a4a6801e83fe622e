package app

import (
	"fmt"
	"io"

	"github.com/advisory-bot/advisory-bot/advisories/docket"
)

// purgedText stands where a text was, once it was purged.
const purgedText = "purged after the time of retention"

// PrintVerified says what was verified.
func PrintVerified(to io.Writer, what string, v docket.Verified) {
	w := safeWriter{to}
	switch {
	case v.Faults > 0:
		wrap(w, "", "  ", fmt.Sprintf("%s: %s found in %s and %s", what, numbered(v.Faults, "fault", "faults"),
			numbered(v.Cases, "timeline", "timelines"), numbered(v.Texts, "sealed text", "sealed texts")))
	default:
		wrap(w, "", "  ", fmt.Sprintf("%s is whole: %s, %s", what, numbered(v.Cases, "timeline", "timelines"), numbered(v.Texts, "sealed text", "sealed texts")))
	}
	if v.Cases == 0 && v.Faults == 0 {
		wrap(w, "  ", "  ", "It holds no case. If you expected some, look at "+Prefix+"DATABASE_URL and "+Prefix+"DATA_DIR.")
	}
	if v.Older > 0 {
		wrap(w, "  ", "  ", fmt.Sprintf("%s under an older sealing key: `advisory-bot docket reseal` seals and signs with the newest",
			numbered(v.Older, "text or signature is", "texts and signatures are")))
	}
}

// PrintResealed says what was sealed anew.
func PrintResealed(to io.Writer, r docket.Resealed) {
	w := safeWriter{to}
	wrap(w, "", "  ", fmt.Sprintf("%s gone through: %s sealed anew, %s signed anew", numbered(r.Cases, "case", "cases"),
		numbered(r.Texts, "text", "texts"), numbered(r.Heads, "timeline", "timelines")))
	wrap(w, "", "  ", "The newest key alone opens this docket now. Before you drop an older one: comments and tracking issues on GitHub "+
		"that were signed with it, and approvals that were given under it, are known by it alone. As long as cases are open from its time, keep "+
		"it in the list behind the new one.")
}

// PrintCopied says what was copied, and what is left to do.
func PrintCopied(to io.Writer, c docket.Copied) {
	w := safeWriter{to}
	rows := 0
	for _, n := range c.Rows {
		rows += n
	}
	wrap(w, "", "  ", fmt.Sprintf("copied %s and read back", numbered(rows, "row", "rows")))
	PrintVerified(to, "the copy", c.Verified)
	wrap(w, "", "  ", "Now set "+Prefix+"DATABASE_URL to the copy (or put the file into "+Prefix+"DATA_DIR as "+databaseFile+"), and "+Prefix+
		"SEAL_KEY to the same sealing keys, before serve starts on it. Never let serve run on both.")
}

func numbered(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

package desk

import (
	"context"
	"fmt"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// failing tells maintainers of what failed many times in a row: a retry is never
// silent for good.
func (c *casework) failing(ctx context.Context, kind advisories.NoticeKind, about, what string, code advisories.FaultCode) {
	if c.w.Failures != manyFailures {
		return
	}
	n := c.notice(kind, about, fmt.Sprintf("%s failed %d times in a row (%s): it goes on trying; see whether GitHub is well and what the App may do", what, manyFailures, code))
	if err := c.d.docket.Notice(ctx, n); err != nil {
		c.log.Error("notice not kept", "fault", advisories.CodeOf(err))
	}
}

// passed takes that back once it went well.
func (c *casework) passed(ctx context.Context, kind advisories.NoticeKind, about string) {
	if c.w.Failures < manyFailures {
		return
	}
	if err := c.d.docket.ClearNotice(ctx, kind, c.name+"/"+about, c.w.Key.Installation); err != nil {
		c.log.Error("notice not ended", "fault", advisories.CodeOf(err))
	}
}

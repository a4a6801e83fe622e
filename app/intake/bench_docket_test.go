package intake

import (
	"testing"
)

func benchDocket(b *testing.B) Bell {
	b.Skip("no docket yet")
	return nil
}

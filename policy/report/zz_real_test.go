package report
import "testing"
func TestReal(t *testing.T) { score(t, "/tmp/rep/real", nil, 0) }

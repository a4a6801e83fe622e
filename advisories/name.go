package advisories

import (
	"encoding/binary"
	"strconv"
)

// ShortName is a name for a case that people can say and that tells nothing of
// the advisory: two words and a number, from a keyed fingerprint, so that it is
// the same again after the database was lost. With a try above 0 it gives further
// names, for the rare case that two would be equal.
func (k Keys) ShortName(key CaseKey, try int) string {
	sum := mac(k.Derive("name")[0], strconv.FormatInt(key.Installation, 10),
		strconv.FormatInt(key.Repository, 10), string(key.GHSA), strconv.Itoa(try))
	n := binary.BigEndian.Uint64(sum)
	first := nameColours[n%uint64(len(nameColours))]
	n /= uint64(len(nameColours))
	second := nameThings[n%uint64(len(nameThings))]
	n /= uint64(len(nameThings))
	return first + "-" + second + "-" + strconv.FormatUint(100+n%900, 10)
}

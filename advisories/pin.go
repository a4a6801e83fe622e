package advisories

// Pin is what of the policy was promised when a case began, so that a later change
// of the policy does not change what the case is held to. The zero Pin is that of
// a case from before there were any: the present policy holds.
type Pin struct {
	// Digest is a SHA-256 in lower-case hex and names the text within an
	// installation.
	Digest string
	// Text is in a form that package policy writes and reads. It may hold private
	// values, such as away windows, so it is stored sealed and never logged. Lists
	// of cases leave it empty.
	Text string
}

// Pinned reports whether there is a pin at all.
func (p Pin) Pinned() bool { return p.Digest != "" }

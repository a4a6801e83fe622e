package app

import "runtime/debug"

// stamped is the version of a release, written by the linker (.ci/build, -X): such
// a build hides the repository from Go, so that its bytes depend on the sources
// and the version alone.
var stamped string

// Version is the release's version, or else the module's, with the commit where
// the build knows it.
func Version() string {
	if stamped != "" {
		return stamped
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	v := info.Main.Version
	if v == "" || v == "(devel)" {
		v = "devel"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			v += "+" + s.Value[:12]
		}
	}
	return v
}

// Package setup installs: it says how the GitHub App is registered, and leads an
// admin through registering it.
//
// # The registration
//
// [Registration] is the App's manifest: its name, where its webhook goes, and the
// permissions and events that it asks for, each with the reason. It asks for the
// least that the code uses: tests hold the permissions against the tokens that are
// asked for, and the events against those that the door rings for. The
// repository's app.yml is written from it:
//
//	go generate ./app/setup
//
// # The way through setup
//
//	questions  public address? private forks? whose App?      → Wishes
//	manifest   the browser posts it to GitHub                 with a state of ours
//	GitHub     shows what it would create, and creates it
//	return     GitHub sends the browser back                  with a code, and the state
//	keys       the code is turned into the App's keys         → Store
//	install    a link to GitHub's page that installs the App
//
// [Browser] shows the pages of this on a loopback address; [Terminal] does the same
// where there is no browser on the machine, by a file to open elsewhere and an
// address to paste.
//
// # What it promises
//
//   - The pages answer on a loopback address only, to the name that was printed only
//     (so that no foreign name can be pointed here), and to the one browser that
//     opened the printed link first. That link works once.
//   - Only a form of these pages can change anything, from this browser only.
//   - A code counts only with the state that this run gave out, and is used once.
//     Whoever could slip in a code of theirs would hold the key of the App that is
//     installed in the end.
//   - The keys are written to the data directory, mode 0600, all or none, never over
//     others, and are never printed, logged or shown. That they can be written is
//     tried before GitHub is asked to create anything.
//   - It ends: when the keys are stored, when it is interrupted, or after an hour.
package setup

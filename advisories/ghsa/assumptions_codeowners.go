package ghsa

import "strings"

// What is taken for true of CODEOWNERS files beyond, or as, GitHub's documents say;
// the marks are those of assumptions.go.

// codeownersPaths are the places of the file, the one that counts first. [C]: these
// three, in this order, of the default branch here; that a folder or a binary of
// that name hides the next place is [I].
var codeownersPaths = [3]string{".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"}

// maxCodeowners is the largest file that counts, in bytes. [C]: one above 3 MB is not
// loaded; that it hides the next place, and what a megabyte is, is [I].
const maxCodeowners = 3 << 20

// coversAll reports whether a pattern covers every file. [C] for "*"; the others are
// [I] by the rules of gitignore, which these files follow.
func coversAll(pattern string) bool {
	switch pattern {
	case "*", "**", "/**", "**/*", "/**/*":
		return true
	}
	return false
}

// patternWorks reports whether GitHub takes a pattern. [C]: no negation by "!", no
// ranges in "[ ]" (which other forges use for sections), no escaped "#".
func patternWorks(pattern string) bool {
	return !strings.HasPrefix(pattern, "!") && !strings.HasPrefix(pattern, `\#`) && !strings.ContainsAny(pattern, "[]")
}

// Further assumptions:
//
//   - The last pattern that matches a file takes all; one without owners takes them
//     away. [C]
//   - A line that is not understood is passed over whole. [C]
//   - What follows a "#" at the beginning of a word is a comment. [C] at the beginning
//     of a line and behind owners.
//   - That an owner needs write on the repository to count as one is [C], and not
//     looked at here: who is named is let in by a person only.

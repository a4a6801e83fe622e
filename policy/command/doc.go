// Package command reads the commands that people write in comments. It is pure: it
// knows words, not who may say them, and not whether what they ask for makes sense
// now.
//
// # Where a command stands
//
// At the very start of a line: a slash, the command's word in letters of any case,
// and what it takes, all on that line. Not counted is what GitHub would show as a
// quotation or as code: a fenced block (in a list too), a line that begins with
// ">" and the lines that belong to the same paragraph, an HTML comment, <pre> and
// <blockquote>. A command right below a quotation, without an empty line between, is
// part of it and answered with a fault that says so.
//
// A comment may hold several commands, one a line; they count in their order, up to
// [MaxLines]. What stands between them is for people. /edit takes all that follows,
// to the end of the comment, as its text: other commands there are part of the text.
//
// # Grammar
//
//	NUMBER      digits: a draft's number
//	FIELD       a content by id: letters, digits, "_" or "-" ("steps_to_reproduce")
//	REASON      one of advisories.CloseReasons, "-" for "_" will do
//	GHSA        GHSA-xxxx-xxxx-xxxx, in any case of letters
//	COMMITMENT  acknowledge, assess, update, fix, disclose
//	DURATION    as in the policy file ("3d", "3 business days"); read by package policy
//	DATE TIME   2026-12-24 15:00
//	ZONE        an IANA name: Europe/Berlin, UTC
//	VALUE       critical, high, medium, low, or a CVSS 3 or 4 vector
//	@LOGIN      an account, the "@" may be missing
//	why, TEXT   words to the end of the line
//
// A word after the slash that is no command is a fault in the tracking issue, with
// the nearest command. In an advisory's thread, where reports hold paths, it is
// nothing at all.
//
// A fault says what to write. Of the comment it repeats nothing, for it may quote a
// report.
package command

// Package promise reads what a project has promised in prose: a SECURITY.md
// ([Read]) or a report form ([ReadForm]). Each value comes with the line and the
// exact words that it was read from.
//
// It is deterministic and pure: no model, no network, no clock. It never fails
// and never panics: what it does not understand it leaves out, for a promise that
// nobody made is worse than one that was missed. Time and memory grow linearly
// with the text, of which the first [MaxRead] bytes are read.
//
// # How a text is read
//
// The Markdown is parsed (goldmark, CommonMark with tables) into blocks in the
// order of the text: headings, paragraphs, list items, table cells, code. A block
// knows the headings above it, the item that it is nested in, the words that lead
// into its list, and for each byte of its plain text the byte of the source.
// HTML comments yield nothing; neither do the sentences of the default template
// that tell a maintainer what to write.
//
// A time is a number with a unit in a sentence, a list item or a table cell. What
// it means is read from the grammar around it: who acts (the project, the
// reporter), what is done (confirm, assess, fix, publish), under which condition
// ("if you hear nothing"), since when. Words are classed by language; the rules
// are few and the same for all.
//
// # What yields no promise
//
// Escalation clauses ("if you hear nothing within 6 days": a deadline of stage
// other), waits asked of the reporter (party reporter), lifetimes of support,
// payment times of a bounty, ages of certificates, what is expressly not promised.
package promise

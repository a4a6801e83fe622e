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
// Times and rules are read at once with contents and channels: the two halves share
// the parsed text, which is not written any more by then, and fill different fields
// of the [Document].
//
// Terms are kept in tables by language: a term is a phrase with a meaning ("get
// back to you" is an answer), and the rules know meanings only. English is looked
// for in every text, the text's own language and those of its scripts besides.
//
// # Hostile texts
//
// goldmark takes quadratic time, or worse, where many quotes or lists open on one
// line, where a table's header is very wide, and where a paragraph alternates
// emphasis marks or opens links by the thousand. Such marks are blanked beyond a
// bound before it reads the text; see tame. Sentences, rows and the words looked
// at around a time are bounded too, so that the time stays linear in the size.
//
// # What yields no promise
//
// Escalation clauses ("if you hear nothing within 6 days") and the payment times of
// a bounty are deadlines of stage other; waits asked of the reporter are deadlines
// of party reporter. Lifetimes of support, ages of certificates, tables of past
// advisories and what is expressly not promised yield nothing.
package promise

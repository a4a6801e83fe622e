// Package policy judges. It reads the policy file, lays its layers over each
// other, says what the policy finds in a snapshot of an advisory, and plans the
// drafts that the findings call for. Everything here is pure: no clock, no
// network, no store; the same input gives the same verdict and the same drafts.
// [Readings], which the caller may give, only spares reading the same prose twice.
//
// # The file
//
// [Parse] reads one file strictly and reports every fault with line and column.
// [Compose] lays four layers over each other: built-in, owner's file, promise and
// repository's file. The promise is what the project's SECURITY.md and report form
// say already; [Promised] and [Asked] are the settings that they make. A file with
// a fault is skipped whole, and a [Problem] says so to the maintainers; the
// reporter is never told. README.md beside this file has every key.
//
// # What a case keeps
//
// A reporter is told dates and contents, so a case keeps what held when it began:
// [Policy.Pin] is what, ComposeInput.Pin puts it in force again, and
// [Policy.Drift] says what the files would have otherwise. Power is never kept.
//
// # What a repository's file cannot do
//
// Whoever may push can change a repository's file, so it hands out no power:
//
//   - it changes no key that the owner's file locks;
//   - its team and tracking count only where the owner's file delegates them.
//     Without an owner's file its team entries count only for people who hold
//     maintain or admin on the repository;
//   - teams, and the tracking repository, belong to the repository's owner;
//   - it cannot let a draft that changes state out by itself, unless the owner's
//     file delegates drafts;
//   - it cannot ask for less approval than the owner's file does;
//   - it promises no slower than the owner's file does, and neither does prose: not
//     by a target, a severity, another start or another kind of time, and where the
//     owner's file promises business time not by another calendar;
//   - prose and a report form add to the contents that the owner's file requires and
//     take none away;
//   - a text of its own (messages) needs a person each time it goes out, unless
//     the owner's file delegates messages;
//   - it does not say how many drafts may go out in a day (floods), what is locked
//     or what is delegated: there these keys are faults;
//   - an owner's file that cannot be read delegates nothing.
//
// # The verdict
//
// [Judge] answers with findings ("acknowledged", "content", one "content/<id>"
// per wanted content) and with clocks. A finding says what is so; a clock says
// whether the promise was kept, so an acknowledgement that came late is a finding
// that is met and a clock that is missed. A verdict names sources and lines and
// never quotes a report.
//
// # The drafts
//
// [Plan] answers with all drafts that are wanted now; [Reconcile] compares them
// with those of the past by key and digest. The keys:
//
//	received/receipt/1         the receipt, once a report
//	content/remind/1           the reminder, once a report
//	silent/close/1             closing, or silent/accept/1, after long silence
//	slips_fix/update/N         a later date for a commitment, told before it passes
//	update/update/N            regular news
//	content/ask/1              what is missing, once a report
//	status/status/N            the status comment: posted once, edited in place
//	status_restored/status/1   the status comment put back after a person changed it
//	assessed/accept/1          triage to draft
//	command/KIND/N             the Nth request of a kind that a person made
//	closing/update/N           why the report is closed, before the Nth request does it
//	extended_fix/update/N      the Nth date, which a person moved
//	embargo/update/N           the Nth agreed time of publication
//	crew/collaborators/N       people who shall work on it
//	credits/credits/1          the reporter, where nobody is credited
//	cve/request_cve/1          a CVE id, where the policy requires one
//	thanks/update/1            thanks, before publication closes the thread
//	ready/publish/1            publication, once nothing is missing
//	escalate_fix_target/escalate/N   tells maintainers of a clock, in the tracking issue
//	notify_fix_target/escalate/N     tells the operator's NOTIFY_URL of it
//
// No draft holds report text, mentions anybody but the reporter (and maintainers in
// the tracking issue), or holds HTML or images; the built-in texts hold no links
// either.
//
// A person's request lapses for good once it was overtaken: a draft never undoes
// what somebody did by hand since. What must wait for an embargo or the publication
// window says so in NotBefore, and the verdict wakes the case then.
package policy

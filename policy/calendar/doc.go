// Package calendar counts business time: it turns "3 business days from now"
// into a date, and says why it is that date.
//
// A [Span] is one of three lengths. Elapsed time ("48h", "7d", "2w") runs on
// the clock: a day is 24 hours, and neither nights nor holidays nor a change of
// summer time move it. Business days and business hours run only while a
// [Calendar] is open: on its working days, between its working hours, in its
// zone, and neither on public holidays nor while everybody is away.
//
// # Rules
//
//   - A start on working time counts from that moment, any other from the next
//     opening. N business days later is the N-th working day after, at the same
//     time on the wall clock (the same distance from the opening).
//   - Business hours are real hours of working time. They end where the last of
//     them does: 8 business hours from 09:00 end at 17:00 of that day.
//   - A holiday is the day on which it is observed by law. Where a holiday on a
//     Saturday is given on the Friday before, the Friday is free, and the
//     Saturday is whatever it is without the holiday.
//   - A wall-clock time that a change of zone leaves out counts as the moment of
//     the change. One that comes twice means the first; a start in the second
//     pass counts from the end of the first, so that a later start is never due
//     earlier.
//   - A pause stops every span. It counts if it begins before the due date, and
//     only the part after the start.
//
// # Limits
//
// Spans are at most ten years long. A due date is looked for in the 200 years
// after the start, and not beyond the year 9999: a calendar that is closed for
// so long has none, which Add says. Everything is pure: no clock, no network,
// no zone of the machine. A Calendar is safe for use by several goroutines.
//
// # Holidays
//
// The dates come from github.com/rickar/cal/v2, with a few later laws added
// here. Laws change faster than libraries: Config.Own adds days,
// Config.NotHolidays takes them away. Names of holidays are those of the
// country, mostly in its language.
package calendar

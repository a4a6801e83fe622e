// Package intake is the webhook door: it receives GitHub's deliveries, checks
// them, and rings the bell.
//
// # Contract
//
//   - A 202 "stored" means that the ring is durable: the bell returned without an
//     error before it was written. Whatever cannot be stored is answered 503, so
//     that GitHub lists a failed delivery which the sweep picks up.
//   - Nothing of a body is believed, decoded or logged before its signature is
//     good. HMAC-SHA256 over the raw bytes is the only one taken; SHA-1 and empty
//     secrets are refused.
//   - Of a body only ids, names and a ref are decoded. The payload itself, which
//     for repository_advisory holds an embargoed report, is dropped before the
//     bell rings.
//   - The event and GUID headers are not signed. The body must have the shape of
//     the event that the header names, and an odd GUID is replaced.
//   - Answers are one word and repeat nothing that was sent. Logs hold closed words
//     at info and above; ids stand at debug only.
//
// # Answers
//
//	202 stored       the ring is durable
//	202 known        the same delivery was stored before
//	202 ignored      nothing of ours: counted, not stored
//	400 malformed    signed, but not one JSON object of the event's shape
//	401 signature    no X-Hub-Signature-256, or a wrong one
//	405 method       not POST
//	413 large        above 25 MB
//	415 type         neither JSON nor a form, or an encoded body
//	408 slow         the body did not arrive in time, or broke off
//	503 busy         too many unauthenticated bytes in flight
//	503 unavailable  the ring could not be stored
//	500 error        a fault of ours
package intake

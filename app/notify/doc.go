// Package notify tells the operator, outside GitHub, that a promised time is near
// or over: one signed POST a stage to an address of the operator's choice.
//
// That a case exists is embargoed, so a notification says as little as can be acted
// on: the case's short name, how severe it is, which promise ran out and when, and
// where the tracking issue is. It holds no title, no text, no GHSA id and nobody's
// name.
//
//	POST / HTTP/1.1
//	Content-Type: application/json
//	Idempotency-Key: "5f2b…"
//	X-Advisory-Bot-Signature-256: sha256=9a1c…
//
//	{"id":"5f2b…","case":"amber-otter-421","severity":"high","commitment":"fix",
//	 "stage":"maximum","due":"2026-12-24T15:00:00Z","link":"https://github.com/…/issues/7"}
//
// The signature is made as GitHub signs its webhooks: HMAC-SHA-256 over the raw
// body, in hex. The id is inside the body and so signed too; every try of one
// notification has the same one, so that a receiver can leave a second try out.
//
// The address is the operator's and is trusted: it is dialled wherever it leads,
// through the proxies that the environment names. It is spoken to over TLS, or in
// the clear with this machine itself. Redirects are not followed: whoever could make
// one would be sent the notification. The address may hold a token, so that no error
// has it; nor is the answer read, whatever it says.
package notify

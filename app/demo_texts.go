package app

// The demonstration's texts. The first clock's target is seconds away, so that
// nobody waits for a day; its maximum leaves time to read.

const demoPolicy = `version: 1
mode: on
calendar:
  time_zone: Europe/Berlin
report:
  required: [description, steps_to_reproduce, affected_versions]
  recommended: [proof_of_concept, impact, logs]
commitments:
  acknowledge: {target: 8s, maximum: 15m}
  assess: {maximum: 1h, after: acknowledge}
  disclose: {maximum: 90d}
drafts:
  receipt: auto
  ask: auto
  status: auto
  accept: approve
publication: {require: [severity, cwe, affected_versions, patched_versions]}
`

// demoOwnersWord names the tracking repository: a repository's own file cannot.
const demoOwnersWord = `version: 1
tracking: example-org/security-cases
drafts: {publish: {approve: 2}}
`

const demoSecurity = `# Security

Found a vulnerability? Please use the button "Report a vulnerability" on the
Security tab. Do not open a public issue.

We acknowledge each report within 3 business days and send you our assessment
within 10 days.

Please include:

- a description of the problem
- the steps to reproduce it
`

const demoProseSummary = "The planner shows the routes of other customers"

const demoProseReport = `## Description

A route's address ends in a number that counts up. The planner does not ask
whose route it is, so any signed-in customer can read all the others.

## Steps to reproduce

1. Sign in as the first sample customer and open any route.
2. Take one from the number at the end of the address and load the page.
3. The route of another customer is shown.
`

const demoSummary = "Anyone can read any customer's delivery notes through the share link"

const demoReport = `## Summary

The tracking page offers a "share" link whose token is the delivery's row
number, signed with a constant. Whoever has one link of their own can
compute the token of every other delivery, and with it open the delivery
note of a stranger: name, full address, phone number and the driver's
free-text remarks. No account is needed.

## Steps to reproduce

1. Start the tracker with the sample data: ` + "`docker compose up`" + `, then open
   http://localhost:8080.
2. Sign in as the first sample customer and open any parcel. Press
   **Share** and copy the link. It ends in ` + "`/s/17-5d9c`" + `: 17 is the row,
   ` + "`5d9c`" + ` the first two bytes of an HMAC over it.
3. Run the script below. It tries the 65,536 possible endings for row 18,
   at most a minute on a laptop.
4. Open the link that it prints in a private window. The note of the
   second sample customer is shown.

## Proof of concept

` + "```python" + `
import itertools, urllib.request, urllib.error

BASE = "http://localhost:8080/s/"

def find(row):
    for a, b in itertools.product(range(256), repeat=2):
        url = f"{BASE}{row}-{a:02x}{b:02x}"
        try:
            urllib.request.urlopen(url)
            return url
        except urllib.error.HTTPError:
            continue

print(find(18))
` + "```" + `

## What the server says

` + "```" + `
GET /s/18-0000 403 0.4ms
GET /s/18-0001 403 0.3ms
...
GET /s/18-a1f3 200 2.1ms  note=18 viewer=anonymous
` + "```" + `

## Impact

Every delivery note since the first one is public to anyone with an hour
and a script. Requests are not limited in number, and a hit looks like an
ordinary view in the log. The address of people who have asked for it to
be kept secret is in there as well.

## Suggested fix

Make the token 128 random bits, stored beside the row, and let it expire;
limit how often one address may be wrong.

CWE-330 (use of insufficiently random values), CWE-639.
`

const demoAnswer = `Affected versions: 2.3.0 to 2.6.4 (the share link came with 2.3.0). I
checked the tags 2.2.9 (not affected), 2.3.0, 2.5.1 and 2.6.4 (all
affected).`

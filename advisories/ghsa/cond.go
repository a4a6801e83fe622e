package ghsa

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"
	"time"
)

// cond asks only for what changed, where it has an answer already: a 304 costs
// nothing of the rate limit. It stands right above answers, so that it sees requests
// as they leave and successes only.
//
// What it remembers is text of advisories, so it is kept in memory only, bounded, for
// hours at most, apart by installation and by what the token may do, and gone once
// GitHub refuses it. A 304 is believed only where it proves that nothing changed: see
// assumptions_cond.go.
type cond struct {
	next http.RoundTripper
	now  func() time.Time
	held *answersHeld
}

func (k *cond) RoundTrip(req *http.Request) (*http.Response, error) {
	c := callOf(req)
	if c == nil || req.Method != http.MethodGet || !mayRemember(c.route) {
		return k.next.RoundTrip(req)
	}
	key := heldKey{c.installation, c.repository, c.route.Purpose, req.URL.Path, req.URL.RawQuery}
	old := k.held.get(key, k.now())
	if old != nil {
		req = req.Clone(req.Context())
		old.ask(req, c.route)
	}
	resp, err := k.next.RoundTrip(req)
	if err != nil {
		if refusedForGood(err) {
			k.held.drop(key)
		}
		return nil, err
	}
	switch {
	case resp.StatusCode == http.StatusNotModified && old != nil:
		c.notModified = true
		k.held.put(key, old.renewed(req, resp), k.now())
		return old.answer(req), nil
	case resp.StatusCode == http.StatusOK:
		return k.remember(key, req, resp)
	}
	return resp, nil
}

// remember keeps a whole answer, if GitHub gave anything to ask by later.
func (k *cond) remember(key heldKey, req *http.Request, resp *http.Response) (*http.Response, error) {
	body, err := io.ReadAll(resp.Body) // in memory already, and bounded
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	h := &heldAnswer{
		body: body, link: resp.Header.Values("Link"), kind: resp.Header.Get("Content-Type"),
		modified: resp.Header.Get("Last-Modified"), settled: settled(resp.Header),
	}
	h.tagged(req, resp.Header.Get("ETag"))
	if h.tag == "" && h.modified == "" {
		k.held.drop(key)
		return resp, nil
	}
	k.held.put(key, h, k.now())
	return resp, nil
}

// refusedForGood reports whether GitHub refused the request in a way that is no
// limit and no outage.
func refusedForGood(err error) bool {
	var r *refusal
	return errors.As(err, &r) && !r.limited && r.status >= 400 && r.status < 500
}

// conditional reports whether a request asks only for what changed.
func conditional(req *http.Request) bool {
	return req.Header.Get("If-None-Match") != "" || req.Header.Get("If-Modified-Since") != ""
}

// heldAnswer is a successful answer. It is never changed once it is remembered.
type heldAnswer struct {
	body []byte
	link []string
	kind string
	// tag is the ETag that belongs to the token whose sum is token; proven is true
	// where it was found to be a sum over the body, so that it can be made for another
	// token, and an equal one proves equal bodies.
	tag    string
	token  [sha256.Size]byte
	proven bool
	// modified is the Last-Modified; settled is true where it was over for a while
	// when the answer was given, so that no change can hide in its second.
	modified string
	settled  bool
}

// tokenSum stands for a request's token without being it.
func tokenSum(req *http.Request) [sha256.Size]byte {
	return sha256.Sum256([]byte(req.Header.Get("Authorization")))
}

func (h *heldAnswer) tagged(req *http.Request, tag string) {
	h.tag, h.token = tag, tokenSum(req)
	h.proven = tag != "" && sameTag(tag, bodyTag(req.Header, h.body))
}

// ask adds what the answer is asked for by, if there is anything.
func (h *heldAnswer) ask(req *http.Request, r Route) {
	switch {
	case h.proven:
		req.Header.Set("If-None-Match", bodyTag(req.Header, h.body))
	case h.tag != "" && h.token == tokenSum(req) && tagCovers(r):
		req.Header.Set("If-None-Match", h.tag)
	case h.modified != "" && h.settled && modifiedCovers(r, req.URL.Query()):
		req.Header.Set("If-Modified-Since", h.modified)
	}
}

// renewed is the answer after a 304, with the tag that goes with the present token.
func (h *heldAnswer) renewed(req *http.Request, resp *http.Response) *heldAnswer {
	n := *h
	if tag := resp.Header.Get("ETag"); tag != "" {
		n.tagged(req, tag)
	}
	return &n
}

// answer is what was remembered, as if it had come just now.
func (h *heldAnswer) answer(req *http.Request) *http.Response {
	header := http.Header{"Content-Type": {h.kind}}
	for _, l := range h.link {
		header.Add("Link", l)
	}
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: req,
		Header: header, Body: io.NopCloser(bytes.NewReader(h.body)), ContentLength: int64(len(h.body)),
	}
}

// settleTime is how old a Last-Modified has to be for its second to be over, with
// clocks that differ.
const settleTime = time.Minute

// settled reports whether an answer was given well after its Last-Modified.
func settled(h http.Header) bool {
	modified, err := http.ParseTime(h.Get("Last-Modified"))
	if err != nil {
		return false
	}
	given, err := http.ParseTime(h.Get("Date"))
	return err == nil && given.Sub(modified) >= settleTime
}

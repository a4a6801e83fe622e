package ghsa

import (
	"errors"
	"net/http"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Our own causes; all safe to log.
var (
	errScope    = errors.New("no token can be narrowed to this")
	errNoToken  = errors.New("answer without a token")
	errRequest  = errors.New("request could not be built")
	errUnread   = errors.New("not the expected answer")
	errPages    = errors.New("more pages than are read")
	errState    = errors.New("not a state that can be set")
	errWrongOne = errors.New("answer about something else")
	errNotThere = errors.New("the App is not installed there, or its installation does not cover the repository, or there is no such repository")
)

// faultOf turns whatever an exchange ended with into a fault. Only causes that
// this package made are kept; go-github's, githubv4's and net's errors quote
// GitHub or print URLs.
func faultOf(c *call, err error) *advisories.Fault {
	var (
		fault *advisories.Fault
		r     *refusal
		b     *broken
		g     *graphFault
	)
	switch {
	case errors.As(err, &fault):
		return fault
	case errors.As(err, &r):
		return refused(c.route, r)
	case errors.As(err, &g):
		return g.fault(c.route)
	case errors.Is(err, errRedirect):
		code := advisories.FaultBadAnswer
		if c.route.Writes {
			code = advisories.FaultUnavailable // a redirected write was not done
		}
		return &advisories.Fault{Code: code, Attempted: c.route.attempted, Err: errRedirect}
	case errors.Is(err, errTooLarge):
		return badAnswer(c.route, errTooLarge)
	case refusedBySelf(err) != nil:
		return internal(c.route, refusedBySelf(err))
	case errors.As(err, &b):
		return noAnswer(c, b.cause)
	case c.answered: // go-github or githubv4 could not read it
		return badAnswer(c.route, errUnread)
	}
	return noAnswer(c, cause(err))
}

// noAnswer classes an exchange that ended without an answer.
func noAnswer(c *call, why error) *advisories.Fault {
	code := advisories.FaultUnavailable
	if c.route.Writes && c.sent {
		code = advisories.FaultUnclear
	}
	return &advisories.Fault{Code: code, Attempted: c.route.attempted, Err: why}
}

// refused classes an answer that is not a success.
func refused(route Route, r *refusal) *advisories.Fault {
	f := &advisories.Fault{Code: codeOf(route, r), Attempted: route.attempted, Status: r.status}
	if r.limited {
		f.RetryAt = r.until
	}
	return f
}

func codeOf(route Route, r *refusal) advisories.FaultCode {
	switch {
	case r.limited:
		return advisories.FaultLimited
	case r.suspended, route == routeToken && mintGone(r.status, r.suspended):
		return advisories.FaultSuspended
	case route == routeToken && mintForbidden(r.status):
		return advisories.FaultForbidden
	case (route == routeComment || route == routeEdit) && commentsMissing(r.status):
		return advisories.FaultNoComments
	}
	switch s := r.status; {
	case s == http.StatusUnauthorized:
		return advisories.FaultUnauthorized
	case s == http.StatusForbidden, s == http.StatusUnavailableForLegalReasons:
		return advisories.FaultForbidden
	case s == http.StatusNotFound, s == http.StatusGone:
		return advisories.FaultGone
	case s == http.StatusRequestTimeout && !route.Writes:
		return advisories.FaultUnavailable
	case s >= 500 && route.Writes, s == http.StatusRequestTimeout:
		return advisories.FaultUnclear
	case s >= 500:
		return advisories.FaultUnavailable
	case s >= 400:
		return advisories.FaultRefused
	case route.Writes: // a redirect that leads nowhere: it was not done
		return advisories.FaultUnavailable
	}
	return advisories.FaultBadAnswer
}

// badAnswer is an answer that came and could not be read. A write was done by
// then, or was not; who sent it has to look.
func badAnswer(route Route, why error) *advisories.Fault {
	code := advisories.FaultBadAnswer
	if route.Writes {
		code = advisories.FaultUnclear
	}
	return &advisories.Fault{Code: code, Attempted: route.attempted, Err: why}
}

func internal(route Route, why error) *advisories.Fault {
	return &advisories.Fault{Code: advisories.FaultInternal, Attempted: route.attempted, Err: why}
}

var selfRefusals = []error{errUnplanned, errHost, errPath, errName, errScope, errRequest, errMintPanicked}

// refusedBySelf is the bare error of ours inside err, without http.Client's wrapping.
func refusedBySelf(err error) error {
	for _, own := range selfRefusals {
		if errors.Is(err, own) {
			return own
		}
	}
	return nil
}

package ghsatest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// everywhere are statuses that GitHub answers on any path without describing them
// there.
var everywhere = []int{301, 304, 307, 400, 401, 403, 404, 429, 500, 502, 503, 504}

// checkExchanges holds requests and answers against GitHub's descriptions, where
// they are at hand.
func checkExchanges(t *testing.T, list []ghsatest.Exchange) {
	t.Helper()
	s, err := load()
	if err != nil {
		t.Errorf("GitHub's descriptions: %v (run .ci/specs)", err)
		return
	}
	if s == nil {
		return
	}
	for _, e := range list {
		check := s.checkREST
		if e.Request.Route == "/graphql" {
			check = s.checkGraphQL
		}
		if err := check(e); err != nil {
			t.Errorf("%s %s (%d): %v", e.Request.Method, e.URL, e.Request.Status, err)
		}
	}
}

// checkREST checks one exchange. Requests that break the description on purpose,
// or go where GitHub has nothing, are not checked; their answers are.
func (s *specs) checkREST(e ghsatest.Exchange) error {
	op, route := s.find(e)
	if op == nil {
		if e.Header.Get(wrong) == "" {
			return fmt.Errorf("GitHub's description has no such request")
		}
		return s.checkError(e)
	}
	in := s.request(e, route)
	if e.Header.Get(wrong) == "" {
		if err := openapi3filter.ValidateRequest(context.Background(), in); err != nil {
			return fmt.Errorf("request: %w", err)
		}
		if err := knownQuery(e, op, route.PathItem); err != nil {
			return err
		}
	}
	switch status := e.Request.Status; {
	case status == 0, e.Request.APIVersion == "2026-03-10": // the description is of 2022-11-28
		return nil
	case e.Request.Fault != "" && e.Header.Get(wrong) != "": // a test's own body
		return nil
	case op.Responses.Status(status) == nil && slices.Contains(everywhere, status):
		return s.checkError(e)
	}
	return openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: e.Request.Status, Header: e.AnswerHeader,
		Body:    io.NopCloser(bytes.NewReader(e.Answer)),
		Options: brief(openapi3filter.Options{IncludeResponseStatus: true, MultiError: true}),
	})
}

func (s *specs) find(e ghsatest.Exchange) (*openapi3.Operation, *routers.Route) {
	item := s.rest.Paths.Value(e.Request.Route)
	if item == nil || item.GetOperation(e.Request.Method) == nil {
		return nil, nil
	}
	op := item.GetOperation(e.Request.Method)
	return op, &routers.Route{Spec: s.rest, Path: e.Request.Route, PathItem: item, Method: e.Request.Method, Operation: op}
}

func (s *specs) request(e ghsatest.Exchange, route *routers.Route) *openapi3filter.RequestValidationInput {
	req := &http.Request{Method: e.Request.Method, URL: e.URL, Header: e.Header, Body: http.NoBody}
	if len(e.Body) > 0 {
		req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(e.Body)), int64(len(e.Body))
	}
	return &openapi3filter.RequestValidationInput{
		Request: req, PathParams: pathParams(e.Request.Route, e.URL.Path), Route: route,
		Options: brief(openapi3filter.Options{
			MultiError: true, SkipSettingDefaults: true, RejectWhenRequestBodyNotSpecified: true,
			AuthenticationFunc: openapi3filter.NoopAuthenticationFunc,
		}),
	}
}

// brief keeps pages of schema out of errors.
func brief(o openapi3filter.Options) *openapi3filter.Options {
	o.WithCustomSchemaErrorFunc(func(e *openapi3.SchemaError) string {
		return "/" + strings.Join(e.JSONPointer(), "/") + ": " + e.Reason
	})
	return &o
}

// pathParams reads the parameters of a path by its template; the last one takes
// the rest.
func pathParams(template, path string) map[string]string {
	out := map[string]string{}
	names := strings.Split(template, "/")
	values := strings.SplitN(path, "/", len(names))
	for i, n := range names {
		if strings.HasPrefix(n, "{") && i < len(values) {
			out[strings.Trim(n, "{}")] = values[i]
		}
	}
	return out
}

// knownQuery refuses query parameters that are not described, which GitHub would
// ignore without a word.
func knownQuery(e ghsatest.Exchange, op *openapi3.Operation, item *openapi3.PathItem) error {
	for name := range e.URL.Query() {
		if op.Parameters.GetByInAndName("query", name) == nil && item.Parameters.GetByInAndName("query", name) == nil {
			return fmt.Errorf("request: GitHub's description has no query parameter %q here", name)
		}
	}
	return nil
}

// checkError checks an answer that is described for no path: an error in GitHub's
// common shape, or none in JSON at all from its front.
func (s *specs) checkError(e ghsatest.Exchange) error {
	if e.Request.Status == 0 || e.Request.Status == http.StatusNotModified || !strings.HasPrefix(e.AnswerHeader.Get("Content-Type"), "application/json") {
		return nil
	}
	var v map[string]any
	if err := json.Unmarshal(e.Answer, &v); err != nil {
		return err
	}
	if v["message"] == nil {
		return fmt.Errorf("an error without a message")
	}
	return s.rest.Components.Schemas["basic-error"].Value.VisitJSON(v)
}

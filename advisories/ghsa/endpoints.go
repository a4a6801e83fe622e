package ghsa

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

var (
	errAPIURL     = errors.New("API URL: want https://HOST/ (http for loopback only), no user, query or fragment")
	errGraphQLURL = errors.New("GraphQL URL: want https://HOST/PATH (http for loopback only), no user, query or fragment")
)

// endpoints reads the two base URLs. The GraphQL one follows from the API one
// where it is not given: https://api.github.com/ has /graphql, an Enterprise
// Server's /api/v3/ has /api/graphql.
func endpoints(api, graph string) (*url.URL, *url.URL, error) {
	a, ok := base(api)
	if !ok {
		return nil, nil, errAPIURL
	}
	if !strings.HasSuffix(a.Path, "/") {
		a.Path += "/"
	}
	if graph == "" {
		g := *a
		g.Path = strings.TrimSuffix(g.Path, "v3/") + "graphql"
		return a, &g, nil
	}
	g, ok := base(graph)
	if !ok || g.Path == "" {
		return nil, nil, errGraphQLURL
	}
	return a, g, nil
}

// base reads one URL that tokens may be sent to.
func base(s string) (*url.URL, bool) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, false
	}
	if u.Path != "" && !cleanPath(u.EscapedPath()) {
		return nil, false
	}
	return u, u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname())
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// transport is the base that is used where none is given: the default one with
// limits, so that a host that never answers costs seconds and not a worker.
func transport() http.RoundTripper {
	t, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport
	}
	t = t.Clone()
	t.ResponseHeaderTimeout = 15 * time.Second
	t.MaxResponseHeaderBytes = 1 << 20
	t.MaxIdleConnsPerHost = 8
	return t
}

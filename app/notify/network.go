package notify

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"
)

// goodURL reports whether notifications may go there.
func goodURL(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && u.Hostname() != "" && u.User == nil && u.Fragment == "" &&
		(u.Scheme == "https" || u.Scheme == "http" && local(u.Hostname()))
}

func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// transport is the network. Where the POST goes in the clear, it goes to this
// machine only, whatever its name leads to.
func transport(clear bool) http.RoundTripper {
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	if clear {
		dialer.Control = onlyHere
	}
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment, // never for this machine itself
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    5 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
		DisableCompression:     true,
		DisableKeepAlives:      true, // there are few, and far between
	}
}

var errElsewhere = errors.New("localhost leads to another machine")

func onlyHere(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !at.Addr().Unmap().IsLoopback() {
		return errElsewhere
	}
	return nil
}

package app

import (
	"crypto/tls"
	"crypto/x509"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// otelPrefix begins the names of OpenTelemetry's own variables (source: its
// specification, "Environment Variable Specification" and "OTLP Exporter
// Configuration"). Only what a value that we do not support would silently change is
// checked here; the SDK reads its limits and batch sizes itself.
const otelPrefix = "OTEL_"

// TraceConfig says where the spans of serve go. Its zero value is nowhere.
type TraceConfig struct {
	// Endpoint is the whole address that spans are posted to, empty for nowhere.
	Endpoint string
	// Headers go with each request; they may hold the collector's token.
	Headers map[string]string
	// Timeout bounds one request; 0 is 10 s.
	Timeout time.Duration
	Gzip    bool
	// TLS replaces the system's certificates; nil for those.
	TLS *tls.Config
	// Service is service.name; empty is advisory-bot.
	Service string
}

// secrets are what no log may show of it. A value that is shorter than a password,
// such as a tenant's number, is no secret, and would be cut out of every date.
func (c TraceConfig) secrets() []string {
	var out []string
	for _, v := range c.Headers {
		_, credentials, _ := strings.Cut(v, " ") // "Bearer …", "Basic …"
		for _, s := range [...]string{v, credentials} {
			if len(s) >= shortestPassword {
				out = append(out, s)
			}
		}
	}
	return out
}

// samplers are those that the SDK knows.
var samplers = []string{"always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"}

// traces reads where spans go. Where they go nowhere, nothing else is looked at.
func (r *reader) traces(values map[string]string) TraceConfig {
	exporter, disabled := values["TRACES_EXPORTER"], strings.EqualFold(values["SDK_DISABLED"], "true")
	if !slices.Contains([]string{"", "none", "otlp"}, exporter) {
		r.otel("TRACES_EXPORTER", "want otlp or none")
		return TraceConfig{}
	}
	if exporter != "otlp" || disabled {
		return TraceConfig{}
	}
	c := TraceConfig{Endpoint: r.collector(values), Service: values["SERVICE_NAME"], Headers: map[string]string{}}
	if c.Service == "" {
		c.Service = "advisory-bot"
	}
	for _, of := range [...]string{"EXPORTER_OTLP_", "EXPORTER_OTLP_TRACES_"} { // the second goes before the first
		if p := values[of+"PROTOCOL"]; p != "" && p != "http/protobuf" {
			r.otel(of+"PROTOCOL", "want http/protobuf, the only protocol that is supported")
		}
		if h := values[of+"HEADERS"]; h != "" {
			c.Headers = r.headers(of+"HEADERS", h)
		}
		if t := values[of+"TIMEOUT"]; t != "" {
			ms, err := strconv.ParseUint(t, 10, 16)
			if err != nil || ms == 0 {
				r.otel(of+"TIMEOUT", "want milliseconds from 1 to 65535")
			}
			c.Timeout = time.Duration(ms) * time.Millisecond
		}
		switch z := values[of+"COMPRESSION"]; z {
		case "":
		case "none", "gzip":
			c.Gzip = z == "gzip"
		default:
			r.otel(of+"COMPRESSION", "want gzip or none")
		}
		c.TLS = r.tls(c.TLS, of, values)
	}
	if s := values["TRACES_SAMPLER"]; s != "" && !slices.Contains(samplers, s) {
		r.otel("TRACES_SAMPLER", "want "+strings.Join(samplers[:len(samplers)-1], ", ")+" or "+samplers[len(samplers)-1])
	}
	if arg := values["TRACES_SAMPLER_ARG"]; arg != "" && strings.Contains(values["TRACES_SAMPLER"], "ratio") {
		if share, err := strconv.ParseFloat(arg, 64); err != nil || !(share >= 0 && share <= 1) {
			r.otel("TRACES_SAMPLER_ARG", "want a share from 0 to 1")
		}
	}
	return c
}

func (r *reader) otel(name, want string) {
	r.faultAs(otelPrefix+name, otelPrefix+name+": "+want)
}

// collector is the address that spans are posted to: that of traces as it is, or
// else that of all signals with their path behind it. Both are checked, for the
// exporter reads both and would print what it cannot read.
func (r *reader) collector(values map[string]string) string {
	to := "http://localhost:4318/v1/traces"
	if all := values["EXPORTER_OTLP_ENDPOINT"]; all != "" {
		r.endpoint("EXPORTER_OTLP_ENDPOINT", all)
		to = strings.TrimSuffix(all, "/") + "/v1/traces"
	}
	if traces := values["EXPORTER_OTLP_TRACES_ENDPOINT"]; traces != "" {
		r.endpoint("EXPORTER_OTLP_TRACES_ENDPOINT", traces)
		to = traces
	}
	return to
}

func (r *reader) endpoint(name, text string) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		r.otel(name, "want an http:// or https:// URL without a password; tokens go into "+otelPrefix+"EXPORTER_OTLP_HEADERS")
	}
}

// headers reads NAME=VALUE pairs, comma-separated, the values percent-encoded.
func (r *reader) headers(name, text string) map[string]string {
	out := map[string]string{}
	for _, pair := range strings.Split(text, ",") {
		key, value, ok := strings.Cut(pair, "=")
		key = strings.TrimSpace(key)
		value, err := url.PathUnescape(strings.TrimSpace(value))
		if !ok || err != nil || !fieldName(key) || strings.ContainsFunc(value, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f }) {
			r.otel(name, "want NAME=VALUE, comma-separated, the values percent-encoded")
			return nil
		}
		out[key] = value
	}
	return out
}

// fieldName reports whether a header may have this name (RFC 9110, section 5.6.2).
func fieldName(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(c rune) bool {
		return !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || strings.ContainsRune("!#$%&'*+-.^_`|~", c))
	})
}

// tls adds the certificates that variables name the files of.
func (r *reader) tls(c *tls.Config, of string, values map[string]string) *tls.Config {
	roots, cert, key := values[of+"CERTIFICATE"], values[of+"CLIENT_CERTIFICATE"], values[of+"CLIENT_KEY"]
	if roots == "" && cert == "" && key == "" {
		return c
	}
	if c == nil {
		c = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	if roots != "" {
		c.RootCAs = x509.NewCertPool()
		if b, err := os.ReadFile(roots); err != nil || !c.RootCAs.AppendCertsFromPEM(b) {
			r.otel(of+"CERTIFICATE", "want the path of a file with certificates in PEM")
		}
	}
	if cert != "" || key != "" {
		pair, err := tls.LoadX509KeyPair(cert, key)
		if err != nil {
			r.otel(of+"CLIENT_CERTIFICATE", "want, with "+otelPrefix+of+"CLIENT_KEY, the paths of a certificate and its key in PEM")
		}
		c.Certificates = []tls.Certificate{pair}
	}
	return c
}

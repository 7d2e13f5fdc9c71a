package plugin

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/executor"
)

// The headers by which Grafana says where a request comes from. Some parts of Grafana send them with the prefix http_ (recorded
// requests of each are in testdata/grafana).
const (
	fromAlertHeader      = backend.FromAlertHeaderName
	fromExpressionHeader = "X-Grafana-From-Expr"
	skipCacheHeader      = "X-Cache-Skip"
	httpHeaderPrefix     = "http_"
)

// identityHeaders are the headers that carry a person's identity, where the data source forwards it to the server.
var identityHeaders = []string{
	backend.OAuthIdentityTokenHeaderName, backend.OAuthIdentityIDTokenHeaderName, backend.GrafanaUserSignInTokenHeaderName,
	backend.CookiesHeaderName, "X-Grafana-User",
}

// callerOf reads the caller from a request's headers.
func (i *Instance) callerOf(headers map[string]string) executor.Caller {
	c := executor.Caller{Now: i.now(), Origin: executor.Panel}
	switch {
	case isTrue(headers, fromAlertHeader):
		c.Origin = executor.AlertRule
	case isTrue(headers, fromExpressionHeader):
		c.Origin = executor.Expression
	}
	c.SkipCache = isTrue(headers, skipCacheHeader)
	if i.forwardsIdentity {
		c.Identity = identityOf(headers)
	}
	return c
}

func isTrue(headers map[string]string, name string) bool {
	return strings.EqualFold(header(headers, name), "true")
}

// header returns a header's value, ignoring case and Grafana's prefix.
func header(headers map[string]string, name string) string {
	for key, value := range headers {
		if strings.EqualFold(strings.TrimPrefix(key, httpHeaderPrefix), name) {
			return value
		}
	}
	return ""
}

// identityOf returns a hash that identifies a person without holding their secrets; empty where no identity is forwarded.
func identityOf(headers map[string]string) string {
	hash := sha256.New()
	any := false
	for _, name := range identityHeaders {
		value := header(headers, name)
		any = any || value != ""
		hash.Write([]byte(name + "\x00" + value + "\x00"))
	}
	if !any {
		return ""
	}
	return hex.EncodeToString(hash.Sum(nil))
}

type callerKey struct{}

// withCaller passes the caller of a resource call through the HTTP handlers, which don't see Grafana's request.
func withCaller(ctx context.Context, caller executor.Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, caller)
}

func callerFrom(r *http.Request) executor.Caller {
	caller, _ := r.Context().Value(callerKey{}).(executor.Caller)
	return caller
}

// firstValues returns the first value of each header.
func firstValues(headers map[string][]string) map[string]string {
	out := make(map[string]string, len(headers))
	for key, values := range headers {
		if len(values) > 0 {
			out[key] = values[0]
		}
	}
	return out
}

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

// The headers by which Grafana says who asks. Some parts of Grafana send them as they stand here, others with the prefix
// http_ (testdata/grafana holds requests of each).
const (
	fromAlertHeader      = backend.FromAlertHeaderName
	fromExpressionHeader = "X-Grafana-From-Expr"
	skipCacheHeader      = "X-Cache-Skip"
	httpHeaderPrefix     = "http_"
)

// identityHeaders are those that carry a person's own identity to the server, where the data source forwards it.
var identityHeaders = []string{
	backend.OAuthIdentityTokenHeaderName, backend.OAuthIdentityIDTokenHeaderName, backend.GrafanaUserSignInTokenHeaderName,
	backend.CookiesHeaderName, "X-Grafana-User",
}

// callerOf reads from a request's headers who asks.
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

// header finds a header whatever its case, with Grafana's prefix or without.
func header(headers map[string]string, name string) string {
	for key, value := range headers {
		if strings.EqualFold(strings.TrimPrefix(key, httpHeaderPrefix), name) {
			return value
		}
	}
	return ""
}

// identityOf tells identities apart without holding their secrets; empty where none is forwarded.
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

// withCaller remembers who makes a resource call on its way through the HTTP handlers.
func withCaller(ctx context.Context, caller executor.Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, caller)
}

func callerFrom(r *http.Request) executor.Caller {
	caller, _ := r.Context().Value(callerKey{}).(executor.Caller)
	return caller
}

// single makes one value of each header of a resource call.
func single(headers map[string][]string) map[string]string {
	out := make(map[string]string, len(headers))
	for key, values := range headers {
		if len(values) > 0 {
			out[key] = values[0]
		}
	}
	return out
}

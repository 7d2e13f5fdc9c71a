// Package plugin implements Grafana's interface of a data source: queries, health and resources. It knows no wire format of
// OpenTSDB.
package plugin

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
	"github.com/grafana/grafana-plugin-sdk-go/backend/instancemgmt"
	"github.com/grafana/grafana-plugin-sdk-go/backend/resource/httpadapter"
	"github.com/grafana/grafana-plugin-sdk-go/backend/tracing"
	"go.opentelemetry.io/otel/trace"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/executor"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/metadata"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/client"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/settings"
)

// ID is the plugin's id in Grafana's catalogue.
const ID = "ovh-opentsdb-datasource"

// Instance is one configured data source. Grafana makes a new one when its settings change.
type Instance struct {
	backend.CallResourceHandler
	settings settings.Settings
	executor *executor.Executor
	metadata *metadata.Service
	tracer   trace.Tracer
	// authenticated says whether requests carry a token or a password.
	authenticated bool
	// forwardsIdentity says whether requests carry the identity of Grafana's user.
	forwardsIdentity bool
	now              func() time.Time
	closeIdle        func()
}

var (
	_ backend.QueryDataHandler      = (*Instance)(nil)
	_ backend.CheckHealthHandler    = (*Instance)(nil)
	_ backend.CallResourceHandler   = (*Instance)(nil)
	_ instancemgmt.InstanceDisposer = (*Instance)(nil)
)

// New makes an instance of a data source. Invalid settings aren't an error here, as Grafana would hide its text: they make an
// instance whose every call fails with what to correct.
func New(ctx context.Context, stored backend.DataSourceInstanceSettings) (instancemgmt.Instance, error) {
	return NewAt(ctx, stored, time.Now)
}

// NewAt is New with a clock.
func NewAt(ctx context.Context, stored backend.DataSourceInstanceSettings, now func() time.Time) (instancemgmt.Instance, error) {
	s, err := settings.Load(stored)
	if err != nil {
		backend.Logger.FromContext(ctx).Warn("The data source's settings are invalid", "datasource", stored.Name, "error", err)
		return &misconfigured{err: err}, nil
	}
	doer, closeIdle, err := httpClient(ctx, stored, s)
	if err != nil {
		backend.Logger.FromContext(ctx).Warn("The data source's HTTP settings are invalid", "datasource", stored.Name, "error", err)
		return &misconfigured{err: err}, nil
	}
	tracer := tracing.DefaultTracer()
	i := &Instance{
		settings: s,
		executor: executor.New(executor.Config{
			Doer: doer, Endpoint: s.Endpoint, Server: s.Server, Dialect: s.Dialect,
			MaxResponseBytes: s.MaxResponseBytes, MaxSeries: s.MaxSeries, ResponseCacheBytes: s.ResponseCacheBytes,
			Secrets: secretTexts(s.Token, stored), TooLarge: httpclient.ErrResponseBodyTooLarge, Tracer: tracer,
		}),
		tracer:           tracer,
		authenticated:    s.Token != "" || stored.BasicAuthEnabled,
		forwardsIdentity: forwardsIdentity(stored),
		now:              now,
		closeIdle:        closeIdle,
	}
	i.metadata = metadata.New(i.executor, s.LookupLimit)
	i.CallResourceHandler = i.identified(httpadapter.New(i.routes()))
	return i, nil
}

// identified passes the caller of a resource call on to the HTTP handlers.
func (i *Instance) identified(next backend.CallResourceHandler) backend.CallResourceHandler {
	return backend.CallResourceHandlerFunc(func(ctx context.Context, req *backend.CallResourceRequest, sender backend.CallResourceResponseSender) error {
		return next.CallResource(withCaller(ctx, i.callerOf(firstValues(req.Headers))), req, sender)
	})
}

// minSecret is the shortest text that is redacted from errors: a shorter one is part of too many words.
const minSecret = 4

// secretTexts returns the forms in which a request carries its secrets, to be redacted from errors.
func secretTexts(token string, stored backend.DataSourceInstanceSettings) []string {
	var texts []string
	password := stored.DecryptedSecureJSONData["basicAuthPassword"]
	for _, s := range [][2]string{{tokenUser, token}, {stored.BasicAuthUser, password}} {
		if s[1] != "" {
			texts = append(texts, s[1], base64.StdEncoding.EncodeToString([]byte(s[0]+":"+s[1])))
		}
	}
	for key, value := range stored.DecryptedSecureJSONData {
		if strings.HasPrefix(key, "httpHeaderValue") {
			texts = append(texts, value)
		}
	}
	return slices.DeleteFunc(texts, func(text string) bool { return len(text) < minSecret })
}

// forwardsIdentity says whether Grafana sends its user's identity along: by "Forward OAuth identity", or by cookies.
func forwardsIdentity(stored backend.DataSourceInstanceSettings) bool {
	var set struct {
		OAuthPassThru bool     `json:"oauthPassThru"`
		KeepCookies   []string `json:"keepCookies"`
	}
	// Unreadable settings turn it off; settings.Load reports broken JSON.
	_ = json.Unmarshal(stored.JSONData, &set)
	return set.OAuthPassThru || len(set.KeepCookies) > 0
}

// Dispose frees the instance's connections and memory.
func (i *Instance) Dispose() {
	i.executor.Close()
	i.closeIdle()
}

// tokenUser is the user sent with the token: the service ignores it.
const tokenUser = "metrics"

// HTTP/2 pings find a broken connection, which a firewall may have dropped, among idle ones.
const (
	pingAfter   = 15 * time.Second
	pingTimeout = 10 * time.Second
)

// httpClient makes a client of the data source's HTTP settings, and a function that closes its idle connections:
// (*http.Client).CloseIdleConnections doesn't reach the transport behind the SDK's middlewares.
func httpClient(ctx context.Context, stored backend.DataSourceInstanceSettings, s settings.Settings) (*http.Client, func(), error) {
	options, err := stored.HTTPClientOptions(ctx)
	if err != nil {
		return nil, nil, backend.DownstreamError(messages.HTTPSettings.Error(err))
	}
	if s.Token != "" {
		switch s.TokenTransport {
		case opentsdb.TokenHeader:
			if options.Header == nil {
				options.Header = http.Header{}
			}
			options.Header.Set(opentsdb.TokenHeaderName, s.Token)
		default:
			options.BasicAuth = &httpclient.BasicAuthOptions{User: tokenUser, Password: s.Token}
		}
	}
	options.ForwardHTTPHeaders = forwardsIdentity(stored)
	closeIdle := func() {}
	options.ConfigureTransport = func(_ httpclient.Options, transport *http.Transport) {
		closeIdle = transport.CloseIdleConnections
		transport.ForceAttemptHTTP2 = true // net/http turns HTTP/2 off where TLS settings are given
		transport.HTTP2 = &http.HTTP2Config{SendPingTimeout: pingAfter, PingTimeout: pingTimeout}
	}
	doer, err := httpclient.New(options)
	if err != nil {
		return nil, nil, backend.DownstreamError(messages.HTTPSettings.Error(err))
	}
	doer.CheckRedirect = client.NoRedirects
	return doer, closeIdle, nil
}

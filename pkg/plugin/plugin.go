// Package plugin fulfils Grafana's contract of a data source: queries, health and resources. It knows no wire format.
package plugin

import (
	"context"
	"encoding/base64"
	"net/http"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
	"github.com/grafana/grafana-plugin-sdk-go/backend/instancemgmt"
	"github.com/grafana/grafana-plugin-sdk-go/backend/resource/httpadapter"
	"golang.org/x/sync/semaphore"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/inflight"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/metadata"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/client"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/decode"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/refresh"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/settings"
)

// ID is the plugin's id in Grafana's catalogue.
const ID = "ovh-opentsdb-datasource"

// concurrentRequests bounds the queries that one data source has under way at its server.
const concurrentRequests = 30

// keptPoints bounds the points that one data source keeps for refreshes: some 32 MB.
const keptPoints = 2_000_000

// Instance is one configured data source. Grafana makes a new one when its settings change.
type Instance struct {
	backend.CallResourceHandler
	settings settings.Settings
	client   *client.Client
	metadata *metadata.Service
	// authenticated says whether requests carry a token or a password.
	authenticated bool
	// room bounds the requests under way, so that one data source's dashboards leave room for another's.
	room    *semaphore.Weighted
	asking  inflight.Group[[]opentsdb.Series]
	spacing *spacing
	// answers is nil when the settings turn it off.
	answers *refresh.Cache
	idle    func()
}

var (
	_ backend.QueryDataHandler      = (*Instance)(nil)
	_ backend.CheckHealthHandler    = (*Instance)(nil)
	_ backend.CallResourceHandler   = (*Instance)(nil)
	_ instancemgmt.InstanceDisposer = (*Instance)(nil)
)

// New makes an instance of a data source. Settings that can't work don't fail here, where Grafana would hide why: they
// make an instance that answers every call with the sentence that says what to mend.
func New(ctx context.Context, stored backend.DataSourceInstanceSettings) (instancemgmt.Instance, error) {
	s, err := settings.Load(stored)
	if err != nil {
		backend.Logger.FromContext(ctx).Warn("The data source's settings can't work", "datasource", stored.Name, "error", err)
		return &misconfigured{err: err}, nil
	}
	doer, closeIdle, err := httpClient(ctx, stored, s)
	if err != nil {
		backend.Logger.FromContext(ctx).Warn("The data source's HTTP settings can't work", "datasource", stored.Name, "error", err)
		return &misconfigured{err: err}, nil
	}
	limits := decode.Limits{Bytes: s.MaxResponseBytes, Series: s.MaxSeries}
	secrets := secretTexts(s.Token, stored.BasicAuthUser, stored.DecryptedSecureJSONData["basicAuthPassword"])
	i := &Instance{
		settings: s,
		client: client.New(client.Config{
			Doer: doer, Endpoint: s.Endpoint, Server: s.Server, Dialect: s.Dialect, Limits: limits,
			Observe: observe, Secrets: secrets, TooLarge: httpclient.ErrResponseBodyTooLarge,
		}),
		authenticated: s.Token != "" || stored.BasicAuthEnabled,
		room:          semaphore.NewWeighted(concurrentRequests),
		spacing:       newSpacing(),
		idle:          closeIdle,
	}
	if s.KeepAnswers {
		i.answers = refresh.New(keptPoints, time.Now)
	}
	i.metadata = metadata.New(i.client, s.LookupLimit)
	i.CallResourceHandler = httpadapter.New(i.routes())
	return i, nil
}

// secretTexts are the forms in which a request carries its secrets; an error that quotes one has it cut out.
func secretTexts(token, user, password string) []string {
	var texts []string
	for _, s := range [][2]string{{tokenUser, token}, {user, password}} {
		if s[1] != "" {
			texts = append(texts, s[1], base64.StdEncoding.EncodeToString([]byte(s[0]+":"+s[1])))
		}
	}
	return texts
}

// Dispose frees the instance's connections.
func (i *Instance) Dispose() { i.idle() }

// tokenUser is the user sent with the token: the service ignores it.
const tokenUser = "metrics"

// The pings that tell a dead HTTP/2 connection, which a firewall may have forgotten, from one that is merely idle.
const (
	pingAfter   = 15 * time.Second
	pingTimeout = 10 * time.Second
)

// httpClient makes a client of the data source's HTTP settings, and the function that closes its idle connections:
// (*http.Client).CloseIdleConnections doesn't see the transport behind the SDK's middlewares.
func httpClient(ctx context.Context, stored backend.DataSourceInstanceSettings, s settings.Settings) (*http.Client, func(), error) {
	options, err := stored.HTTPClientOptions(ctx)
	if err != nil {
		return nil, nil, backend.DownstreamErrorf("HTTP settings: %w", err)
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
	closeIdle := func() {}
	options.ConfigureTransport = func(_ httpclient.Options, transport *http.Transport) {
		closeIdle = transport.CloseIdleConnections
		transport.ForceAttemptHTTP2 = true // net/http leaves it off where the TLS settings are one's own
		transport.HTTP2 = &http.HTTP2Config{SendPingTimeout: pingAfter, PingTimeout: pingTimeout}
	}
	doer, err := httpclient.New(options)
	if err != nil {
		return nil, nil, backend.DownstreamErrorf("HTTP settings: %w", err)
	}
	doer.CheckRedirect = client.NoRedirects
	return doer, closeIdle, nil
}

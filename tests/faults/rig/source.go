package rig

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/http"
	"strings"
	"time"

	sdk "github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/plugin"
)

// Source is a data source as an administrator configures it.
type Source struct {
	Name     string
	URL      string
	Token    string
	JSONData map[string]any
	// Updated tells settings apart that were saved at different times; a new one makes the backend forget the old.
	Updated time.Time
}

// Context is what Grafana sends along with each call.
func (s Source) Context() (sdk.PluginContext, error) {
	jsonData, err := json.Marshal(s.JSONData)
	if err != nil {
		return sdk.PluginContext{}, err
	}
	updated := s.Updated
	if updated.IsZero() {
		updated = time.Unix(1, 0)
	}
	return sdk.PluginContext{
		OrgID:    1,
		PluginID: plugin.ID,
		User:     &sdk.User{Login: "viewer", Name: "Viewer", Email: "viewer@example.org", Role: "Viewer"},
		DataSourceInstanceSettings: &sdk.DataSourceInstanceSettings{
			ID: id(s.Name), UID: "uid-" + s.Name, Type: plugin.ID, Name: s.Name, URL: s.URL, JSONData: jsonData,
			DecryptedSecureJSONData: map[string]string{"token": s.Token}, Updated: updated,
		},
	}, nil
}

// id is a number for a name, as Grafana's database has one.
func id(name string) int64 {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(name))
	return int64(hash.Sum32())
}

// Panel is one request of a panel: its range and its interval.
type Panel struct {
	From, To time.Time
	Interval time.Duration
	// Alert makes it a request of an alert rule.
	Alert bool
}

// LastHour is the hour up to the first of January 2026.
var LastHour = Panel{
	From:     time.Date(2025, 12, 31, 23, 0, 0, 0, time.UTC),
	To:       time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
	Interval: 15 * time.Second,
}

// RefID is the name of a panel's nth query, from 0.
func RefID(n int) string { return fmt.Sprintf("Q%02d", n) }

// Query runs saved queries in one request; the responses are under RefID(0), RefID(1) …
func (p *Process) Query(ctx context.Context, source Source, panel Panel, saved ...string) (sdk.Responses, error) {
	pluginContext, err := source.Context()
	if err != nil {
		return nil, err
	}
	request := &sdk.QueryDataRequest{PluginContext: pluginContext, Headers: map[string]string{}}
	if panel.Alert {
		request.Headers["FromAlert"] = "true"
	}
	for n, query := range saved {
		request.Queries = append(request.Queries, sdk.DataQuery{
			RefID: RefID(n), JSON: []byte(query), Interval: panel.Interval, MaxDataPoints: 1000,
			TimeRange: sdk.TimeRange{From: panel.From, To: panel.To},
		})
	}
	response, err := p.QueryData(ctx, request)
	if err != nil {
		return nil, err
	}
	return response.Responses, nil
}

// Health is what "Save & test" says.
func (p *Process) Health(ctx context.Context, source Source) (*sdk.CheckHealthResult, error) {
	pluginContext, err := source.Context()
	if err != nil {
		return nil, err
	}
	return p.CheckHealth(ctx, &sdk.CheckHealthRequest{PluginContext: pluginContext})
}

// Resource calls one of the backend's resources, such as "metrics?q=cpu".
func (p *Process) Resource(ctx context.Context, source Source, address string) (status int, body string, err error) {
	pluginContext, err := source.Context()
	if err != nil {
		return 0, "", err
	}
	path, _, _ := strings.Cut(address, "?")
	var text strings.Builder
	err = p.CallResource(ctx,
		&sdk.CallResourceRequest{PluginContext: pluginContext, Method: http.MethodGet, Path: path, URL: address},
		sdk.CallResourceResponseSenderFunc(func(part *sdk.CallResourceResponse) error {
			if part.Status != 0 {
				status = part.Status
			}
			text.Write(part.Body)
			return nil
		}))
	return status, text.String(), err
}

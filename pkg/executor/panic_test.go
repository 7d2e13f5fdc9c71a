package executor

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// breaking is an HTTP client that fails in the worst way.
type breaking struct{}

func (breaking) Do(*http.Request) (*http.Response, error) { panic("broken") }

// A panic anywhere in a call, in whichever goroutine, is the call's error, with the stack of where it happened.
func TestAPanicInACallIsItsError(t *testing.T) {
	endpoint, err := url.Parse("http://127.0.0.1:1")
	require.NoError(t, err)
	e := New(Config{
		Doer: breaking{}, Endpoint: endpoint, Server: "gra1", Dialect: dialects.OVH, MaxSeries: 10, MaxResponseBytes: 1 << 20,
		ResponseCacheBytes: 1 << 20, Tracer: noop.NewTracerProvider().Tracer(""),
	})
	t.Cleanup(e.Close)
	caller := Caller{Now: time.Unix(1767225600, 0), Origin: Panel}
	q, err := query.Parse([]byte(`{"metric":"m","aggregator":"sum","downsampleFillPolicy":"gaps"}`))
	require.NoError(t, err)
	plan, err := query.NewPlan(q, query.PanelContext{Range: query.Range{From: caller.Now.Add(-time.Hour), To: caller.Now}, Interval: time.Minute}, dialects.OVH)
	require.NoError(t, err)
	for name, call := range map[string]func() error{
		"time series": func() error { _, err := e.Series(t.Context(), caller, plan, query.Density{}); return err },
		"in slices": func() error {
			_, err := e.Series(t.Context(), caller, plan, query.Density{SampleInterval: time.Second, Sure: true, Series: 100_000, PerSecond: 100_000})
			return err
		},
		"last": func() error {
			_, err := e.Last(t.Context(), caller, opentsdb.LastQuery{Queries: []opentsdb.LastSubQuery{{Metric: "m"}}})
			return err
		},
		"suggestions": func() error { _, err := e.Suggest(t.Context(), caller, "metrics", "", 10); return err },
		"lookup":      func() error { _, err := e.Lookup(t.Context(), caller, "m", nil, 10); return err },
		"a sample interval": func() error {
			_, err := e.SampleInterval(t.Context(), caller, plan, dialects.OVH)
			return err
		},
	} {
		var p *Panic
		require.ErrorAs(t, call(), &p, name)
		require.Contains(t, string(p.Stack), "panic_test.go", name)
	}
}

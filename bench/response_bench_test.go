package main

import (
	"testing"

	sdk "github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/plugin"
	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

// BenchmarkResponse is all that the backend does for a query, from the server's bytes to those that Grafana gets, in this
// process, where it can be profiled: go test -run ^$ -bench Response -cpuprofile cpu.out ./bench
func BenchmarkResponse(b *testing.B) {
	for _, shape := range []struct {
		name           string
		series, points int
	}{
		{"1000x1440", 1000, 1440}, {"1x1000000", 1, 1_000_000}, {"20000x1", 20_000, 1},
	} {
		b.Run(shape.name, func(b *testing.B) {
			server, err := replayBody(responseBody(shape.series, shape.points, 60, ""))
			require.NoError(b, err)
			defer server.close()
			settings, err := rig.Source{Name: "bench", URL: server.url, Token: "token", JSONData: noLimits}.Context()
			require.NoError(b, err)
			instance, err := plugin.New(b.Context(), *settings.DataSourceInstanceSettings)
			require.NoError(b, err)
			defer instance.(interface{ Dispose() }).Dispose()
			request := &sdk.QueryDataRequest{PluginContext: settings, Queries: []sdk.DataQuery{{
				RefID: "A", JSON: []byte(asIs), Interval: anyHour.Interval, TimeRange: sdk.TimeRange{From: anyHour.From, To: anyHour.To},
			}}}
			b.ReportAllocs()
			for b.Loop() {
				response, err := instance.(sdk.QueryDataHandler).QueryData(b.Context(), request)
				require.NoError(b, err)
				require.NoError(b, response.Responses["A"].Error)
				_, err = sdk.ToProto().QueryDataResponse(sdk.DataFrameFormat_ARROW, response)
				require.NoError(b, err)
			}
		})
	}
}

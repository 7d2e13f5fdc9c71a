package plugin_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/plugin"
)

func TestSeriesThatMayBeSparserThanTheIntervalHaveANotice(t *testing.T) {
	s := hosts(t, "opentsdb", 10, 10)
	s.write("web09", at("11:20:00"), at("11:20:01"), 300, 100) // a single point in the range
	response := s.connect(nil).query(context.Background(), hour(time.Minute), gaps("sum", "20s"))["A"]
	require.Contains(t, notices(response), "Some series of m may have points further apart than")
}

func TestLastValuesAfterTheRangeHaveANotice(t *testing.T) {
	source := connect(t, serve(t, map[string]http.HandlerFunc{
		"/api/search/lookup": respond(lookup),
		"/api/query/last":    respond(`[{"metric":"m","timestamp":1767261600,"value":"4.5","tags":{"host":"web02","dc":"gra"}}]`),
	}), "ovh", nil)
	response := source.query(context.Background(), asked{from: at("08:00:00"), to: at("09:00:00")}, `{"queryType":"last","metric":"m"}`)["A"]
	require.Contains(t, notices(response), "1 of 1 series have points after the end of the time range")
}

func TestLastValuesThatCameSinceThePageAskedAreShown(t *testing.T) {
	source := connect(t, serve(t, map[string]http.HandlerFunc{
		"/api/search/lookup": respond(lookup),
		"/api/query/last":    respond(`[{"metric":"m","timestamp":1767261600,"value":"4.5","tags":{"host":"web02","dc":"gra"}}]`), // 10:00:00
	}), "ovh", nil)
	lately := asked{from: at("09:00:00"), to: at("09:59:30")}
	source.clock.set(at("10:00:10"))
	require.Len(t, source.query(context.Background(), lately, `{"queryType":"last","metric":"m"}`)["A"].Frames[0].Fields, 2)
	source.clock.set(at("10:05:00"))
	response := source.query(context.Background(), lately, `{"queryType":"last","metric":"m"}`)["A"]
	require.Contains(t, notices(response), "points after the end of the time range")
}

func TestTooManySetsOfTagKeysAreAnError(t *testing.T) {
	var results []map[string]any
	for i := range 11 {
		results = append(results, map[string]any{"metric": "m", "tags": map[string]string{fmt.Sprint("key", i): "v"}})
	}
	listed, err := json.Marshal(map[string]any{"results": results})
	require.NoError(t, err)
	source := connect(t, serve(t, map[string]http.HandlerFunc{"/api/search/lookup": respond(string(listed))}), "ovh", nil)
	_, body := source.resource("tag-values?metric=m&key=key1&from=1767222000000&to=1767225600000")
	require.Contains(t, body, "more than 10 different sets of tag keys")
}

func TestAnInvalidCertificateIsAnErrorOfEachQuery(t *testing.T) {
	source := configure(t, backend.DataSourceInstanceSettings{
		Type: plugin.ID, Name: "test", URL: "https://tsdb.example.org", JSONData: []byte(`{"tlsAuth":true}`),
		DecryptedSecureJSONData: map[string]string{"tlsClientCert": "no PEM", "tlsClientKey": "no PEM"},
	})
	require.ErrorContains(t, source.query(context.Background(), asked{}, `{"metric":"m"}`)["A"].Error, "HTTP settings: ")
}

package executor

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/client"
)

// The backend's own metrics; Grafana serves them at /metrics/plugins/ovh-opentsdb-datasource. None has a label whose
// values come from users or servers. Requests, their status and seconds by data source are the plugin SDK's
// (plugins_datasource_request_…) and aren't counted again here.
var (
	calls = promauto.NewCounterVec(prometheus.CounterOpts{
		Name: "ovh_opentsdb_calls_total",
		Help: "Calls to OpenTSDB servers, by call and outcome (ok, or the kind of error).",
	}, []string{"call", "outcome"})
	callSeconds = promauto.NewHistogramVec(prometheus.HistogramOpts{
		Name:    "ovh_opentsdb_call_duration_seconds",
		Help:    "Seconds from sending a request until its response was decoded.",
		Buckets: []float64{0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30},
	}, []string{"call"})
	responseBytes = promauto.NewCounterVec(prometheus.CounterOpts{
		Name: "ovh_opentsdb_response_bytes_total",
		Help: "Bytes of responses, after decompression.",
	}, []string{"call"})
	decodedPoints = promauto.NewCounter(prometheus.CounterOpts{
		Name: "ovh_opentsdb_points_total",
		Help: "Points decoded from responses.",
	})
	queueSeconds = promauto.NewHistogram(prometheus.HistogramOpts{
		Name:    "ovh_opentsdb_queue_duration_seconds",
		Help:    "Seconds that requests waited for one of the data source's slots.",
		Buckets: []float64{0.001, 0.01, 0.1, 0.3, 1, 3, 10, 30},
	})
	coalesced = promauto.NewCounterVec(prometheus.CounterOpts{
		Name: "ovh_opentsdb_coalesced_requests_total",
		Help: "Requests that shared one under way instead of being sent, by call.",
	}, []string{"call"})
	cacheQueries = promauto.NewCounterVec(prometheus.CounterOpts{
		Name: "ovh_opentsdb_response_cache_queries_total",
		Help: "Queries that the response cache may serve, by outcome: hit (nothing was fetched), tail (the newest buckets were), miss (everything was), mismatch (the tail didn't fit; everything was fetched after it).",
	}, []string{"outcome"})
	cacheBytes = promauto.NewGauge(prometheus.GaugeOpts{
		Name: "ovh_opentsdb_response_cache_bytes",
		Help: "Bytes of the response caches of all data sources.",
	})
	cacheEvictions = promauto.NewCounter(prometheus.CounterOpts{
		Name: "ovh_opentsdb_response_cache_evictions_total",
		Help: "Responses that left a response cache for its size.",
	})
	sampleIntervalFailures = promauto.NewCounter(prometheus.CounterOpts{
		Name: "ovh_opentsdb_sample_interval_failures_total",
		Help: "Sample intervals that could not be measured.",
	})
)

// observe counts one exchange with a server.
func observe(e client.Exchange) {
	calls.WithLabelValues(e.Call, e.Outcome).Inc()
	callSeconds.WithLabelValues(e.Call).Observe(e.Took.Seconds())
	responseBytes.WithLabelValues(e.Call).Add(float64(e.Bytes))
}

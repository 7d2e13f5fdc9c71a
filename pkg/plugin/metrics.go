package plugin

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/client"
)

// The backend's own metrics; Grafana serves them at /metrics/plugins/ovh-opentsdb-datasource. None has a label whose
// values come from users or servers.
var (
	requests = promauto.NewCounterVec(prometheus.CounterOpts{
		Name: "ovh_opentsdb_requests_total",
		Help: "Requests to OpenTSDB servers, by call and outcome (ok, or the kind of error).",
	}, []string{"call", "outcome"})
	requestSeconds = promauto.NewHistogramVec(prometheus.HistogramOpts{
		Name:    "ovh_opentsdb_request_seconds",
		Help:    "Seconds from sending a request until its answer was read.",
		Buckets: []float64{0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30},
	}, []string{"call"})
	answerBytes = promauto.NewCounterVec(prometheus.CounterOpts{
		Name: "ovh_opentsdb_answer_bytes_total",
		Help: "Bytes of answers, after decompression.",
	}, []string{"call"})
	decodedPoints = promauto.NewCounter(prometheus.CounterOpts{
		Name: "ovh_opentsdb_points_total",
		Help: "Points decoded from answers.",
	})
	keptAnswers = promauto.NewCounterVec(prometheus.CounterOpts{
		Name: "ovh_opentsdb_refreshes_total",
		Help: "Queries that kept answers may serve: tail (the newest buckets were fetched), whole (all were), both (the tail didn't fit).",
	}, []string{"outcome"})
)

// observe counts one exchange with a server.
func observe(e client.Exchange) {
	requests.WithLabelValues(e.Call, e.Outcome).Inc()
	requestSeconds.WithLabelValues(e.Call).Observe(e.Took.Seconds())
	answerBytes.WithLabelValues(e.Call).Add(float64(e.Bytes))
}

package query_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query/buckets"
)

// respondTo is a server's response to a probe where three series have a point every interval, all at the same times: an interval's
// multiples and a phase, up to the newest.
func respondTo(t *testing.T, probe query.Probe, dialect *dialects.Dialect, interval, phase time.Duration, newest time.Time) []opentsdb.Series {
	t.Helper()
	window, err := time.ParseDuration(strings.Split(probe.Request.Queries[0].Downsample, "-")[0])
	require.NoError(t, err)
	step := window.Milliseconds()
	counts := map[int64]float64{}
	first := (probe.Request.Start-phase.Milliseconds())/interval.Milliseconds()*interval.Milliseconds() + phase.Milliseconds()
	for at := first; at <= min(probe.Request.End, newest.UnixMilli()); at += interval.Milliseconds() {
		switch {
		case dialect.BucketTimestamp == dialects.AtStart && at >= probe.Request.Start:
			counts[at/step*step]++
		case dialect.BucketTimestamp == dialects.AtEnd && at > probe.Request.Start:
			counts[(at+step-1)/step*step]++
		}
	}
	var response []opentsdb.Series
	series := func(id string, index int, value func(points float64) float64) {
		s := opentsdb.Series{TSUIDs: []string{id}, Index: index}
		for at := probe.Request.Start / step * step; at <= probe.Request.End; at += step {
			if n := counts[at]; n > 0 {
				s.Points = append(s.Points, opentsdb.Point{TimeMs: at, Value: value(n)})
			}
		}
		response = append(response, s)
	}
	points := func(n float64) float64 { return n }
	if len(probe.Request.Queries) == 2 {
		series("", 0, points)
		series("", 1, func(float64) float64 { return 3 })
		return response
	}
	for _, id := range []string{"A", "B", "C"} {
		series(id, 0, points)
	}
	return response
}

// Whatever the range, its end, the times of the points and how late they arrive: an auto interval by a probe that is sure isn't
// shorter than the sample interval.
func TestAProbeIsNeverSureOfATooShortInterval(t *testing.T) {
	const saved = `{"metric":"m","aggregator":"avg","downsampleFillPolicy":"gaps"}`
	seconds := []time.Duration{5, 7, 10, 12, 15, 20, 25, 30, 45, 60, 90, 120, 300, 600, 900, 1800, 3600}
	minutes := []time.Duration{5, 10, 11, 15, 30, 47, 60, 90, 180, 360, 720, 1440, 4320, 10080}
	for _, dialect := range []*dialects.Dialect{dialects.OVH, dialects.OpenTSDB, dialects.OpenTSDB22} {
		for i := range len(seconds) * len(minutes) * 80 {
			interval, span := seconds[i%len(seconds)]*time.Second, minutes[i/len(seconds)%len(minutes)]*time.Minute
			if span < 4*interval {
				continue
			}
			step := time.Duration(i / len(seconds) / len(minutes))
			end, phase, lag := noon.Add(step*7919*time.Millisecond), step*interval/40, step%2*50*time.Second
			p := plan(t, saved, query.PanelContext{Range: query.Range{From: end.Add(-span), To: end}, Interval: span / 1000}, dialect)
			for number, probe := range p.Probes(end, dialect) {
				found := probe.Read(respondTo(t, probe, dialect, interval, phase, end.Add(-lag)))
				if !found.Sure {
					continue
				}
				auto := buckets.Auto{Interval: found.SampleInterval, Resolution: time.Second}.Round().Duration()
				require.GreaterOrEqual(t, auto, interval, "%s, %s up to %s, points at %s and %s late: probe %d", dialect.ID, span, end, phase, lag, number)
				break
			}
		}
	}
}

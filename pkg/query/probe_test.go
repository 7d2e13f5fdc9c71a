package query_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

const sumOfAll = `{"metric":"m","aggregator":"sum","downsampleFillPolicy":"gaps"}`

// OpenTSDB stores the points of an hour in a row, and reads whole rows, up to that of the end of the window after the last.
func TestTheFirstProbeOfARangeReadsOneRow(t *testing.T) {
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 2))
		now := noon.Add(time.Duration(r.IntN(3600)) * time.Second)
		span := 5*time.Minute + time.Duration(r.IntN(24*3600-600))*time.Second
		p := plan(t, sumOfAll, query.PanelContext{Range: query.Range{From: now.Add(-span), To: now}, Interval: span / 1000}, dialects.OpenTSDB)
		request := p.Probes(now, dialects.OpenTSDB)[0].Request
		row := time.Hour.Milliseconds()
		window, err := time.ParseDuration(strings.Split(request.Queries[0].Downsample, "-")[0])
		require.NoError(t, err)
		require.Equal(t, request.Start/row, (request.End+window.Milliseconds())/row, "%s up to %s: %d to %d", span, now, request.Start, request.End)
		require.GreaterOrEqual(t, request.Start, p.Shown.From.UnixMilli())
		require.Less(t, request.End, now.UnixMilli())
	}
}

// points are those of a series with a point every step seconds from … to.
func points(id string, from, to time.Time, step time.Duration, window time.Duration) opentsdb.Series {
	counts := map[int64]float64{}
	for at := from; at.Before(to); at = at.Add(step) {
		counts[at.Truncate(window).UnixMilli()]++
	}
	s := opentsdb.Series{TSUIDs: []string{id}, Index: 0}
	for at := from.Truncate(window); at.Before(to); at = at.Add(window) {
		if n := counts[at.UnixMilli()]; n > 0 {
			s.Points = append(s.Points, opentsdb.Point{TimeMs: at.UnixMilli(), Value: n})
		}
	}
	return s
}

// Two series that have a point in every other window each are two series sparser than the windows, though the number of
// series is the same in all windows.
func TestSeriesThatTakeTurnsAreFound(t *testing.T) {
	p := planOf(t, sumOfAll, dialects.OpenTSDB, time.Hour)
	probe := p.Probes(noon, dialects.OpenTSDB)[0]
	const window = 30 * time.Second
	from, to := time.UnixMilli(probe.Request.Start).UTC(), time.UnixMilli(probe.Request.End+1).UTC()
	require.Equal(t, window, to.Sub(from)/10)
	found := probe.Read([]opentsdb.Series{points("A", from, to, time.Minute, window), points("B", from.Add(window), to, time.Minute, window)})
	require.False(t, found.Sure)
	found = probe.Read([]opentsdb.Series{points("A", from, to, 10*time.Second, window), points("B", from.Add(window), to, 15*time.Second, window)})
	require.True(t, found.Sure)
	require.Equal(t, 15*time.Second, found.SampleInterval)
	require.Equal(t, map[string]bool{"A": true, "B": true}, found.Seen)
}

func TestAFewSeriesThatAreUnsureAreLeftToBeMeasuredByThemselves(t *testing.T) {
	p := planOf(t, sumOfAll, dialects.OpenTSDB, time.Hour)
	probe := p.Probes(noon, dialects.OpenTSDB)[0]
	const window = 30 * time.Second
	from, to := time.UnixMilli(probe.Request.Start).UTC(), time.UnixMilli(probe.Request.End+1).UTC()
	response := []opentsdb.Series{points("lone", from, from.Add(time.Second), time.Minute, window)}
	for _, id := range []string{"A", "B", "C", "D", "E", "F", "G", "H", "I"} {
		response = append(response, points(id, from, to, 10*time.Second, window))
	}
	found := probe.Read(response)
	require.True(t, found.Sure)
	result := []opentsdb.Series{{TSUIDs: []string{"A", "B", "ended", "lone"}}, {TSUIDs: []string{"C", "ended"}}}
	require.Equal(t, []string{"ended", "lone"}, found.Unseen(result))
}

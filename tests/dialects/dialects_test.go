// Package dialects runs the same queries on demo servers of both dialects with the same points, through the real backend
// process: the results are the same, though the servers differ in nearly everything.
package dialects

import (
	"fmt"
	"math"
	"os"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

const readToken, writeToken = "dialects-read", "dialects-write"

var binary string

func TestMain(m *testing.M) { os.Exit(rig.Main(m, &binary)) }

var noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

// push stores an hour of four series, each point in the middle of its minute, where both ways to cut time into minutes
// agree: one series ends, one has a gap, one is a counter with a reset, one is named in capitals.
func push(t *testing.T, address string) {
	t.Helper()
	var points []rig.Point
	add := func(minute int, value float64, host, dc string) {
		points = append(points, rig.Point{Metric: "app.load", Timestamp: noon.Add(time.Duration(minute)*time.Minute + 30*time.Second).Unix(), Value: value, Tags: map[string]string{"host": host, "dc": dc}})
	}
	for minute := range 60 {
		if minute < 20 {
			add(minute, float64(minute), "web01", "gra")
		}
		if minute < 30 || minute > 40 {
			add(minute, 100+float64(minute)/4, "web02", "gra")
		}
		add(minute, float64(minute%25)*60, "db.01", "bhs")
		add(minute, 7, "WEB03", "bhs")
	}
	rig.Put(t, address, writeToken, points)
}

// numbers are a response's values by labels and time; earlier moves the timestamps.
func numbers(t *testing.T, frames data.Frames, earlier time.Duration) map[string]float64 {
	t.Helper()
	all := map[string]float64{}
	for _, frame := range frames {
		if len(frame.Fields) == 0 {
			continue
		}
		for i := range frame.Rows() {
			if value, err := frame.Fields[1].NullableFloatAt(i); err == nil && value != nil {
				timestamp := frame.Fields[0].At(i).(time.Time).Add(-earlier)
				all[frame.Fields[1].Labels.String()+" "+timestamp.UTC().Format("15:04:05")] = math.Round(*value*1e9) / 1e9
			}
		}
	}
	return all
}

// start runs the backend process, and a demo server of each dialect with the same points.
func start(t *testing.T) (*rig.Process, map[string]rig.Source) {
	t.Helper()
	backend, err := rig.Start(t.Context(), binary)
	require.NoError(t, err)
	t.Cleanup(backend.Stop)
	sources := map[string]rig.Source{}
	for _, dialect := range []string{"ovh", "opentsdb"} {
		address := rig.StartDemo(t, "--dialect", dialect, "--no-data", "--token", readToken, "--write-token", writeToken)
		push(t, address)
		sources[dialect] = rig.Source{Name: dialect, URL: address, Token: readToken, JSONData: map[string]any{"dialect": dialect}}
	}

	return backend, sources
}

// sameOnBoth queries both servers, and compares the results; in the order of the series where that matters.
func sameOnBoth(t *testing.T, backend *rig.Process, sources map[string]rig.Source, saved string, ranked bool) {
	t.Helper()
	hour := rig.Panel{From: noon, To: noon.Add(time.Hour), Interval: time.Minute}
	got, order := map[string]map[string]float64{}, map[string][]string{}
	for dialect, earlier := range map[string]time.Duration{"ovh": time.Minute, "opentsdb": 0} {
		results, err := backend.Query(t.Context(), sources[dialect], hour, saved)
		require.NoError(t, err)
		result := results[rig.RefID(0)]
		require.NoError(t, result.Error)
		got[dialect] = numbers(t, result.Frames, earlier)
		for _, frame := range result.Frames {
			order[dialect] = append(order[dialect], frame.Fields[1].Labels.String())
		}
	}
	require.NotEmpty(t, got["opentsdb"])
	require.Equal(t, got["opentsdb"], got["ovh"])
	if ranked {
		require.Equal(t, order["opentsdb"], order["ovh"])
	}
}

// Functions give the same results on both servers.
func TestFunctionsAreTheSameOnBothServers(t *testing.T) {
	backend, sources := start(t)
	for name, functions := range map[string]string{
		"highest":               `{"name":"highest","params":[2,"max","other"]}`,
		"lowest":                `{"name":"lowest","params":[1,"last"]}`,
		"filterSeries":          `{"name":"filterSeries","params":["avg",">",50]}`,
		"sortBy":                `{"name":"sortBy","params":["avg","desc"]}`,
		"timeShift":             `{"name":"timeShift","params":["10m"]}`,
		"movingAverage":         `{"name":"movingAverage","params":["5m"]}`,
		"movingMedian":          `{"name":"movingMedian","params":[5]}`,
		"movingMin":             `{"name":"movingMin","params":["5m"]}`,
		"movingMax":             `{"name":"movingMax","params":["5m"]}`,
		"movingSum":             `{"name":"movingSum","params":["5m"]}`,
		"scale":                 `{"name":"scale","params":["1e3"]}`,
		"offset":                `{"name":"offset","params":[-5]}`,
		"absolute":              `{"name":"absolute","params":[]}`,
		"derivative":            `{"name":"derivative","params":[]}`,
		"nonNegativeDerivative": `{"name":"nonNegativeDerivative","params":[]}`,
		"integral":              `{"name":"integral","params":[]}`,
		"asPercent":             `{"name":"asPercent","params":[]}`,
		"asPercent by dc":       `{"name":"asPercent","params":["dc"]}`,
		"keepLastValue":         `{"name":"keepLastValue","params":[3]}`,
		"transformNull":         `{"name":"transformNull","params":[0]}`,
		"several":               `{"name":"movingAverage","params":["5m"]},{"name":"highest","params":[2,"avg","other"]},{"name":"asPercent","params":[]}`,
	} {
		t.Run(name, func(t *testing.T) {
			saved := `{"metric":"app.load","aggregator":"sum","downsampleInterval":"1m","downsampleFillPolicy":"gaps","filters":[{"type":"wildcard","tagk":"host","filter":"*","groupBy":true},{"type":"wildcard","tagk":"dc","filter":"*","groupBy":true}],"functions":[` + functions + `]}`
			sameOnBoth(t, backend, sources, saved, true)
		})
	}
}

func TestTheSameQueryIsTheSameOnBothServers(t *testing.T) {
	backend, sources := start(t)
	filters := map[string]string{
		"none":            `[]`,
		"group by":        `[{"type":"wildcard","tagk":"dc","filter":"*","groupBy":true}]`,
		"literal_or":      `[{"type":"literal_or","tagk":"host","filter":"web01|db.01","groupBy":true}]`,
		"iliteral_or":     `[{"type":"iliteral_or","tagk":"host","filter":"web03|WEB01","groupBy":false}]`,
		"not_literal_or":  `[{"type":"not_literal_or","tagk":"host","filter":"web01","groupBy":true}]`,
		"not_iliteral_or": `[{"type":"not_iliteral_or","tagk":"host","filter":"web03","groupBy":false}]`,
		"wildcard":        `[{"type":"wildcard","tagk":"host","filter":"web*","groupBy":true}]`,
		"iwildcard":       `[{"type":"iwildcard","tagk":"host","filter":"Web*","groupBy":true}]`,
		"regexp":          `[{"type":"regexp","tagk":"host","filter":"b0[23]|\\.01$","groupBy":true}]`,
		"two on one key":  `[{"type":"wildcard","tagk":"host","filter":"*0*","groupBy":true},{"type":"not_literal_or","tagk":"host","filter":"web02","groupBy":false}]`,
	}
	rates := map[string]string{
		"values": ``, "rates": `,"shouldComputeRate":true`, "counter": `,"shouldComputeRate":true,"isCounter":true`,
		"counter with a maximum": `,"shouldComputeRate":true,"isCounter":true,"counterMax":2000,"counterResetValue":10`,
	}
	for filterName, filter := range filters {
		for rateName, rate := range rates {
			for _, aggregator := range []string{"avg", "sum", "min", "max", "count", "none"} {
				t.Run(fmt.Sprintf("%s, %s, %s", aggregator, filterName, rateName), func(t *testing.T) {
					saved := fmt.Sprintf(`{"metric":"app.load","aggregator":%q,"downsampleInterval":"1m","downsampleFillPolicy":"gaps","filters":%s%s}`, aggregator, filter, rate)
					sameOnBoth(t, backend, sources, saved, false)
				})
			}
		}
	}
}

// Package alerting sends the real backend process the requests of Grafana's alerting engine, without a browser or a panel. The
// demo servers of both types hold the same points.
package alerting

import (
	"os"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

const readToken, writeToken = "alerting-read", "alerting-write"

var binary string

func TestMain(m *testing.M) { os.Exit(rig.Main(m, &binary)) }

// noon is when the rule is evaluated.
var noon = time.Date(2026, 1, 8, 12, 0, 0, 0, time.UTC)

// rule queries the last ten minutes, as an alert rule does.
var rule = rig.Panel{From: noon.Add(-10 * time.Minute), To: noon, Interval: time.Minute, Alert: true}

// Each host has a point in the middle of each minute, where both servers cut time into the same minutes: of the hour before
// noon, and of the hour before noon a week earlier.
var hosts = map[string]string{"web01": "gra", "web02": "gra", "db01": "bhs"}

// load is a host's value in a minute before noon, from 1 on, now or a week earlier. Of this week web01 is 40 % above.
func load(host string, minute int, earlier bool) float64 {
	value := map[string]float64{"web01": 100, "web02": 50, "db01": 10}[host] + float64(minute)
	if host == "web01" && !earlier {
		return 1.4 * value
	}
	return value
}

func push(t *testing.T, address string) {
	t.Helper()
	var points []rig.Point
	for host, dc := range hosts {
		for minute := 1; minute <= 60; minute++ {
			at := noon.Add(-time.Duration(minute)*time.Minute + 30*time.Second)
			tags := map[string]string{"host": host, "dc": dc}
			points = append(points,
				rig.Point{Metric: "app.load", Timestamp: at.Unix(), Value: load(host, minute, false), Tags: tags},
				rig.Point{Metric: "app.load", Timestamp: at.AddDate(0, 0, -7).Unix(), Value: load(host, minute, true), Tags: tags})
		}
	}
	rig.Put(t, address, writeToken, points)
}

// saved is the query of each host's load a minute, with functions.
func saved(functions string) string {
	return `{"metric":"app.load","aggregator":"avg","downsampleInterval":"1m","downsampleFillPolicy":"gaps","legend":"auto",` +
		`"filters":[{"type":"wildcard","tagk":"host","filter":"*","groupBy":true},{"type":"wildcard","tagk":"dc","filter":"*","groupBy":true}],` +
		`"functions":[` + functions + `]}`
}

// onBothServers runs a test on data of each server type.
func onBothServers(t *testing.T, test func(t *testing.T, evaluate func(queries ...string) []data.Frames)) {
	for _, dialect := range []string{"ovh", "opentsdb"} {
		t.Run(dialect, func(t *testing.T) {
			backend, err := rig.Start(t.Context(), binary)
			require.NoError(t, err)
			t.Cleanup(backend.Stop)
			flags := []string{"--dialect", dialect, "--no-data"}
			if dialect == "ovh" {
				flags = append(flags, "--token", readToken, "--write-token", writeToken)
			}
			address := rig.StartDemo(t, flags...)
			push(t, address)
			source := rig.Source{Name: dialect, URL: address, Token: readToken, JSONData: map[string]any{"dialect": dialect}}
			test(t, func(queries ...string) []data.Frames {
				responses, err := backend.Query(t.Context(), source, rule, queries...)
				require.NoError(t, err)
				all := make([]data.Frames, len(queries))
				for n := range queries {
					response := responses[rig.RefID(n)]
					require.NoError(t, response.Error)
					all[n] = response.Frames
				}
				return all
			})
		})
	}
}

// series is a frame as the alert engine reads it: labels, and values by the seconds from noon.
type series struct {
	Labels data.Labels
	Values map[int]float64
}

func read(t *testing.T, frames data.Frames) []series {
	t.Helper()
	all := make([]series, len(frames))
	for n, frame := range frames {
		require.Len(t, frame.Fields, 2)
		one := series{frame.Fields[1].Labels, map[int]float64{}}
		for row := range frame.Rows() {
			if value, ok := frame.ConcreteAt(1, row); ok {
				at, _ := frame.ConcreteAt(0, row)
				one.Values[int(at.(time.Time).Sub(noon).Seconds())] = value.(float64)
			}
		}
		all[n] = one
	}
	return all
}

func labels(all []series) (found []data.Labels) {
	for _, one := range all {
		found = append(found, one.Labels)
	}
	return found
}

// TestWeekOverWeek: Grafana's Math joins $A / $B where labels are equal, and times are.
func TestWeekOverWeek(t *testing.T) {
	onBothServers(t, func(t *testing.T, evaluate func(queries ...string) []data.Frames) {
		frames := evaluate(saved(``), saved(`{"name":"timeShift","params":["1w"]}`))
		now, before := read(t, frames[0]), read(t, frames[1])
		require.Len(t, now, len(hosts))
		require.Equal(t, labels(now), labels(before), "Math would join none of these")
		for n, one := range now {
			host := one.Labels["host"]
			require.Equal(t, data.Labels{"host": host, "dc": hosts[host]}, one.Labels)
			require.NotEmpty(t, one.Values)
			for at, value := range one.Values {
				require.Contains(t, before[n].Values, at, "Math would find no partner for %s at %d s", host, at)
				ratio := map[string]float64{"web01": 1.4, "web02": 1, "db01": 1}[host]
				require.InDelta(t, ratio, value/before[n].Values[at], 1e-9, "%s at %d s", host, at)
			}
		}
	})
}

func TestTheTopOfARule(t *testing.T) {
	onBothServers(t, func(t *testing.T, evaluate func(queries ...string) []data.Frames) {
		top := read(t, evaluate(saved(`{"name":"highest","params":[2,"avg"]}`))[0])
		require.Equal(t, []data.Labels{{"host": "web01", "dc": "gra"}, {"host": "web02", "dc": "gra"}}, labels(top))
		rest := read(t, evaluate(saved(`{"name":"highest","params":[1,"avg","other"]}`))[0])
		require.Equal(t, []data.Labels{{"host": "web01", "dc": "gra"}, {"host": "other", "dc": "other"}}, labels(rest))
		// The minute that ended last, by both servers' timestamps: the sum of web02 and db01.
		for at, value := range rest[1].Values {
			sum := 0.0
			for _, one := range read(t, evaluate(saved(``))[0]) {
				if one.Labels["host"] != "web01" {
					sum += one.Values[at]
				}
			}
			require.InDelta(t, sum, value, 1e-9)
		}
		require.NotEmpty(t, rest[1].Values)
	})
}

// TestAMovingAverageLooksBeforeTheRule: half an hour, of which the rule's range is the last third.
func TestAMovingAverageLooksBeforeTheRule(t *testing.T) {
	onBothServers(t, func(t *testing.T, evaluate func(queries ...string) []data.Frames) {
		frames := evaluate(saved(`{"name":"movingAverage","params":["30m"]}`), saved(``))
		averages, values := read(t, frames[0]), read(t, frames[1])
		require.Len(t, averages, len(hosts))
		for n, one := range averages {
			host := one.Labels["host"]
			require.Equal(t, values[n].Labels, one.Labels)
			require.Len(t, one.Values, len(values[n].Values), "a value for each of the rule's")
			for at, average := range one.Values {
				// The minute is identified by its value, as its timestamp is its start on one server and its end on the other.
				minute := 0
				for m := 1; m <= 30; m++ {
					if diff := load(host, m, false) - values[n].Values[at]; diff*diff < 1e-12 {
						minute = m
					}
				}
				require.NotZero(t, minute)
				sum := 0.0
				for m := minute; m < minute+30; m++ {
					sum += load(host, m, false)
				}
				require.InDelta(t, sum/30, average, 1e-6, "%s at %d s", host, at)
			}
		}
	})
}

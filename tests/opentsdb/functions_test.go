package opentsdb_test

import (
	"testing"
	"time"
)

// The plugin computes functions over the response of a real server, including points before the range.
func TestFunctionsOverARealServer(t *testing.T) {
	s := connect(t)
	metric := s.metric("functions")
	// Three hosts have a point in the middle of each of sixty minutes: 100, 200 and 300 and as much as the minute says.
	hosts := []string{"web1", "web2", "web3"}
	var stored []series
	for n, host := range hosts {
		one := series{tags: tags("host", host)}
		for minute := range 60 {
			one.points = append(one.points, at(ms(time.Duration(minute)*time.Minute+30*time.Second), float64(100*(n+1)+minute)))
		}
		stored = append(stored, one)
	}
	s.store(metric, stored...)
	ask := func(functions ...any) []series {
		// The second half of the hour, so that there are points before it.
		return s.query(asked{from: noon.Add(30 * time.Minute), to: noon.Add(time.Hour)}, map[string]any{
			"metric": metric, "aggregator": "sum", "downsampleInterval": "1m", "downsampleFillPolicy": "gaps",
			"filters": []any{map[string]any{"type": "wildcard", "tagk": "host", "filter": "*", "groupBy": true}}, "functions": functions,
		})
	}
	call := func(name string, params ...any) map[string]any { return map[string]any{"name": name, "params": params} }
	// want is a series of the shown half hour by a function of the minute.
	want := func(host string, value func(minute float64) float64) series {
		one := series{tags: tags("host", host)}
		for minute := 30; minute < 60; minute++ {
			one.points = append(one.points, at(ms(time.Duration(minute)*time.Minute), value(float64(minute))))
		}
		return one
	}
	same(t, "the highest, and the rest", ask(call("highest", 1, "max", "other")), []series{
		want("web3", func(minute float64) float64 { return 300 + minute }),
		want("other", func(minute float64) float64 { return 300 + 2*minute }),
	})
	same(t, "twenty minutes earlier", ask(call("timeShift", "20m"), call("lowest", 1, "avg")), []series{
		want("web1", func(minute float64) float64 { return 100 + minute - 20 }),
	})
	same(t, "an average of ten minutes", ask(call("movingAverage", "10m"), call("highest", 1, "avg")), []series{
		want("web3", func(minute float64) float64 { return 300 + minute - 4.5 }),
	})
	same(t, "shares", ask(call("asPercent"), call("highest", 1, "avg")), []series{
		want("web3", func(minute float64) float64 { return 100 * (300 + minute) / (600 + 3*minute) }),
	})
	same(t, "a running sum", ask(call("integral"), call("lowest", 1, "avg")), []series{
		want("web1", func(minute float64) float64 {
			n := minute - 29 // so many minutes from 30 on
			return n * (100 + (30+minute)/2)
		}),
	})
}

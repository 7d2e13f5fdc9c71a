package buckets

import "time"

// Auto is what an auto interval depends on.
type Auto struct {
	// Interval is Grafana's, of a panel or an alert rule; zero: there is none.
	Interval time.Duration
	// Range is the length of the time range, and MaxDataPoints how many points the panel can draw; zero: no such bound.
	Range         time.Duration
	MaxDataPoints int64
	// MinInterval is the data source's or the query's own min interval; zero: none.
	MinInterval time.Duration
	// Resolution is the shortest interval that the server has.
	Resolution time.Duration
}

// MaxPerSeries bounds the buckets of a series: far more than a screen shows.
const MaxPerSeries = 1_000_000

// Round returns the auto interval: the shortest of roundSteps that satisfies every bound.
//
// Grafana's own interval usually is the range over MaxDataPoints, rounded to the nearest round length, and is then used as it
// is. Where it is less than half of that, as in an alert rule over 30 days with the default of a second, MaxDataPoints decides,
// as in Grafana's Prometheus data source (promlib/models).
func (a Auto) Round() Interval {
	want := max(a.Interval, a.MinInterval, a.Resolution, a.Range/MaxPerSeries)
	if a.MaxDataPoints > 0 {
		if bound := a.Range / time.Duration(a.MaxDataPoints); want < bound/2 {
			want = bound
		}
	}
	for _, step := range roundSteps {
		if step.Duration() >= want {
			return step
		}
	}
	return roundSteps[len(roundSteps)-1]
}

// roundSteps are the lengths that an auto interval may have.
var roundSteps = []Interval{
	{Count: 1, Unit: "ms"}, {Count: 2, Unit: "ms"}, {Count: 5, Unit: "ms"}, {Count: 10, Unit: "ms"}, {Count: 20, Unit: "ms"},
	{Count: 50, Unit: "ms"}, {Count: 100, Unit: "ms"}, {Count: 200, Unit: "ms"}, {Count: 500, Unit: "ms"},
	{Count: 1, Unit: "s"}, {Count: 2, Unit: "s"}, {Count: 5, Unit: "s"}, {Count: 10, Unit: "s"}, {Count: 15, Unit: "s"}, {Count: 20, Unit: "s"}, {Count: 30, Unit: "s"},
	{Count: 1, Unit: "m"}, {Count: 2, Unit: "m"}, {Count: 5, Unit: "m"}, {Count: 10, Unit: "m"}, {Count: 15, Unit: "m"}, {Count: 20, Unit: "m"}, {Count: 30, Unit: "m"},
	{Count: 1, Unit: "h"}, {Count: 2, Unit: "h"}, {Count: 3, Unit: "h"}, {Count: 6, Unit: "h"}, {Count: 12, Unit: "h"},
	{Count: 1, Unit: "d"}, {Count: 2, Unit: "d"}, {Count: 1, Unit: "w"}, {Count: 2, Unit: "w"},
	{Count: 1, Unit: "n"}, {Count: 2, Unit: "n"}, {Count: 3, Unit: "n"}, {Count: 6, Unit: "n"}, {Count: 1, Unit: "y"},
}

package frames

import (
	"cmp"
	"slices"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// maxCells bounds a wide frame of series that don't share buckets.
const maxCells = 1_000_000

// wide writes one frame with a column for each series (`timeseries-wide`) and a row for each timestamp of any series, null
// where a series has no point. More than maxCells are refused for raw points, and for buckets where most cells would be empty.
func wide(series []namedSeries, said metas) (data.Frames, error) {
	if len(series) == 0 {
		return noData(data.FrameTypeTimeSeriesWide, said), nil
	}
	meta := said.first()
	rows := mergedTimes(series)
	points := 0
	for i := range series {
		points += len(series[i].Points)
	}
	raw := slices.ContainsFunc(said, func(m Meta) bool { return m.Interval == "" })
	if cells := len(rows) * len(series); cells > maxCells && (raw || cells > 10*points) {
		return nil, messages.WideTooLarge.Error(len(series), len(rows), cells, maxCells)
	}

	frame := newFrame(data.FrameTypeTimeSeriesWide, meta.RefID, newColumns().times(rows, meta.Step))
	for i := range series {
		s := &series[i]
		if len(s.Points) == len(rows) {
			frame.Fields = append(frame.Fields, values(s))
		} else {
			place := placing(rows)
			frame.Fields = append(frame.Fields, valuesAt(s, len(rows), func(i int) int { return place(s.Points[i].TimeMs) }))
		}
		s.Points = nil
	}
	describe(frame, said)
	return data.Frames{frame}, nil
}

// mergedTimes returns the timestamps of all series, ascending and distinct, as points without a value.
func mergedTimes(series []namedSeries) []opentsdb.Point {
	seen := map[timeline]int{}
	var distinct [][]opentsdb.Point
	for i := range series {
		points := series[i].Points
		key := timelineOf(points, 0)
		if at, ok := seen[key]; ok && equalTimes(distinct[at], points) {
			continue
		}
		seen[key] = len(distinct)
		distinct = append(distinct, points)
	}
	for len(distinct) > 1 { // in pairs, which takes n·log n steps
		half := distinct[:0]
		for i := 0; i < len(distinct); i += 2 {
			if i+1 == len(distinct) {
				half = append(half, distinct[i])
			} else {
				half = append(half, mergeTimes(distinct[i], distinct[i+1]))
			}
		}
		distinct = half
	}
	if len(distinct) == 0 {
		return nil
	}
	return distinct[0]
}

func equalTimes(a, b []opentsdb.Point) bool {
	return slices.EqualFunc(a, b, func(a, b opentsdb.Point) bool { return a.TimeMs == b.TimeMs })
}

func mergeTimes(a, b []opentsdb.Point) []opentsdb.Point {
	if equalTimes(a, b) {
		return a
	}
	merged := make([]opentsdb.Point, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].TimeMs < b[0].TimeMs:
			merged, a = append(merged, a[0]), a[1:]
		case a[0].TimeMs > b[0].TimeMs:
			merged, b = append(merged, b[0]), b[1:]
		default:
			merged, a, b = append(merged, a[0]), a[1:], b[1:]
		}
	}
	return append(append(merged, a...), b...)
}

// placing returns a function that finds the row of a timestamp; calls must be in ascending order. It looks ahead in growing
// steps, which is fast for dense and for sparse series.
func placing(rows []opentsdb.Point) func(ms int64) int {
	at := 0
	return func(ms int64) int {
		step := 1
		for at+step < len(rows) && rows[at+step].TimeMs < ms {
			at += step
			step *= 2
		}
		found, _ := slices.BinarySearchFunc(rows[at:min(at+step+1, len(rows))], ms, func(p opentsdb.Point, ms int64) int {
			return cmp.Compare(p.TimeMs, ms)
		})
		at += found
		return at
	}
}

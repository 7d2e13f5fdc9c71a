package query_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

// What the built-in data source saved, and the server accepted, means the same here. It saved numbers as they were typed,
// and read them by JavaScript's parseInt.
func TestOddValuesThatTheBuiltInSavedMeanTheSame(t *testing.T) {
	const none = -1 << 40
	rate := func(fields string) string {
		return `{"metric":"m","shouldComputeRate":true,"isCounter":true` + fields + `}`
	}
	for fields, want := range map[string]struct {
		max, reset int64
		drops      bool
	}{
		``:                           {none, none, true},
		`,"counterMax":"0"`:          {none, none, true},
		`,"counterMax":0`:            {none, none, true},
		`,"counterMax":"256.7"`:      {256, none, false},
		`,"counterMax":" 256"`:       {256, none, false},
		`,"counterMax":"256 bytes"`:  {256, none, false},
		`,"counterMax":"abc"`:        {none, none, true},
		`,"counterMax":"-1"`:         {-1, none, false},
		`,"counterResetValue":"0.5"`: {none, none, true},
		`,"counterResetValue":"abc"`: {none, none, true},
		`,"counterResetValue":"-1"`:  {none, none, true},
		`,"counterResetValue":"100"`: {none, 100, false},
	} {
		q, err := query.Parse([]byte(rate(fields)))
		require.NoError(t, err, fields)
		number := func(n *int64) int64 {
			if n == nil {
				return none
			}
			return *n
		}
		require.Equal(t, want.max, number(q.RateOptions.CounterMax), fields)
		require.Equal(t, want.reset, number(q.RateOptions.ResetValue), fields)
		require.Equal(t, want.drops, q.RateOptions.DropResets, fields)
	}
	for interval, want := range map[string]string{"all": "0all", "1all": "0all", "0all": "0all", "1M": "1m", "1H": "1h", "1 m": "1m", "30S": "30s"} {
		q, err := query.Parse([]byte(`{"metric":"m","downsampleInterval":"` + interval + `"}`))
		require.NoError(t, err, interval)
		require.Equal(t, want, q.Downsample.Interval.String(), interval)
	}
	for _, queryType := range []string{"metrics", "tsdb", "randomWalk", ""} {
		q, err := query.Parse([]byte(`{"metric":"m","queryType":"` + queryType + `"}`))
		require.NoError(t, err)
		require.Equal(t, query.TimeSeries, q.Type)
	}
}

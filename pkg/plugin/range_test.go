package plugin_test

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Both servers refuse times before 1970, read those of ten digits or fewer as seconds, and a range that ends before it begins
// as an error.
func TestRequestsNameOnlyTimesThatServersRead(t *testing.T) {
	const earliest, latest = 10_000_000_000, 9_999_999_999_999
	year := func(y int) time.Time { return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC) }
	ranges := map[string][2]time.Time{
		"before 1970":    {year(1960), year(1961)},
		"from 1960":      {year(1960), year(1980)},
		"early in 1970":  {time.UnixMilli(86_400_000), time.UnixMilli(2*86_400_000 + 1)},
		"all times":      {year(1), year(9999)},
		"far in future":  {year(3000), year(3001)},
		"backwards":      {year(2026), year(2025)},
		"a single time":  {year(2026), year(2026)},
		"longer than ns": {year(1700), year(2250)},
	}
	for name, saved := range map[string]string{
		"raw":         `{"metric":"m","disableDownsampling":true}`,
		"auto":        `{"metric":"m","downsampleFillPolicy":"gaps"}`,
		"sum":         `{"metric":"m","aggregator":"sum","downsampleFillPolicy":"gaps"}`,
		"computed":    `{"metric":"m","aggregator":"dev","downsampleInterval":"1w","downsampleFillPolicy":"gaps","shouldComputeRate":true}`,
		"years":       `{"metric":"m","downsampleInterval":"100y"}`,
		"shifted":     `{"metric":"m","downsampleInterval":"1w","downsampleFillPolicy":"gaps","functions":[{"name":"timeShift","params":["60y"]}]}`,
		"calendar":    `{"metric":"m","downsampleInterval":"2wc","timezone":"America/New_York"}`,
		"annotations": `{"metric":"m","queryType":"annotations"}`,
	} {
		for _, dialect := range []string{"ovh", "opentsdb"} {
			if dialect == "ovh" && (name == "calendar" || name == "annotations") {
				continue
			}
			for when, r := range ranges {
				var sent recorder
				source := connect(t, serve(t, map[string]http.HandlerFunc{
					"/api/query": sent.then(respond(`[]`)), "/api/suggest": respond(`["m"]`), "/api/search/lookup": respond(`{"results":[]}`),
				}), dialect, nil)
				source.clock.set(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
				response := source.query(context.Background(), asked{from: r[0], to: r[1]}, saved)["A"]
				require.NoError(t, response.Error, "%s %s %s", name, dialect, when)
				require.NotEmpty(t, response.Frames, "a frame says that there are no data")
				for _, body := range sent.all() {
					var request struct{ Start, End int64 }
					require.NoError(t, json.Unmarshal([]byte(body), &request))
					require.GreaterOrEqual(t, request.Start, int64(earliest), "%s %s %s: %s", name, dialect, when, body)
					require.LessOrEqual(t, request.End, int64(latest), "%s %s %s: %s", name, dialect, when, body)
					require.Less(t, request.Start, request.End, "%s %s %s: %s", name, dialect, when, body)
				}
				switch when {
				case "before 1970", "early in 1970", "backwards":
					require.Empty(t, sent.all(), "%s %s %s: nothing can lie there", name, dialect, when)
				case "all times", "longer than ns":
					if name == "shifted" {
						continue
					}
					var request struct{ Start, End int64 }
					require.NoError(t, json.Unmarshal([]byte(sent.last(t)), &request))
					require.LessOrEqual(t, request.Start, year(1971).UnixMilli(), "%s %s %s", name, dialect, when)
					require.GreaterOrEqual(t, request.End, year(2250).UnixMilli()-1, "%s %s %s", name, dialect, when)
				}
			}
		}
	}
}

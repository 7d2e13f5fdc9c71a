package plugin_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// On 30 March 2025 the clocks went forward in Paris, on 25 April in Cairo, where there was no midnight. What is computed from raw
// points, or asked for in a zone without changes, is right; what isn't has a notice.
func TestIntervalsThatMayHaveLostTheirPlaceInTheCalendarHaveANotice(t *testing.T) {
	for name, c := range map[string]struct {
		zone, interval, with string
		from                 string
		said                 bool
	}{
		"hours":                            {"Europe/Paris", "6h", "", "2025-03-30", false},
		"hours of a rate":                  {"Europe/Paris", "6h", `,"shouldComputeRate":true`, "2025-03-30", false},
		"hours with a function":            {"Europe/Paris", "6h", `,"functions":[{"name":"movingAverage","params":[2]}]`, "2025-03-30", true},
		"the same in summer":               {"Europe/Paris", "6h", `,"functions":[{"name":"movingAverage","params":[2]}]`, "2025-07-30", false},
		"days":                             {"Europe/Paris", "1d", `,"shouldComputeRate":true`, "2025-03-30", false},
		"days without a midnight":          {"Africa/Cairo", "1d", "", "2025-04-25", false},
		"a rate of days without one":       {"Africa/Cairo", "1d", `,"shouldComputeRate":true`, "2025-04-25", true},
		"a percentile of days without one": {"Africa/Cairo", "1d", `,"aggregator":"p95"`, "2025-04-25", true},
		"the same in summer, in Cairo":     {"Africa/Cairo", "1d", `,"aggregator":"p95"`, "2025-07-25", false},
	} {
		day, err := time.Parse(time.DateOnly, c.from)
		require.NoError(t, err)
		server := serve(t, map[string]http.HandlerFunc{"/api/query": answer(fmt.Sprintf(`[{"metric":"m","tags":{},"dps":{"%d":1,"%d":2}}]`, day.Unix(), day.Add(time.Hour).Unix()))})
		saved := fmt.Sprintf(`{"metric":"m","downsampleInterval":%q,"useCalendar":true,"timezone":%q%s}`, c.interval, c.zone, c.with)
		response := connect(t, server, "opentsdb", nil).query(context.Background(), asked{from: day.Add(-48 * time.Hour), to: day.Add(48 * time.Hour)}, saved)["A"]
		require.NoError(t, response.Error, name)
		if !c.said {
			require.NotContains(t, notices(response), "change in or near this time range", name)
			continue
		}
		require.Contains(t, notices(response), "The clocks of "+c.zone+" change in or near this time range. OpenTSDB may lose its place there, so that intervals of "+c.interval+" lack an hour", name)
	}
}

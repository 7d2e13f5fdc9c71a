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
		server := serve(t, map[string]http.HandlerFunc{"/api/query": respond(fmt.Sprintf(`[{"metric":"m","tags":{},"dps":{"%d":1,"%d":2}}]`, day.Unix(), day.Add(time.Hour).Unix()))})
		saved := fmt.Sprintf(`{"metric":"m","downsampleInterval":%q,"useCalendar":true,"timezone":%q%s}`, c.interval, c.zone, c.with)
		response := connect(t, server, "opentsdb", nil).query(context.Background(), asked{from: day.Add(-48 * time.Hour), to: day.Add(48 * time.Hour)}, saved)["A"]
		require.NoError(t, response.Error, name)
		if !c.said {
			require.NotContains(t, notices(response), "change in or near this time range", name)
			continue
		}
		require.Contains(t, notices(response), "The clocks of "+c.zone+" change in or near this time range. OpenTSDB may get intervals of "+c.interval+" wrong there", name)
	}
}

// The clocks of Cairo and Beirut left out midnight in spring 2025, four weeks apart, so their days are computed here, and
// between the two changes begin an hour apart. A point of half past nine in the evening, UTC, is one of another day in each.
func TestDaysOfTwoZonesAreToldApart(t *testing.T) {
	point := time.Date(2025, 4, 9, 21, 30, 0, 0, time.UTC)
	source := connect(t, serve(t, map[string]http.HandlerFunc{
		"/api/query": respond(fmt.Sprintf(`[{"metric":"m","tags":{},"aggregateTags":[],"dps":{"%d":1}}]`, point.Unix())),
	}), "opentsdb", nil)
	a := asked{from: time.Date(2025, 1, 9, 22, 0, 0, 0, time.UTC), to: time.Date(2025, 5, 20, 12, 0, 0, 0, time.UTC)}
	day := func(zone string) time.Time {
		saved := `{"metric":"m","aggregator":"sum","downsampleInterval":"1d","downsampleAggregator":"sum","downsampleFillPolicy":"nan","useCalendar":true,"timezone":"` + zone + `"}`
		response := source.query(context.Background(), a, saved)["A"]
		require.NoError(t, response.Error)
		require.Len(t, response.Frames, 1)
		require.Equal(t, 1, response.Frames[0].Rows())
		return response.Frames[0].Fields[0].At(0).(time.Time)
	}
	for range 2 { // the second time from what is remembered
		require.Equal(t, time.Date(2025, 4, 8, 22, 0, 0, 0, time.UTC), day("Africa/Cairo"))
		require.Equal(t, time.Date(2025, 4, 9, 21, 0, 0, 0, time.UTC), day("Asia/Beirut"))
	}
}

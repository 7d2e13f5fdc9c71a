package query_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
)

func plan(t *testing.T, saved string, grafana query.PanelContext, dialect *dialects.Dialect) query.Plan {
	t.Helper()
	q, err := query.Parse([]byte(saved))
	require.NoError(t, err)
	p, err := query.NewPlan(q, grafana, dialect)
	require.NoError(t, err)
	return p
}

func between(t *testing.T, from, to string) query.Range {
	t.Helper()
	start, err := time.Parse(time.RFC3339, from)
	require.NoError(t, err)
	end, err := time.Parse(time.RFC3339, to)
	require.NoError(t, err)
	return query.Range{From: start, To: end}
}

func TestTheAutoIntervalOfALongRangeIsBoundedByMaxDataPoints(t *testing.T) {
	month := query.PanelContext{Range: between(t, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z"), Interval: time.Second}
	for points, want := range map[int64]string{500: "2h-avg-none", 43200: "1m-avg-none", 0: "5s-avg-none"} {
		month.MaxDataPoints = points
		for _, dialect := range []*dialects.Dialect{dialects.OVH, dialects.OpenTSDB} {
			require.Equal(t, want, plan(t, `{"metric":"m"}`, month, dialect).Request.Queries[0].Downsample, "%d points", points)
		}
	}
}

func TestTheFirstBucketOfTheCalendarIsWhole(t *testing.T) {
	for _, c := range []struct{ interval, zone, from, to, wantFrom, wantTo string }{
		{"6h", "Europe/Paris", "2025-06-10T07:00:00Z", "2025-06-10T19:00:00Z", "2025-06-10T04:00:00Z", "2025-06-10T22:00:00Z"},
		{"3d", "Europe/Paris", "2025-10-10T22:00:00Z", "2025-10-20T22:00:00Z", "2025-10-09T22:00:00Z", "2025-10-21T22:00:00Z"},
		{"1d", "Asia/Kathmandu", "2025-10-10T22:00:00Z", "2025-10-10T23:00:00Z", "2025-10-10T18:15:00Z", "2025-10-11T18:15:00Z"},
	} {
		p := plan(t, `{"metric":"m","downsampleInterval":"`+c.interval+`","useCalendar":true,"timezone":"`+c.zone+`"}`, query.PanelContext{Range: between(t, c.from, c.to)}, dialects.OpenTSDB)
		want := between(t, c.wantFrom, c.wantTo)
		require.Equal(t, want.From.UnixMilli(), p.Request.Start, "%+v", c)
		require.Equal(t, want.To.UnixMilli()-1, p.Request.End, "%+v", c)
		require.True(t, p.Request.UseCalendar)
		require.Equal(t, c.interval+"c-avg-none", p.Request.Queries[0].Downsample)
	}
}

// TestMinutesOfTheCalendarAreMinutes: no clock moves them, so they are asked for without the calendar, which OVH Metrics
// lacks and OpenTSDB counts wrongly in an hour that comes twice.
func TestMinutesOfTheCalendarAreMinutes(t *testing.T) {
	grafana := query.PanelContext{Range: between(t, "2025-10-26T00:30:00Z", "2025-10-26T01:30:00Z")}
	for _, dialect := range []*dialects.Dialect{dialects.OVH, dialects.OpenTSDB} {
		p := plan(t, `{"metric":"m","downsampleInterval":"1m","useCalendar":true,"timezone":"Europe/Paris"}`, grafana, dialect)
		require.False(t, p.Request.UseCalendar)
		require.Equal(t, "1m-avg-none", p.Request.Queries[0].Downsample)
		require.Equal(t, grafana.Range.From.UnixMilli(), p.Request.Start)
	}
}

func TestAGapIsLongerThanTheLongestBucket(t *testing.T) {
	for _, c := range []struct {
		saved, from, to string
		want            time.Duration
	}{
		{`{"metric":"m","downsampleInterval":"1d","useCalendar":true,"timezone":"Europe/Paris"}`, "2025-10-25T00:00:00Z", "2025-10-27T12:00:00Z", 25 * time.Hour},
		{`{"metric":"m","downsampleInterval":"1d","useCalendar":true,"timezone":"Europe/Paris"}`, "2025-06-25T00:00:00Z", "2025-06-27T12:00:00Z", 24 * time.Hour},
		{`{"metric":"m","downsampleInterval":"5m"}`, "2025-06-25T00:00:00Z", "2025-06-25T12:00:00Z", 5 * time.Minute},
		{`{"metric":"m","downsampleInterval":"0all"}`, "2025-06-25T00:00:00Z", "2025-06-25T12:00:00Z", 0},
		{`{"metric":"m","disableDownsampling":true}`, "2025-06-25T00:00:00Z", "2025-06-25T12:00:00Z", 0},
	} {
		p := plan(t, c.saved, query.PanelContext{Range: between(t, c.from, c.to)}, dialects.OpenTSDB)
		require.Equal(t, c.want, p.LongestBucket(), "%+v", c)
	}
}

// The day before 27 October 2025 has 25 hours in Paris. Half hours are asked for without the calendar, which changes nothing
// of them; a day of a shift is still one of the zone.
func TestADayEarlierIsADayOfTheZone(t *testing.T) {
	grafana := query.PanelContext{Range: between(t, "2025-10-26T23:00:00Z", "2025-10-27T05:00:00Z")}
	for _, interval := range []string{"1h", "30m", "1m"} {
		p := plan(t, `{"metric":"m","downsampleInterval":"`+interval+`","useCalendar":true,"timezone":"Europe/Paris","downsampleFillPolicy":"gaps","functions":[{"name":"timeShift","params":["1d"]}]}`, grafana, dialects.OpenTSDB)
		require.Equal(t, between(t, "2025-10-25T22:00:00Z", "2025-10-26T05:00:00Z").From.UnixMilli(), p.Request.Start, interval)
		require.Equal(t, "1d earlier", p.Needs.Shift.String(), interval)
	}
}

// Cairo's clock left out the midnight of 25 April 2025, where OpenTSDB miscounts days: half a year later nothing is near.
func TestDaysThatAShiftLeadsToAreCountedAsThoseThatAreShown(t *testing.T) {
	const saved = `{"metric":"m","aggregator":"sum","downsampleInterval":"1d","useCalendar":true,"timezone":"Africa/Cairo","downsampleFillPolicy":"gaps"%s}`
	for _, c := range []struct {
		functions, from, to string
		want                query.Method
	}{
		{``, "2025-10-19T21:00:00Z", "2025-10-27T21:00:00Z", query.Served},
		{`,"functions":[{"name":"timeShift","params":["26w"]}]`, "2025-10-19T21:00:00Z", "2025-10-27T21:00:00Z", query.Computed},
		{`,"functions":[{"name":"movingSum","params":["60d"]}]`, "2025-06-10T21:00:00Z", "2025-06-20T21:00:00Z", query.Computed},
		{`,"functions":[{"name":"timeShift","params":["1w"]}]`, "2025-10-19T21:00:00Z", "2025-10-27T21:00:00Z", query.Served},
	} {
		p := plan(t, fmt.Sprintf(saved, c.functions), query.PanelContext{Range: between(t, c.from, c.to)}, dialects.OpenTSDB)
		require.Equal(t, c.want, p.Method, "%+v", c)
		require.Equal(t, p.Method == query.Served, p.Request.UseCalendar)
	}
}

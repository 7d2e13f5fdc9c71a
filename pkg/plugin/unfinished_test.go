package plugin_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Two hosts have a point of 100 every 10 s. At 12:00:30 the bucket of 12:00 isn't over.
func TestABucketThatIsNotOverIsHiddenWhereItsValueWouldBeWrong(t *testing.T) {
	now := at("12:00:30")
	for name, c := range map[string]struct {
		saved string
		// last is the newest timestamp, as OpenTSDB and OVH Metrics have it.
		opentsdb, ovh string
		value         float64
	}{
		"a sum over hosts":        {gaps("sum", "1m"), "11:59:00", "12:00:00", 200},
		"a number of hosts":       {gaps("count", "1m"), "11:59:00", "12:00:00", 2},
		"a sum of points":         {strings.Replace(gaps("avg", "1m"), `"downsampleAggregator":"avg"`, `"downsampleAggregator":"sum"`, 1), "11:59:00", "12:00:00", 600},
		"an average isn't wrong":  {gaps("avg", "1m"), "12:00:00", "12:00:00", 100},
		"nor is a maximum":        {gaps("max", "1m"), "12:00:00", "12:00:00", 100},
		"shown where it is asked": {strings.Replace(gaps("sum", "1m"), `{`, `{"unfinishedInterval":"show",`, 1), "12:00:00", "12:00:30", 200},
		"so far, where asked":     {strings.Replace(strings.Replace(gaps("avg", "1m"), `"downsampleAggregator":"avg"`, `"downsampleAggregator":"sum"`, 1), `{`, `{"unfinishedInterval":"show",`, 1), "12:00:00", "12:00:30", 300},
	} {
		for dialect, last := range map[string]string{"opentsdb": c.opentsdb, "ovh": c.ovh} {
			for _, headers := range []map[string]string{nil, {"FromAlert": "true"}} {
				s := newStore(t, dialect)
				s.write("web01", at("10:00:01"), now, 10, 100)
				s.write("web02", at("10:00:02"), now, 10, 100)
				source := s.connect(nil)
				source.clock.set(now)
				response := source.query(context.Background(), asked{from: at("11:00:30"), to: now, headers: headers}, c.saved)["A"]
				require.NoError(t, response.Error)
				frame := response.Frames[0]
				n := frame.Rows() - 1
				require.Equal(t, at(last), frame.Fields[0].At(n), "%s on %s", name, dialect)
				require.InDelta(t, c.value, values(t, frame)[n], 1e-9, "%s on %s", name, dialect)
				require.Empty(t, notices(response), "a minute is over soon")
			}
		}
	}
}

func TestAHiddenBucketOfAnHourHasANotice(t *testing.T) {
	s := hosts(t, "opentsdb", 10, 10)
	source := s.connect(nil)
	source.clock.set(at("12:20:00"))
	response := source.query(context.Background(), asked{from: at("08:00:00"), to: at("12:20:00")}, gaps("sum", "1h"))["A"]
	require.Contains(t, notices(response), "The newest interval of 1h isn't over, so it isn't shown. To see its value so far, set Unfinished interval to Show.")
	require.Equal(t, []float64{200, 200, 200}, values(t, response.Frames[0])[1:])
}

func TestARangeInThePastIsShownToItsEnd(t *testing.T) {
	for _, dialect := range []string{"ovh", "opentsdb"} {
		s := hosts(t, dialect, 10, 10)
		source := s.connect(nil)
		source.clock.set(at("12:59:00"))
		response := source.query(context.Background(), asked{from: at("10:00:00"), to: at("11:00:00")}, gaps("sum", "1m"))["A"]
		require.Len(t, values(t, response.Frames[0]), 60)
	}
}

func TestTodayIsNotFrozen(t *testing.T) {
	for _, dialect := range []string{"ovh", "opentsdb"} {
		s := newStore(t, dialect)
		s.write("web01", at("10:00:05"), at("12:00:00"), 10, 100)
		source := s.connect(nil)
		today := asked{from: at("00:00:00"), to: at("00:00:00").Add(24 * time.Hour)}
		newest := func(now string) string {
			source.clock.set(at(now))
			response := source.query(context.Background(), today, gaps("sum", "1m"))["A"]
			require.NoError(t, response.Error)
			frame := response.Frames[0]
			return frame.Fields[0].At(frame.Rows() - 1).(time.Time).Format(time.TimeOnly)
		}
		newest("12:00:30")
		s.write("web01", at("12:00:05"), at("12:09:00"), 10, 100)
		require.Contains(t, []string{"12:08:00", "12:09:00"}, newest("12:09:00"), dialect)
	}
}

// Yesterday's panel shows today in its place: the hour from 12:00 isn't over at 12:20.
func TestAnUnfinishedIntervalOfALaterTimeStandsInItsPlace(t *testing.T) {
	for _, dialect := range []string{"opentsdb", "ovh"} {
		for name, c := range map[string]struct {
			saved string
			hours int // that are shown, of 08:00, 09:00 … on
		}{
			"an average isn't wrong": {gaps("avg", "1h"), 5},
			"a sum is":               {gaps("sum", "1h"), 4},
			"unless asked for":       {strings.Replace(gaps("sum", "1h"), `{`, `{"unfinishedInterval":"show",`, 1), 5},
		} {
			s := newStore(t, dialect)
			s.write("web01", at("08:00:01"), at("12:20:00"), 10, 100)
			source := s.connect(nil)
			source.clock.set(at("12:20:00"))
			yesterday := asked{from: at("08:00:00").Add(-24 * time.Hour), to: at("16:00:00").Add(-24 * time.Hour)}
			response := source.query(context.Background(), yesterday, withFunctions(c.saved, `{"name":"timeShift","params":["+1d"]}`))["A"]
			require.NoError(t, response.Error)
			require.Len(t, response.Frames, 1)
			first := yesterday.from
			if dialect == "ovh" {
				first = first.Add(time.Hour)
			}
			var want, found []time.Time
			for n := range c.hours {
				want = append(want, first.Add(time.Duration(n)*time.Hour))
			}
			for n := range response.Frames[0].Rows() {
				found = append(found, response.Frames[0].Fields[0].At(n).(time.Time))
			}
			require.Equal(t, want, found, "%s on %s", name, dialect)
		}
	}
}

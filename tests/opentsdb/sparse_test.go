package opentsdb_test

import (
	"strings"
	"testing"
	"time"

	sdk "github.com/grafana/grafana-plugin-sdk-go/backend"
)

func noticesOf(response sdk.DataResponse) string {
	var texts []string
	for _, frame := range response.Frames {
		if frame.Meta != nil {
			for _, n := range frame.Meta.Notices {
				texts = append(texts, n.Text)
			}
		}
	}
	return strings.Join(texts, "\n")
}

// A series without a point in the newest part of the range is found: an auto interval holds a point of it, a fixed one that
// doesn't comes with a notice. Series that began or ended in the range are no reason for one.
func TestReleaseFindsSparseSeries(t *testing.T) {
	s := connect(t)
	metric, steady := s.metric("sparse"), s.metric("steady")
	begin := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	stored := func(host string, from, to, step time.Duration) series {
		one := series{tags: tags("host", host)}
		for after := from; after < to; after += step {
			one.points = append(one.points, at(begin.Add(after).UnixMilli(), 100))
		}
		return one
	}
	// …, 09:48:30, 09:54:30, 10:00:30: none in the newest twelfth of the hour.
	s.store(metric, stored("a", 0, time.Hour, 10*time.Second), stored("b", 3*time.Second, time.Hour, 10*time.Second), stored("sparse", 30*time.Second, time.Hour, 6*time.Minute))
	s.store(steady, stored("a", 0, time.Hour, 10*time.Second), stored("ended", 0, 20*time.Minute, 10*time.Second),
		stored("began", 10*time.Minute, time.Hour, 10*time.Second), stored("both", 5*time.Minute, 30*time.Minute, 10*time.Second))
	shown := asked{from: begin, to: begin.Add(time.Hour)}
	sum := func(metric, interval string) sdk.DataResponse {
		t.Helper()
		saved := map[string]any{"metric": metric, "aggregator": "sum", "downsampleInterval": interval, "downsampleAggregator": "avg", "downsampleFillPolicy": "gaps"}
		response := s.respond(shown, saved)
		if response.Error != nil {
			t.Fatal(response.Error)
		}
		return response
	}
	auto := sum(metric, "")
	for _, p := range fromFrames(t, auto.Frames)[0].points {
		if *p.value != 300 {
			t.Errorf("at %s the sum of three hosts at 100 is %v", time.UnixMilli(p.ms).UTC(), *p.value)
		}
	}
	if text := noticesOf(auto); text != "" {
		t.Errorf("the auto interval says %q", text)
	}
	if text := noticesOf(sum(metric, "20s")); !strings.Contains(text, "have a point only every 6m") && !strings.Contains(text, "may have points further apart") {
		t.Errorf("an interval of 20 s says %q", text)
	}
	if text := noticesOf(sum(steady, "20s")); text != "" {
		t.Errorf("series that began or ended: %q", text)
	}
}

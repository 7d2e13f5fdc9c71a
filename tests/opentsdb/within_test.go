package opentsdb_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// Suggestions limited to a time range hold the series that have points in it, whichever tag keys they have.
func TestSuggestionsWithinATimeRange(t *testing.T) {
	s := connect(t)
	metric := s.metric("within")
	early := every(time.Minute, 5, func(int) float64 { return 1 })
	late := []point{at(ms(3*time.Hour), 1)}
	s.store(metric,
		series{tags("host", "early"), early},
		series{tags("host", "late"), late},
		series{tags("host", "racked", "rack", "r1"), early},
	)
	ask := func(from, to time.Time) string {
		status, body := s.resource(fmt.Sprintf("tag-values?metric=%s&key=host&from=%d&to=%d", url.QueryEscape(metric), from.UnixMilli(), to.UnixMilli()))
		if status != http.StatusOK {
			t.Fatalf("%d %s", status, body)
		}
		return strings.TrimSpace(body)
	}
	if got, want := ask(noon, noon.Add(time.Hour)), `{"values":["early","racked"],"complete":true}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := ask(noon.Add(2*time.Hour+30*time.Minute), noon.Add(4*time.Hour)), `{"values":["late"],"complete":true}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

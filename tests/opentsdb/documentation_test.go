package opentsdb_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// documented is a call of the service's documentation, and the recorded response of this server.
type documented struct {
	Name    string `json:"name"`
	Request struct {
		Method      string `json:"method"`
		Path        string `json:"path"`
		ContentType string `json:"contentType,omitempty"`
		Body        string `json:"body,omitempty"`
	} `json:"request"`
	OpenTSDB recorded `json:"opentsdb"`
}

type recorded struct {
	Status int `json:"status"`
	// Body is without ids of series and stack traces; nil: the body is empty.
	Body any `json:"body,omitempty"`
}

// readable is how long a stored point may take until every call sees it: the server writes once a second.
const readable = 10 * time.Second

// The bytes that the examples of the service's documentation send, and a call of each row of its table, in order.
func TestTheDocumentedCalls(t *testing.T) {
	s := connect(t)
	file := filepath.Join("..", "..", "testdata", "documentation", "exchanges.json")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var calls []documented
	if err := json.Unmarshal(text, &calls); err != nil {
		t.Fatal(err)
	}
	record := os.Getenv("OPENTSDB_RECORD") == "1"
	for i := range calls {
		call := &calls[i]
		if record {
			time.Sleep(2 * time.Second)
			call.OpenTSDB = s.call(call)
			continue
		}
		t.Run(call.Name, func(t *testing.T) {
			got := s.call(call)
			for end := time.Now().Add(readable); !reflect.DeepEqual(got, call.OpenTSDB) && isRead(call) && time.Now().Before(end); {
				time.Sleep(200 * time.Millisecond)
				got = s.call(call)
			}
			if !reflect.DeepEqual(got, call.OpenTSDB) {
				t.Errorf(" got %+v\nwant %+v", got, call.OpenTSDB)
			}
		})
	}
	if record {
		var out bytes.Buffer
		encoder := json.NewEncoder(&out)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(calls); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// The server looks for the last point of a series in the hour in which it was last written to, so it finds none of the
// example's year; here is one that it finds.
func TestTheDocumentedLastPoint(t *testing.T) {
	s := connect(t)
	metric := s.metric("last")
	hour := time.Now().Truncate(time.Hour)
	s.store(metric, series{map[string]string{"host": "web01", "dc": "lga"}, []point{at(hour.UnixMilli(), 18)}})
	get, post := documented{Name: "GET"}, documented{Name: "POST"}
	get.Request.Method, get.Request.Path = http.MethodGet, "/api/query/last?timeseries="+metric+"{host=web01,dc=lga}&resolve=true"
	post.Request.Method, post.Request.Path = http.MethodPost, "/api/query/last"
	post.Request.Body = `{"queries":[{"metric":"` + metric + `","tags":{"host":"web01","dc":"lga"}}],"resolveNames":true}`
	want := recorded{http.StatusOK, []any{map[string]any{
		"metric": metric, "tags": map[string]any{"host": "web01", "dc": "lga"}, "timestamp": float64(hour.UnixMilli()), "value": "18",
	}}}
	for _, call := range []*documented{&get, &post} {
		if got := s.call(call); !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", call.Name, got, want)
		}
	}
}

// isRead is false for calls that change something.
func isRead(call *documented) bool {
	return call.Request.Method != http.MethodDelete && !strings.HasPrefix(call.Request.Path, "/api/put")
}

func (s *server) call(call *documented) recorded {
	s.t.Helper()
	request, err := http.NewRequest(call.Request.Method, s.url+call.Request.Path, strings.NewReader(call.Request.Body))
	if err != nil {
		s.t.Fatal(err)
	}
	if call.Request.ContentType != "" {
		request.Header.Set("Content-Type", call.Request.ContentType)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	received := recorded{Status: response.StatusCode}
	if len(body) > 0 {
		if err := json.Unmarshal(body, &received.Body); err != nil {
			s.t.Fatalf("%s: %d %q: %v", call.Name, response.StatusCode, body, err)
		}
		received.Body = withoutIDs(received.Body)
	}
	return received
}

func withoutIDs(value any) any {
	switch value := value.(type) {
	case map[string]any:
		delete(value, "tsuid")
		delete(value, "trace")
		delete(value, "time") // that a lookup took
		for key, inner := range value {
			value[key] = withoutIDs(inner)
		}
	case []any:
		for i, inner := range value {
			value[i] = withoutIDs(inner)
		}
	}
	return value
}

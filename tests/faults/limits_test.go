package faults

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

// serveSize responds to a query of the metric "<series>x<points>" with that many series of that many points each.
func serveSize(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.URL.Path == "/api/aggregators" {
			_, _ = io.WriteString(w, `["none","pfsum"]`) // an OpenTSDB 2.4
			return
		}
		var series, points int
		if _, err := fmt.Sscanf(string(metricName.FindSubmatch(body)[1]), "%dx%d", &series, &points); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		_ = writeSize(w, series, points)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func writeSize(w io.Writer, series, points int) error {
	piece := make([]byte, 0, 1<<16)
	separator := byte('[')
	for i := range series {
		piece = append(piece, separator)
		separator = ','
		piece = fmt.Appendf(piece, `{"metric":"size","tags":{"host":"h%d"},"aggregateTags":[],"dps":`, i)
		inner := byte('{')
		for j := range points {
			piece = append(piece, inner, '"')
			inner = ','
			piece = strconv.AppendInt(piece, int64(1700000000+j), 10)
			piece = append(piece, '"', ':')
			piece = strconv.AppendInt(piece, int64(j%1000), 10)
			if len(piece) > 1<<15 {
				if _, err := w.Write(piece); err != nil {
					return err
				}
				piece = piece[:0]
			}
		}
		piece = append(piece, '}', '}')
	}
	_, err := w.Write(append(piece, ']'))
	return err
}

// TestLargeResponses: what the limits allow arrives in full, what exceeds them is an error that says what to do.
func TestLargeResponses(t *testing.T) {
	process, url := start(t), serveSize(t)
	ask := func(name, size string, settings map[string]any) func(*testing.T) (failure, int) {
		return func(t *testing.T) (failure, int) {
			settings["responseCacheMB"] = 0
			response := query(t, process, source(name, url, "opentsdb", settings), saved(size))[0]
			if response.Error != nil {
				return failure{int(response.Status), response.Error.Error()}, rows(response.Frames)
			}
			return failure{}, rows(response.Frames)
		}
	}
	for name, c := range map[string]struct {
		size     string
		settings map[string]any
		points   int
		fails    string
	}{
		"100,000 series":                    {"100000x1", map[string]any{"maxSeries": 100_000}, 100_000, ""},
		"one series more than allowed":      {"100000x1", map[string]any{"maxSeries": 99_999}, 0, "99,999 series"},
		"more than the default":             {"10001x1", map[string]any{}, 0, "10,000 series"},
		"as many as the default":            {"10000x1", map[string]any{}, 10_000, ""},
		"a million points":                  {"1x1000000", map[string]any{}, 1_000_000, ""},
		"a million points in a small space": {"1x1000000", map[string]any{"maxResponseMB": 8}, 0, "8 MB"},
		"eleven million points":             {"11x1000000", map[string]any{}, 0, "10,000,000 points"},
	} {
		t.Run(name, func(t *testing.T) {
			failed, points := ask(name, c.size, c.settings)(t)
			assert.Equal(t, c.points, points)
			if c.fails == "" {
				assert.Equal(t, failure{}, failed)
				return
			}
			assert.Equal(t, http.StatusRequestEntityTooLarge, failed.status)
			assert.Contains(t, failed.says, c.fails)
			assert.Contains(t, failed.says, "Ask for less")
		})
	}
}

// TestMemoryIsBounded: a refused response takes no more memory than an allowed one, however large it is.
func TestMemoryIsBounded(t *testing.T) {
	if !rig.Measurable() {
		t.Skip("only Linux tells a process' peak memory")
	}
	const megabytes = 8
	settings := map[string]any{"maxResponseMB": megabytes, "timeout": 10, "responseCacheMB": 0}
	floods := map[string]behaviour{}
	for name, fault := range rawFaults {
		if strings.HasPrefix(name, "flood") || name == "gzip bomb" || name == "nested deeply" || name == "head too large" {
			floods[name] = fault.act
		}
	}
	require.Greater(t, len(floods), 8)

	// What the limits allow: as many points as 8 MB hold.
	baseline := start(t)
	allowed := query(t, baseline, source("allowed", serveSize(t), "opentsdb", settings), saved("1x450000"))[0]
	require.NoError(t, allowed.Error)
	within, err := baseline.PeakMemory()
	require.NoError(t, err)

	server := serveRaw(t, floods)
	for _, name := range slices.Sorted(maps.Keys(floods)) {
		t.Run(name, func(t *testing.T) {
			process := start(t)
			response := query(t, process, source("flooded", server.url, "opentsdb", settings), saved(name))[0]
			require.Error(t, response.Error)
			peak, err := process.PeakMemory()
			require.NoError(t, err)
			t.Logf("%d MB, beside %d MB for what is allowed", peak>>20, within>>20)
			assert.Less(t, peak, 2*within)
			eventually(t, "the flood's connection is closed", func() bool { return server.openNow() == 0 })
		})
	}
}

package main

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/frames"
	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

// shared builds the backend once for all tests, and keeps its figures to itself.
var shared = sync.OnceValues(func() (bench, error) {
	folder, err := os.MkdirTemp("", "bench")
	if err != nil {
		return bench{}, err
	}
	binary, err := rig.Build(folder)
	return bench{binary: binary, report: func(figure) {}}, err
})

func TestMain(m *testing.M) {
	code := m.Run()
	if b, err := shared(); err == nil {
		_ = os.RemoveAll(filepath.Dir(b.binary))
	}
	os.Exit(code)
}

func built(t *testing.T) bench {
	t.Helper()
	if !rig.Measurable() {
		t.Skip("a process' time and memory are read from /proc, which this system doesn't have")
	}
	b, err := shared()
	require.NoError(t, err)
	return b
}

// The margins are wide: these find what has become slow by design, on any machine, however busy.

func TestDecoderIsFasterThanEncodingJSON(t *testing.T) {
	c, err := compareDecoders(responseBody(100, 1440, 60, ""), 1)
	require.NoError(t, err)
	assert.Greater(t, c.ours.megabytesPerSecond, 2*c.plain.megabytesPerSecond)
	assert.Less(t, c.ours.allocations, c.plain.allocations/20)
}

func TestRefreshFetchesTheTailOnly(t *testing.T) {
	b := built(t)
	whole, err := refreshOf(t.Context(), b, 20, 6, false)
	require.NoError(t, err)
	cached, err := refreshOf(t.Context(), b, 20, 6, true)
	require.NoError(t, err)
	assert.Equal(t, whole.first, cached.first, "the first response is fetched as a whole")
	assert.Less(t, float64(cached.bytes), 0.02*float64(whole.bytes))
}

func TestQueriesOfAPanelRunSideBySide(t *testing.T) {
	took, err := timesOf(t.Context(), built(t), 100*time.Millisecond, 3, 1, 10, 50)
	require.NoError(t, err)
	assert.Less(t, took[1], 4*took[0])
	assert.Less(t, took[2], 20*took[0])
}

func TestWideFramesAreHalfAsLarge(t *testing.T) {
	series := minutely(100, 1440)
	plain, err := framingOf(series, plainFrames)
	require.NoError(t, err)
	wide, err := framingOf(series, frames.FormatWide)
	require.NoError(t, err)
	assert.Less(t, wide.megabytes, 0.6*plain.megabytes)
}

func TestASoakIsWatched(t *testing.T) {
	b := built(t)
	var told []string
	b.soak = time.Second
	b.report = func(f figure) { told = append(told, f.Name) }
	require.NoError(t, measureSoak(t.Context(), b))
	assert.Contains(t, told, "goroutines at the end, over early")
}

func TestPanelsOfManyPeopleShareRequests(t *testing.T) {
	l := loading{panels: 3, people: 10, within: time.Second, latency: 50 * time.Millisecond}
	requests, _, took, err := l.run(t.Context(), built(t))
	require.NoError(t, err)
	assert.Len(t, took, 30)
	assert.LessOrEqual(t, requests, int64(30))
}

func TestFiguresAreWritten(t *testing.T) {
	for value, text := range map[float64]string{1234.5: "1234", 99.96: "100.0", 0.5: "0.50", 0.012345: "0.0123"} {
		assert.Equal(t, text, significant(value))
	}
	assert.Equal(t, 3, median([]int{5, 1, 3}))
}

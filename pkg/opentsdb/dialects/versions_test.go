package dialects_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
)

// What is sent for an aggregator that a version offers, that version has: those that need the aggregator none came with it,
// and are refused by their name before.
func TestGapsAreLeftByWhatTheVersionHas(t *testing.T) {
	for _, d := range []*dialects.Dialect{dialects.OpenTSDB, dialects.OpenTSDB23, dialects.OpenTSDB22, dialects.OpenTSDBUnknown} {
		for _, aggregator := range d.Aggregators {
			fill, ok := d.LeaveGaps(aggregator, false)
			require.True(t, ok, "%s: %s", d.Title, aggregator)
			require.NotContains(t, d.Lacks, fill.Aggregator, "%s: %s", d.Title, aggregator)
		}
	}
	for _, aggregator := range []string{"none", "first", "last", "mult", "diff"} {
		require.Contains(t, dialects.OpenTSDB22.Lacks, aggregator)
	}
}

package filters_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/filters"
)

// TestHugeFilters: a saved query may be a megabyte.
func TestHugeFilters(t *testing.T) {
	var values []string
	for n := range 100_000 {
		values = append(values, fmt.Sprint("web", n))
	}
	list := opentsdb.Filter{Type: "literal_or", TagKey: "host", Filter: strings.Join(append(values, values...), "|")}
	require.Equal(t, values, filters.Literals(list.Filter))
	merged, err := filters.Merge([]opentsdb.Filter{list, list, {Type: "literal_or", TagKey: "host", Filter: "web7|db|web99999"}})
	require.NoError(t, err)
	require.Equal(t, "web7|web99999", merged[0].Filter)
}

func TestDeepPatternsAreRefused(t *testing.T) {
	for _, n := range []int{10_000, 490_000} {
		for _, text := range []string{strings.Repeat("(", n) + strings.Repeat(")", n), strings.Repeat("[", n) + "a" + strings.Repeat("]", n), strings.Repeat("(?:a|", n) + strings.Repeat(")", n)} {
			_, err := filters.NewMatcher([]opentsdb.Filter{{Type: "regexp", TagKey: "host", Filter: text}})
			require.ErrorContains(t, err, "a group in more than 250 others")
		}
	}
}

func TestPatternsOfManyClassesAreRefused(t *testing.T) {
	for _, text := range []string{strings.Repeat(`\pL`, 300_000), "[" + strings.Repeat(`\pL`, 300_000) + "]", "[" + strings.Repeat(`[\pL]`, 100_000) + "]"} {
		_, err := filters.NewMatcher([]opentsdb.Filter{{Type: "regexp", TagKey: "host", Filter: text}})
		require.ErrorContains(t, err, "too many classes of characters")
	}
}

func TestALongListOfValuesIsNoHugePattern(t *testing.T) {
	text := "^(" + strings.Repeat("web-01.example.org|", 50_000) + "db)$"
	matcher, err := filters.NewMatcher([]opentsdb.Filter{{Type: "regexp", TagKey: "host", Filter: text}})
	require.NoError(t, err)
	passes, err := matcher.Match(opentsdb.TagsOf(map[string]string{"host": "web-01.example.org"}))
	require.NoError(t, err)
	require.True(t, passes)
}

package dialects_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/filters"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/filters/filterstest"
)

// gateway says whether a value passes a filter as sent to the gateway of OVH Metrics: text of literal_or with a | and of
// wildcard is pasted into a regular expression, and whole values are matched (exchanges query_filter_*).
func gateway(t *testing.T, f opentsdb.Filter, value string) bool {
	t.Helper()
	pattern := f.Filter
	switch f.Type {
	case "literal_or":
		if !strings.Contains(pattern, "|") {
			return pattern == value
		}
	case "wildcard":
		pattern = strings.ReplaceAll(pattern, "*", ".*")
	case "regexp":
	default:
		t.Fatalf("the gateway would drop the filter %+v in silence", f)
	}
	return filterstest.Finds("^(?:"+pattern+")$", value)
}

// openTSDB says whether a value passes a filter as OpenTSDB 2.4.1 matches it, seen on a server: it looks for the parts of a
// wildcard anywhere when neither of its ends is one, and refuses a wildcard without an asterisk and an empty list.
func openTSDB(t *testing.T, f opentsdb.Filter, value string) bool {
	t.Helper()
	text := f.Filter
	if f.Type == "iwildcard" {
		text, value = strings.ToLower(text), strings.ToLower(value)
	}
	if !strings.HasSuffix(f.Type, "wildcard") {
		require.NotEmpty(t, strings.Trim(text, "|"))
		return filterstest.Passes([]opentsdb.Filter{f}, value)
	}
	require.Contains(t, text, "*", "refused")
	parts := strings.Split(strings.Trim(text, "*"), "*")
	begins, ends := strings.HasPrefix(text, "*"), strings.HasSuffix(text, "*")
	if (begins && !ends && !strings.HasSuffix(value, parts[len(parts)-1])) || (ends && !begins && !strings.HasPrefix(value, parts[0])) {
		return false
	}
	from := 0
	for _, part := range parts {
		if from > len(value) || !strings.Contains(value[from:], part) {
			return false
		}
		from += len(part)
	}
	return true
}

func TestEveryFilterGivesTheRightValuesOnBothServers(t *testing.T) {
	passes := map[*dialects.Dialect]func(*testing.T, opentsdb.Filter, string) bool{dialects.OVH: gateway, dialects.OpenTSDB: openTSDB}
	for dialect, passes := range passes {
		t.Run(dialect.ID, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			for range 4000 {
				asked := filterstest.Random(r, 1+r.IntN(3))
				sent, err := dialect.Select(asked)
				require.NoError(t, err, "%+v", asked)
				require.Len(t, sent, 1, "one filter a tag key: servers take two wrongly")
				require.Equal(t, slices.ContainsFunc(asked, func(f opentsdb.Filter) bool { return f.GroupBy }), sent[0].GroupBy)
				for _, value := range filterstest.Values {
					want := filterstest.Passes(asked, value)
					require.Equal(t, want, passes(t, sent[0], value), "value %q, asked %+v, sent %+v", value, asked, sent[0])
				}
			}
		})
	}
}

func TestSimpleFiltersAreSentAsTheyAre(t *testing.T) {
	for _, f := range []opentsdb.Filter{
		{Type: "literal_or", TagKey: "host", Filter: "web01"},
		{Type: "literal_or", TagKey: "host", Filter: "a.b (c)"},
		{Type: "literal_or", TagKey: "host", Filter: "web01|web02", GroupBy: true},
		{Type: "wildcard", TagKey: "host", Filter: "*", GroupBy: true},
		{Type: "wildcard", TagKey: "host", Filter: "web*"},
		{Type: "regexp", TagKey: "host", Filter: ".*"},
	} {
		for _, dialect := range []*dialects.Dialect{dialects.OVH, dialects.OpenTSDB} {
			sent, err := dialect.Select([]opentsdb.Filter{f})
			require.NoError(t, err)
			require.Equal(t, []opentsdb.Filter{f}, sent, dialect.ID)
		}
	}
}

func TestFiltersThatOpenTSDBReadsDifferentlyAreRewritten(t *testing.T) {
	for _, c := range []struct{ asked, want opentsdb.Filter }{
		{opentsdb.Filter{Type: "wildcard", Filter: "web01"}, opentsdb.Filter{Type: "literal_or", Filter: "web01"}},
		{opentsdb.Filter{Type: "iwildcard", Filter: "web01"}, opentsdb.Filter{Type: "iliteral_or", Filter: "web01"}},
		{opentsdb.Filter{Type: "wildcard", Filter: "a|b"}, opentsdb.Filter{Type: "regexp", Filter: `^a\|b$`}},
		{opentsdb.Filter{Type: "wildcard", Filter: "web*1"}, opentsdb.Filter{Type: "regexp", Filter: "^web.*1$"}},
		{opentsdb.Filter{Type: "literal_or", Filter: "a||b|"}, opentsdb.Filter{Type: "literal_or", Filter: "a|b"}},
		{opentsdb.Filter{Type: "literal_or", Filter: "|"}, opentsdb.Filter{Type: "regexp", Filter: "^(?!)$"}},
		{opentsdb.Filter{Type: "geo_within", Filter: "1,2"}, opentsdb.Filter{Type: "geo_within", Filter: "1,2"}},
	} {
		sent, err := dialects.OpenTSDB.Select([]opentsdb.Filter{c.asked})
		require.NoError(t, err)
		require.Equal(t, []opentsdb.Filter{c.want}, sent)
	}
}

func TestFiltersThatCannotBeSentAreRefusedByName(t *testing.T) {
	for _, f := range []opentsdb.Filter{
		{Type: "not_key", TagKey: "host"},
		{Type: "fuzzy", TagKey: "host", Filter: "x"},
		{Type: "regexp", TagKey: "host", Filter: "a)|(b"},
		{Type: "regexp", TagKey: "host", Filter: "[a"},
		{Type: "regexp", TagKey: "host", Filter: "a\\"},
	} {
		_, err := dialects.OVH.Select([]opentsdb.Filter{f})
		require.ErrorContains(t, err, f.Type)
		require.ErrorContains(t, err, `"host"`)
		require.IsType(t, &filters.Error{}, err)
	}
}

package filters_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/filters"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/filters/filterstest"
)

func TestSeriesAreSelectedAsDocumented(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 4000 {
		all := filterstest.Random(r, 1+r.IntN(3))
		matcher, err := filters.NewMatcher(all)
		require.NoError(t, err, "%+v", all)
		for _, value := range filterstest.Values {
			passes, err := matcher.Match(opentsdb.TagsOf(map[string]string{"host": value, "dc": "gra"}))
			require.NoError(t, err)
			require.Equal(t, filterstest.Passes(all, value), passes, "value %q, filters %+v", value, all)
		}
		passes, err := matcher.Match(opentsdb.TagsOf(map[string]string{"dc": "gra"}))
		require.NoError(t, err)
		require.False(t, passes, "a series without the key doesn't pass %+v", all)
	}
}

func TestTwoFiltersOnOneTagPassTheSameValuesAsTheirMerge(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, first := range filterstest.Types {
		for _, second := range filterstest.Types {
			t.Run(first+" and "+second, func(t *testing.T) {
				for range 60 {
					all := []opentsdb.Filter{filterstest.OfType(r, first), filterstest.OfType(r, second)}
					merged, err := filters.Merge(all)
					require.NoError(t, err, "%+v", all)
					require.Len(t, merged, 1)
					require.Equal(t, all[0].GroupBy || all[1].GroupBy, merged[0].GroupBy, "%+v", all)
					for _, value := range filterstest.Values {
						require.Equal(t, filterstest.Passes(all, value), filterstest.Passes(merged, value), "value %q, filters %+v, merged %+v", value, all, merged)
					}
				}
			})
		}
	}
}

func TestFiltersAreMerged(t *testing.T) {
	host := func(kind, text string) opentsdb.Filter {
		return opentsdb.Filter{Type: kind, TagKey: "host", Filter: text}
	}
	for name, c := range map[string]struct{ asked, want []opentsdb.Filter }{
		"lists of literals":   {[]opentsdb.Filter{host("literal_or", "web01|web02|db01"), host("literal_or", "web02|db01|db02")}, []opentsdb.Filter{host("literal_or", "web02|db01")}},
		"nothing in common":   {[]opentsdb.Filter{host("literal_or", "web01"), host("literal_or", "db01")}, []opentsdb.Filter{host("regexp", "(?!)")}},
		"literals, a pattern": {[]opentsdb.Filter{host("wildcard", "web*"), host("literal_or", "db01|web01")}, []opentsdb.Filter{host("literal_or", "web01")}},
		"the same twice":      {[]opentsdb.Filter{host("regexp", "^web"), host("regexp", "^web")}, []opentsdb.Filter{host("regexp", "^web")}},
		"back references": {
			[]opentsdb.Filter{host("regexp", "(a|b)"), host("regexp", `(.)\1`)},
			[]opentsdb.Filter{host("regexp", `^(?=(?:.*(?:(.)\1).*)$)(?=(?:.*(?:(a|b)).*)$)`)},
		},
		"an open quote":     {[]opentsdb.Filter{host("regexp", `\Qa)`), host("wildcard", "*b")}, []opentsdb.Filter{host("regexp", `^(?=(?:.*(?:\Qa)\E).*)$)(?=(?:.*b)$)`)}},
		"an open comment":   {[]opentsdb.Filter{host("regexp", `(?x)a #)`), host("wildcard", "*b")}, []opentsdb.Filter{host("regexp", `^(?=(?:.*(?:(?x)a ).*)$)(?=(?:.*b)$)`)}},
		"other keys":        {[]opentsdb.Filter{host("literal_or", "a"), {Type: "literal_or", TagKey: "dc", Filter: "b"}}, []opentsdb.Filter{host("literal_or", "a"), {Type: "literal_or", TagKey: "dc", Filter: "b"}}},
		"an unknown type":   {[]opentsdb.Filter{host("geo_within", "1,2")}, []opentsdb.Filter{host("geo_within", "1,2")}},
		"of keys, in order": {[]opentsdb.Filter{{Type: "wildcard", TagKey: "dc", Filter: "*"}, host("literal_or", "a"), {Type: "literal_or", TagKey: "dc", Filter: "b", GroupBy: true}}, []opentsdb.Filter{{Type: "literal_or", TagKey: "dc", Filter: "b", GroupBy: true}, host("literal_or", "a")}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := filters.Merge(c.asked)
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
}

func TestFiltersThatCannotBeReadAreRefusedByName(t *testing.T) {
	bad := []opentsdb.Filter{
		{Type: "regexp", TagKey: "host", Filter: "a)|(b"},
		{Type: "regexp", TagKey: "host", Filter: "[a"},
		{Type: "regexp", TagKey: "host", Filter: `a\`},
		{Type: "regexp", TagKey: "host", Filter: `\p{InGreek}`},
		{Type: "geo_within", TagKey: "host", Filter: "1,2"},
	}
	for _, f := range bad {
		for what, attempt := range map[string]func() error{
			"select": func() error { _, err := filters.NewMatcher([]opentsdb.Filter{f}); return err },
			"write":  func() error { _, err := filters.Pattern(f); return err },
			"merge with literals": func() error {
				_, err := filters.Merge([]opentsdb.Filter{{Type: "literal_or", TagKey: "host", Filter: "x"}, f})
				return err
			},
			"merge with a pattern": func() error {
				_, err := filters.Merge([]opentsdb.Filter{f, {Type: "wildcard", TagKey: "host", Filter: "x*"}})
				return err
			},
		} {
			err := attempt()
			require.ErrorContains(t, err, f.Type, what)
			require.ErrorContains(t, err, `"host"`, what)
		}
	}
}

func TestFiltersThatAreStillTypedAreLeftOut(t *testing.T) {
	finished := opentsdb.Filter{Type: "literal_or", TagKey: "dc", Filter: "gra"}
	require.Equal(t, []opentsdb.Filter{finished}, filters.Matchable([]opentsdb.Filter{{Type: "regexp", TagKey: "host", Filter: "web("}, finished}))
}

func TestASlowRegularExpressionIsStoppedAndNamed(t *testing.T) {
	matcher, err := filters.NewMatcher([]opentsdb.Filter{{Type: "regexp", TagKey: "host", Filter: `^(a+)+$`}})
	require.NoError(t, err)
	started := time.Now()
	_, err = matcher.Match(opentsdb.TagsOf(map[string]string{"host": strings.Repeat("a", 60) + "!"}))
	require.ErrorContains(t, err, `Filter regexp on tag "host": the regular expression takes too long`)
	require.Less(t, time.Since(started), 5*time.Second)
}

func TestASeriesWithoutAKey(t *testing.T) {
	matcher, err := filters.NewMatcher([]opentsdb.Filter{{Type: "not_key", TagKey: "rack"}})
	require.NoError(t, err)
	for _, c := range []struct {
		tags map[string]string
		want bool
	}{{map[string]string{"host": "a"}, true}, {map[string]string{"rack": "1"}, false}} {
		passes, err := matcher.Match(opentsdb.TagsOf(c.tags))
		require.NoError(t, err)
		require.Equal(t, c.want, passes, "%v", c.tags)
	}
}

func TestLiteralsOfManySeriesAreMatchedFast(t *testing.T) {
	var values []string
	for i := range 1500 {
		values = append(values, fmt.Sprintf("web%04d", i))
	}
	matcher, err := filters.NewMatcher([]opentsdb.Filter{{Type: "iliteral_or", TagKey: "host", Filter: strings.Join(values, "|")}})
	require.NoError(t, err)
	tags := map[string]string{"host": "WEB1499"}
	require.Less(t, testing.AllocsPerRun(100, func() { _, _ = matcher.Match(opentsdb.TagsOf(tags)) }), 10.0, "a look-up, not 1500 comparisons")
}

func TestTheTagsMapIsReadAsOpenTSDBDoes(t *testing.T) {
	require.Equal(t, []opentsdb.Filter{
		{Type: "literal_or", TagKey: "dc", Filter: "gra|sbg", GroupBy: true},
		{Type: "wildcard", TagKey: "host", Filter: "*", GroupBy: true},
		{Type: "regexp", TagKey: "rack", Filter: "r(1|2)", GroupBy: true},
		{Type: "literal_or", TagKey: "room", Filter: "a (b)", GroupBy: true},
		{Type: "iwildcard", TagKey: "unit", Filter: "u*1", GroupBy: true},
	}, filters.FromTags(map[string]string{"host": "*", "dc": "gra|sbg", "rack": "regexp(r(1|2))", "unit": "u*1", "room": "a (b)"}))
}

func TestValuesAreTakenLiterally(t *testing.T) {
	for _, values := range [][]string{{"web01"}, {"web01", "db-01"}, {"a|b"}, {"a*b", "web01"}, {"(x)", "a|b"}} {
		for _, value := range filterstest.Values {
			in := slices.Contains(values, value)
			require.Equal(t, in, filterstest.Passes([]opentsdb.Filter{filters.OneOf("host", values)}, value), "%q of %q", value, values)
			require.Equal(t, !in, filterstest.Passes([]opentsdb.Filter{filters.NoneOf("host", values)}, value), "%q of none of %q", value, values)
		}
	}
	for _, pattern := range []string{"web", "^web", "web|db", `\Qa|`, "(?x)web #x", "(?!web)"} {
		f, err := filters.NotMatching("host", pattern)
		require.NoError(t, err)
		for _, value := range filterstest.Values {
			found := filterstest.Passes([]opentsdb.Filter{{Type: "regexp", TagKey: "host", Filter: pattern}}, value)
			require.Equal(t, !found, filterstest.Passes([]opentsdb.Filter{f}, value), "%q, %q", pattern, value)
		}
	}
	_, err := filters.NotMatching("host", "a)|(b")
	require.ErrorContains(t, err, `Filter regexp on tag "host"`)
}

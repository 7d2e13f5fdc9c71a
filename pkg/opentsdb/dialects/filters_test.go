package dialects_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/dlclark/regexp2"
	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
)

// documented says whether a value passes a filter, by OpenTSDB's documentation alone
// (http://opentsdb.net/docs/build/html/user_guide/query/filters.html).
func documented(t *testing.T, f opentsdb.Filter, value string) bool {
	t.Helper()
	fold := func(s string) string { return s }
	if strings.HasPrefix(f.Type, "i") || strings.HasPrefix(f.Type, "not_i") {
		fold = strings.ToLower
	}
	switch f.Type {
	case "literal_or", "iliteral_or":
		return slices.Contains(strings.Split(fold(f.Filter), "|"), fold(value))
	case "not_literal_or", "not_iliteral_or":
		return !slices.Contains(strings.Split(fold(f.Filter), "|"), fold(value))
	case "wildcard", "iwildcard":
		return glob(fold(f.Filter), fold(value))
	case "regexp":
		found, err := regexp2.MustCompile(f.Filter, regexp2.None).MatchString(value)
		require.NoError(t, err)
		return found
	}
	t.Fatalf("filter type %s", f.Type)
	return false
}

func glob(pattern, text string) bool {
	head, rest, more := strings.Cut(pattern, "*")
	if !more {
		return text == pattern
	}
	if !strings.HasPrefix(text, head) {
		return false
	}
	for i := len(head); i <= len(text); i++ {
		if glob(rest, text[i:]) {
			return true
		}
	}
	return false
}

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
	pattern = strings.ReplaceAll(pattern, "(?iu:", "(?i:") // u is Java's, and always on here
	matches, err := regexp2.MustCompile("^(?:"+pattern+")$", regexp2.None).MatchString(value)
	require.NoError(t, err)
	return matches
}

var (
	filterTypes = []string{"literal_or", "iliteral_or", "not_literal_or", "not_iliteral_or", "wildcard", "iwildcard", "regexp"}
	tagValues   = []string{
		"web01", "web02", "WEB01", "web1", "web.01", "webx01", "db-01", "a b", "a|b", "a*b", "a+b", "(x)", "[y]", "c:\\d",
		"préprod", "PRÉPROD", "日本", "", "web01\"", "$HOME", "^a$", "{2}", "web010",
	}
	literals = []string{"web01", "web02", "Web01", "web.01", "a b", "a+b", "(x)", "[y]", "c:\\d", "préprod", "日本", "$HOME", "{2}"}
	globs    = []string{"*", "web*", "*01", "w*0*", "WEB*", "web.*", "*.01", "a+*", "(*)", "pré*", "*[y]*"}
	regexps  = []string{".*", "web", "^web0[12]$", "01$", "web|db", "^(?!web)", "a b|préprod", "(?i)web", "[[:alpha:]]*1", "\\d\\d", "[)]|x", "\\(x\\)"}
)

func randomFilter(r *rand.Rand) opentsdb.Filter {
	f := opentsdb.Filter{TagKey: "host", Type: filterTypes[r.IntN(len(filterTypes))], GroupBy: r.IntN(2) == 0}
	switch {
	case strings.Contains(f.Type, "literal"):
		var values []string
		for range 1 + r.IntN(3) {
			values = append(values, literals[r.IntN(len(literals))])
		}
		f.Filter = strings.Join(values, "|")
	case strings.Contains(f.Type, "wildcard"):
		f.Filter = globs[r.IntN(len(globs))]
	default:
		f.Filter = regexps[r.IntN(len(regexps))]
	}
	return f
}

func TestEveryFilterGivesTheRightValuesOnOVH(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 4000 {
		asked := []opentsdb.Filter{randomFilter(r)}
		for r.IntN(3) == 0 {
			asked = append(asked, randomFilter(r))
		}
		sent, err := dialects.OVH.Select(asked)
		require.NoError(t, err, "%+v", asked)
		require.Len(t, sent, 1, "one filter a tag key: two are an error of the store")
		require.NoError(t, dialects.OVH.CheckText(sent[0].Filter))
		require.Equal(t, slices.ContainsFunc(asked, func(f opentsdb.Filter) bool { return f.GroupBy }), sent[0].GroupBy)
		for _, value := range tagValues {
			want := true
			for _, f := range asked {
				want = want && documented(t, f, value)
			}
			require.Equal(t, want, gateway(t, sent[0], value), "value %q, asked %+v, sent %+v", value, asked, sent[0])
		}
	}
}

func TestSuggestionsAreFilteredAsTheServerDoes(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 4000 {
		f := randomFilter(r)
		if strings.Contains(f.Filter, "(?!") {
			continue // Go can't read it, and lets every value pass
		}
		keep := dialects.Matcher([]opentsdb.Filter{f})
		for _, value := range tagValues {
			require.Equal(t, documented(t, f, value), keep(map[string]string{"host": value}), "value %q, filter %+v", value, f)
		}
		require.False(t, keep(map[string]string{"dc": "gra"}), "a series without the key doesn't pass")
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
		sent, err := dialects.OVH.Select([]opentsdb.Filter{f})
		require.NoError(t, err)
		require.Equal(t, []opentsdb.Filter{f}, sent)
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
	}
}

func TestTheTagsMapIsReadAsOpenTSDBDoes(t *testing.T) {
	require.Equal(t, []opentsdb.Filter{
		{Type: "literal_or", TagKey: "dc", Filter: "gra|sbg", GroupBy: true},
		{Type: "wildcard", TagKey: "host", Filter: "*", GroupBy: true},
		{Type: "regexp", TagKey: "rack", Filter: "r(1|2)", GroupBy: true},
		{Type: "literal_or", TagKey: "room", Filter: "a (b)", GroupBy: true},
		{Type: "iwildcard", TagKey: "unit", Filter: "u*1", GroupBy: true},
	}, dialects.TagFilters(map[string]string{"host": "*", "dc": "gra|sbg", "rack": "regexp(r(1|2))", "unit": "u*1", "room": "a (b)"}))
}

package filters

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// java is what Java's own library found (testdata/java/Filters.java).
type java struct {
	Values   []string `json:"values"`
	Patterns []struct {
		Pattern string   `json:"pattern"`
		Valid   bool     `json:"valid"`
		Found   []string `json:"found"`
	} `json:"patterns"`
	EqualWithoutCase []struct {
		Text  string   `json:"text"`
		Equal []string `json:"equal"`
	} `json:"equalWithoutCase"`
}

func readJava(t *testing.T) (j java) {
	t.Helper()
	text, err := os.ReadFile("../../../testdata/java/filters.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &j))
	return j
}

// refusedHere are valid in Java, and refused by name rather than matched inexactly.
var refusedHere = []string{`{2}`, `\1`, `[a&&]`}

func TestARegularExpressionFindsWhatJavaFinds(t *testing.T) {
	j := readJava(t)
	for _, p := range j.Patterns {
		t.Run(p.Pattern, func(t *testing.T) {
			expression, err := newJavaRegexp(p.Pattern)
			if !p.Valid || slices.Contains(refusedHere, p.Pattern) {
				require.Error(t, err)
				return
			}
			require.NoError(t, err)
			for _, value := range j.Values {
				found, err := expression.Match(value)
				require.NoError(t, err)
				require.Equal(t, slices.Contains(p.Found, value), found, "value %q", value)
			}
		})
	}
}

func TestCaseIsIgnoredAsJavaWritesLowerCase(t *testing.T) {
	j := readJava(t)
	var texts []string
	for _, pair := range j.EqualWithoutCase {
		texts = append(texts, pair.Text)
	}
	for _, pair := range j.EqualWithoutCase {
		m, err := meaningOf(opentsdb.Filter{Type: ILiteralOr, TagKey: "host", Filter: pair.Text})
		require.NoError(t, err)
		pattern, err := newJavaRegexp("^" + m.pattern + "$")
		require.NoError(t, err)
		for _, text := range texts {
			want := slices.Contains(pair.Equal, text)
			passes, err := m.passes(text)
			require.NoError(t, err)
			require.Equal(t, want, passes, "%q and %q", pair.Text, text)
			found, err := pattern.Match(text)
			require.NoError(t, err)
			require.Equal(t, want, found, "%q as %s and %q", pair.Text, m.pattern, text)
		}
	}
}

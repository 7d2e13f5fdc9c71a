package plugin_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTextReachesOVHEscaped: the gateway writes texts into strings of its store's language, which decode %XX, and repeats
// the metric and the keys that were grouped by as it got them.
func TestTextReachesOVHEscaped(t *testing.T) {
	for saved, sent := range map[string]string{
		`{"metric":"it's"}`:                        `"metric":"it%27s"`,
		`{"metric":"100%"}`:                        `"metric":"100%25"`,
		`{"metric":"~m"}`:                          `"metric":"=~m"`,
		`{"metric":"=m"}`:                          `"metric":"==m"`,
		`{"metric":"m%27","tags":{"o'clock":"*"}}`: `"filters":[{"type":"wildcard","tagk":"o%27clock","filter":"*","groupBy":true}]`,
		`{"metric":"m","filters":[{"type":"literal_or","tagk":"disk","filter":"/a%20b"}]}`:                              `"filter":"/a%2520b"`,
		`{"metric":"m","filters":[{"type":"literal_or","tagk":"disk","filter":"a|it's"}]}`:                              `"filter":"a|it%27s"`,
		`{"metric":"m","filters":[{"type":"wildcard","tagk":"disk","filter":"O'*"}]}`:                                   `"filter":"O%27*"`,
		`{"metric":"m","filters":[{"type":"regexp","tagk":"disk","filter":"^\\d+%$"}]}`:                                 `"filter":".*(?:^\\d+%25$).*"`,
		`{"metric":"m","adhocFilters":[{"key":"disk","operator":"!=","value":"it's"}]}`:                                 `"filter":"(?!(?:it%27s)$).*"`,
		`{"metric":"it's","aggregator":"avg","downsampleFillPolicy":"gaps","filters":[{"tagk":"disk","filter":"'|a"}]}`: `"metric":"it%27s"`,
	} {
		var r recorder
		source := connect(t, serve(t, map[string]http.HandlerFunc{"/api/query": r.then(respond(`[]`))}), "ovh", nil)
		response := source.query(t.Context(), asked{}, saved)["A"]
		require.NoError(t, response.Error, saved)
		require.Contains(t, r.last(t), sent)
		require.NotContains(t, r.last(t), "'")
		require.Contains(t, strings.ReplaceAll(response.Frames[0].Meta.ExecutedQueryString, `'\''`, `'`), sent, "the inspector shows what was sent")
	}
}

func TestNamesThatWereEscapedAreShownAsTheyAre(t *testing.T) {
	for metric, sent := range map[string]string{"it's 100%": "it%27s 100%25", "~m": "=~m"} {
		source := connect(t, serve(t, map[string]http.HandlerFunc{
			"/api/query": respond(`[{"metric":"` + sent + `","tags":{"o'clock":"5"},"query":{"index":0},"aggregateTags":["o%27clock"],"dps":{"1767222000":1}}]`),
		}), "ovh", nil)
		response := source.query(t.Context(), asked{}, `{"metric":"`+metric+`","aggregator":"sum","alias":"$metric [[tag_o'clock]]","tags":{"o'clock":"*"}}`)["A"]
		require.NoError(t, response.Error)
		require.Equal(t, metric+" 5", response.Frames[0].Fields[1].Config.DisplayNameFromDS)
	}
}

// TestStoredNamesAreEscapedWhenTheyAreSentBack: which series have points in a range is asked by their own keys.
func TestStoredNamesAreEscapedWhenTheyAreSentBack(t *testing.T) {
	var counted, lasts recorder
	stored := `{"results":[{"metric":"m","tags":{"o'clock":"100%"}}]}`
	source := connect(t, serve(t, map[string]http.HandlerFunc{
		"/api/search/lookup": respond(stored), "/api/query": counted.then(respond(`[]`)), "/api/query/last": lasts.then(respond(`[]`)),
	}), "ovh", nil)
	status, body := source.resource("tag-values?metric=m&key=o%27clock&from=1767261600000&to=1767265200000")
	require.Equal(t, http.StatusOK, status, body)
	require.Contains(t, counted.last(t), `"tagk":"o%27clock"`)
	require.NoError(t, source.query(t.Context(), asked{}, `{"metric":"m","queryType":"last"}`)["A"].Error)
	require.Contains(t, lasts.last(t), `"tags":{"o%27clock":"100%25"}`)
}

func TestAStoredNameThatCannotBeSentIsAnError(t *testing.T) {
	var sent recorder
	source := connect(t, serve(t, map[string]http.HandlerFunc{
		"/api/search/lookup": respond(`{"results":[{"metric":"m","tags":{"host":"a\nb"}}]}`), "/api/query/last": sent.then(respond(`[]`)),
	}), "ovh", nil)
	response := source.query(t.Context(), asked{}, `{"metric":"m","queryType":"last"}`)["A"]
	require.ErrorContains(t, response.Error, `can't be asked for "a\nb": it contains a line break`)
	require.EqualValues(t, http.StatusBadRequest, response.Status)
	require.Empty(t, sent.bodies)
}

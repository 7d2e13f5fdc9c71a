package faults

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

// marker tells the attacks' own text apart in a request.
const marker = "INJECTED"

// attacks are texts that the gateway of OVH Metrics would run as a script, decode, or read as another name: it writes them
// into a string of its store's language, which ends at a quote or a line end and decodes per cents.
var attacks = map[string]string{
	"quote":                 "x' " + marker + " 'y",
	"quote, escaped":        `x\' ` + marker,
	"quote, per cent":       "x%27 " + marker + " %27y",
	"quote, twice per cent": "x%2527" + marker,
	"quote, per cent and u": "x%u0027" + marker,
	"line end":              "x\n" + marker + "\ny",
	"carriage return":       "x\r" + marker,
	"line end, per cent":    "x%0a" + marker,
	"line separator":        "x\u2028" + marker,
	"paragraph separator":   "x\u2029" + marker,
	"next line":             "x\u0085" + marker,
	"vertical tab":          "x\v" + marker,
	"NUL":                   "x\x00" + marker,
	"escape":                "x\x1b[2J" + marker,
	"delete":                "x\x7f" + marker,
	"half a surrogate":      "x\ufffd" + marker,
	"script in many lines":  "x'\n<'\n" + marker + "\n'>\n'",
}

// ofMetrics are attacks on a metric's name alone: in a filter these are ordinary text.
var ofMetrics = map[string]string{
	"pattern":       "~" + marker + ".*",
	"exact":         "=" + marker,
	"pattern later": " ~" + marker, // a name is trimmed
}

var filterTypes = []string{
	"literal_or", "iliteral_or", "not_literal_or", "not_iliteral_or", "wildcard", "iwildcard", "regexp", "not_key", "unknown", "",
}

// injections are the saved queries that carry an attack in each place that holds text.
func injections(t *testing.T, attack string, ofMetric bool) map[string]string {
	t.Helper()
	write := func(fields map[string]any) string {
		all := map[string]any{"metric": "fine", "aggregator": "sum", "downsampleInterval": "1m", "downsampleFillPolicy": "none"}
		for key, value := range fields {
			all[key] = value
		}
		text, err := json.Marshal(all)
		require.NoError(t, err)
		return string(text)
	}
	queries := map[string]string{
		"metric":           write(map[string]any{"metric": attack}),
		"metric, last":     write(map[string]any{"metric": attack, "queryType": "last"}),
		"metric, series":   write(map[string]any{"metric": attack, "queryType": "series"}),
		"metric, computed": write(map[string]any{"metric": attack, "aggregator": "none"}),
		"metric, averaged": write(map[string]any{"metric": attack, "aggregator": "avg", "downsampleFillPolicy": "gaps", "downsampleInterval": ""}),
		"metric of a rate": write(map[string]any{"metric": attack, "shouldComputeRate": true, "isCounter": true}),
	}
	if ofMetric {
		return queries
	}
	for _, field := range []string{
		"aggregator", "downsampleInterval", "downsampleAggregator", "downsampleFillPolicy", "timezone", "rollupUsage", "queryType",
		"counterMax", "counterResetValue", "percentiles", "explicitTags",
	} {
		queries[field] = write(map[string]any{field: attack, "useCalendar": field == "timezone", "shouldComputeRate": true, "isCounter": true})
	}
	for _, kind := range filterTypes {
		filter := func(key, text string) []map[string]any {
			return []map[string]any{{"type": kind, "tagk": key, "filter": text, "groupBy": true}}
		}
		queries["filter "+kind] = write(map[string]any{"filters": filter("host", attack)})
		queries["filter of many "+kind] = write(map[string]any{"filters": filter("host", "a|b*|"+attack)})
		queries["key of "+kind] = write(map[string]any{"filters": filter(attack, "a")})
		queries["tag as "+kind] = write(map[string]any{"tags": map[string]string{"host": kind + "(" + attack + ")"}})
		for _, queryType := range []string{"last", "series"} {
			queries[queryType+" filter "+kind] = write(map[string]any{"queryType": queryType, "filters": filter("host", attack)})
		}
	}
	queries["filter's type"] = write(map[string]any{"filters": []map[string]any{{"type": attack, "tagk": "host", "filter": "a"}}})
	queries["tag"] = write(map[string]any{"tags": map[string]string{"host": attack}})
	queries["tag's key"] = write(map[string]any{"tags": map[string]string{attack: "a"}})
	for _, operator := range []string{"=", "!=", "=~", "!~", "=|", "!=|", "<", attack} {
		queries["ad-hoc value "+operator] = write(map[string]any{"adhocFilters": []map[string]any{{"key": "host", "operator": operator, "value": attack, "values": []string{"a", attack}}}})
		queries["ad-hoc key "+operator] = write(map[string]any{"adhocFilters": []map[string]any{{"key": attack, "operator": operator, "value": "a"}}})
	}
	return queries
}

// TestNoScriptReachesOVH sends every attack in every place, in panels and in alert rules, and lists what the server gets.
func TestNoScriptReachesOVH(t *testing.T) {
	process := start(t)
	server := serveAny(t, func(c conversation) bool {
		switch path := c.request.URL.Path; {
		case strings.HasSuffix(path, "/lookup"):
			c.answer(`{"results":[]}`)
		case strings.HasSuffix(path, "/suggest"):
			c.answer(`["one of many"]`) // as many as the limit: there are more, which only the server can search
		default:
			c.answer("[]")
		}
		return true
	})
	from := source("ovh", server.url, "ovh", map[string]any{"lookupLimit": 1})
	hurt := func(kind, attack string, ofMetric bool) {
		for place, saved := range injections(t, attack, ofMetric) {
			for _, alert := range []bool{false, true} {
				panel := rig.LastHour
				panel.Alert = alert
				sent := len(server.received())
				responses, err := process.Query(t.Context(), from, panel, saved)
				require.NoError(t, err)
				answer := responses[rig.RefID(0)]
				assert.Error(t, answer.Error, "%s in %s was taken", kind, place)
				assert.Equal(t, http.StatusBadRequest, int(answer.Status), "%s in %s: %v", kind, place, answer.Error)
				assert.Equal(t, sent, len(server.received()), "%s in %s was sent: %s", kind, place, last(server))
			}
		}
		for _, address := range []string{
			"metrics?q=%s", "tag-keys?q=%s", "tag-keys?metric=%s", "tag-keys?metric=fine&q=%s", "tag-values?key=%s", "tag-values?metric=%s&key=host",
			"tag-values?metric=fine&key=%s", "tag-values?metric=fine&key=host&q=%s", "series?metric=%s", "series?metric=fine&limit=%s",
			"%s", "metrics/%s", "metrics?%s=x",
		} {
			status, body, err := process.Resource(t.Context(), from, fmt.Sprintf(address, url.QueryEscape(attack)))
			require.NoError(t, err)
			assert.Less(t, status, 500, "%s in %s: %s", kind, address, body)
		}
		for _, place := range []string{"tagk", "filter", "type"} {
			filter := map[string]string{"type": "regexp", "tagk": "host", "filter": "a"}
			filter[place] = attack
			filters, err := json.Marshal([]any{filter})
			require.NoError(t, err)
			for _, address := range []string{"tag-keys?metric=fine", "tag-values?metric=fine&key=host", "series?metric=fine"} {
				_, _, err := process.Resource(t.Context(), from, address+"&filters="+url.QueryEscape(string(filters)))
				require.NoError(t, err)
			}
		}
	}
	for kind, attack := range attacks {
		hurt(kind, attack, false)
	}
	for kind, attack := range ofMetrics {
		hurt(kind, attack, true)
	}
	for _, c := range server.received() {
		if sent := c.request.RequestURI + " " + string(c.body); strings.Contains(sent, marker) {
			t.Errorf("the server got %s", sent)
		}
	}
	require.NotEmpty(t, server.received(), "harmless questions were asked")
	require.NoError(t, query(t, process, from, saved("fine"))[0].Error, "the check is not against everything")
}

func last(server *rawServer) string {
	all := server.received()
	if len(all) == 0 {
		return "nothing"
	}
	return string(all[len(all)-1].body)
}

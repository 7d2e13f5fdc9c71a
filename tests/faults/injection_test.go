package faults

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

// marker marks the attacks' own text in a request.
const marker = "INJECTED"

// refused are texts with characters that no name or pattern holds.
var refused = map[string]string{
	"line end":             "x\n" + marker + "\ny",
	"carriage return":      "x\r" + marker,
	"line separator":       "x\u2028" + marker,
	"paragraph separator":  "x\u2029" + marker,
	"next line":            "x\u0085" + marker,
	"vertical tab":         "x\v" + marker,
	"tab":                  "x\t" + marker,
	"NUL":                  "x\x00" + marker,
	"escape":               "x\x1b[2J" + marker,
	"delete":               "x\x7f" + marker,
	"half a surrogate":     "x\ufffd" + marker,
	"script in many lines": "x'\n<'\n" + marker + "\n'>\n'",
}

// escaped are texts that the gateway of OVH Metrics would run as a script, decode, or read as another name, if they were
// sent as they are: it writes them into a string of its store's language, which ends at a quote and decodes per cents.
var escaped = map[string]string{
	"quote":                    "x' " + marker + " 'y",
	"quote alone":              "'",
	"quotes":                   "''" + marker + "''",
	"quote, escaped":           `x\' ` + marker,
	"quote, per cent":          "x%27 " + marker + " %27y",
	"quote, twice per cent":    "x%2527" + marker,
	"quote, per cent and u":    "x%u0027" + marker,
	"line end, per cent":       "x%0a" + marker,
	"per cent alone":           "100%",
	"per cent, plus and space": "a+b %2B " + marker,
	"double quote":             `x" ` + marker + ` "y`,
	"comment":                  "x /* " + marker + " */ // #",
	"macro":                    "x <% " + marker + " %> EVAL",
	"pattern":                  "~" + marker + ".*",
	"exact":                    "=" + marker,
	"exact pattern":            "=~" + marker,
	"pattern later":            " ~" + marker, // a name is trimmed
}

var filterTypes = []string{
	"literal_or", "iliteral_or", "not_literal_or", "not_iliteral_or", "wildcard", "iwildcard", "regexp", "not_key", "unknown", "",
}

// injections are the saved queries that carry an attack in each place that holds text.
func injections(t *testing.T, attack string) map[string]string {
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

// unread are the places whose text isn't read where it is none of the few that are known, as the built-in data source had it.
var unread = map[string]bool{"counterMax": true, "counterResetValue": true, "queryType": true}

// TestNoScriptReachesOVH sends every attack in every place, in panels and in alert rules, and reads what the server gets as
// its store would.
func TestNoScriptReachesOVH(t *testing.T) {
	process := start(t)
	server := serveAny(t, func(c conversation) bool {
		switch path := c.request.URL.Path; {
		case strings.HasSuffix(path, "/lookup"):
			c.respond(`{"results":[]}`)
		case strings.HasSuffix(path, "/suggest"):
			c.respond(`["one of many"]`) // as many as the limit: there are more, which only the server can search
		default:
			c.respond("[]")
		}
		return true
	})
	from := source("ovh", server.url, "ovh", map[string]any{"lookupLimit": 1})
	ask := func(saved string, alert bool) (failed error, status int) {
		panel := rig.LastHour
		panel.Alert = alert
		responses, err := process.Query(t.Context(), from, panel, saved)
		require.NoError(t, err)
		return responses[rig.RefID(0)].Error, int(responses[rig.RefID(0)].Status)
	}
	resources := func(kind, attack string) {
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
	for kind, attack := range refused {
		for place, saved := range injections(t, attack) {
			for _, alert := range []bool{false, true} {
				sent := len(server.received())
				err, status := ask(saved, alert)
				if unread[place] {
					continue // that nothing of it is sent is looked at below
				}
				assert.Error(t, err, "%s in %s was taken", kind, place)
				assert.Equal(t, http.StatusBadRequest, status, "%s in %s: %v", kind, place, err)
				assert.Equal(t, sent, len(server.received()), "%s in %s was sent: %s", kind, place, last(server))
			}
		}
		resources(kind, attack)
	}
	for _, c := range server.received() {
		assert.NotContains(t, c.request.RequestURI+" "+string(c.body), marker, "a text that has to be refused was sent")
	}
	for kind, attack := range escaped {
		for place, saved := range injections(t, attack) {
			for _, alert := range []bool{false, true} {
				before := len(server.received())
				err, status := ask(saved, alert)
				if err != nil {
					assert.Equal(t, http.StatusBadRequest, status, "%s in %s: %v", kind, place, err)
				}
				for _, c := range server.received()[before:] {
					storeReads(t, c, kind+" in "+place)
				}
				if want, is := literally(attack)[place]; is && alert { // a panel's may be the cached one of an equal query
					require.NoError(t, err, "%s in %s", kind, place)
					require.Contains(t, storedNames(t, server.received()[before:]), want, "%s in %s", kind, place)
				}
			}
		}
		before := len(server.received())
		resources(kind, attack)
		for _, c := range server.received()[before:] {
			storeReads(t, c, kind+" in a resource")
		}
	}
	require.NotEmpty(t, server.received(), "harmless questions were asked")
	require.NoError(t, query(t, process, from, saved("fine"))[0].Error, "the check is not against everything")
}

// literally are the names that the store has to read where an attack stands for itself.
func literally(attack string) map[string]string {
	name := strings.TrimSpace(attack)
	all := map[string]string{
		"metric": name, "metric, computed": name, "metric, averaged": name, "metric of a rate": name,
		"filter literal_or": attack, "key of literal_or": name, "tag's key": attack, "ad-hoc key =": attack, "ad-hoc value =": attack,
	}
	if strings.Contains(attack, "*") {
		delete(all, "ad-hoc value =") // sent as a pattern
	}
	return all
}

// storeReads checks every text of a request: within quotes, as the gateway writes it, the store's language has to read it as
// one string (MemoryWarpScriptStack: a string ends at the next quote; its %XX are decoded).
func storeReads(t *testing.T, c conversation, where string) {
	t.Helper()
	var body any
	require.NoError(t, json.Unmarshal(c.body, &body), where)
	eachText(body, func(key, text string) {
		require.NotContains(t, text, "'", "%s ends its string in %s", text, where)
		for _, r := range text {
			require.False(t, unicode.IsControl(r) || r == '\u2028' || r == '\u2029', "%q ends its line in %s", text, where)
		}
		for rest := text; ; {
			_, after, found := strings.Cut(rest, "%")
			if !found {
				break
			}
			require.True(t, strings.HasPrefix(after, "25") || strings.HasPrefix(after, "27"), "%s is decoded into another text in %s", text, where)
			rest = after
		}
		if key == "metric" {
			require.False(t, strings.HasPrefix(decoded(text), "~"), "%s is a pattern in %s", text, where)
		}
	})
}

// storedNames are the names that the store reads in requests: metrics, tag keys and single literals.
func storedNames(t *testing.T, requests []conversation) (all []string) {
	t.Helper()
	for _, c := range requests {
		var body struct {
			Queries []struct {
				Metric  string
				Filters []struct{ Type, TagK, Filter string }
			}
		}
		require.NoError(t, json.Unmarshal(c.body, &body))
		for _, q := range body.Queries {
			all = append(all, strings.TrimPrefix(decoded(q.Metric), "="))
			for _, f := range q.Filters {
				all = append(all, decoded(f.TagK))
				if f.Type == "literal_or" {
					all = append(all, decoded(f.Filter))
				}
			}
		}
	}
	return all
}

// decoded is a string as the store reads it: %XX are bytes, a plus stays one.
func decoded(text string) string {
	plain, err := url.PathUnescape(text)
	if err != nil {
		return "not to be decoded: " + text
	}
	return plain
}

// eachText visits all texts of a JSON value, with the field that they stand in.
func eachText(value any, visit func(key, text string)) {
	var walk func(key string, value any)
	walk = func(key string, value any) {
		switch value := value.(type) {
		case string:
			visit(key, value)
		case []any:
			for _, item := range value {
				walk(key, item)
			}
		case map[string]any:
			for name, item := range value {
				visit("", name)
				walk(name, item)
			}
		}
	}
	walk("", value)
}

func last(server *rawServer) string {
	all := server.received()
	if len(all) == 0 {
		return "nothing"
	}
	return string(all[len(all)-1].body)
}

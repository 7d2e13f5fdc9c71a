package opentsdb_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// What Grafana's built-in OpenTSDB data source saved gives the same numbers here, whatever it saved, as long as the server
// accepted it: each field in turn takes every value that it may have in a dashboard, then random fields do together.
func TestSavedByTheBuiltInGivesTheSameNumbers(t *testing.T) {
	s, r := connect(t), random(t)
	metric := s.metric("builtin")
	s.store(metric, builtInSeries()...)
	var compared, refused int
	failed := map[string]bool{}
	compare := func(saved map[string]any) {
		saved["metric"] = metric
		if documentedDifference(saved) != "" {
			return
		}
		want, ok := s.askAsBuiltIn(saved)
		if !ok {
			refused++
			return
		}
		compared++
		response := s.respond(builtInRange, saved)
		text := describeSaved(saved)
		switch {
		case response.Error != nil:
			failed[text] = true
			t.Errorf("%s\n the built-in gets %d series; the plugin says: %v", text, len(want), response.Error)
		case !same(t, text, withPoints(fromFrames(t, response.Frames)), withPoints(want)):
			failed[text] = true
		}
	}
	for _, field := range slices.Sorted(maps.Keys(builtInValues)) {
		for _, value := range builtInValues[field] {
			for _, rest := range builtInPlain {
				saved := maps.Clone(rest)
				setField(saved, field, value)
				compare(saved)
			}
		}
	}
	fields := slices.Sorted(maps.Keys(builtInValues))
	for n := 0; n < *cases && len(failed) < 20; n++ {
		saved := maps.Clone(builtInPlain[r.IntN(len(builtInPlain))])
		for range 1 + r.IntN(5) {
			field := fields[r.IntN(len(fields))]
			setField(saved, field, builtInValues[field][r.IntN(len(builtInValues[field]))])
		}
		compare(saved)
	}
	t.Logf("%d saved queries compared, %d more that the server itself refuses", compared, refused)
	if compared < 100 {
		t.Errorf("only %d saved queries were compared", compared)
	}
}

// absent stands for a field that isn't there.
type absent struct{}

func setField(saved map[string]any, field string, value any) {
	if _, ok := value.(absent); ok {
		delete(saved, field)
		return
	}
	saved[field] = value
}

// builtInPlain are queries as the editor of the built-in begins them, in which one field after the other is changed.
var builtInPlain = []map[string]any{
	{"refId": "A", "aggregator": "sum", "downsampleAggregator": "avg", "downsampleFillPolicy": "none", "downsampleInterval": "1m"},
	{"refId": "A", "aggregator": "avg", "downsampleAggregator": "max", "downsampleFillPolicy": "nan", "downsampleInterval": "5m",
		"shouldComputeRate": true, "isCounter": true, "tags": map[string]any{"host": "*"}},
	{"refId": "A", "aggregator": "none", "disableDownsampling": true, "filters": []any{
		map[string]any{"type": "iliteral_or", "tagk": "host", "filter": "web01|WEB02", "groupBy": true}}},
}

// builtInValues are the fields that the built-in saves, with every kind of value that one finds in dashboards: what its
// editors of several years wrote, and what hands and tools did.
var builtInValues = map[string][]any{
	"aggregator": {absent{}, "", nil, "avg", "sum", "min", "max", "dev", "zimsum", "mimmin", "mimmax", "count", "none", "first", "last",
		"mult", "diff", "median", "pfsum", "squareSum", "p50", "p95", "ep95r3", "ep99r7"},
	"disableDownsampling":  {absent{}, true, false, nil, "", "true", 1, 0},
	"downsampleInterval":   {absent{}, "", nil, "30s", "1m", "90s", "0.5s", "1.5s", "2.5m", "10000ms", "1h", "2h", "0all", "all", "1all", "1M", "1H", "1 m", "30mc", "1hc", "01m"},
	"downsampleAggregator": {"avg", "sum", "min", "max", "dev", "count", "first", "last", "diff", "median", "mult", "pfsum", "squareSum", "zimsum", "mimmin", "mimmax", "p95", "ep95r3"},
	"downsampleFillPolicy": {absent{}, "", nil, "none", "nan", "null", "zero"},
	"shouldComputeRate":    {absent{}, true, false, nil, "", 1, "true"},
	"isCounter":            {absent{}, true, false, nil, "", 1, "true"},
	"counterMax":           {absent{}, nil, "", "256", "0", "1000000", "256.7", " 256", "1e3", "abc", "-1", "9007199254740993", 0, 256},
	"counterResetValue":    {absent{}, nil, "", "100", "0", "0.5", "abc", "-1", 0, 100},
	"filters": {absent{}, nil, []any{},
		[]any{filterOf("literal_or", "host", "web01|db01", true)},
		[]any{filterOf("literal_or", "host", "web01|", true)},
		[]any{filterOf("literal_or", "host", "web01|web01", false)},
		[]any{filterOf("iliteral_or", "host", "WEB01", false)},
		[]any{filterOf("not_literal_or", "host", "web01", true)},
		[]any{filterOf("not_literal_or", "host", "web01|nohost", true)},
		[]any{filterOf("not_iliteral_or", "host", "WEB01|", false)},
		[]any{filterOf("wildcard", "host", "*", true)},
		[]any{filterOf("wildcard", "host", "w*b*1", true)},
		[]any{filterOf("wildcard", "host", "web*", false), filterOf("wildcard", "dc", "*", true)},
		[]any{filterOf("iwildcard", "host", "WEB*", false), filterOf("literal_or", "host", "web01", true)},
		[]any{filterOf("regexp", "host", "eb0[12]", true)},
		[]any{filterOf("regexp", "host", "^(?!web)", true)},
		[]any{filterOf("regexp", "rack", ".*", false)},
		[]any{map[string]any{"type": "literal_or", "tagk": "host", "filter": "web01"}},
		[]any{map[string]any{"type": "literal_or", "tagk": "host", "filter": "web01", "groupBy": nil}},
		[]any{map[string]any{"type": "literal_or", "tagk": "host", "filter": "web01", "groupBy": "true"}},
		[]any{map[string]any{"type": "literal_or", "tagk": "host", "filter": "web01", "groupBy": 1}},
		[]any{map[string]any{"type": "literal_or", "tagk": "host", "filter": "web01", "groupBy": true, "$$hashKey": "object:12"}},
	},
	"tags": {absent{}, nil, map[string]any{}, map[string]any{"host": "*"}, map[string]any{"host": "web01"}, map[string]any{"host": "web01|db01"},
		map[string]any{"host": "WEB*"}, map[string]any{"host": "*", "dc": "lga"}, map[string]any{"rack": "*"},
		map[string]any{"host": "literal_or(web01)"}, map[string]any{"host": "regexp(web.*)"}, map[string]any{"host": "not_literal_or(web01)"},
		map[string]any{"host": "iwildcard(W*)"}},
	"explicitTags":      {absent{}, true, false, nil, 1, "true"},
	"queryType":         {"", nil, "randomWalk", "metrics", "tsdb"},
	"hide":              {false, nil},
	"currentFilterType": {"literal_or"},
	"currentTagKey":     {"", "host"},
	"errors":            {map[string]any{}, nil},
	"isGlobal":          {true, false},
}

func filterOf(kind, key, text string, groupBy bool) map[string]any {
	return map[string]any{"type": kind, "tagk": key, "filter": text, "groupBy": groupBy}
}

// builtInSeries have gaps, points at odd seconds, a counter that resets, and not all the same tags.
func builtInSeries() []series {
	var all []series
	for n, one := range []map[string]string{
		tags("host", "web01", "dc", "lga"), tags("host", "web02", "dc", "lga"), tags("host", "WEB03", "dc", "gra"),
		tags("host", "db01", "dc", "gra"), tags("host", "db01", "dc", "gra", "rack", "r1"),
	} {
		points := []point{}
		for i := range 240 {
			if (i/11+n)%5 == 0 {
				continue
			}
			after := time.Duration(i)*15*time.Second + time.Duration(n)*time.Second
			points = append(points, at(ms(after), float64((i*(17+n))%256)))
		}
		all = append(all, series{one, points})
	}
	return all
}

// builtInRange begins at a bucket's edge of every interval in use, and ends before one: the plugin asks for whole buckets,
// the built-in for the range as it is. Grafana's own interval is 30 s.
var builtInRange = asked{from: noon, to: noon.Add(time.Hour - time.Millisecond), interval: 30 * time.Second}

// askAsBuiltIn asks what the built-in would have asked; false where the server refuses it.
func (s *server) askAsBuiltIn(saved map[string]any) ([]series, bool) {
	s.t.Helper()
	body, err := json.Marshal(map[string]any{
		"start": builtInRange.from.UnixMilli(), "end": builtInRange.to.UnixMilli(), "msResolution": true, "globalAnnotations": true,
		"showQuery": true, "queries": []any{builtInQuery(saved)},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	status, received := s.post("/api/query", body)
	if status == http.StatusBadRequest {
		return nil, false
	}
	return readSeries(s.t, status, body, received), true
}

// builtInQuery is the sub-query that the built-in's browser half makes of a saved query, for the version setting "2.3", by
// Grafana's documentation of it and by what its requests show.
func builtInQuery(saved map[string]any) map[string]any {
	query := map[string]any{"metric": saved["metric"], "aggregator": "avg"}
	if truthy(saved["aggregator"]) {
		query["aggregator"] = saved["aggregator"]
	}
	if truthy(saved["shouldComputeRate"]) {
		options := map[string]any{"counter": truthy(saved["isCounter"])}
		// Texts only: of a number it looks for a length.
		counterMax, given := saved["counterMax"].(string)
		if given && counterMax != "" {
			options["counterMax"] = leadingInteger(counterMax)
		}
		if reset, ok := saved["counterResetValue"].(string); ok && reset != "" {
			options["resetValue"] = leadingInteger(reset)
		}
		// A reset value doesn't keep resets, though it was meant to.
		options["dropResets"] = !truthy(options["counterMax"])
		query["rate"], query["rateOptions"] = true, options
	}
	if !truthy(saved["disableDownsampling"]) {
		interval, _ := saved["downsampleInterval"].(string)
		if interval == "" {
			interval = fmt.Sprintf("%ds", int(builtInRange.interval.Seconds()))
		}
		if fractionOfSeconds.MatchString(interval) {
			seconds, _ := strconv.ParseFloat(strings.TrimSuffix(interval, "s"), 64)
			interval = strconv.FormatFloat(seconds*1000, 'f', -1, 64) + "ms"
		}
		query["downsample"] = fmt.Sprintf("%s-%v", interval, saved["downsampleAggregator"])
		if policy := saved["downsampleFillPolicy"]; truthy(policy) && policy != "none" {
			query["downsample"] = fmt.Sprintf("%v-%v", query["downsample"], policy)
		}
	}
	if filters, ok := saved["filters"].([]any); ok && len(filters) > 0 {
		query["filters"] = filters
	} else if tags, ok := saved["tags"].(map[string]any); ok {
		query["tags"] = tags
	}
	if truthy(saved["explicitTags"]) {
		query["explicitTags"] = true
	}
	return query
}

var fractionOfSeconds = regexp.MustCompile(`\.[0-9]+s`)

// truthy is JavaScript's idea of a value that counts as true.
func truthy(value any) bool {
	switch value := value.(type) {
	case nil:
		return false
	case bool:
		return value
	case string:
		return value != ""
	case int:
		return value != 0
	case int64:
		return value != 0
	default:
		return true
	}
}

var digits = regexp.MustCompile(`^\s*([-+]?[0-9]+)`)

// leadingInteger is JavaScript's parseInt; its NaN becomes null in JSON.
func leadingInteger(text string) any {
	found := digits.FindStringSubmatch(text)
	if found == nil {
		return nil
	}
	n, err := strconv.ParseInt(found[1], 10, 64)
	if err != nil {
		return nil
	}
	return int64(float64(n))
}

// documentedDifference says why a saved query gives other numbers than the built-in's panels; "" where it must not. The
// reasons stand in docs/migrating.md.
func documentedDifference(saved map[string]any) string {
	if truthy(saved["shouldComputeRate"]) && truthy(saved["isCounter"]) {
		counterMax, isText := saved["counterMax"].(string)
		if _, isNumber := saved["counterMax"].(int); isNumber {
			return "a maximum saved as a number, which the built-in's panels ignored"
		}
		if n, isNumber := saved["counterResetValue"].(int); isNumber && n > 0 {
			return "a reset value saved as a number, which the built-in's panels ignored"
		}
		if strings.Contains(counterMax, "e") {
			return "a maximum in scientific notation, of which the built-in's panels read the first digits"
		}
		if n, ok := leadingInteger(fmt.Sprint(saved["counterResetValue"])).(int64); ok && n > 0 && (!isText || !truthy(leadingInteger(counterMax))) {
			return "a reset value without a maximum, beside which the built-in's panels dropped all resets"
		}
	}
	if release() == "2.2.1" && truthy(saved["explicitTags"]) {
		return "explicit tags, which OpenTSDB 2.2 ignores and the plugin refuses there"
	}
	if filters, ok := saved["filters"].([]any); ok && len(filters) > 0 && truthy(saved["tags"]) {
		return "tags beside filters, which both narrow the query here"
	}
	interval, _ := saved["downsampleInterval"].(string)
	if !truthy(saved["disableDownsampling"]) && fraction.MatchString(interval) && !fractionOfSeconds.MatchString(interval) {
		return "a fraction of an interval, of which OpenTSDB reads the whole part"
	}
	return ""
}

var fraction = regexp.MustCompile(`\.[0-9]+[a-zA-Z]`)

func describeSaved(saved map[string]any) string {
	shown := maps.Clone(saved)
	delete(shown, "metric")
	delete(shown, "refId")
	text, err := json.Marshal(shown)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

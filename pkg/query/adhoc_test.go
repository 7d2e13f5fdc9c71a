package query

import (
	"encoding/json"
	"os"
	"testing"
)

// The browser writes ad-hoc filters as filters of a query that goes to Explore; src/query/adhoc.test.ts reads the same cases.
func TestAdhocFilters(t *testing.T) {
	data, err := os.ReadFile("../../testdata/adhoc.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Adhoc struct {
			Key, Operator, Value string
			Values               []string
		}
		Type, Filter string
	}
	if err := json.Unmarshal(data, &cases); err != nil || len(cases) == 0 {
		t.Fatal(len(cases), err)
	}
	for _, c := range cases {
		got, err := adhocFilter(c.Adhoc.Key, c.Adhoc.Operator, c.Adhoc.Value, c.Adhoc.Values)
		if c.Type == "" {
			if err == nil {
				t.Errorf("%v: wrote %+v of what can't be asked", c.Adhoc, got)
			}
			continue
		}
		if err != nil || got.Type != c.Type || got.Filter != c.Filter || got.TagKey != c.Adhoc.Key || got.GroupBy {
			t.Errorf("%v: got %+v, %v", c.Adhoc, got, err)
		}
	}
}

package decode

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/tests/opentsdbtest"
)

func TestDecodeLast(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		unit time.Duration
		want string
	}{
		"in ms, as OpenTSDB":  {`[{"metric":"m","timestamp":1795388407000,"value":"42.5","tags":{"host":"web01"},"tsuid":"000002"}]`, time.Millisecond, `m{host=web01} 1795388407000 42.5 "42.5" "000002"`},
		"in s, as OVH":        {`[{"metric":"m","timestamp":1795390200,"value":"-1.683","tags":{},"tsuid":0}]`, time.Second, `m{} 1795390200000 -1.683 "-1.683" ""`},
		"unresolved":          {`[{"timestamp":1795388407000,"value":"42.5","tsuid":"01"}]`, time.Millisecond, `{} 1795388407000 42.5 "42.5" "01"`},
		"a text":              {`[{"timestamp":1,"value":"up0"}]`, time.Second, `{} 1000 gap "up0" ""`},
		"not a number":        {`[{"timestamp":1,"value":"NaN"}]`, time.Second, `{} 1000 gap "NaN" ""`},
		"a number":            {`[{"timestamp":1,"value":1.50}]`, time.Second, `{} 1000 1.5 "1.50" ""`},
		"nothing":             {`[{"timestamp":1,"value":null}]`, time.Second, `{} 1000 gap "" ""`},
		"no points":           {`[]`, time.Second, ``},
		"early 1970, in ms":   {`[{"timestamp":5,"value":"1"}]`, time.Millisecond, `{} 5 1 "1" ""`},
		"two, and more field": {`[{"timestamp":1,"value":"1","x":{"y":[]}},{"timestamp":2,"value":"2"}]`, time.Second, `{} 1000 1 "1" "" | {} 2000 2 "2" ""`},
	} {
		t.Run(name, func(t *testing.T) {
			points, err := Last(strings.NewReader(c.body), c.unit, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range points {
				got = append(got, fmt.Sprintf("%s%s %d %s %q %q", p.Metric, opentsdbtest.DescribeTags(p.Tags), p.Time.UnixMilli(), opentsdbtest.DescribeValue(p.Value), p.Text, p.TSUID))
			}
			if got := strings.Join(got, " | "); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestDecodeLastRefuses(t *testing.T) {
	for name, body := range map[string]string{
		"a point without a time": `[{"metric":"m","value":"1"}]`,
		"a time out of range":    `[{"timestamp":9223372036854775,"value":"1"}]`,
		"a time that is a text":  `[{"timestamp":"now","value":"1"}]`,
		"a cut response":         `[{"timestamp":1,"value":"1"}`,
		"null for a point":       `[null]`,
		"an error":               `{"error":{"code":400,"message":"no"}}`,
		"an error as an element": `[{"timestamp":1,"value":"1"},{"error":"no"}]`,
		"nothing":                ``,
	} {
		t.Run(name, func(t *testing.T) {
			if points, err := Last(strings.NewReader(body), time.Second, Limits{}); err == nil || points != nil {
				t.Errorf("got %v, %v", points, err)
			}
		})
	}
	_, err := Last(strings.NewReader(`[{"timestamp":1},{"timestamp":2},{"timestamp":3}]`), time.Second, Limits{Series: 2})
	var limit *LimitError
	if !errors.As(err, &limit) || limit.What != LimitedSeries {
		t.Errorf("three points where two are allowed: %v", err)
	}
}

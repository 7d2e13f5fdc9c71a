package decode

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/ovh/ovh-opentsdb-datasource/tests/opentsdbtest"
)

func TestDecodeLookup(t *testing.T) {
	body := `{"type":"LOOKUP","metric":"m","tags":[{"key":"host","value":"*"}],"limit":25,"time":4,"totalResults":3,"results":[` +
		`{"metric":"m","tsuid":0,"tags":{"host":"a"}},{"tags":{"host":"b","dc":"x"},"metric":"m"},{"metric":"n","tags":null}],"startIndex":0}`
	for name, c := range map[string]struct {
		body string
		max  int
		stop string // the series after which no more is wanted
		want []string
	}{
		"all":             {body, 0, "", []string{"m{host=a}", "m{dc=x,host=b}", "n{}"}},
		"at most two":     {body, 2, "", []string{"m{host=a}", "m{dc=x,host=b}"}},
		"until satisfied": {body, 0, "m{host=a}", []string{"m{host=a}"}},
		"none":            {`{"results":[]}`, 0, "", nil},
		"null":            {`{"results":null}`, 0, "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			err := Lookup(strings.NewReader(c.body), c.max, Limits{}, func(metric string, tags map[string]string) bool {
				got = append(got, metric+opentsdbtest.DescribeTags(tags))
				return got[len(got)-1] != c.stop
			})
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("got %v, %v; want %v", got, err, c.want)
			}
		})
	}
}

// The gateway has no limit of its own: a response without end is left as soon as there is enough.
func TestDecodeLookupStopsEarly(t *testing.T) {
	r := &endless{next: []byte(`{"results":[{"metric":"m","tags":{"id":"0"}}`), again: []byte(`,{"metric":"m","tags":{"id":"1"}}`)}
	count := 0
	if err := Lookup(r, 1000, Limits{}, func(string, map[string]string) bool { count++; return true }); err != nil || count != 1000 {
		t.Errorf("%d series, %v", count, err)
	}
	if r.given > 256<<10 {
		t.Errorf("%d bytes were read for 1,000 series", r.given)
	}
	var limit *LimitError
	err := Lookup(&endless{next: []byte(`{"results":[{}`), again: []byte(`,{}`)}, 0, Limits{Series: 500}, func(string, map[string]string) bool { return true })
	if !errors.As(err, &limit) || limit.What != LimitedSeries {
		t.Errorf("an endless response gives %v", err)
	}
}

func TestDecodeLookupRefuses(t *testing.T) {
	for name, body := range map[string]string{
		"nothing":         ``,
		"null":            `null`,
		"no results":      `{"type":"LOOKUP"}`,
		"a list":          `[]`,
		"a cut response":  `{"results":[{"metric":"m","tags":{}}`,
		"cut after":       `{"results":[]`,
		"text":            `can't parse query`,
		"an error":        `{"error":{"code":404,"message":"Unable to resolve one or more UIDs"}}`,
		"a message":       `{"message":"Internal Server Error"}`,
		"a result null":   `{"results":[null]}`,
		"results an enum": `{"results":{}}`,
	} {
		t.Run(name, func(t *testing.T) {
			if err := Lookup(strings.NewReader(body), 0, Limits{}, func(string, map[string]string) bool { return true }); err == nil {
				t.Error("taken for a response")
			}
		})
	}
}

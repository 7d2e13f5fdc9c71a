package decode

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/tests/opentsdbtest"
)

// decoded is a series as text, for comparing at a glance.
func decoded(t *testing.T, body string) string {
	t.Helper()
	series, err := Query(strings.NewReader(body), Limits{})
	if err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	var out []string
	for _, s := range series {
		out = append(out, describePoints(s))
	}
	return strings.Join(out, " | ")
}

func describePoint(p opentsdb.Point) string {
	if p.IsGap() {
		return opentsdbtest.DescribeValue(nil)
	}
	return opentsdbtest.DescribeValue(&p.Value)
}

func describePoints(s opentsdb.Series) string {
	out := s.Metric + opentsdbtest.DescribeTags(s.Tags)
	for _, p := range s.Points {
		out += fmt.Sprintf(" %d=%s", p.TimeMs, describePoint(p))
	}
	return out
}

func TestQueryReadsWhatServersSend(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"an object of points, in s":        {`[{"metric":"m","tags":{"a":"b"},"dps":{"1":2,"3":4.5}}]`, "m{a=b} 1000=2 3000=4.5"},
		"pairs":                            {`[{"metric":"m","tags":{},"dps":[[1,2],[3,4.5]]}]`, "m{} 1000=2 3000=4.5"},
		"no points":                        {`[{"metric":"m","tags":{},"dps":{}},{"metric":"n","dps":[]},{"metric":"o","dps":null}]`, "m{} | n{} | o{}"},
		"no series":                        {` [ ] ` + "\n\n", ""},
		"null for no series":               {`null`, ""},
		"the largest second":               {`[{"dps":{"4294967295":1}}]`, "{} 4294967295000=1"},
		"the smallest ms":                  {`[{"dps":{"4294967296":1}}]`, "{} 4294967296=1"},
		"ms":                               {`[{"dps":{"1795390740000":0,"1795390740100":1}}]`, "{} 1795390740000=0 1795390740100=1"},
		"before 1970":                      {`[{"dps":{"-1012091400":18,"-9012091400000":18}}]`, "{} -9012091400000=18 -1012091400000=18"},
		"any order":                        {`[{"dps":{"3":3,"1":1,"2":2}}]`, "{} 1000=1 2000=2 3000=3"},
		"one timestamp twice: the last":    {`[{"dps":{"1":1,"1":2,"1":3,"2":4}}]`, "{} 1000=3 2000=4"},
		"twice and in any order: the last": {`[{"dps":{"2":1,"1":2,"2":3,"1":4}}]`, "{} 1000=4 2000=3"},
		"gaps":                             {`[{"dps":{"1":"NaN","2":NaN,"3":null,"4":"up","5":"","6":{"a":[1]},"7":[2]}}]`, "{} 1000=gap 2000=gap 3000=gap 4000=gap 5000=gap 6000=gap 7000=gap"},
		"infinities are numbers":           {`[{"dps":{"1":"Infinity","2":"-Infinity","3":Infinity,"4":-Infinity}}]`, "{} 1000=+Inf 2000=-Inf 3000=+Inf 4000=-Inf"},
		"booleans":                         {`[{"dps":{"1":true,"2":false}}]`, "{} 1000=1 2000=0"},
		"numbers as text":                  {`[{"dps":{"1":"1.5","2":"-1e3","3":"0x10","4":"1_0"}}]`, "{} 1000=1.5 2000=-1000 3000=gap 4000=gap"},
		"beyond 2^53, as float64 has it":   {`[{"dps":{"1":9007199254740993,"2":9223372036854775807,"3":18446744073709551616}}]`, "{} 1000=9.007199254740992e+15 2000=9.223372036854776e+18 3000=1.8446744073709552e+19"},
		"beyond float64":                   {`[{"dps":{"1":1e999,"2":-1e999,"3":1e-999}}]`, "{} 1000=+Inf 2000=-Inf 3000=0"},
		"minus zero":                       {`[{"dps":{"1":-0,"2":-0.0}}]`, "{} 1000=-0 2000=-0"},
		"Java's exponents":                 {`[{"dps":{"1":7.378472222222321E-4}}]`, "{} 1000=0.0007378472222222321"},
		"white space everywhere":           {" [ { \"metric\" : \"m\" , \"dps\" : { \"1\" : 2 ,\n\t\"3\" : 4 } } ] ", "m{} 1000=2 3000=4"},
		"fields in any order":              {`[{"dps":{"1":2},"query":{"index":0},"tags":{"a":"b"},"metric":"m"}]`, "m{a=b} 1000=2"},
		"unknown fields":                   {`[{"x":{"y":[1,{"z":null}]},"metric":"m","stats":"s","dps":{"1":2},"q":-1.5e3,"b":true}]`, "m{} 1000=2"},
		"statistics are passed over":       {`[{"metric":"m","dps":{"1":2}},{"statsSummary":{"a":1}}]`, "m{} 1000=2"},
		"tags null":                        {`[{"metric":"m","tags":null,"aggregateTags":null,"dps":{"1":2}}]`, "m{} 1000=2"},
		"escapes":                          {`[{"metric":"a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00","dps":{}}]`, "a\"\\/\b\f\n\r\té😀{}"},
		"half a surrogate pair":            {`[{"metric":"\ud83dx\ude00\ud83d\u0041","dps":{}}]`, "\ufffdx\ufffd\ufffdA{}"},
		"other than ASCII":                 {`[{"metric":"température","tags":{"città":"東京"},"dps":{}}]`, "température{città=東京}"},
		"bytes that aren't UTF-8":          {"[{\"metric\":\"a\xff\xc3\",\"dps\":{}}]", "a\ufffd\ufffd{}"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := decoded(t, c.body); got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestQueryReadsASeriesWhole(t *testing.T) {
	body := `[{"metric":"m","tags":{"host":"a"},"aggregateTags":["dc","rack"],"query":{"aggregator":"sum","filters":[{"x":1}],"index":3},
		"annotations":[{"tsuid":"01","description":"d","notes":"n","custom":{"k":"v"},"startTime":1795390760,"endTime":1795390780}],
		"globalAnnotations":[{"tsuid":"","description":"g","notes":"","custom":null,"startTime":1795390782500,"endTime":0}],
		"dps":{"1795390760":1}},
		{"metric":"n","aggregateTags":["dc","rack"],"dps":{}},{"metric":"n","aggregateTags":["dc"],"dps":{}},{"metric":"n","aggregateTags":["dc","x"],"dps":{}}]`
	series, err := Query(strings.NewReader(body), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := opentsdb.Series{
		Metric: "m", Tags: map[string]string{"host": "a"}, AggregateTags: []string{"dc", "rack"}, Index: 3,
		Points:            []opentsdb.Point{{TimeMs: 1795390760000, Value: 1}},
		Annotations:       []opentsdb.Annotation{{StartTime: 1795390760000, EndTime: 1795390780000, TSUID: "01", Description: "d", Notes: "n", Custom: map[string]string{"k": "v"}}},
		GlobalAnnotations: []opentsdb.Annotation{{StartTime: 1795390782500, Description: "g", Custom: map[string]string{}}},
	}
	if !reflect.DeepEqual(series[0], want) {
		t.Errorf("got %+v\nwant %+v", series[0], want)
	}
	if series[1].Index != -1 {
		t.Errorf("a series without a query has index %d, want -1", series[1].Index)
	}
	for i, want := range [][]string{{"dc", "rack"}, {"dc", "rack"}, {"dc"}, {"dc", "x"}} {
		if got := series[i].AggregateTags; !reflect.DeepEqual(got, want) {
			t.Errorf("series %d is over %v, want %v", i, got, want)
		}
	}
}

func TestQueryRefusesWhatIsNoResponse(t *testing.T) {
	for name, body := range map[string]string{
		"text":                      `can't parse query`,
		"an object":                 `{"metric":"m"}`,
		"a number":                  `5`,
		"nothing like null":         `nil`,
		"an element null":           `[null]`,
		"an element number":         `[1]`,
		"an element without points": `[{"metric":"m","tags":{}}]`,
		"an empty element":          `[{}]`,
		"text after the end":        `[] x`,
		"a second response":         `[][]`,
		"no comma":                  `[{"dps":{"1":2 "3":4}}]`,
		"a comma too much":          `[{"dps":{"1":2,}}]`,
		"a comma too much, pairs":   `[{"dps":[[1,2],]}]`,
		"no colon":                  `[{"dps":{"1" 2}}]`,
		"a key that is no time":     `[{"dps":{"one":2}}]`,
		"a key with a fraction":     `[{"dps":{"1.5":2}}]`,
		"a key beyond 64 bits":      `[{"dps":{"9999999999999999999":2}}]`,
		"a time beyond a frame's":   `[{"dps":{"9999999999999":2,"99999999999999":3}}]`,
		"a key without quotes":      `[{"dps":{1:2}}]`,
		"a triple":                  `[{"dps":[[1,2,3]]}]`,
		"half a pair":               `[{"dps":[[1]]}]`,
		"a leading zero":            `[{"dps":{"1":01}}]`,
		"a bare fraction":           `[{"dps":{"1":.5}}]`,
		"an open fraction":          `[{"dps":{"1":1.}}]`,
		"an open exponent":          `[{"dps":{"1":1e}}]`,
		"a plus":                    `[{"dps":{"1":+1}}]`,
		"two numbers in one":        `[{"dps":{"1":1-2}}]`,
		"a word":                    `[{"dps":{"1":up}}]`,
		"a metric that is no text":  `[{"metric":5,"dps":{}}]`,
		"tags that are no object":   `[{"tags":["a"],"dps":{}}]`,
		"dps that is a text":        `[{"dps":"x"}]`,
		"an unknown escape":         `[{"metric":"\x","dps":{}}]`,
		"a broken escape":           `[{"metric":"\u00g0","dps":{}}]`,
		"a line end in a text":      "[{\"metric\":\"a\nb\",\"dps\":{}}]",
		"a number of 2,000 digits":  `[{"dps":{"1":` + strings.Repeat("1", 2000) + `}}]`,
	} {
		t.Run(name, func(t *testing.T) {
			series, err := Query(strings.NewReader(body), Limits{})
			var format *FormatError
			if !errors.As(err, &format) || format.Cut || format.Empty {
				t.Errorf("got %v, %v; want a FormatError", series, err)
			}
			if series != nil {
				t.Errorf("got half a response: %v", series)
			}
		})
	}
}

// A response that ends too early is an error wherever it ends, and so is one whose connection breaks.
func TestQueryRefusesACutResponse(t *testing.T) {
	body := `[{"metric":"m\u00e9","tags":{"a":"b"},"aggregateTags":["c"],"query":{"index":0},"x":[true,null],"dps":{"1":2.5e1,"2":"NaN","3":null,"4":-Infinity}},` +
		`{"metric":"n","annotations":[{"startTime":1}],"dps":[[1,2],[3,4]]}]`
	if _, err := Query(strings.NewReader(body), Limits{}); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("connection reset")
	for n := range len(body) {
		series, err := Query(strings.NewReader(body[:n]), Limits{})
		var format *FormatError
		if series != nil || !errors.As(err, &format) || format.Empty != (n == 0) || format.Cut != (n > 0) {
			t.Errorf("%q gives %v, %v; want the error that it is cut", body[:n], series, err)
		}
		series, err = Query(io.MultiReader(strings.NewReader(body[:n]), iotest.ErrReader(broken)), Limits{})
		if series != nil || !errors.Is(err, broken) {
			t.Errorf("%q and a broken connection give %v, %v", body[:n], series, err)
		}
	}
}

func TestQueryFindsTheServersErrorInTheResponse(t *testing.T) {
	const object = `{"error":{"code":500,"message":"Boom","details":"why","trace":"at net.opentsdb"}}`
	for name, body := range map[string]string{
		"instead":            object,
		"as an element":      `[{"metric":"m","dps":{"1":2}},` + object + `]`,
		"after a point":      `[{"metric":"m","dps":{"1":2` + object,
		"after a comma":      `[{"metric":"m","dps":{"1":2,` + object,
		"in a number":        `[{"metric":"m","dps":{"1":2.` + object,
		"in a key":           `[{"metric":"m","dps":{"1":2,"17` + object,
		"after the response": `[{"metric":"m","dps":{"1":2}}]` + object,
		"itself cut":         `[{"metric":"m","dps":{"1":2},` + object[:len(object)-10],
	} {
		t.Run(name, func(t *testing.T) {
			series, err := Query(strings.NewReader(body), Limits{})
			var server *ServerError
			if series != nil || !errors.As(err, &server) || *server != (ServerError{Code: 500, Message: "Boom", Details: "why"}) {
				t.Errorf("got %v, %#v", series, err)
			}
		})
	}
}

func TestQueryStopsAtItsLimits(t *testing.T) {
	many := func(n int, each string) string { return strings.TrimSuffix(strings.Repeat(each+",", n), ",") }
	var points, pairs strings.Builder
	for i := range 11 {
		fmt.Fprintf(&points, `"%d":1,`, i)
		fmt.Fprintf(&pairs, `[%d,1],`, i)
	}
	for name, c := range map[string]struct {
		body   string
		limits Limits
		what   Limited
	}{
		"bytes":          {"[" + many(100, `{"dps":{"1":2}}`) + "]", Limits{Bytes: 100}, LimitedBytes},
		"blanks":         {"[]" + strings.Repeat(" ", 100), Limits{Bytes: 100}, LimitedBytes},
		"series":         {"[" + many(11, `{"dps":{"1":2}}`) + "]", Limits{Series: 10}, LimitedSeries},
		"points":         {`[{"dps":{` + strings.TrimSuffix(points.String(), ",") + "}}]", Limits{Points: 10}, LimitedPoints},
		"pairs":          {`[{"dps":[` + strings.TrimSuffix(pairs.String(), ",") + "]}]", Limits{Points: 10}, LimitedPoints},
		"points over":    {"[" + many(11, `{"dps":{"1":2}}`) + "]", Limits{Points: 10}, LimitedPoints},
		"depth":          {`[{"x":` + strings.Repeat("[", 100), Limits{}, LimitedDepth},
		"depth, objects": {`[{"x":` + strings.Repeat(`{"a":`, 100), Limits{}, LimitedDepth},
		"text":           {`[{"metric":"` + strings.Repeat("x", 2<<20), Limits{}, LimitedText},
		"tags":           {`[{"tags":{` + many(2000, `"a":"b"`) + "}}]", Limits{}, Limited("")},
		"aggregate tags": {`[{"aggregateTags":[` + many(2000, `"a"`) + "]}]", Limits{}, LimitedTags},
		"annotations":    {`[{"annotations":[` + many(100_001, `{}`) + "]}]", Limits{}, LimitedAnnotations},
	} {
		t.Run(name, func(t *testing.T) {
			series, err := Query(strings.NewReader(c.body), c.limits)
			var limit *LimitError
			if series != nil || err == nil {
				t.Fatalf("got %d series, %v", len(series), err)
			}
			if c.what == "" { // the same tag again and again is one tag, and the element has no points
				return
			}
			if !errors.As(err, &limit) || limit.What != c.what {
				t.Errorf("got %v, want too many %s", err, c.what)
			}
		})
	}
	exactly := "[" + many(10, `{"dps":{"1":2}}`) + "]"
	if _, err := Query(strings.NewReader(exactly), Limits{Series: 10, Points: 10, Bytes: int64(len(exactly))}); err != nil {
		t.Errorf("a response just at its limits: %v", err)
	}
}

// A limit holds before memory is spent, whatever the server goes on to send.
func TestQueryReadsNoFurtherThanItsLimits(t *testing.T) {
	for name, c := range map[string]struct {
		start, again string
		limits       Limits
	}{
		"one endless text":        {`[{"metric":"`, "x", Limits{}},
		"one endless skipped":     {`[{"nothing":"`, "x", Limits{Bytes: 10 << 20}},
		"endless points":          {`[{"dps":{"0":0`, `,"1":1,"2":2`, Limits{Points: 100_000}},
		"one endless point":       {`[{"dps":{"0":0`, `,"0":1`, Limits{Bytes: 10 << 20}},
		"endless series":          {`[{"dps":{}}`, `,{"dps":{}}`, Limits{Series: 10_000}},
		"endless blanks":          {`[`, " ", Limits{Bytes: 10 << 20}},
		"an endless number":       {`[{"dps":{"0":`, "1", Limits{}},
		"endless nesting":         {`[{"a":`, "[", Limits{}},
		"endless statistics":      {`[{"statsSummary":1}`, `,{"statsSummary":1}`, Limits{Bytes: 10 << 20}},
		"endless names, all seen": {`[{"dps":{},"aggregateTags":["a"`, `,"a"`, Limits{}},
	} {
		t.Run(name, func(t *testing.T) {
			r := &endless{next: []byte(c.start), again: []byte(c.again)}
			_, err := Query(r, c.limits)
			if err == nil {
				t.Fatal("an endless response has an end")
			}
			if r.given > 12<<20 {
				t.Errorf("%d bytes were read before %v", r.given, err)
			}
		})
	}
}

// endless gives next, and then again for ever.
type endless struct {
	next, again []byte
	given       int
}

func (e *endless) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		if len(e.next) == 0 {
			e.next = e.again
		}
		copied := copy(p[n:], e.next)
		e.next = e.next[copied:]
		n += copied
	}
	e.given += n
	return n, nil
}

// How the network cuts a response into pieces changes nothing, and no point costs an allocation.
func TestQueryDoesNotDependOnPieces(t *testing.T) {
	body := append(bytes.TrimSuffix(syntheticResponse(7, 3000), []byte("]")),
		`,{"metric":"é\ud83d\ude00","tags":{"a":"東京"},"dps":{"1":"NaN","2":null,"3":-Infinity,"4":"1.5"}}]`...)
	want, err := Query(bytes.NewReader(body), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]io.Reader{
		"a byte at a time":   iotest.OneByteReader(bytes.NewReader(body)),
		"half as asked":      iotest.HalfReader(bytes.NewReader(body)),
		"the end with data":  iotest.DataErrReader(bytes.NewReader(body)),
		"a prime at a time":  &pieces{body: body, size: 4093},
		"a buffer at a time": &pieces{body: body, size: scanBuffer},
		"reads of nothing":   &pieces{body: body, size: 1000, idle: true},
	} {
		got, err := Query(r, Limits{})
		if err != nil || fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
			t.Errorf("%s: another response (%v)", name, err)
		}
	}
}

// pieces gives size bytes at a time, with a read of nothing between when idle is set.
type pieces struct {
	body  []byte
	size  int
	idle  bool
	reads int
}

func (p *pieces) Read(b []byte) (int, error) {
	if p.reads++; p.idle && p.reads%2 == 0 {
		return 0, nil
	}
	if len(p.body) == 0 {
		return 0, io.EOF
	}
	n := copy(b[:min(len(b), p.size)], p.body)
	p.body = p.body[n:]
	return n, nil
}

func TestQueryAllocatesBySeriesNotByPoint(t *testing.T) {
	measure := func(points int) float64 {
		body := syntheticResponse(10, points)
		return testing.AllocsPerRun(5, func() {
			if _, err := Query(bytes.NewReader(body), Limits{}); err != nil {
				t.Fatal(err)
			}
		})
	}
	few, many := measure(200), measure(10_000)
	if many > few+10 {
		t.Errorf("%v allocations for 200 points a series, %v for 10,000", few, many)
	}
}

// Sorting takes no more than sorting does, and only when it has to.
func TestQuerySortsManyPoints(t *testing.T) {
	var b strings.Builder
	b.WriteString(`[{"dps":{`)
	const n = 100_000
	for i := range n {
		fmt.Fprintf(&b, `"%d":%d,`, 1+(i*7919)%n, i)
	}
	series, err := Query(strings.NewReader(strings.TrimSuffix(b.String(), ",")+"}}]"), Limits{})
	if err != nil || len(series[0].Points) != n {
		t.Fatal(len(series), err)
	}
	for i, p := range series[0].Points {
		if p.Time().Unix() != int64(i+1) {
			t.Fatalf("point %d is at %d", i, p.Time().Unix())
		}
		if v := int(p.Value); 1+(v*7919)%n != i+1 {
			t.Fatalf("point %d has another's value %d", i, v)
		}
	}
}

// Every captured query response is what encoding/json makes of it.
func TestQueryAgreesWithEncodingJSON(t *testing.T) {
	compared := 0
	for _, capture := range opentsdbtest.Captures {
		for _, e := range opentsdbtest.Read(t, capture.File) {
			if e.Call() == "query" && e.Response.Status == 200 && !e.Cut {
				if agrees(t, []byte(e.Response.Body)) {
					compared++
				}
			}
		}
	}
	if compared < 500 {
		t.Errorf("only %d responses could be compared", compared)
	}
}

var (
	timestampText = regexp.MustCompile(`^-?[0-9]{1,18}$`)
	numberText    = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)
)

// agrees fails the test when encoding/json understands a body as a response and DecodeQuery makes something else of it; it
// says whether there was something to compare.
func agrees(t *testing.T, body []byte) bool {
	want, ok := reference(body)
	if !ok {
		return false
	}
	series, err := Query(bytes.NewReader(body), Limits{})
	if err != nil {
		t.Fatalf("%q: %v, but it is a response", body, err)
	}
	if len(series) != len(want) {
		t.Fatalf("%q: %d series, want %d", body, len(series), len(want))
	}
	for i, s := range series {
		w := want[i]
		if s.Metric != w.metric || !reflect.DeepEqual(s.Tags, w.tags) || len(s.Points) != len(w.points) {
			t.Fatalf("%q: series %d is %s, want %+v", body, i, describePoints(s), w)
		}
		for j, p := range s.Points {
			v, ok := w.points[p.TimeMs]
			if !ok || j > 0 && s.Points[j-1].TimeMs >= p.TimeMs {
				t.Fatalf("%q: series %d has a point at %d, after one at %d", body, i, p.TimeMs, s.Points[max(j-1, 0)].TimeMs)
			}
			if p.IsGap() != math.IsNaN(v) || !p.IsGap() && math.Float64bits(p.Value) != math.Float64bits(v) {
				t.Fatalf("%q: series %d at %s is %s, want %v", body, i, p.Time(), describePoint(p), v)
			}
		}
	}
	return true
}

type referenceSeries struct {
	metric string
	tags   map[string]string
	points map[int64]float64
}

// reference reads a response with encoding/json and strconv alone. ok is false for what isn't a response in the common form
// (with one exact spelling of every field), about which it has no opinion.
func reference(body []byte) (all []referenceSeries, ok bool) {
	var elements []map[string]json.RawMessage
	if json.Unmarshal(body, &elements) != nil || len(elements) > 1000 {
		return nil, false
	}
	for _, e := range elements {
		s := referenceSeries{tags: map[string]string{}, points: map[int64]float64{}}
		for key, raw := range e {
			switch key {
			case "metric":
				if json.Unmarshal(raw, &s.metric) != nil {
					return nil, false
				}
			case "tags":
				var tags map[string]*string
				if json.Unmarshal(raw, &tags) != nil || len(tags) > maxTags {
					return nil, false
				}
				for k, v := range tags {
					if v == nil {
						return nil, false
					}
					s.tags[k] = *v
				}
			case "dps", "aggregateTags", "query":
			default:
				return nil, false
			}
		}
		var names []string
		if raw, has := e["aggregateTags"]; has && json.Unmarshal(raw, &names) != nil {
			return nil, false
		}
		var query struct {
			Index *int `json:"index"`
		}
		if raw, has := e["query"]; has && (json.Unmarshal(raw, &query) != nil || len(raw) > 1000) {
			return nil, false
		}
		if !referencePoints(e["dps"], s.points) {
			return nil, false
		}
		all = append(all, s)
	}
	// A field that is there twice is joined by one reader and replaced by the other.
	for _, field := range []string{"dps", "metric", "tags", "query", "aggregateTags"} {
		if bytes.Count(body, []byte(field)) > len(all) {
			return nil, false
		}
	}
	return all, !bytes.Contains(body, []byte(`\u`)) && !bytes.Contains(body, []byte(`{"error"`))
}

func referencePoints(raw json.RawMessage, points map[int64]float64) bool {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var dps map[string]any
	if len(raw) == 0 || raw[0] != '{' || decoder.Decode(&dps) != nil {
		return false
	}
	for key, value := range dps {
		at, err := strconv.ParseInt(key, 10, 64)
		if err != nil || !timestampText.MatchString(key) {
			return false
		}
		if at >= -100_000_000_000 && at < 1<<32 {
			at *= 1000
		}
		if _, twice := points[at]; twice || at > maxTimeMs || at < -maxTimeMs {
			return false
		}
		points[at] = referenceValue(value)
	}
	return true
}

func referenceValue(value any) float64 {
	text := ""
	switch v := value.(type) {
	case json.Number:
		text = v.String()
	case string:
		switch v {
		case "Infinity", "+Infinity", "Inf", "+Inf":
			return math.Inf(1)
		case "-Infinity", "-Inf":
			return math.Inf(-1)
		}
		text = v
	case bool:
		if v {
			return 1
		}
		return 0
	}
	if !numberText.MatchString(text) {
		return math.NaN()
	}
	f, _ := strconv.ParseFloat(text, 64)
	return f
}

func FuzzQuery(f *testing.F) {
	for _, capture := range opentsdbtest.Captures {
		for _, e := range opentsdbtest.Read(f, capture.File) {
			if e.Call() == "query" && e.Response.Status == 200 {
				f.Add([]byte(e.Response.Body))
			}
		}
	}
	f.Add([]byte(`[{"metric":"é\ud83d\ude00","tags":{"a":"b"},"dps":[[1,2.5],[1795390740000,"NaN"],[3,null]]},{"statsSummary":{}}]`))
	f.Add([]byte(`[{"dps":{"1":123456789012345678,"2":0.1234567890123456789,"3":1.7976931348623159e308,"4":4.9e-324,"5":9007199254740993}}]`))
	f.Add([]byte(`[{"annotations":[{"startTime":1,"custom":{"a":"b"}}],"dps":{"1":2,{"error":{"code":500,"message":"x"}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		limits := Limits{Bytes: 1 << 20, Series: 1000, Points: 10_000}
		series, err := Query(bytes.NewReader(body), limits)
		if err != nil && series != nil {
			t.Errorf("%q gives half a response", body)
		}
		again, errAgain := Query(iotest.OneByteReader(bytes.NewReader(body)), limits)
		if (err == nil) != (errAgain == nil) || fmt.Sprintf("%+v", series) != fmt.Sprintf("%+v", again) {
			t.Errorf("%q depends on its pieces: %v, %v", body, err, errAgain)
		}
		agrees(t, body)
		_, _ = Last(bytes.NewReader(body), time.Millisecond, limits)
		_ = Lookup(bytes.NewReader(body), 0, limits, func(string, map[string]string) bool { return true })
	})
}

// FuzzParseNumber holds every number against strconv.
func FuzzParseNumber(f *testing.F) {
	for _, text := range []string{"0", "-0", "1", "0.1", "9007199254740991", "9007199254740992", "9007199254740993", "0.0000000000000000000001",
		"1234567890123456789", "12345678901234567890", "18446744073709551615", "1e22", "1e23", "5e-324", "2.2250738585072011e-308", "1.7976931348623159e308", "-1.5E+3"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, n := parseNumber([]byte(text))
		if n == 0 {
			if numberText.MatchString(text) {
				t.Fatalf("%q is a number", text)
			}
			return
		}
		if !numberText.MatchString(text[:n]) {
			t.Fatalf("%q is no number", text[:n])
		}
		if want, _ := strconv.ParseFloat(text[:n], 64); math.Float64bits(got) != math.Float64bits(want) {
			t.Fatalf("%q is %v, want %v", text[:n], got, want)
		}
	})
}

// The decoder's worth is its speed: a wide margin below what docs/performance.md measures.
func TestQueryIsFasterThanEncodingJSON(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	body := syntheticResponse(100, 1440)
	best := func(decode func() error) time.Duration {
		fastest := time.Hour
		for range 5 {
			start := time.Now()
			if err := decode(); err != nil {
				t.Fatal(err)
			}
			fastest = min(fastest, time.Since(start))
		}
		return fastest
	}
	ours := best(func() error {
		_, err := Query(bytes.NewReader(body), Limits{})
		return err
	})
	theirs := best(func() error {
		var series []plainSeries
		return json.NewDecoder(bytes.NewReader(body)).Decode(&series)
	})
	if theirs < 3*ours {
		t.Errorf("%s, encoding/json takes %s", ours, theirs)
	}
}

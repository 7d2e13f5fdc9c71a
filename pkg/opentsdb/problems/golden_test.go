package problems

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/decode"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/tests/opentsdbtest"
)

var writeGolden = flag.Bool("golden", false, "write testdata/exchanges/golden again from what the decoder says")

// Every captured exchange is either data or a named error, and stays what it is. The files are for reading as well: they
// show what a person is told in each case.
func TestGoldenExchanges(t *testing.T) {
	for _, capture := range opentsdbtest.Captures {
		t.Run(capture.File, func(t *testing.T) {
			var got strings.Builder
			for _, e := range opentsdbtest.Read(t, capture.File) {
				if text := describe(e, Where{Server: capture.Server, Call: e.Call(), Dialect: capture.Dialect}); text != "" {
					fmt.Fprintf(&got, "== %s: %s %s -> %d\n%s\n", e.Name, e.Request.Method, e.Request.Path, e.Response.Status, text)
				}
			}
			path := filepath.Join(opentsdbtest.Dir, "golden", capture.File+".txt")
			if *writeGolden {
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(got.String()), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			compareLines(t, got.String(), string(want))
		})
	}
}

// compareLines reports the first difference between two texts.
func compareLines(t *testing.T, got, want string) {
	t.Helper()
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	name := ""
	for i := range max(len(g), len(w)) {
		switch {
		case i >= len(g):
			t.Fatalf("after %q: missing %q", name, w[i])
		case i >= len(w):
			t.Fatalf("after %q: too much: %q", name, g[i])
		case g[i] != w[i]:
			t.Fatalf("in %q:\n got %s\nwant %s\n(go test ./pkg/opentsdb -run TestGoldenExchanges -golden writes the files again; read the difference)", name, g[i], w[i])
		}
		if strings.HasPrefix(g[i], "== ") {
			name = g[i]
		}
	}
}

// describe is what this package makes of an exchange; empty when it isn't one that it reads.
func describe(e opentsdbtest.Exchange, where Where) string {
	if e.Response.Status >= 300 {
		return describeError(ReadError(where, e.HTTPResponse(), []byte(e.Response.Body), nil))
	}
	if e.Request.Method != "POST" && e.Request.Method != "GET" {
		return ""
	}
	body := strings.NewReader(e.Response.Body)
	var out []string
	var err error
	switch where.Call {
	case "query":
		var series []opentsdb.Series
		series, err = decode.Query(body, decode.Limits{})
		for _, s := range series {
			out = append(out, describeSeries(s))
		}
		if where.Dialect == "ovh" { // it gives series in another order at each call
			slices.Sort(out)
		}
	case "last":
		dialect, _ := dialects.DialectByID(where.Dialect)
		var points []opentsdb.LastPoint
		points, err = decode.Last(body, dialect.LastUnit, decode.Limits{})
		for _, p := range points {
			out = append(out, fmt.Sprintf("%s%s %s %s (%q)", p.Metric, opentsdbtest.DescribeTags(p.Tags), p.Time.Format(time.RFC3339Nano), opentsdbtest.DescribeValue(p.Value), p.Text))
		}
	case "lookup":
		err = decode.Lookup(body, 0, decode.Limits{}, func(metric string, tags map[string]string) bool {
			out = append(out, metric+opentsdbtest.DescribeTags(tags))
			return true
		})
		if err != nil {
			out = nil
		}
	default:
		return ""
	}
	if err != nil {
		return describeError(ReadError(where, e.HTTPResponse(), nil, err))
	}
	if len(out) == 0 {
		return "nothing"
	}
	return strings.Join(out, "\n")
}

func describeError(e *Error) string {
	var format *decode.FormatError
	where := ""
	if errors.As(e, &format) && !format.Cut {
		where = fmt.Sprintf(" [%s]", format)
	}
	return fmt.Sprintf("%s, %d, %s: %s%s", e.Kind, e.Status, e.Source, e.Message, where)
}

func describeSeries(s opentsdb.Series) string {
	gaps := 0
	var first, last *float64
	for _, p := range s.Points {
		if p.IsGap() {
			gaps++
			continue
		}
		if first == nil {
			first = &p.Value
		}
		last = &p.Value
	}
	out := fmt.Sprintf("%s%s", s.Metric, opentsdbtest.DescribeTags(s.Tags))
	if len(s.AggregateTags) > 0 {
		out += " over " + strings.Join(s.AggregateTags, ",")
	}
	if s.Index >= 0 {
		out += fmt.Sprintf(" query %d", s.Index)
	}
	out += fmt.Sprintf(": %d points", len(s.Points))
	if gaps > 0 {
		out += fmt.Sprintf(", %d gaps", gaps)
	}
	if len(s.Points) > 0 {
		out += fmt.Sprintf(", %s to %s, %s to %s", s.Points[0].Time().Format(time.RFC3339Nano), s.Points[len(s.Points)-1].Time().Format(time.RFC3339Nano), opentsdbtest.DescribeValue(first), opentsdbtest.DescribeValue(last))
	}
	for _, a := range s.Annotations {
		out += fmt.Sprintf("; note %q %d-%d", a.Description, a.StartTime, a.EndTime)
	}
	for _, a := range s.GlobalAnnotations {
		out += fmt.Sprintf("; global note %q %d-%d", a.Description, a.StartTime, a.EndTime)
	}
	return out
}

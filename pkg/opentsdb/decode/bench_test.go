package decode

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"testing"
)

// syntheticResponse writes a response of the given size, with values of the kinds that servers send: whole numbers, a few
// decimals, and floats written in full.
func syntheticResponse(series, points int) []byte {
	var b bytes.Buffer
	b.WriteByte('[')
	for i := range series {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"metric":"sys.cpu.nice","tags":{"host":"web%04d","dc":"%s"},"query":{"index":0},"aggregateTags":["core"],"dps":{`,
			i, []string{"gra", "bhs", "rbx"}[i%3])
		for j := range points {
			if j > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, `"%d":`, 1795300000+60*j)
			switch v := math.Sin(float64(i*points + j)); j % 3 {
			case 0:
				b.WriteString(strconv.Itoa(int(v * 1000)))
			case 1:
				b.WriteString(strconv.FormatFloat(v*100, 'f', 3, 64))
			default:
				b.WriteString(strconv.FormatFloat(v*100, 'f', -1, 64))
			}
		}
		b.WriteString("}}")
	}
	b.WriteByte(']')
	return b.Bytes()
}

// plainSeries is what a reader without a decoder of its own would decode into.
type plainSeries struct {
	Metric        string             `json:"metric"`
	Tags          map[string]string  `json:"tags"`
	AggregateTags []string           `json:"aggregateTags"`
	DPS           map[string]float64 `json:"dps"`
}

// onlyReader hides what else a reader can do, as a response's body does.
type onlyReader struct{ r io.Reader }

func (o onlyReader) Read(p []byte) (int, error) { return o.r.Read(p) }

func BenchmarkQuery(b *testing.B) {
	body := syntheticResponse(1000, 1440)
	run := func(decode func(io.Reader) error) func(*testing.B) {
		return func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				if err := decode(onlyReader{bytes.NewReader(body)}); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	b.Run("columns", run(func(r io.Reader) error {
		_, err := Query(r, Limits{})
		return err
	}))
	b.Run("encoding-json", run(func(r io.Reader) error {
		var series []plainSeries
		return json.NewDecoder(r).Decode(&series)
	}))
}

// BenchmarkQueryGrowth shows the time per point as a response of one series grows.
func BenchmarkQueryGrowth(b *testing.B) {
	for _, points := range []int{1e4, 1e5, 1e6, 1e7} {
		body := syntheticResponse(1, points)
		b.Run(strconv.Itoa(points), func(b *testing.B) {
			for b.Loop() {
				if _, err := Query(onlyReader{bytes.NewReader(body)}, Limits{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(points), "ns/point")
		})
	}
}

// BenchmarkQueryShort decodes many series of one point.
func BenchmarkQueryShort(b *testing.B) {
	body := syntheticResponse(100_000, 1)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Query(onlyReader{bytes.NewReader(body)}, Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}

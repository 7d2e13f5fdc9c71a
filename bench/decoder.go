package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"testing"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/decode"
)

// onlyReader hides a reader's other methods: a response's body has none.
type onlyReader struct{ io.Reader }

// decoder is a way to read a response.
type decoder func(io.Reader) error

func ours(r io.Reader) error {
	_, err := decode.Query(r, decode.Limits{Bytes: 1 << 31})
	return err
}

// plainJSON decodes with encoding/json.
func plainJSON(r io.Reader) error {
	var series []struct {
		Metric        string             `json:"metric"`
		Tags          map[string]string  `json:"tags"`
		AggregateTags []string           `json:"aggregateTags"`
		DPS           map[string]float64 `json:"dps"`
	}
	return json.NewDecoder(r).Decode(&series)
}

// speed is the cost of decoding a body.
type speed struct {
	megabytesPerSecond float64
	nanoseconds        float64
	allocations, bytes float64
}

func speedOf(body []byte, d decoder) (speed, error) {
	var failed error
	result := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if failed = d(onlyReader{bytes.NewReader(body)}); failed != nil {
				return
			}
		}
	})
	took := result.T.Seconds() / float64(result.N)
	return speed{
		megabytesPerSecond: float64(len(body)) / 1e6 / took,
		nanoseconds:        took * 1e9,
		allocations:        float64(result.AllocsPerOp()),
		bytes:              float64(result.AllocedBytesPerOp()),
	}, failed
}

// comparison is the cost of our decoder and of encoding/json, measured in turns.
type comparison struct{ ours, plain speed }

func compareDecoders(body []byte, turns int) (comparison, error) {
	var mine, plain []speed
	for range turns {
		m, err := speedOf(body, ours)
		if err != nil {
			return comparison{}, err
		}
		p, err := speedOf(body, plainJSON)
		if err != nil {
			return comparison{}, err
		}
		mine, plain = append(mine, m), append(plain, p)
	}
	return comparison{medianSpeed(mine), medianSpeed(plain)}, nil
}

func medianSpeed(all []speed) speed {
	of := func(field func(speed) float64) float64 {
		values := make([]float64, len(all))
		for n, s := range all {
			values[n] = field(s)
		}
		return median(values)
	}
	return speed{
		megabytesPerSecond: of(func(s speed) float64 { return s.megabytesPerSecond }),
		nanoseconds:        of(func(s speed) float64 { return s.nanoseconds }),
		allocations:        of(func(s speed) float64 { return s.allocations }),
		bytes:              of(func(s speed) float64 { return s.bytes }),
	}
}

func measureDecoder(_ context.Context, b bench) error {
	body := responseBody(1000, 1440, 60, "")
	c, err := compareDecoders(body, 5)
	if err != nil {
		return err
	}
	b.report(figure{"body, 1,000 series x 1,440 points", float64(len(body)) / 1e6, "MB"})
	b.report(figure{"speed", c.ours.megabytesPerSecond, "MB/s"})
	b.report(figure{"speed of encoding/json", c.plain.megabytesPerSecond, "MB/s"})
	b.report(figure{"speed over encoding/json's", c.ours.megabytesPerSecond / c.plain.megabytesPerSecond, "x"})
	b.report(figure{"allocations", c.ours.allocations, "allocations"})
	b.report(figure{"allocations of encoding/json", c.plain.allocations, "allocations"})
	b.report(figure{"allocations of encoding/json's", 100 * c.ours.allocations / c.plain.allocations, "%"})
	b.report(figure{"allocated", c.ours.bytes / megabyte, "MB"})
	b.report(figure{"allocated by encoding/json", c.plain.bytes / megabyte, "MB"})
	return nil
}

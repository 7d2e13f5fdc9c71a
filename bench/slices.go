package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

// reading is a server that needs time to read stored points, of many series with a point every ten seconds.
type reading struct {
	series int
	// perSecond is how many points it reads in a second: for each request or, if oneByOne, for one request after the other.
	perSecond float64
	oneByOne  bool
	// maxPoints is how many points it reads for one request before it gives up; 0: any number.
	maxPoints int64

	mu sync.Mutex
}

const storedEvery = 10 * time.Second

// respond returns one sum of all series, a point a minute; or the count of a probe; or the list of the series.
func (s *reading) respond(r *http.Request) ([]byte, error) {
	if strings.HasSuffix(r.URL.Path, "/lookup") {
		return s.list(), nil
	}
	var request struct {
		Start, End int64
		Queries    []struct{ Downsample string }
	}
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		return nil, err
	}
	span := time.Duration(request.End-request.Start) * time.Millisecond
	points := int64(span/storedEvery) * int64(s.series)
	stopped := s.maxPoints > 0 && points > s.maxPoints
	if stopped {
		points = s.maxPoints
	}
	s.read(points * int64(len(request.Queries)))
	if stopped {
		return nil, errors.New("these are more points than the server reads at once")
	}
	body := []byte{}
	separator := byte('[')
	for index, q := range request.Queries {
		text, _, _ := strings.Cut(q.Downsample, "-")
		step, err := time.ParseDuration(text)
		if err != nil {
			return nil, err
		}
		value := s.series
		if strings.Contains(q.Downsample, "-count-") && index == 0 {
			value = int(step / storedEvery)
		}
		body = fmt.Appendf(append(body, separator), `{"metric":"m","tags":{},"aggregateTags":[],"query":{"index":%d},"dps":`, index)
		separator = ','
		inner := byte('{')
		for at := request.Start + step.Milliseconds(); at <= request.End; at += step.Milliseconds() {
			body = fmt.Appendf(append(body, inner), `"%d":%d`, at/1000, value)
			inner = ','
		}
		body = append(body, '}', '}')
	}
	return append(body, ']'), nil
}

func (s *reading) list() []byte {
	body := []byte(`{"type":"LOOKUP","metric":"m","limit":25,"results":[`)
	for n := range s.series {
		if n > 0 {
			body = append(body, ',')
		}
		body = fmt.Appendf(body, `{"metric":"m","tags":{"host":"host%d"},"tsuid":0}`, n)
	}
	return fmt.Appendf(body, `],"totalResults":%d}`, s.series)
}

func (s *reading) read(points int64) {
	if s.oneByOne {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	time.Sleep(time.Duration(float64(points) / s.perSecond * float64(time.Second)))
}

// loads are the times of the first load of a range, and of one with other buckets, whose sample interval is cached.
type loads struct{ first, other time.Duration }

// load loads so many days. If whole, a min interval in the settings leaves the density of the points unknown, so that the range
// is fetched by one request.
func (s *reading) load(ctx context.Context, process *rig.Process, name string, days int, whole bool) (loads, error) {
	server, err := startReplay(s.respond)
	if err != nil {
		return loads{}, err
	}
	defer server.close()
	source := rig.Source{Name: name, URL: server.url, Token: "token", JSONData: map[string]any{"dialect": "ovh", "timeout": 60}}
	if whole {
		source.JSONData["timeInterval"] = storedEvery.String()
	}
	to := time.Unix(firstTimestamp, 0).Truncate(time.Hour)
	once := func(minutes int) (time.Duration, error) {
		began := time.Now()
		responses, err := process.Query(ctx, source, rig.Panel{From: to.AddDate(0, 0, -days), To: to, Interval: time.Minute},
			fmt.Sprintf(`{"metric":"m","aggregator":"sum","downsampleInterval":"%dm","downsampleFillPolicy":"gaps"}`, minutes))
		took := time.Since(began)
		if err != nil {
			return took, err
		}
		response := responses[rig.RefID(0)]
		if got := pointsOf(response.Frames); response.Error == nil && got < days*1440/minutes-1 {
			return took, fmt.Errorf("%d points came of %d days", got, days)
		}
		return took, response.Error
	}
	var l loads
	if l.first, err = once(1); err != nil {
		return l, err
	}
	l.other, err = once(2)
	return l, err
}

// measureSlices compares first loads of long ranges in slices and by one request, and shows one that fails as one request.
func measureSlices(ctx context.Context, b bench) error {
	process, err := rig.Start(ctx, b.binary)
	if err != nil {
		return err
	}
	defer process.Stop()
	const turns = 5
	for _, kind := range []struct {
		name     string
		oneByOne bool
	}{{"reads requests in parallel", false}, {"reads one request after the other", true}} {
		for _, days := range []int{1, 3} {
			s := reading{series: 500, perSecond: 3e6, oneByOne: kind.oneByOne}
			took := map[bool][]loads{}
			for turn := range turns {
				for _, isWhole := range []bool{true, false} {
					l, err := s.load(ctx, process, fmt.Sprint(kind.name, days, turn, isWhole), days, isWhole)
					if err != nil {
						return err
					}
					took[isWhole] = append(took[isWhole], l)
				}
			}
			middle := func(isWhole bool, of func(loads) time.Duration) time.Duration {
				var all []time.Duration
				for _, l := range took[isWhole] {
					all = append(all, of(l))
				}
				return median(all)
			}
			name := fmt.Sprintf("%d d of 500 series, a server that %s", days, kind.name)
			for _, part := range []struct {
				name string
				of   func(loads) time.Duration
			}{
				{"with the count before", func(l loads) time.Duration { return l.first }},
				{"where the count is known", func(l loads) time.Duration { return l.other }},
			} {
				whole, sliced := middle(true, part.of), middle(false, part.of)
				b.report(figure{name + ": as a whole", ms(whole), "ms"})
				b.report(figure{name + ": in slices, " + part.name, ms(sliced), "ms"})
				b.report(figure{name + ": in slices, " + part.name + ", over as a whole", float64(sliced) / float64(whole), "times"})
			}
		}
	}
	s := reading{series: 500, perSecond: 3e6, maxPoints: 20_000_000}
	l, err := s.load(ctx, process, "limited", 5, false)
	if err != nil {
		return err
	}
	b.report(figure{"5 d of 500 series, more than the server reads at once: in slices", ms(l.first), "ms"})
	return nil
}

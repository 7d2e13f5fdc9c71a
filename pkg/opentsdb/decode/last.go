package decode

import (
	"io"
	"math"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// Last reads the response of /api/query/last. Its timestamps count unit: ms on OpenTSDB, s on OVH Metrics. Its errors are those
// of Query.
func Last(r io.Reader, unit time.Duration, limits Limits) ([]opentsdb.LastPoint, error) {
	s := newScanner(r, limits)
	var known names
	var points []opentsdb.LastPoint
	err := s.list(func() error {
		if len(points) >= s.max.Series {
			return &LimitError{What: LimitedSeries, Max: int64(s.max.Series)}
		}
		p, err := s.lastPoint(&known, unit)
		points = append(points, p)
		return err
	})
	if err != nil {
		return nil, err
	}
	return points, nil
}

func (s *scanner) lastPoint(known *names, unit time.Duration) (opentsdb.LastPoint, error) {
	p := opentsdb.LastPoint{Tags: map[string]string{}}
	c, err := s.peek()
	if err != nil {
		return p, err
	}
	if c != '{' {
		return p, s.malformed("an element of the response is no point")
	}
	timed := false
	err = s.object(func(key []byte) (err error) {
		switch string(key) {
		case "metric":
			p.Metric, err = s.name(known)
		case "tags":
			p.Tags, err = s.tags(known)
		case "tsuid":
			p.TSUID, err = s.looseText()
			if p.TSUID == "0" { // OVH Metrics has none, and writes 0
				p.TSUID = ""
			}
		case "timestamp":
			timed = true
			p.Time, err = s.timestamp(unit)
		case "value":
			p.Value, p.Text, err = s.lastValue()
		case "error":
			err = s.errorField()
		default:
			err = s.skip(2)
		}
		return err
	})
	if err == nil && !timed {
		err = s.malformed("an element of the response is no point: it has no timestamp")
	}
	return p, err
}

// timestamp reads a time in a unit.
func (s *scanner) timestamp(unit time.Duration) (time.Time, error) {
	t, err := s.integer()
	if err != nil {
		return time.Time{}, err
	}
	if t > math.MaxInt64/int64(unit) || t < -math.MaxInt64/int64(unit) {
		return time.Time{}, s.malformed("a timestamp is outside of the years 1677 to 2262")
	}
	return time.Unix(0, t*int64(unit)).UTC(), nil
}

// lastValue reads a value, nil if it isn't a number, and its text in the response.
func (s *scanner) lastValue() (*float64, string, error) {
	c, err := s.peek()
	if err != nil {
		return nil, "", err
	}
	if c != '"' && c != '-' && c-'0' > 9 {
		return nil, "", s.skip(2)
	}
	text, err := s.looseText()
	if v := textNumber([]byte(text)); err == nil && !math.IsNaN(v) {
		return &v, text, nil
	}
	return nil, text, err
}

// Package decode reads the responses of OpenTSDB servers as they arrive, within limits, without holding the body in memory.
package decode

import (
	"bytes"
	"errors"
	"io"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// Query reads the response of /api/query while it arrives and returns its series in the server's order. A response is used in
// full or not at all: if it is cut off, malformed, too large, or interrupted by an error of the server, there is that error
// (*FormatError, *LimitError, *ServerError, or that of reading r) and no series.
//
// It accepts what servers really send:
//   - points as an object or as pairs (?arrays=true), in any order
//   - timestamps in s or ms, see timestampMs; of several points with the same timestamp, the last one counts
//   - NaN and null, quoted or not, and anything that isn't a number as gaps; infinities as numbers; true as 1, false as 0
//   - elements of statistics, and unknown fields, which are skipped
func Query(r io.Reader, limits Limits) ([]opentsdb.Series, error) {
	d := newQueryDecoder(newScanner(r, limits))
	if err := d.scan.list(d.element); err != nil {
		return nil, err
	}
	return d.series, nil
}

// queryDecoder collects the series of one response.
type queryDecoder struct {
	scan    *scanner
	columns columns
	names   names
	notes   annotationReader
	series  []opentsdb.Series
}

func newQueryDecoder(s *scanner) *queryDecoder {
	d := &queryDecoder{scan: s, columns: columns{max: s.max.Points}}
	d.notes = annotationReader{scan: s, names: &d.names}
	return d
}

// element reads one element of the response: a series, or statistics.
func (d *queryDecoder) element() error {
	s := d.scan
	c, err := s.peek()
	if err != nil {
		return err
	}
	if c != '{' {
		return s.malformed("an element of the response is no series")
	}
	series := opentsdb.Series{Index: -1}
	var points, statistics bool
	err = s.object(func(key []byte) (err error) {
		switch string(key) {
		case "metric":
			series.Metric, err = s.name(&d.names)
		case "tags":
			series.Tags, err = s.tags(&d.names)
		case "aggregateTags":
			series.AggregateTags, err = s.nameList(&d.names)
		case "tsuids":
			series.TSUIDs, err = s.ids()
		case "dps":
			points = true
			err = d.points()
		case "query":
			series.Index, err = s.queryIndex("index", series.Index)
		case "stats":
			series.Index, err = s.queryIndex("queryIndex", series.Index)
		case "annotations":
			series.Annotations, err = d.notes.list()
		case "globalAnnotations":
			series.GlobalAnnotations, err = d.notes.list()
		case "statsSummary":
			statistics = true
			err = s.skip(2)
		case "error":
			err = s.errorField()
		default:
			err = s.skip(2)
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case statistics && !points:
		return nil
	case !points:
		return s.malformed("an element of the response is no series: it has no dps")
	case len(d.series) >= s.max.Series:
		return &LimitError{What: LimitedSeries, Max: int64(s.max.Series)}
	}
	if series.Tags == nil {
		series.Tags = map[string]string{}
	}
	series.Points = d.columns.take()
	d.series = append(d.series, series)
	return nil
}

// queryIndex reads the index of the sub-query from a series' "query" or "stats"; known, where it isn't there.
func (s *scanner) queryIndex(field string, known int) (int, error) {
	index := known
	c, err := s.peek()
	if err != nil {
		return index, err
	}
	if c != '{' {
		return index, s.skip(2)
	}
	return index, s.object(func(key []byte) error {
		if string(key) != field {
			return s.skip(3)
		}
		c, err := s.peek()
		if err != nil || c == 'n' {
			return errors.Join(err, s.skip(3))
		}
		n, err := s.integer()
		index = int(n)
		return err
	})
}

// list reads a response that is an array to its end, calling element before each value.
func (s *scanner) list(element func() error) error {
	return s.response('[', func() error { return s.array(element) })
}

// response reads a full response, which opens with the given bracket; null is an empty one. An error object of the server's
// before it, instead of it or in the middle of it becomes the error.
func (s *scanner) response(opening byte, content func() error) error {
	err := s.begin(opening)
	if err == nil {
		if s.buf[s.pos] == opening {
			err = content()
		} else {
			err = s.word("null")
		}
	}
	if err == nil {
		err = s.finish()
	}
	return s.diagnosed(err)
}

// begin checks how a response starts, without consuming it.
func (s *scanner) begin(opening byte) error {
	c, err := s.peek()
	var format *FormatError
	switch {
	case errors.As(err, &format) && format.Cut:
		return &FormatError{Empty: true}
	case err != nil || c == opening || c == 'n':
		return err
	case c == '{':
		at := s.offset()
		if server, _ := s.serverError(); server != nil {
			return server
		}
		return &FormatError{Offset: at, Problem: "an object stands where a list should"}
	}
	s.ahead(startBytes)
	return &FormatError{
		Offset:  s.offset(),
		Problem: "it is no JSON",
		Start:   bytes.Clone(s.buf[s.pos:min(s.end, s.pos+startBytes)]),
	}
}

const (
	startBytes = 4 << 10 // of a response that isn't JSON, to tell what it is
	errorBytes = 16 << 10
)

// diagnosed looks for an error object after a malformed place: OpenTSDB streams its response, and when it fails midway, it writes
// the error right there.
func (s *scanner) diagnosed(err error) error {
	var format *FormatError
	if !errors.As(err, &format) || format.Empty || format.Start != nil {
		return err
	}
	s.ahead(errorBytes)
	from := max(0, s.pos-errorBytes)
	if at := bytes.Index(s.buf[from:s.end], []byte(`{"error"`)); at >= 0 {
		s.pos = from + at
		if server, _ := s.serverError(); server != nil {
			return server
		}
	}
	return err
}

// ReadServerError reads a body that is an error object of the server's; nil: it isn't.
func ReadServerError(body []byte) *ServerError {
	s := newScanner(bytes.NewReader(body), Limits{})
	if _, err := s.peek(); err != nil {
		return nil
	}
	server, _ := s.serverError()
	return server
}

// serverError reads an error object, whose brace was peeked at: OpenTSDB's {"error":{"code","message","details","trace"}}, or
// {"message"}. It returns nil for another object, and the part that arrived of one that is cut off.
func (s *scanner) serverError() (*ServerError, error) {
	var e ServerError
	err := s.object(func(key []byte) (err error) {
		switch string(key) {
		case "error":
			return s.errorValue(&e)
		case "errors": // of a refused write
			return s.errorList(&e)
		case "message":
			e.Message, err = s.looseText()
			return err
		}
		return s.skip(1)
	})
	if e.Message == "" && e.Details == "" && e.Code == 0 {
		return nil, err
	}
	return &e, err
}

// errorField reads the value of "error" in an element of a response, and returns it as the error.
func (s *scanner) errorField() error {
	var e ServerError
	if err := s.errorValue(&e); err != nil && e == (ServerError{}) {
		return err
	}
	return &e
}

// errorValue reads the value of "error": an object or a text.
func (s *scanner) errorValue(e *ServerError) error {
	c, err := s.peek()
	if err != nil {
		return err
	}
	if c != '{' {
		e.Message, err = s.looseText()
		return err
	}
	return s.object(func(key []byte) (err error) {
		switch string(key) {
		case "code":
			var text string
			if text, err = s.looseText(); err == nil {
				code, _ := parseInt([]byte(text))
				e.Code = int(code)
			}
		case "message":
			e.Message, err = s.looseText()
		case "details":
			e.Details, err = s.looseText()
		default:
			err = s.skip(2)
		}
		return err
	})
}

// errorList reads an array of objects and keeps the first text under "error" in them.
func (s *scanner) errorList(e *ServerError) error {
	c, err := s.peek()
	if err != nil || c != '[' {
		return errors.Join(err, s.skip(1))
	}
	return s.array(func() error {
		c, err := s.peek()
		if err != nil || c != '{' {
			return errors.Join(err, s.skip(2))
		}
		return s.object(func(key []byte) error {
			if string(key) != "error" || e.Message != "" {
				return s.skip(3)
			}
			e.Message, err = s.looseText()
			return err
		})
	})
}

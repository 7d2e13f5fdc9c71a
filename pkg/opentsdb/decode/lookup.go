package decode

import (
	"errors"
	"io"
)

// errEnough stops reading a response once there are enough series.
var errEnough = errors.New("enough")

// Lookup reads the response of /api/search/lookup and calls each with every series as it arrives. It stops when each returns
// false, and after max series if max is above 0; the rest of the response, which on OVH Metrics has no limit, isn't read then.
// Its errors are those of Query; before one, each may have been called.
func Lookup(r io.Reader, max int, limits Limits, each func(metric string, tags map[string]string) bool) error {
	s := newScanner(r, limits)
	var known names
	count, results := 0, false
	var server ServerError

	one := func() error {
		metric, tags, err := s.lookupResult(&known)
		if err != nil {
			return err
		}
		if count++; count > s.max.Series {
			return &LimitError{What: LimitedSeries, Max: int64(s.max.Series)}
		}
		if !each(metric, tags) || count == max {
			return errEnough
		}
		return nil
	}
	err := s.response('{', func() error {
		return s.object(func(key []byte) error {
			switch string(key) {
			case "results":
				results = true
				return s.lookupResults(one)
			case "error":
				return s.errorValue(&server)
			case "message":
				text, err := s.looseText()
				server.Message = text
				return err
			}
			return s.skip(1)
		})
	})
	switch {
	case errors.Is(err, errEnough):
		return nil
	case server != ServerError{}:
		return &server
	case err == nil && !results:
		return &FormatError{Offset: s.offset(), Problem: "the response has no results"}
	}
	return err
}

func (s *scanner) lookupResults(one func() error) error {
	c, err := s.peek()
	if err != nil {
		return err
	}
	switch c {
	case '[':
		return s.array(one)
	case 'n':
		return s.word("null")
	}
	return s.malformed("the results are no list")
}

func (s *scanner) lookupResult(known *names) (metric string, tags map[string]string, err error) {
	c, err := s.peek()
	if err != nil {
		return "", nil, err
	}
	if c != '{' {
		return "", nil, s.malformed("a result is no series")
	}
	tags = map[string]string{}
	err = s.object(func(key []byte) (err error) {
		switch string(key) {
		case "metric":
			metric, err = s.name(known)
		case "tags":
			tags, err = s.tags(known)
		default:
			err = s.skip(3)
		}
		return err
	})
	return metric, tags, err
}

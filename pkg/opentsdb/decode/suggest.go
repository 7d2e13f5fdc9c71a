package decode

import (
	"errors"
	"io"
)

// Names reads the response of /api/suggest while it arrives and stops at max names: a server may send more than the request's
// limit. Its errors are those of Query.
func Names(r io.Reader, max int, limits Limits) ([]string, error) {
	s := newScanner(r, limits)
	all := []string{}
	err := s.list(func() error {
		c, err := s.peek()
		if err != nil {
			return err
		}
		if c != '"' {
			return s.malformed("a name is no text")
		}
		name, err := s.str()
		if err != nil {
			return err
		}
		if all = append(all, string(name)); len(all) >= max {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, err
	}
	return all, nil
}

package decode

import (
	"errors"
	"io"
)

// Names reads the response of /api/suggest while it arrives and stops at max names: the rest, which a server may send
// though it was asked for no more, is left unread. Its errors are those of Query.
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

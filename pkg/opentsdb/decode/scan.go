package decode

import (
	"errors"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	scanBuffer    = 64 << 10
	maxTextBytes  = 1 << 20 // of one string that is returned
	maxNumberText = 1024    // characters of one number; a float64 written in full has at most 767 significant digits
)

// scanner reads JSON from a stream, one token at a time, in a buffer of fixed size. It exists because a response consists mostly
// of numbers, and other streaming decoders spend more time on a token than on its number (docs/performance.md). Bytes that a
// method returns are valid until the next call.
type scanner struct {
	r    io.Reader
	buf  []byte // buf[pos:end] was read from r but not yet scanned
	pos  int
	end  int
	read int64 // bytes taken from r
	err  error // why r gives no more; io.EOF at its end
	max  Limits
	text []byte // a string that isn't in buf as it is
}

func newScanner(r io.Reader, limits Limits) *scanner {
	return &scanner{r: r, buf: make([]byte, scanBuffer), max: limits.orDefaults()}
}

// offset returns the place of the next byte in the stream.
func (s *scanner) offset() int64 { return s.read - int64(s.end-s.pos) }

// ahead reads until buf[pos:end] has n bytes, which must fit into the buffer; false: there aren't as many.
func (s *scanner) ahead(n int) bool {
	if s.end-s.pos >= n {
		return true
	}
	if s.err != nil {
		return false
	}
	s.end = copy(s.buf, s.buf[s.pos:s.end])
	s.pos = 0
	for idle := 0; s.end < n && s.err == nil; idle++ {
		got, err := s.r.Read(s.buf[s.end:])
		s.end += got
		s.read += int64(got)
		read := s.read
		if s.max.Read != nil {
			read = s.max.Read.Add(int64(got))
		}
		switch {
		case read > s.max.Bytes:
			s.err = &LimitError{What: LimitedBytes, Max: s.max.Bytes}
		case err != nil:
			s.err = err
		case got > 0:
			idle = 0
		case idle >= 100:
			s.err = io.ErrNoProgress
		}
	}
	return s.end >= n
}

// ended returns the error for a stream that ends too early.
func (s *scanner) ended() error {
	if s.err == nil || errors.Is(s.err, io.EOF) {
		return &FormatError{Offset: s.offset(), Problem: "the response ends in the middle", Cut: true}
	}
	return s.err
}

// malformed returns the error for unexpected bytes.
func (s *scanner) malformed(problem string) error {
	return &FormatError{Offset: s.offset(), Problem: problem}
}

// peek returns the next byte that isn't white space, without consuming it.
func (s *scanner) peek() (byte, error) {
	for {
		for s.pos < s.end {
			switch c := s.buf[s.pos]; c {
			case ' ', '\n', '\r', '\t':
				s.pos++
			default:
				return c, nil
			}
		}
		if !s.ahead(1) {
			return 0, s.ended()
		}
	}
}

// finish checks that nothing but white space follows.
func (s *scanner) finish() error {
	_, err := s.peek()
	var format *FormatError
	switch {
	case err == nil:
		return s.malformed("the response goes on after its end")
	case errors.As(err, &format) && format.Cut:
		return nil
	}
	return err
}

// word consumes a literal such as null, whose first byte was peeked at.
func (s *scanner) word(w string) error {
	s.ahead(len(w))
	if s.end-s.pos < len(w) && string(s.buf[s.pos:s.end]) == w[:s.end-s.pos] {
		s.pos = s.end
		return s.ended()
	}
	if s.end-s.pos < len(w) || string(s.buf[s.pos:s.pos+len(w)]) != w {
		return s.malformed("a value is neither a number nor a text")
	}
	s.pos += len(w)
	return nil
}

// object reads an object whose brace was peeked at: field is called with each key, valid until the next call, and must consume
// the value.
func (s *scanner) object(field func(key []byte) error) error {
	s.pos++
	for first := true; ; first = false {
		more, err := s.next(first, '}')
		if err != nil || !more {
			return err
		}
		key, err := s.key()
		if err != nil {
			return err
		}
		if err := field(key); err != nil {
			return err
		}
	}
}

// key reads an object's key and its colon; the key is valid until the next call.
func (s *scanner) key() ([]byte, error) {
	c, err := s.peek()
	if err != nil {
		return nil, err
	}
	if c != '"' {
		return nil, s.malformed("an object's key is no text")
	}
	key, err := s.str()
	if err != nil {
		return nil, err
	}
	// Looking for the colon may move the buffer under the key.
	if s.pos == s.end || s.buf[s.pos] != ':' {
		s.text = append(s.text[:0], key...)
		key = s.text
		c, err := s.peek()
		if err != nil {
			return nil, err
		}
		if c != ':' {
			return nil, s.malformed("an object's key has no colon")
		}
	}
	s.pos++
	return key, nil
}

// array reads an array whose bracket was peeked at: element is called before each value and must consume it.
func (s *scanner) array(element func() error) error {
	s.pos++
	for first := true; ; first = false {
		more, err := s.next(first, ']')
		if err != nil || !more {
			return err
		}
		if err := element(); err != nil {
			return err
		}
	}
}

// next consumes the comma before an element, or the closing bracket, and says whether an element follows.
func (s *scanner) next(first bool, closing byte) (bool, error) {
	c, err := s.peek()
	if err != nil {
		return false, err
	}
	switch {
	case c == closing:
		s.pos++
		return false, nil
	case first:
		return true, nil
	case c != ',':
		return false, s.malformed("a comma is missing")
	}
	s.pos++
	if c, err = s.peek(); err != nil {
		return false, err
	}
	if c == closing {
		return false, s.malformed("a comma has nothing after it")
	}
	return true, nil
}

// str reads a string whose quote was peeked at. Bytes that aren't UTF-8 become U+FFFD.
func (s *scanner) str() ([]byte, error) {
	start := s.pos + 1
	for i := start; i < s.end; i++ {
		c := s.buf[i]
		if c == '"' {
			s.pos = i + 1
			return s.buf[start:i], nil
		}
		if c == '\\' || c < ' ' || c >= utf8.RuneSelf {
			break
		}
	}
	return s.longStr()
}

// longStr reads a string that has escapes or characters beyond ASCII, or crosses the buffer's end.
func (s *scanner) longStr() ([]byte, error) {
	s.pos++
	out := s.text[:0]
	defer func() { s.text = out }()
	ascii := true
	for {
		if !s.ahead(1) {
			return nil, s.ended()
		}
		c := s.buf[s.pos]
		switch {
		case c == '"':
			s.pos++
			if !ascii && !utf8.Valid(out) {
				out = toValidUTF8(out)
			}
			return out, nil
		case c == '\\':
			r, err := s.escape()
			if err != nil {
				return nil, err
			}
			out = utf8.AppendRune(out, r)
		case c < ' ':
			return nil, s.malformed("a text has a bare control character")
		default:
			ascii = ascii && c < utf8.RuneSelf
			out = append(out, c)
			s.pos++
		}
		if len(out) > maxTextBytes {
			return nil, &LimitError{What: LimitedText, Max: maxTextBytes}
		}
	}
}

// toValidUTF8 replaces each byte that isn't part of a character by U+FFFD, as encoding/json does.
func toValidUTF8(b []byte) []byte {
	out := make([]byte, 0, len(b)+len(b)/2)
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		out = utf8.AppendRune(out, r)
		b = b[size:]
	}
	return out
}

// escape reads an escape in a string, from its backslash.
func (s *scanner) escape() (rune, error) {
	if !s.ahead(2) {
		s.pos = s.end
		return 0, s.ended()
	}
	c := s.buf[s.pos+1]
	switch c {
	case '"', '\\', '/':
		s.pos += 2
		return rune(c), nil
	case 'b', 'f', 'n', 'r', 't':
		s.pos += 2
		return map[byte]rune{'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}[c], nil
	case 'u':
		r, err := s.unicode()
		if err != nil || !utf16.IsSurrogate(r) {
			return r, err
		}
		if s.ahead(6) && s.buf[s.pos] == '\\' && s.buf[s.pos+1] == 'u' {
			mark := s.pos
			low, err := s.unicode()
			if err != nil {
				return 0, err
			}
			if both := utf16.DecodeRune(r, low); both != utf8.RuneError {
				return both, nil
			}
			s.pos = mark
		}
		return utf8.RuneError, nil
	}
	return 0, s.malformed("a text has an unknown escape")
}

// unicode reads \uXXXX.
func (s *scanner) unicode() (rune, error) {
	if !s.ahead(6) {
		s.pos = s.end
		return 0, s.ended()
	}
	var r rune
	for _, c := range s.buf[s.pos+2 : s.pos+6] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, s.malformed("a text has a broken escape")
		}
		r = r<<4 | rune(c)
	}
	s.pos += 6
	return r, nil
}

// skip consumes any value, depth levels below the top.
func (s *scanner) skip(depth int) error {
	c, err := s.peek()
	if err != nil {
		return err
	}
	switch {
	case c == '"':
		return s.skipStr()
	case c == '{' || c == '[':
		if depth >= s.max.Depth {
			return &LimitError{What: LimitedDepth, Max: int64(s.max.Depth)}
		}
		if c == '{' {
			return s.object(func([]byte) error { return s.skip(depth + 1) })
		}
		return s.array(func() error { return s.skip(depth + 1) })
	}
	_, err = s.scalar(c)
	return err
}

// skipStr consumes a string of any length.
func (s *scanner) skipStr() error {
	s.pos++
	for escaped := false; ; s.pos++ {
		if s.pos == s.end && !s.ahead(1) {
			return s.ended()
		}
		switch c := s.buf[s.pos]; {
		case escaped:
			escaped = false
		case c == '\\':
			escaped = true
		case c == '"':
			s.pos++
			return nil
		}
	}
}

package decode

import (
	"encoding/binary"
	"math"
	"strconv"
)

// pow10 are the powers of ten that a float64 holds exactly.
var pow10 = [...]float64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
}

// parseNumber reads the JSON number at the start of b and returns it with its length, which is 0 if there is none.
//
// The result equals strconv.ParseFloat's to the last bit. If the digits make an integer below 2^53 with at most 22 digits after
// the point, the integer and the power of ten are exact in a float64, and their quotient is rounded once, as IEEE 754 demands.
// Other numbers are left to ParseFloat. A number out of range becomes an infinity.
func parseNumber(b []byte) (v float64, n int) {
	i := 0
	if i < len(b) && b[i] == '-' {
		i++
	}
	var digits uint64
	first := i
	if i < len(b) && b[i] == '0' {
		i++
	} else {
		for ; i < len(b) && b[i]-'0' <= 9; i++ {
			digits = digits*10 + uint64(b[i]-'0')
		}
	}
	count := i - first
	if count == 0 {
		return 0, 0
	}
	fraction := 0
	if i < len(b) && b[i] == '.' {
		i++
		point := i
		for i+8 <= len(b) {
			eight, ok := eightDigits(b[i : i+8])
			if !ok {
				break
			}
			digits = digits*1e8 + eight
			i += 8
		}
		for ; i < len(b) && b[i]-'0' <= 9; i++ {
			digits = digits*10 + uint64(b[i]-'0')
		}
		if fraction = i - point; fraction == 0 {
			return 0, 0
		}
	}
	exponent := false
	if i < len(b) && b[i]|0x20 == 'e' {
		exponent = true
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		start := i
		for i < len(b) && b[i]-'0' <= 9 {
			i++
		}
		if i == start {
			return 0, 0
		}
	}
	// 19 digits always fit into 64 bits.
	if !exponent && count+fraction <= 19 && digits < 1<<53 {
		v = float64(digits)
		if fraction > 0 {
			v /= pow10[fraction]
		}
		if b[0] == '-' {
			v = -v
		}
		return v, i
	}
	v, _ = strconv.ParseFloat(string(b[:i]), 64) // the syntax was checked, and a number out of range is an infinity
	return v, i
}

// eightDigits reads eight decimal digits at once; ok is false if one of them isn't a digit. The bytes of a word are combined in
// pairs: 8 digits to 4 numbers below 100, those to 2 below 10,000, those to 1.
func eightDigits(b []byte) (v uint64, ok bool) {
	v = binary.LittleEndian.Uint64(b)
	if (v&0xf0f0f0f0f0f0f0f0)|((v+0x0606060606060606)&0xf0f0f0f0f0f0f0f0)>>4 != 0x3333333333333333 {
		return 0, false
	}
	v &= 0x0f0f0f0f0f0f0f0f
	v = v*10 + v>>8
	return ((v&0x000000ff000000ff)*(100+1000000<<32) + (v>>16&0x000000ff000000ff)*(1+10000<<32)) >> 32, true
}

// parseInt reads the integer at the start of b and returns it with its length, which is 0 if there is none, or it is too large
// for a time in milliseconds.
func parseInt(b []byte) (v int64, n int) {
	i := 0
	if i < len(b) && b[i] == '-' {
		i++
	}
	first := i
	for ; i < len(b) && b[i]-'0' <= 9; i++ {
		v = v*10 + int64(b[i]-'0')
	}
	if count := i - first; count == 0 || count > 18 {
		return 0, 0
	}
	if b[0] == '-' {
		v = -v
	}
	return v, i
}

// number reads a number whose first byte was peeked at.
func (s *scanner) number() (float64, error) {
	text, err := s.numberText()
	if err != nil {
		return 0, err
	}
	v, n := parseNumber(text)
	if n == 0 || n != len(text) {
		return 0, s.malformed("a number is misspelt")
	}
	s.pos += n
	return v, nil
}

// numberText returns the characters of the next number, valid until the next call.
func (s *scanner) numberText() ([]byte, error) {
	s.ahead(maxNumberText + 1)
	i := s.pos
	for i < s.end && i-s.pos <= maxNumberText {
		c := s.buf[i]
		if c-'0' > 9 && c != '-' && c != '.' && c != '+' && c|0x20 != 'e' {
			break
		}
		i++
	}
	switch {
	case i-s.pos > maxNumberText:
		return nil, s.malformed("a number has too many digits")
	case i == s.end:
		s.pos = s.end
		return nil, s.ended()
	}
	return s.buf[s.pos:i], nil
}

// scalar reads a number, NaN, null (as NaN), true (as 1) or false (as 0), whose first byte c was peeked at.
func (s *scanner) scalar(c byte) (float64, error) {
	switch c {
	case 'n':
		return math.NaN(), s.word("null")
	case 'N':
		return math.NaN(), s.word("NaN")
	case 'I':
		return math.Inf(1), s.word("Infinity")
	case 't':
		return 1, s.word("true")
	case 'f':
		return 0, s.word("false")
	case '-':
		if s.ahead(2) && s.buf[s.pos+1] == 'I' {
			return math.Inf(-1), s.word("-Infinity")
		}
	}
	if c != '-' && c-'0' > 9 {
		return 0, s.malformed("a value is neither a number nor a text")
	}
	return s.number()
}

// textNumber reads a value written as a string: a number or an infinity; NaN for any other text.
func textNumber(b []byte) float64 {
	switch string(b) {
	case "Infinity", "+Infinity", "Inf", "+Inf":
		return math.Inf(1)
	case "-Infinity", "-Inf":
		return math.Inf(-1)
	}
	if v, n := parseNumber(b); n > 0 && n == len(b) {
		return v
	}
	return math.NaN()
}

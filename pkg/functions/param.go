package functions

import (
	"encoding/json"
	"errors"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
)

// Param is a parameter in a saved query: a text or a number.
type Param struct {
	text     string
	isNumber bool
}

// Text returns a parameter that is saved as text.
func Text(text string) Param { return Param{text: text} }

// Number returns a parameter that is saved as a number.
func Number(n float64) Param {
	text, _ := json.Marshal(n) // as JavaScript writes it
	return Param{text: string(text), isNumber: true}
}

// String returns the text, or the number as JavaScript writes it.
func (p Param) String() string { return p.text }

// MarshalJSON writes the parameter as it is saved.
func (p Param) MarshalJSON() ([]byte, error) {
	if p.isNumber {
		return []byte(p.text), nil
	}
	return json.Marshal(p.text)
}

// UnmarshalJSON reads a text or a number; null becomes an empty text.
func (p *Param) UnmarshalJSON(raw []byte) error {
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		return err
	}
	switch value := value.(type) {
	case string:
		*p = Text(value)
	case float64:
		*p = Number(value)
	case nil:
		*p = Param{}
	default:
		return errors.New("neither")
	}
	return nil
}

var (
	numberText = regexp.MustCompile(`^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$`)
	lengthText = regexp.MustCompile(`^([-+]?)(\d+)([a-z]*)$`)
	gexpTag    = regexp.MustCompile(`@([A-Za-z0-9_]+)`)
)

// parseNumber reads a decimal; false: it isn't one, or isn't finite.
func parseNumber(text string) (n float64, ok bool) {
	if !numberText.MatchString(text) {
		return 0, false
	}
	n, err := strconv.ParseFloat(text, 64)
	return n, err == nil && !math.IsInf(n, 0)
}

// length is a length of time or, without a unit, a number of buckets.
type length struct {
	count int64
	// unit is one of OpenTSDB's: ms s m h d w n y; empty for buckets.
	unit string
	// later marks a shift into the future, which is written with a plus.
	later bool
}

const (
	day     = 24 * 60 * 60 * 1000
	century = 100 * 365 * day
	// maxBuckets bounds a number of buckets: a series has no more.
	maxBuckets = 1_000_000
)

// unitMs are OpenTSDB's units outside the calendar, in ms.
var unitMs = map[string]int64{
	"ms": 1, "s": 1000, "m": 60 * 1000, "h": 60 * 60 * 1000, "d": day, "w": 7 * day, "n": 30 * day, "y": 365 * day,
}

// longUnits are those of gexp and Graphite.
var longUnits = map[string]string{
	"sec": "s", "secs": "s", "second": "s", "seconds": "s", "min": "m", "mins": "m", "minute": "m", "minutes": "m",
	"hr": "h", "hrs": "h", "hour": "h", "hours": "h", "day": "d", "days": "d", "week": "w", "weeks": "w",
}

// parseLength reads a whole number with or without a unit. One that is too big becomes math.MaxInt64.
func parseLength(text string) (l length, ok bool) {
	parts := lengthText.FindStringSubmatch(text)
	if parts == nil {
		return length{}, false
	}
	l.unit = parts[3]
	if short, isLong := longUnits[l.unit]; isLong {
		l.unit = short
	}
	if _, known := unitMs[l.unit]; !known && l.unit != "" {
		return length{}, false
	}
	count, err := strconv.ParseInt(parts[2], 10, 64)
	if err != nil {
		count = math.MaxInt64
	}
	l.count, l.later = count, parts[1] == "+"
	return l, true
}

// tooLong says whether a length exceeds a hundred years, or the buckets that a series can have.
func (l length) tooLong() bool {
	if l.unit == "" {
		return l.count > maxBuckets
	}
	return l.count > century/unitMs[l.unit]
}

// param returns the length in the form that is saved.
func (l length) param() Param {
	if l.unit == "" && !l.later {
		return Number(float64(l.count))
	}
	return Text(l.String())
}

// String writes the length with its unit; with a plus if it is a shift into the future.
func (l length) String() string {
	sign := ""
	if l.later {
		sign = "+"
	}
	return sign + strconv.FormatInt(l.count, 10) + l.unit
}

// clip shortens a text for an error.
func clip(text string) string {
	return messages.Clip(strings.ToValidUTF8(text, "?"), 50)
}

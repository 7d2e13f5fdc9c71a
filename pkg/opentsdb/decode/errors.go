package decode

import "fmt"

// LimitError says that a response was larger than allowed; reading it stopped there.
type LimitError struct {
	// What exceeded its limit.
	What Limited
	// Max is the limit.
	Max int64
}

// Limited names a thing that Limits bound.
type Limited string

// What a response can exceed.
const (
	LimitedBytes       Limited = "bytes"
	LimitedSeries      Limited = "series"
	LimitedPoints      Limited = "points"
	LimitedDepth       Limited = "nested levels"
	LimitedText        Limited = "bytes in one text"
	LimitedTags        Limited = "tags on one series"
	LimitedAnnotations Limited = "annotations"
)

func (e *LimitError) Error() string {
	return "the response has more than " + e.Amount()
}

// Amount returns the limit as text: "10,000 series", "256 MB".
func (e *LimitError) Amount() string {
	if e.What == LimitedBytes && e.Max >= 1<<20 {
		return fmt.Sprintf("%d MB", e.Max>>20)
	}
	return fmt.Sprintf("%s %s", grouped(e.Max), e.What)
}

// grouped writes a count with commas between thousands.
func grouped(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// FormatError says that a response is not what the API promises. It never quotes the response.
type FormatError struct {
	// Offset is the place in the response, in bytes.
	Offset int64
	// Problem is a phrase, such as "a key is no timestamp".
	Problem string
	// Cut is set when the response ended too early.
	Cut bool
	// Empty is set when there was no response at all.
	Empty bool

	// Start is the beginning of a response that isn't JSON, by which a web page is recognised; nil for others.
	Start []byte
}

func (e *FormatError) Error() string {
	if e.Empty {
		return "the response is empty"
	}
	return fmt.Sprintf("%s (at byte %d of the response)", e.Problem, e.Offset)
}

// ServerError is an error that the server wrote into its response. Its texts aren't checked: don't show them as they are.
type ServerError struct {
	// Code is the HTTP status that the error names; 0: none.
	Code int
	// Message and Details are OpenTSDB's; its trace is left out.
	Message, Details string
}

func (e *ServerError) Error() string { return "the server responded with an error" }

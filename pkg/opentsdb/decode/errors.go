package decode

import "fmt"

// LimitError says that a response was larger than allowed; reading it stopped there.
type LimitError struct {
	// What there was too much of.
	What Limited
	// Max is the most that was allowed.
	Max int64
}

// Limited names a thing that Limits bound.
type Limited string

// What a response can have too much of.
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

// Amount is the limit in words: "10,000 series", "256 MB".
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
	// Problem is a phrase, like "a key is no timestamp".
	Problem string
	// Cut is set when the response ended too early.
	Cut bool
	// Empty is set when there was no response at all.
	Empty bool

	// Start is how the response begins, for telling a web page from broken JSON; nil where that isn't in question.
	Start []byte
}

func (e *FormatError) Error() string {
	if e.Empty {
		return "the response is empty"
	}
	return fmt.Sprintf("%s (at byte %d of the response)", e.Problem, e.Offset)
}

// ServerError is an error that the server wrote into its response, as text of its own: not to be shown unchecked.
type ServerError struct {
	// Code is the HTTP status that the server's text names; 0 when it names none.
	Code int
	// Message and Details are OpenTSDB's; its trace is left out.
	Message, Details string
}

func (e *ServerError) Error() string { return "the server answered with an error" }

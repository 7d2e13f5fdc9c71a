package opentsdb

// QueryRequest is the body of POST /api/query
// (http://opentsdb.net/docs/build/html/api_http/query/index.html#requests).
type QueryRequest struct {
	// Start and End are ms since 1970.
	Start        int64      `json:"start"`
	End          int64      `json:"end"`
	Queries      []SubQuery `json:"queries"`
	MSResolution bool       `json:"msResolution,omitempty"`
	// ShowQuery asks the server to send the index of its sub-query with each series, as OVH Metrics always does.
	ShowQuery bool `json:"showQuery,omitempty"`
	// ShowStats asks for each series' statistics, which hold that index on servers that don't send it otherwise
	// (exchange v-show-stats-two).
	ShowStats bool `json:"showStats,omitempty"`
	// ShowTSUIDs asks for the identifiers of the series that each result is aggregated from.
	ShowTSUIDs bool `json:"showTSUIDs,omitempty"`
	// Timezone is the IANA name of the time zone of calendar buckets.
	Timezone          string `json:"timezone,omitempty"`
	UseCalendar       bool   `json:"useCalendar,omitempty"`
	NoAnnotations     bool   `json:"noAnnotations,omitempty"`
	GlobalAnnotations bool   `json:"globalAnnotations,omitempty"`
}

// The first and last time of a request, in ms since 1970. Servers read a number of ten digits or fewer as seconds (OpenTSDB's
// DateTime.parseDateTimeString), and refuse one of more than thirteen digits, or below 0.
const (
	EarliestMs = 10_000_000_000
	LatestMs   = 9_999_999_999_999
)

// IsEmpty says whether the request's range holds no time that a request can name. Servers refuse such a request.
func (r QueryRequest) IsEmpty() bool {
	return min(r.End, LatestMs) <= max(r.Start, EarliestMs)
}

// SubQuery is one element of QueryRequest.Queries.
type SubQuery struct {
	Metric     string `json:"metric"`
	Aggregator string `json:"aggregator"`
	// Downsample is `<interval>-<aggregator>[-<fill policy>]`; empty: none.
	Downsample   string            `json:"downsample,omitempty"`
	Rate         bool              `json:"rate,omitempty"`
	RateOptions  *RateOptions      `json:"rateOptions,omitempty"`
	Tags         map[string]string `json:"tags,omitempty"`
	Filters      []Filter          `json:"filters,omitempty"`
	ExplicitTags bool              `json:"explicitTags,omitempty"`
	Percentiles  []float64         `json:"percentiles,omitempty"`
	RollupUsage  string            `json:"rollupUsage,omitempty"`
	// TSUIDs select series by the server's identifiers, instead of by metric and filters.
	TSUIDs []string `json:"tsuids,omitempty"`
}

// RateOptions says how a counter's wraps and resets are read
// (http://opentsdb.net/docs/build/html/user_guide/query/rate.html).
type RateOptions struct {
	Counter    bool   `json:"counter,omitempty"`
	CounterMax *int64 `json:"counterMax,omitempty"`
	ResetValue *int64 `json:"resetValue,omitempty"`
	DropResets bool   `json:"dropResets,omitempty"`
}

// Filter selects the series whose value of a tag key passes
// (http://opentsdb.net/docs/build/html/user_guide/query/filters.html).
type Filter struct {
	Type   string `json:"type"`
	TagKey string `json:"tagk"`
	// Filter is the text: values joined by `|`, a pattern, or a regular expression, depending on the type.
	Filter  string `json:"filter"`
	GroupBy bool   `json:"groupBy"`
}

// LastQuery is a request to /api/query/last
// (http://opentsdb.net/docs/build/html/api_http/query/last.html).
type LastQuery struct {
	Queries      []LastSubQuery `json:"queries"`
	ResolveNames bool           `json:"resolveNames"`
	// BackScan is how many hours back the server looks for a point.
	BackScan int `json:"backScan"`
}

// LastSubQuery names series by a metric and exact tags.
type LastSubQuery struct {
	Metric string            `json:"metric"`
	Tags   map[string]string `json:"tags,omitempty"`
}

// TagPair is a tag of a series.
type TagPair struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

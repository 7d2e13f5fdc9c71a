// Package dialects says what each server type that speaks OpenTSDB's HTTP API can do.
package dialects

import (
	"fmt"
	"time"
	"unicode"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// Support says how a behaviour that OpenTSDB documents is provided.
type Support string

// How a documented behaviour is provided.
const (
	Native    Support = "native"    // the server does it
	Rewritten Support = "rewritten" // the request or the response is changed so that the result is the same
	Refused   Support = "refused"   // not supported; a query that asks for it gets an error
)

// Ability is one named behaviour of a server, with a note for the editor where it differs from the documentation.
type Ability struct {
	Name    string
	Support Support
	Note    string
}

// BucketTimestamp says which end of its interval is a downsample bucket's timestamp.
type BucketTimestamp int

// OpenTSDB gives the bucket [t, t+interval) the timestamp t; the gateway of OVH Metrics gives it to (t-interval, t].
const (
	AtStart BucketTimestamp = iota
	AtEnd
)

// GapAggregate is the request for an aggregate that leaves gaps open: the aggregator and fill policy to send, and, where
// the result is a quotient, the aggregator of its divisor. Where the aggregator to send is none and another one is asked
// for, the plugin aggregates the series' buckets itself.
type GapAggregate struct {
	Aggregator string
	Divisor    string
	FillPolicy string
}

// Dialect describes a server that speaks OpenTSDB's HTTP API: data, and the few functions that data can't say.
type Dialect struct {
	// ID is the name that settings save.
	ID string
	// Title is the server's name in messages.
	Title string

	// Aggregators and Downsamplers are those that work, not those that the server lists.
	Aggregators  []string
	Downsamplers []string
	FilterTypes  []Ability
	// ListsComplete says that no other aggregators, downsamplers and filter types can work; otherwise the server, which may
	// have plugins, is left to judge a name that isn't listed.
	ListsComplete bool
	// Lacks are the aggregators that newer versions have, and this one refuses.
	Lacks        []string
	FillPolicies []Ability

	// Resolution is the finest step between two timestamps, and the least downsample interval.
	Resolution      time.Duration
	BucketTimestamp BucketTimestamp
	// RowLength is the span of time whose points are stored together, and only read together; 0: any point can be read alone.
	RowLength time.Duration
	// MaxPointsRead is how many stored points the server reads at most for a sub-query; 0: that isn't known.
	MaxPointsRead int64
	// LastUnit is the unit of /api/query/last's timestamps.
	LastUnit time.Duration

	Calendar       bool // calendar buckets in a time zone
	WholeRange     bool // one bucket of the whole range, 0all
	ExplicitTags   bool // only series with exactly the filters' tag keys
	QueryIndex     bool // says which sub-query a series is of, where it is asked to show the query
	CounterOptions bool // rate options as documented
	RawAggregates  bool // aggregates without a downsample keep the points' own timestamps
	Annotations    bool
	Invents        bool // with the fill policy none, points where no series has any
	Percentiles    bool
	Rollups        bool
	Version        bool // answers /api/version
	SeriesIDs      bool // says which series a result is made of, and gives series by these identifiers
	InfixSuggest   bool // suggests metrics that contain the text, not only those that begin with it

	// LeaveGaps maps an aggregator, of rates or of values, to a request that leaves gaps open; false: the server has none.
	LeaveGaps func(aggregator string, rate bool) (GapAggregate, bool)
	// CheckText refuses text that can't be sent at all.
	CheckText func(text string) error
	// EscapeText and EscapeMetric write a text, or a metric's name, so that the server reads just that. They are for the
	// client alone, which applies them to whatever is sent; nil: it is sent as it is.
	EscapeText, EscapeMetric func(text string) string
	// LookupTakes says whether series, and last points, can be looked up of a metric by its name; nil: of any.
	LookupTakes func(metric string) bool
	// Select gives the filters to send for the filters asked for, at most one for each tag key: natively, rewritten, or an
	// error naming the filter.
	Select func(filters []opentsdb.Filter) ([]opentsdb.Filter, error)
}

var dialects = []*Dialect{OVH, OpenTSDB}

// DialectByID finds a dialect by the name that settings save.
func DialectByID(id string) (*Dialect, bool) {
	for _, d := range dialects {
		if d.ID == id {
			return d, true
		}
	}
	return nil, false
}

// FilterType is the ability of that name.
func (d *Dialect) FilterType(name string) (Ability, bool) { return ability(d.FilterTypes, name) }

// FillPolicy is the ability of that name.
func (d *Dialect) FillPolicy(name string) (Ability, bool) { return ability(d.FillPolicies, name) }

func ability(all []Ability, name string) (Ability, bool) {
	for _, a := range all {
		if a.Name == name {
			return a, true
		}
	}
	return Ability{}, false
}

// checkControls refuses line ends and other control characters, which no name or pattern holds.
func checkControls(text string) error {
	for _, r := range text {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\uFFFD' {
			return messages.CharacterRefused.Error(fmt.Sprintf("%U", r))
		}
	}
	return nil
}

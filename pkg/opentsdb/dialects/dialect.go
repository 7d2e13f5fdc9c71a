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

// GapAggregate is how to request an aggregate with gaps: the aggregator and fill policy to send and, where the result is a
// quotient, the aggregator of its divisor. If the aggregator to send is none and the query's isn't, the plugin aggregates the
// series' buckets itself.
type GapAggregate struct {
	Aggregator string
	Divisor    string
	FillPolicy string
}

// Dialect describes a server that speaks OpenTSDB's HTTP API: data, and the few functions that data can't say.
type Dialect struct {
	// ID is the value in saved settings.
	ID string
	// Title is the server type's name in messages.
	Title string

	// Aggregators and Downsamplers are those that work, which may differ from those that the server lists.
	Aggregators  []string
	Downsamplers []string
	FilterTypes  []Ability
	// ListsComplete says that no other aggregators, downsamplers and filter types can work. Otherwise a name that isn't listed is
	// sent, as the server may have it by a plugin.
	ListsComplete bool
	// Lacks are the aggregators that newer versions have and this one refuses.
	Lacks        []string
	FillPolicies []Ability

	// Resolution is the smallest step between two timestamps, and the shortest downsample interval.
	Resolution      time.Duration
	BucketTimestamp BucketTimestamp
	// RowLength is the length of a row of storage: to read a point, the server reads all points of its row. 0: there are no rows.
	RowLength time.Duration
	// MaxPointsRead is how many stored points the server reads, at most, for a sub-query; 0: not known.
	MaxPointsRead int64
	// LastUnit is the unit of /api/query/last's timestamps.
	LastUnit time.Duration

	Calendar       bool // calendar buckets in a time zone
	WholeRange     bool // one bucket of the whole range, 0all
	ExplicitTags   bool // only series with exactly the filters' tag keys
	QueryIndex     bool // showQuery gives the sub-query's index with each series
	CounterOptions bool // rate options as documented
	RawAggregates  bool // without downsampling, aggregates have the points' own timestamps
	Annotations    bool
	FillsGaps      bool // with the fill policy none, aggregates have points where no series has any
	Percentiles    bool
	Rollups        bool
	Version        bool // has /api/version
	SeriesIDs      bool // showTSUIDs gives the series of a result, which can be queried by their TSUIDs
	InfixSuggest   bool // suggests metrics that contain the text, not only those that begin with it

	// LeaveGaps returns how to request an aggregate, of rates or of values, with gaps; false: the server can't.
	LeaveGaps func(aggregator string, rate bool) (GapAggregate, bool)
	// CheckText refuses text that can't be sent at all.
	CheckText func(text string) error
	// EscapeText and EscapeMetric escape a text, or a metric's name, so that the server reads it literally; nil: nothing is
	// escaped. Only the client calls them, for all texts that it sends.
	EscapeText, EscapeMetric func(text string) string
	// LookupTakes says whether the series and last points of a metric with that name can be looked up; nil: of any.
	LookupTakes func(metric string) bool
	// Select returns the filters to send, at most one for each tag key: the query's own, or rewritten ones that mean the same.
	// Its error names a filter that the server can't apply.
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

// FilterType returns the ability of that name.
func (d *Dialect) FilterType(name string) (Ability, bool) { return ability(d.FilterTypes, name) }

// FillPolicy returns the ability of that name.
func (d *Dialect) FillPolicy(name string) (Ability, bool) { return ability(d.FillPolicies, name) }

func ability(all []Ability, name string) (Ability, bool) {
	for _, a := range all {
		if a.Name == name {
			return a, true
		}
	}
	return Ability{}, false
}

// checkControls refuses line ends and other control characters.
func checkControls(text string) error {
	for _, r := range text {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\uFFFD' {
			return messages.CharacterRefused.Error(fmt.Sprintf("%U", r))
		}
	}
	return nil
}

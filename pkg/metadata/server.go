package metadata

import (
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
)

// Server describes the server of a data source, for the editors.
type Server struct {
	Dialect              string    `json:"dialect"`
	Name                 string    `json:"name"`
	Aggregators          []string  `json:"aggregators"`
	DownsampleAggregator []string  `json:"downsampleAggregators"`
	FilterTypes          []Filter  `json:"filterTypes"`
	FillPolicies         []Policy  `json:"fillPolicies"`
	Features             *Features `json:"features"`
}

// Filter is a filter type and how it is supported.
type Filter struct {
	Type    string           `json:"type"`
	Support dialects.Support `json:"support"`
	Note    string           `json:"note,omitempty"`
}

// Policy is a fill policy and how it is supported.
type Policy struct {
	Policy  string           `json:"policy"`
	Support dialects.Support `json:"support"`
	Note    string           `json:"note,omitempty"`
}

// Features says which parts of a query are supported.
type Features struct {
	Calendar     bool `json:"calendar"`
	ExplicitTags bool `json:"explicitTags"`
	Counter      bool `json:"counter"`
	Milliseconds bool `json:"milliseconds"`
	Annotations  bool `json:"annotations"`
	Percentiles  bool `json:"percentiles"`
	Rollups      bool `json:"rollups"`
}

// Describe returns a dialect's description for the editors. Counters are supported on every server, if need be by computing them
// from raw points.
func Describe(d *dialects.Dialect, name string) Server {
	s := Server{
		Dialect:              d.ID,
		Name:                 name,
		Aggregators:          d.Aggregators,
		DownsampleAggregator: d.Downsamplers,
		Features: &Features{
			Calendar:     d.Calendar,
			ExplicitTags: d.ExplicitTags,
			Counter:      true,
			Milliseconds: d.Resolution < 1e9,
			Annotations:  d.Annotations,
			Percentiles:  d.Percentiles,
			Rollups:      d.Rollups,
		},
	}
	for _, f := range d.FilterTypes {
		s.FilterTypes = append(s.FilterTypes, Filter{f.Name, f.Support, f.Note})
	}
	for _, f := range d.FillPolicies {
		s.FillPolicies = append(s.FillPolicies, Policy{f.Name, f.Support, f.Note})
	}
	return s
}

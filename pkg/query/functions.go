package query

import (
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/functions"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
)

// needs widens and shifts the plan's range to what the query's functions need for the range that is shown.
func (p *Plan) needs(dialect *dialects.Dialect) error {
	p.Step = stepOf(p.Query.Downsample, dialect)
	p.Shown = p.Buckets
	if p.Query.Functions.IsEmpty() {
		return nil
	}
	if err := p.Query.Functions.Check(p.Step); err != nil {
		return err
	}
	p.Needs = p.Query.Functions.Needs(p.FunctionRange(), p.Step)
	if d := p.Query.Downsample; d == nil || !d.Interval.All {
		p.Buckets = Range{From: time.UnixMilli(p.Needs.Fetch.FromMs).UTC(), To: time.UnixMilli(p.Needs.Fetch.ToMs).Add(-p.pastEnd(dialect)).UTC()}
	}
	p.Fill = fillOf(p.Query.Downsample, dialect)
	if p.Fill != functions.LeaveGaps {
		d := *p.Query.Downsample
		d.FillPolicy = FillGaps
		p.Query.Downsample = &d
	}
	return nil
}

// FunctionRange returns the range that is shown in the form that functions take, which excludes its end.
func (p Plan) FunctionRange() functions.Range {
	r := functions.Range{FromMs: p.Shown.From.UnixMilli(), ToMs: p.Shown.To.UnixMilli()}
	if p.includesEnd() {
		r.ToMs += p.resolution.Milliseconds()
	}
	return r
}

// includesEnd says whether To of the plan's ranges is the last time in them, rather than the first after them.
func (p Plan) includesEnd() bool {
	d := p.Query.Downsample
	return d == nil || p.BucketTimestamp == dialects.AtStart && !d.Interval.All
}

// pastEnd returns by how much a range of functions, which excludes its end, ends later than the same range of a request.
func (p Plan) pastEnd(dialect *dialects.Dialect) time.Duration {
	if p.includesEnd() {
		return dialect.Resolution
	}
	return 0
}

func stepOf(d *Downsample, dialect *dialects.Dialect) functions.Step {
	switch {
	case d == nil:
		return functions.Raw()
	case d.Interval.All:
		return functions.WholeRange(dialect.BucketTimestamp)
	case d.Calendar, d.fixed && dialect.Calendar: // a day is one of the zone, whatever the buckets
		return functions.ByCalendar(functions.Calendar{Buckets: d.Buckets(), Count: d.Interval.Count, Unit: d.Interval.Unit, Zone: d.Timezone})
	default:
		return functions.Every(d.Interval.Duration(), dialect.BucketTimestamp)
	}
}

// fillOf says how functions fill the result. They work on gaps, so the server isn't asked to fill.
func fillOf(d *Downsample, dialect *dialects.Dialect) functions.Fill {
	switch {
	case d == nil || d.Interval.All:
		return functions.LeaveGaps
	case d.FillPolicy == "zero":
		return functions.FillZero
	case d.FillPolicy == FillNone && dialect.FillsGaps:
		return functions.LeaveGapsInstead
	default:
		return functions.LeaveGaps
	}
}

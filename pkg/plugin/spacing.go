package plugin

import (
	"context"
	"encoding/json"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/recent"
)

// spacing remembers how far apart the stored points of a selection of series lie.
type spacing = recent.Answers[time.Duration]

func newSpacing() *spacing { return recent.New[time.Duration](1000, 10*time.Minute) }

// windows are the spans in which points are counted: an hour holds two of any collector's but the slowest.
var windows = []time.Duration{time.Hour, 24 * time.Hour}

// leastInterval is the shortest auto interval at which a plan's aggregate is right; false where it doesn't matter, or the
// server can't say. Then the interval stays as it is: the query itself will tell what is wrong.
func (i *Instance) leastInterval(ctx context.Context, plan query.Plan) (time.Duration, bool) {
	if !plan.NeedsSpacing() {
		return 0, false
	}
	sub := plan.Request.Queries[0]
	key, err := json.Marshal([]any{sub.Metric, sub.Filters, sub.ExplicitTags})
	if err != nil {
		return 0, false
	}
	distance, err := i.spacing.Get(ctx, string(key), func(ctx context.Context) (time.Duration, error) {
		return i.countPoints(ctx, plan)
	})
	if err != nil {
		backend.Logger.FromContext(ctx).Debug("The distance of points isn't known", "metric", sub.Metric, "error", err)
		return 0, false
	}
	return query.LeastFor(plan.Query, distance), distance > 0
}

// countPoints gives the distance of points in the fullest series; zero where there are too few to say.
func (i *Instance) countPoints(ctx context.Context, plan query.Plan) (time.Duration, error) {
	for _, window := range windows {
		series, err := i.ask(ctx, plan.SpacingRequest(window, i.settings.Dialect))
		if err != nil {
			return 0, err
		}
		if n := most(series); n >= 2 {
			// A series that began within the window, or an odd late point, makes the distance look longer than it is.
			return time.Duration(float64(window) / n * 0.97), nil
		}
	}
	return 0, nil
}

func most(series []opentsdb.Series) (n float64) {
	for _, s := range series {
		for _, p := range s.Points {
			if !p.IsGap() {
				n = max(n, p.Value)
			}
		}
	}
	return n
}

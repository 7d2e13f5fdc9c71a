package plugin

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/evaluate"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/refresh"
)

// series answers a plan: from what is kept of an earlier answer and a fresh tail where that gives the same, otherwise
// whole. Equal plans at the same time share one request. Alert rules are always answered whole.
func (i *Instance) series(ctx context.Context, plan query.Plan, alert bool) ([]opentsdb.Series, error) {
	if i.answers == nil || alert || !plan.Joinable {
		return i.request(ctx, plan, plan.Request.Start)
	}
	question, err := i.question(plan)
	if err != nil {
		return nil, err
	}
	series, outcome, err := i.answers.Query(ctx, question, func(ctx context.Context, start int64) ([]opentsdb.Series, error) {
		return i.request(ctx, plan, start)
	})
	keptAnswers.WithLabelValues(string(outcome)).Inc()
	return series, err
}

// request asks the server for a plan's series from start (ms since 1970) on.
func (i *Instance) request(ctx context.Context, plan query.Plan, start int64) ([]opentsdb.Series, error) {
	request := plan.Request
	request.Start = start
	key, err := planKey(plan, request)
	if err != nil {
		return nil, err
	}
	series, err := i.asking.Do(ctx, key, func(ctx context.Context) ([]opentsdb.Series, error) {
		answer, err := i.ask(ctx, request)
		if err != nil {
			return nil, err
		}
		for _, s := range answer {
			decodedPoints.Add(float64(len(s.Points)))
		}
		return evaluate.Result(ctx, plan, answer, i.settings.Dialect)
	})
	return series, i.client.Explain("query", err)
}

// ask sends a request once there is room for it.
func (i *Instance) ask(ctx context.Context, request opentsdb.QueryRequest) ([]opentsdb.Series, error) {
	if err := i.room.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	defer i.room.Release(1)
	return i.client.Query(ctx, request)
}

func (i *Instance) question(plan query.Plan) (refresh.Question, error) {
	request := plan.Request
	request.Start, request.End = 0, 0
	key, err := planKey(plan, request)
	if err != nil {
		return refresh.Question{}, err
	}
	q := refresh.Question{
		Key:   key,
		Start: plan.Request.Start,
		End:   plan.Request.End,
		Step:  plan.Query.Downsample.Interval.Duration().Milliseconds(),
		At:    i.settings.Dialect.BucketTimestamp,
	}
	if plan.Query.Aggregator != "none" {
		q.GroupBy = []string{}
		for _, f := range plan.Query.Filters {
			if f.GroupBy {
				q.GroupBy = append(q.GroupBy, f.TagKey)
			}
		}
	}
	return q, nil
}

// planKey tells apart the plans that give different series for one request: those computed here from the same raw points.
func planKey(plan query.Plan, request opentsdb.QueryRequest) (string, error) {
	key, err := json.Marshal(struct {
		Request opentsdb.QueryRequest
		Method  query.Method
		Query   query.Query
		Buckets query.Range
	}{request, plan.Method, plan.Computation(), plan.BucketsToCompute()})
	if err != nil {
		return "", fmt.Errorf("tell queries apart: %w", err)
	}
	return string(key), nil
}

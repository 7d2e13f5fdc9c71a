package functions

import (
	"slices"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// asPercent gives each value's share of the sum of all series at its time; with tag keys, of the series with the same values of
// those.
type asPercent struct {
	plain
	keys []string
}

func readPercent(a *arguments) function {
	var f asPercent
	for i := range a.params {
		if key := a.text(i); key != "" {
			f.keys = append(f.keys, key)
			a.keep(Text(key))
		} else {
			a.problem(i, messages.FunctionTagKeyMissing)
		}
	}
	return f
}

func (f asPercent) check(name string, s Step) string {
	if s.isRaw() {
		return messages.FunctionPercentNeedsInterval.Text(name)
	}
	return ""
}

func (f asPercent) apply(r *run, series []opentsdb.Series) ([]opentsdb.Series, error) {
	groups := map[string][]opentsdb.Series{}
	for _, s := range series {
		groups[f.group(s)] = append(groups[f.group(s)], s)
	}
	sums := map[string]map[int64]float64{}
	for key, members := range groups {
		sum, err := sumAt(r, members)
		if err != nil {
			return nil, err
		}
		sums[key] = sum
	}
	return r.each(series, func(s opentsdb.Series) []opentsdb.Point {
		sum := sums[f.group(s)]
		points := make([]opentsdb.Point, 0, len(s.Points))
		for _, p := range s.Points {
			if total := sum[p.TimeMs]; total != 0 {
				points = gapless(points, p.TimeMs, p.Value/total*100)
			}
		}
		return points
	})
}

// group returns a text that is equal for series with the same values of the tag keys; a missing tag differs from any value.
func (f asPercent) group(s opentsdb.Series) string {
	tags := map[string]string{}
	for key, value := range s.Tags {
		if slices.Contains(f.keys, key) {
			tags[key] = value
		}
	}
	return opentsdb.TagsKey(tags)
}

package functions

import (
	"slices"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// asPercent is each value's share of the sum of all series that have a number at its time; with tag keys, of those that
// have the same values of them.
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
			a.problem(i, "a tag key is empty")
		}
	}
	return f
}

func (f asPercent) check(s Step) string {
	if s.isRaw() {
		return messages.FunctionNeedsInterval.Text("series without downsampling have no common times", "set an interval")
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

// group tells series apart by the tags that shares are counted in; a tag that is missing differs from any value.
func (f asPercent) group(s opentsdb.Series) string {
	tags := map[string]string{}
	for key, value := range s.Tags {
		if slices.Contains(f.keys, key) {
			tags[key] = value
		}
	}
	return opentsdb.TagsKey(tags)
}

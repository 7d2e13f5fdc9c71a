package opentsdbtest

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

func DescribeTags(tags map[string]string) string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(tags)) {
		out = append(out, k+"="+tags[k])
	}
	return "{" + strings.Join(out, ",") + "}"
}

func DescribeValue(v *float64) string {
	if v == nil {
		return "gap"
	}
	return strconv.FormatFloat(*v, 'g', -1, 64)
}

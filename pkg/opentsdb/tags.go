package opentsdb

import (
	"maps"
	"slices"
	"strings"
)

// TagsKey writes tags in one order, so that equal tags give equal keys and keys can be sorted.
func TagsKey(tags map[string]string) string {
	var key strings.Builder
	for _, k := range slices.Sorted(maps.Keys(tags)) {
		key.WriteString(k)
		key.WriteByte('=')
		key.WriteString(tags[k])
		key.WriteByte(0)
	}
	return key.String()
}

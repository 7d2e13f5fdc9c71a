package opentsdb

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Tags are a series' tags in the order of their keys. They take a third of the memory of a map, which matters in lists of 100,000
// series.
type Tags []TagPair

// TagsOf returns tags in the order of their keys.
func TagsOf(tags map[string]string) Tags {
	ordered := make(Tags, 0, len(tags))
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		ordered = append(ordered, TagPair{key, tags[key]})
	}
	return ordered
}

// Get returns the value of a key; false: the series doesn't have it.
func (t Tags) Get(key string) (value string, ok bool) {
	for _, tag := range t {
		if tag.Key == key {
			return tag.Value, true
		}
	}
	return "", false
}

// Map returns the tags by key.
func (t Tags) Map() map[string]string {
	tags := make(map[string]string, len(t))
	for _, tag := range t {
		tags[tag.Key] = tag.Value
	}
	return tags
}

// Compare orders tags by their keys and values, from the first.
func (t Tags) Compare(other Tags) int {
	return slices.CompareFunc(t, other, func(a, b TagPair) int {
		return cmp.Or(strings.Compare(a.Key, b.Key), strings.Compare(a.Value, b.Value))
	})
}

// Key returns a text that is equal for equal tags only.
func (t Tags) Key() string {
	var key strings.Builder
	for _, tag := range t {
		key.WriteString(tag.Key)
		key.WriteByte('=')
		key.WriteString(tag.Value)
		key.WriteByte(0)
	}
	return key.String()
}

// TagsKey returns the Key of tags in a map; sorting by keys sorts by tags.
func TagsKey(tags map[string]string) string { return TagsOf(tags).Key() }

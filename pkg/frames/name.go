package frames

import (
	"regexp"
	"slices"
	"strings"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// placeholder matches `$tag_host`, `${tag_host}`, `[[tag_host]]` and the same around metric, aggregator … A tag key may
// hold what OpenTSDB allows in names (letters, digits, - _ . /); the bare form ends where a word ends, the others don't.
var placeholder = regexp.MustCompile(`\$\{([^{}]+)\}|\[\[([^\[\]]+)\]\]|\$([\p{L}\p{N}_]+)`)

// Name returns a series' display name by its query's alias; empty: there is no alias. Unknown placeholders stay as they are, so
// that a typo can be seen.
func Name(meta Meta, s opentsdb.Series) string {
	if meta.Alias == "" {
		return ""
	}
	return placeholder.ReplaceAllStringFunc(meta.Alias, func(match string) string {
		groups := placeholder.FindStringSubmatch(match)
		if bare := groups[3]; bare != "" {
			return bareValue(bare, match, meta, s)
		}
		if value, ok := value(strings.TrimSpace(groups[1]+groups[2]), meta, s); ok {
			return value
		}
		return match
	})
}

// bareValue also tries the longest tag key that the placeholder begins with, such as host for `$tag_host_cpu`.
func bareValue(name, match string, meta Meta, s opentsdb.Series) string {
	if value, ok := value(name, meta, s); ok {
		return value
	}
	if !strings.HasPrefix(name, "tag_") {
		return match
	}
	rest := strings.TrimPrefix(name, "tag_")
	keys := make([]string, 0, len(s.Tags))
	for key := range s.Tags {
		if strings.HasPrefix(rest, key) && strings.HasPrefix(rest[len(key):], "_") {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		return match
	}
	longest := slices.MaxFunc(keys, func(a, b string) int { return len(a) - len(b) })
	return s.Tags[longest] + rest[len(longest):]
}

func value(name string, meta Meta, s opentsdb.Series) (string, bool) {
	switch name {
	case "metric":
		return s.Metric, true
	case "aggregator":
		return meta.Aggregator, true
	case "downsample":
		return meta.Downsample, true
	case "shift":
		by, _, _ := strings.Cut(meta.Shift, " ")
		return by, true
	}
	key, isTag := strings.CutPrefix(name, "tag_")
	if !isTag {
		return "", false
	}
	if v, ok := s.Tags[key]; ok {
		return v, true
	}
	if slices.Contains(s.AggregateTags, key) {
		return "*", true // an aggregate over this tag's values
	}
	return "", false
}

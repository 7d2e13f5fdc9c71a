// Package filterstest reads filters by OpenTSDB's documentation alone, for tests: it shares no code with what it tests.
package filterstest

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/dlclark/regexp2"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// Types are the filter types that tests combine.
var Types = []string{"literal_or", "iliteral_or", "not_literal_or", "not_iliteral_or", "wildcard", "iwildcard", "regexp"}

// Values are tag values with characters that mean something in some syntax on the way.
var Values = []string{
	"web01", "web02", "WEB01", "web1", "web.01", "webx01", "db-01", "a b", "a|b", "a*b", "a+b", "(x)", "[y]", "c:\\d",
	"préprod", "PRÉPROD", "日本", "web01\"", "$HOME", "^a$", "{2}", "web010", "xweb01", "it's", "100%", "%27",
}

var (
	literals = []string{"web01", "web02", "Web01", "web.01", "a b", "a+b", "(x)", "[y]", "c:\\d", "préprod", "日本", "$HOME", "{2}", "it's", "100%", "%27"}
	globs    = []string{"*", "web*", "*01", "w*0*", "WEB*", "web.*", "*.01", "a+*", "(*)", "pré*", "*[y]*", "web*1", "web01", "100%", "a|b", "**", "web**"}
	regexps  = []string{
		".*", "web", "^web0[12]$", "01$", "web|db", "^(?!web)", "a b|préprod", "(?i)web", "\\d\\d", "[)]|x", "\\(x\\)", "it's|%",
		"(.)\\1", "\\Q(x\\E", "w++eb", "^(?=.*1)", "(?i:WEB)01",
	}
)

// Random are filters on the tag host.
func Random(r *rand.Rand, n int) []opentsdb.Filter {
	all := make([]opentsdb.Filter, n)
	for i := range all {
		all[i] = OfType(r, Types[r.IntN(len(Types))])
	}
	return all
}

// OfType is a filter of a type on the tag host.
func OfType(r *rand.Rand, kind string) opentsdb.Filter {
	f := opentsdb.Filter{TagKey: "host", Type: kind, GroupBy: r.IntN(2) == 0}
	switch {
	case strings.Contains(kind, "literal"):
		var values []string
		for range 1 + r.IntN(3) {
			values = append(values, literals[r.IntN(len(literals))])
		}
		f.Filter = strings.Join(values, "|")
	case strings.Contains(kind, "wildcard"):
		f.Filter = globs[r.IntN(len(globs))]
	default:
		f.Filter = regexps[r.IntN(len(regexps))]
	}
	return f
}

// Passes says whether a value of their key passes all filters
// (http://opentsdb.net/docs/build/html/user_guide/query/filters.html).
func Passes(all []opentsdb.Filter, value string) bool {
	return !slices.ContainsFunc(all, func(f opentsdb.Filter) bool { return !passes(f, value) })
}

func passes(f opentsdb.Filter, value string) bool {
	fold := func(s string) string { return s }
	if strings.HasPrefix(f.Type, "i") || strings.HasPrefix(f.Type, "not_i") {
		fold = strings.ToLower
	}
	switch f.Type {
	case "literal_or", "iliteral_or":
		return slices.Contains(strings.Split(fold(f.Filter), "|"), fold(value))
	case "not_literal_or", "not_iliteral_or":
		return !slices.Contains(strings.Split(fold(f.Filter), "|"), fold(value))
	case "wildcard", "iwildcard":
		return Glob(fold(f.Filter), fold(value))
	case "regexp":
		return Finds(f.Filter, value)
	}
	panic("no such filter type: " + f.Type)
}

// Finds says whether a regular expression is found in a value, for patterns of ASCII letters that this library reads as
// Java does; quotes and possessive quantifiers are written out.
func Finds(pattern, value string) bool {
	pattern = strings.NewReplacer(`\Q(x\E`, `\(x`, `\Qa)\E`, `a\)`, `\Qa|\E`, `a\|`, `\Qa|`, `a\|`, `w++`, `w+`, `#x`, ``).Replace(pattern)
	found, err := regexp2.MustCompile(pattern, regexp2.None).MatchString(value)
	if err != nil {
		panic(err)
	}
	return found
}

// Glob matches a text with a pattern in which * stands for any text.
func Glob(pattern, text string) bool {
	head, rest, more := strings.Cut(pattern, "*")
	if !more {
		return text == pattern
	}
	if !strings.HasPrefix(text, head) {
		return false
	}
	for i := len(head); i <= len(text); i++ {
		if Glob(rest, text[i:]) {
			return true
		}
	}
	return false
}

package query

import (
	"regexp"
	"strings"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
)

// VariableName is a name in a query that holds what looks like an unresolved dashboard variable, for example in an alert rule, or
// where the dashboard has no such variable. A server may have a metric or tag of that very name.
type VariableName struct {
	// Field is the field that holds it, as the editor names it.
	Field string
	// Text is the variable as it is written.
	Text string
	// Kind and Name are the name that it is part of.
	Kind NameKind
	Name string
}

// NameKind says what a name is the name of.
type NameKind string

// The kinds of names.
const (
	KindMetric   NameKind = "metric"
	KindTagKey   NameKind = "tag key"
	KindTagValue NameKind = "tag value"
)

// variableText is `$name`, `${name}`, `${name:format}`, `${name.field}` and `[[name]]`, as Grafana writes variables
// (https://grafana.com/docs/grafana/latest/dashboards/variables/variable-syntax/). A $ before anything else isn't one.
var variableText = regexp.MustCompile(`\$[A-Za-z_]\w*|\$\{\w[^{}]*\}|\[\[\w+(?::\w+)?\]\]`)

// VariableNames returns the names in a query that hold an unresolved variable.
func (q Query) VariableNames() []VariableName {
	var found []VariableName
	look := func(field string, kind NameKind, name string) {
		for _, text := range variableText.FindAllString(name, -1) {
			found = append(found, VariableName{Field: field, Text: text, Kind: kind, Name: name})
		}
	}
	look("Metric", KindMetric, q.Metric)
	for _, f := range q.Filters {
		look("Tag key", KindTagKey, f.TagKey)
		field := filterField(f.TagKey)
		switch f.Type {
		case "literal_or", "iliteral_or", "not_literal_or", "not_iliteral_or":
			for value := range strings.SplitSeq(f.Filter, "|") {
				look(field, KindTagValue, value)
			}
		default:
			look(field, KindTagValue, f.Filter)
		}
	}
	return found
}

// Unresolved returns the error for a variable that has no value.
func (v VariableName) Unresolved() error {
	return invalid(messages.VariableUnresolved, v.Field, v.Text)
}

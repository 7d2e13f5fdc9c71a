package query

import (
	"regexp"
	"strings"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
)

// VariableName is a text in a query that looks like a variable of a dashboard that nobody filled in: in an alert rule, for
// instance, or where the dashboard has no such variable. A server may know a name that is written so.
type VariableName struct {
	// Field is where it stands, as the form calls it.
	Field string
	// Text is the variable as it is written.
	Text string
	// Kind and Name are the name that it would be part of: KindMetric, KindTagKey or KindTagValue.
	Kind NameKind
	Name string
}

// NameKind is what a name in a server is of.
type NameKind string

// The kinds of names.
const (
	KindMetric   NameKind = "metric"
	KindTagKey   NameKind = "tag key"
	KindTagValue NameKind = "tag value"
)

// variableText is `$name`, `${name}`, `${name:format}`, `${name.field}` and `[[name]]`, as Grafana writes variables
// (https://grafana.com/docs/grafana/latest/dashboards/variables/variable-syntax/). A $ before anything else is none.
var variableText = regexp.MustCompile(`\$[A-Za-z_]\w*|\$\{\w[^{}]*\}|\[\[\w+(?::\w+)?\]\]`)

// VariableNames are the names of a query in which a variable is left.
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

// Unresolved is the error of a variable that has no value.
func (v VariableName) Unresolved() error {
	return invalid(messages.VariableUnresolved, v.Field, v.Text)
}

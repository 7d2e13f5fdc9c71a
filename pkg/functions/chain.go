// Package functions computes what OpenTSDB's servers can't: the top of many series, a time shift, moving windows,
// differences, running sums, shares and filled gaps. It is pure: series in, series out, with the ranges and the step as
// parameters. docs/functions.md says what each function means.
package functions

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
)

// Chain is a query's functions in the order of application, the inner one first. The zero value has none.
type Chain struct {
	calls []call
	// Alias is the template of display names that an outermost alias(…) sets; empty: none.
	Alias string
}

// maxFunctions bounds the functions of one query.
const maxFunctions = 20

// Saved is a function as a saved query holds it.
type Saved struct {
	Name   string  `json:"name"`
	Params []Param `json:"params"`
}

// call is one function of a chain.
type call struct {
	Saved
	// written is the function's name in the saved query, which may be a synonym.
	written string
	fn      function
}

// Problem is an error in one function of a saved query. Its text names the function and says what to write.
type Problem struct {
	// Function is the function's index in the saved list.
	Function int
	// Param is the parameter's index; -1: the problem is the function itself.
	Param int
	Text  string
}

func (p *Problem) Error() string { return p.Text }

// Read reads the JSON of a saved query's `functions`; it may be missing or null.
func Read(raw json.RawMessage) ([]Saved, error) {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || bytes.Equal(raw, []byte("null")) || bytes.Equal(raw, []byte("{}")) {
		return nil, nil
	}
	var list []Saved
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, messages.FunctionsShape.Error()
	}
	return list, nil
}

// Parse parses saved functions, and replaces synonyms. The error joins all problems, each a *Problem.
func Parse(saved []Saved) (Chain, error) {
	if len(saved) > maxFunctions {
		return Chain{}, &Problem{maxFunctions, -1, messages.TooManyFunctions.Text(len(saved), maxFunctions)}
	}
	var c Chain
	var problems []error
	for i, s := range saved {
		if s.Name == aliasName {
			if i < len(saved)-1 {
				problems = append(problems, &Problem{i, -1, messages.AliasNotOutermost.Text()})
			}
			c.Alias = aliasOf(s.Params)
			continue
		}
		args, problem := resolve(s)
		if problem != nil {
			problem.Function = i
			problems = append(problems, problem)
			continue
		}
		fn := args.definition.read(args)
		for _, p := range args.problems {
			p.Function = i
			problems = append(problems, p)
		}
		c.calls = append(c.calls, call{Saved{args.definition.name, args.canonical}, s.Name, fn})
	}
	if len(problems) > 0 {
		return Chain{}, messages.Join(problems...)
	}
	return c, nil
}

// IsEmpty says whether there is nothing to compute.
func (c Chain) IsEmpty() bool { return len(c.calls) == 0 }

// Canonical returns the chain in the form that is saved: canonical names, all parameters that matter.
func (c Chain) Canonical() []Saved {
	saved := make([]Saved, len(c.calls))
	for i, one := range c.calls {
		saved[i] = one.Saved
	}
	return saved
}

// Ranked says whether the result is in rank order, which frames keep; otherwise it is ordered by display name.
func (c Chain) Ranked() bool {
	return slices.ContainsFunc(c.calls, func(one call) bool {
		switch one.fn.(type) {
		case rank, sortBy:
			return true
		}
		return false
	})
}

// ComparesSeries says whether a function combines several series, so that its result is wrong if one of the query's metrics
// fails.
func (c Chain) ComparesSeries() bool {
	return slices.ContainsFunc(c.calls, func(one call) bool {
		switch one.fn.(type) {
		case rank, sortBy, filterSeries, asPercent:
			return true
		}
		return false
	})
}

// DependsOnFullness says whether a bucket's value depends on how full it is, so that Apply hides an unfinished one if
// Input.HideUnfinished is set.
func (c Chain) DependsOnFullness() bool {
	return slices.ContainsFunc(c.calls, func(one call) bool { return dependsOnFullness(one.fn) })
}

func dependsOnFullness(fn function) bool {
	switch fn := fn.(type) {
	case derivative, integral:
		return true
	case moving:
		return fn.kind == movingSum
	}
	return false
}

// Check returns an error if the chain can't be applied to the step; it joins all problems, each a *Problem.
func (c Chain) Check(s Step) error {
	var problems []error
	for i, one := range c.calls {
		if text := one.fn.check(one.written, s); text != "" {
			problems = append(problems, &Problem{i, -1, text})
		}
	}
	return messages.Join(problems...)
}

// aliasName is gexp's function that names series; it becomes the query's alias.
const aliasName = "alias"

// aliasOf converts gexp's template into an alias: `@host` is the tag's value.
func aliasOf(params []Param) string {
	parts := make([]string, len(params))
	for i, p := range params {
		parts[i] = p.String()
	}
	return gexpTag.ReplaceAllString(strings.Join(parts, ","), "$$tag_$1")
}

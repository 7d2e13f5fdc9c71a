package functions

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Text writes the chain around the text of a query, as Code mode does: highestMax(…,5).
func (c Chain) Text(query string) string {
	for _, one := range c.calls {
		name, params := shortName(one.Saved)
		var text strings.Builder
		text.WriteString(name + "(" + query)
		for _, p := range params {
			text.WriteString("," + p.written())
		}
		query = text.String() + ")"
	}
	return query
}

// shortName replaces highest and lowest by the names of gexp and Graphite, such as highestMax, if there is one.
func shortName(s Saved) (string, []Param) {
	if s.Name != "highest" && s.Name != "lowest" {
		return s.Name, s.Params
	}
	short := map[string]string{"highest max": "highestMax", "highest last": "highestCurrent", "highest avg": "highestAverage",
		"lowest last": "lowestCurrent", "lowest avg": "lowestAverage"}[s.Name+" "+s.Params[1].text]
	if short == "" {
		return s.Name, s.Params
	}
	return short, slices.Delete(slices.Clone(s.Params), 1, 2)
}

var bareWord = regexp.MustCompile(`^(?:[A-Za-z_][A-Za-z0-9_./-]*|[<>=!]+)$`)

// written returns a parameter as text: numbers and words as they are, times and anything ambiguous in quotes.
func (p Param) written() string {
	switch {
	case p.isNumber, bareWord.MatchString(p.text):
		return p.text
	case strings.ContainsAny(p.text, `'\`), strings.ContainsFunc(p.text, unicode.IsControl):
		text, _ := json.Marshal(p.text)
		return string(text)
	}
	return "'" + p.text + "'"
}

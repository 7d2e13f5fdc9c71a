package functions

import (
	"slices"
	"strings"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
)

// definition describes a function.
type definition struct {
	name string
	// usage is an example, for error messages.
	usage string
	// maxParams is how many parameters it takes; -1: any number.
	maxParams int
	read      func(*arguments) function
}

// definitions are the functions by their canonical names, in the order of docs/functions.md.
var definitions = []definition{
	{"highest", "highest(query,5,max)", 3, readRank(true)},
	{"lowest", "lowest(query,5,max)", 3, readRank(false)},
	{"filterSeries", "filterSeries(query,avg,>,10)", 3, readFilter},
	{"sortBy", "sortBy(query,max,desc)", 2, readSort},
	{"timeShift", "timeShift(query,'1d')", 1, readShift},
	{"movingAverage", "movingAverage(query,'10m')", 1, readMoving(movingAverage)},
	{"movingMedian", "movingMedian(query,'10m')", 1, readMoving(movingMedian)},
	{"movingMin", "movingMin(query,'10m')", 1, readMoving(movingMin)},
	{"movingMax", "movingMax(query,'10m')", 1, readMoving(movingMax)},
	{"movingSum", "movingSum(query,'10m')", 1, readMoving(movingSum)},
	{"scale", "scale(query,0.001)", 1, func(a *arguments) function { return pointwise{kind: scaleBy, x: a.number(0)} }},
	{"offset", "offset(query,10)", 1, func(a *arguments) function { return pointwise{kind: offsetBy, x: a.number(0)} }},
	{"absolute", "absolute(query)", 0, func(*arguments) function { return pointwise{kind: absoluteOf} }},
	{"derivative", "derivative(query)", 0, func(*arguments) function { return derivative{} }},
	{"nonNegativeDerivative", "nonNegativeDerivative(query)", 0, func(*arguments) function { return derivative{nonNegative: true} }},
	{"integral", "integral(query)", 0, func(*arguments) function { return integral{} }},
	{"asPercent", "asPercent(query)", -1, readPercent},
	{"keepLastValue", "keepLastValue(query,'10m')", 1, readKeep},
	{"transformNull", "transformNull(query,0)", 1, readTransformNull},
}

// synonym is another name of a function, gexp's or Graphite's, that is read but never saved.
type synonym struct {
	name  string
	usage string
	// maxParams is how many parameters it takes.
	maxParams int
	// means is the canonical name. The parameters are the synonym's, with others inserted. Empty: windowed resolves it.
	means string
	at    int
	put   []Param
}

var synonyms = []synonym{
	{"shift", "shift(query,'1d')", 1, "timeShift", 0, nil},
	{"firstDiff", "firstDiff(query)", 0, "derivative", 0, nil},
	{"highestMax", "highestMax(query,5)", 2, "highest", 1, []Param{Text("max")}},
	{"highestCurrent", "highestCurrent(query,5)", 2, "highest", 1, []Param{Text("last")}},
	{"highestAverage", "highestAverage(query,5)", 2, "highest", 1, []Param{Text("avg")}},
	{"lowestCurrent", "lowestCurrent(query,5)", 2, "lowest", 1, []Param{Text("last")}},
	{"lowestAverage", "lowestAverage(query,5)", 2, "lowest", 1, []Param{Text("avg")}},
	{"sortByMaxima", "sortByMaxima(query)", 0, "sortBy", 0, []Param{Text("max"), Text("desc")}},
	{"sortByMinima", "sortByMinima(query)", 0, "sortBy", 0, []Param{Text("min")}},
	{"sortByTotal", "sortByTotal(query)", 0, "sortBy", 0, []Param{Text("sum"), Text("desc")}},
	{"averageAbove", "averageAbove(query,10)", 1, "filterSeries", 0, []Param{Text("avg"), Text(">")}},
	{"averageBelow", "averageBelow(query,10)", 1, "filterSeries", 0, []Param{Text("avg"), Text("<=")}},
	{"maximumAbove", "maximumAbove(query,10)", 1, "filterSeries", 0, []Param{Text("max"), Text(">")}},
	{"maximumBelow", "maximumBelow(query,10)", 1, "filterSeries", 0, []Param{Text("max"), Text("<=")}},
	{"minimumAbove", "minimumAbove(query,10)", 1, "filterSeries", 0, []Param{Text("min"), Text(">")}},
	{"minimumBelow", "minimumBelow(query,10)", 1, "filterSeries", 0, []Param{Text("min"), Text("<=")}},
	{"currentAbove", "currentAbove(query,10)", 1, "filterSeries", 0, []Param{Text("last"), Text(">")}},
	{"currentBelow", "currentBelow(query,10)", 1, "filterSeries", 0, []Param{Text("last"), Text("<=")}},
	{"movingWindow", "movingWindow(query,'10m',avg)", 2, "", 0, nil},
}

// canonical returns the function's canonical name, and its parameters for those of the synonym.
func (s synonym) canonical(params []Param) (string, []Param) {
	switch {
	case s.means == "":
		return windowed(params)
	case len(params) < s.at:
		return s.means, params
	}
	return s.means, slices.Insert(slices.Clone(params), s.at, s.put...)
}

// own returns the index, among the synonym's parameters, of a canonical function's parameter.
func (s synonym) own(param int) int {
	if param < s.at+len(s.put) {
		return min(param, s.at)
	}
	return param - len(s.put)
}

// windowed resolves Graphite's movingWindow, whose second parameter names the function. An empty name: there is no such function.
func windowed(params []Param) (string, []Param) {
	by := "avg"
	if len(params) > 1 {
		by = params[1].text
		params = params[:1]
	}
	names := map[string]string{"avg": "movingAverage", "average": "movingAverage", "mean": "movingAverage",
		"median": "movingMedian", "min": "movingMin", "max": "movingMax", "sum": "movingSum", "total": "movingSum"}
	return names[by], params
}

// mathOf maps gexp's functions of two queries to the operators of Grafana's Math.
var mathOf = map[string]string{
	"sumSeries": "+", "sum": "+", "diffSeries": "-", "difference": "-",
	"multiplySeries": "*", "multiply": "*", "divideSeries": "/", "divide": "/",
}

// resolve returns the function of a name or synonym, with its canonical parameters.
func resolve(s Saved) (*arguments, *Problem) {
	a := &arguments{written: s.Name, params: s.Params}
	name := s.Name
	if operator, joins := mathOf[name]; joins {
		return nil, &Problem{0, -1, messages.FunctionJoinsQueries.Text(name, "$A "+operator+" $B")}
	}
	i := slices.IndexFunc(synonyms, func(one synonym) bool { return one.name == name })
	if i >= 0 {
		a.synonym = synonyms[i]
		if len(s.Params) > a.synonym.maxParams {
			return nil, tooMany(name, a.synonym.usage, len(s.Params), a.synonym.maxParams)
		}
		if name, a.params = a.synonym.canonical(s.Params); name == "" {
			return nil, &Problem{0, 1, messages.FunctionWindowUnknown.Text(s.Name, clip(s.Params[1].text))}
		}
	}
	i = slices.IndexFunc(definitions, func(d definition) bool { return d.name == name })
	if i < 0 {
		return nil, &Problem{0, -1, unknown(name)}
	}
	a.definition = definitions[i]
	if limit := a.definition.maxParams; limit >= 0 && len(a.params) > limit {
		return nil, tooMany(s.Name, a.definition.usage, len(a.params), limit)
	}
	if a.synonym.usage != "" {
		a.definition.usage = a.synonym.usage
	}
	return a, nil
}

func tooMany(name, usage string, has, limit int) *Problem {
	return &Problem{0, limit, messages.FunctionParametersTooMany.Text(name, has, limit, usage)}
}

func unknown(name string) string {
	if near := nearest(name); near != "" {
		return messages.FunctionMisspelt.Text(clip(name), near)
	}
	names := make([]string, len(definitions))
	for i, d := range definitions {
		names[i] = d.name
	}
	return messages.FunctionUnknown.Text(clip(name), strings.Join(names, ", "))
}

// nearest returns the name that a typo may have meant; empty: none.
func nearest(name string) string {
	if len(name) > 50 {
		return ""
	}
	best, near := "", 3
	consider := func(other string) {
		if d := editDistance(strings.ToLower(name), strings.ToLower(other)); d < near {
			best, near = other, d
		}
	}
	for _, d := range definitions {
		consider(d.name)
	}
	for _, s := range synonyms {
		consider(s.name)
	}
	if near > len(name)/3 {
		return ""
	}
	return best
}

// editDistance is the Levenshtein distance of two texts.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}

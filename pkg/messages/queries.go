package messages

// Fields of a query that its author has to correct.
var QueryFields = &Section{
	Title: "Invalid query fields",
	Intro: "In panels, alert rules, and dashboards that were written as JSON ([Query JSON reference](queries.md)). Errors name a field as the editor does, and a field that only the JSON has by its name there.",
}

var (
	MetricMissing = QueryFields.add(Message{
		Title:  "No metric",
		Says:   "Metric: choose one",
		Reason: "The query has no metric, or its variable is empty.",
		Fix:    "Choose one, or give the variable a value.",
	})
	TooManyMetrics = QueryFields.add(Message{
		Title:  "Too many metrics",
		Says:   "Metric: {number} are selected at once; choose at most {most}",
		Reason: "A variable with many metrics is selected.",
		Fix:    "Choose fewer, or narrow the variable by its *Search*.",
	})
	AggregatorInvalid = QueryFields.add(Message{
		Title:  "Not the name of an aggregator",
		Says:   `{field}: "{text}" is not an aggregator; choose one from the list`,
		Reason: "The name of an aggregator has letters, digits and `_` only. If you use a variable, it has to have one value.",
		Fix:    "Choose an *Aggregator* or *Downsample aggregator* from the list.",
	})
	IntervalInvalid = QueryFields.add(Message{
		Title:  "Not an interval",
		Says:   `Downsample interval: "{text}" is not an interval; write a number and a unit, such as 30s, 5m, 1h or 1d`,
		Reason: "An interval is a whole number and a unit: `ms`, `s`, `m`, `h`, `d`, `w`, `n` (30 days; Grafana's month is `M`) or `y`. If you use a variable, it has to have one value.",
		Fix:    "Write, for example, `30s`, `5m`, `1h` or `1d`.",
	})
	IntervalFraction = QueryFields.add(IntervalInvalid.saying(`Downsample interval: "{text}" is not an interval; write whole numbers, such as 30s`))
	IntervalEmpty    = QueryFields.add(IntervalInvalid.saying(`Downsample interval: "{text}" is not an interval; it has to be longer than 0`))
	IntervalTooLong  = QueryFields.add(Message{
		Title:  "The interval is longer than a century",
		Says:   `Downsample interval: "{text}" is longer than a century; write 0all for one bucket of the whole range`,
		Reason: "OpenTSDB can't count such buckets.",
		Fix:    "Write `0all` for one bucket of the whole time range.",
	})
	TooManyBuckets = QueryFields.add(Message{
		Title:  "The interval makes too many points",
		Says:   "Downsample interval: {interval} makes {number} points per series over this time range[ with the {part} of {length}], more than {most}; choose a longer one",
		Reason: "A short fixed interval on a long time range.",
		Fix:    "Choose *Auto*, which follows the panel's width.",
	})
	TimeZoneUnknown = QueryFields.add(Message{
		Title:  "Not a time zone",
		Says:   `Time zone: "{text}" is not a time zone; it looks like Europe/Paris`,
		Reason: "Time zones are named as in the IANA database, not by abbreviations such as `CET+1`.",
		Fix:    "Choose one from the list.",
	})
	PercentilesInvalid = QueryFields.add(Message{
		Title:  "Not a percentile",
		Says:   "Percentiles: each is a number above 0 and up to 100",
		Reason: "Write percentiles as `99.9`, not as `0.999`.",
		Fix:    "Correct the list.",
	})
	RollupUsageUnknown = QueryFields.add(Message{
		Title:  "Unknown rollup usage",
		Says:   `Rollup (rollupUsage): "{text}" is not known; choose one from the list`,
		Reason: "It is one of `ROLLUP_RAW`, `ROLLUP_NOFALLBACK`, `ROLLUP_FALLBACK` and `ROLLUP_FALLBACK_RAW`.",
		Fix:    "Choose one, or leave it empty for the server's default.",
	})
	FilterKeyMissing = QueryFields.add(Message{
		Title:  "A filter without a tag key",
		Says:   "Filter: choose a tag key",
		Reason: "A filter isn't complete.",
		Fix:    "Choose the key, or remove the row.",
	})
	FilterValueMissing = QueryFields.add(Message{
		Title:  "A filter without a value",
		Says:   "{field}: enter a value",
		Reason: "A filter isn't complete, or its variable is empty.",
		Fix:    "Enter a value, or remove the row.",
	})
	FilterTypeInvalid = QueryFields.add(Message{
		Title:  "Not a filter type",
		Says:   `{field}: "{text}" is not a filter type; choose an operator`,
		Reason: "The type of a saved filter has characters that no filter type has.",
		Fix:    "Choose an operator again.",
	})
	AdhocOperator = QueryFields.add(Message{
		Title:  "An operator that OpenTSDB doesn't have",
		Says:   `Ad-hoc filter: OpenTSDB doesn't support the operator "{operator}" on "{key}"; use =, !=, =~ or !~`,
		Reason: "OpenTSDB can't compare tags by `<` or `>`.",
		Fix:    "Choose another operator in the dashboard's filter.",
	})
	VariableUnresolved = QueryFields.add(Message{
		Title:  "A variable has no value",
		Says:   "{field}: the variable {variable} has no value here. Alert rules and public dashboards have no variables: write a name or a pattern in its place. In a dashboard, check the variable's name",
		Reason: "The text looks like a variable without a value, and the server has no such name.",
		Fix:    "In alert rules and public dashboards write a name or a pattern. In a dashboard, correct the variable's name or add the variable.",
	})
	ChoiceUnknown = QueryFields.add(Message{
		Title:  "An unknown value in the query's JSON",
		Says:   `{field}: "{text}" is not known; use one of {words}`,
		Reason: "The query was written by hand, or by another data source.",
		Fix:    "Use one of the values, or leave the field out for its default.",
	})
	QueryUnreadable = QueryFields.add(Message{
		Title:  "The query's JSON is damaged",
		Says:   "Query: it is not a JSON object: broken at byte {number}",
		Reason: "`targets` in the panel's JSON contains something that isn't an object.",
		Fix:    "Correct it in the panel's JSON (panel menu → *Inspect* → *Panel JSON*), or remove the query and create it again.",
	})
	QueryOfAnotherType = QueryFields.add(QueryUnreadable.saying("Query: it is not a JSON object: found {kind}"))
	QueryTooLong       = QueryFields.add(Message{
		Title:  "The query's JSON is too long",
		Says:   "Query: it is {number} bytes long; a saved query has at most {most}",
		Reason: "No editor saves a query of a megabyte. Usually a variable has a very long value.",
		Fix:    "Shorten the variable, or use a pattern.",
	})
	AliasTooLong = QueryFields.add(Message{
		Title:  "The alias is too long",
		Says:   "Alias: it has {number} characters, more than {most}; shorten it",
		Reason: "Usually a variable in the alias has a very long value.",
		Fix:    "Shorten the alias, or leave the variable out.",
	})
	FieldShape = QueryFields.add(Message{
		Title:  "A field of the query's JSON has the wrong type",
		Says:   "{field}: it has to be {kind}[, found {found}]",
		Reason: "A field has a value that no editor saves. The error names the field as in the panel's JSON.",
		Fix:    "Correct it there, as [Query JSON reference](queries.md) says.",
	})
	WideTooLarge = QueryFields.add(Message{
		Title:  "The wide table is too large",
		Says:   "Format: {series} series with {times} different timestamps make a wide table of {cells} cells, more than {most}; set an interval, group by fewer tags, or choose the format Time series",
		Reason: "The format *Wide* has a cell for each series and timestamp. Raw points lie at different times.",
		Fix:    "Set an interval, group by fewer tags, or choose the format *Time series*.",
	})
	TableTooLarge = QueryFields.add(Message{
		Title:  "The table is too large",
		Says:   "Format: a table of {rows} rows and {columns} columns has more cells than {most}; set a longer interval, group by fewer tags, or choose the format Time series",
		Reason: "A table has a row for each point, or for each series, and a column for each tag key of any series.",
		Fix:    "Set a longer interval, group by fewer tags, select fewer series, or choose the format *Time series*.",
	})
)

// What FieldShape says that a field has to be, or is.
const (
	KindText          = "a text"
	KindNumber        = "a number"
	KindFlag          = "true or false"
	KindList          = "a list"
	KindListOfNumbers = "a list of numbers"
	KindListOfTexts   = "a list of texts"
	KindObject        = "an object"
	KindObjectOfTexts = "an object of texts"
	KindNull          = "null"
	KindNothing       = "nothing"
)

// What the connected server doesn't support.
var Unsupported = &Section{
	Title: "What the server doesn't support",
	Intro: "The plugin refuses a query that the connected server would read differently. [Behaviour differences](servers.md) lists all cases.",
}

var (
	FilterTypeUnknown = Unsupported.add(Message{
		Title:  "Unknown filter type",
		Says:   `{field}: the filter type "{type}" is not known; choose an operator`,
		Reason: "The saved query holds a type that isn't one of the server's.",
		Fix:    "Choose an operator again.",
	})
	FilterTypeUnsupported = Unsupported.add(Message{
		Title:  "The server lacks this filter type",
		Says:   "{field}: the filter type {type} can't be used here. {note}",
		Reason: "The message says what the server does instead.",
		Fix:    "Choose another operator.",
	})
	AggregatorUnknown = Unsupported.add(Message{
		Title:  "The server lacks this aggregator",
		Says:   `{field}: {server} doesn't know "{name}"; choose one of {names}`,
		Reason: "The query was made for another server type. The error lists the aggregators of this one.",
		Fix:    "Choose one of them.",
	})
	ExplicitTagsUnsupported = Unsupported.add(Message{
		Title:  "No explicit tags",
		Says:   "Explicit tags: {server} has no explicit tags, and would read the query without them; turn them off, or filter on more tags",
		Reason: "OpenTSDB supports explicit tags from 2.3.",
		Fix:    "Turn them off under *Options*, or filter on more tags.",
	})
	PercentilesUnsupported = Unsupported.add(Message{
		Title:  "No percentiles of histograms",
		Says:   "Percentiles: {server} computes no percentiles of histograms; use the aggregators p50 to p999",
		Reason: "Only OpenTSDB 2.4 stores histograms. The aggregators `p50` to `p999` are percentiles across series.",
		Fix:    "Clear *Percentiles*, and choose one of these aggregators.",
	})
	RollupsUnsupported = Unsupported.add(Message{
		Title:  "No rollups",
		Says:   "Rollup (rollupUsage): {server} has no rollups; clear the field",
		Reason: "Only OpenTSDB 2.4 has rollups.",
		Fix:    "Clear *Rollup* under *Options*.",
	})
	CalendarUnsupported = Unsupported.add(Message{
		Title:  "No calendar intervals",
		Says:   "Calendar: {server} has no calendar intervals; turn the calendar off",
		Reason: "OVH Metrics counts buckets back from the time range's end; OpenTSDB supports calendar intervals from 2.3.",
		Fix:    "Switch *Calendar* off under *Options*, or remove the `c` from the interval. For days in your time zone, set the panel's time range to whole days.",
	})
	WholeRangeUnsupported = Unsupported.add(Message{
		Title:  "No interval of the whole range",
		Says:   "Downsample interval: {server} has no interval of the whole range; choose a length, such as 1d",
		Reason: "OpenTSDB supports `0all` from 2.3.",
		Fix:    "Choose a length.",
	})
	IntervalTooFine = Unsupported.add(Message{
		Title:  "The interval isn't whole seconds",
		Says:   "Downsample interval: {server} has timestamps of whole seconds; {interval} is not whole seconds",
		Reason: "OVH Metrics returns timestamps in seconds.",
		Fix:    "Write a whole number of seconds.",
	})
	FillPolicyUnknown = Unsupported.add(Message{
		Title:  "Unknown fill policy",
		Says:   `Fill policy: "{policy}" is not known; choose gaps, none, nan, null or zero`,
		Reason: "The query was written by hand.",
		Fix:    "Choose *Fill policy* again; see [Query JSON reference](queries.md).",
	})
	AnnotationsUnsupported = Unsupported.add(Message{
		Title:  "No annotations",
		Says:   "Annotations: {server} stores none; show a metric's points as events instead",
		Reason: "OVH Metrics has no call for annotations.",
		Fix:    "In the annotation's settings choose *Points of a metric*, with a metric that you write a point to when something happens.",
	})
	LastUnsupported = Unsupported.add(Message{
		Title:  "No last values of this metric",
		Says:   "Metric: {server} has last values only of metrics named by letters, digits and - _ . /; choose Time series, and the calculation Last in the panel",
		Reason: "The search for series of OVH Metrics can't take other characters in a metric's name.",
		Fix:    "Choose the query type *Time series*, and the calculation *Last* in the panel.",
	})
)

// Characters that can't be sent.
var Characters = &Section{Title: "Characters that can't be sent"}

// CharacterRefused is the reason alone; a field or a server is named before it.
var CharacterRefused = Characters.add(Message{
	Title:  "A line break or control character in a name",
	Says:   "it contains a line break, a control character or broken text ({code})",
	Reason: "No name in OpenTSDB has such a character. Usually it was pasted with the text, or is part of a variable's value. The code is the character's Unicode number.",
	Fix:    "Remove it, or type the name again.",
})

// CharacterInField names the field that holds it.
var CharacterInField = Characters.add(Message{
	Title:  "A field with a line break or control character",
	Says:   "{field}: {reason}",
	Reason: "The same, where the error names the field.",
	Fix:    "Type the field again.",
})

// NameNotSent is of a name that a request holds.
var NameNotSent = Characters.add(Message{
	Title:  "A request with a line break or control character",
	Says:   `{server} can't be asked for "{text}": {reason}`,
	Reason: "The same, in a name that is looked up, or that the server stores.",
	Fix:    "Type the name again. If the server stores it, select other series by a filter.",
})

// Filters that can't be read exactly, or sent together.
var FilterProblems = &Section{
	Title: "Filters that can't be used",
	Intro: "An error names the filter, and one of the reasons below.",
}

var (
	FilterRefused = FilterProblems.add(Message{
		Title:  "The filter that can't be used",
		Says:   `Filter {type} on tag "{key}": {reason}`,
		Reason: "The error begins with the filter's type and tag key.",
		Fix:    "See the reason.",
	})
	FilterOfPlugin = FilterProblems.add(Message{
		Title:  "A filter type of a server's plugin",
		Says:   "only the server knows this filter type, so it can't select series here; choose another operator, or a time series",
		Reason: "The filter type comes from a plugin of your OpenTSDB. It works for time series, but not for last values and lists of series.",
		Fix:    "Choose another operator, or the query type *Time series*.",
	})
	NotKeyUnsupported = FilterProblems.add(Message{
		Title:  "Series without a tag key",
		Says:   "the server can't select series without a tag key; use not_literal_or, or an ad-hoc filter on another tag",
		Reason: "`not_key` has no counterpart on this server.",
		Fix:    "Filter the series that you want by another tag.",
	})
	RegexpInvalid = FilterProblems.add(Message{
		Title:  "The regular expression can't be read",
		Says:   "the regular expression can't be read from character {number} on; check its brackets, repetitions and escapes",
		Reason: "Both servers read regular expressions as Java does. The plugin has to parse it if it selects series itself, or sends it as part of a longer expression.",
		Fix:    "Close every bracket, and escape special characters with `\\`.",
	})
	RegexpUnsupported = FilterProblems.add(Message{
		Title:  "A rare construct in a regular expression",
		Says:   "the regular expression holds {construct}, which can't be matched here; write it in another way",
		Reason: "The construct is valid in Java, but the plugin doesn't support it.",
		Fix:    "Write its characters out: `[A-Z]` in place of `(?i)\\p{Lu}`.",
	})
	RegexpTooDeep = FilterProblems.add(Message{
		Title:  "The regular expression is too complex",
		Says:   "the regular expression holds a group in more than {number} others, which can't be matched here; write it in another way",
		Reason: "Matching it would take too much of the memory of Grafana's server.",
		Fix:    "Write it in a simpler way, or choose another operator.",
	})
	RegexpTooLarge = FilterProblems.add(RegexpTooDeep.saying("the regular expression holds too many classes of characters, which can't be matched here; write it in another way"))
	RegexpTooSlow  = FilterProblems.add(Message{
		Title:  "The regular expression takes too long",
		Says:   "the regular expression takes too long to match; write it without nested repetitions",
		Reason: "With nested repetitions, such as `(a+)+`, every way to split a value is tried.",
		Fix:    "Remove one of the two repetitions.",
	})
	FilterNotCombinable = FilterProblems.add(Message{
		Title:  "Filters that can't be combined",
		Says:   "it can't be combined with another filter on the same tag; remove one, or write both as one regular expression",
		Reason: "The plugin sends all filters on one tag, ad-hoc filters included, as one filter, because the servers don't handle two as documented.",
		Fix:    "Remove one, or write both as one regular expression.",
	})
	RegexpGroups = FilterProblems.add(Message{
		Title:  "Two regular expressions with back-references",
		Says:   "two regular expressions on one tag can't both refer to their groups; write both as one",
		Reason: "The plugin sends them as one expression, in which the groups would have other numbers.",
		Fix:    "Write both as one regular expression, or remove one.",
	})
)

package messages

// Notices of a panel that has its data.
var Notices = &Section{
	Title: "Notices on a panel",
	Intro: "Notices are behind the warning icon in the panel's header. The panel still has its data.",
}

var (
	MoreSeries = Notices.add(Message{
		Title:  "Not all series are shown",
		Says:   "There are more series than are shown. Narrow the filters, or raise Max series (maxSeries) in the data source's settings.",
		Reason: "The query types *Series* and *Last value* return at most *Max series*.",
		Fix:    "Add filters, or raise *Max series*.",
	})
	SampleIntervalUnknown = Notices.add(Message{
		Title:  "The sample interval is not known",
		Says:   "The sample interval of {metric} is not known; {what} may miss series. Set Min interval in the data source's settings, or an interval in the query. ({reason})",
		Reason: "The plugin measures the sample interval, so that an auto interval has a point of every series. The measurement failed.",
		Fix:    "Set *Min interval* to the interval at which your collectors write, or set a fixed interval of at least that length in the query.",
	})
	SampleIntervalUnsure = Notices.add(Message{
		Title:  "Some series may have fewer points",
		Says:   "Some series of {metric} may have points further apart than {interval}, or begin and end in the time range; {what} may miss those. Set a longer interval if there are such series.",
		Reason: "The number of series differs from one part of the range to the next. Either series begin and end, or some have points further apart than the interval.",
		Fix:    "If all your series have a point in every interval, ignore the notice. Otherwise set a longer interval.",
	})
	OlderSeriesNotSearched = Notices.add(Message{
		Title:  "Sparse series were searched in a part of the range",
		Says:   "Because the time range has many points, only its newest {length} was searched for series of {metric} with points further apart than {interval}; {what} may miss such series that ended before. Set a longer interval if there are such series.",
		Reason: "OVH Metrics and OpenTSDB 2.2 don't say which series are in a result, so the search reads all points once more ([sample interval](servers.md#auto-interval-and-sample-interval)).",
		Fix:    "If all your series have a point in every interval, ignore the notice. Otherwise set a longer interval, or *Min interval* in the data source's settings.",
	})
	IntervalTooShort = Notices.add(Message{
		Title:  "The interval is shorter than the sample interval",
		Says:   "Some series of {metric} have a point only every {interval}; {what} misses them in between. Set an interval of {longer} or longer.",
		Reason: "A bucket's sum or count includes only the series with a point in it.",
		Fix:    "Set an interval of at least the length in the notice, or *Auto*.",
	})
	UnfinishedHidden = Notices.add(Message{
		Title:  "The newest interval isn't shown",
		Says:   "The newest interval of {interval} isn't over, so it isn't shown. To see its value so far, set Unfinished interval to Show.",
		Reason: "Sums, counts and rates of an interval that isn't over are too small.",
		Fix:    "Wait until it is over, or set *Unfinished interval* to *Show*.",
	})
	CalendarMisplaced = Notices.add(Message{
		Title:  "Calendar intervals near a clock change",
		Says:   "The clocks of {zone} change in or near this time range. OpenTSDB may get intervals of {interval} wrong there: they can lack an hour, begin at another time, or be empty. To be sure, set the time zone to UTC, or an interval without the calendar.",
		Reason: "OpenTSDB gets some clock changes wrong. The plugin then computes calendar intervals from raw points, except with a rate, a deviation or a percentile, and except hours in a query with functions ([alignment](servers.md#bucket-timestamps-and-alignment)).",
		Fix:    "Set the query's time zone to UTC, or switch *Calendar* off.",
	})
	Sliced = Notices.add(Message{
		Title:  "The time range was fetched in slices",
		Says:   "The time range has many points, so it was fetched in {number} slices.",
		Reason: "Servers refuse requests that read too many points ([long ranges](servers.md#long-ranges)). The result is complete.",
		Fix:    "Nothing to do. A shorter time range, or filters, cost the server less.",
	})
	NoSuchMetric = Notices.add(Message{
		Title:  "The metric doesn't exist",
		Says:   `{server} has no metric "{metric}". Names are case-sensitive.`,
		Reason: "No series that the token can read has this name.",
		Fix:    "Choose the name from the suggestions.",
	})
	NoSuchTagKey = Notices.add(Message{
		Title:  "No series has the tag key",
		Says:   "No series of {metric} has the tag key {keys}. Choose one from the list.",
		Reason: "A series without the tag never passes a filter on it, not even a negated filter.",
		Fix:    "Choose a tag key from the list.",
	})
	NothingPasses = Notices.add(Message{
		Title:  "No series passes the filters",
		Says:   "No series of {metric} passes the filters. A series has to pass all filters, ad-hoc filters included.",
		Reason: "Each filter matches some series, but no series matches all filters.",
		Fix:    "Remove filters one by one, ad-hoc filters and the older `tags` included.",
	})
	GroupByMissing = Notices.add(Message{
		Title:  "No series has the dashboard's group-by keys",
		Says:   "No series of {metric} has all tag keys that the dashboard groups by: {keys}. Remove them in the dashboard's Group by.",
		Reason: "OpenTSDB refuses tag keys that it doesn't know.",
		Fix:    "Remove the keys in the dashboard's *Group by* control.",
	})
	GroupByNotApplied = Notices.add(Message{
		Title:  "The metric lacks the dashboard's group-by key",
		Says:   "Not grouped by {keys}: no series of {metric} has the tag.",
		Reason: "The dashboard groups all its panels by a tag key, and the metric of this one has no such tag.",
		Fix:    "Nothing to do: the panel shows the same as without that key.",
	})
	LastLooksBack = Notices.add(Message{
		Title:  "Last values are searched in the last week only",
		Says:   "Last values are searched in the last {number} hours only: a series that ended earlier is missing. Use a time series query and the calculation Last.",
		Reason: "OpenTSDB looks back hour by hour, and would time out over months.",
		Fix:    "For older series use a time series query and the panel's *Last* calculation.",
	})
	LastIsNewer = Notices.add(Message{
		Title:  "Last values are newer than the time range",
		Says:   "{number} of {all} series have points after the end of the time range, and the server returns only the newest point. For a range in the past, choose Time series and the calculation Last.",
		Reason: "The query type *Last value* reads each series' newest point, whatever the range.",
		Fix:    "Use a time series query and the panel's *Last* calculation.",
	})
	SeriesNotListed = Notices.add(Message{
		Title:  "The server lists no series of the metric",
		Says:   "{server} lists no series of {metric}, so last values and series can't be found. An OpenTSDB lists them with tsd.core.meta.enable_tsuid_tracking. Use a time series query and the calculation Last.",
		Reason: "The query types *Last value* and *Series* first look up the metric's series. OpenTSDB tracks series only with `tsd.core.meta.enable_tsuid_tracking`, and only those written since then.",
		Fix:    "Use a time series query and the panel's *Last* calculation, or ask the server's operator to switch tracking on.",
	})
	ShiftOffGrid = Notices.add(Message{
		Title:  "A shift by part of an interval",
		Says:   "timeShift: {time} is not a whole number of intervals, so the shifted points lie between those of other queries",
		Reason: "A Math expression can't join the shifted query with one that isn't shifted.",
		Fix:    "Shift by a multiple of the interval, or set a *Fixed* interval.",
	})
	FunctionsLeaveGaps = Notices.add(Message{
		Title:  "Gaps instead of the server's fill",
		Says:   "functions: gaps are left open; the fill policy none would fill them with points that were never stored",
		Reason: "OVH Metrics interpolates and extends series under the fill policy `none`, over whatever range is fetched.",
		Fix:    "Choose *Leave gaps*: the result is the same, without the notice.",
	})
)

// Inspector: why the request isn't the one that the query would seem to make.
var Inspector = &Section{
	Title: "Comments in the query inspector",
	Intro: "If the plugin rewrites a query or computes its result, the request in the query inspector begins with a comment that says why. Nothing is wrong.",
}

var (
	AverageComputed = Inspector.add(Message{
		Title:  "The average is computed from a sum and a count",
		Says:   "Sent as sum and count; the plugin divides them, because {server}'s avg interpolates missing points",
		Reason: "*Leave gaps* with the average: two sub-queries are sent.",
		Fix:    "Nothing to do.",
	})
	BucketsAggregated = Inspector.add(Message{
		Title:  "The buckets are aggregated by the plugin",
		Says:   "{server}'s {aggregator} would lose the buckets in which a series has no point; the plugin fetches each series' buckets and aggregates them",
		Reason: "*Leave gaps* with `first`, `last`, `diff` or `mult`: OpenTSDB doesn't skip the gaps of a series.",
		Fix:    "With very many series, add filters, because each series' buckets are fetched.",
	})
	ComputedForAggregator = Inspector.add(Message{
		Title:  "The result is computed from raw points",
		Says:   "{server} would interpolate points or drop buckets for the aggregator {aggregator}; the plugin computes the result from the raw points",
		Reason: "OVH Metrics reads counters, raw points, the aggregator `none`, and some aggregators with gaps differently from OpenTSDB's documentation, and OpenTSDB gets some calendar intervals wrong at a clock change. Every stored point of the time range is fetched, which takes longer than an aggregate.",
		Fix:    "If the panel is slow, shorten the time range, add filters, or choose `avg`, `sum`, `min`, `max` or `count`.",
	})
	ComputedForRate      = Inspector.add(ComputedForAggregator.saying("{server} would show a drop when a series ends; the plugin computes the result from the raw points"))
	ComputedForCounter   = Inspector.add(ComputedForAggregator.saying("{server} would read a counter's resets differently from OpenTSDB's documentation; the plugin computes the result from the raw points"))
	ComputedForNone      = Inspector.add(ComputedForAggregator.saying("{server} would ignore the downsampling and the rate when nothing is aggregated; the plugin computes the result from the raw points"))
	ComputedForRawPoints = Inspector.add(ComputedForAggregator.saying("{server} would average the points over intervals of its own choice; the plugin computes the result from the raw points"))
	ComputedForCalendar  = Inspector.add(ComputedForAggregator.saying("{server} would count calendar intervals wrongly across a change of the clocks; the plugin computes the result from the raw points"))

	FunctionsComputed = Inspector.add(Message{
		Title:  "Functions are computed by the plugin",
		Says:   "then, computed here: {functions}",
		Reason: "Servers don't compute [functions](functions.md): the plugin applies them to the response of the request. `…` is the query.",
		Fix:    "Nothing to do.",
	})
)

// Lookups of names and series.
var Lookups = &Section{Title: "Variables and suggestions"}

var TooManyKeySets = Lookups.add(Message{
	Title:  "Too many sets of tag keys",
	Says:   `The series of {metric} have more than {number} different sets of tag keys, so the plugin can't find out which have points in the time range. Turn "Only with data in the dashboard's time range" off.`,
	Reason: "OpenTSDB has no call that tells this, so each set of tag keys costs a request.",
	Fix:    "Turn the switch off, or choose a metric with fewer different sets of tag keys.",
})

// Parameters of resource calls.
var Parameters = &Section{
	Title: "Parameters of resource calls",
	Intro: "A script that calls the plugin's [resources](resources.md) gets these errors, or a browser tab with an older version of the plugin: reload the page.",
}

var (
	ParameterMissing = Parameters.add(Message{
		Title:  "A parameter is missing",
		Says:   "Parameter {name}: it is missing",
		Reason: "The call needs this parameter.",
		Fix:    "Add it.",
	})
	ParameterTooLong = Parameters.add(Message{
		Title:  "A parameter is too long",
		Says:   "Parameter {name}: it is too long",
		Reason: "Parameters have at most 16 KiB each.",
		Fix:    "Shorten it.",
	})
	ParameterInvalid = Parameters.add(Message{
		Title:  "A parameter can't be read",
		Says:   "Parameter {name}: {reason}",
		Reason: "The error says what is expected.",
		Fix:    "Correct it as [Resources](resources.md) says.",
	})
	ParameterNotPositive  = Parameters.add(ParameterInvalid.saying("Parameter {name}: it is not a whole number above 0"))
	ParameterNotTime      = Parameters.add(ParameterInvalid.saying("Parameter {name}: it is not a time in ms since 1970"))
	ParameterNotAfterFrom = Parameters.add(ParameterInvalid.saying("Parameter {name}: it is not a time in ms since 1970, after from"))

	// ListOfFiltersInvalid and ListOfFiltersTooLong are reasons alone, for ParameterInvalid.
	ListOfFiltersInvalid = Parameters.add(ParameterInvalid.saying("it is not a JSON list of filters"))
	ListOfFiltersTooLong = Parameters.add(ParameterInvalid.saying("the list is too long"))
)

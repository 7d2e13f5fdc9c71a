package messages

// Notices of a panel that has its data.
var Notices = &Section{
	Title: "Notices on a panel",
	Intro: "They show as a warning icon in the panel's header; the panel has its data.",
}

var (
	MoreSeries = Notices.add(Message{
		Title:  "Not all series are shown",
		Says:   "There are more series than are shown. Narrow the filters, or raise Max series (maxSeries) in the data source's settings.",
		Reason: "The query types *Series* and *Last value* end at *Max series*.",
		Fix:    "Add filters until the notice is gone, or raise *Max series*.",
	})
	SampleIntervalUnknown = Notices.add(Message{
		Title:  "The sample interval is not known",
		Says:   "The sample interval of {metric} is not known; {what} may miss series. Set Min interval in the data source's settings, or an interval in the query. ({reason})",
		Reason: "The plugin measures how far apart the points of a metric are, so that an auto interval holds a point of every series. The measurement failed.",
		Fix:    "Set *Min interval* to the interval at which your collectors write, or a fixed interval of at least that in the query.",
	})
	SampleIntervalUnsure = Notices.add(Message{
		Title:  "Some series may have fewer points",
		Says:   "Some series of {metric} may have points further apart than {interval}, or begin and end in the time range; {what} may miss those. Set a longer interval if there are such series.",
		Reason: "The number of series differs from one part of the range to the next. Either series begin and end, or some have points further apart than the interval.",
		Fix:    "If all your series have a point in every interval, ignore it. Otherwise set a longer interval.",
	})
	OlderSeriesNotSearched = Notices.add(Message{
		Title:  "Sparse series were looked for in a part of the range",
		Says:   "The time range has so many points that only its newest {length} was searched for series of {metric} with points further apart than {interval}; {what} may miss such series that ended before it. Set a longer interval if there are such series.",
		Reason: "OVH Metrics and OpenTSDB 2.2 don't say which series are in a result, so all points of the range would have to be read once more ([sample interval](servers.md#auto-interval-and-sample-interval)).",
		Fix:    "If all your series have a point in every interval, ignore it. Otherwise set a longer interval, or *Min interval* in the data source's settings.",
	})
	IntervalTooShort = Notices.add(Message{
		Title:  "The interval is shorter than the sample interval",
		Says:   "Some series of {metric} have a point only every {interval}; {what} misses them in between. Set an interval of {longer} or longer.",
		Reason: "A bucket's sum or count holds only the series with a point in it.",
		Fix:    "Set an interval of at least the one that the notice names, or *Auto*.",
	})
	UnfinishedHidden = Notices.add(Message{
		Title:  "The newest interval isn't shown",
		Says:   "The newest interval of {interval} isn't over, so it isn't shown. To see it as it is so far, set Unfinished interval to Show.",
		Reason: "Sums, counts and rates of an interval that isn't over are too small.",
		Fix:    "Wait until it is over, or set *Unfinished interval* to *Show*.",
	})
	CalendarMisplaced = Notices.add(Message{
		Title:  "Calendar intervals near a change of the clocks",
		Says:   "The clocks of {zone} change in or near this time range. OpenTSDB may lose its place there, so that intervals of {interval} lack an hour, begin at another time, or are empty. To be sure, set the time zone to UTC, or an interval without the calendar.",
		Reason: "OpenTSDB counts calendar intervals on through a change of the clocks, and loses its place at some. The plugin computes them from raw points instead, but not with a rate, a deviation or a percentile, and not hours with functions ([alignment](servers.md#bucket-timestamps-and-alignment)).",
		Fix:    "Set the query's time zone to UTC, or switch *Calendar* off.",
	})
	Sliced = Notices.add(Message{
		Title:  "The time range was asked for in slices",
		Says:   "The server has many points to read, so it was asked for {number} slices of the time range.",
		Reason: "Servers refuse requests that read too many points ([long ranges](servers.md#long-ranges)). The result is complete.",
		Fix:    "Nothing is wrong. A shorter time range, or filters, cost the server less.",
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
		Reason: "A filter on a tag that a series doesn't have never passes, not even a negated one.",
		Fix:    "Choose a tag key from the list.",
	})
	NothingPasses = Notices.add(Message{
		Title:  "No series passes the filters",
		Says:   "No series of {metric} passes the filters. Series pass all filters at once, ad-hoc filters included.",
		Reason: "Each filter may match, and no series matches all of them.",
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
		Fix:    "Nothing has to be done: the panel shows what it shows without that key.",
	})
	LastLooksBack = Notices.add(Message{
		Title:  "Last values are searched in a week only",
		Says:   "Last values are looked for in the last {number} hours only: a series that ended before them is missing. Use a time series query and the calculation Last.",
		Reason: "OpenTSDB looks back hour by hour, and would time out over months.",
		Fix:    "For older series use a time series query and the panel's *Last* calculation.",
	})
	LastIsNewer = Notices.add(Message{
		Title:  "Last values are newer than the time range",
		Says:   "{number} of {all} series have newer points than the time range ends with, and the server returns only the newest. For a range in the past, choose Time series and the calculation Last.",
		Reason: "The query type *Last value* reads each series' newest point, whatever the range.",
		Fix:    "Use a time series query and the panel's *Last* calculation.",
	})
	SeriesNotListed = Notices.add(Message{
		Title:  "The server lists no series of the metric",
		Says:   "{server} lists no series of {metric}, by which last values and series are found. An OpenTSDB lists them with tsd.core.meta.enable_tsuid_tracking. Use a time series query and the calculation Last.",
		Reason: "The query types *Last value* and *Series* look the metric's series up first. OpenTSDB tracks them only with `tsd.core.meta.enable_tsuid_tracking`, and only those written since.",
		Fix:    "Use a time series query and the panel's *Last* calculation, or let the server's operator switch tracking on.",
	})
	ShiftOffGrid = Notices.add(Message{
		Title:  "A shift by part of an interval",
		Says:   "timeShift: {time} is no whole number of intervals, so the shifted points lie between those of other queries",
		Reason: "A Math expression can't join them with the query that isn't shifted.",
		Fix:    "Shift by a multiple of the interval, or fix the interval.",
	})
	FunctionsLeaveGaps = Notices.add(Message{
		Title:  "Gaps instead of the server's fill",
		Says:   "functions: gaps were left open instead of the points that the fill policy none invents",
		Reason: "OVH Metrics interpolates and extends series under the fill policy `none`, over whatever range is fetched.",
		Fix:    "Choose *Leave gaps* to say so yourself.",
	})
)

// Inspector: why the request isn't the one that the query would seem to make.
var Inspector = &Section{
	Title: "Comments in the query inspector",
	Intro: "The request begins with such a comment where the plugin rewrites a query or computes its result. The numbers are right.",
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
		Says:   "{server}'s {aggregator} would lose the buckets in which a series has no point; each series' buckets are asked for, and aggregated here",
		Reason: "*Leave gaps* with `first`, `last`, `diff` or `mult`: OpenTSDB doesn't pass over the gaps of one series.",
		Fix:    "If there are very many series, add filters: each series' buckets are fetched.",
	})
	ComputedFromPoints = Inspector.add(Message{
		Title:  "The result is computed from raw points",
		Says:   "{server} would {what}; the result is computed here from the raw points",
		Reason: "OVH Metrics reads counters, raw points, the aggregator `none`, and some aggregators with gaps differently from OpenTSDB's documentation. Every stored point of the time range is fetched, which takes longer than an aggregate.",
		Fix:    "If the panel is slow, shorten the time range, add filters, or choose `avg`, `sum`, `min`, `max` or `count`.",
	})
)

// Lookups of names and series.
var Lookups = &Section{Title: "Variables and suggestions"}

var TooManyKeySets = Lookups.add(Message{
	Title:  "Too many sets of tag keys",
	Says:   `The series of {metric} have more than {number} different sets of tag keys, so it can't be told which have points in the time range. Turn "Only with data in the dashboard's time range" off.`,
	Reason: "OpenTSDB has no call for it, so each set of tag keys costs a request.",
	Fix:    "Turn the switch off, or choose a metric with a steadier set of tags.",
})

// Parameters of resource calls.
var Parameters = &Section{
	Title: "Parameters of resource calls",
	Intro: "Of a script that calls the plugin's [resources](resources.md), or a browser tab with an older version of the plugin: reload the page.",
}

var (
	ParameterMissing = Parameters.add(Message{
		Title:  "A parameter is missing",
		Says:   "Parameter {name}: it is missing",
		Reason: "The call needs it.",
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
		Reason: "The error says what it has to be.",
		Fix:    "Correct it as [Resources](resources.md) says.",
	})
)

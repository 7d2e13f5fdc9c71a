package messages

// Functions of a query. The editor says most of them in the same words, and explains them no second time in src/messages.ts.
var Functions = &Section{
	Title: "Functions",
	Intro: "The editor shows most of these as you type. [Functions](functions.md) says what each function does and takes.",
}

// The functions themselves.
var (
	FunctionUnknown = Functions.add(Message{
		Title:  "Not a function",
		Says:   "{function} is not a function; the functions are {names}",
		Reason: "No function has this name. Names are case-sensitive.",
		Fix:    "Choose a function in *Operations*.",
	})
	FunctionMisspelt = Functions.add(FunctionUnknown.saying("{function} is not a function; did you mean {near}?"))

	FunctionJoinsQueries = Functions.add(Message{
		Title:  "A function that joins two queries",
		Says:   "{function} joins two queries: add the second query and a Math expression, {expression}",
		Reason: "Grafana's Math expressions pair points by time, where OpenTSDB's functions pair them by position.",
		Fix:    "Add the second query, and an expression of the type *Math*.",
	})
	AliasNotOutermost = Functions.add(Message{
		Title:  "An alias within another function",
		Says:   "alias has to be the outermost function",
		Reason: "`alias` sets the query's *Alias*, so it can't be a part of another function.",
		Fix:    "Make it the outermost function, or remove it and fill in *Alias*.",
	})
	TooManyFunctions = Functions.add(Message{
		Title:  "Too many functions",
		Says:   "Too many functions ({number}): a query can have {most}",
		Reason: "Their number is limited, because each takes time and memory of Grafana's server.",
		Fix:    "Remove functions.",
	})
	FunctionsShape = Functions.add(Message{
		Title:  "The list of functions has the wrong shape",
		Says:   `functions: it has to be a list of {"name": …, "params": [texts or numbers]}`,
		Reason: "`functions` in the query's JSON has another shape. No editor saves that.",
		Fix:    "Correct it as [Functions](functions.md) says.",
	})
)

// Parameters that are missing, or too many.
var (
	FunctionNumberMissing = Functions.add(Message{
		Title:  "A function's parameter is missing",
		Says:   "{function}: enter a number. Write {example}",
		Reason: "A parameter or its variable is empty.",
		Fix:    "Fill it in, with a value or a variable of the dashboard.",
	})
	FunctionCountMissing      = Functions.add(FunctionNumberMissing.saying("{function}: enter the number of series. Write {example}"))
	FunctionReducerMissing    = Functions.add(FunctionNumberMissing.saying("{function}: choose the value to compare series by. Write {example}"))
	FunctionComparisonMissing = Functions.add(FunctionNumberMissing.saying("{function}: choose a comparison. Write {example}"))
	FunctionLengthMissing     = Functions.add(FunctionNumberMissing.saying("{function}: enter a number of points or a time. Write {example}"))
	FunctionShiftMissing      = Functions.add(FunctionNumberMissing.saying("{function}: enter a number of points or a time to shift by. Write {example}"))
	FunctionTagKeyMissing     = Functions.add(FunctionNumberMissing.saying("{function}: a tag key is empty"))

	FunctionParametersTooMany = Functions.add(Message{
		Title:  "Too many parameters of a function",
		Says:   "{function}: too many parameters ({number}): it takes at most {most}. Write {example}",
		Reason: "In Code mode, each comma that isn't in quotes begins another parameter.",
		Fix:    "Remove parameters, or put a text with a comma in quotes.",
	})
)

// Parameters that can't be read.
var (
	FunctionNumberInvalid = Functions.add(Message{
		Title:  "A function's parameter has the wrong form",
		Says:   `{function}: "{text}" is not a number`,
		Reason: "A number is a decimal such as `0.001`, `-5` or `1e3`. A time is a whole number and a unit: `ms`, `s`, `m`, `h`, `d`, `w`, `n` (30 days) or `y`. A variable has to have one value.",
		Fix:    "Correct it as the text says.",
	})
	FunctionNumberTooLarge    = Functions.add(FunctionNumberInvalid.saying("{function}: {text} is too large for a number"))
	FunctionCountNotWhole     = Functions.add(FunctionNumberInvalid.saying("{function}: {text} is not a whole number of series"))
	FunctionCountTooSmall     = Functions.add(FunctionNumberInvalid.saying("{function}: the number of series is {text}; write 1 or more"))
	FunctionReducerUnknown    = Functions.add(FunctionNumberInvalid.saying(`{function}: "{text}" is not known; write max, avg, min, sum or last`))
	FunctionComparisonUnknown = Functions.add(FunctionNumberInvalid.saying(`{function}: "{text}" is not a comparison; write >, >=, <, <=, = or !=`))
	FunctionWindowUnknown     = Functions.add(FunctionNumberInvalid.saying(`{function}: "{text}" is not a window function; write avg, median, min, max or sum`))
	FunctionWordUnknown       = Functions.add(FunctionNumberInvalid.saying(`{function}: "{text}" is unknown here; write {word} or nothing`))
	FunctionLengthInvalid     = Functions.add(FunctionNumberInvalid.saying(`{function}: "{text}" is neither a number of points nor a time; write 5 or 10m`))
	FunctionLengthTooLong     = Functions.add(FunctionNumberInvalid.saying("{function}: {text} is too long; it can be 100y or 1000000 points at most"))
	FunctionWindowEmpty       = Functions.add(FunctionNumberInvalid.saying("{function}: the window has to be longer than 0"))
	FunctionLimitEmpty        = Functions.add(FunctionNumberInvalid.saying("{function}: the limit has to be longer than 0"))
)

// Functions that don't fit the query's points.
var (
	FunctionWindowNeedsInterval = Functions.add(Message{
		Title:  "The function needs a downsample interval",
		Says:   "{function}: a window of points needs a downsample interval; write a time such as 10m",
		Reason: "Downsampling is off, so points can have any timestamp. Or the interval is `0all`, which leaves one point.",
		Fix:    "Choose an interval under *Options*, or do what the text says.",
	})
	FunctionShiftNeedsInterval   = Functions.add(FunctionWindowNeedsInterval.saying("{function}: {buckets} buckets need a downsample interval; write a time such as 1h"))
	FunctionPercentNeedsInterval = Functions.add(FunctionWindowNeedsInterval.saying("{function}: series without downsampling have no common times; set an interval"))
	FunctionRestNeedsInterval    = Functions.add(FunctionWindowNeedsInterval.saying("{function}: series without downsampling have no common times for their sum; set an interval"))
	FunctionFillNeedsInterval    = Functions.add(FunctionWindowNeedsInterval.saying("{function}: points without downsampling have no empty intervals; set an interval"))

	FunctionWholeRange = Functions.add(Message{
		Title:  "The function needs several points",
		Says:   "{function}: the interval 0all leaves one point",
		Reason: "A window, a change or a running sum needs several points.",
		Fix:    "Choose a shorter interval.",
	})
	FunctionCalendarShift = Functions.add(Message{
		Title:  "A shift that doesn't fit the calendar",
		Says:   "{function}: days of the calendar are shifted by days or weeks, not by {time}",
		Reason: "A month of the calendar isn't a whole number of days.",
		Fix:    "Write `30d` or `4w`, or choose an interval of months.",
	})
	FunctionFillsTooMuch = Functions.add(Message{
		Title:  "The function would fill too many gaps",
		Says:   "it would fill too many empty intervals; choose a longer interval, a shorter time range or fewer series",
		Reason: "`keepLastValue` and `transformNull` add points: millions of them over a long range with a short interval.",
		Fix:    "Choose a longer interval, a shorter time range or fewer series.",
	})
)

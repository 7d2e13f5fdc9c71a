package query

// Tables of what saved queries may hold, for the tests that hold the editors to them.
var (
	AutoIntervals = autoIntervals
	RollupUsages  = rollupUsages
)

// Limits that the editors know, too.
const (
	MaxMetrics = maxMetrics
	MaxMaxAge  = maxMaxAge
)

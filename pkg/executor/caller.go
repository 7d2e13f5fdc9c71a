package executor

import "time"

// Origin says what part of Grafana asks.
type Origin string

// The origins. A panel is whatever shows a result: a dashboard, Explore, a public dashboard, a report.
const (
	Panel      Origin = "panel"
	AlertRule  Origin = "alert rule"
	Expression Origin = "expression" // a server-side expression over the query's result
)

// Caller says who asks, and when: whatever decides how a call is made beside what is asked.
type Caller struct {
	// Now is the clock's time when Grafana's request came in.
	Now    time.Time
	Origin Origin
	// SkipCache asks for everything again, as Grafana's header X-Cache-Skip does.
	SkipCache bool
	// MaxAge is how old a cached response may be that is given again, where the caller says; 0: as the response cache has it.
	MaxAge time.Duration
	// Identity tells apart the people whose own identity is forwarded to the server; empty: the data source's is used.
	// Nothing is shared between two identities.
	Identity string
}

// mayUseCache: alert rules and expressions decide something, so they always see what the server holds now.
func (c Caller) mayUseCache() bool { return c.Origin == Panel && !c.SkipCache }

// scope begins the key of everything that callers may share.
func (c Caller) scope() string { return c.Identity + "\x00" }

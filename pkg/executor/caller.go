package executor

import "time"

// Origin is the part of Grafana that a request comes from.
type Origin string

// The origins. Panel is whatever shows a result: a dashboard, Explore, a public dashboard, a report.
const (
	Panel      Origin = "panel"
	AlertRule  Origin = "alert rule"
	Expression Origin = "expression" // a server-side expression over the query's result
)

// Caller is the context of a request that decides, beside the request itself, how it is served.
type Caller struct {
	// Now is when Grafana's request came in.
	Now    time.Time
	Origin Origin
	// SkipCache reads nothing from a cache, as Grafana's header X-Cache-Skip demands.
	SkipCache bool
	// MaxAge is how old a cached response may be; 0: the response cache's own rule.
	MaxAge time.Duration
	// Identity identifies the person whose own identity is forwarded to the server; empty: the data source's is used.
	// Nothing is shared between two identities.
	Identity string
}

// mayUseCache is false for alert rules and expressions: they decide something, so they always see what the server holds now.
func (c Caller) mayUseCache() bool { return c.Origin == Panel && !c.SkipCache }

// scope is the prefix of the keys of everything that callers may share.
func (c Caller) scope() string { return c.Identity + "\x00" }

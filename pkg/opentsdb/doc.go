// Package opentsdb holds the types of OpenTSDB's HTTP API: what is asked and what comes back. Its rooms: client (HTTP),
// decode (streaming decoder), dialects (what each server can do), problems (failed calls as messages).
// None of them knows Grafana's frames or its plugin SDK.
package opentsdb

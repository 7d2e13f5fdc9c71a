// Package opentsdb holds the types of OpenTSDB's HTTP API: requests and responses. Its subpackages: client (HTTP),
// decode (streaming decoder), dialects (what each server can do), problems (failed calls as messages).
// None of them knows Grafana's frames or its plugin SDK.
package opentsdb

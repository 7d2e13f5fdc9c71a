// Package problems turns failed calls to a server into errors for users: it recognises what happened, pkg/messages has the texts.
package problems

import (
	"net/http"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
)

// Kind names why a call failed.
type Kind string

// The kinds of failure.
const (
	// KindAuth: the server asks for a token, or refused the one it got.
	KindAuth Kind = "auth"
	// KindStore: OVH Metrics' store refused the query, and its gateway hides why; usually it is the token.
	KindStore Kind = "store"
	// KindUnknownName: the server knows no such metric, tag key or tag value.
	KindUnknownName Kind = "unknown-name"
	// KindRefused: the server understood the request, refused it and said why.
	KindRefused Kind = "refused"
	// KindLimit: the response or the request is larger than the server or the settings allow.
	KindLimit Kind = "limit"
	// KindRate: too many requests in a short time.
	KindRate Kind = "rate"
	// KindNoSuchAPI: the URL isn't that of an OpenTSDB API, or the server doesn't have this call.
	KindNoSuchAPI Kind = "no-such-api"
	// KindUnsupported: the server has the call, but not in this form.
	KindUnsupported Kind = "unsupported"
	// KindRedirect: the server redirects, which isn't followed, so that the token stays with its host.
	KindRedirect Kind = "redirect"
	// KindServer: an internal error of the server.
	KindServer Kind = "server"
	// KindUnavailable: the server, or its store behind it, can't be reached.
	KindUnavailable Kind = "unavailable"
	// KindTLS: no trusted TLS connection.
	KindTLS Kind = "tls"
	// KindTimeout: out of time.
	KindTimeout Kind = "timeout"
	// KindCanceled: the caller left.
	KindCanceled Kind = "canceled"
	// KindCut: the response ended in the middle.
	KindCut Kind = "cut"
	// KindFormat: the response isn't what the API promises.
	KindFormat Kind = "format"
	// KindRequest: the request could not be sent.
	KindRequest Kind = "request"
)

// Source is plugin or downstream, for Grafana's error metrics.
type Source string

// The sources: Downstream is the server, the network or the query.
const (
	Downstream Source = "downstream"
	Plugin     Source = "plugin"
)

// StatusClientClosedRequest is the status of a call whose caller left, as nginx and Grafana use it.
const StatusClientClosedRequest = 499

// Error is a failed call, as users read it.
type Error struct {
	// Kind is why it failed.
	Kind Kind
	// Status is the HTTP status of the cause: the server's own, or a better one where it sent none or a misleading one.
	Status int
	// Message says what happened, where, and what to do. It holds no secret and no markup.
	Message string
	// Source is plugin or downstream, for Grafana's error metrics.
	Source Source
	// UnknownTagKey is the tag key that the server doesn't know, if that is the reason; otherwise empty.
	UnknownTagKey string
	// Cause is the underlying error; nil if the response arrived in full.
	Cause error
}

func (e *Error) Error() string { return e.Message }

func (e *Error) Unwrap() error { return e.Cause }

// Where says which exchange failed.
type Where struct {
	// Server is its display name: a region, or a host.
	Server string
	// Call is the API's: "query", "suggest", "lookup", "last", "aggregators", "filters", "version".
	Call string
	// Dialect is the server's: "ovh" or "opentsdb".
	Dialect string
	// TooLarge is the error of reading a response that exceeds Grafana's own limit; nil: none.
	TooLarge error
	// Redact are the texts that no error may contain: the token, and the headers that carry it.
	Redact []string
}

// ReadError turns a failed exchange into an error for users. resp and body are what the server sent: resp is nil without a
// response, body may be incomplete. err is why there is no response, or what is wrong with it. The server's text isn't trusted:
// markup, control characters, stack traces and secrets are removed, and it is shortened.
func ReadError(where Where, resp *http.Response, body []byte, err error) *Error {
	f := failure{where: where, page: understand(body)}
	if resp != nil {
		f.status = resp.StatusCode
		f.header = resp.Header
	}
	if err != nil {
		e := f.fromErr(err)
		e.Cause = err
		return e
	}
	return f.fromResponse()
}

// failure is what is known of a failed exchange.
type failure struct {
	where  Where
	status int // 0 without a response
	header http.Header
	page   page
}

// call names the call in a message.
func (f failure) call() string {
	switch f.where.Call {
	case "query":
		return messages.CallQuery
	case "suggest":
		return messages.CallNames
	case "lookup":
		return messages.CallSeries
	case "last":
		return messages.CallLast
	}
	return messages.CallOfOtherKinds
}

// said returns the server's own text, cleaned.
func (f failure) said() string { return f.clean(f.page.text) }

// error is the error that a message makes of values. Those that come from the server have been through clean.
func (f failure) error(kind Kind, status int, source Source, message messages.Message, values ...any) *Error {
	if status < 400 || status > 599 { // not that of an error, or none
		status = http.StatusBadGateway
	}
	return &Error{Kind: kind, Status: status, Source: source, Message: message.Text(values...)}
}

// downstream returns an error whose source is the server, the network or the query.
func (f failure) downstream(kind Kind, status int, message messages.Message, values ...any) *Error {
	return f.error(kind, status, Downstream, message, values...)
}

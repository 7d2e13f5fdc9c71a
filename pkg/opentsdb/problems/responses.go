package problems

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
)

// cause recognises one kind of error response.
type cause struct {
	applies func(f failure) bool
	read    func(f failure) *Error
}

// causes are tried in order, the specific ones first. Their texts were recorded from OVH Metrics' gateway and from OpenTSDB
// 2.4.1; the status decides where no text is known.
var causes = []cause{
	// The store's token errors, as the gateway passes them on: with another status, or as broken JSON.
	{says("Missing or invalid token"), accessRefused},
	{allOf(says("invalid character 'E' looking for beginning of value"), status(500)), storeRefused},
	{says("Failed to unmarshal Egress response"), storeRefused},
	{says("WarpScriptException"), scriptRefused},
	{says("Bad Message 400"), func(f failure) *Error {
		return f.downstream(KindRefused, http.StatusBadRequest, messages.SearchTextRefused, f.where.Server, f.call())
	}},
	// The gateway's own connection error, whose internal address isn't shown.
	{allOf(says("dial tcp "), status(500)), func(f failure) *Error {
		return f.downstream(KindUnavailable, http.StatusServiceUnavailable, messages.StoreDown, f.where.Server)
	}},
	{says("Invalid type value"), refusedAs(http.StatusBadRequest)},

	{status(401), func(f failure) *Error {
		missing := messages.LoginOpenTSDB
		if f.where.Dialect == dialects.OVH.ID {
			missing = messages.LoginOVH
		}
		return f.downstream(KindAuth, 401, messages.LoginNeeded, f.where.Server, missing)
	}},
	{status(403), accessRefused},
	{status(407), func(f failure) *Error {
		return f.downstream(KindAuth, 407, messages.ProxyLogin, f.where.Server)
	}},

	{says("No such name for '"), unknownName},
	{anyOf(status(413), says("attempted to fetch more than")), func(f failure) *Error {
		return f.downstream(KindLimit, 413, messages.ServerLimit, f.where.Server, f.call(), f.status, f.reason())
	}},
	{anyOf(says("Chunked request not supported"), status(414), status(431)), func(f failure) *Error {
		return f.downstream(KindLimit, f.status, messages.RequestTooLong, f.where.Server, f.status)
	}},
	{status(429), tooMany},

	// A bug of OpenTSDB's in reading densely stored points; the query is right.
	{allOf(call("last"), anyOf(says("arraycopy: "), says("out of bounds for the qualifier length"))), func(f failure) *Error {
		return f.downstream(KindServer, f.status, messages.LastPointFailed, f.where.Server, f.status, f.said())
	}},
	{says("Searching is not enabled"), func(f failure) *Error {
		return f.downstream(KindUnsupported, f.status, messages.SearchOff, f.where.Server, f.status, trimEnd(f.said()))
	}},

	{allOf(status(404), func(f failure) bool { return f.page.json && f.page.code > 0 && !says("Endpoint not found")(f) }), refused},
	{status(404, 410), func(f failure) *Error {
		return f.downstream(KindNoSuchAPI, f.status, messages.NoSuchAPI, f.where.Server, f.call(), f.status, f.reason())
	}},
	{status(405, 501), func(f failure) *Error {
		return f.error(KindUnsupported, f.status, Plugin, messages.FormRefused, f.where.Server, f.call(), f.status, f.reason())
	}},
	{status(408), func(f failure) *Error { return f.timeout(408) }},
	{func(f failure) bool { return f.status >= 300 && f.status < 400 }, redirected},
	{status(502, 503), func(f failure) *Error {
		return f.downstream(KindUnavailable, f.status, messages.ServiceUnavailable, f.where.Server, f.status, f.reason())
	}},
	{status(504), func(f failure) *Error { return f.timeout(504) }},
	{func(f failure) bool { return f.status >= 500 }, func(f failure) *Error {
		message := messages.ServerFailed
		if f.where.Dialect == dialects.OVH.ID {
			message = messages.StoreFailed
		}
		return f.downstream(KindServer, f.status, message, f.where.Server, f.call(), f.status, f.reason())
	}},
	{func(f failure) bool { return f.status >= 400 }, refused},
}

// fromResponse returns the error of a response that arrived in full.
func (f failure) fromResponse() *Error {
	if f.status < 300 && f.page.code >= 400 {
		f.status = f.page.code
	}
	for _, c := range causes {
		if c.applies(f) {
			return c.read(f)
		}
	}
	if f.page.html {
		return f.webPage()
	}
	if f.page.json {
		return f.downstream(KindRefused, http.StatusBadGateway, messages.Refused, f.where.Server, f.call(), "", trimEnd(f.said()))
	}
	return f.downstream(KindFormat, http.StatusBadGateway, messages.Unreadable, f.where.Server, f.call(), f.statusText(), f.reason())
}

// reason returns the server's own reason, without a full stop; empty where there is none but the status.
func (f failure) reason() string {
	said := f.said()
	if f.page.json && said == http.StatusText(f.status) || said == fmt.Sprint(f.status) {
		return ""
	}
	return trimEnd(said)
}

// statusText returns the status; empty without a response.
func (f failure) statusText() string {
	if f.status == 0 {
		return ""
	}
	return fmt.Sprint(f.status)
}

// trimEnd removes the full stop or colon at a text's end.
func trimEnd(text string) string { return strings.TrimRight(text, " .:") }

func refused(f failure) *Error { return refusedAs(f.status)(f) }

// refusedAs returns the error of a refusal that no other cause recognises, with a status.
func refusedAs(status int) func(f failure) *Error {
	return func(f failure) *Error {
		if reason := f.reason(); reason != "" {
			return f.downstream(KindRefused, status, messages.Refused, f.where.Server, f.call(), f.statusText(), reason)
		}
		return f.downstream(KindRefused, status, messages.RefusedSilently, f.where.Server, f.call(), f.status)
	}
}

func accessRefused(f failure) *Error {
	if f.where.Dialect == dialects.OVH.ID {
		return f.downstream(KindAuth, http.StatusForbidden, messages.TokenRejected, f.where.Server)
	}
	return f.downstream(KindAuth, http.StatusForbidden, messages.AccessRefused, f.where.Server, trimEnd(f.said()))
}

// storeRefused returns the error of the gateway's response to any error of its store, whose text it fails to parse as JSON.
func storeRefused(f failure) *Error {
	return f.downstream(KindStore, f.status, messages.StoreRefused, f.where.Server, f.call(), f.status)
}

var scriptReason = regexp.MustCompile(`.*WarpScriptException:\s*([^()]+)`)

func scriptRefused(f failure) *Error {
	reason := f.said()
	if m := scriptReason.FindStringSubmatch(reason); m != nil {
		reason = m[1]
	}
	return f.downstream(KindRefused, http.StatusBadRequest, messages.ScriptRefused, f.where.Server, f.call(), trimEnd(reason))
}

var noSuchName = regexp.MustCompile(`No such name for '(metrics|tagk|tagv)': '(.*)'`)

func unknownName(f failure) *Error {
	thing, name, tagKey := "such name", "", ""
	if m := noSuchName.FindStringSubmatch(f.said()); m != nil {
		name = m[2]
		if m[1] == "tagk" {
			tagKey = name
		}
		thing = map[string]string{"metrics": "metric", "tagk": "tag key", "tagv": "tag value"}[m[1]] + fmt.Sprintf(" %q", name)
	}
	message := messages.NameUnknown
	if strings.ContainsAny(name, "*|") {
		message = messages.PatternAsName
	}
	e := f.downstream(KindUnknownName, f.status, message, f.where.Server, thing, f.status)
	e.UnknownTagKey = tagKey
	return e
}

func tooMany(f failure) *Error {
	seconds := f.header.Get("Retry-After")
	if len(seconds) >= 6 || strings.Trim(seconds, "0123456789") != "" {
		seconds = ""
	}
	return f.downstream(KindRate, 429, messages.TooManyRequests, f.where.Server, f.status, f.reason(), f.clean(seconds))
}

func redirected(f failure) *Error {
	target := "elsewhere"
	if u, err := url.Parse(f.header.Get("Location")); err == nil && u.Host != "" {
		target = "to " + f.clean(u.Host)
	}
	return f.downstream(KindRedirect, http.StatusBadGateway, messages.Redirected, f.where.Server, f.call(), target, f.status)
}

// webPage returns the error of a web page in place of data.
func (f failure) webPage() *Error {
	return f.downstream(KindFormat, http.StatusBadGateway, messages.WebPage, f.where.Server, f.clean(f.page.title), f.call())
}

func (f failure) timeout(status int) *Error {
	return f.downstream(KindTimeout, status, messages.ServerTimedOut, f.where.Server, f.call(), status)
}
func says(text string) func(failure) bool {
	return func(f failure) bool {
		return strings.Contains(f.page.all, text)
	}
}

func status(any ...int) func(failure) bool {
	return func(f failure) bool {
		for _, s := range any {
			if f.status == s {
				return true
			}
		}
		return false
	}
}

func call(name string) func(failure) bool {
	return func(f failure) bool { return f.where.Call == name }
}

func allOf(conditions ...func(failure) bool) func(failure) bool {
	return func(f failure) bool {
		for _, c := range conditions {
			if !c(f) {
				return false
			}
		}
		return true
	}
}

func anyOf(conditions ...func(failure) bool) func(failure) bool {
	return func(f failure) bool {
		for _, c := range conditions {
			if c(f) {
				return true
			}
		}
		return false
	}
}

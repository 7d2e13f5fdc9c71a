package problems

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
)

// cause is one way in which a server says no. The causes are tried in order.
type cause struct {
	applies func(f failure) bool
	read    func(f failure) *Error
}

// causes is the table of what servers answer, the particular before the general. The texts were seen from OVH Metrics'
// gateway and from OpenTSDB 2.4.1; a status alone decides where no text is known.
var causes = []cause{
	// The store's token errors, as the gateway hands them on: with another status, or as broken JSON.
	{says("Missing or invalid token"), tokenRefused},
	{allOf(says("invalid character 'E' looking for beginning of value"), status(500)), storeRefused},
	{says("Failed to unmarshal Egress response"), storeRefused},
	{says("WarpScriptException"), scriptRefused},
	{says("Bad Message 400"), searchRefused},
	{allOf(says("dial tcp "), status(500)), storeDown},
	{says("Invalid type value"), func(f failure) *Error {
		return f.downstream(KindRefused, http.StatusBadRequest, f.refusal(f.where.Server+" refused "+f.call(), ""))
	}},

	{status(401), func(f failure) *Error {
		what := "the token, or user and password,"
		if f.where.Dialect == dialects.OVH.ID {
			what = "the READ token"
		}
		return f.downstream(KindAuth, 401, fmt.Sprintf("%s asks for a login (401): it got none that it takes. Enter %s in the data source's settings, and check how it is sent.", f.where.Server, what))
	}},
	{status(403), tokenRefused},
	{status(407), func(f failure) *Error {
		return f.downstream(KindAuth, 407, fmt.Sprintf("The proxy before %s asks for a login (407). Check the proxy settings of the data source and of Grafana.", f.where.Server))
	}},

	{says("No such name for '"), unknownName},
	{anyOf(status(413), says("attempted to fetch more than")), func(f failure) *Error {
		return f.downstream(KindLimit, 413, f.refusal(f.where.Server+" stopped "+f.call()+" at its own limit", narrow))
	}},
	{anyOf(says("Chunked request not supported"), status(414), status(431)), func(f failure) *Error {
		return f.downstream(KindLimit, f.status, fmt.Sprintf("%s can't take a request as long as this one (%d). Shorten the filters: a pattern instead of many values. Its operator can allow long requests (tsd.http.request.enable_chunked).", f.where.Server, f.status))
	}},
	{status(429), tooMany},

	// An OpenTSDB that fails to read the points that it stored densely: net.opentsdb bug, not the question's fault.
	{allOf(call("last"), anyOf(says("arraycopy: "), says("out of bounds for the qualifier length"))), func(f failure) *Error {
		return f.downstream(KindServer, f.status, fmt.Sprintf("%s failed to read the last point (%d: %s). It is a known fault of OpenTSDB with series of many points an hour. Use a time series query and the panel's \"Last\" calculation instead.", f.where.Server, f.status, f.said()))
	}},
	{says("Searching is not enabled"), func(f failure) *Error {
		return f.downstream(KindUnsupported, f.status, fmt.Sprintf("%s doesn't keep an index to search (%d: %s).", f.where.Server, f.status, f.said()))
	}},

	{allOf(status(404), func(f failure) bool { return f.page.json && f.page.code > 0 && !says("Endpoint not found")(f) }), func(f failure) *Error {
		return f.downstream(KindRefused, f.status, f.refusal(f.where.Server+" refused "+f.call(), ""))
	}},
	{status(404, 410), func(f failure) *Error {
		return f.downstream(KindNoSuchAPI, f.status, f.refusal(f.where.Server+" has no such API for "+f.call(), "Check the data source's URL: it is that of the OpenTSDB API without \"/api\", with the path prefix if there is one."))
	}},
	{status(405, 501), func(f failure) *Error {
		return f.error(KindUnsupported, f.status, Plugin, f.refusal(f.where.Server+" doesn't take "+f.call()+" in this form", "Check that the server's kind in the data source's settings is the right one."))
	}},
	{status(408), func(f failure) *Error { return f.timeout(408) }},
	{func(f failure) bool { return f.status >= 300 && f.status < 400 }, redirected},
	{status(502, 503), func(f failure) *Error {
		return f.downstream(KindUnavailable, f.status, f.refusal("The service behind "+f.where.Server+" is not available", "It may be restarting: try again in a while."))
	}},
	{status(504), func(f failure) *Error { return f.timeout(504) }},
	{func(f failure) bool { return f.status >= 500 }, func(f failure) *Error {
		then := "Try again in a while; if it stays, its operator's log says why."
		if f.where.Dialect == dialects.OVH.ID {
			then = "Its store may be down, or could not read what was asked. Try again in a while, and with less in the query."
		}
		return f.downstream(KindServer, f.status, f.refusal(f.where.Server+" failed inside while it read "+f.call(), then))
	}},
	{func(f failure) bool { return f.status >= 400 }, func(f failure) *Error {
		return f.downstream(KindRefused, f.status, f.refusal(f.where.Server+" refused "+f.call(), ""))
	}},
}

// fromAnswer reads an answer that came in full.
func (f failure) fromAnswer() *Error {
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
		return f.downstream(KindRefused, http.StatusBadGateway, fmt.Sprintf("%s refused %s: %s.", f.where.Server, f.call(), ended(f.said())))
	}
	return f.downstream(KindFormat, http.StatusBadGateway, f.refusal(f.where.Server+" gave an answer to "+f.call()+" that can't be read", checkURL))
}

// narrow is what to do when there is too much.
const narrow = "Ask for less: a shorter time range, a longer downsample interval, more filters, or fewer groups."

// checkURL is what to do when something else than OpenTSDB answers.
const checkURL = "Check that the data source's URL is that of an OpenTSDB API."

// refusal makes a sentence of what happened, the status, the server's words if any, and what to do.
func (f failure) refusal(what, then string) string {
	said := f.said()
	if f.page.json && said == http.StatusText(f.status) || said == fmt.Sprint(f.status) {
		said = ""
	}
	out := what
	if f.status > 0 {
		out += fmt.Sprintf(" (%d)", f.status)
	}
	switch {
	case said != "":
		out += ": " + ended(said) + "."
	case then == "":
		out += " without a reason."
	default:
		out += "."
	}
	if then != "" {
		out += " " + then
	}
	return out
}

// ended leaves out the full stop (or colon) at a text's end, to set one there.
func ended(text string) string { return strings.TrimRight(text, " .:") }

func tokenRefused(f failure) *Error {
	message := fmt.Sprintf("%s refused the token (403). Is it a READ token of this application, and not expired or revoked?", f.where.Server)
	if said := f.said(); f.where.Dialect != dialects.OVH.ID {
		message = fmt.Sprintf("%s refused access (403). Check the token, or user and password, in the data source's settings.", f.where.Server)
		if said != "" {
			message = fmt.Sprintf("%s refused access (403): %s. Check the token, or user and password, in the data source's settings.", f.where.Server, ended(said))
		}
	}
	return f.downstream(KindAuth, http.StatusForbidden, message)
}

// storeRefused reads the gateway's answer to any error text of its store, which it tries to parse as JSON.
func storeRefused(f failure) *Error {
	return f.downstream(KindStore, f.status, fmt.Sprintf("%s's store refused %s, and the gateway hides why (%d). Most often the token is wrong, expired, or not a READ token: check it in the data source's settings. If other queries work, this one asks for too many points (narrow it), or has a bad regular expression or the same tag twice.", f.where.Server, f.call(), f.status))
}

var scriptReason = regexp.MustCompile(`.*WarpScriptException:\s*([^()]+)`)

func scriptRefused(f failure) *Error {
	reason := f.said()
	if m := scriptReason.FindStringSubmatch(reason); m != nil {
		reason = m[1]
	}
	return f.downstream(KindRefused, http.StatusBadRequest, fmt.Sprintf("%s's store can't read %s: %s. Leave out special characters such as & and quotes.", f.where.Server, f.call(), ended(reason)))
}

func searchRefused(f failure) *Error {
	return f.downstream(KindRefused, http.StatusBadRequest, fmt.Sprintf("%s can't do %s with a text like this one: leave out spaces and special characters.", f.where.Server, f.call()))
}

// storeDown reads the gateway's own connection error; the address in it is no one's business.
func storeDown(f failure) *Error {
	return f.downstream(KindUnavailable, http.StatusServiceUnavailable, fmt.Sprintf("%s's gateway can't reach its store. It is the service's trouble: try again in a while.", f.where.Server))
}

var noSuchName = regexp.MustCompile(`No such name for '(metrics|tagk|tagv)': '(.*)'`)

func unknownName(f failure) *Error {
	thing, name := "name", ""
	if m := noSuchName.FindStringSubmatch(f.said()); m != nil {
		thing = map[string]string{"metrics": "metric", "tagk": "tag key", "tagv": "tag value"}[m[1]]
		name = fmt.Sprintf(" %q", m[2])
	}
	then := "Names are case-sensitive, and known once a point was written with them."
	if strings.ContainsAny(name, "*|") {
		then = "A pattern or a list of values needs a filter that takes one (wildcard, literal_or)."
	}
	return f.downstream(KindUnknownName, f.status, fmt.Sprintf("%s knows no %s%s (%d). %s", f.where.Server, thing, name, f.status, then))
}

func tooMany(f failure) *Error {
	when := "Refresh less often, or have fewer panels ask at once"
	if seconds := f.header.Get("Retry-After"); seconds != "" && len(seconds) < 6 && strings.Trim(seconds, "0123456789") == "" {
		when = "It takes the next in " + seconds + " s. " + when
	}
	return f.downstream(KindRate, 429, f.refusal(f.where.Server+" gets too many requests", when+", and ask for less: longer downsample intervals, more filters."))
}

func redirected(f failure) *Error {
	target := "elsewhere"
	if u, err := url.Parse(f.header.Get("Location")); err == nil && u.Host != "" {
		target = "to " + f.clean(u.Host)
	}
	return f.downstream(KindRedirect, http.StatusBadGateway, fmt.Sprintf("%s redirects %s %s (%d), which is not followed: the token is for this server only. Enter the final address as the data source's URL; a login page before the server has to let Grafana through.", f.where.Server, f.call(), target, f.status))
}

// webPage reads a web page where data should be.
func (f failure) webPage() *Error {
	title := ""
	if t := f.clean(f.page.title); t != "" {
		title = fmt.Sprintf(" (%q)", t)
	}
	return f.downstream(KindFormat, http.StatusBadGateway, fmt.Sprintf("%s answered %s with a web page%s instead of data. %s A login page before the server has to let Grafana through.", f.where.Server, f.call(), title, checkURL))
}

func (f failure) timeout(status int) *Error {
	return f.downstream(KindTimeout, status, fmt.Sprintf("%s did not answer %s in time (%d). %s", f.where.Server, f.call(), status, narrow))
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

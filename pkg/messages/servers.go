package messages

// The server can't be reached.
var Connection = &Section{
	Title: "Connection errors",
	Intro: "Grafana's server opens the connection, not your browser: check from that machine or container.",
}

const checkNetwork = "Check the network, the proxy and the firewall."

var (
	HostUnknown = Connection.add(Message{
		Title:  "DNS lookup failed: no such host",
		Says:   `{server} can't be reached: there is no host "{host}". Check the region, or the URL.`,
		Reason: "DNS has no such name, usually because of a typo in the region (`gra1`, not `gra`) or in the URL.",
		Fix:    "Correct the region or the URL in the data source's settings.",
	})
	HostLookupFailed = Connection.add(Message{
		Title:  "DNS doesn't respond",
		Says:   `{server} can't be reached: DNS can't look up "{host}" now. Check Grafana's network and DNS.`,
		Reason: "The DNS server that Grafana's machine uses doesn't respond.",
		Fix:    "On Docker and Kubernetes, check the resolver of Grafana's container.",
	})
	ConnectionRefused = Connection.add(Message{
		Title:  "Connection refused",
		Says:   "{server} can't be reached: nothing listens at its address. Check the URL's host and port, and that the server is running.",
		Reason: "The machine responds, but no program listens on this port.",
		Fix:    "Inside a container, `localhost` is the container itself: use the server's own name.",
	})
	NoRoute = Connection.add(Message{
		Title:  "No route to the server",
		Says:   "{server} can't be reached: there is no route to it from Grafana's machine. " + checkNetwork,
		Reason: "The network has no route to the server.",
		Fix:    "Check that Grafana's machine reaches port 443 of the region, or the port of your server.",
	})
	ConnectionClosed = Connection.add(Message{
		Title:  "Connection closed without a response",
		Says:   "{server} can't be reached: it closed the connection without a response. It may be restarting, or the request is longer than it accepts: try again, or shorten the filters.",
		Reason: "The server, or a proxy in front of it, closed the connection.",
		Fix:    "Try again. If it happens only with long filters, use a pattern in place of many values. Check the proxy's log.",
	})
	ConnectionFailed = Connection.add(Message{
		Title:  "Connection failed",
		Says:   "{server} can't be reached[: the connection failed ({reason})]. " + checkNetwork,
		Reason: "The operating system reports another reason. The message quotes it.",
		Fix:    "Run the request in the query inspector with curl on Grafana's machine, and compare the result.",
	})
	RequestNotSent = Connection.add(Message{
		Title:  "The request could not be sent",
		Says:   "{server} could not be asked for {call}: {reason}. Check the data source's settings, and Grafana's log.",
		Reason: "The request failed before it left the plugin.",
		Fix:    "Look for the data source's name in Grafana's log, and check its settings. If it happens again, report it to the plugin's maintainers.",
	})
)

const checkCertificates = "Check the URL, and the certificate settings of the data source."

var (
	CertificateUntrusted = Connection.add(Message{
		Title:  "The certificate's authority isn't trusted",
		Says:   "No trusted connection to {server}: its certificate is signed by an authority that isn't trusted here. " + checkCertificates,
		Reason: "The certificate comes from a private authority, or from a proxy that inspects TLS.",
		Fix:    "Switch on *Add self-signed certificate* and paste the authority's certificate (`tlsCACert`), or install it on Grafana's machine.",
	})
	CertificateName = Connection.add(Message{
		Title:  "The certificate is for another name",
		Says:   "No trusted connection to {server}: its certificate is for another name. " + checkCertificates,
		Reason: "The URL has an IP address or an alias that the certificate doesn't list.",
		Fix:    "Use the name that the certificate is for in the URL, or enter that name as *ServerName*.",
	})
	CertificateExpired = Connection.add(Message{
		Title:  "The certificate has expired",
		Says:   "No trusted connection to {server}: its certificate has expired or is not valid yet. " + checkCertificates,
		Reason: "By the clock of Grafana's machine, today isn't within the certificate's dates.",
		Fix:    "Renew the certificate. If it is valid today, correct the clock of Grafana's machine.",
	})
	CertificateInvalid = Connection.add(Message{
		Title:  "The certificate is not valid",
		Says:   "No trusted connection to {server}: its certificate is not valid. " + checkCertificates,
		Reason: "The certificate, or its chain, can't be used for a server.",
		Fix:    "Ask the server's operator to replace it.",
	})
	PlainHTTP = Connection.add(Message{
		Title:  "The server speaks HTTP, not HTTPS",
		Says:   "No trusted connection to {server}: it speaks plain HTTP where the URL says https. " + checkCertificates,
		Reason: "OpenTSDB itself speaks HTTP only; TLS needs a proxy in front of it.",
		Fix:    "Write `http://` in the URL, or the port of the TLS proxy.",
	})
	HandshakeRefused = Connection.add(Message{
		Title:  "The server refused the TLS handshake",
		Says:   "No trusted connection to {server}: the server refused the handshake; it may require a client certificate. " + checkCertificates,
		Reason: "The server asks for a client certificate, or plugin and server have no TLS version in common.",
		Fix:    "Switch on *TLS Client Authentication* and enter the certificate and key.",
	})
)

// The time allowed ran out.
var Timeouts = &Section{Title: "Timeouts"}

// narrow is what to do when there is too much.
const narrow = "Ask for less: a shorter time range, a longer downsample interval, more filters, or fewer groups."

var (
	TimedOut = Timeouts.add(Message{
		Title:  "The data source's timeout passed",
		Says:   "{server} did not respond to {call} in time. " + narrow + " Or raise the timeout in the data source's settings.",
		Reason: "The *Timeout* of the data source passed: 30 seconds by default. Raw points, and counters on OVH Metrics, take longest, because every stored point is fetched.",
		Fix:    "Make the query smaller, or raise *Timeout*.",
	})
	ServerTimedOut = Timeouts.add(Message{
		Title:  "The server's timeout passed",
		Says:   "{server} did not respond to {call} in time ({status}). " + narrow,
		Reason: "The server, or a proxy in front of it, gave up (408 or 504). A longer timeout in Grafana doesn't help.",
		Fix:    "Make the query smaller, or ask the operator to raise the server's timeout.",
	})
	Cancelled = Timeouts.add(Message{
		Title:  "The request was cancelled",
		Says:   "The request was cancelled before {server} had responded to {call}.",
		Reason: "The panel was closed or refreshed, or its time range changed. In alert rules, Grafana's evaluation timeout passed.",
		Fix:    "On a panel there is nothing to do. In an alert rule, make the query smaller.",
	})
)

// The server doesn't let the data source in.
var Authentication = &Section{Title: "Authentication"}

var (
	TokenRejected = Authentication.add(Message{
		Title:  "The token is rejected",
		Says:   "{server} rejected the token (403). Check that it is a READ token of this application and has not expired.",
		Reason: "OVH Metrics knows the token, but doesn't let it read. A WRITE token looks the same as a READ token, and a token is valid in one region only.",
		Fix:    "Copy the READ token from the application's page again.",
	})
	AccessRefused = Authentication.add(Message{
		Title:  "Access is refused",
		Says:   "{server} refused access (403)[: {reason}]. Check the token, or user and password, in the data source's settings.",
		Reason: "The server, or a proxy in front of it, rejects these credentials or the address of Grafana's machine.",
		Fix:    "Correct the credentials, or ask the operator to allow the address.",
	})
	LoginNeeded = Authentication.add(Message{
		Title:  "No valid credentials were sent",
		Says:   "{server} asks for a login (401): it got no credentials that it accepts. Enter {credentials} in the data source's settings, and check how it is sent.",
		Reason: "The server got no token, or not where it looks for it. OVH Metrics takes the token as the password (*Send the token as*: *Password*).",
		Fix:    "Enter the token. If a proxy in front of the gateway has its own login, choose *Header* under *Send the token as*, and fill in *Basic authentication beside the token*.",
	})
	ProxyLogin = Authentication.add(Message{
		Title:  "The proxy asks for a login",
		Says:   "The proxy in front of {server} asks for a login (407). Check the proxy settings of the data source and of Grafana.",
		Reason: "`HTTPS_PROXY` in Grafana's environment, or its secure SOCKS proxy, has no user or a wrong one.",
		Fix:    "Correct the proxy's settings.",
	})
	StoreRefused = Authentication.add(Message{
		Title:  "OVH Metrics refused the query without a reason",
		Says:   "{server}'s store refused {call}, and the gateway hides why ({status}). Most often the token is wrong, expired, or not a READ token: check it in the data source's settings. If other queries work, this one asks for too many points (narrow it), or has a bad regular expression or the same tag twice.",
		Reason: "The gateway of OVH Metrics sends the same broken text for every refusal of its store.",
		Fix:    "Run *Save & test*. If it succeeds, correct or narrow this query. Otherwise check the token.",
	})
)

// Something else than an OpenTSDB API responds.
var Address = &Section{Title: "Wrong address"}

const checkURL = "Check that the data source's URL is the URL of an OpenTSDB API."

var (
	NoSuchAPI = Address.add(Message{
		Title:  "The URL has no OpenTSDB API",
		Says:   `{server} has no such API for {call} ({status})[: {reason}]. Check the data source's URL: it is the URL of the OpenTSDB API without "/api", with the path prefix if there is one.`,
		Reason: "Something responds, but not under this path (404).",
		Fix:    "Remove `/api` from the URL: write `https://host/opentsdb`, not `https://host/opentsdb/api`.",
	})
	Redirected = Address.add(Message{
		Title:  "The server redirects",
		Says:   "{server} redirects {call} {target} ({status}). The plugin doesn't follow, because the token is for this server only. Enter the final address as the data source's URL. A login page in front of the server has to let Grafana through.",
		Reason: "The server sends Grafana from `http` to `https`, or to a single sign-on. If the plugin followed, the token could reach another host.",
		Fix:    "Enter the final address as the URL.",
	})
	WebPage = Address.add(Message{
		Title:  "A web page instead of data",
		Says:   `{server} sent a web page[ ("{title}")] instead of data for {call}. ` + checkURL + " A login page in front of the server has to let Grafana through.",
		Reason: "A login page, a proxy's error page or a web site responds at this address. Its title says which.",
		Fix:    "Correct the URL, or let Grafana through the login page.",
	})
	EmptyResponse = Address.add(Message{
		Title:  "An empty response",
		Says:   "{server} sent an empty response to {call}. Try again; if it happens again, check that the data source's URL is the URL of an OpenTSDB API.",
		Reason: "The status says success, but the body is empty. The server isn't OpenTSDB, or the response was cut off before its first byte.",
		Fix:    "Try again, and check the URL.",
	})
	Unreadable = Address.add(Message{
		Title:  "An unreadable response",
		Says:   "{server} sent a response to {call} that can't be read[ ({status})][: {reason}]. " + checkURL,
		Reason: "Another program responds, or OpenTSDB's response is damaged.",
		Fix:    "Check the URL. If the server is OpenTSDB or OVH Metrics, send the reason to the plugin's maintainers.",
	})
	NotOpenTSDB = Address.add(Message{
		Title:  "A response that no OpenTSDB sends",
		Says:   "{server} sent a response to {call} that has more than {amount}, which no OpenTSDB response has. " + checkURL,
		Reason: "Reading was stopped to protect Grafana's memory.",
		Fix:    "Check the URL.",
	})
)

// The server, or what is behind it, fails.
var ServerFailures = &Section{Title: "Server failures"}

var (
	ServerFailed = ServerFailures.add(Message{
		Title:  "The server failed",
		Says:   "{server} failed to process {call} ({status})[: {reason}]. Try again later; if it happens again, see the server's log.",
		Reason: "An error in the server (500). The reason is the server's own text, shortened.",
		Fix:    "Try again. If it happens again, ask the server's operator to look in its log.",
	})
	StoreFailed = ServerFailures.add(Message{
		Title:  "OVH Metrics failed",
		Says:   "{server} failed to process {call} ({status})[: {reason}]. Its store may be down, or can't read the request. Try again later, or with a smaller query.",
		Reason: "An error in OVH Metrics (500).",
		Fix:    "Check the status page of the service, and try a smaller query.",
	})
	StoreDown = ServerFailures.add(Message{
		Title:  "OVH Metrics can't reach its store",
		Says:   "{server}'s gateway can't reach its store. The problem is in the service: try again later.",
		Reason: "The gateway responds, and Warp 10 behind it doesn't.",
		Fix:    "Wait. Nothing in Grafana can correct this.",
	})
	ServiceUnavailable = ServerFailures.add(Message{
		Title:  "The service is not available",
		Says:   "The service behind {server} is not available ({status})[: {reason}]. It may be restarting: try again later.",
		Reason: "A proxy or load balancer responds in place of the server (502 or 503).",
		Fix:    "Try again, and check that the server is running.",
	})
	LastPointFailed = ServerFailures.add(Message{
		Title:  "OpenTSDB can't read the last point",
		Says:   `{server} failed to read the last point ({status}: {reason}). It is a known bug of OpenTSDB for series with many points an hour. Use a time series query and the panel's "Last" calculation instead.`,
		Reason: "This call of OpenTSDB fails where many points of an hour are stored in one row.",
		Fix:    "A time series query reads the same points: use it with the *Last* calculation.",
	})
	ResponseCut = ServerFailures.add(Message{
		Title:  "The response ended early",
		Says:   "The response of {server} to {call} is incomplete, so it isn't shown. Try again; if it happens again, ask for less: a shorter time range, or a longer downsample interval.",
		Reason: "The connection broke, or the server failed while it sent the response. Half a response would make a wrong graph, so nothing is shown.",
		Fix:    "Try again, or make the query smaller.",
	})
	AverageUnlinked = ServerFailures.add(Message{
		Title:  "The average can't be computed",
		Says:   "The server's response doesn't link its series to the sub-queries (index {index}), so the average can't be computed. Choose sum, max or count, or another fill policy.",
		Reason: "For an average with gaps, the plugin asks OVH Metrics for a sum and a count at once, and tells them apart by the `query` of each series. A proxy or an older gateway leaves it out.",
		Fix:    "Use `sum`, `max` or `count`, or the fill policy *Server default*.",
	})
	PluginPanic = ServerFailures.add(Message{
		Title:  "The plugin failed",
		Says:   "The query failed inside the plugin: {reason}. See Grafana's log, and report it to the plugin's maintainers.",
		Reason: "A bug in the plugin. Other queries still work.",
		Fix:    "Report it with the stack trace from Grafana's log and the query's JSON.",
	})
)

// Something is too large, or there is too much of it.
var Limits = &Section{Title: "Response too large, rate limits"}

var (
	ResponseTooLarge = Limits.add(Message{
		Title:  "The response is larger than the data source allows",
		Says:   "The response of {server} to {call} has more than {amount}; reading it was stopped. {advice}",
		Reason: "One query returns more bytes, series or points than the settings allow. The limits keep a query from taking Grafana down.",
		Fix:    "Group by fewer tags, or choose a longer interval. Raise *Max response size* (`maxResponseMB`) or *Max series* (`maxSeries`) only with memory to spare, on Grafana's machine and in the browser.",
	})
	GrafanaLimit = Limits.add(Message{
		Title:  "The response is larger than Grafana allows",
		Says:   "The response of {server} to {call} is larger than Grafana's administrator allows (response_limit). " + narrow,
		Reason: "`response_limit` under `[dataproxy]` of `grafana.ini` is lower than the data source's own limit.",
		Fix:    "Make the query smaller, or ask the administrator to raise the limit.",
	})
	ServerLimit = Limits.add(Message{
		Title:  "The server's own limit",
		Says:   "{server} stopped {call} at its own limit ({status})[: {reason}]. " + narrow,
		Reason: "The server counts points or bytes itself (413).",
		Fix:    "Make the query smaller. The operator of an OpenTSDB can raise `tsd.query.limits.*`.",
	})
	RequestTooLong = Limits.add(Message{
		Title:  "The request is too long",
		Says:   "{server} can't take a request as long as this one ({status}). Shorten the filters: a pattern instead of many values. Its operator can allow long requests (tsd.http.request.enable_chunked).",
		Reason: "Usually a variable is set to *All*, which is sent as a list of every value.",
		Fix:    "Set the variable's *Custom all value* to `*`, and use the operator *matches wildcard*.",
	})
	StoreLimit = Limits.add(Message{
		Title:  "The store reads only so many points",
		Says:   "{server}'s store stopped the query ({status}): it reads at most {points}.",
		Reason: "The query reads too many stored points, however few are shown, and can't be fetched in [slices](servers.md#long-ranges).",
		Fix:    "Narrow the query. Queries with the fill policy *Leave gaps*, an interval of fixed length and no rate are fetched in slices.",
	})
	SliceTooLarge = Limits.add(Message{
		Title:  "Even a slice of the time range is too much",
		Says:   "Even the slice between {from} and {to} is too much: choose a time range shorter than {length}, or filters that leave fewer series.",
		Reason: "If the server refuses a query for its size, the plugin halves the [time range](servers.md#long-ranges), four times at most. That wasn't enough.",
		Fix:    "Choose a shorter time range, or add filters.",
	})
	NarrowTo = Limits.add(Message{
		Title:  "How much to narrow a query",
		Says:   "This query reads {points} or more, of {number} series. Choose a time range of at most {length}, or filters that leave at most {most} series.",
		Reason: "The number of points is estimated: series × time range ÷ sample interval.",
		Fix:    "Choose the time range that the message names, or add filters.",
	})
	ReadsSoMuch = Limits.add(Message{
		Title:  "How much a query reads",
		Says:   "This query reads {points} or more, of {number} series.",
		Reason: "This follows the server's own error, which names the limit.",
		Fix:    "Choose a shorter time range, or add filters.",
	})
	SliceFailed = Limits.add(Message{
		Title:  "A slice of the time range failed",
		Says:   "It happened between {from} and {to}, in one of {number} slices of the time range.",
		Reason: "This follows another error, of a query that was fetched in [slices](servers.md#long-ranges). A part of the range would look like all of it, so nothing is shown.",
		Fix:    "See the error before it.",
	})
	TooManyRequests = Limits.add(Message{
		Title:  "Too many requests",
		Says:   "{server} gets too many requests ({status})[: {reason}].[ It accepts the next one in {seconds} s.] Refresh less often, show fewer panels at once, and ask for less: longer downsample intervals, more filters.",
		Reason: "You reached the quota of your application, or of a proxy (429).",
		Fix:    "Lengthen the refresh interval of the dashboard and the evaluation interval of alert rules.",
	})
)

// The calls that {call} names.
const (
	CallQuery        = "the query"
	CallNames        = "the search for names"
	CallSeries       = "the search for series"
	CallLast         = "the request for last points"
	CallOfOtherKinds = "the request"
)

// What LoginNeeded asks for, by server type.
const (
	LoginOVH      = "the READ token"
	LoginOpenTSDB = "the token, or user and password,"
)

// Reasons that no server or library gives.
const (
	NotAsPromised = "it is not what the API promises"
	NoReason      = "no reason given"
)

// Advice for ResponseTooLarge, by what there is too much of.
const (
	RaiseBytes  = narrow + " Or raise Max response size (maxResponseMB) in the data source's settings."
	RaiseSeries = "Ask for less: more filters, or group by fewer tag keys. Or raise Max series (maxSeries) in the data source's settings."
	Narrow      = narrow
)

// The server understood the request and refuses it.
var Rejections = &Section{Title: "Queries that the server refuses"}

var (
	Refused = Rejections.add(Message{
		Title:  "The server refused the query",
		Says:   "{server} refused {call}[ ({status})]: {reason}. See the request in the query inspector.",
		Reason: "The server read the request and refuses it. The reason is the server's own text.",
		Fix:    "Look for the reason in the request (*Query inspector*), and correct the query.",
	})
	RefusedSilently = Rejections.add(Message{
		Title:  "The server refused the query without a reason",
		Says:   "{server} refused {call} ({status}) without a reason. See the request in the query inspector.",
		Reason: "The server, or a proxy in front of it, sent an error status and nothing else.",
		Fix:    "Run the request of the *Query inspector* with curl, and see the server's log.",
	})
	NameUnknown = Rejections.add(Message{
		Title:  "No such metric, tag key or tag value",
		Says:   "{server} has no {name} ({status}). Names are case-sensitive, and exist once a point was written with them.",
		Reason: "OpenTSDB refuses names that it has never stored, where OVH Metrics returns nothing.",
		Fix:    "Choose the name from the suggestions. For a host that hasn't written yet, use *matches wildcard*: patterns may match nothing.",
	})
	PatternAsName = Rejections.add(Message{
		Title:  "A pattern in a filter that takes plain text",
		Says:   "{server} has no {name} ({status}). A pattern or a list of values needs a filter that takes one (wildcard, literal_or).",
		Reason: "A `*` or `|` is in a filter that reads it as plain text.",
		Fix:    "Choose *matches wildcard* or *is one of*.",
	})
	FormRefused = Rejections.add(Message{
		Title:  "The server doesn't support this call",
		Says:   "{server} doesn't support {call} in this form ({status})[: {reason}]. Check that Server type in the data source's settings is right.",
		Reason: "The method is refused (405 or 501), for example by a proxy that only lets GET pass. The plugin sends POST.",
		Fix:    "Correct *Server type*, or let the proxy pass POST.",
	})
	SearchOff = Rejections.add(Message{
		Title:  "OpenTSDB has no index to search",
		Says:   "{server} has no index of series to search ({status}: {reason}). Type the metric and tags, or ask its operator to switch on tsd.core.meta.enable_tsuid_tracking.",
		Reason: "OpenTSDB searches series only with `tsd.core.meta.enable_tsuid_tracking` or a search plugin.",
		Fix:    "Switch it on, or type the metric and the tags.",
	})
	ScriptRefused = Rejections.add(Message{
		Title:  "OVH Metrics can't read a name or pattern",
		Says:   "{server}'s store can't read {call}: {reason}. Leave out special characters such as & and quotes.",
		Reason: "A name or pattern broke the script that the gateway writes for its store. The reason points at the place in that script.",
		Fix:    "Leave out the special characters.",
	})
	SearchTextRefused = Rejections.add(Message{
		Title:  "OVH Metrics can't search for this text",
		Says:   "{server} can't process {call} with this text. Leave out spaces and special characters.",
		Reason: "The gateway can't search for it.",
		Fix:    "Type a part of the name with letters, digits, dots and dashes only.",
	})
)

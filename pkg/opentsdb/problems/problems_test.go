package problems

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/ovh/ovh-opentsdb-datasource/tests/opentsdbtest"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/decode"
)

// Every error exchange that was captured, by what its text says. An exchange that no line names fails the test.
var exchangeErrors = []struct {
	capture, body string // found in the body; "" is an empty one
	status        int
	kind          Kind
	reported      int
	says          string
}{
	{"ovh-gateway", "", 401, KindAuth, 401, "Enter the READ token"},
	{"ovh-gateway", "", 403, KindAuth, 403, "gra1 rejected the token (403). Check that it is a READ token of this application and has not expired."},
	{"ovh-gateway", "Missing or invalid token", 500, KindAuth, 403, "gra1 rejected the token (403)"},
	{"ovh-gateway", "invalid character 'E'", 500, KindStore, 500, "Most often the token is wrong, expired, or not a READ token"},
	{"ovh-gateway", "Failed to unmarshal Egress response", 502, KindStore, 502, "Most often the token is wrong, expired, or not a READ token"},
	{"ovh-gateway", "WarpScriptException", 500, KindRefused, 400, "can't read the search for names: invalid syntax for selector. Leave out special characters"},
	{"ovh-gateway", "Bad Message 400", 500, KindRefused, 400, "Leave out spaces"},
	{"ovh-gateway", "dial tcp", 500, KindUnavailable, 503, "can't reach its store"},
	{"ovh-gateway", "Invalid type value", 500, KindRefused, 400, "must be 'metrics', 'tagk' or 'tagv'"},
	{"ovh-gateway", `{"message":"Internal Server Error"}`, 500, KindServer, 500, "Its store may be down"},
	{"ovh-gateway", `{"message":"Not Found"}`, 404, KindNoSuchAPI, 404, "Check the data source's URL"},
	{"ovh-gateway", "Please use the POST version of queries", 501, KindUnsupported, 501, "Please use the POST version of queries"},
	{"ovh-gateway", "is not allowed", 405, KindUnsupported, 405, "Method 'PUT' is not allowed"},
	{"ovh-gateway", "", 405, KindUnsupported, 405, "doesn't support the query in this form"},
	{"ovh-gateway", "", 400, KindRefused, 400, "without a reason"},
	{"ovh-gateway", "Invalid query: ", 400, KindRefused, 400, "gra1 refused the query (400): Invalid query: "},
	{"ovh-gateway", "can't parse query", 400, KindRefused, 400, "can't parse query"},
	{"ovh-gateway", "Wrong downsampling value", 400, KindRefused, 400, "Wrong downsampling value"},
	{"ovh-gateway", "is not available", 400, KindRefused, 400, "is not available"},
	{"ovh-gateway", "Bad request", 400, KindRefused, 400, "Bad request"},
	{"ovh-gateway", "Unable to build a backend query", 400, KindRefused, 400, "Unable to build a backend query from the request"},
	{"ovh-gateway", "invalid character 'n'", 400, KindRefused, 400, "invalid character 'n'"},
	{"ovh-gateway", "json: cannot unmarshal", 400, KindRefused, 400, "json: cannot unmarshal"},

	{"opentsdb", `"No such name for 'metrics'`, 400, KindUnknownName, 400, "tsdb.example.net has no metric \""},
	{"opentsdb", `"No such name for 'tagk'`, 400, KindUnknownName, 400, "has no tag key \"nokey\" (400). Names are case-sensitive"},
	{"opentsdb", `"No such name for 'tagv'`, 400, KindUnknownName, 400, "has no tag value \""},
	{"opentsdb", `Unable to resolve one or more UIDs`, 404, KindUnknownName, 404, "tsdb.example.net has no "},
	{"opentsdb", `attempted to fetch more than`, 413, KindLimit, 413, "a shorter time range, a longer downsample interval"},
	{"opentsdb", `Chunked request not supported`, 400, KindLimit, 400, "tsd.http.request.enable_chunked"},
	{"opentsdb", `arraycopy: `, 400, KindServer, 400, "known bug of OpenTSDB"},
	{"opentsdb", `out of bounds for the qualifier length`, 400, KindServer, 400, "known bug of OpenTSDB"},
	{"opentsdb", `Searching is not enabled`, 400, KindUnsupported, 400, "Searching is not enabled"},
	{"opentsdb", `Endpoint not found`, 404, KindNoSuchAPI, 404, "Check the data source's URL"},
	{"opentsdb", `Page Not Found`, 404, KindNoSuchAPI, 404, "Check the data source's URL"},
	{"opentsdb", `Unable to locate annotation`, 404, KindRefused, 404, "Unable to locate annotation in storage"},
	{"opentsdb", `"code":405`, 405, KindUnsupported, 405, "is not permitted"},
	{"opentsdb", `"code":200`, 200, KindRefused, 502, "The domain [http://other.test] is not permitted access"},
	{"opentsdb", `"code":501`, 501, KindUnsupported, 501, "Requested API version is greater"},
	{"opentsdb", `null pointer`, 500, KindServer, 500, "An internal null pointer exception was thrown"},
	{"opentsdb", `JsonEOFException`, 500, KindServer, 500, "(500): Unexpected end-of-input: expected close marker for Object. "},
	{"opentsdb", `Filter cannot be null or empty`, 400, KindRefused, 400, "(400): Unable to parse the given JSON: Filter cannot be null or empty."},
	{"opentsdb", `Could not find a tag value filter`, 400, KindRefused, 400, "(400): Unable to parse the given JSON: Could not find a tag value filter of the type: "},
	{"opentsdb", `Missing parameter <code>`, 400, KindRefused, 400, "(400): Missing parameter "},
	{"opentsdb", `"success":`, 400, KindRefused, 400, "refused the request (400): "},
	{"opentsdb", `"code":400`, 400, KindRefused, 400, "tsdb.example.net refused "},
}

func TestReadErrorOfEveryCapturedExchange(t *testing.T) {
	used := make([]bool, len(exchangeErrors))
	for _, capture := range opentsdbtest.Captures {
		for _, e := range opentsdbtest.Read(t, capture.File) {
			body := strings.TrimSpace(e.Response.Body)
			failed := e.Response.Status >= 400 || strings.HasPrefix(body, `{"error"`)
			if !failed {
				continue
			}
			got := ReadError(Where{Server: capture.Server, Call: e.Call(), Dialect: capture.Dialect}, e.HTTPResponse(), []byte(e.Response.Body), nil)
			readable(t, got, capture.Server)
			found := false
			for i, want := range exchangeErrors {
				if want.capture != capture.File || want.status != e.Response.Status || want.body == "" && body != "" || !strings.Contains(body, want.body) {
					continue
				}
				found, used[i] = true, true
				if got.Kind != want.kind || got.Status != want.reported || !strings.Contains(got.Message, want.says) {
					t.Errorf("%s %s: got %s, %d: %s\nwant %s, %d, and %q", capture.File, e.Name, got.Kind, got.Status, got.Message, want.kind, want.reported, want.says)
				}
				break
			}
			if !found {
				t.Errorf("%s %s: no line for %d %q", capture.File, e.Name, e.Response.Status, body[:min(len(body), 200)])
			}
		}
	}
	for i, u := range used {
		if !u {
			t.Errorf("no exchange is like %+v", exchangeErrors[i])
		}
	}
}

// readable fails the test when an error isn't fit to be shown to a person.
func readable(t *testing.T, e *Error, server string) {
	t.Helper()
	m := e.Message
	switch {
	case e.Kind == "" || e.Status < 400 || e.Status > 599:
		t.Errorf("kind %q, status %d: %s", e.Kind, e.Status, m)
	case e.Source != Downstream && e.Source != Plugin:
		t.Errorf("source %q: %s", e.Source, m)
	case !strings.Contains(m, server):
		t.Errorf("names no server: %s", m)
	case utf8.RuneCountInString(m) > 900 || !utf8.ValidString(m):
		t.Errorf("too long, or broken: %q", m)
	case strings.Contains(m, "net.opentsdb.tsd") || strings.Contains(m, "\tat ") || strings.Contains(m, ".java:"):
		t.Errorf("has a stack trace: %s", m)
	case strings.ContainsFunc(m, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }):
		t.Errorf("has control characters: %q", m)
	case !strings.HasSuffix(m, ".") && !strings.HasSuffix(m, "?"):
		t.Errorf("is no sentence: %s", m)
	}
}

func TestReadErrorOfOtherResponses(t *testing.T) {
	const nginx = "<html>\r\n<head><title>%s</title></head>\r\n<body>\r\n<center><h1>%s</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
	for name, c := range map[string]struct {
		status int
		header http.Header
		body   string
		kind   Kind
		says   string
	}{
		"too many requests":        {429, http.Header{"Retry-After": {"30"}}, "slow down", KindRate, "gra1 gets too many requests (429): slow down. It accepts the next one in 30 s."},
		"too many, no time":        {429, http.Header{"Retry-After": {"Wed, 21 Oct"}}, "", KindRate, "gra1 gets too many requests (429). Refresh less often"},
		"bad gateway":              {502, nil, fmt.Sprintf(nginx, "502 Bad Gateway", "502 Bad Gateway"), KindUnavailable, "The service behind gra1 is not available (502): 502 Bad Gateway. It may be restarting"},
		"unavailable":              {503, nil, "", KindUnavailable, "not available (503). It may be restarting"},
		"gateway time-out":         {504, nil, fmt.Sprintf(nginx, "504 Gateway Time-out", "504"), KindTimeout, "gra1 did not respond to the query in time (504). Ask for less"},
		"too large":                {413, nil, fmt.Sprintf(nginx, "413 Request Entity Too Large", "413"), KindLimit, "Ask for less"},
		"address too long":         {414, nil, "", KindLimit, "Shorten the filters"},
		"proxy login":              {407, nil, "", KindAuth, "proxy"},
		"redirect":                 {302, http.Header{"Location": {"https://sso.example.net/login?x=y"}}, "", KindRedirect, "gra1 redirects the query to sso.example.net (302). The plugin doesn't follow"},
		"redirect to nowhere":      {301, nil, "", KindRedirect, "redirects the query elsewhere (301)"},
		"a login page":             {200, nil, "<!DOCTYPE html><html><head><title>Sign in</title></head><body><form></form></body></html>", KindFormat, `gra1 sent a web page ("Sign in") instead of data for the query.`},
		"an error with status 200": {200, nil, `{"error":{"code":413,"message":"Sorry, you have attempted to fetch more than our limit"}}`, KindLimit, "own limit (413)"},
		"text with status 200":     {200, nil, "hello", KindFormat, "hello"},
		"teapot":                   {418, nil, "short and stout", KindRefused, "gra1 refused the query (418): short and stout."},
		"only its own name":        {500, nil, `{"message":"Internal Server Error"}`, KindServer, "(500). "},
		"an error that is a text":  {400, nil, `{"error":"no such thing"}`, KindRefused, "no such thing"},
		"broken JSON":              {400, nil, `{"error":`, KindRefused, "without a reason"},
		"a cut error object":       {400, nil, `{"error":{"code":400,"message":"No such thing","details":"a","trace":"at net.opentsdb.tsd.X`, KindRefused, "No such thing"},
		"a trace alone":            {500, nil, `{"error":{"code":500,"trace":"at net.opentsdb.tsd.X(X.java:1)"}}`, KindServer, "failed to process"},
	} {
		t.Run(name, func(t *testing.T) {
			e := ReadError(Where{Server: "gra1", Call: "query", Dialect: "ovh"}, &http.Response{StatusCode: c.status, Header: c.header}, []byte(c.body), nil)
			readable(t, e, "gra1")
			if e.Kind != c.kind || !strings.Contains(e.Message, c.says) {
				t.Errorf("got %s: %s\nwant %s: %s", e.Kind, e.Message, c.kind, c.says)
			}
			if e.Cause != nil {
				t.Errorf("a response that came in full has the cause %v", e.Cause)
			}
		})
	}
}

// What a server writes reaches people only as short, plain text.
func TestReadErrorDistrustsTheServersText(t *testing.T) {
	read := func(body string, secrets ...string) string {
		e := ReadError(Where{Server: "gra1", Call: "query", Dialect: "ovh", Redact: secrets}, &http.Response{StatusCode: 400}, []byte(body), nil)
		readable(t, e, "gra1")
		return e.Message
	}
	if m := read(strings.Repeat("x", 1<<20)); len(m) > 500 {
		t.Errorf("a long text makes a message of %d bytes", len(m))
	}
	if m := read("a <script>alert(1)</script><img src=x onerror=y> b"); strings.Contains(m, "<") {
		t.Errorf("markup comes through: %s", m)
	}
	if m := read("a\x1b[31m\x00\r\nb\u202ec\xff\u200b d"); !strings.Contains(m, ": a[31m bc d.") {
		t.Errorf("control characters: %q", m)
	}
	const token = "s3cr<t/Tok\"en+42"
	basic := base64.StdEncoding.EncodeToString([]byte("u:" + token))
	for _, body := range []string{
		"bad token " + token,
		"bad token s3cr%3Ct%2FTok%22en%2B42, s3cr%3Ct%2FTok%22en+42",
		"Authorization: Basic " + basic,
		`{"error":{"code":400,"message":"header Authorization=Basic ` + basic + ` is bad"}}`,
		`{"message":"X-Warp10-Token: s3cr<t/Tok\"en+42"}`,
		"bad s3cr\x00<t/Tok\"en+42",
		strings.Repeat("x", maxSaidRunes-5) + token,
		base64.StdEncoding.EncodeToString([]byte(token)),
		"<pre>bad s3cr&lt;t/Tok&quot;en+42</pre>",
	} {
		m := read(body, token, "Basic "+basic)
		for _, part := range []string{token, basic, "s3cr", "Tok\"en", base64.StdEncoding.EncodeToString([]byte(token))} {
			if strings.Contains(m, part) {
				t.Errorf("%q leaks in %q", part, m)
			}
		}
	}
	if m := read("Authorization: Bearer abcdef.ghijkl"); strings.Contains(m, "abcdef") {
		t.Errorf("a credential that nobody named leaks in %q", m)
	}
	if m := read("no such aggregator: basic sum"); !strings.Contains(m, "basic sum") {
		t.Errorf("words go missing: %q", m)
	}
}

// A secret that is a part of the mark left in its place, or that overlaps another, neither garbles a message nor shows.
func TestReadErrorRedactsSecretsThatOverlap(t *testing.T) {
	for _, c := range []struct {
		secrets    []string
		said, want string
	}{
		{[]string{"token-of-mine", "redacted"}, "bad token-of-mine", "bad [redacted]"},
		{[]string{"redacted", "token-of-mine"}, "bad token-of-mine, bad redacted", "bad [redacted], bad [redacted]"},
		{[]string{"secret", "retired"}, "bad secretired end", "bad [redacted] end"},
	} {
		e := ReadError(Where{Server: "gra1", Call: "query", Redact: c.secrets}, &http.Response{StatusCode: 418}, []byte(c.said), nil)
		if !strings.Contains(e.Message, ": "+c.want+".") {
			t.Errorf("%q of %q: %s", c.secrets, c.said, e.Message)
		}
	}
}

// A secret that is a word of our own sentences stays in them: a gap in a text that everyone can look up would tell it.
func TestReadErrorKeepsItsOwnWords(t *testing.T) {
	for status, body := range map[int]string{403: "", 500: "Internal Server Error", 401: "", 413: "", 429: "", 200: "nonsense"} {
		plain := Where{Server: "gra1", Call: "query", Dialect: "ovh"}
		guarded := plain
		guarded.Redact = []string{"token", "query", "READ", "wrong", "gra1", "expired"}
		resp := &http.Response{StatusCode: status}
		want, got := ReadError(plain, resp, []byte(body), nil), ReadError(guarded, resp, []byte(body), nil)
		if got.Message != want.Message {
			t.Errorf("%d: got  %s\nwant %s", status, got.Message, want.Message)
		}
	}
}

// Why there is no response, from real connections that fail.
func TestReadErrorOfTransport(t *testing.T) {
	get := func(t *testing.T, client *http.Client, ctx context.Context, url string) *Error {
		t.Helper()
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		where := Where{Server: "gra1", Call: "query", Dialect: "ovh"}
		response, err := client.Do(request)
		if err != nil {
			return ReadError(where, nil, nil, err)
		}
		defer response.Body.Close()
		if _, err = decode.Query(response.Body, decode.Limits{}); err == nil {
			t.Fatal("there is a response")
		}
		return ReadError(where, response, nil, err)
	}
	serve := func(t *testing.T, handle http.HandlerFunc) string {
		server := httptest.NewServer(handle)
		t.Cleanup(server.Close)
		return server.URL
	}
	want := func(t *testing.T, e *Error, kind Kind, status int, says string) {
		t.Helper()
		readable(t, e, "gra1")
		if e.Kind != kind || e.Status != status || !strings.Contains(e.Message, says) || e.Source != Downstream || e.Cause == nil {
			t.Errorf("got %s, %d, %s: %s (%v)\nwant %s, %d: %s", e.Kind, e.Status, e.Source, e.Message, e.Cause, kind, status, says)
		}
	}
	ctx := context.Background()

	t.Run("nothing listens", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		address := l.Addr().String()
		l.Close()
		want(t, get(t, http.DefaultClient, ctx, "http://"+address), KindUnavailable, 502, "gra1 can't be reached: nothing listens at its address.")
	})
	t.Run("no such host", func(t *testing.T) {
		err := fmt.Errorf("Post: %w", &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "no.example", IsNotFound: true}})
		want(t, ReadError(Where{Server: "gra1"}, nil, nil, err), KindUnavailable, 502, `there is no host "no.example". Check the region`)
		err = &net.OpError{Op: "dial", Err: &net.DNSError{Err: "server misbehaving", Name: "no.example"}}
		want(t, ReadError(Where{Server: "gra1"}, nil, nil, err), KindUnavailable, 502, "can't look up \"no.example\" now")
	})
	t.Run("a certificate that nobody trusts", func(t *testing.T) {
		server := httptest.NewUnstartedServer(http.NotFoundHandler())
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.StartTLS()
		defer server.Close()
		want(t, get(t, &http.Client{}, ctx, server.URL), KindTLS, 502, "signed by an authority that isn't trusted")
		trusting := server.Client()
		trusting.Transport.(*http.Transport).TLSClientConfig.ServerName = "other.example"
		want(t, get(t, trusting, ctx, server.URL), KindTLS, 502, "its certificate is for another name")
	})
	t.Run("a server that wants a client certificate", func(t *testing.T) {
		server := httptest.NewUnstartedServer(http.NotFoundHandler())
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert}
		server.StartTLS()
		defer server.Close()
		want(t, get(t, server.Client(), ctx, server.URL), KindTLS, 502, "client certificate")
	})
	t.Run("https to a plain server", func(t *testing.T) {
		url := serve(t, func(http.ResponseWriter, *http.Request) {})
		want(t, get(t, http.DefaultClient, ctx, "https"+strings.TrimPrefix(url, "http")), KindTLS, 502, "plain HTTP where the URL says https")
	})
	slow := func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `[{"metric":"m"`)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}
	silent := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	for name, handle := range map[string]http.HandlerFunc{"before a response": silent, "in the response": slow} {
		t.Run("out of time "+name, func(t *testing.T) {
			soon, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
			defer cancel()
			want(t, get(t, http.DefaultClient, soon, serve(t, handle)), KindTimeout, 504, "gra1 did not respond to the query in time. Ask for less")
			want(t, get(t, &http.Client{Timeout: 50 * time.Millisecond}, ctx, serve(t, handle)), KindTimeout, 504, "raise the timeout")
		})
		t.Run("cancelled "+name, func(t *testing.T) {
			soon, cancel := context.WithCancel(ctx)
			time.AfterFunc(50*time.Millisecond, cancel)
			want(t, get(t, http.DefaultClient, soon, serve(t, handle)), KindCanceled, StatusClientClosedRequest, "cancelled before gra1 had responded to")
		})
	}
	t.Run("closed without a response", func(t *testing.T) {
		url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			connection, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				connection.Close()
			}
		})
		want(t, get(t, http.DefaultClient, ctx, url), KindUnavailable, 502, "closed the connection without a response")
	})
	t.Run("cut: fewer bytes than announced", func(t *testing.T) {
		url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			fmt.Fprint(w, `[{"metric":"m","dps":{"1":2}}`)
		})
		want(t, get(t, http.DefaultClient, ctx, url), KindCut, 502, "is incomplete, so it isn't shown")
	})
	t.Run("cut: reset in the middle", func(t *testing.T) {
		url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `[{"metric":"m","dps":{"1":2}}`)
			w.(http.Flusher).Flush()
			connection, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				_ = connection.(*net.TCPConn).SetLinger(0)
				connection.Close()
			}
		})
		want(t, get(t, http.DefaultClient, ctx, url), KindCut, 502, "is incomplete")
	})
	for name, c := range map[string]struct {
		body string
		kind Kind
		says string
	}{
		"empty":             {"", KindFormat, "gra1 sent an empty response to the query"},
		"cut":               {`[{"metric":"m"`, KindCut, "is incomplete"},
		"a login page":      {"<html><title>Sign in</title>", KindFormat, `sent a web page ("Sign in") instead of data`},
		"text":              {"hello", KindFormat, "that can't be read: it is no JSON"},
		"a broken key":      {`[{"dps":{"x":1}}]`, KindFormat, "a key of dps is no timestamp (at byte 13 of the response)"},
		"an error midway":   {`[{"metric":"m","dps":{"1":2,{"error":{"code":500,"message":"Boom"}}`, KindServer, "failed to process the query (500): Boom."},
		"an error, no code": {`[{"error":"Boom"}]`, KindRefused, "refused the query: Boom."},
	} {
		t.Run("a response that is "+name, func(t *testing.T) {
			url := serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, c.body) })
			e := get(t, http.DefaultClient, ctx, url)
			want(t, e, c.kind, e.Status, c.says)
		})
	}
}

func TestReadErrorOfLimits(t *testing.T) {
	for what, says := range map[decode.Limited]string{
		decode.LimitedBytes:       "has more than 64 MB; reading it was stopped. Ask for less: a shorter time range, a longer downsample interval, more filters, or fewer groups. Or raise Max response size (maxResponseMB)",
		decode.LimitedSeries:      "has more than 67,108,864 series; reading it was stopped. Ask for less: more filters, or group by fewer tag keys. Or raise Max series (maxSeries)",
		decode.LimitedPoints:      "has more than 67,108,864 points; reading it was stopped. Ask for less",
		decode.LimitedAnnotations: "has more than 67,108,864 annotations",
	} {
		e := ReadError(Where{Server: "gra1", Call: "query"}, &http.Response{StatusCode: 200}, nil, &decode.LimitError{What: what, Max: 64 << 20})
		readable(t, e, "gra1")
		if e.Kind != KindLimit || e.Status != 413 || !strings.Contains(e.Message, says) {
			t.Errorf("%s: got %s, %d: %s", what, e.Kind, e.Status, e.Message)
		}
	}
	for _, what := range []decode.Limited{decode.LimitedDepth, decode.LimitedText, decode.LimitedTags} {
		e := ReadError(Where{Server: "gra1", Call: "query"}, &http.Response{StatusCode: 200}, nil, &decode.LimitError{What: what, Max: 32})
		if readable(t, e, "gra1"); e.Kind != KindFormat || !strings.Contains(e.Message, "more than 32 "+string(what)) {
			t.Errorf("%s: got %s: %s", what, e.Kind, e.Message)
		}
	}
}

// The causes that the standard library's own decoder gives, for the responses that are small lists.
func TestReadErrorOfSmallResponses(t *testing.T) {
	for body, kind := range map[string]Kind{"": KindFormat, `["a"`: KindCut, "<html>": KindFormat, `{"a":1}`: KindFormat} {
		var names []string
		err := json.NewDecoder(strings.NewReader(body)).Decode(&names)
		e := ReadError(Where{Server: "gra1", Call: "suggest"}, &http.Response{StatusCode: 200}, nil, err)
		if readable(t, e, "gra1"); e.Kind != kind || !errors.Is(e, err) {
			t.Errorf("%q: got %s: %s", body, e.Kind, e.Message)
		}
	}
}

func FuzzReadError(f *testing.F) {
	for _, capture := range opentsdbtest.Captures {
		for _, e := range opentsdbtest.Read(f, capture.File) {
			if e.Response.Status >= 400 {
				f.Add(e.Response.Status, []byte(e.Response.Body))
			}
		}
	}
	f.Add(200, []byte("<title>\x00</title>"))
	f.Add(302, []byte("token=tok3n-of-the-test"))
	const token = "tok3n-of-the-test"
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		for _, where := range []Where{
			{Server: "gra1", Call: "query", Dialect: "ovh", Redact: []string{token}},
			{Server: "gra1", Call: "last", Dialect: "opentsdb", Redact: []string{token}},
		} {
			for _, err := range []error{nil, io.ErrUnexpectedEOF} {
				e := ReadError(where, &http.Response{StatusCode: status}, body, err)
				readable(t, e, "gra1")
				if strings.Contains(e.Message, token) {
					t.Errorf("%q leaks", e.Message)
				}
			}
		}
	})
}

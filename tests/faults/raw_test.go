package faults

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// timeout is the data source's in these tests: a second, the minimum of Grafana's setting.
const timeout = 1

// plenty is the same where a response ends by itself, or at a limit, however busy the machine is.
const plenty = 60

const (
	okHead      = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
	chunkedHead = okHead + "Transfer-Encoding: chunked\r\n\r\n"
)

// rawFault is a way to break HTTP, and what a user reads of it.
type rawFault struct {
	act  behaviour
	want failure
}

func sends(text string) behaviour {
	return func(c conversation) bool { c.write(text); return false }
}

func resets(first string) behaviour {
	return func(c conversation) bool {
		c.write(first)
		time.Sleep(20 * time.Millisecond) // a reset overtakes what the other side hasn't read
		_ = c.Conn.(*net.TCPConn).SetLinger(0)
		return false
	}
}

// dribbles sends a text over and over, slowly, until the other side has enough.
func dribbles(first, text string) behaviour {
	return func(c conversation) bool {
		c.write(first)
		for {
			if _, err := c.Write([]byte(text)); err != nil {
				return false
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
}

// floods sends a text over and over, as fast as it is read.
func floods(first, text string) behaviour {
	return func(c conversation) bool {
		c.write(first)
		piece := []byte(strings.Repeat(text, 1+(64<<10)/len(text)))
		for {
			if _, err := c.Write(piece); err != nil {
				return false
			}
		}
	}
}

func chunk(text string) string { return fmt.Sprintf("%x\r\n%s\r\n", len(text), text) }

func zipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return b.String()
}

// gzipBomb sends a terabyte of spaces in a gigabyte.
func gzipBomb(c conversation) bool {
	c.write(okHead + "Content-Encoding: gzip\r\nConnection: close\r\n\r\n")
	megabyte := zipped(strings.Repeat(" ", 1<<20))
	for range 1 << 20 {
		if _, err := c.Write([]byte(megabyte)); err != nil {
			return false
		}
	}
	return false
}

const (
	cutShort    = "is incomplete"
	noResponse  = "closed the connection without a response"
	notInTime   = "did not respond to the query in time"
	notPromised = "that can't be read"
	tooLarge    = "has more than"
)

var rawFaults = map[string]rawFault{
	"reset at once":             {resets(""), failure{502, noResponse}},
	"closed at once":            {sends(""), failure{502, noResponse}},
	"reset in the head":         {resets("HTTP/1.1 200 OK\r\nContent-"), failure{502, "can't be reached"}},
	"reset in the body":         {resets(chunkedHead + chunk(fine[:60])), failure{502, cutShort}},
	"cut in a chunk":            {sends(chunkedHead + "40\r\n" + fine[:20]), failure{502, cutShort}},
	"cut between chunks":        {sends(chunkedHead + chunk(fine[:60])), failure{502, cutShort}},
	"cut between series":        {sends(chunkedHead + chunk(fine[:len(fine)-1]+",")), failure{502, cutShort}},
	"cut but whole JSON":        {sends(chunkedHead + chunk(fine)), failure{502, cutShort}},
	"no length, cut":            {sends(okHead + "Connection: close\r\n\r\n" + fine[:60]), failure{502, cutShort}},
	"length too long":           {sends(okHead + "Content-Length: 5000\r\n\r\n" + fine), failure{502, cutShort}},
	"length too short":          {sends(okHead + fmt.Sprintf("Content-Length: %d\r\n\r\n", len(fine)-10) + fine), failure{502, cutShort}},
	"length negative":           {sends(okHead + "Content-Length: -5\r\n\r\n" + fine), failure{502, "can't be reached"}},
	"lengths that differ":       {sends(okHead + "Content-Length: 5\r\nContent-Length: 7\r\n\r\n" + fine), failure{502, "can't be reached"}},
	"chunk size no number":      {sends(chunkedHead + "zz\r\n" + fine), failure{502, cutShort}},
	"no HTTP":                   {sends("+PONG\r\n"), failure{502, "can't be reached"}},
	"HTTP/2 where 1 was asked":  {sends("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), failure{502, "can't be reached"}},
	"status no number":          {sends("HTTP/1.1 abc OK\r\n\r\n"), failure{502, "can't be reached"}},
	"status 999":                {sends("HTTP/1.1 999 What\r\nContent-Length: 0\r\n\r\n"), failure{502, "."}},
	"protocol switched":         {sends("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"), failure{502, "."}},
	"endless early hints":       {dribbles("", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"), failure{504, notInTime}},
	"head too large":            {floods("HTTP/1.1 200 OK\r\n", "X-Filler: "+strings.Repeat("x", 1000)+"\r\n"), failure{502, "can't be reached"}},
	"head slow":                 {dribbles("HTTP/1.1 200 OK\r\n", "X: y\r\n"), failure{504, notInTime}},
	"body slow":                 {dribbles(chunkedHead, chunk(" ")), failure{504, notInTime}},
	"silence":                   {func(c conversation) bool { c.untilGone(); return false }, failure{504, notInTime}},
	"silence in the body":       {func(c conversation) bool { c.write(chunkedHead + chunk(fine[:60])); c.untilGone(); return false }, failure{504, notInTime}},
	"gzip in name only":         {sends(okHead + "Content-Encoding: gzip\r\nConnection: close\r\n\r\n" + fine), failure{502, "."}},
	"gzip cut":                  {sends(okHead + "Content-Encoding: gzip\r\nConnection: close\r\n\r\n" + zipped(fine)[:40]), failure{502, cutShort}},
	"gzip bomb":                 {gzipBomb, failure{413, tooLarge}},
	"flood of space":            {floods(okHead+"Connection: close\r\n\r\n", " "), failure{413, tooLarge}},
	"flood of points":           {floods(okHead+"Connection: close\r\n\r\n[{\"metric\":\"m\",\"tags\":{},\"aggregateTags\":[],\"dps\":{\"1767222000\":1", `,"1767222000":1`), failure{413, tooLarge}},
	"flood of new points":       {floods(okHead+"Connection: close\r\n\r\n[{\"metric\":\"m\",\"tags\":{},\"aggregateTags\":[],\"dps\":{\"1767222000\":1", `,"1767222000":1,"1767222060":2`), failure{413, tooLarge}},
	"flood of series":           {floods(okHead+"Connection: close\r\n\r\n["+fine[1:len(fine)-1], ","+fine[1:len(fine)-1]), failure{413, tooLarge}},
	"flood of tags":             {floods(okHead+"Connection: close\r\n\r\n[{\"metric\":\"m\",\"tags\":{\"a\":\"b\"", `,"a":"b"`), failure{413, tooLarge}},
	"flood of one name":         {floods(okHead+"Connection: close\r\n\r\n[{\"metric\":\"", "x"), failure{502, tooLarge}},
	"flood of one number":       {floods(okHead+"Connection: close\r\n\r\n[{\"metric\":\"m\",\"dps\":{\"1767222000\":", "1"), failure{502, "."}},
	"flood of an unknown field": {floods(okHead+"Connection: close\r\n\r\n[{\"metric\":\"m\",\"x\":[1", ",1"), failure{413, tooLarge}},
	"flood of an error":         {floods("HTTP/1.1 500 No\r\nConnection: close\r\n\r\n", "sorry "), failure{500, "failed to process"}},
	"nested deeply":             {floods(okHead+"Connection: close\r\n\r\n[{\"metric\":\"m\",\"x\":", "["), failure{502, tooLarge}},
	"two responses in one":      {sends(okHead + fmt.Sprintf("Content-Length: %d\r\n\r\n", 2*len(fine)) + fine + fine), failure{502, notPromised}},
	"empty":                     {sends(okHead + "Content-Length: 0\r\n\r\n"), failure{502, "an empty response"}},
	"no content":                {sends("HTTP/1.1 204 No Content\r\n\r\n"), failure{502, "an empty response"}},
	"not modified":              {sends("HTTP/1.1 304 Not Modified\r\n\r\n"), failure{502, "."}},
	"UTF-16":                    {sends(okHead + "Connection: close\r\n\r\n\xff\xfe[\x00]\x00"), failure{502, "."}},
	"points that are text":      {sends(okHead + "Connection: close\r\n\r\n" + `[{"metric":"m","dps":"none"}]`), failure{502, notPromised}},
	"an error midway":           {sends(okHead + "Connection: close\r\n\r\n" + fine[:len(fine)-1] + `,{"error":{"code":500,"message":"The storage went away"}}]`), failure{500, "The storage went away"}},
	"an error in the points":    {sends(okHead + "Connection: close\r\n\r\n" + fine[:100] + `{"error":{"code":500,"message":"The storage went away"}}`), failure{500, "The storage went away"}},
}

// TestBrokenHTTP asks for every fault in one panel, with fine queries between them.
func TestBrokenHTTP(t *testing.T) {
	process := start(t)
	behaviours, names := map[string]behaviour{}, map[int][]string{}
	for _, name := range slices.Sorted(maps.Keys(rawFaults)) {
		behaviours[name] = rawFaults[name].act
		seconds := plenty
		if rawFaults[name].want.status == http.StatusGatewayTimeout {
			seconds = timeout
		}
		names[seconds] = append(names[seconds], name)
	}
	for _, dialect := range []string{"ovh", "opentsdb"} {
		t.Run(dialect, func(t *testing.T) {
			server := serveRaw(t, behaviours)
			for seconds, names := range names {
				from := source(fmt.Sprint(dialect, seconds), server.url, dialect, map[string]any{"timeout": seconds, "maxResponseMB": 8, "responseCacheMB": 0})
				var queries []string
				for _, name := range names {
					queries = append(queries, saved(name), saved("fine between"))
				}
				responses := query(t, process, from, queries...)
				for n, name := range names {
					t.Run(name, func(t *testing.T) {
						isFailure(t, rawFaults[name].want, responses[2*n])
						isFine(t, responses[2*n+1])
					})
				}
				isFine(t, query(t, process, from, saved("fine after all"))[0])
			}
		})
	}
}

// TestIdleConnectionClosed: a server may close a connection that it kept open at the very moment of the next request,
// which is then asked again.
func TestIdleConnectionClosed(t *testing.T) {
	var closed atomic.Int64
	server := serveRaw(t, map[string]behaviour{"closed when idle": func(c conversation) bool {
		if closed.Add(1) == 1 {
			return false
		}
		c.respond(fine)
		return true
	}})
	process := start(t)
	from := source("idle", server.url, "ovh", map[string]any{"responseCacheMB": 0})
	isFine(t, query(t, process, from, saved("fine"))[0])
	isFine(t, query(t, process, from, saved("closed when idle"))[0])
	require.EqualValues(t, 2, closed.Load())
}

// TestRedirects: the token goes to the configured host, and to no other.
func TestRedirects(t *testing.T) {
	var reached atomic.Int64
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	t.Cleanup(elsewhere.Close)
	behaviours, wants := map[string]behaviour{}, map[string]failure{}
	var names []string
	for _, status := range []int{301, 302, 303, 307, 308} {
		for what, target := range map[string]string{"another host": elsewhere.URL, "itself": "", "no address": "http://[", "a script": "javascript:alert(1)//"} {
			name := fmt.Sprintf("%d to %s", status, what)
			names = append(names, name)
			wants[name] = failure{502, "redirects the query"}
			if what == "no address" {
				wants[name] = failure{502, "can't be reached"}
			}
			behaviours[name] = sends(fmt.Sprintf("HTTP/1.1 %d Moved\r\nLocation: %s/api/query\r\nContent-Length: 0\r\n\r\n", status, target))
		}
	}
	process, server := start(t), serveRaw(t, behaviours)
	from := source("redirects", server.url, "ovh", map[string]any{"timeout": 5})
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			isFailure(t, wants[name], query(t, process, from, saved(name))[0])
		})
	}
	assert.Zero(t, reached.Load(), "the other host got a request")
	isFine(t, query(t, process, from, saved("fine"))[0])
	require.Len(t, server.received(), len(names)+1, "a redirect was followed")
}

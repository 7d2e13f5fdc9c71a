package faults

import (
	"encoding/base64"
	"fmt"
	"html"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

// secret is a token with characters that each encoding escapes differently.
const secret = "S3cr3t+Read/Tok&en=Zq9~xY<7>k%41"

// formsOf returns the encodings in which a text may leak.
func formsOf(text string) []string {
	half := text[:len(text)*2/3]
	return []string{
		text, half, url.QueryEscape(text), url.PathEscape(text), html.EscapeString(text),
		base64.StdEncoding.EncodeToString([]byte(text)),
		base64.StdEncoding.EncodeToString([]byte("metrics:" + text)),
		base64.URLEncoding.EncodeToString([]byte("metrics:" + text)),
		base64.RawStdEncoding.EncodeToString([]byte("metrics:" + half)),
	}
}

// echoes are servers that echo the request, each in another place.
func echoes(heard *atomic.Int64) map[string]behaviour {
	with := func(format string) behaviour {
		return func(c conversation) bool {
			credentials := c.request.Header.Get("X-Warp10-Token")
			if credentials == "" {
				_, credentials, _ = c.request.BasicAuth()
			}
			if credentials == secret {
				heard.Add(1)
			}
			quoted := strings.ReplaceAll(credentials, `"`, `\"`)
			all := strings.NewReplacer("TOKEN", quoted, "HEADER", c.request.Header.Get("Authorization")).Replace(format)
			head, body, _ := strings.Cut(all, "\n\n")
			c.write(strings.ReplaceAll(head, "\n", "\r\n") + fmt.Sprintf("\r\nContent-Length: %d\r\n\r\n%s", len(body), body))
			return false
		}
	}
	const point = `"aggregateTags":[],"dps":{"1767222000":1}`
	return map[string]behaviour{
		"plain text":              with("HTTP/1.1 401 No\n\nthe token TOKEN is wrong, so is HEADER"),
		"a reason":                with("HTTP/1.1 403 TOKEN HEADER\n\nTOKEN"),
		"JSON":                    with("HTTP/1.1 500 No\n\n{\"error\":{\"code\":500,\"message\":\"TOKEN\",\"details\":\"HEADER\"}}"),
		"a bad request":           with("HTTP/1.1 400 No\n\n{\"error\":{\"code\":400,\"message\":\"Bad request\",\"details\":\"Authorization: HEADER (TOKEN)\"}}"),
		"a web page":              with("HTTP/1.1 502 No\n\n<html><title>TOKEN</title><pre>HEADER</pre></html>"),
		"a page of 200":           with("HTTP/1.1 200 OK\n\n<html><title>Login TOKEN HEADER</title></html>"),
		"an unknown name":         with("HTTP/1.1 400 No\n\n{\"error\":{\"code\":400,\"message\":\"No such name for 'metrics': 'TOKEN'\"}}"),
		"a redirect":              with("HTTP/1.1 302 Found\nLocation: http://TOKEN/HEADER\n\n"),
		"a redirect to a query":   with("HTTP/1.1 302 Found\nLocation: /api/query?token=TOKEN\n\n"),
		"a bad address":           with("HTTP/1.1 302 Found\nLocation: http://[TOKEN\n\n"),
		"a bad head":              with("HTTP/1.1 200 OK\nTOKEN HEADER\n\n"),
		"a bad status":            with("HTTP/1.1 TOKEN HEADER\n\n"),
		"no HTTP":                 with("TOKEN HEADER\n\n"),
		"a field of the response": with("HTTP/1.1 200 OK\n\n[{\"metric\":\"m\",\"tags\":{\"a\":\"b\"},\"token\":\"TOKEN\"," + point + "}]"),
		"a broken response":       with("HTTP/1.1 200 OK\n\n[{\"metric\":\"m\",\"tags\":{\"a\":TOKEN HEADER},"),
		"a bad timestamp":         with("HTTP/1.1 200 OK\n\n[{\"metric\":\"m\",\"dps\":{\"TOKEN\":1}}]"),
		"a value that is text":    with("HTTP/1.1 200 OK\n\n[{\"metric\":\"m\",\"dps\":{\"1767222000\":\"TOKEN\"}}]"),
		"an error midway":         with("HTTP/1.1 200 OK\n\n[{\"metric\":\"m\"," + point + "},{\"error\":{\"message\":\"TOKEN HEADER\"}}]"),
		"Retry-After":             with("HTTP/1.1 429 No\nRetry-After: TOKEN\n\nslow down TOKEN"),
		"chunks":                  with("HTTP/1.1 200 OK\nTransfer-Encoding: TOKEN\n\nTOKEN"),
		"surplus bytes": func(c conversation) bool {
			c.respond(fine)
			c.write(c.request.Header.Get("Authorization") + c.request.Header.Get("X-Warp10-Token"))
			return false
		},
	}
}

// TestTheTokenIsInNoOutput sends a token to servers that echo it in every way, and searches all output for it.
func TestTheTokenIsInNoOutput(t *testing.T) {
	for _, transport := range []string{"basic", "header"} {
		for _, dialect := range []string{"ovh", "opentsdb"} {
			t.Run(transport+" to "+dialect, func(t *testing.T) {
				process := start(t)
				var heard atomic.Int64
				behaviours := echoes(&heard)
				var said strings.Builder
				settings := map[string]any{"timeout": timeout, "tokenTransport": transport}

				server := serveRaw(t, behaviours)
				from := source("echo", server.url, dialect, settings)
				from.Token = secret
				var queries []string
				for _, name := range slices.Sorted(maps.Keys(behaviours)) {
					queries = append(queries, saved(name), strings.Replace(saved(name), `"aggregator"`, `"queryType":"last","aggregator"`, 1))
				}
				queries = append(queries, saved("fine"), `{"metric":""}`, `{"metric":"m","filters":[{"type":"nope","tagk":"a","filter":"b"}]}`, `[]`)
				note(t, &said, process, from, queries)

				for _, name := range slices.Sorted(maps.Keys(behaviours)) {
					anything := from
					anything.Name, anything.URL = "any "+name, serveAny(t, behaviours[name]).url
					health, err := process.Health(t.Context(), anything)
					require.NoError(t, err)
					fmt.Fprintln(&said, health.Message, string(health.JSONDetails))
					for _, address := range []string{"metrics?q=a", "tag-keys?metric=m", "tag-values?metric=m&key=a", "series?metric=m", "server", "aggregators", "nothing"} {
						status, body, err := process.Resource(t.Context(), anything, address)
						require.NoError(t, err)
						fmt.Fprintln(&said, status, body)
					}
				}
				for name, broken := range map[string]map[string]any{"TLS": {"tlsAuth": true}, "limit": {"maxSeries": "no"}, "transport": {"tokenTransport": "none"}} {
					misconfigured := source("misconfigured "+name, server.url, dialect, broken)
					misconfigured.Token = secret
					note(t, &said, process, misconfigured, queries[:2])
				}
				spaced := from
				spaced.Name, spaced.Token = "with a line end", secret+"\nx"
				note(t, &said, process, spaced, queries[:2])
				nobody := from
				nobody.Name, nobody.URL = "nobody", "http://127.0.0.1:1"
				note(t, &said, process, nobody, queries[:2])

				log, err := process.Log()
				require.NoError(t, err)
				require.Greater(t, heard.Load(), int64(len(behaviours)), "the servers got the token")
				require.Contains(t, log, "echo", "the log is there")
				for _, form := range formsOf(secret) {
					for what, text := range map[string]string{"a response": said.String(), "the log": log} {
						if at := strings.Index(text, form); at >= 0 {
							assert.Failf(t, "the token got out", "into %s, as %q: …%s…", what, form, text[max(0, at-200):min(len(text), at+len(form)+50)])
						}
					}
				}
			})
		}
	}
}

// note runs queries and writes down all that came back: frames, with their notices and requests, and errors.
func note(t *testing.T, said *strings.Builder, process *rig.Process, from rig.Source, queries []string) {
	t.Helper()
	for _, response := range query(t, process, from, queries...) {
		text, err := response.MarshalJSON()
		require.NoError(t, err)
		fmt.Fprintln(said, string(text), response.Error)
	}
}

package client

import (
	"strings"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// Curl writes a query request as a shell command, in which the token is a variable to be set.
func (c *Client) Curl(request opentsdb.QueryRequest, transport opentsdb.TokenTransport, authenticated bool) string {
	body, err := encode(c.wire().query(request))
	if err != nil {
		return ""
	}
	var command strings.Builder
	command.WriteString("curl -sS ")
	switch {
	case !authenticated:
	case transport == opentsdb.TokenHeader:
		command.WriteString(`-H "` + opentsdb.TokenHeaderName + `: $TOKEN" `)
	default:
		command.WriteString(`-u "metrics:$TOKEN" `)
	}
	command.WriteString("-H 'Content-Type: application/json' --data-binary " + shellQuote(string(body)) + " " + shellQuote(c.URL("/api/query")))
	return command.String()
}

func shellQuote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

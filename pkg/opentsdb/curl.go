package opentsdb

import "strings"

// Curl writes a query request as a shell command that a person can run; the token is a variable for them to set.
func (c *Client) Curl(request QueryRequest, transport TokenTransport, authenticated bool) string {
	body, err := encode(request)
	if err != nil {
		return ""
	}
	var command strings.Builder
	command.WriteString("curl -sS ")
	switch {
	case !authenticated:
	case transport == TokenHeader:
		command.WriteString(`-H "` + TokenHeaderName + `: $TOKEN" `)
	default:
		command.WriteString(`-u "metrics:$TOKEN" `)
	}
	command.WriteString("-H 'Content-Type: application/json' --data-binary " + shellQuote(string(body)) + " " + shellQuote(c.URL("/api/query")))
	return command.String()
}

func shellQuote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

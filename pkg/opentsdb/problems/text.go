package problems

import (
	"bytes"
	"encoding/base64"
	"html"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/decode"
)

const (
	maxReadBytes = 64 << 10 // of the body of an error
	maxSaidRunes = 300      // of the server's text in a message
)

// page is what the body of an error response says.
type page struct {
	// text is the server's reason: raw, of any length.
	text string
	// all is where known texts are looked for: the reason, or all text of a web page.
	all string
	// title is that of a web page.
	title string
	// html is set for a web page.
	html bool
	// code is the status that the text names; 0: none.
	code int
	// json is set for a JSON error object.
	json bool
}

// understand parses a body: OpenTSDB's error object, {"message"}, a web page, or plain text.
func understand(body []byte) page {
	body = bytes.TrimSpace(body[:min(len(body), maxReadBytes)])
	switch {
	case len(body) == 0:
		return page{}
	case body[0] == '{':
		if server := decode.ReadServerError(body); server != nil {
			return serverPage(server)
		}
		return page{}
	case body[0] == '<':
		return understandHTML(string(body))
	}
	return page{text: string(body), all: string(body)}
}

// serverPage returns what an error object says.
func serverPage(e *decode.ServerError) page {
	text := serverText(e)
	return page{text: text, all: text, code: e.Code, json: true}
}

// vagueMessages are messages of OpenTSDB's that say nothing without their details.
var vagueMessages = map[string]bool{
	"Bad request":                        true,
	"CORS domain not allowed":            true,
	"Method not allowed":                 true,
	"Unable to parse the given JSON":     true,
	"Unable to resolve one or more UIDs": true,
}

// serverText returns the reason in an error object. Details are used only where the message says nothing: they usually repeat
// it or hold the full query, and differ with the Java version.
func serverText(e *decode.ServerError) string {
	message, details := javaText(e.Message), javaText(e.Details)
	switch {
	case message == "":
		return details
	case details != "" && vagueMessages[e.Message]:
		return message + ": " + details
	}
	return message
}

var (
	javaPrefix = regexp.MustCompile("^\\S+: Cannot construct instance of `[^`]*`, problem: ")
	javaClass  = regexp.MustCompile(`^(?:[a-z][\w$]*\.)+[A-Z][\w$]*: `)
	javaSource = regexp.MustCompile(`(?s)\s*(\(start marker )?\bat \[Source.*`)
)

// javaText removes the class and the place in the source from the reason of a Java parser.
func javaText(s string) string {
	s = javaClass.ReplaceAllString(javaPrefix.ReplaceAllString(s, ""), "")
	return javaSource.ReplaceAllString(s, "")
}

var (
	htmlTitle  = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)
	htmlHidden = regexp.MustCompile(`(?is)<(script|style|head)\b.*?</(script|style|head)\s*>|<!--.*?-->`)
	htmlReason = regexp.MustCompile(`(?is)<(?:pre|blockquote)[^>]*>([^<]*)</(?:pre|blockquote)>`)
	htmlTag    = regexp.MustCompile(`<[/!?a-zA-Z][^<>]*>`)
)

// understandHTML parses a web page: the reason is the element that servers put it into, or the title.
func understandHTML(body string) page {
	p := page{html: true, all: body}
	if m := htmlTitle.FindStringSubmatch(body); m != nil {
		p.title = html.UnescapeString(m[1])
	}
	if m := htmlReason.FindStringSubmatch(body); m != nil {
		p.text = html.UnescapeString(m[1])
		return p
	}
	p.text = p.title
	if p.text == "" {
		p.text = html.UnescapeString(htmlTag.ReplaceAllString(htmlHidden.ReplaceAllString(body, " "), " "))
	}
	return p
}

// clean prepares a server's text for a message: short, without secrets, markup and control characters.
func (f failure) clean(text string) string {
	// Before and after: cleaning could reveal a secret that markup hid, or cut one in two.
	text = redactCredentials(redact(text[:min(len(text), maxReadBytes)], f.where.Redact))
	text = htmlTag.ReplaceAllString(text, "")
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, text)
	text = redactCredentials(redact(strings.Join(strings.Fields(text), " "), f.where.Redact))
	if runes := []rune(text); len(runes) > maxSaidRunes {
		text = string(runes[:maxSaidRunes]) + "…"
	}
	return text
}

const redacted = "[redacted]"

// credentials matches what servers may echo: an Authorization header, or a token in a header or parameter.
var credentials = regexp.MustCompile(`(?i)\b(basic|bearer)\s+[\w+/=.~-]{6,}|\b(authorization|x-warp10-token|token|password|p)(["']?\s*[:=]\s*["']?)(?:(?:basic|bearer)\s+)?[^\s"'&,;<>]{6,}`)

// redact removes secrets from a text, in all forms in which a server may echo them. All are found before any is removed: they may
// overlap, or be part of the text that replaces them.
func redact(text string, secrets []string) string {
	cut := make([]bool, len(text))
	for _, secret := range secrets {
		for _, form := range forms(secret) {
			mark(cut, text, form, true)
		}
	}
	mark(cut, text, redacted, false)
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		switch {
		case !cut[i]:
			out.WriteByte(text[i])
		case i == 0 || !cut[i-1]:
			out.WriteString(redacted)
		}
	}
	return out.String()
}

// forms returns a secret as it is, and as encoded in URLs, web pages and headers.
func forms(secret string) []string {
	if secret == "" {
		return nil
	}
	return []string{
		secret,
		url.QueryEscape(secret),
		url.PathEscape(secret),
		html.EscapeString(secret),
		base64.StdEncoding.EncodeToString([]byte(secret)),
		base64.URLEncoding.EncodeToString([]byte(secret)),
	}
}

// mark sets the bytes of all occurrences of a form, also overlapping ones.
func mark(cut []bool, text, form string, value bool) {
	for from := 0; ; {
		at := strings.Index(text[from:], form)
		if at < 0 {
			return
		}
		from += at
		for i := range len(form) {
			cut[from+i] = value
		}
		from++
	}
}

// redactCredentials removes whatever looks like a credential.
func redactCredentials(text string) string {
	return credentials.ReplaceAllStringFunc(text, func(found string) string {
		if strings.Contains(found, redacted) {
			return found
		}
		m := credentials.FindStringSubmatch(found)
		return m[1] + m[2] + m[3] + redacted
	})
}

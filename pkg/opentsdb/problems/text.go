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
	maxReadBytes = 64 << 10 // of a body that tells of an error
	maxSaidRunes = 300      // of the server's text in a sentence
)

// page is what a body says of an error.
type page struct {
	// text is the server's reason: raw, of any length.
	text string
	// all is where a known text is looked for: the reason, or the whole of a web page.
	all string
	// title is that of a web page.
	title string
	// html is set for a web page.
	html bool
	// code is the status that the text names; 0 when it names none.
	code int
	// json is set when the text came in a JSON error object.
	json bool
}

// understand finds the reason in a body: OpenTSDB's error object, {"message"}, a web page, or plain text.
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

// serverPage is what an error object says.
func serverPage(e *decode.ServerError) page {
	text := serverText(e)
	return page{text: text, all: text, code: e.Code, json: true}
}

// vagueMessages are OpenTSDB's that mean nothing without their details.
var vagueMessages = map[string]bool{
	"Bad request":                        true,
	"CORS domain not allowed":            true,
	"Method not allowed":                 true,
	"Unable to parse the given JSON":     true,
	"Unable to resolve one or more UIDs": true,
}

// serverText is the reason in an error object. Details mostly repeat the message or hold the whole query, and differ
// with the Java version: they are used where the message alone says nothing.
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

// javaText leaves out the class and the place in the source that Java's parsers put around their reason.
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

// understandHTML finds the reason in a web page: what it sets apart as one, or its title.
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

// clean makes a server's text fit for a sentence: without secrets, markup and control characters, and short.
func (f failure) clean(text string) string {
	// A secret could be hidden by what cleaning removes, or be cut in two: so it is looked for on both sides.
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

// credentials are what servers echo: an Authorization header, or a token among headers or parameters.
var credentials = regexp.MustCompile(`(?i)\b(basic|bearer)\s+[\w+/=.~-]{6,}|\b(authorization|x-warp10-token|token|password|p)(["']?\s*[:=]\s*["']?)(?:(?:basic|bearer)\s+)?[^\s"'&,;<>]{6,}`)

// redact cuts secrets out of a text, in the forms in which a server may echo them. All are looked for before any is cut:
// they may overlap each other, or be a part of the mark that is left in their place.
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

// forms are a secret as it is, and as URLs, web pages and headers hold it.
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

// mark sets the bytes of every occurrence of a form, overlapping ones too.
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

// redactCredentials cuts out whatever looks like a credential.
func redactCredentials(text string) string {
	return credentials.ReplaceAllStringFunc(text, func(found string) string {
		if strings.Contains(found, redacted) {
			return found
		}
		m := credentials.FindStringSubmatch(found)
		return m[1] + m[2] + m[3] + redacted
	})
}

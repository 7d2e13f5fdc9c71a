package problems

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/decode"
)

// fromErr reads why an answer didn't come, didn't come whole, or could not be understood.
func (f failure) fromErr(err error) *Error {
	switch {
	case errors.Is(err, context.Canceled):
		return f.downstream(KindCanceled, StatusClientClosedRequest, fmt.Sprintf("The request was cancelled before %s had answered %s.", f.where.Server, f.call()))
	case timedOut(err):
		return f.downstream(KindTimeout, http.StatusGatewayTimeout, fmt.Sprintf("%s did not answer %s in time. %s Or raise the timeout in the data source's settings.", f.where.Server, f.call(), narrow))
	}
	if e := f.fromDecoder(err); e != nil {
		return e
	}
	if e := f.fromTLS(err); e != nil {
		return e
	}
	return f.fromNetwork(err)
}

func timedOut(err error) bool {
	var netErr net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &netErr) && netErr.Timeout()
}

// fromDecoder reads an answer that came and is wrong; nil when the fault isn't in the answer.
func (f failure) fromDecoder(err error) *Error {
	var limit *decode.LimitError
	var server *decode.ServerError
	var format *decode.FormatError
	var syntax *json.SyntaxError
	var jsonType *json.UnmarshalTypeError
	switch {
	case errors.As(err, &limit):
		return f.tooMuch(limit)
	case f.where.TooLarge != nil && errors.Is(err, f.where.TooLarge):
		return f.downstream(KindLimit, http.StatusRequestEntityTooLarge, fmt.Sprintf("The answer of %s to %s is larger than Grafana's administrator allows (response_limit). %s", f.where.Server, f.call(), narrow))
	case errors.As(err, &server):
		f.status, f.page = 0, serverPage(server)
		return f.fromAnswer()
	case errors.As(err, &format):
		return f.malformed(format)
	case errors.As(err, &syntax), errors.As(err, &jsonType):
		return f.downstream(KindFormat, http.StatusBadGateway, fmt.Sprintf("%s gave an answer to %s that is not what the API promises. %s", f.where.Server, f.call(), checkURL))
	case f.status != 0 && errors.Is(err, io.EOF):
		return f.malformed(&decode.FormatError{Empty: true})
	case f.status != 0 && errors.Is(err, io.ErrUnexpectedEOF):
		return f.malformed(&decode.FormatError{Cut: true})
	}
	return nil
}

// raise says which setting allows more, for the limits that have one.
var raise = map[decode.Limited]string{
	decode.LimitedBytes:  " Or raise Max response size (maxResponseMB) in the data source's settings.",
	decode.LimitedSeries: " Or raise Max series (maxSeries) in the data source's settings.",
}

func (f failure) tooMuch(limit *decode.LimitError) *Error {
	what := limit.Amount()
	then := narrow
	switch limit.What {
	case decode.LimitedSeries:
		then = "Ask for less: more filters, or group by fewer tag keys."
	case decode.LimitedDepth, decode.LimitedText, decode.LimitedTags:
		return f.downstream(KindFormat, http.StatusBadGateway, fmt.Sprintf("%s gave an answer to %s that has more than %s, which no OpenTSDB answer has. %s", f.where.Server, f.call(), what, checkURL))
	}
	return f.downstream(KindLimit, http.StatusRequestEntityTooLarge, fmt.Sprintf("The answer of %s to %s has more than %s; reading it was stopped. %s%s", f.where.Server, f.call(), what, then, raise[limit.What]))
}

func (f failure) malformed(format *decode.FormatError) *Error {
	switch {
	case format.Empty:
		return f.downstream(KindFormat, http.StatusBadGateway, fmt.Sprintf("%s answered %s with nothing at all. Try again; if it stays, check that the data source's URL is that of an OpenTSDB API.", f.where.Server, f.call()))
	case format.Cut:
		return f.downstream(KindCut, http.StatusBadGateway, fmt.Sprintf("The answer of %s to %s ended in the middle, so nothing of it is shown. Try again; if it stays, ask for less: a shorter time range, or a longer downsample interval.", f.where.Server, f.call()))
	}
	if p := understand(format.Start); p.html {
		f.page = p
		return f.webPage()
	}
	return f.downstream(KindFormat, http.StatusBadGateway, fmt.Sprintf("%s gave an answer to %s that is not what the API promises: %s. %s", f.where.Server, f.call(), format.Error(), checkURL))
}

// fromTLS reads why no encrypted connection came about; nil when that isn't the reason.
func (f failure) fromTLS(err error) *Error {
	const then = "Check the URL, and the certificate settings of the data source."
	var (
		unknown x509.UnknownAuthorityError
		host    x509.HostnameError
		invalid x509.CertificateInvalidError
		verify  *tls.CertificateVerificationError
		record  tls.RecordHeaderError
		remote  *net.OpError
	)
	reason := ""
	switch {
	case errors.As(err, &unknown):
		reason = "its certificate is signed by an authority that isn't trusted here"
	case errors.As(err, &host):
		reason = "its certificate is for another name"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		reason = "its certificate has expired or is not valid yet"
	case errors.As(err, &invalid), errors.As(err, &verify):
		reason = "its certificate is not valid"
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		reason = "it speaks plain HTTP where the URL says https"
	case errors.As(err, &remote) && remote.Op == "remote error": // a TLS alert
		reason = "the server refused the handshake; it may want a client certificate"
	default:
		return nil
	}
	return f.downstream(KindTLS, http.StatusBadGateway, fmt.Sprintf("There is no trusted connection to %s: %s. %s", f.where.Server, reason, then))
}

// fromNetwork reads why there was no connection, or why it broke.
func (f failure) fromNetwork(err error) *Error {
	var dns *net.DNSError
	var op *net.OpError
	// The texts are the system's: the numbers behind them differ from one to the next.
	text := strings.ToLower(err.Error())
	unreachable := func(reason string) *Error {
		return f.downstream(KindUnavailable, http.StatusBadGateway, fmt.Sprintf("%s can't be reached: %s.", f.where.Server, reason))
	}
	switch {
	case f.status != 0: // it broke while the answer came
		return f.malformed(&decode.FormatError{Cut: true})
	case errors.As(err, &dns) && dns.IsNotFound:
		return unreachable(fmt.Sprintf("there is no host %q. Check the region, or the URL", f.clean(dns.Name)))
	case errors.As(err, &dns):
		return unreachable(fmt.Sprintf("the name %q can't be looked up now. Check Grafana's network and name server", f.clean(dns.Name)))
	case strings.Contains(text, "connection refused") || strings.Contains(text, "actively refused"):
		return unreachable("nothing listens at its address. Check the URL's host and port, and that the server runs")
	case strings.Contains(text, "no route to host") || strings.Contains(text, "network is unreachable"):
		return unreachable("there is no way to it from Grafana's machine. Check the network, the proxy and the firewall")
	case strings.Contains(text, "connection reset") || strings.Contains(text, "broken pipe") ||
		strings.Contains(text, "forcibly closed") || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return unreachable("it closed the connection without an answer. It may be restarting, or the request is longer than it takes")
	case errors.As(err, &op):
		return unreachable(fmt.Sprintf("the connection failed (%s). Check the network, the proxy and the firewall", f.clean(innermost(op.Err).Error())))
	}
	var target *url.Error
	if errors.As(err, &target) {
		return unreachable(f.clean(innermost(target.Err).Error()))
	}
	return f.error(KindRequest, http.StatusInternalServerError, Plugin, fmt.Sprintf("%s could not be asked for %s: %s.", f.where.Server, f.call(), f.clean(innermost(err).Error())))
}

// innermost is the last error of a chain, which has no address in its text.
func innermost(err error) error {
	if err == nil {
		return errors.New("no reason given")
	}
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

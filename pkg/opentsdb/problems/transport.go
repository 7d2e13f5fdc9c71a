package problems

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/decode"
)

// fromErr returns the error of a response that didn't arrive, didn't arrive in full, or couldn't be decoded.
func (f failure) fromErr(err error) *Error {
	switch {
	case errors.Is(err, context.Canceled):
		return f.downstream(KindCanceled, StatusClientClosedRequest, messages.Cancelled, f.where.Server, f.call())
	case timedOut(err):
		return f.downstream(KindTimeout, http.StatusGatewayTimeout, messages.TimedOut, f.where.Server, f.call())
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

// fromDecoder returns the error of an invalid response; nil: the response isn't the problem.
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
		return f.downstream(KindLimit, http.StatusRequestEntityTooLarge, messages.GrafanaLimit, f.where.Server, f.call())
	case errors.As(err, &server):
		f.status, f.page = 0, serverPage(server)
		return f.fromResponse()
	case errors.As(err, &format):
		return f.malformed(format)
	case errors.As(err, &syntax), errors.As(err, &jsonType):
		return f.downstream(KindFormat, http.StatusBadGateway, messages.Unreadable, f.where.Server, f.call(), "", messages.NotAsPromised)
	case f.status != 0 && errors.Is(err, io.EOF):
		return f.malformed(&decode.FormatError{Empty: true})
	case f.status != 0 && errors.Is(err, io.ErrUnexpectedEOF):
		return f.malformed(&decode.FormatError{Cut: true})
	}
	return nil
}

func (f failure) tooMuch(limit *decode.LimitError) *Error {
	advice := messages.Narrow
	switch limit.What {
	case decode.LimitedBytes:
		advice = messages.RaiseBytes
	case decode.LimitedSeries:
		advice = messages.RaiseSeries
	case decode.LimitedDepth, decode.LimitedText, decode.LimitedTags:
		return f.downstream(KindFormat, http.StatusBadGateway, messages.NotOpenTSDB, f.where.Server, f.call(), limit.Amount())
	}
	return f.downstream(KindLimit, http.StatusRequestEntityTooLarge, messages.ResponseTooLarge, f.where.Server, f.call(), limit.Amount(), advice)
}

func (f failure) malformed(format *decode.FormatError) *Error {
	switch {
	case format.Empty:
		return f.downstream(KindFormat, http.StatusBadGateway, messages.EmptyResponse, f.where.Server, f.call())
	case format.Cut:
		return f.downstream(KindCut, http.StatusBadGateway, messages.ResponseCut, f.where.Server, f.call())
	}
	if p := understand(format.Start); p.html {
		f.page = p
		return f.webPage()
	}
	return f.downstream(KindFormat, http.StatusBadGateway, messages.Unreadable, f.where.Server, f.call(), "", f.clean(format.Error()))
}

// fromTLS returns why the TLS connection failed; nil: it didn't.
func (f failure) fromTLS(err error) *Error {
	var (
		unknown x509.UnknownAuthorityError
		host    x509.HostnameError
		invalid x509.CertificateInvalidError
		verify  *tls.CertificateVerificationError
		record  tls.RecordHeaderError
		remote  *net.OpError
	)
	var message messages.Message
	switch {
	case errors.As(err, &unknown):
		message = messages.CertificateUntrusted
	case errors.As(err, &host):
		message = messages.CertificateName
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		message = messages.CertificateExpired
	case errors.As(err, &invalid), errors.As(err, &verify):
		message = messages.CertificateInvalid
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		message = messages.PlainHTTP
	case errors.As(err, &remote) && remote.Op == "remote error": // a TLS alert
		message = messages.HandshakeRefused
	default:
		return nil
	}
	return f.downstream(KindTLS, http.StatusBadGateway, message, f.where.Server)
}

// fromNetwork returns why there was no connection, or why it broke.
func (f failure) fromNetwork(err error) *Error {
	var dns *net.DNSError
	var op *net.OpError
	// By the system's texts, as its error numbers differ between systems.
	text := strings.ToLower(err.Error())
	unreachable := func(message messages.Message, values ...any) *Error {
		return f.downstream(KindUnavailable, http.StatusBadGateway, message, append([]any{f.where.Server}, values...)...)
	}
	switch {
	case f.status != 0: // it broke during the response
		return f.malformed(&decode.FormatError{Cut: true})
	case errors.As(err, &dns) && dns.IsNotFound:
		return unreachable(messages.HostUnknown, f.clean(dns.Name))
	case errors.As(err, &dns):
		return unreachable(messages.HostLookupFailed, f.clean(dns.Name))
	case strings.Contains(text, "connection refused") || strings.Contains(text, "actively refused"):
		return unreachable(messages.ConnectionRefused)
	case strings.Contains(text, "no route to host") || strings.Contains(text, "network is unreachable"):
		return unreachable(messages.NoRoute)
	case strings.Contains(text, "connection reset") || strings.Contains(text, "broken pipe") ||
		strings.Contains(text, "forcibly closed") || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return unreachable(messages.ConnectionClosed)
	case errors.As(err, &op):
		return unreachable(messages.ConnectionFailed, f.clean(innermost(op.Err).Error()))
	}
	var target *url.Error
	if errors.As(err, &target) {
		return unreachable(messages.ConnectionFailed, f.clean(innermost(target.Err).Error()))
	}
	return f.error(KindRequest, http.StatusInternalServerError, Plugin, messages.RequestNotSent, f.where.Server, f.call(), f.clean(innermost(err).Error()))
}

// innermost returns the last error of a chain, whose text holds no address.
func innermost(err error) error {
	if err == nil {
		return errors.New(messages.NoReason)
	}
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

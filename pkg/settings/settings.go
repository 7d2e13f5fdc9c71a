// Package settings validates the settings that Grafana stores for a data source.
package settings

import (
	"encoding/json"
	"errors"
	"math"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/gtime"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
)

// Defaults of settings that are left empty.
const (
	DefaultLookupLimit   = 1000
	DefaultMaxResponseMB = 256
	DefaultMaxSeries     = 10_000
	// DefaultResponseCacheMB holds some four million points.
	DefaultResponseCacheMB = 64
)

// Upper bounds of settings, so that a typo can't exhaust Grafana's machine.
const (
	limitLookupLimit     = 100_000
	limitMaxResponseMB   = 4096
	limitMaxSeries       = 1_000_000
	limitResponseCacheMB = 4096
)

// Settings are the validated settings of a data source.
type Settings struct {
	// Endpoint is the OpenTSDB API's root: scheme, host and optional path prefix, no trailing slash.
	Endpoint *url.URL
	// Server is the endpoint's display name in errors: the region, or the host.
	Server string
	// Region is empty with a custom URL.
	Region string
	// Token is the READ token; empty: none is sent.
	Token string
	// TokenTransport says how the token travels.
	TokenTransport opentsdb.TokenTransport
	Dialect        *dialects.Dialect
	// TimeInterval is the min interval of auto intervals; zero: none.
	TimeInterval time.Duration
	// LookupLimit bounds the suggestions fetched for a picker.
	LookupLimit int
	// MaxResponseBytes and MaxSeries bound the response to one query.
	MaxResponseBytes int64
	MaxSeries        int
	// ResponseCacheBytes bounds the response cache; 0: there is none.
	ResponseCacheBytes int64
}

// jsonData mirrors the stored keys. Numbers stay raw, as they are stored as numbers or as strings.
type jsonData struct {
	Region          string          `json:"region"`
	TokenTransport  string          `json:"tokenTransport"`
	Dialect         string          `json:"dialect"`
	TimeInterval    string          `json:"timeInterval"`
	LookupLimit     json.RawMessage `json:"lookupLimit"`
	MaxResponseMB   json.RawMessage `json:"maxResponseMB"`
	MaxSeries       json.RawMessage `json:"maxSeries"`
	ResponseCacheMB json.RawMessage `json:"responseCacheMB"`
}

var regionName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Load validates the settings of one data source. The error lists all problems; each names its field as the form does, with its
// key in provisioning files where that differs. It never contains a secret.
func Load(stored backend.DataSourceInstanceSettings) (Settings, error) {
	var raw jsonData
	if len(stored.JSONData) > 0 {
		if err := json.Unmarshal(stored.JSONData, &raw); err != nil {
			return Settings{}, backend.DownstreamError(decodeError(err))
		}
	}
	secrets := stored.DecryptedSecureJSONData
	region := strings.TrimSpace(raw.Region)
	if region == "" {
		region = strings.TrimSpace(secrets["region"])
	}

	s := Settings{Region: region, Token: strings.TrimSpace(secrets["token"])}
	var problems []error
	note := func(err error) {
		if err != nil {
			problems = append(problems, err)
		}
	}
	note(s.setEndpoint(strings.TrimSpace(stored.URL)))
	note(s.setDialect(raw.Dialect))
	note(s.setToken(raw.TokenTransport, stored.BasicAuthEnabled))
	var err error
	s.TimeInterval, err = interval(raw.TimeInterval)
	note(err)
	s.LookupLimit, err = number("Lookup limit (lookupLimit)", raw.LookupLimit, DefaultLookupLimit, 1, limitLookupLimit)
	note(err)
	megabytes, err := number("Max response size (maxResponseMB)", raw.MaxResponseMB, DefaultMaxResponseMB, 1, limitMaxResponseMB)
	note(err)
	s.MaxResponseBytes = int64(megabytes) << 20
	s.MaxSeries, err = number("Max series (maxSeries)", raw.MaxSeries, DefaultMaxSeries, 1, limitMaxSeries)
	note(err)
	megabytes, err = number("Response cache (responseCacheMB)", raw.ResponseCacheMB, DefaultResponseCacheMB, 0, limitResponseCacheMB)
	note(err)
	s.ResponseCacheBytes = int64(megabytes) << 20
	if len(problems) > 0 {
		return Settings{}, backend.DownstreamError(messages.Join(problems...))
	}
	return s, nil
}

func (s *Settings) setEndpoint(custom string) error {
	if s.Region != "" {
		if !regionName.MatchString(s.Region) || len(s.Region) > 63 {
			return messages.RegionInvalid.Error(clip(s.Region))
		}
		s.Endpoint = &url.URL{Scheme: "https", Host: "opentsdb." + s.Region + ".metrics.ovh.net"}
		s.Server = s.Region
		return nil
	}
	if custom == "" {
		return messages.RegionMissing.Error()
	}
	u, err := url.Parse(custom)
	if err != nil {
		return messages.URLInvalid.Error(badURL(err))
	}
	switch {
	case u.User != nil:
		return messages.URLHoldsSecret.Error()
	case u.Scheme != "http" && u.Scheme != "https":
		return messages.URLScheme.Error()
	case u.Hostname() == "":
		return messages.URLHost.Error()
	case u.RawQuery != "" || u.Fragment != "":
		return messages.URLQuery.Error()
	}
	s.Endpoint = &url.URL{Scheme: u.Scheme, Host: u.Host, Path: strings.TrimRight(u.Path, "/")}
	s.Server = u.Host
	return nil
}

func (s *Settings) setDialect(name string) error {
	if s.Region != "" {
		s.Dialect = dialects.OVH
		return nil
	}
	if name == "" {
		name = dialects.OpenTSDB.ID
	}
	d, ok := dialects.DialectByID(name)
	if !ok {
		return messages.DialectUnknown.Error(clip(name))
	}
	s.Dialect = d
	return nil
}

func (s *Settings) setToken(transport string, basicAuth bool) error {
	switch t := opentsdb.TokenTransport(transport); t {
	case "", opentsdb.TokenBasic:
		s.TokenTransport = opentsdb.TokenBasic
	case opentsdb.TokenHeader:
		s.TokenTransport = opentsdb.TokenHeader
	default:
		return messages.TransportUnknown.Error(clip(transport))
	}
	if s.Region != "" && s.Token == "" && !basicAuth {
		return messages.TokenMissing.Error()
	}
	for _, r := range s.Token {
		if r <= ' ' || r == 0x7f {
			return messages.TokenInvalid.Error()
		}
	}
	return nil
}

func interval(text string) (time.Duration, error) {
	if text = strings.TrimSpace(text); text == "" {
		return 0, nil
	}
	d, err := gtime.ParseInterval(strings.TrimPrefix(text, ">"))
	if err != nil || d <= 0 {
		return 0, messages.MinIntervalInvalid.Error(clip(text))
	}
	return d, nil
}

// number reads a number or a numeric string; empty, null and missing give the default.
func number(field string, raw json.RawMessage, byDefault, min, max int) (int, error) {
	text := strings.Trim(strings.TrimSpace(string(raw)), `"`)
	text = strings.TrimSpace(text)
	if text == "" || text == "null" {
		return byDefault, nil
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || f != math.Trunc(f) || f < float64(min) || f > float64(max) {
		return 0, messages.NumberInvalid.Error(field, clip(text), min, max)
	}
	return int(f), nil
}

// clip shortens a text for an error.
func clip(text string) string { return messages.Clip(text, 80) }

// badURL returns url.Parse's reason without the URL, which may contain a token.
func badURL(err error) string {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return redactedReason(e.Err)
	}
	return "not a URL"
}

func redactedReason(err error) string {
	reason, _, _ := strings.Cut(err.Error(), `"`)
	return strings.TrimSpace(reason)
}

func decodeError(err error) error {
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return messages.FieldKind.Error(e.Field, e.Value)
	}
	return messages.SettingsUnreadable.Error()
}

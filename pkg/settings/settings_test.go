package settings_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/settings"
)

func stored(url, jsonData string, secrets map[string]string) backend.DataSourceInstanceSettings {
	return backend.DataSourceInstanceSettings{URL: url, JSONData: []byte(jsonData), DecryptedSecureJSONData: secrets}
}

func TestARegionAndATokenAreEnough(t *testing.T) {
	s, err := settings.Load(stored("", `{"region":"gra1"}`, map[string]string{"token": "secret"}))
	require.NoError(t, err)
	require.Equal(t, "https://opentsdb.gra1.metrics.ovh.net", s.Endpoint.String())
	require.Equal(t, "gra1", s.Server)
	require.Equal(t, "secret", s.Token)
	require.Equal(t, opentsdb.TokenBasic, s.TokenTransport)
	require.Same(t, dialects.OVH, s.Dialect)
	require.Equal(t, settings.DefaultLookupLimit, s.LookupLimit)
	require.Equal(t, settings.DefaultMaxSeries, s.MaxSeries)
	require.Equal(t, int64(settings.DefaultMaxResponseMB)<<20, s.MaxResponseBytes)
	require.Zero(t, s.TimeInterval)
}

func TestTheRegionMayBeProvisionedAsASecret(t *testing.T) {
	secrets := map[string]string{"region": "bhs1", "token": "secret"}
	s, err := settings.Load(stored("", `{}`, secrets))
	require.NoError(t, err)
	require.Equal(t, "https://opentsdb.bhs1.metrics.ovh.net", s.Endpoint.String())

	s, err = settings.Load(stored("", `{"region":"gra1-ovh"}`, secrets))
	require.NoError(t, err)
	require.Equal(t, "https://opentsdb.gra1-ovh.metrics.ovh.net", s.Endpoint.String(), "the open setting wins")
}

func TestACustomURLKeepsItsPathAndNeedsNoToken(t *testing.T) {
	s, err := settings.Load(stored("http://tsdb.example.org:4242/prefix/", `{}`, nil))
	require.NoError(t, err)
	require.Equal(t, "http://tsdb.example.org:4242/prefix", s.Endpoint.String())
	require.Equal(t, "tsdb.example.org:4242", s.Server)
	require.Same(t, dialects.OpenTSDB, s.Dialect)

	s, err = settings.Load(stored("http://tsdb.example.org", `{"dialect":"ovh"}`, nil))
	require.NoError(t, err)
	require.Same(t, dialects.OVH, s.Dialect)
}

func TestNumbersMayBeSavedAsText(t *testing.T) {
	s, err := settings.Load(stored("http://x", `{"lookupLimit":"5000","maxResponseMB":64,"maxSeries":"20","timeInterval":"10s"}`, nil))
	require.NoError(t, err)
	require.Equal(t, 5000, s.LookupLimit)
	require.Equal(t, int64(64)<<20, s.MaxResponseBytes)
	require.Equal(t, 20, s.MaxSeries)
	require.Equal(t, 10*time.Second, s.TimeInterval)

	s, err = settings.Load(stored("http://x", `{"lookupLimit":"","maxSeries":null,"timeInterval":" "}`, nil))
	require.NoError(t, err)
	require.Equal(t, settings.DefaultLookupLimit, s.LookupLimit)
}

func TestProblemsNameTheirField(t *testing.T) {
	token := map[string]string{"token": "secret"}
	for name, c := range map[string]struct {
		stored backend.DataSourceInstanceSettings
		says   string
	}{
		"nothing set":            {stored("", ``, nil), "Region: choose a region, or enter the URL"},
		"a region with a space":  {stored("", `{"region":"GRA 1"}`, token), `Region: "GRA 1" is not a region name`},
		"a region with a dot":    {stored("", `{"region":"gra1.evil.example/x"}`, token), "is not a region name"},
		"a region with a dash":   {stored("", `{"region":"-gra1"}`, token), "is not a region name"},
		"no token for a region":  {stored("", `{"region":"gra1"}`, nil), "READ token (token): enter the READ token"},
		"a token with a newline": {stored("", `{"region":"gra1"}`, map[string]string{"token": "s3c\nr3t"}), "READ token (token): it contains a space"},
		"a URL without scheme":   {stored("tsdb:4242", `{}`, nil), "URL: it has to begin with http:// or https://"},
		"a URL without host":     {stored("http://", `{}`, nil), "URL: enter a host"},
		"a URL with a token":     {stored("http://metrics:s3cr3t@tsdb", `{}`, nil), "URL: it contains a user or a token"},
		"a URL with a query":     {stored("http://tsdb/?token=s3cr3t", `{}`, nil), "URL: remove everything from '?'"},
		"an unreadable URL":      {stored("http://tsdb:port", `{}`, nil), "URL: it can't be read"},
		"an unknown dialect":     {stored("http://tsdb", `{"dialect":"influx"}`, nil), `Server type (dialect): "influx" is not known`},
		"an unknown transport":   {stored("http://tsdb", `{"tokenTransport":"cookie"}`, nil), `Send the token as (tokenTransport): "cookie" is not known`},
		"an interval":            {stored("http://tsdb", `{"timeInterval":"often"}`, nil), `Min interval (timeInterval): "often" is not an interval`},
		"a limit":                {stored("http://tsdb", `{"lookupLimit":"many"}`, nil), `Lookup limit (lookupLimit): "many" is not a whole number`},
		"no limit":               {stored("http://tsdb", `{"maxSeries":-1}`, nil), "Max series (maxSeries):"},
		"too much":               {stored("http://tsdb", `{"maxResponseMB":1e9}`, nil), "Max response size (maxResponseMB):"},
		"a wrong type":           {stored("http://tsdb", `{"region":7}`, nil), "jsonData: the field region has the wrong type (number)"},
		"no JSON":                {stored("http://tsdb", `{`, nil), "jsonData: it is not valid JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := settings.Load(c.stored)
			require.ErrorContains(t, err, c.says)
			require.NotContains(t, err.Error(), "s3c")
			require.True(t, backend.IsDownstreamError(err), "a user's slip is no fault of the plugin")
		})
	}
}

func TestAllProblemsAreReportedAtOnce(t *testing.T) {
	_, err := settings.Load(stored("", `{"region":"GRA 1","timeInterval":"x","maxSeries":0}`, nil))
	require.ErrorContains(t, err, "Region:")
	require.ErrorContains(t, err, "Min interval (timeInterval):")
	require.ErrorContains(t, err, "Max series (maxSeries):")
}

func FuzzLoad(f *testing.F) {
	f.Add("", `{"region":"gra1"}`, "token")
	f.Add("http://tsdb:4242/x", `{"lookupLimit":"5","timeInterval":"1m"}`, "")
	f.Add("http://u:p@h", `{"region":null}`, "\x00")
	f.Fuzz(func(t *testing.T, url, jsonData, token string) {
		s, err := settings.Load(stored(url, jsonData, map[string]string{"token": token}))
		if err != nil {
			return
		}
		if s.Endpoint.Host == "" || s.Dialect == nil || s.LookupLimit < 1 || s.MaxSeries < 1 || s.MaxResponseBytes < 1 {
			t.Fatalf("settings that can't work were taken: %+v", s)
		}
		if s.Region != "" && (s.Endpoint.Scheme != "https" || !strings.HasSuffix(s.Endpoint.Host, ".metrics.ovh.net")) {
			t.Fatalf("a region leads to %s", s.Endpoint)
		}
		if _, err := json.Marshal(s.Server); err != nil {
			t.Fatal(err)
		}
	})
}

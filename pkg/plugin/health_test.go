package plugin_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"
)

func fail(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

const warpHTML = `<html><head><title>Error 403 Missing or invalid token.</title></head><body><pre>    Missing or invalid token.</pre></body></html>`

func TestHealthProvesServerTokenAndDialect(t *testing.T) {
	version := respond(`{"version":"2.4.1"}`)
	metrics := respond(`["sys.cpu.nice","sys.cpu.user"]`)
	for name, c := range map[string]struct {
		dialect  string
		handlers map[string]http.HandlerFunc
		ok       bool
		says     string
	}{
		"OVH Metrics responds":    {"ovh", map[string]http.HandlerFunc{"/api/suggest": metrics}, true, "responds and the token reads 2 metrics."},
		"OpenTSDB responds":       {"opentsdb", map[string]http.HandlerFunc{"/api/suggest": metrics, "/api/version": version}, true, "responds and the token reads 2 metrics."},
		"an empty application":    {"ovh", map[string]http.HandlerFunc{"/api/suggest": respond(`[]`)}, true, "the token reads no metrics"},
		"a wrong token":           {"ovh", map[string]http.HandlerFunc{"/api/suggest": fail(500, "text/html", warpHTML)}, false, "token"},
		"no token asked for":      {"ovh", map[string]http.HandlerFunc{"/api/suggest": fail(401, "text/plain", "")}, false, "token"},
		"OVH for an OpenTSDB":     {"ovh", map[string]http.HandlerFunc{"/api/suggest": metrics, "/api/version": version}, false, "Choose OpenTSDB under Server type"},
		"OpenTSDB for OVH":        {"opentsdb", map[string]http.HandlerFunc{"/api/suggest": metrics}, false, "choose OVH Metrics under Server type"},
		"a web page":              {"opentsdb", map[string]http.HandlerFunc{"/api/suggest": fail(200, "text/html", "<html><body>Welcome</body></html>")}, false, "web page"},
		"another service":         {"opentsdb", map[string]http.HandlerFunc{}, false, "404"},
		"a server in maintenance": {"opentsdb", map[string]http.HandlerFunc{"/api/suggest": fail(503, "text/html", "<h1>Service Unavailable</h1>")}, false, "503"},
	} {
		t.Run(name, func(t *testing.T) {
			result := connect(t, serve(t, c.handlers), c.dialect, nil).health()
			require.Contains(t, result.Message, c.says)
			require.Equal(t, c.ok, result.Status == backend.HealthStatusOk, result.Message)
			require.NotContains(t, result.Message, token)
			require.Contains(t, result.Message, "127.0.0.1", "the sentence names the server")
		})
	}
}

func TestHealthOfAServerThatIsDown(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	result := connect(t, gone.URL, "opentsdb", nil).health()
	require.Equal(t, backend.HealthStatusError, result.Status)
	require.Contains(t, result.Message, strings.TrimPrefix(gone.URL, "http://"))
}

func TestInvalidSettingsAreAnErrorOfEveryCall(t *testing.T) {
	source := configure(t, backend.DataSourceInstanceSettings{JSONData: []byte(`{"region":"GRA 1"}`), DecryptedSecureJSONData: map[string]string{"token": token}})
	const says = `Region: "GRA 1" is not a region name`
	require.Contains(t, source.health().Message, says)
	require.ErrorContains(t, source.query(t.Context(), asked{}, `{"metric":"m"}`)["A"].Error, says)
	status, body := source.resource("metrics")
	require.Equal(t, http.StatusBadRequest, status)
	require.Contains(t, body, "is not a region name")
}

func TestAServerThatEchoesTheTokenIsNotQuoted(t *testing.T) {
	echo := func(w http.ResponseWriter, r *http.Request) {
		_, password, _ := r.BasicAuth()
		fail(403, "text/plain", "go away, "+password+" ("+r.Header.Get("Authorization")+")")(w, r)
	}
	message := connect(t, serve(t, map[string]http.HandlerFunc{"/api/suggest": echo}), "opentsdb", nil).health().Message
	require.NotContains(t, message, token)
	require.NotContains(t, message, base64.StdEncoding.EncodeToString([]byte("metrics:"+token)))
}

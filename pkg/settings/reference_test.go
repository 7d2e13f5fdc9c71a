package settings_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/proxy"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/settings"
	"github.com/ovh/ovh-opentsdb-datasource/tests/referencetest"
)

// reference is testdata/reference/settings.json: what the backend reads of a data source, as JSON schemas by the field's name.
// The editor's types are held against it; docs/configuration.md and the plugin's schema are made of both.
type reference struct {
	JSONData map[string]schema `json:"jsonData"`
	// Root and Secure are the data source's own fields and the secrets that are read, by the names that files give them.
	Root   []string `json:"root"`
	Secure []string `json:"secureJsonData"`
	// Grafana are the keys of jsonData that change what Grafana's SDK does.
	Grafana map[string]schema `json:"grafana"`
}

// schema is what a field takes, and what a missing one means.
type schema struct {
	Description string   `json:"description,omitempty"`
	Type        string   `json:"type,omitempty"`
	AnyOf       []schema `json:"anyOf,omitempty"`
	Enum        []string `json:"enum,omitempty"`
	Pattern     string   `json:"pattern,omitempty"`
	Minimum     *int     `json:"minimum,omitempty"`
	Maximum     *int     `json:"maximum,omitempty"`
	Default     any      `json:"default,omitempty"`
}

const server = "http://tsdb.example.org:4242"

// inForce says what a setting is after loading.
var inForce = map[string]func(settings.Settings) any{
	"region":          func(s settings.Settings) any { return s.Region },
	"tokenTransport":  func(s settings.Settings) any { return string(s.TokenTransport) },
	"dialect":         func(s settings.Settings) any { return s.Dialect.ID },
	"timeInterval":    func(s settings.Settings) any { return strings.TrimPrefix(s.TimeInterval.String(), "0s") },
	"lookupLimit":     func(s settings.Settings) any { return s.LookupLimit },
	"maxResponseMB":   func(s settings.Settings) any { return int(s.MaxResponseBytes >> 20) },
	"maxSeries":       func(s settings.Settings) any { return s.MaxSeries },
	"responseCacheMB": func(s settings.Settings) any { return int(s.ResponseCacheBytes >> 20) },
}

func takes(t *testing.T, name string, value any) bool {
	t.Helper()
	encoded, err := json.Marshal(map[string]any{name: value})
	require.NoError(t, err)
	_, err = settings.Load(stored(server, string(encoded), map[string]string{"token": "x"}))
	return err == nil
}

func describe(t *testing.T, name string) schema {
	t.Helper()
	loaded, err := settings.Load(stored(server, `{}`, nil))
	require.NoError(t, err)
	require.Contains(t, inForce, name, "say in inForce how the setting is read")
	field := schema{Type: "string", Default: inForce[name](loaded)}
	switch {
	case takes(t, name, true):
		field.Type = "boolean"
	case takes(t, name, 7):
		require.True(t, takes(t, name, "7"), "other editors saved numbers as text")
		field.Type, field.AnyOf = "", []schema{
			wholeNumber(t, name), {Description: "The same as text.", Type: "string", Pattern: "^[0-9]*$"},
		}
	case name == "tokenTransport" || name == "dialect":
		field.Enum = slices.DeleteFunc(wordsOfSource(t), func(word string) bool { return !takes(t, name, word) })
	}
	if field.Default == "" {
		field.Default = nil
	}
	return field
}

// wholeNumber finds the ends of what a number may be.
func wholeNumber(t *testing.T, name string) schema {
	t.Helper()
	var minimum int
	for !takes(t, name, minimum) {
		minimum++
	}
	const far = 1 << 40
	maximum := minimum + sort.Search(far, func(n int) bool { return !takes(t, name, minimum+n) }) - 1
	return schema{Type: "integer", Minimum: &minimum, Maximum: &maximum}
}

// wordsOfSource are all constant words of the packages that could name a choice.
func wordsOfSource(t *testing.T) []string {
	t.Helper()
	var words []string
	for _, folder := range []string{".", "../opentsdb", "../opentsdb/dialects"} {
		walk(t, folder, func(n ast.Node) {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				if word, err := strconv.Unquote(l.Value); err == nil && regexp.MustCompile(`^\w+$`).MatchString(word) {
					words = append(words, word)
				}
			}
		})
	}
	slices.Sort(words)
	return slices.Compact(words)
}

func walk(t *testing.T, folder string, visit func(ast.Node)) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	for _, entry := range entries {
		if name := entry.Name(); strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			file, err := parser.ParseFile(token.NewFileSet(), folder+"/"+name, nil, 0)
			require.NoError(t, err)
			ast.Inspect(file, func(n ast.Node) bool {
				visit(n)
				return true
			})
		}
	}
}

// jsonKeys are the keys of the struct that jsonData is read into.
func jsonKeys(t *testing.T) (keys []string) {
	t.Helper()
	walk(t, ".", func(n ast.Node) {
		spec, ok := n.(*ast.TypeSpec)
		if !ok || spec.Name.Name != "jsonData" {
			return
		}
		for _, field := range spec.Type.(*ast.StructType).Fields.List {
			tag, err := strconv.Unquote(field.Tag.Value)
			require.NoError(t, err)
			keys = append(keys, reflect.StructTag(tag).Get("json"))
		}
	})
	return keys
}

// rootNames are the names that files give the data source's own fields; jsonData and secureJsonData hold the rest.
var rootNames = map[string]string{
	"URL": "url", "BasicAuthEnabled": "basicAuth", "BasicAuthUser": "basicAuthUser", "Name": "name",
	"JSONData": "", "DecryptedSecureJSONData": "", "HTTPClientOptions": "",
}

// readOfStored are the data source's own fields and the secrets that the backend reads.
func readOfStored(t *testing.T) (root, secure []string) {
	t.Helper()
	for _, folder := range []string{".", "../plugin"} {
		walk(t, folder, func(n ast.Node) {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				if from, ok := n.X.(*ast.Ident); ok && from.Name == "stored" {
					require.Contains(t, rootNames, n.Sel.Name, "say in rootNames what files call it")
					if name := rootNames[n.Sel.Name]; name != "" {
						root = append(root, name)
					}
				}
			case *ast.IndexExpr:
				key, isLiteral := n.Index.(*ast.BasicLit)
				if from := fmt.Sprint(n.X); isLiteral && (from == "secrets" || strings.Contains(from, "DecryptedSecureJSONData")) {
					name, err := strconv.Unquote(key.Value)
					require.NoError(t, err)
					secure = append(secure, name)
				}
			}
		})
	}
	slices.Sort(root)
	slices.Sort(secure)
	return slices.Compact(root), slices.Compact(secure)
}

// ofGrafana are the settings of Grafana's own that its SDK reads for a data source: each is shown to change what it does.
func ofGrafana(t *testing.T) (fields map[string]schema, secure []string) {
	t.Helper()
	secrets := map[string]string{
		"tlsCACert": "ca", "tlsClientCert": "cert", "tlsClientKey": "key", "httpHeaderValue1": "value",
	}
	options := func(jsonData string, without string) string {
		given := map[string]string{}
		for name, value := range secrets {
			if name != without {
				given[name] = value
			}
		}
		data := stored(server, jsonData, given)
		o, err := data.HTTPClientOptions(t.Context())
		require.NoError(t, err)
		encoded, err := json.Marshal([]any{o.Timeouts, o.TLS, o.Header})
		require.NoError(t, err)
		return string(encoded)
	}
	base := stored(server, `{}`, nil)
	byDefault, err := base.HTTPClientOptions(t.Context())
	require.NoError(t, err)
	require.NotEqual(t, options(`{}`, ""), options(`{"timeout":5}`, ""))
	require.Equal(t, options(`{"timeout":0}`, ""), options(`{"timeout":"5"}`, ""), "the page says that text turns it off")
	fields = map[string]schema{"timeout": {Default: byDefault.Timeouts.Timeout.Seconds()}, "serverName": {}, "httpHeaderName1": {}}
	for _, name := range []string{"tlsAuth", "tlsAuthWithCACert", "tlsSkipVerify"} {
		require.NotEqual(t, options(`{}`, ""), options(fmt.Sprintf(`{%q:true}`, name), ""), name)
		fields[name] = schema{Default: false}
	}
	require.NotEqual(t, options(`{"tlsAuth":true}`, ""), options(`{"tlsAuth":true,"serverName":"tsdb"}`, ""))
	require.NotEqual(t, options(`{}`, ""), options(`{"httpHeaderName1":"X-Tenant"}`, ""))
	require.True(t, proxy.SecureSocksProxyEnabledOnDS(map[string]any{"enableSecureSocksProxy": true}))
	fields["enableSecureSocksProxy"] = schema{Default: false}
	for name := range secrets {
		all := `{"tlsAuth":true,"tlsAuthWithCACert":true,"httpHeaderName1":"X-Tenant"}`
		require.NotEqual(t, options(all, ""), options(all, name), name)
		secure = append(secure, name)
	}
	require.False(t, byDefault.ForwardHTTPHeaders, "the page says that no cookie or identity of a reader is sent on")
	return fields, secure
}

func TestReference(t *testing.T) {
	now := reference{JSONData: map[string]schema{}}
	for _, name := range jsonKeys(t) {
		now.JSONData[name] = describe(t, name)
	}
	now.Root, now.Secure = readOfStored(t)
	var secure []string
	now.Grafana, secure = ofGrafana(t)
	now.Secure = append(now.Secure, secure...)
	slices.Sort(now.Secure)
	referencetest.Holds(t, "../../testdata/reference/settings.json", now, "the settings have changed: run the commands that docs/configuration.md names")
}

func TestTheConfigurationPagesExamplesCanWork(t *testing.T) {
	page, err := os.ReadFile("../../docs/configuration.md")
	require.NoError(t, err)
	examples := regexp.MustCompile("(?ms)^```yaml\n(.*?)^```").FindAllStringSubmatch(string(page), -1)
	require.NotEmpty(t, examples)
	for _, example := range examples {
		var file struct {
			Datasources []struct {
				Name, URL      string
				BasicAuth      bool              `yaml:"basicAuth"`
				BasicAuthUser  string            `yaml:"basicAuthUser"`
				JSONData       map[string]any    `yaml:"jsonData"`
				SecureJSONData map[string]string `yaml:"secureJsonData"`
			}
		}
		require.NoError(t, yaml.Unmarshal([]byte(example[1]), &file), example[1])
		require.NotEmpty(t, file.Datasources, example[1])
		for _, d := range file.Datasources {
			jsonData, err := json.Marshal(d.JSONData)
			require.NoError(t, err)
			_, err = settings.Load(backend.DataSourceInstanceSettings{
				Name: d.Name, URL: d.URL, BasicAuthEnabled: d.BasicAuth, BasicAuthUser: d.BasicAuthUser,
				JSONData: jsonData, DecryptedSecureJSONData: d.SecureJSONData,
			})
			require.NoError(t, err, example[1])
		}
	}
}

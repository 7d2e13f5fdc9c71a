// Package schema holds the schema that the plugin ships for Grafana's API server against the code: every field, value and
// route that it names is tried on the real settings, the real reader of queries and the real backend process.
package schema

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	sdk "github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/experimental/pluginschema"
	"github.com/grafana/grafana-plugin-sdk-go/experimental/schemabuilder"
	"github.com/stretchr/testify/require"
	"k8s.io/kube-openapi/pkg/spec3"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"k8s.io/kube-openapi/pkg/validation/strfmt"
	"k8s.io/kube-openapi/pkg/validation/validate"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/plugin"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/settings"
	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

const (
	folder    = "../../src/schema"
	version   = "v0alpha1"
	readToken = "schema-read"
)

var binary string

func TestMain(m *testing.M) { os.Exit(rig.Main(m, &binary)) }

// load reads the schema as Grafana's API server does.
func load(t *testing.T) *pluginschema.PluginSchema {
	t.Helper()
	schema, err := pluginschema.NewSchemaProvider(os.DirFS(folder)).Get(version)
	require.NoError(t, err)
	require.False(t, schema.IsZero())
	return schema
}

// valid says why a value isn't what a schema describes.
func valid(t *testing.T, schema *spec.Schema, value any) error {
	t.Helper()
	encoded, err := json.Marshal(value)
	require.NoError(t, err)
	var decoded any
	require.NoError(t, json.Unmarshal(encoded, &decoded))
	return validate.NewSchemaValidator(schema, schema, "", strfmt.Default).Validate(decoded).AsError()
}

func TestGrafanaReadsAllOfTheSchema(t *testing.T) {
	read, err := json.Marshal(load(t))
	require.NoError(t, err)
	written, err := os.ReadFile(folder + "/" + version + ".json")
	require.NoError(t, err)
	require.JSONEq(t, string(written), string(read), "the SDK's types lose something")
}

func TestSettingsExamplesConfigureADataSource(t *testing.T) {
	schema := load(t)
	require.NotEmpty(t, schema.SettingsExamples.Examples)
	var secrets []string
	for _, secret := range schema.SettingsSchema.SecureValues {
		secrets = append(secrets, secret.Key)
	}
	for name, example := range schema.SettingsExamples.Examples {
		value := example.Value.(map[string]any)
		require.Equal(t, plugin.ID+".datasource.grafana.app/"+version, value["apiVersion"], name)
		require.NoError(t, valid(t, schema.SettingsSchema.Spec, value["spec"]), name)
		secure := map[string]string{}
		for key := range value["secure"].(map[string]any) {
			require.Contains(t, secrets, key)
			secure[key] = "secret"
		}
		require.NoError(t, loads(t, value["spec"], secure), name)
	}
}

// loads says why the backend refuses settings in the form of Grafana's API.
func loads(t *testing.T, specification any, secure map[string]string) error {
	t.Helper()
	encoded, err := json.Marshal(specification)
	require.NoError(t, err)
	var form struct {
		URL       string
		BasicAuth bool
		JSONData  json.RawMessage
	}
	require.NoError(t, json.Unmarshal(encoded, &form))
	_, err = settings.Load(sdk.DataSourceInstanceSettings{
		URL: form.URL, BasicAuthEnabled: form.BasicAuth, JSONData: form.JSONData, DecryptedSecureJSONData: secure,
	})
	return err
}

// TestSettingsHaveTheLimitsOfTheBackend tries each setting with every word of its enumeration and the ends of its range,
// and with the values just outside, on the schema and on the backend.
func TestSettingsHaveTheLimitsOfTheBackend(t *testing.T) {
	schema := load(t).SettingsSchema.Spec
	tried := 0
	for name, property := range schema.Properties["jsonData"].Properties {
		taken, refused := atTheLimits(property)
		for want, values := range map[bool][]any{true: taken, false: refused} {
			for _, value := range values {
				tried++
				form := map[string]any{"url": "http://tsdb.example.org:4242", "jsonData": map[string]any{name: value}}
				require.Equal(t, want, valid(t, schema, form) == nil, "the schema: %s %v", name, value)
				require.Equal(t, want, loads(t, form, nil) == nil, "the backend: %s %v", name, value)
			}
		}
	}
	require.Greater(t, tried, 20)
}

func atTheLimits(property spec.Schema) (taken, refused []any) {
	taken = append(taken, property.Enum...)
	if len(property.Enum) > 0 {
		refused = append(refused, "none-of-them")
	}
	for _, number := range property.AnyOf {
		if number.Minimum != nil && number.Maximum != nil {
			taken = append(taken, *number.Minimum, *number.Maximum, strconv.Itoa(int(*number.Minimum)), "", property.Default)
			refused = append(refused, *number.Minimum-1, *number.Maximum+1, 1.5, true, "many")
		}
	}
	return taken, refused
}

// fields are the properties of every type of query.
func fields(t *testing.T, schema *pluginschema.PluginSchema) (names []string) {
	t.Helper()
	for _, queryType := range schema.QueryTypes.Items {
		var all []string
		for name := range queryType.Spec.Schema.Spec.Properties {
			all = append(all, name)
		}
		slices.Sort(all)
		require.True(t, names == nil || slices.Equal(names, all), queryType.Name)
		names = all
	}
	return names
}

func TestQueryTypesHaveTheFieldsThatTheBackendReads(t *testing.T) {
	body, err := os.ReadFile("../../testdata/reference/query.json")
	require.NoError(t, err)
	var reference struct{ Fields struct{ Query []string } }
	require.NoError(t, json.Unmarshal(body, &reference))
	require.ElementsMatch(t, append(reference.Fields.Query, "editorMode"), fields(t, load(t)))
}

// TestQueriesHaveTheWordsOfTheBackend tries every word of every enumeration of a query, and one that is none of them.
func TestQueriesHaveTheWordsOfTheBackend(t *testing.T) {
	tried := 0
	for _, queryType := range load(t).QueryTypes.Items {
		_, err := query.Parse([]byte(`{"metric":"m","queryType":"` + queryType.Name + `"}`))
		require.NoError(t, err)
		for name, property := range queryType.Spec.Schema.Spec.Properties {
			words := property.Enum
			for _, choice := range property.AnyOf {
				words = append(words, choice.Enum...)
			}
			if len(words) == 0 || name == "editorMode" {
				continue // that is for the editor alone
			}
			for _, word := range words {
				tried++
				require.NoError(t, plans(t, map[string]any{"metric": "m", name: word}), "%s %v", name, word)
			}
			if name != "queryType" { // other data sources' are read as none
				require.Error(t, plans(t, map[string]any{"metric": "m", name: "none-of-them"}), name)
			}
		}
	}
	require.Greater(t, tried, 20)
}

// plans says why neither kind of server can be asked a saved query.
func plans(t *testing.T, saved map[string]any) error {
	t.Helper()
	encoded, err := json.Marshal(saved)
	require.NoError(t, err)
	q, err := query.Parse(encoded)
	if err != nil {
		return err
	}
	_, err = query.NewPlan(q, query.PanelContext{
		Range:    query.Range{From: time.Unix(1_767_222_000, 0), To: time.Unix(1_767_225_600, 0)},
		Interval: time.Minute,
	}, dialects.OpenTSDB)
	return err
}

// TestQueryExamplesAreOfTheirType holds the examples against the schema that Grafana's API makes of all types together.
func TestQueryExamplesAreOfTheirType(t *testing.T) {
	schema := load(t)
	for _, mode := range []schemabuilder.SchemaType{
		schemabuilder.SchemaTypeSaveModel, schemabuilder.SchemaTypeQueryPayload, schemabuilder.SchemaTypePanelModel,
	} {
		_, err := schemabuilder.GetQuerySchema(schemabuilder.QuerySchemaOptions{
			PluginID: []string{plugin.ID}, QueryTypes: schema.QueryTypes.Items, Mode: mode,
		})
		require.NoError(t, err, mode)
	}
	request, err := schemabuilder.GetQuerySchema(schemabuilder.QuerySchemaOptions{
		PluginID: []string{plugin.ID}, QueryTypes: schema.QueryTypes.Items, Mode: schemabuilder.SchemaTypeQueryRequest,
	})
	require.NoError(t, err)
	with := map[string]int{}
	for _, example := range schema.QueryExamples.Examples {
		with[example.QueryType]++
		saved := example.SaveModel.Object
		saved["refId"] = "A"
		require.NoError(t, valid(t, request, map[string]any{"queries": []any{saved}}), example.Name)
		require.NoError(t, plans(t, saved), example.Name)
		saved["metric"] = []string{"m"}
		require.Error(t, valid(t, request, map[string]any{"queries": []any{saved}}), example.Name)
	}
	for _, queryType := range schema.QueryTypes.Items {
		require.Positive(t, with[queryType.Name], queryType.Name)
	}
}

// routesOfSource are the patterns that the backend registers, and the parameters that it reads.
func routesOfSource(t *testing.T) (paths, parameters []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../../pkg/plugin/resources.go", nil, 0)
	require.NoError(t, err)
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		selector, isMethod := call.Fun.(*ast.SelectorExpr)
		literal, isLiteral := call.Args[0].(*ast.BasicLit)
		if !isMethod || !isLiteral {
			return true
		}
		text, err := strconv.Unquote(literal.Value)
		require.NoError(t, err)
		switch selector.Sel.Name {
		case "Handle":
			path, isGet := strings.CutPrefix(text, "GET ")
			require.True(t, isGet, text)
			paths = append(paths, "/resources"+path)
		case "Get", "required":
			if text != "Content-Type" {
				parameters = append(parameters, text)
			}
		}
		return true
	})
	slices.Sort(parameters)
	return paths, slices.Compact(parameters)
}

func TestRoutesAreThoseOfTheBackend(t *testing.T) {
	routes := load(t).Routes
	require.NoError(t, routes.AssertPrefixes("/resources"))
	var paths, parameters []string
	for path, operations := range routes.Paths {
		paths = append(paths, path)
		for _, parameter := range operations.Get.Parameters {
			parameters = append(parameters, parameter.Name)
		}
	}
	slices.Sort(parameters)
	wantPaths, wantParameters := routesOfSource(t)
	require.ElementsMatch(t, wantPaths, paths)
	require.Equal(t, wantParameters, slices.Compact(parameters))
}

// TestRoutesRespondAsTheSchemaSays calls every route of a running backend, with its parameters and without each one that has to
// be there, and holds what comes back against the schema of that status.
func TestRoutesRespondAsTheSchemaSays(t *testing.T) {
	backend, err := rig.Start(t.Context(), binary)
	require.NoError(t, err)
	t.Cleanup(backend.Stop)
	for _, dialect := range []string{"ovh", "opentsdb"} {
		source := rig.Source{
			Name: dialect, URL: rig.StartDemo(t, "--dialect", dialect, "--token", readToken), Token: readToken,
			JSONData: map[string]any{"dialect": dialect},
		}
		ask := func(path string, get *spec3.Operation, parameters []string) (status int, body any) {
			address := strings.TrimPrefix(path, "/resources/") + "?" + strings.Join(parameters, "&")
			status, text, err := backend.Resource(t.Context(), source, address)
			require.NoError(t, err)
			response := get.Responses.StatusCodeResponses[status]
			require.NotNil(t, response, "%s responds with %d: %s", address, status, text)
			require.NoError(t, json.Unmarshal([]byte(text), &body))
			require.NoError(t, valid(t, response.Content["application/json"].Schema, body), "%s: %s", address, text)
			return status, body
		}
		for path, operations := range load(t).Routes.Paths {
			get := operations.Get
			status, _ := ask(path, get, parametersOf(get, ""))
			require.Equal(t, 200, status, path)
			for _, parameter := range get.Parameters {
				want := 200
				if parameter.Required {
					want = 400
				}
				if parameter.Name == "from" || parameter.Name == "to" {
					want = 400 // one of both
				}
				status, _ = ask(path, get, parametersOf(get, parameter.Name))
				require.Equal(t, want, status, "%s without %s", path, parameter.Name)
			}
		}
	}
}

// parametersOf are a route's parameters with their examples, without one.
func parametersOf(get *spec3.Operation, without string) (parameters []string) {
	hour := map[string]string{"from": "1767222000000", "to": "1767225600000"}
	for _, parameter := range get.Parameters {
		if parameter.Name == without {
			continue
		}
		value, isTime := hour[parameter.Name]
		if !isTime {
			value = url.QueryEscape(fmt.Sprint(parameter.Example))
		}
		parameters = append(parameters, parameter.Name+"="+value)
	}
	return parameters
}

package query_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
	"github.com/ovh/ovh-opentsdb-datasource/tests/referencetest"
)

// behaviour is one row of docs/servers.md: a saved query that asks for it, and the tests that hold its result.
type behaviour struct {
	name   string
	saved  string
	proofs []string
}

const (
	gapsProof    = "TestNewQueriesLeaveGapsOnOVH"
	filterProof  = "TestEveryFilterGivesTheRightValuesOnBothServers"
	requestProof = "TestTheRequestIsWhatTheQuerySays"
	refusedProof = "TestInvalidQueriesHaveErrorsAndTheOthersResults"
	counterProof = "TestCounterResetsAreReadAsDocumentedOnOVH"
	policyProof  = "TestASavedFillPolicyMeansTheServersOwn"

	// On a real OpenTSDB, and on both servers side by side.
	realFilterProof = "TestEveryFilterType"
	realFillProof   = "TestFillPolicies"
	realRateProof   = "TestRates"
	realPointsProof = "TestPluginSaysWhatTheRawPointsSay"
	computedProof   = "TestComputedResultsEqualOpenTSDBs"
	bothProof       = "TestTheSameQueryIsTheSameOnBothServers"
)

func behaviours() []behaviour {
	var rows []behaviour
	add := func(name, saved string, proofs ...string) { rows = append(rows, behaviour{name, saved, proofs}) }
	for filter, text := range map[string]string{
		"literal_or": "web01|web02", "iliteral_or": "WEB01", "not_literal_or": "web01", "not_iliteral_or": "WEB01",
		"wildcard": "web*", "iwildcard": "WEB*", "regexp": "^web", "not_key": "",
	} {
		proofs := []string{filterProof, realFilterProof, bothProof}
		if filter == "not_key" {
			proofs = []string{refusedProof, realFilterProof}
		}
		add("filter "+filter, fmt.Sprintf(`{"metric":"m","aggregator":"sum","downsampleInterval":"1m","filters":[{"type":%q,"tagk":"host","filter":%q}]}`, filter, text), proofs...)
	}
	slices.SortFunc(rows, func(a, b behaviour) int { return strings.Compare(a.name, b.name) })
	add("a literal value with a dot or a bracket", `{"metric":"m","aggregator":"sum","downsampleInterval":"1m","filters":[{"type":"literal_or","tagk":"host","filter":"a.b|c"}]}`, filterProof)
	add("two filters on one tag key", `{"metric":"m","aggregator":"sum","downsampleInterval":"1m","filters":[{"type":"wildcard","tagk":"host","filter":"web*"},{"type":"literal_or","tagk":"host","filter":"web01"}]}`, filterProof, bothProof)
	add("two lists of values on one tag key", `{"metric":"m","aggregator":"sum","downsampleInterval":"1m","filters":[{"type":"literal_or","tagk":"host","filter":"a|b"},{"type":"literal_or","tagk":"host","filter":"b|c"}]}`, filterProof)
	add("a wildcard without an asterisk", `{"metric":"m","aggregator":"sum","downsampleInterval":"1m","filters":[{"type":"wildcard","tagk":"host","filter":"web01"}]}`, filterProof)
	add("a wildcard with one inside", `{"metric":"m","aggregator":"sum","downsampleInterval":"1m","filters":[{"type":"wildcard","tagk":"host","filter":"web*1"}]}`, filterProof)
	add("a quote (') or per cent (%) in a name or value", `{"metric":"a'b","aggregator":"sum","downsampleInterval":"1m"}`, "TestTextReachesOVHEscaped", "TestNoScriptReachesOVH")
	for _, policy := range []string{"gaps", "none", "nan", "null", "zero"} {
		for _, aggregator := range []string{"avg", "sum", "min", "max", "count", "dev", "p99"} {
			proofs := []string{policyProof, realFillProof}
			switch policy {
			case "gaps":
				proofs = []string{gapsProof, realPointsProof}
			case "null":
				proofs = []string{gapsProof, realFillProof}
			}
			add(fmt.Sprintf("fill policy %s, aggregator %s", policy, aggregator),
				fmt.Sprintf(`{"metric":"m","aggregator":%q,"downsampleInterval":"1m","downsampleFillPolicy":%q}`, aggregator, policy), proofs...)
		}
	}
	add("no downsampling, aggregator sum", `{"metric":"m","aggregator":"sum","disableDownsampling":true}`, requestProof, realPointsProof)
	add("no downsampling, aggregator none", `{"metric":"m","aggregator":"none","disableDownsampling":true}`, "TestPluginKeepsRawPoints")
	add("downsampling, aggregator none", `{"metric":"m","aggregator":"none","downsampleInterval":"1m"}`, requestProof, bothProof)
	add("one bucket of the whole range (0all)", `{"metric":"m","aggregator":"sum","downsampleInterval":"0all"}`, requestProof)
	add("buckets shorter than a second", `{"metric":"m","aggregator":"sum","downsampleInterval":"500ms"}`, refusedProof)
	add("calendar buckets in a time zone", `{"metric":"m","aggregator":"sum","downsampleInterval":"1d","useCalendar":true,"timezone":"Europe/Paris"}`, "TestCalendarDays", refusedProof)
	add("rate, gaps left open", `{"metric":"m","aggregator":"sum","downsampleInterval":"1m","downsampleFillPolicy":"gaps","shouldComputeRate":true}`, computedProof, bothProof)
	add("rate, the server's fill policy", `{"metric":"m","aggregator":"sum","downsampleInterval":"1m","shouldComputeRate":true}`, realRateProof)
	add("counter, resets dropped", `{"metric":"m","aggregator":"sum","downsampleInterval":"1m","shouldComputeRate":true,"isCounter":true}`, counterProof, computedProof, bothProof)
	add("counter with maximum and reset value", `{"metric":"m","aggregator":"sum","downsampleInterval":"1m","shouldComputeRate":true,"isCounter":true,"counterMax":1000,"counterResetValue":3}`, counterProof, computedProof, bothProof)
	add("explicit tags", `{"metric":"m","aggregator":"sum","downsampleInterval":"1m","explicitTags":true}`, requestProof, "TestExplicitTags")
	add("percentiles of histograms", `{"metric":"m","aggregator":"sum","downsampleInterval":"1m","percentiles":[99]}`, refusedProof)
	return rows
}

// how says how a dialect comes to a behaviour, by what the backend would send.
func how(t *testing.T, saved string, dialect *dialects.Dialect) string {
	t.Helper()
	q, err := query.Parse([]byte(saved))
	require.NoError(t, err, saved)
	plan, err := query.NewPlan(q, query.PanelContext{
		Range:    query.Range{From: time.Unix(1_767_222_000, 0), To: time.Unix(1_767_225_600, 0)},
		Interval: time.Minute,
	}, dialect)
	if err != nil {
		return "refused"
	}
	switch plan.Method {
	case query.Computed:
		return "computed from the raw points"
	case query.Divided:
		return "rewritten: a quotient of two aggregates"
	}
	sent := plan.Request.Queries[0]
	policy := query.FillNone
	if q.Downsample != nil {
		policy = q.Downsample.FillPolicy
	}
	asAsked := sent.Aggregator == q.Aggregator && slices.Equal(sent.Filters, q.Filters) &&
		(sent.Downsample == "" || strings.HasSuffix(sent.Downsample, "-"+policy))
	if asAsked {
		return "native"
	}
	if sent.Downsample != "" && !strings.HasSuffix(sent.Downsample, "-"+policy) {
		return "rewritten: `" + sent.Aggregator + ":" + sent.Downsample + "`"
	}
	return "rewritten: `" + sent.Filters[0].Type + "(" + strings.ReplaceAll(sent.Filters[0].Filter, "|", `\|`) + ")`"
}

const (
	tableBegin = "<!-- made by go test ./pkg/query -run TestServersTable -update -->\n"
	tableEnd   = "<!-- end -->\n"
)

func TestServersTable(t *testing.T) {
	var table strings.Builder
	table.WriteString("| query | OpenTSDB | OVH Metrics |\n|---|---|---|\n")
	for _, row := range collapsed(supportRows(t)) {
		fmt.Fprintf(&table, "| %s | %s | %s |\n", row.name, row.openTSDB, row.ovh)
	}
	const file = "../../docs/servers.md"
	page, err := os.ReadFile(file)
	require.NoError(t, err)
	before, rest, found := strings.Cut(string(page), tableBegin)
	require.True(t, found, "the page has lost its mark %s", tableBegin)
	_, after, found := strings.Cut(rest, tableEnd)
	require.True(t, found)
	want := before + tableBegin + table.String() + tableEnd + after
	if *referencetest.Update {
		require.NoError(t, os.WriteFile(file, []byte(want), 0o644))
		return
	}
	require.Equal(t, want, string(page), "the table isn't what the code does: run the command that the page names")
}

// supportRow is a line of the table: how each server comes to a behaviour.
type supportRow struct{ name, openTSDB, ovh string }

func supportRows(t *testing.T) (rows []supportRow) {
	for _, b := range behaviours() {
		row := supportRow{b.name, how(t, b.saved, dialects.OpenTSDB), how(t, b.saved, dialects.OVH)}
		// OVH Metrics takes these policies, and means something else by them.
		if strings.HasPrefix(b.name, "fill policy none") && !strings.HasSuffix(b.name, "count") || strings.HasPrefix(b.name, "fill policy nan") {
			row.ovh = "native, [**differs**](#fill-policies)"
		}
		rows = append(rows, row)
	}
	return rows
}

// collapsed joins the rows of one fill policy that say the same.
func collapsed(rows []supportRow) (out []supportRow) {
	for _, row := range rows {
		policy, aggregator, ofPolicy := strings.Cut(row.name, ", aggregator ")
		i := slices.IndexFunc(out, func(o supportRow) bool {
			return ofPolicy && strings.HasPrefix(o.name, policy+", aggregator") && strings.HasPrefix(policy, "fill policy") && o.openTSDB == row.openTSDB && o.ovh == row.ovh
		})
		if i < 0 {
			out = append(out, row)
			continue
		}
		out[i].name += ", " + aggregator
	}
	return out
}

func TestServersTableNamesTestsThatExist(t *testing.T) {
	var tests strings.Builder
	for _, folder := range []string{"..", "../../tests"} {
		require.NoError(t, filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			source, err := os.ReadFile(path)
			tests.Write(source)
			return err
		}))
	}
	for _, b := range behaviours() {
		for _, proof := range b.proofs {
			require.Contains(t, tests.String(), "func "+proof+"(", b.name)
		}
	}
}

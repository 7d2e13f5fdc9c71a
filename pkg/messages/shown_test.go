package messages_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/evaluate"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/executor"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/decode"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/dialects"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb/problems"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/query"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/settings"
)

// shownBy are the messages that need a running plugin, and the tests that show them.
var shownBy = map[string]string{
	messages.Healthy.Says:                "pkg/plugin/health_test.go: TestHealthProvesServerTokenAndDialect",
	messages.HealthyOpen.Says:            "pkg/plugin/health_test.go: TestHealthProvesServerTokenAndDialect",
	messages.TokenReadsNothing.Says:      "pkg/plugin/health_test.go: TestHealthProvesServerTokenAndDialect",
	messages.ServerEmpty.Says:            "pkg/plugin/health_test.go: TestHealthProvesServerTokenAndDialect",
	messages.NotLikeOpenTSDB.Says:        "pkg/plugin/health_test.go: TestHealthProvesServerTokenAndDialect",
	messages.NotLikeOVH.Says:             "pkg/plugin/health_test.go: TestHealthProvesServerTokenAndDialect",
	messages.ResponseCut.Says:            "pkg/opentsdb/problems/problems_test.go: TestReadErrorOfTransport",
	messages.HTTPSettings.Says:           "pkg/plugin/messages_test.go: TestAnInvalidCertificateIsAnErrorOfEachQuery",
	messages.WideTooLarge.Says:           "pkg/frames/formats_test.go: TestWideIsRefusedWhereItWouldBeMostlyEmpty",
	messages.LastUnsupported.Says:        "pkg/plugin/lookup_test.go: TestSeriesOfAMetricThatOVHCannotLookUpAreFoundByTheirPoints",
	messages.RegexpTooSlow.Says:          "pkg/opentsdb/filters/filters_test.go: TestASlowRegularExpressionIsStoppedAndNamed",
	messages.RegexpTooDeep.Says:          "pkg/opentsdb/filters/huge_test.go: TestDeepPatternsAreRefused",
	messages.RegexpTooLarge.Says:         "pkg/opentsdb/filters/huge_test.go: TestPatternsOfManyClassesAreRefused",
	messages.NameNotSent.Says:            "pkg/plugin/escape_test.go: TestAStoredNameThatCannotBeSentIsAnError",
	messages.FunctionsComputed.Says:      "pkg/plugin/functions_test.go: TestTheTopOfManySeries",
	messages.FunctionFillsTooMuch.Says:   "pkg/functions/seam_test.go: TestFillsAreBounded",
	messages.ShiftOffGrid.Says:           "pkg/functions/seam_test.go: TestAShiftThatDoesNotLineUpSaysSo",
	messages.FunctionsLeaveGaps.Says:     "pkg/functions/seam_test.go: TestPointsOfTheDefaultFillAreLeftOutWithANotice",
	messages.StoreLimit.Says:             "pkg/executor/slices_test.go: TestWhatCanNotBeSlicedSaysByHowMuchToNarrow",
	messages.NarrowTo.Says:               "pkg/executor/slices_test.go: TestWhatCanNotBeSlicedSaysByHowMuchToNarrow",
	messages.ReadsSoMuch.Says:            "pkg/executor/slices_test.go: TestWhatCanNotBeSlicedSaysByHowMuchToNarrow",
	messages.SliceTooLarge.Says:          "pkg/executor/slices_test.go: TestARangeThatIsRefusedIsHalvedABoundedNumberOfTimes",
	messages.SliceFailed.Says:            "pkg/executor/slices_test.go: TestASliceThatFailsFailsTheQueryAndSaysWhichItWas",
	messages.Sliced.Says:                 "tests/faults/slices_test.go: TestARangeThatTheServerRefusesIsFetchedInSlices",
	messages.MoreSeries.Says:             "pkg/plugin/annotations_test.go: TestQueriesOfSeriesEndAtMaxSeriesAndSaySo",
	messages.SampleIntervalUnknown.Says:  "pkg/plugin/sampleinterval_test.go: TestASlowMeasurementDelaysAQueryByASecondAtMost",
	messages.SampleIntervalUnsure.Says:   "pkg/plugin/messages_test.go: TestSeriesThatMayBeSparserThanTheIntervalHaveANotice",
	messages.OlderSeriesNotSearched.Says: "pkg/plugin/sampleinterval_test.go: TestAPartialSearchForSparseSeriesHasANotice",
	messages.IntervalTooShort.Says:       "pkg/plugin/sampleinterval_test.go: TestAnIntervalTooShortForSomeSeriesHasANotice",
	messages.UnfinishedHidden.Says:       "pkg/plugin/unfinished_test.go: TestAHiddenBucketOfAnHourHasANotice",
	messages.CalendarMisplaced.Says:      "pkg/plugin/calendar_test.go: TestIntervalsThatMayHaveLostTheirPlaceInTheCalendarHaveANotice",
	messages.NoSuchMetric.Says:           "pkg/plugin/names_test.go: TestAnEmptyPanelSaysWhichNameIsWrong",
	messages.NoSuchTagKey.Says:           "pkg/plugin/names_test.go: TestAnEmptyPanelSaysWhichNameIsWrong",
	messages.NothingPasses.Says:          "pkg/plugin/names_test.go: TestAnEmptyPanelSaysWhichNameIsWrong",
	messages.GroupByMissing.Says:         "pkg/plugin/names_test.go: TestAGroupByKeyThatTheServerDoesNotKnowIsNoError",
	messages.GroupByNotApplied.Says:      "pkg/plugin/names_test.go: TestAGroupByKeyThatTheMetricLacksIsNotApplied",
	messages.SeriesNotListed.Says:        "pkg/plugin/names_test.go: TestAnEmptyListOfSeriesSaysWhy",
	messages.LastLooksBack.Says:          "pkg/plugin/annotations_test.go: TestLastValuesLookBackAWeekAtMost",
	messages.LastIsNewer.Says:            "pkg/plugin/messages_test.go: TestLastValuesAfterTheRangeHaveANotice",
	messages.TooManyKeySets.Says:         "pkg/plugin/messages_test.go: TestTooManySetsOfTagKeysAreAnError",
	messages.ParameterMissing.Says:       "pkg/plugin/resources_test.go: TestResourcesRefuseWhatTheyCannotRead",
	messages.ParameterTooLong.Says:       "pkg/plugin/resources_test.go: TestResourcesRefuseWhatTheyCannotRead",
	messages.ParameterNotPositive.Says:   "pkg/plugin/resources_test.go: TestResourcesRefuseWhatTheyCannotRead",
	messages.ParameterNotTime.Says:       "pkg/plugin/resources_test.go: TestResourcesRefuseWhatTheyCannotRead",
	messages.ParameterNotAfterFrom.Says:  "pkg/plugin/resources_test.go: TestResourcesRefuseWhatTheyCannotRead",
	messages.ListOfFiltersInvalid.Says:   "pkg/plugin/resources_test.go: TestResourcesRefuseWhatTheyCannotRead",
	messages.ParameterInvalid.Says:       "pkg/plugin/resources_test.go: TestResourcesRefuseWhatTheyCannotRead",
	messages.TableTooLarge.Says:          "pkg/frames/frames_test.go: TestATableOfTooManyCellsIsRefused",
	messages.AliasTooLong.Says:           "pkg/query/problems_test.go: TestALongAliasIsRefused",
}

func TestEveryMessageIsShown(t *testing.T) {
	texts := strings.Join(shown(t), "\n")
	for _, section := range messages.Sections {
		for _, m := range section.Messages {
			if test, ok := shownBy[m.Says]; ok {
				file, name, _ := strings.Cut(test, ": ")
				source, err := os.ReadFile("../../" + file)
				require.NoError(t, err)
				require.Contains(t, string(source), "func "+name+"(", m.Title)
				continue
			}
			if !pattern(m).MatchString(texts) {
				t.Errorf("%s: nothing here makes %q, and shownBy names no test that does", m.Title, m.Says)
			}
		}
	}
}

// pattern finds a message in a text, whatever fills its placeholders.
func pattern(m messages.Message) *regexp.Regexp {
	text := regexp.MustCompile(`"?\\\{[a-z ]+\\\}"?`).ReplaceAllString(regexp.QuoteMeta(m.Says), `.*`)
	return regexp.MustCompile(regexp.MustCompile(`\\\[(.*?\.\*.*?)\\\]`).ReplaceAllString(text, `(?:$1)?`))
}

// shown are texts as users read them, made from what makes them go wrong.
func shown(t *testing.T) (texts []string) {
	add := func(err error) {
		if err != nil {
			texts = append(texts, err.Error())
		}
	}
	for _, saved := range savedQueries {
		q, err := query.Parse([]byte(saved))
		add(err)
		if err != nil {
			continue
		}
		_, err = q.EachMetric()
		add(err)
		for _, v := range q.VariableNames() {
			add(v.Unresolved())
		}
		for _, dialect := range []*dialects.Dialect{dialects.OVH, dialects.OpenTSDB, dialects.OpenTSDB22} {
			to := time.Unix(1767225600, 0)
			plan, err := query.NewPlan(q, query.PanelContext{Range: query.Range{From: to.Add(-90 * 24 * time.Hour), To: to}, Interval: time.Hour}, dialect)
			add(err)
			texts = append(texts, plan.Why)
			add(query.CheckSelection(q, dialect))
			_, err = query.AnnotationsRequest(q, query.Range{From: to, To: to}, dialect)
			add(err)
		}
	}
	for _, jsonData := range []string{`{}`, `[]`, `{`, `{"region":5}`, `{"region":"GRA"}`, `{"region":"gra1"}`, `{"dialect":"x"}`, `{"tokenTransport":"x"}`, `{"timeInterval":"x"}`, `{"maxSeries":0}`} {
		for _, address := range []string{"", "http://tsdb:4242"} {
			_, err := settings.Load(backend.DataSourceInstanceSettings{JSONData: []byte(jsonData), URL: address})
			add(err)
		}
	}
	for _, address := range []string{"http://a b", "http://u:p@host", "tsdb:4242", "http:///x", "http://host?x"} {
		_, err := settings.Load(backend.DataSourceInstanceSettings{URL: address, DecryptedSecureJSONData: map[string]string{"token": "a b"}})
		add(err)
	}
	read := func(dialect string, response *http.Response, body string, err error) {
		for _, call := range []string{"query", "last"} {
			add(problems.ReadError(problems.Where{Server: "gra1", Call: call, Dialect: dialect, TooLarge: io.ErrShortBuffer}, response, []byte(body), err))
		}
	}
	for _, status := range []int{200, 302, 400, 401, 403, 404, 405, 407, 408, 413, 414, 429, 500, 503, 504} {
		for _, dialect := range []string{"ovh", "opentsdb"} {
			read(dialect, &http.Response{StatusCode: status}, "", nil)
		}
	}
	for _, body := range []string{"why", "<html><title>Sign in</title>", "No such name for 'tagv': 'web*'", "No such name for 'metrics': 'm'", "WarpScriptException: x", "Bad Message 400", "Searching is not enabled", "arraycopy: x", "dial tcp x", "Failed to unmarshal Egress response"} {
		read("opentsdb", &http.Response{StatusCode: 500}, body, nil)
		read("opentsdb", &http.Response{StatusCode: 400}, body, nil)
		read("opentsdb", &http.Response{StatusCode: 200}, body, nil)
	}
	for _, err := range []error{
		context.Canceled, context.DeadlineExceeded, io.ErrUnexpectedEOF, io.EOF, io.ErrShortBuffer, errors.New("odd"), syscall.ECONNREFUSED, syscall.EHOSTUNREACH,
		&net.DNSError{IsNotFound: true}, &net.DNSError{}, &net.OpError{Op: "dial", Err: errors.New("odd")}, &net.OpError{Op: "remote error", Err: errors.New("odd")},
		x509.UnknownAuthorityError{}, x509.HostnameError{Certificate: &x509.Certificate{}}, x509.CertificateInvalidError{Reason: x509.Expired}, x509.CertificateInvalidError{}, tls.RecordHeaderError{}, &url.Error{Err: errors.New("odd")},
		&decode.LimitError{What: decode.LimitedSeries, Max: 5}, &decode.LimitError{What: decode.LimitedDepth, Max: 5}, &decode.FormatError{Empty: true}, &json.SyntaxError{},
	} {
		read("opentsdb", nil, "", err)
	}
	for _, saved := range functionProblems(t) {
		_, err := query.Parse([]byte(`{"metric":"m","functions":` + string(saved) + `}`))
		add(err)
	}
	_, err := query.ParseFilters(bytes.Repeat([]byte(" "), 2<<20))
	add(err)
	_, err = dialects.OVH.Select([]opentsdb.Filter{{Type: "not_key", TagKey: "h"}})
	add(err)
	_, err = evaluate.Result(t.Context(), query.Plan{Method: query.Divided}, []opentsdb.Series{{Index: 7}}, dialects.OVH)
	add(err)
	add(&executor.Panic{Value: "odd"})
	return texts
}

// functionProblems are lists of functions with something wrong, which the editors read, too.
func functionProblems(t *testing.T) (lists []json.RawMessage) {
	raw, err := os.ReadFile("../../testdata/functions/problems.json")
	require.NoError(t, err)
	var rows []struct{ Saved json.RawMessage }
	require.NoError(t, json.Unmarshal(raw, &rows))
	for _, row := range rows {
		lists = append(lists, row.Saved)
	}
	return lists
}

// savedQueries are saved queries with something wrong, one or more things each.
var savedQueries = []string{
	`{`, `[]`, `{"refId":"A"}`, `{"metric":"|"}`, `{"metric":"` + strings.Repeat("m", 1<<20) + `"}`,
	`{"metric":"` + metrics(101) + `"}`, `{"metric":"$m"}`, `{"metric":"a\u0000b"}`, `{"metric":"m:x"}`,
	`{"metric":"m","aggregator":"a-b","downsampleAggregator":"a-b","percentiles":[0],"rollupUsage":"x","legend":"x","useCalendar":true,"timezone":"x"}`,
	`{"metric":"m","downsampleInterval":"1x"}`, `{"metric":"m","downsampleInterval":"0s"}`, `{"metric":"m","downsampleInterval":"2000000.5s"}`, `{"metric":"m","downsampleInterval":"200y"}`, `{"metric":"m","downsampleInterval":"1ms"}`, `{"metric":"m","downsampleInterval":"1500ms"}`,
	`{"metric":"m","filters":[{"type":"x-y","tagk":"","filter":"x"},{"type":"regexp","tagk":"h"},5]}`,
	`{"metric":"m","adhocFilters":[{"key":"h","operator":"<","value":"1"}],"filters":{"a":1}}`,
	`{"metric":"m","filters":[{"type":"geo","tagk":"h","filter":"x"}]}`, `{"metric":"m","filters":[{"type":"not_key","tagk":"h"}]}`,
	`{"metric":"m","aggregator":"zzz","explicitTags":true,"percentiles":[99],"rollupUsage":"ROLLUP_RAW","downsampleInterval":"1dc"}`,
	`{"metric":"m","downsampleInterval":"0all","downsampleFillPolicy":"gaps"}`, `{"metric":"m","downsampleFillPolicy":"x"}`,
	`{"metric":"m","aggregator":"p99","downsampleInterval":"1h","downsampleFillPolicy":"gaps"}`, `{"metric":"m","aggregator":"sum","downsampleInterval":"1h","downsampleFillPolicy":"gaps","shouldComputeRate":true}`,
	`{"metric":"m","downsampleInterval":"1h","shouldComputeRate":true,"isCounter":true}`, `{"metric":"m","aggregator":"none","downsampleInterval":"1h"}`,
	`{"metric":"m","aggregator":"sum","downsampleAggregator":"sum","downsampleInterval":"3d","downsampleFillPolicy":"nan","useCalendar":true,"timezone":"Africa/Cairo"}`,
	`{"metric":"m","downsampleInterval":"1h","downsampleFillPolicy":"gaps"}`, `{"metric":"m","aggregator":"last","downsampleInterval":"1h","downsampleFillPolicy":"gaps"}`, `{"metric":"m","disableDownsampling":true}`,
	`{"metric":"m","filters":[{"type":"regexp","tagk":"h","filter":"a("}]}`, `{"metric":"m","filters":[{"type":"regexp","tagk":"h","filter":"(?i)\\p{Lu}"}]}`,
	`{"metric":"m","filters":[{"type":"regexp","tagk":"h","filter":"(a)\\1"},{"type":"regexp","tagk":"h","filter":"(b)\\1"}]}`,
	`{"metric":"m","filters":[{"type":"geo","tagk":"h","filter":"x"},{"type":"regexp","tagk":"h","filter":"x"}]}`,
	`{"metric":"m","functions":5}`, `{"metric":"m","functions":[{"name":"movingAverage","params":[5]}],"disableDownsampling":true}`,
	`{"metric":"m","functions":[{"name":"timeShift","params":[5]},{"name":"asPercent"},{"name":"keepLastValue"},{"name":"highest","params":[5,"max","other"]}],"disableDownsampling":true}`,
	`{"metric":"m","functions":[{"name":"derivative"}],"downsampleInterval":"0all"}`, `{"metric":"m","functions":[{"name":"timeShift","params":["1n"]}],"downsampleInterval":"1dc"}`,
}

func metrics(n int) string {
	var names []string
	for i := range n {
		names = append(names, "m"+strings.Repeat("x", i))
	}
	return strings.Join(names, "|")
}

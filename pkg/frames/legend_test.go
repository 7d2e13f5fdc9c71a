package frames_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/frames"
	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

// seriesOf reads "os.cpu host=web01 dc=gra".
func seriesOf(texts ...string) []opentsdb.Series {
	var all []opentsdb.Series
	for _, text := range texts {
		words := strings.Fields(text)
		s := opentsdb.Series{Metric: words[0], Tags: map[string]string{}, Points: []opentsdb.Point{{TimeMs: 1, Value: 1}}}
		for _, word := range words[1:] {
			key, value, _ := strings.Cut(word, "=")
			s.Tags[key] = value
		}
		all = append(all, s)
	}
	return all
}

// displayed are the display names in the order of the frames; "" where Grafana makes the name.
func displayed(t *testing.T, series []opentsdb.Series, meta frames.Meta) []string {
	t.Helper()
	var names []string
	for _, frame := range frames.TimeSeries(series, meta) {
		name := ""
		if c := frame.Fields[1].Config; c != nil {
			name = c.DisplayNameFromDS
		}
		names = append(names, name)
	}
	return names
}

func TestAutoLegendNamesSeriesByWhatDiffers(t *testing.T) {
	for name, c := range map[string]struct {
		series  []string
		groupBy []string
		want    []string
	}{
		"one series":                               {[]string{"os.cpu host=web01 dc=gra"}, nil, []string{"os.cpu"}},
		"one tag":                                  {[]string{"os.cpu host=web02 dc=gra", "os.cpu host=web01 dc=gra"}, nil, []string{"web01", "web02"}},
		"grouped by a tag, and another differs":    {[]string{"os.cpu host=web01 dc=gra", "os.cpu host=web02 dc=bhs"}, []string{"host"}, []string{"web01", "web02"}},
		"not grouped: the one that says both":      {[]string{"m host=a dc=x", "m host=b dc=x", "m host=c dc=y"}, nil, []string{"a", "b", "c"}},
		"several tags, in the order of their keys": {[]string{"m iface=eth1 host=a", "m iface=eth0 host=a", "m iface=eth0 host=b"}, []string{"iface", "host"}, []string{"a, eth0", "a, eth1", "b, eth0"}},
		"grouped by a tag that is the same":        {[]string{"m host=a iface=e0", "m host=a iface=e1"}, []string{"host", "iface"}, []string{"e0", "e1"}},
		"several metrics":                          {[]string{"os.mem host=a", "os.cpu host=a"}, []string{"host"}, []string{"os.cpu", "os.mem"}},
		"several metrics and hosts":                {[]string{"os.mem host=a", "os.cpu host=a", "os.cpu host=b"}, []string{"host"}, []string{"os.cpu, a", "os.cpu, b", "os.mem, a"}},
		"a tag that one lacks":                     {[]string{"m host=a", "m"}, nil, []string{"a", "m"}},
		"tags that lack make names alike":          {[]string{"m host=x", "m host=y", "m dc=x", "m dc=y"}, nil, []string{`m {dc="x"}`, `m {dc="y"}`, `m {host="x"}`, `m {host="y"}`}},
		"nothing tells them apart":                 {[]string{"m host=a", "m host=a"}, nil, []string{`m {host="a"}`, `m {host="a"}`}},
	} {
		t.Run(name, func(t *testing.T) {
			meta := frames.Meta{Legend: frames.LegendAuto, GroupBy: c.groupBy}
			require.Equal(t, c.want, displayed(t, seriesOf(c.series...), meta))
		})
	}
}

func TestVerboseLegendIsGrafanasAndAnAliasWins(t *testing.T) {
	series := []string{"m host=b", "m host=a"}
	require.Equal(t, []string{"", ""}, displayed(t, seriesOf(series...), frames.Meta{}))
	require.Equal(t, []string{"", ""}, displayed(t, seriesOf(series...), frames.Meta{Legend: frames.LegendVerbose}))
	require.Equal(t, []string{"on a", "on b"}, displayed(t, seriesOf(series...), frames.Meta{Legend: frames.LegendAuto, Alias: "on $tag_host"}))
}

func TestAShiftInTimeIsPartOfTheName(t *testing.T) {
	for _, c := range []struct {
		meta frames.Meta
		want string
	}{
		{frames.Meta{Legend: frames.LegendAuto, Shift: "1d earlier"}, "m (1d earlier)"},
		{frames.Meta{Shift: "1w later"}, `m {host="a"} (1w later)`},
		{frames.Meta{Alias: "$tag_host $shift ago", Shift: "1d earlier"}, "a 1d ago"},
		{frames.Meta{Alias: "$tag_host[[shift]]"}, "a"},
	} {
		require.Equal(t, []string{c.want}, displayed(t, seriesOf("m host=a"), c.meta))
	}
}

func TestSeriesAreInTheOrderOfTheirDisplayedNames(t *testing.T) {
	series := []string{"m dc=x host=web03", "m dc=y host=web01", "m dc=y host=web02", "m dc=z host=db01"}
	want := []string{"db01", "web01", "web02", "web03"}
	require.Equal(t, want, displayed(t, seriesOf(series...), frames.Meta{Alias: "$tag_host"}))
	require.Equal(t, want, displayed(t, seriesOf(series...), frames.Meta{Legend: frames.LegendAuto, GroupBy: []string{"host"}}))

	same := frames.TimeSeries(seriesOf("m host=c", "m host=a", "l host=b"), frames.Meta{Alias: "same"})
	require.Equal(t, []string{"b", "a", "c"}, []string{same[0].Fields[1].Labels["host"], same[1].Fields[1].Labels["host"], same[2].Fields[1].Labels["host"]}, "then of metrics and labels")
}

// A metric may have as many tag keys as series.
func TestManyTagKeysAreNamedInTimeToo(t *testing.T) {
	series := make([]opentsdb.Series, 5000)
	for n := range series {
		series[n] = opentsdb.Series{Metric: "m", Tags: map[string]string{"dc": "gra", fmt.Sprint("key", n): fmt.Sprint("value", n)}}
	}
	names := frames.Names(series, frames.Meta{Legend: frames.LegendAuto})
	require.Equal(t, "value0", names[0])
	require.Equal(t, "value4999", names[4999])
}

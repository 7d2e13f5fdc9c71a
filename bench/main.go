// Command bench measures the plugin's backend against a server that replays responses from memory: `npm run bench`.
//
// What is compared is measured in one run, in turns, so that ratios are reliable on a busy machine. Absolute figures aren't.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/tests/faults/rig"
)

// measurement is one part of the benchmark.
type measurement struct {
	name    string
	measure func(context.Context, bench) error
}

var measurements = []measurement{
	{"decoder", measureDecoder},
	{"growth", measureGrowth},
	{"frames", measureFrames},
	{"evaluate", measureEvaluate},
	{"process", measureProcess},
	{"latency", measureLatency},
	{"load", measureLoad},
	{"refresh", measureRefresh},
	{"slices", measureSlices},
	{"metadata", measureMetadata},
	{"soak", measureSoak},
	{"grafana", measureGrafana},
}

// bench is what a measurement works with.
type bench struct {
	binary string
	// peer is the backend executable of another OpenTSDB data source, to compare with; empty: none.
	peer string
	// grafana is the address of a running Grafana, with a name and a password, to measure responses through it; empty: none.
	grafana string
	// soak is how long the process runs under steady load; zero: not at all.
	soak time.Duration
	// report prints a figure.
	report func(figure)
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1) //nolint:gocritic // stop was called
	}
}

func run(ctx context.Context, arguments []string) error {
	var names []string
	for _, m := range measurements {
		names = append(names, m.name)
	}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	asJSON := flags.Bool("json", false, "print one JSON object a line: name, value, unit")
	peer := flags.String("peer", "", "measure this executable of another OpenTSDB data source, too")
	grafana := flags.String("grafana", "", "measure responses through this running Grafana that has the plugin, too: http://admin:admin@127.0.0.1:3000")
	soak := flags.Duration("soak", 0, "watch the process under steady load for so long, such as 30m")
	only := flags.String("only", "", "measure these alone, separated by commas: "+strings.Join(names, ", "))
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if !rig.Measurable() {
		return errors.New("a process' time and memory are read from /proc, which this system doesn't have")
	}
	chosen := names
	if *only != "" {
		chosen = strings.Split(*only, ",")
	}
	for _, name := range chosen {
		if !slices.Contains(names, name) {
			return fmt.Errorf("there is no measurement %q; there are %s", name, strings.Join(names, ", "))
		}
	}

	folder, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	binary, err := rig.Build(folder)
	if err != nil {
		return err
	}
	print := printTable
	if *asJSON {
		print = printJSON
	}
	for _, m := range measurements {
		if !slices.Contains(chosen, m.name) {
			continue
		}
		b := bench{binary: binary, peer: *peer, grafana: *grafana, soak: *soak, report: func(f figure) { print(os.Stdout, m.name, f) }}
		if err := m.measure(ctx, b); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	return nil
}
